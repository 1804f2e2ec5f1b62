//! What buyers are answered, in both languages.

use super::answers::{Message, Reaction, Reply};
use super::*;
use crate::i18n::with_language;
use crate::order::catalogue::{Entry, Item};
use crate::order::entity::utf16_len;
use crate::order::{AccountId, Untrusted};

fn product(name: &str, price: Option<&str>) -> Entry {
    let item = Item { sku: format!("sku of {name}"), quantity: 1 };
    let price = price.map(|it| it.parse().unwrap());
    Entry { name: name.to_owned(), item, price, tribute_id: None }
}

fn showcase(products: Vec<Entry>) -> Showcase {
    Showcase {
        catalogue: Catalogue::new(products).unwrap(),
        account: Some(AccountPattern::new(r"\b\d{4,12}\b").unwrap()),
        example: Some("12345".to_owned()),
        has_provider: false,
        terms: None,
        support: None,
        language: Language::English,
        moderator: None,
    }
}

fn usual() -> Showcase {
    showcase(vec![
        product("1 алмаз", Some("50 XTR")),
        product("10 алмазов", Some("1450 XTR")),
        product("Клуб", Some("5.00 EUR")),
        product("Подарок", None),
        product("Даром", Some("0 XTR")),
    ])
}

fn reply(showcase: &Showcase, text: &str, account: Option<&str>) -> Reply {
    let account = account.map(AccountId::known);
    showcase.reply_to(&Untrusted::new(text), account.as_ref())
}

fn labels(message: &Message) -> Vec<&str> {
    message.buttons.iter().flatten().map(|it| it.label.as_str()).collect()
}

#[test]
fn whoever_begins_is_asked_for_the_account_and_then_offered_what_can_be_paid() {
    let showcase = usual();
    for text in ["/start", "/buy", "/start -", "/help"] {
        let asked = reply(&showcase, text, None);
        assert_eq!(asked.account, None);
        assert!(asked.message.text.contains("for example: 12345"), "{}", asked.message.text);
        assert!(asked.message.buttons.is_empty());
    }
    for text in ["67890", "/start 67890", "/buy 67890", " id 67890 "] {
        let offered = reply(&showcase, text, None);
        assert_eq!(offered.account, Some(AccountId::known("67890")), "{text}");
        assert!(offered.message.text.contains("account 67890"), "{}", offered.message.text);
        let expected = ["1 алмаз · ⭐\u{A0}50", "10 алмазов · ⭐\u{A0}1\u{A0}450"];
        assert_eq!(labels(&offered.message), expected);
    }
    let again = reply(&showcase, "/start", Some("12345"));
    assert!(again.message.text.contains("12345") && again.account.is_none());
    assert_eq!(again.message.buttons.len(), 2);
    let russian = with_language(Language::Russian, || reply(&showcase, "/start", Some("12345")));
    assert!(russian.message.text.starts_with("Для аккаунта 12345."));
}

#[test]
fn where_no_account_is_needed_none_is_asked_for() {
    let showcase = Showcase { account: None, has_provider: true, ..usual() };
    for text in ["/start", "/start 12345", "/buy"] {
        let offered = reply(&showcase, text, None);
        assert_eq!(offered.account, None);
        assert_eq!(labels(&offered.message)[2], "Клуб · €5.00");
    }
    let not_understood = reply(&showcase, "12345", None).message.text;
    assert!(!not_understood.contains("account"), "{not_understood}");
}

#[test]
fn what_is_no_account_changes_nothing() {
    let showcase = usual();
    for (text, told) in [
        ("12345 or 67890", "can't tell"),
        ("+7 916 123-45-67", "does not look like"),
        ("hello", "does not look like"),
        ("123", "does not look like"),
        ("", "does not look like"),
        ("/nonsense", "does not look like"),
    ] {
        let reply = reply(&showcase, text, None);
        assert_eq!(reply.account, None, "{text}");
        assert!(reply.message.text.contains(told), "{text}: {}", reply.message.text);
    }
    for text in ["/start zzz", "/buy 123"] {
        let reply = reply(&showcase, text, Some("12345"));
        assert_eq!((reply.account, reply.message.buttons.len()), (None, 0));
        assert!(reply.message.text.contains("does not look like"), "{}", reply.message.text);
    }
    for text in ["hello", "/nonsense", "", "😀", "../../etc/passwd", "'; DROP TABLE buyers; --"] {
        let reply = reply(&showcase, text, Some("12345"));
        assert_eq!(reply.account, None);
        assert!(reply.message.text.contains("/buy"), "{}", reply.message.text);
        assert!(!reply.message.text.contains("DROP"));
    }
}

