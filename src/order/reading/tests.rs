use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::order::EntityKind;
use crate::order::entity::utf16_len;

/// The known copy of an order message.
const KNOWN: &str = "🆕 Custom Product Order\n\nTo complete this order, press and hold this message \
    (on desktop, right-click) and select \"Reply.\" In the reply message, send the digital product.\n\n\
    Customer: Имя пользователя\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\nайди 12345";

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let item = |sku: &str, quantity| Item {
        sku: sku.to_owned(),
        quantity,
    };
    let catalogue = Catalogue::new(vec![
        Entry {
            name: "1 алмаз".to_owned(),
            item: item("diamond-1", 1),
            price: "5 EUR".parse().ok(),
        },
        Entry {
            name: "10 Алмазов".to_owned(),
            item: item("diamond", 10),
            price: None,
        },
    ]);
    Rules {
        catalogue: catalogue.unwrap(),
        ..Rules::sample()
    }
});

fn order(customer: &str, product: &str, price: &str, details: &str) -> String {
    format!(
        "🆕 Custom Product Order\n\nCustomer: {customer}\n\nProduct: {product}\n\nPrice: {price}\n\n\
         Order Details:\n\n{details}"
    )
}

fn form_with(text: &str, entities: &[Entity]) -> OrderForm {
    match read(text, entities, &RULES) {
        Reading::Order(form) => *form,
        other => panic!("not an order but {other:?}: {text}"),
    }
}

fn form(text: &str) -> OrderForm {
    form_with(text, &[])
}

/// An entity over the first place where `part` stands.
fn entity(text: &str, part: &str, kind: EntityKind) -> Entity {
    let offset_utf16 = utf16_len(&text[..text.find(part).unwrap()]);
    Entity {
        kind,
        offset_utf16,
        length_utf16: utf16_len(part),
    }
}

fn user(id: i64) -> EntityKind {
    EntityKind::TextMention { user: UserId(id) }
}

fn text_of(text: Option<&Untrusted>) -> &str {
    text.map_or("", Untrusted::as_str)
}

#[test]
fn the_known_message() {
    let form = form(KNOWN);
    assert_eq!(form.problem, None);
    assert_eq!(text_of(form.customer.name.as_ref()), "Имя пользователя");
    assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
    assert_eq!(
        form.item,
        Some(Item {
            sku: "diamond-1".to_owned(),
            quantity: 1
        })
    );
    assert_eq!(form.price, "€5".parse().ok());
    assert_eq!(form.expected_price, form.price);
    assert_eq!(text_of(form.details.as_ref()), "айди 12345");
    assert_eq!(form.account.unwrap().as_str(), "12345");
}

