//! Messages of the same bot that are known not to be orders: donations, subscriptions, …
//!
//! What is recognised here is passed over in silence, so a pattern describes the whole first line,
//! and a doubt makes the message one that moderators are told about.

use std::sync::LazyLock;

use regex::Regex;

use super::fields::lines;
use super::profile::Profile;

/// Wordings that were seen, or told of word for word: what the first line matches, from its start to
/// its end. `PERSON` and `AMOUNT` stand for the expressions below; a new wording is a new line here.
const KNOWN: [&str; 3] = [
    "Пользователь PERSON отправил(?:а|\\(а\\))? AMOUNT на .+",
    "Пользователь PERSON отправил(?:а|\\(а\\))? донат.*",
    "Пользователь PERSON (?:оформил|продлил)(?:а|\\(а\\))? подписку .+",
];

/// Wordings made up after what is known in prose, until somebody sees the true ones.
const GUESSES: [&str; 13] = [
    // Donations.
    "(?:User )?PERSON (?:sent|donated) (?:you )?AMOUNT (?:to|for|on) .+",
    "(?:User )?PERSON (?:sent|made) (?:you )?a (?:donation|tip).*",
    // Subscriptions and their renewals.
    "Пользователь PERSON отменил(?:а|\\(а\\))? подписку.*",
    "(?:User )?PERSON (?:has )?subscribed to .+",
    "(?:User )?PERSON (?:has )?(?:renewed|extended|cancel+ed) (?:(?:a|the|their|his|her) )?subscription.*",
    // Ready-made digital products.
    "Пользователь PERSON (?:купил|приобр[её]л|оплатил)(?:а|\\(а\\))? цифровой товар.*",
    "(?:User )?PERSON (?:has )?(?:bought|purchased) (?:(?:a|the|your) )?digital product.*",
    // The dialog in which a seller creates a product.
    "(?:Создать|Создание|Новый) товара?[.!:…]?",
    "Товар .*(?:создан|опубликован)[.!]?",
    "(?:Create|New) Product[.!:…]?",
    "(?:Your )?[Pp]roduct .*(?:created|published)[.!]?",
    // Cashback.
    "(?:(?:Вам|Ваш) )?(?:(?:начислен|зачислен) )?[Кк][эе]шб[эе]к.*",
    "(?:(?:Your|You received|You got|You earned) )?[Cc]ashback.*",
];

const PERSON: &str = r"\S.{0,128}?";
const AMOUNT: &str =
    r"(?:[€$₽£₴₸⭐]\x{FE0F}? ?\d[\d., \x{A0}]*|\d[\d., \x{A0}]* ?(?:[€$₽£₴₸⭐]\x{FE0F}?|[A-Z]{3}))";

/// What the first line of a message that may be an order has in it, in lower case. A customer may
/// call themselves anything, so these words count more than any pattern.
const ORDER_WORDS: [&str; 3] = ["заказ", "order", "custom"];

/// The line after which a donor's own words begin, which may quote anything.
const DONOR_WORDS_LABELS: [&str; 2] = ["Сообщение:", "Message:"];

/// First lines longer than this are no notice's.
const FIRST_LINE_BYTES_MAX: usize = 2000;

static PATTERNS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let compile = |wording: &&str| {
        let pattern = wording.replace("PERSON", PERSON).replace("AMOUNT", AMOUNT);
        Regex::new(&format!("^(?:{pattern})$")).ok()
    };
    KNOWN.iter().chain(&GUESSES).map(compile).collect()
});

/// Whether a message is a known notice. `profiles` tell what would be the label of an order.
pub(super) fn recognises(text: &str, profiles: &[Profile]) -> bool {
    let first = lines(text).next().map_or("", |(_, line)| line.trim_end());
    if first.len() > FIRST_LINE_BYTES_MAX || has_order_label(text, profiles) {
        return false;
    }
    let lower = first.to_lowercase();
    if ORDER_WORDS.iter().any(|word| lower.contains(word)) {
        return false;
    }
    PATTERNS
        .iter()
        .flatten()
        .any(|pattern| pattern.is_match(first))
}