#[test]
fn terms_and_support_are_told_to_everybody() {
    for (language, words) in
        [(Language::English, "Telegram's own support"), (Language::Russian, "поддержка Telegram")]
    {
        let support = with_language(language, || reply(&usual(), "/paysupport", None));
        assert!(support.message.text.contains(words));
        let terms = with_language(language, || reply(&usual(), "/terms", Some("12345")));
        assert!(terms.message.text.contains("/paysupport"));
    }
    let own = Showcase {
        terms: Some("No refunds.".to_owned()),
        support: Some("@shop_support".to_owned()),
        ..usual()
    };
    assert_eq!(reply(&own, "/terms@shop_bot", None).message.text, "No refunds.");
    assert_eq!(reply(&own, "/paysupport", None).message.text, "@shop_support");
}

#[test]
fn an_empty_shop_says_so() {
    let empty = showcase(vec![product("Клуб", Some("5.00 EUR"))]);
    for text in ["/start", "/buy 12345", "12345"] {
        assert!(reply(&empty, text, None).message.text.contains("Nothing is for sale"), "{text}");
    }
    assert!(reply(&empty, "/terms", None).message.text.contains("shop"));
}

#[test]
fn a_tap_is_an_invoice_for_what_was_offered_and_nothing_else() {
    let showcase = usual();
    let account = AccountId::known("12345");
    let offered = reply(&showcase, "/buy", Some("12345")).message;
    let data = &offered.buttons[1][0].data;
    assert!(data.len() <= 64);
    let Reaction::Invoice(entry, price) = showcase.react_to(data, Some(&account)) else {
        panic!("no invoice")
    };
    assert_eq!((entry.name.as_str(), price.amount), ("10 алмазов", 1450));
    let Reaction::Say(asked) = showcase.react_to(data, None) else { panic!("an invoice") };
    assert!(asked.text.contains("Which account"));

    let dearer = showcase_with(&showcase, "1500 XTR");
    let Reaction::Say(changed) = dearer.react_to(data, Some(&account)) else {
        panic!("an invoice at another price")
    };
    assert!(changed.text.contains("not sold like that"), "{}", changed.text);
    assert_eq!(labels(&changed)[1], "10 алмазов · ⭐\u{A0}1\u{A0}500");

    for (forged, is_ours) in [
        (&b"buy:0123456789abcdef01234567"[..], true),
        (b"buy:", true),
        (b"page:99999999999999999999", true),
        (b"page:-1", true),
        (b"", false),
        (b"\xff\xfe", false),
        (b"k7f3", false),
    ] {
        let reaction = showcase.react_to(forged, Some(&account));
        match reaction {
            Reaction::Say(_) => assert!(is_ours, "{forged:?}"),
            Reaction::Nothing => assert!(!is_ours, "{forged:?}"),
            Reaction::Invoice(..) => panic!("{forged:?} is an invoice"),
        }
    }
}

fn showcase_with(showcase: &Showcase, price: &str) -> Showcase {
    let mut products: Vec<Entry> = showcase.catalogue.entries().cloned().collect();
    products[1].price = Some(price.parse().unwrap());
    Showcase { catalogue: Catalogue::new(products).unwrap(), ..showcase.clone() }
}

#[test]
fn a_long_catalogue_has_pages() {
    let products = (0..45).map(|it| product(&format!("{it} {}", "ж".repeat(120)), Some("1 XTR")));
    let showcase = showcase(products.collect());
    let account = AccountId::known("12345");
    let mut message = reply(&showcase, "/buy", Some("12345")).message;
    let mut sizes = Vec::new();
    loop {
        sizes.push(message.buttons.len());
        assert!(labels(&message).iter().all(|label| utf16_len(label) <= 64));
        let last = message.buttons.last().unwrap()[0].clone();
        match showcase.react_to(&last.data, Some(&account)) {
            Reaction::Say(next) => message = next,
            _ => break,
        }
    }
    assert_eq!(sizes, [21, 21, 5]);
}

#[test]
fn whatever_is_written_is_answered_within_a_message() {
    let showcase =
        Showcase { account: Some(AccountPattern::new(r"\S{1,128}").unwrap()), ..usual() };
    for text in [
        "\u{202E}12345\u{202C}",
        &"9".repeat(4096),
        &"ا".repeat(4096),
        "🇷🇺👨‍👩‍👧‍👦",
        "{{ product }}",
        "<b>1</b>",
        "/start \u{0}",
        &format!("/{}", "a".repeat(4095)),
    ] {
        for language in Language::ALL {
            let reply = with_language(language, || reply(&showcase, text, Some("12345")));
            let units = utf16_len(&reply.message.text);
            assert!((1..=4096).contains(&units), "{units}");
            assert!(!reply.message.text.contains('\u{202E}'));
        }
    }
}
