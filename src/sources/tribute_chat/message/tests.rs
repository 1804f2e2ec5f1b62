//! Order messages as they are known, and as they might be.

use std::sync::LazyLock;

use super::*;
use crate::order::catalogue::Item;
use crate::order::entity::utf16_len;
use crate::order::{AccountId, EntityKind, UserId};

mod hostile;
mod properties;

/// The known copy of an order message.
const KNOWN: &str = "🆕 Custom Product Order\n\nTo complete this order, press and hold this message \
    (on desktop, right-click) and select \"Reply.\" In the reply message, send the digital product.\n\n\
    Customer: Имя пользователя\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\nайди 12345";

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let item = |sku: &str, quantity| Item { sku: sku.to_owned(), quantity };
    let catalogue = Catalogue::new(vec![
        Entry {
            name: "1 алмаз".to_owned(),
            item: item("diamond-1", 1),
            price: "5 EUR".parse().ok(),
            tribute_id: None,
        },
        Entry {
            name: "10 Алмазов".to_owned(),
            item: item("diamond", 10),
            price: None,
            tribute_id: None,
        },
    ]);
    Rules { catalogue: catalogue.unwrap(), ..Rules::sample() }
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
    Entity { kind, offset_utf16, length_utf16: utf16_len(part) }
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
    assert_eq!(form.item, Some(Item { sku: "diamond-1".to_owned(), quantity: 1 }));
    assert_eq!(form.price, "€5".parse().ok());
    assert!(!form.price_differs);
    assert_eq!(text_of(form.details.as_ref()), "айди 12345");
    assert_eq!(form.account.unwrap().as_str(), "12345");
}

#[test]
fn blank_lines_and_line_ends_do_not_matter() {
    let spread = KNOWN.replace("\n\n", "\n\n \n\n");
    for text in [KNOWN.replace("\n\n", "\n"), spread, KNOWN.replace('\n', "\r\n")] {
        assert_eq!(form(&text), form(KNOWN), "{text}");
    }
}

#[test]
fn details_stand_on_the_labels_line_the_next_or_several() {
    let head = "🆕 Custom Product Order\nCustomer: a\nProduct: 1 алмаз\nPrice: €5.00\n";
    for (tail, details) in [
        ("Order Details: 12345", "12345"),
        ("Order Details:12345\n", "12345"),
        ("Order Details:\n12345", "12345"),
        ("Order Details:\r\n\r\n12345\r\nпривет  \r\n", "12345\r\nпривет"),
        ("Order Details: айди\n\n12345", "айди\n\n12345"),
    ] {
        let form = form(&format!("{head}{tail}"));
        assert_eq!((form.problem, text_of(form.details.as_ref())), (None, details), "{tail:?}");
    }
    for (tail, problem) in [
        ("", Problem::NoDetails),
        ("Order Details:", Problem::NoDetails),
        ("Order Details:\n\n  \u{A0}\n", Problem::NoDetails),
        ("12345", Problem::NoDetails),
        ("Details: 12345", Problem::NoDetails),
        (" Order Details: 12345", Problem::NoDetails),
    ] {
        assert_eq!(form(&format!("{head}\n{tail}")).problem, Some(problem), "{tail:?}");
    }
}

#[test]
fn a_field_that_stands_only_in_the_details_is_missing() {
    let text = "🆕 Custom Product Order\nCustomer: a\nProduct: 1 алмаз\nOrder Details:\n12345\nPrice: €5.00";
    let form = form(text);
    assert_eq!((form.problem, form.price), (Some(Problem::MissingField), None));
    assert_eq!(form.account.unwrap().as_str(), "12345");
}

#[test]
fn a_field_is_the_rest_of_its_line() {
    let form = form(&order("Ann\nпривет", "1 алмаз\nподарок", "€5.00\n€6.00", "12345"));
    assert_eq!(form.problem, None);
    assert_eq!(text_of(form.customer.name.as_ref()), "Ann");
    assert_eq!(text_of(form.product.as_ref()), "1 алмаз");
}

#[test]
fn who_paid() {
    let text = order("@ivan_1", "1 алмаз", "€5.00", "12345");
    let customer = form_with(&text, &[entity(&text, "@ivan_1", EntityKind::Mention)]).customer;
    assert_eq!(text_of(customer.name.as_ref()), "@ivan_1");
    assert_eq!((customer.username.as_deref(), customer.telegram_id), (Some("ivan_1"), None));

    assert_eq!(form(&text).customer.username, None, "without an entity it is only a name");

    let text = order("Иван 💎 (@ivan_1)", "1 алмаз", "€5.00", "12345");
    let both = [entity(&text, "@ivan_1", EntityKind::Mention), entity(&text, "Иван 💎", user(7))];
    let customer = form_with(&text, &both).customer;
    assert_eq!(text_of(customer.name.as_ref()), "Иван 💎 (@ivan_1)");
    assert_eq!(customer.username.as_deref(), Some("ivan_1"));
    assert_eq!(customer.telegram_id, Some(UserId(7)));
}