#[test]
fn blank_lines_and_line_ends_do_not_matter() {
    let spread = KNOWN.replace("\n\n", "\n\n \n\n");
    for text in [
        KNOWN.replace("\n\n", "\n"),
        spread,
        KNOWN.replace('\n', "\r\n"),
    ] {
        assert_eq!(form(&text), form(KNOWN), "{text}");
    }
}

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
fn details_stand_on_the_labels_line_the_next_or_several() {
    let head = "🆕 Custom Product Order\nCustomer: a\nProduct: 1 алмаз\nPrice: €5.00\n";
    for (tail, details) in [
        ("Order Details: 12345", "12345"),
        ("Order Details:12345\n", "12345"),
        ("Order Details:\n12345", "12345"),
        (
            "Order Details:\r\n\r\n12345\r\nпривет  \r\n",
            "12345\r\nпривет",
        ),
        ("Order Details: айди\n\n12345", "айди\n\n12345"),
    ] {
        let form = form(&format!("{head}{tail}"));
        assert_eq!(
            (form.problem, text_of(form.details.as_ref())),
            (None, details),
            "{tail:?}"
        );
    }
    for (tail, problem) in [
        ("", Problem::NoDetails),
        ("Order Details:", Problem::NoDetails),
        ("Order Details:\n\n  \u{A0}\n", Problem::NoDetails),
        // What is no label belongs to the field above it.
        ("Details: 12345", Problem::BadPrice),
        (" Order Details: 12345", Problem::BadPrice),
    ] {
        assert_eq!(
            form(&format!("{head}\n{tail}")).problem,
            Some(problem),
            "{tail:?}"
        );
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
fn a_field_that_stands_only_in_the_details_is_missing() {
    let text = "🆕 Custom Product Order\nCustomer: a\nProduct: 1 алмаз\nOrder Details:\n12345\nPrice: €5.00";
    let form = form(text);
    assert_eq!(
        (form.problem, form.price),
        (Some(Problem::MissingField), None)
    );
    assert_eq!(form.account.unwrap().as_str(), "12345");
}

#[test]
fn labels_in_a_marked_name_do_not_count() {
    let name = "Ann 💎\nProduct: 10 Алмазов\nPrice: €0.01\nOrder Details:\n99999\nCustomer: x";
    let text = order(name, "1 алмаз", "€5.00", "12345");
    let link = EntityKind::TextLink {
        url: "tg://user?id=111".to_owned(),
    };
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
    let early_details = form(&order(
        "Ann\nOrder Details: 99999",
        "1 алмаз",
        "€5.00",
        "12345",
    ));
    assert_eq!(early_details.problem, Some(Problem::MissingField));
    for name in [
        "Ann\n Product: 10 Алмазов",
        "Ann Product: x",
        "Ann\nproduct: x",
        "Ann\n\u{200B}Price: 1",
    ] {
        let form = form(&order(name, "1 алмаз", "€5.00", "12345"));
        assert_eq!(
            (form.problem, text_of(form.product.as_ref())),
            (None, "1 алмаз"),
            "{name:?}"
        );
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
fn who_paid() {
    let text = order("@ivan_1", "1 алмаз", "€5.00", "12345");
    let customer = form_with(&text, &[entity(&text, "@ivan_1", EntityKind::Mention)]).customer;
    assert_eq!(text_of(customer.name.as_ref()), "@ivan_1");
    assert_eq!(
        (customer.username.as_deref(), customer.telegram_id),
        (Some("ivan_1"), None)
    );

    assert_eq!(
        form(&text).customer.username,
        None,
        "without an entity it is only a name"
    );

    let text = order("Иван 💎 (@ivan_1)", "1 алмаз", "€5.00", "12345");
    let both = [
        entity(&text, "@ivan_1", EntityKind::Mention),
        entity(&text, "Иван 💎", user(7)),
    ];
    let customer = form_with(&text, &both).customer;
    assert_eq!(text_of(customer.name.as_ref()), "Иван 💎 (@ivan_1)");
    assert_eq!(customer.username.as_deref(), Some("ivan_1"));
    assert_eq!(customer.telegram_id, Some(UserId(7)));
}

#[test]
fn a_mention_inside_a_marked_name_is_part_of_the_name() {
    let text = order("Ann @victim", "1 алмаз", "€5.00", "12345");
    let entities = [
        entity(&text, "@victim", EntityKind::Mention),
        entity(&text, "Ann @victim", user(7)),
    ];
    let customer = form_with(&text, &entities).customer;
    assert_eq!(
        (customer.username, customer.telegram_id),
        (None, Some(UserId(7)))
    );
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
        entity(
            &text,
            "Ann",
            EntityKind::TextLink {
                url: "https://example.org".to_owned(),
            },
        ),
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
            let entity = Entity {
                kind,
                offset_utf16,
                length_utf16,
            };
            let read = form_with(&text, &[entity]);
            assert_eq!(read, form(&text), "{offset_utf16}+{length_utf16}");
        }
    }
}

#[test]
fn the_header_must_be_the_first_line() {
    for text in [
        format!("\n{KNOWN}"),
        format!(" {KNOWN}"),
        format!("Forwarded from @tribute\n{KNOWN}"),
        format!("> {KNOWN}"),
        KNOWN.replacen("\n\n", " ", 1),
        KNOWN.replacen("\n\n", "\r", 1),
        KNOWN.replacen("\n\n", "\u{2028}", 1),
        KNOWN.replace("🆕 ", ""),
        String::new(),
        "hello".to_owned(),
    ] {
        assert_eq!(read(&text, &[], &RULES), Reading::Unrecognised, "{text}");
    }
}

#[test]
fn a_donation_that_quotes_an_order_is_a_notice() {
    let text = format!("Пользователь @a отправил ₽100 на Кофе.\n\nСообщение:\n{KNOWN}");
    assert_eq!(read(&text, &[], &RULES), Reading::Notice);
    let order = order("Ann", "1 алмаз", "€5.00", &text);
    assert!(matches!(read(&order, &[], &RULES), Reading::Order(_)));
}

#[test]
fn the_first_problem_that_holds() {
    for (customer, product, price, details, problem) in [
        ("", "1 алмаз", "€5.00", "12345", Problem::MissingField),
        (
            "a\nProduct: b",
            "1 алмаз",
            "",
            "12345",
            Problem::MissingField,
        ),
        (
            "a\nProduct: b",
            "1 алмаз",
            "five",
            "12345",
            Problem::AmbiguousField,
        ),
        ("a", "50 алмазов", "€1,250", "", Problem::BadPrice),
        (
            "a",
            "1 алмаз",
            "€5.00\nPrice incl. VAT",
            "12345",
            Problem::BadPrice,
        ),
        ("a", "50 алмазов", "€5.00", "", Problem::UnknownProduct),
        (
            "a",
            "1 алмаз\nQuantity: 2",
            "€5.00",
            "12345",
            Problem::UnknownProduct,
        ),
        ("a", "1 алмаз", "€5.00", "", Problem::NoDetails),
        ("a", "1 алмаз", "€5.00", "хочу алмазы", Problem::NoAccountId),
        (
            "a",
            "1 алмаз",
            "€5.00",
            "12345 67890",
            Problem::AmbiguousAccountId,
        ),
    ] {
        let form = form(&order(customer, product, price, details));
        assert_eq!(
            form.problem,
            Some(problem),
            "{customer:?} {product:?} {price:?} {details:?}"
        );
    }
}

#[test]
fn what_could_be_read_is_given_all_the_same() {
    let form = form(&order("Ann", "50 алмазов", "€1,250", "12345 67890"));
    assert_eq!(form.problem, Some(Problem::BadPrice));
    assert_eq!(text_of(form.customer.name.as_ref()), "Ann");
    assert_eq!(text_of(form.product.as_ref()), "50 алмазов");
    assert_eq!(text_of(form.details.as_ref()), "12345 67890");
    let candidates: Vec<_> = form.candidates.iter().map(AccountId::as_str).collect();
    assert_eq!((candidates, form.account), (vec!["12345", "67890"], None));
}

#[test]
fn another_price_than_the_catalogues_is_no_problem_here_but_said() {
    let differs = |product, price| {
        let form = form(&order("a", product, price, "12345"));
        assert_eq!(form.problem, None);
        form.price_differs()
    };
    assert!(!differs("1 алмаз", "€5.00"));
    assert!(differs("1 алмаз", "€4.99"));
    assert!(differs("1 алмаз", "$5.00"));
    assert!(!differs("10 алмазов", "€4.99"));
}

#[test]
fn without_a_catalogue_every_product_passes() {
    let Reading::Order(form) = read(
        &order("a", "что угодно", "€5", "12345"),
        &[],
        &Rules::sample(),
    ) else {
        panic!("not an order");
    };
    assert_eq!((form.problem, form.item), (None, None));
}

#[test]
fn a_wording_of_the_owners_and_two_that_share_a_header() {
    let own = |product: &str| Profile {
        header: "Neue Bestellung".to_owned(),
        customer: "Kunde:".to_owned(),
        product: product.to_owned(),
        price: "Preis:".to_owned(),
        details: "Angaben:".to_owned(),
    };
    let with = |profiles, text: &str| match read(
        text,
        &[],
        &Rules {
            profiles,
            ..RULES.clone()
        },
    ) {
        Reading::Order(form) => form.problem,
        other => panic!("{other:?}"),
    };
    let text = "Neue Bestellung\nKunde: a\nWare: 1 алмаз\nPreis: 5,00 €\nAngaben: 12345";
    assert_eq!(with(vec![own("Ware:")], text), None);
    assert_eq!(
        with(vec![own("Artikel:"), own("Ware:"), own("Ware:")], text),
        None
    );
    assert_eq!(
        with(vec![own("Artikel:")], text),
        Some(Problem::MissingField)
    );
    let both = text.replace("Kunde: a", "Kunde: a\nArtikel: 10 алмазов");
    assert_eq!(
        with(vec![own("Artikel:"), own("Ware:")], &both),
        Some(Problem::AmbiguousField)
    );
}

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
        any::<u8>().prop_map(|id| EntityKind::TextLink {
            url: format!("tg://user?id={id}")
        }),
        Just(EntityKind::Other),
    ];
    let entity = (
        kind,
        prop_oneof![0..120_usize, any::<usize>()],
        prop_oneof![0..60_usize, any::<usize>()],
    )
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