/// Whether an order's header or label stands outside a donor's own words.
fn has_order_label(text: &str, profiles: &[Profile]) -> bool {
    lines(text)
        .map(|(_, line)| line)
        .take_while(|line| {
            !DONOR_WORDS_LABELS
                .iter()
                .any(|label| line.starts_with(label))
        })
        .any(|line| {
            profiles
                .iter()
                .any(|profile| profile.is_header(line) || profile.label_of(line).is_some())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(text: &str) -> bool {
        recognises(text, &Profile::built_in())
    }

    #[test]
    fn every_pattern_compiles() {
        assert!(PATTERNS.iter().all(Option::is_some));
    }

    #[test]
    fn the_known_ones() {
        for text in [
            "Пользователь @aaaaaaa отправил ₽2000.11 на Любая сумма в рублях.\n\nСообщение:\naaaaaaa",
            "Пользователь @aaaaaaaaa оформил подписку на канал Ttttt TTT (@tttttttt) за ₽1000.01.",
            "Пользователь @aaaaaaaaa продлил подписку на канал Ttttt TTT (@tttttttt) за ₽1000.01.",
            "Пользователь @aaaaaaa отправил донат €5.00.",
            "Пользователь Анна Ива отправила 1 250,00 ₽ на Столик",
            "Пользователь @a отправил ⭐️ 250 на Кофе.\r\n\r\nСообщение:\r\nспасибо",
        ] {
            assert!(recognised(text), "{text}");
        }
    }

    #[test]
    fn the_guessed_ones() {
        for text in [
            "User @aaa sent €5.00 to Any amount.\n\nMessage:\nhi",
            "User @aaa subscribed to the channel Ttt (@ttt) for €5.00.",
            "User @aaa renewed the subscription to Ttt for €5.00.",
            "Пользователь @aaa купил цифровой товар «Книга» за €5.00.",
            "User @aaa purchased your digital product \"Book\" for €5.00.",
            "Создать товар",
            "Create Product",
            "Вам начислен кэшбэк €0.50",
            "Cashback: €0.50",
        ] {
            assert!(recognised(text), "{text}");
        }
    }

    #[test]
    fn a_donation_may_quote_an_order() {
        let order = "🆕 Custom Product Order\n\nCustomer: x\nProduct: y\nPrice: €5.00\nOrder Details:\n12345";
        assert!(recognised(&format!(
            "Пользователь @aaa отправил ₽100 на Кофе.\n\nСообщение:\n{order}"
        )));
    }

    #[test]
    fn what_may_be_an_order_is_not_passed_over() {
        for text in [
            "",
            "Новый индивидуальный заказ\n\nПокупатель: x\nТовар: y\nЦена: €5,00",
            "Пользователь @aaa заказал «1 алмаз» за €5.00.",
            "Пользователь @aaa купил товар на заказ «1 алмаз» за €5.00.",
            "Пользователь @aaa купил цифровой товар на заказ «1 алмаз».",
            "User @aaa purchased your digital product on order.",
            "Пользователь @aaa отправил заказ на товар",
            "Пользователь @aaa отправил сообщение",
            "Пользователь @aaa отправил ₽100 на Кофе.\nТовар: 1 алмаз\nСообщение:\nпривет",
            "Пользователь @aaa отправил ₽100 на Кофе.\nProduct: 1 алмаз",
            "x\nПользователь @aaa отправил ₽100 на Кофе.",
            "🆕 Custom Product Order from Cashback",
            "Product y created\nCustomer: x",
            "Мой кэшбэк",
            "Заказ выполнен",
            "Пользователь X отправил донат оформил индивидуальный заказ",
            "User X sent a donation placed a custom product purchase",
        ] {
            assert!(!recognised(text), "{text}");
        }
    }

    #[test]
    fn a_huge_first_line_is_survived() {
        assert!(!recognised(&format!(
            "Пользователь {} отправил ₽1 на x",
            "ы".repeat(1_000_000)
        )));
    }
}
