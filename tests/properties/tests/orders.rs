//! Order messages whose truth is known, with names, details and entities made to hide it.

use proptest::prelude::*;

use super::super::{Message, Name, any_text, card, order, price};
use crate::order::{Entity, EntityKind, Money, UserId};

/// What forgers write: labels and headers, numbers that are none, what can't be seen, other
/// scripts' digits, the worst of Unicode.
fn evil() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{2028}",
        "\u{85}",
        "\t",
        " ",
        "\u{A0}",
        "\u{200B}",
        "Customer: ",
        "Product: ",
        "Price: ",
        "Order Details:",
        "\nCustomer: ",
        "\nProduct: ",
        "\nPrice: ",
        "\nOrder Details:\n",
        "💬 Order details:",
        "Детали заказа:\n",
        "\nТовар: ",
        "🆕 Custom Product Order",
        "🆕 Новый заказ: товар на заказ",
        "€0.01",
        "10 Алмазов",
        "99999",
        "1234",
        "123",
        "1234567890123",
        "a5555",
        "5555b",
        "_7777",
        "8888",
        "00012345",
        "١٢٣٤٥",
        "１２３４５",
        "𝟏𝟐𝟑𝟒𝟓",
        "१२३४५",
        "1\u{200B}2345",
        "12345\u{202E}54321",
        "О0О0О0",
        "@victim",
        "«",
        "»",
        "\"",
        "`",
        "> ",
        "</blockquote>",
        "\u{1B}[31m",
        "\u{9B}2J",
        "\0",
        "💎",
        "👨‍👩‍👧",
        "e\u{301}\u{301}",
        "\u{FEFF}",
        "﷽",
        "שלום",
        "\u{E0041}",
    ]);
    let letters = prop_oneof![
        pieces.prop_map(str::to_owned),
        "[a-zа-я]{1,6}",
        "[0-9]{1,14}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(letters, 0..12).prop_map(|pieces| pieces.concat())
}

/// A line of the bot's own.
fn one_line() -> impl Strategy<Value = String> {
    evil().prop_map(|text| format!("x{}", text.replace('\n', " ")))
}

fn lies() -> impl Strategy<Value = Vec<Entity>> {
    let kind = prop_oneof![
        Just(EntityKind::Mention),
        any::<i64>().prop_map(|id| EntityKind::TextMention { user: UserId(id) }),
        (1..99_u8).prop_map(|id| EntityKind::TextLink { url: format!("tg://user?id={id}") }),
        Just(EntityKind::Other),
    ];
    let place = || prop_oneof![0..200_usize, any::<usize>()];
    let lie = (kind, place(), place()).prop_map(|(kind, offset_utf16, length_utf16)| Entity {
        kind,
        offset_utf16,
        length_utf16,
    });
    prop::collection::vec(lie, 0..5)
}

fn message() -> impl Strategy<Value = Message> {
    let price = prop_oneof![
        4 => "(€|\\$|₽)[1-9][0-9]{0,2}\\.[0-9]{2}",
        1 => one_line(),
    ];
    let shown = prop_oneof![Just(Name::Marked), Just(Name::Bare)];
    (evil(), shown, one_line(), price, evil(), lies()).prop_map(
        |(name, shown, product, price, details, lies)| Message {
            name,
            shown,
            product,
            price,
            details,
            lies,
        },
    )
}

/// A price as some shop may write it, and what it is.
fn written_price() -> impl Strategy<Value = (String, Option<Money>)> {
    let number = (0..1_000_000_000_i64, 0..100_i64, 0..7_u8, 0..4_u8);
    number.prop_map(|(whole, cents, style, side)| {
        let grouped = |separator: &str| {
            let digits = whole.to_string();
            let (head, tail) = digits.split_at(digits.len() % 3);
            let tail = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group));
            let groups = std::iter::once(head.into())
                .filter(|head: &std::borrow::Cow<'_, str>| !head.is_empty());
            groups.chain(tail).collect::<Vec<_>>().join(separator)
        };
        let number = match style {
            0 => format!("{whole}.{cents:02}"),
            1 => format!("{whole},{cents:02}"),
            2 => format!("{}.{cents:02}", grouped(",")),
            3 => format!("{},{cents:02}", grouped(".")),
            4 => format!("{},{cents:02}", grouped("\u{A0}")),
            5 => format!("{}.{cents:02}", grouped("\u{202F}")),
            _ => format!("{},{cents:02}", grouped(" ")),
        };
        let text = match side {
            0 => format!("€{number}"),
            1 => format!("{number} €"),
            2 => format!("{number} EUR"),
            _ => format!("€ {number}"),
        };
        let amount = whole * 100 + cents;
        (text, format!("{}.{:02} EUR", amount / 100, amount % 100).parse().ok())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_order_reads_as_what_it_is(message in message()) {
        order(&message);
    }

    #[test]
    fn any_message_is_survived(start in prop::sample::select(vec![
        "", "🆕 Custom Product Order\n", "🆕 Custom Product Order\nCustomer: a\nProduct: b\nPrice: €1.00\nOrder Details:",
    ]), text in evil(), entities in lies()) {
        any_text(&format!("{start}{text}"), &entities);
    }

    #[test]
    fn a_price_is_the_one_that_is_written((text, money) in written_price()) {
        prop_assert_eq!(price(&text), money, "{}", text);
    }

    #[test]
    fn what_is_no_price_is_none(text in prop_oneof![
        "[€$₽⭐]?[ \u{A0}]?[0-9., \u{A0}\u{202F}]{1,20}[ ]?(€|₽|EUR|RUB|XTR|KWD|JPY)?",
        "(US\\$|zł|EUR|RUB|XTR)?[ \u{A0}]?[0-9., ]{1,12}[ ]?(zł|руб\\.?|Stars|звёзд|евро|PLN)?",
        any::<String>(),
        evil(),
    ]) {
        price(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_words_break_out_of_a_card(words in evil()) {
        card(&words);
    }
}

#[test]
fn a_product_may_end_as_a_label_does() {
    let kind = EntityKind::TextLink { url: "tg://user?id=1".to_owned() };
    order(&Message {
        name: String::new(),
        shown: Name::Marked,
        product: "x000000000Customer: ".to_owned(),
        price: "€1.00".to_owned(),
        details: "\n\n\n\n".to_owned(),
        lies: vec![Entity { kind, offset_utf16: 0, length_utf16: 3 }],
    });
}

#[test]
fn the_largest_messages_fit_a_card_and_are_read() {
    for letter in ["a", "ﷺ", "💎", "\u{202E}", "\u{1B}", "\n", "\"", "e\u{301}", "9", "﷽ "] {
        let units = letter.encode_utf16().count();
        let words = letter.repeat(4096 / units);
        card(&words);
        for shown in [Name::Marked, Name::Bare] {
            order(&Message {
                name: words.clone(),
                shown,
                product: "x".to_owned(),
                price: "€5.00".to_owned(),
                details: words.clone(),
                lies: vec![
                    Entity {
                        kind: EntityKind::Mention,
                        offset_utf16: usize::MAX,
                        length_utf16: usize::MAX
                    };
                    1_000
                ],
            });
        }
    }
}
