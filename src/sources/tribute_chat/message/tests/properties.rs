//! What holds for any text and any entities.

use proptest::prelude::*;

use super::*;

/// Text made of the pieces that matter.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "🆕 Custom Product Order",
        "Customer:",
        "Product:",
        "Price:",
        "Order Details:",
        "\n",
        "\r\n",
        "\r",
        " ",
        "€5.00",
        "1 алмаз",
        "12345",
        "@ivan",
        "💎",
        "\u{202E}",
        "\u{2028}",
        "Сообщение:",
        "x",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_entities() -> impl Strategy<Value = Vec<Entity>> {
    let kind = prop_oneof![
        Just(EntityKind::Mention),
        any::<i64>().prop_map(user),
        any::<u8>().prop_map(|id| EntityKind::TextLink { url: format!("tg://user?id={id}") }),
        Just(EntityKind::Other),
    ];
    let entity =
        (kind, prop_oneof![0..120_usize, any::<usize>()], prop_oneof![0..60_usize, any::<usize>()])
            .prop_map(|(kind, offset_utf16, length_utf16)| Entity {
                kind,
                offset_utf16,
                length_utf16,
            });
    prop::collection::vec(entity, 0..8)
}

proptest! {
    #[test]
    fn any_text_with_any_entities_is_survived(
        text in prop_oneof![any::<String>(), pieces(), pieces().prop_map(|tail| format!("{KNOWN}{tail}"))],
        entities in any_entities(),
    ) {
        if let Reading::Order(form) = read(&text, &entities, &RULES) {
            if let (Some(account), Some(details)) = (&form.account, &form.details) {
                prop_assert!(details.as_str().contains(account.as_str()));
            }
            prop_assert!(form.problem.is_some() || form.account.is_some());
        }
    }

    #[test]
    fn forged_details_change_nothing_else(forged in pieces(), entities in any_entities()) {
        let text = order("@ann", "1 алмаз", "€5.00", "");
        let plain = form_with(&text, &[]);
        // Only what begins behind the details' label is the customer's to choose here.
        let behind = utf16_len(&text);
        let entities: Vec<Entity> = entities
            .into_iter()
            .map(|entity| Entity { offset_utf16: entity.offset_utf16.saturating_add(behind), ..entity })
            .collect();
        let read = form_with(&format!("{text}{forged}"), &entities);
        prop_assert_eq!((read.product, read.price, read.customer), (plain.product, plain.price, plain.customer));
    }

    #[test]
    fn a_forged_name_that_is_marked_changes_nothing_else(forged in pieces()) {
        let name = format!("A{forged}A");
        let text = order(&name, "1 алмаз", "€5.00", "12345");
        let form = form_with(&text, &[entity(&text, &name, user(5))]);
        prop_assert_eq!(form.problem, None);
        prop_assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
        prop_assert_eq!(text_of(form.customer.name.as_ref()), name);
    }

    #[test]
    fn a_forged_name_that_is_not_marked_never_passes_as_a_field(
        label in prop::sample::select(vec!["Customer:", "Product:", "Price:"]),
        value in "[^\n]{0,20}",
        position in 0..3_usize,
    ) {
        let mut lines = ["Ann".to_owned(), "x".to_owned(), "y".to_owned()];
        lines[position] = if position == 0 { format!("\n{label}{value}") } else { format!("{label}{value}") };
        let form = form(&order(&lines.join("\n"), "1 алмаз", "€5.00", "12345"));
        prop_assert!(matches!(form.problem, Some(Problem::AmbiguousField | Problem::MissingField)));
    }
}
