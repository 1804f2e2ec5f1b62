//! What customers may write into their names and details, and entities that can't be right.

use super::*;

#[test]
fn only_line_feeds_end_lines() {
    for separator in ["\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"] {
        let customer = format!("Ann{separator}Product: 10 Алмазов{separator}Price: €0.01");
        let form = form(&order(&customer, "1 алмаз", "€5.00", "12345"));
        assert_eq!(form.problem, None, "{separator:?}");
        assert_eq!(text_of(form.customer.name.as_ref()), customer);
        assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
    }
}

#[test]
fn everything_behind_the_details_label_is_details() {
    let forged = format!("12345\n\nProduct: 10 Алмазов\nPrice: €0.01\nOrder Details:\n{KNOWN}");
    let form = form(&order("Ann", "1 алмаз", "€5.00", &forged));
    assert_eq!(form.problem, None);
    assert_eq!(text_of(form.details.as_ref()), forged);
    assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
    assert_eq!(form.price, "€5".parse().ok());
}

#[test]
fn labels_in_a_marked_name_do_not_count() {
    let name = "Ann 💎\nProduct: 10 Алмазов\nPrice: €0.01\nOrder Details:\n99999\nCustomer: x";
    let text = order(name, "1 алмаз", "€5.00", "12345");
    let link = EntityKind::TextLink { url: "tg://user?id=111".to_owned() };
    for kind in [user(111), link] {
        let form = form_with(&text, &[entity(&text, name, kind)]);
        assert_eq!(form.problem, None);
        assert_eq!(text_of(form.customer.name.as_ref()), name);
        assert_eq!(form.customer.telegram_id, Some(UserId(111)));
        assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
        assert_eq!(form.account.unwrap().as_str(), "12345");
    }
}

#[test]
fn labels_in_a_bare_name_are_ambiguous() {
    for name in [
        "Ann\nProduct: 10 Алмазов",
        "Ann\nPrice: €0.01",
        "Ann\nCustomer: Bob",
        "Ann\r\nProduct:",
        "Ann\nPrice: €0.01\nProduct: 10 Алмазов",
    ] {
        let form = form(&order(name, "1 алмаз", "€5.00", "12345"));
        assert_eq!(form.problem, Some(Problem::AmbiguousField), "{name:?}");
        assert!(form.product.is_none() || form.price.is_none() || form.customer.name.is_none());
    }
    let early_details = form(&order("Ann\nOrder Details: 99999", "1 алмаз", "€5.00", "12345"));
    assert_eq!(early_details.problem, Some(Problem::MissingField));
    for name in
        ["Ann\n Product: 10 Алмазов", "Ann Product: x", "Ann\nproduct: x", "Ann\n\u{200B}Price: 1"]
    {
        let form = form(&order(name, "1 алмаз", "€5.00", "12345"));
        assert_eq!((form.problem, text_of(form.product.as_ref())), (None, "1 алмаз"), "{name:?}");
    }
}

/// Whoever reads with an eye can't tell the two apart.
#[test]
fn labels_that_look_the_same_are_ambiguous_where_the_true_ones_are_not_written_exactly() {
    let known = order("Ann\nPrice: €0.01", "1 алмаз", "€5.00", "12345");
    for text in [
        known.replace("Price: €5.00", "Price\u{200B}: €5.00"),
        known.replace("Product:", "Product\u{AD}:"),
        known.replace("Order Details:", "Order\u{A0}Details:"),
    ] {
        assert_eq!(form(&text).problem, Some(Problem::AmbiguousField), "{text:?}");
    }
}

#[test]
fn labels_out_of_order_do_not_count() {
    for text in [
        "🆕 Custom Product Order\nProduct: 1 алмаз\nCustomer: a\nPrice: €5\nOrder Details: 12345",
        "🆕 Custom Product Order\nCustomer: a\nPrice: €5\nProduct: 1 алмаз\nOrder Details: 12345",
        "🆕 Custom Product Order\nOrder Details: 12345\nCustomer: a\nProduct: 1 алмаз\nPrice: €5",
    ] {
        assert_eq!(form(text).problem, Some(Problem::MissingField), "{text}");
    }
}

#[test]
fn a_mention_inside_a_marked_name_is_part_of_the_name() {
    for name in ["Ann @victim", "@victim Ann"] {
        let text = order(name, "1 алмаз", "€5.00", "12345");
        let mention = entity(&text, "@victim", EntityKind::Mention);
        let customer = form_with(&text, &[mention, entity(&text, name, user(7))]).customer;
        assert_eq!((customer.username, customer.telegram_id), (None, Some(UserId(7))), "{name}");
    }
}

#[test]
fn entities_elsewhere_name_nobody() {
    let text = order("Ann", "1 алмаз @shop", "€5.00", "12345 @victim Боб");
    let entities = [
        entity(&text, "@victim", EntityKind::Mention),
        entity(&text, "Боб", user(666)),
        entity(&text, "@shop", EntityKind::Mention),
        entity(&text, "Custom", user(667)),
        entity(&text, "Customer: Ann", user(668)),
        entity(&text, "Ann", EntityKind::Other),
        entity(&text, "Ann", EntityKind::TextLink { url: "https://example.org".to_owned() }),
    ];
    let customer = form_with(&text, &entities).customer;
    assert_eq!((customer.username, customer.telegram_id), (None, None));
    assert_eq!(text_of(customer.name.as_ref()), "Ann");
}

#[test]
fn entities_that_can_not_be_right_are_as_good_as_not_there() {
    let text = order("@ivan 💎", "1 алмаз", "€5.00", "12345");
    let start = entity(&text, "@ivan", EntityKind::Mention).offset_utf16;
    for (offset_utf16, length_utf16) in [
        (start, 0),
        (start, 4096),
        (start, usize::MAX),
        (usize::MAX, 1),
        (start, 7),
        (start + 7, 1),
        (start + 1, 4),
        (start, 6),
        (start, 60),
        (0, 4096),
    ] {
        for kind in [EntityKind::Mention, user(-1), user(0)] {
            let entity = Entity { kind, offset_utf16, length_utf16 };
            let read = form_with(&text, &[entity]);
            assert_eq!(read, form(&text), "{offset_utf16}+{length_utf16}");
        }
    }
}
