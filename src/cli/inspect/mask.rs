//! A message without whom it is about: what may be a name, a number, an address or somebody's own
//! words reads otherwise, letter for letter, so that lengths, places and shapes stay.
//!
//! It can't know every name: whoever shows such a message to others should read it first.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::order::{Entity, EntityKind, UserId};

/// Whoever is named by id.
const SOMEBODY: UserId = UserId(111);

/// A title in English has capital letters everywhere; with one of these words it is one.
const TITLE_WORDS: &str =
    "Customer Details Order Product Payment Purchase Donation Subscription Message Tribute";

/// What is masked wherever it stands: links, addresses, usernames, quoted words.
const PATTERNS: [&str; 5] = [
    r"(?i)\b[a-z][a-z0-9+.-]*://\S+",
    r"(?i)\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?",
    r"\S+@\S+",
    r"@\w+",
    r#"«[^»\n]*»|“[^”\n]*”|"[^"\n]*""#,
];

/// The patterns that compile: all of them, a test says.
static MASKED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let compiled = PATTERNS.iter().map(|pattern| Regex::new(pattern));
    compiled.filter_map(Result::ok).collect()
});

pub(super) fn mask(text: &str, entities: &[Entity]) -> (String, Vec<Entity>) {
    let mut stretches = values_and_names(text);
    for pattern in MASKED.iter() {
        stretches.extend(pattern.find_iter(text).map(|found| found.range()));
    }
    let named = entities.iter().filter(|it| it.kind != EntityKind::Other);
    stretches.extend(named.filter_map(|entity| entity.range_in(text)));
    let masked = text.char_indices().map(|(at, character)| {
        let is_hidden = stretches.iter().any(|stretch| stretch.contains(&at));
        if is_hidden { masked(character) } else { masked_digit(character) }
    });
    (masked.collect(), entities.iter().map(nobodys).collect())
}

/// What stands behind a label (`Price: …`); when nothing does, the lines below it, up to the next label. And
/// words that begin with a capital letter, but for a line's first, a label's and a title's.
fn values_and_names(text: &str) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let (mut start, mut is_value) = (0, false);
    for (number, line) in text.split('\n').enumerate() {
        let end = start + line.len();
        // The first line is a title or none of it is, another one its label.
        let (label, title) = match label_length(line) {
            _ if number == 0 => (None, line),
            Some(length) => (Some(length), &line[..length]),
            None => (None, ""),
        };
        if let Some(length) = label {
            is_value = line[length..].trim().is_empty();
            stretches.push(start + length..end);
        } else if is_value {
            stretches.push(start..end);
        }
        let title = if is_title(title) { title.len() } else { 0 };
        let names = names(line).filter(|name| name.start >= title);
        stretches.extend(names.map(|it| start + it.start..start + it.end));
        start = end + 1;
    }
    stretches
}

fn names(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let words = line.split_inclusive(char::is_whitespace).filter_map(move |word| {
        let place = start..start + word.len();
        start = place.end;
        Some((place, word.chars().find(|letter| letter.is_alphanumeric())?))
    });
    words.skip(1).filter(|(_, letter)| letter.is_uppercase()).map(|(place, _)| place)
}

fn is_title(text: &str) -> bool {
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    words.any(|word| TITLE_WORDS.split(' ').any(|it| it == word))
}

/// How long the label is that a line begins with, colon included.
pub(super) fn label_length(line: &str) -> Option<usize> {
    const CHARACTERS_MAX: usize = 40;
    let colon = line.find(':')?;
    let label = &line[..colon];
    let fits = label.chars().count() <= CHARACTERS_MAX
        && label.chars().any(char::is_alphabetic)
        && !label.starts_with(char::is_whitespace)
        && !label.contains("//")
        && !label.chars().any(|character| character.is_ascii_digit());
    // `https://` is no label.
    let is_link = line[colon..].starts_with("://");
    (fits && !is_link).then_some(colon + 1)
}

/// Another character of the same kind and the same length in UTF-16.
fn masked(character: char) -> char {
    match masked_digit(character) {
        kept if !kept.is_alphabetic() => kept,
        letter if letter.len_utf16() == 2 => '𝐱',
        letter if letter.is_ascii() && letter.is_uppercase() => 'X',
        letter if letter.is_ascii() => 'x',
        letter if letter.is_uppercase() => '\u{416}',
        _ => '\u{436}',
    }
}

