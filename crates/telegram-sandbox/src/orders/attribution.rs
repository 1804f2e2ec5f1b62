//! The orders that a text is about, judged by nothing but the orders' own words.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::Language;

use super::Wording;

/// Knows the words of every order, and which of them stand in one order only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attribution {
    words: Vec<BTreeSet<String>>,
    orders_by_word: BTreeMap<String, usize>,
}

/// Numbers shorter than this stand in texts for too many reasons.
const DIGITS_MIN: usize = 4;
/// Words shorter than this do, too.
const LETTERS_MIN: usize = 3;

impl Attribution {
    /// Learns an order; its number is the count of orders learnt before it, plus 1.
    pub(crate) fn learn(&mut self, text: &str) {
        let mut words = words_of(text);
        for boilerplate in [Language::English, Language::Russian].map(Wording::new) {
            for word in boilerplate.lines().into_iter().flat_map(words_of) {
                words.remove(&word);
            }
        }
        for word in &words {
            *self.orders_by_word.entry(word.clone()).or_default() += 1;
        }
        self.words.push(words);
    }

    /// The orders, from 1, that `text` is about: those of which it has the most words that stand in
    /// no other order, and every one of which it has at least half as many; when it has no such
    /// word, the one order of which it has the most words. Empty when that leaves a doubt.
    pub(crate) fn orders_in(&self, text: &str) -> Vec<u32> {
        let said = words_of(text);
        let scores: Vec<Score> = self
            .words
            .iter()
            .zip(1..)
            .map(|(words, number)| {
                let common = words.intersection(&said);
                let own = |word: &&String| self.orders_by_word.get(*word) == Some(&1);
                Score { number, own: common.clone().filter(own).count(), any: common.count() }
            })
            .collect();
        let own_max = scores.iter().map(|score| score.own).max().unwrap_or(0);
        let any_max = scores.iter().map(|score| score.any).max().unwrap_or(0);
        if own_max > 0 {
            return numbers(&scores, |score| score.own * 2 >= own_max);
        }
        // One word that many orders share names none of them.
        if any_max < 2 {
            return Vec::new();
        }
        let best = numbers(&scores, |score| score.any == any_max);
        if best.len() == 1 { best } else { Vec::new() }
    }
}

struct Score {
    number: u32,
    own: usize,
    any: usize,
}

fn numbers(scores: &[Score], wanted: impl Fn(&Score) -> bool) -> Vec<u32> {
    scores.iter().filter(|score| wanted(score)).map(|score| score.number).collect()
}

fn words_of(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| {
            let length = word.chars().count();
            let digits_only = word.chars().all(char::is_numeric);
            length >= if digits_only { DIGITS_MIN } else { LETTERS_MIN }
        })
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::generator::OrderGenerator;
    use super::*;

    fn knowing(texts: &[&str]) -> Attribution {
        let mut attribution = Attribution::default();
        for text in texts {
            attribution.learn(text);
        }
        attribution
    }

    #[test]
    fn an_account_a_name_or_a_quote_names_its_order() {
        let attribution = knowing(&[
            "🆕 Custom Product Order\nCustomer: Иван Петров\nProduct: 1 алмаз\nOrder Details:\n12345",
            "🆕 Custom Product Order\nCustomer: @ivan_2\nProduct: 1 алмаз\nOrder Details:\nхочу алмазы",
        ]);
        assert_eq!(attribution.orders_in("❗ №148 · 1 алмаз · `12345`"), [1]);
        assert_eq!(attribution.orders_in("Покупатель: Иван Петров"), [1]);
        assert_eq!(attribution.orders_in("Покупатель: @ivan_2"), [2]);
        assert_eq!(attribution.orders_in("Написал: «хочу алмазы»"), [2]);
        assert_eq!(attribution.orders_in("Ждут: 12345, @ivan_2"), [1, 2]);
    }

    #[test]
    fn what_every_order_says_names_none() {
        let attribution = knowing(&[
            "🆕 Custom Product Order\nCustomer: Ада\nProduct: diamond\nOrder Details:\n11111111",
            "🆕 Custom Product Order\nCustomer: Вера\nProduct: diamond\nOrder Details:\n22222222",
        ]);
        for text in [
            "",
            "Магазин не отвечает, ждут 2 заказа",
            "To complete this order, press Reply. Product: diamond. Price: €5.00",
        ] {
            assert!(attribution.orders_in(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_lone_order_is_not_named_by_the_wording_alone() {
        let attribution =
            knowing(&[&OrderGenerator::demo(Language::English, 1).generate(1)[0].text]);
        assert!(attribution.orders_in("The shop does not answer. 1 order waits.").is_empty());
    }
}
