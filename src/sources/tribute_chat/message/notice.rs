//! Messages of the same bot that are known not to be orders: donations, subscriptions, …
//!
//! What is recognised here is passed over in silence, so a pattern (`notices.toml`) describes the
//! whole first line, and a doubt makes the message one that moderators are told about.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::fields::lines;
use super::profile::Profile;
use crate::order::untrusted::comparable;

/// `notices.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    known: Vec<String>,
    guesses: Vec<String>,
    order_words: Vec<String>,
    donor_words_labels: Vec<String>,
}

const PERSON: &str = r"\S.{0,128}?";
const AMOUNT: &str =
    r"(?:[€$₽£₴₸⭐]\x{FE0F}? ?\d[\d., \x{A0}]*|\d[\d., \x{A0}]* ?(?:[€$₽£₴₸⭐]\x{FE0F}?|[A-Z]{3}))";

/// First lines longer than this are no notice's.
const FIRST_LINE_BYTES_MAX: usize = 2000;

/// The patterns of whole first lines, and the rest.
static WORDINGS: LazyLock<(Vec<Regex>, File)> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and a test reads it")]
    let file: File = toml::from_str(include_str!("notices.toml")).expect("well formed");
    let compile = |wording: &String| {
        let pattern = wording.replace("PERSON", PERSON).replace("AMOUNT", AMOUNT);
        Regex::new(&format!("^(?:{pattern})$")).ok()
    };
    (file.known.iter().chain(&file.guesses).filter_map(compile).collect(), file)
});

/// Whether a message is a known notice. `profiles` tell what would be the label of an order.
pub(super) fn recognises(text: &str, profiles: &[Profile]) -> bool {
    let first = lines(text).next().map_or("", |(_, line)| line.trim_end());
    if first.len() > FIRST_LINE_BYTES_MAX || has_order_label(text, profiles) {
        return false;
    }
    let (patterns, file) = &*WORDINGS;
    let lower = comparable(first).to_lowercase();
    let has_order_word = file.order_words.iter().any(|word| lower.contains(word));
    !has_order_word && patterns.iter().any(|pattern| pattern.is_match(first))
}

/// Whether an order's header or label stands outside a donor's own words.
fn has_order_label(text: &str, profiles: &[Profile]) -> bool {
    let donor_words = &WORDINGS.1.donor_words_labels;
    lines(text)
        .map(|(_, line)| line)
        .take_while(|line| !donor_words.iter().any(|label| line.starts_with(label)))
        .any(|line| {
            profiles.iter().any(|it| it.is_header(line) || it.label_of(line, comparable).is_some())
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
        let file: File = toml::from_str(include_str!("notices.toml")).unwrap();
        let count = file.known.len() + file.guesses.len();
        assert_eq!(WORDINGS.0.len(), count);
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
            "Пользователь @a отправил ₽100 на Кофе.\nPro\u{AD}duct: 1 алмаз",
            "Пользователь @aaa отправил ₽100 на за\u{AD}каз.",
            "Пользователь X отправил донат оформил индивидуальный заказ",
            "User X sent a donation placed a custom product purchase",
        ] {
            assert!(!recognised(text), "{text}");
        }
    }

    #[test]
    fn a_huge_first_line_is_survived() {
        assert!(!recognised(&format!("Пользователь {} отправил ₽1 на x", "ы".repeat(1_000_000))));
    }
}