fn masked_digit(character: char) -> char {
    match character {
        _ if !character.is_numeric() => character,
        _ if character.len_utf16() == 2 => '𝟕',
        _ => '7',
    }
}

fn nobodys(entity: &Entity) -> Entity {
    let kind = match &entity.kind {
        EntityKind::TextMention { .. } => EntityKind::TextMention { user: SOMEBODY },
        EntityKind::TextLink { url } => EntityKind::TextLink {
            url: match url.strip_prefix("tg://") {
                Some(_) => format!("tg://user?id={SOMEBODY}"),
                None => "https://example.com/".to_owned(),
            },
        },
        other => other.clone(),
    };
    Entity { kind, ..entity.clone() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::order::entity::utf16_len;
    use crate::sources::tribute_chat::message::{Reading, Rules, read};

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(MASKED.len(), PATTERNS.len());
    }

    fn masked_text(text: &str) -> String {
        mask(text, &[]).0
    }

    #[test]
    fn nobody_is_left_and_the_wording_is() {
        for (text, shown) in [
            (
                "Пользователь Анна Ива отправила ₽2000.11 на «Кофе для Бори».",
                "Пользователь Жжжж Жжж отправила ₽7777.77 на «Жжжж жжж Жжжж».",
            ),
            (
                "Новый заказ\n\nПокупатель: анна\nЦена: €5,00\nДетали:\nпривет\n12345\nИмя: боря",
                "Новый заказ\n\nПокупатель: жжжж\nЦена: €7,77\nДетали:\nжжжжжж\n77777\nИмя: жжжж",
            ),
            (
                "User @anna_1 wrote to a.b@mail.example, see https://t.me/anna?x=1 or t.me/anna",
                "User @xxxx_7 wrote to x.x@xxxx.xxxxxxx, see xxxxx://x.xx/xxxx?x=7 or x.xx/xxxx",
            ),
            (
                "💰 New Product Payment\nOrder Number: 5\nFor: Anna",
                "💰 New Product Payment\nOrder Number: 7\nFor: Xxxx",
            ),
            ("The total: 𝟏𝟐 for 🆕", "The total: 𝟏𝟐 for 🆕"),
        ] {
            let shown = shown.replace("𝟏𝟐", "𝟕𝟕");
            assert_eq!(masked_text(text), shown);
        }
    }

    #[test]
    fn an_order_stays_one_and_is_nobodys() {
        let text = "🆕 Custom Product Order\n\nCustomer: Имя Ж\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details:\nмой 12345";
        let start = text.find("Имя").unwrap();
        let entity = Entity {
            kind: EntityKind::TextMention { user: UserId(42) },
            offset_utf16: utf16_len(&text[..start]),
            length_utf16: 5,
        };
        let (shown, entities) = mask(text, &[entity]);
        let Reading::Order(form) = read(&shown, &entities, &Rules::sample()) else {
            panic!("no order any more:\n{shown}");
        };
        assert_eq!(form.problem, None);
        assert_eq!(form.customer.telegram_id, Some(SOMEBODY));
        assert_eq!(form.customer.name.unwrap().as_str(), "Жжж Ж");
        assert_eq!(form.account.unwrap().as_str(), "77777");
        assert_eq!(form.price.unwrap().to_string(), "7.77 EUR");
    }

    #[test]
    fn links_lead_nowhere() {
        let url = |url: &str| {
            let kind = EntityKind::TextLink { url: url.to_owned() };
            let entity = Entity { kind, offset_utf16: 0, length_utf16: 1 };
            mask("a", &[entity]).1.remove(0).kind
        };
        let link = |url: &str| EntityKind::TextLink { url: url.to_owned() };
        assert_eq!(url("tg://user?id=42"), link("tg://user?id=111"));
        assert_eq!(url("https://shop.example/secret"), link("https://example.com/"));
    }

    proptest! {
        #[test]
        fn lengths_and_lines_stay(text in any::<String>()) {
            let shown = masked_text(&text);
            let lengths = |text: &str| text.split('\n').map(utf16_len).collect::<Vec<_>>();
            prop_assert_eq!(lengths(&text), lengths(&shown));
        }

        #[test]
        fn no_number_is_left(text in any::<String>()) {
            prop_assert!(!masked_text(&text).contains(|c: char| c.is_numeric() && c != '7' && c != '𝟕'));
        }
    }
}