#[test]
fn the_header_must_be_the_first_line() {
    for text in [
        format!("\n{KNOWN}"),
        format!("! {KNOWN}"),
        format!("Forwarded from @tribute\n{KNOWN}"),
        format!("> {KNOWN}"),
        KNOWN.replacen("\n\n", " ", 1),
        KNOWN.replacen("\n\n", "\r", 1),
        KNOWN.replacen("\n\n", "\u{2028}", 1),
        KNOWN.replace("🆕 Custom ", ""),
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
        ("", "", "€5.00", "12345", Problem::MissingField),
        ("", "1 алмаз", "", "12345", Problem::MissingField),
        ("a\nProduct: b", "1 алмаз", "", "12345", Problem::MissingField),
        ("a\nProduct: b", "1 алмаз", "five", "12345", Problem::AmbiguousField),
        ("a", "50 алмазов", "€1,250", "", Problem::BadPrice),
        ("a", "50 алмазов", "€5.00", "", Problem::UnknownProduct),
        ("a", "\n1 алмаз", "€5.00", "12345", Problem::MissingField),
        ("a", "1 алмаз", "€5.00", "", Problem::NoDetails),
        ("a", "1 алмаз", "€5.00", "хочу алмазы", Problem::NoAccountId),
        ("a", "1 алмаз", "€5.00", "12345 67890", Problem::AmbiguousAccountId),
    ] {
        let form = form(&order(customer, product, price, details));
        assert_eq!(form.problem, Some(problem), "{customer:?} {product:?} {price:?} {details:?}");
    }
}

/// People read which line it is about, or which price.
#[test]
fn a_problem_comes_with_its_words() {
    for (customer, product, price, details, words) in [
        ("", "1 алмаз", "", "12345", Some("Price:")),
        ("a", "", "€5.00", "12345", Some("Product:")),
        ("a\nProduct: b", "1 алмаз", "", "12345", Some("Price:")),
        ("a\nProduct: b", "1 алмаз", "five", "12345", Some("Product:")),
        ("a\nPrice: €1.00", "1 алмаз", "€5.00", "12345", Some("Price:")),
        ("a", "50 алмазов", " €1,250", "", Some("€1,250")),
        ("a", "50 алмазов", "€5.00", "12345", None),
        ("a", "1 алмаз", "€1.00", "", None),
        ("a", "1 алмаз", "€5.00", "12345", None),
    ] {
        let form = form(&order(customer, product, price, details));
        let told = form.problem_text.as_ref().map(Untrusted::as_str);
        assert_eq!(told, words, "{customer:?} {product:?} {price:?} {details:?}");
    }
}

#[test]
fn a_customer_needs_no_name() {
    for name in ["", "\u{3164}"] {
        let form = form(&order(name, "1 алмаз", "€5.00", "12345"));
        assert_eq!((form.problem, text_of(form.customer.name.as_ref())), (None, name));
    }
    let without_label = KNOWN.replace("Customer: Имя пользователя\n\n", "");
    assert_eq!(form(&without_label).problem, Some(Problem::MissingField));
}

#[test]
fn what_looks_the_same_is_read_the_same() {
    for text in [
        KNOWN.replace("🆕 ", ""),
        format!(" {}", KNOWN.replacen("Custom Product", "Custom\u{A0} Pro\u{AD}duct", 1)),
        KNOWN.replace("Product:", "Product\u{200B}:").replace("1 алмаз", "1\u{A0}ал\u{AD}маз"),
        KNOWN.replace("Order Details:", "\u{200F}Order\u{A0}Details:"),
        KNOWN.replace("Price:", "\u{2066}Price:\u{A0}"),
    ] {
        let read = form(&text);
        let known = form(KNOWN);
        assert_eq!((read.problem, &read.item), (None, &known.item), "{text:?}");
        assert_eq!(
            (read.price, read.account, read.customer),
            (known.price, known.account, known.customer)
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
        (form.price_differs, form.listed_price)
    };
    let listed = "5 EUR".parse().ok();
    assert_eq!(differs("1 алмаз", "€5.00"), (false, listed));
    assert_eq!(differs("1 алмаз", "€4.99"), (true, listed));
    assert_eq!(differs("1 алмаз", "$5.00"), (true, listed));
    assert_eq!(differs("10 алмазов", "€4.99"), (false, None));
}

#[test]
fn without_a_catalogue_every_product_passes() {
    let Reading::Order(form) =
        read(&order("a", "что угодно", "€5", "12345"), &[], &Rules::sample())
    else {
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
    let with = |profiles, text: &str| match read(text, &[], &Rules { profiles, ..RULES.clone() }) {
        Reading::Order(form) => (form.problem, form.problem_text),
        other => panic!("{other:?}"),
    };
    let text = "Neue Bestellung\nKunde: a\nWare: 1 алмаз\nPreis: 5,00 €\nAngaben: 12345";
    assert_eq!(with(vec![own("Ware:")], text), (None, None));
    assert_eq!(with(vec![own("Artikel:"), own("Ware:"), own("Ware:")], text), (None, None));
    let missing = (Some(Problem::MissingField), Some(Untrusted::new("Artikel:")));
    assert_eq!(with(vec![own("Artikel:")], text), missing);
    let both = text.replace("Kunde: a", "Kunde: a\nArtikel: 10 алмазов");
    let rivals = (Some(Problem::AmbiguousField), None);
    assert_eq!(with(vec![own("Artikel:"), own("Ware:")], &both), rivals);
    let unread = both.replace("5,00 €", "5 ?");
    assert_eq!(with(vec![own("Artikel:"), own("Ware:")], &unread), rivals);
}
