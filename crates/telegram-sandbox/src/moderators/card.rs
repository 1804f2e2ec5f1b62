//! A card as somebody reads it who has ten seconds.

use crate::language::ModeratorWords;
use crate::tribute::moderators_chat::number_of;
use crate::world::{EntityKind, InlineAction, InlineButton, Markup, Message};

use super::ACCOUNT;

/// Numbers that are shorter are no accounts.
const DIGITS_MIN: usize = 4;

/// The answer to a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// What the button sends that says it.
    pub(super) button: Option<Vec<u8>>,
    /// The same in words.
    pub(super) text: String,
}

/// The answer that a card asks for: an account if it asks for one, else the first word that it suggests and that
/// does not only end the matter. `None` for what asks nothing.
pub(super) fn read(message: &Message, by_button: bool, words: &ModeratorWords) -> Option<Answer> {
    let text = &message.body.text;
    number_of(text)?;
    let asked = text.lines().last().unwrap_or_default();
    let copied = copied(message);
    let buttons = buttons(message);
    let is_account =
        |text: &str| text.len() >= DIGITS_MIN && text.bytes().all(|byte| byte.is_ascii_digit());
    let labels = buttons.iter().map(|button| &*button.label);
    let candidate = labels.chain(copied.iter().map(|(text, _)| &**text)).find(|it| is_account(it));
    let asks_account = text.to_lowercase().contains(&words.account);
    let said = if asks_account {
        candidate.unwrap_or(ACCOUNT)
    } else {
        let begins_at = text.len() - asked.len();
        let suggested =
            copied.iter().filter(|(_, place)| *place >= begins_at).map(|(text, _)| text);
        suggested.map(|text| &**text).find(|text| !text.starts_with(&words.close))?
    };
    let says_it = |button: &&&InlineButton| {
        let label = button.label.to_lowercase();
        label == said || !is_account(said) && label.contains(said)
    };
    let button = buttons.iter().filter(|_| by_button).find(says_it);
    let button = button.and_then(|button| match &button.action {
        InlineAction::Callback(data) => Some(data.clone()),
        InlineAction::Url(_) => None,
    });
    Some(Answer { button, text: said.to_owned() })
}

/// What a touch copies, and where it begins, in bytes.
fn copied(message: &Message) -> Vec<(String, usize)> {
    let units: Vec<u16> = message.body.text.encode_utf16().collect();
    let text = |from: usize, to: usize| Some(String::from_utf16_lossy(units.get(from..to)?));
    let code = message.body.entities.iter().filter(|entity| entity.kind == EntityKind::Code);
    let found = code.filter_map(|entity| {
        let from = usize::try_from(entity.offset_utf16).ok()?;
        let to = from + usize::try_from(entity.length_utf16).ok()?;
        Some((text(from, to)?, text(0, from)?.len()))
    });
    found.collect()
}

fn buttons(message: &Message) -> Vec<&InlineButton> {
    match &message.body.markup {
        Some(Markup::Inline(rows)) => rows.iter().flatten().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::world::{Body, Conversation, Entity, UserId};

    /// What stands between back quotes is copied by a touch.
    fn card(text: &str, labels: &[&str]) -> Message {
        let mut body = Body::default();
        for (index, part) in text.split('`').enumerate() {
            let units = |text: &str| i32::try_from(text.encode_utf16().count()).unwrap();
            let (offset_utf16, length_utf16) = (units(&body.text), units(part));
            body.text.push_str(part);
            if index % 2 == 1 {
                body.entities.push(Entity { kind: EntityKind::Code, offset_utf16, length_utf16 });
            }
        }
        let row = labels.iter().map(|label| InlineButton::callback(*label, *label)).collect();
        body.markup = (!labels.is_empty()).then(|| Markup::Inline(vec![row]));
        Message::new(UserId(1), Conversation::Private(UserId(1), UserId(2)), body)
    }

    fn answered(text: &str, labels: &[&str], by_button: bool) -> Option<(String, bool)> {
        let answer = read(&card(text, labels), by_button, Language::English.moderator_words())?;
        Some((answer.text, answer.button.is_some()))
    }

    #[test]
    fn a_card_that_asks_for_an_account_gets_the_first_that_it_shows_or_any() {
        let asks = "№148 · 10 diamonds\nAnswer: the account number · `close`";
        assert_eq!(answered(asks, &[], false), Some((ACCOUNT.to_owned(), false)));
        let shows = "№149\nTwo: `12345` and `67890`.\nAnswer: the right account · `close`";
        assert_eq!(answered(shows, &[], false), Some(("12345".to_owned(), false)));
        let labels = ["67890", "12345", "Close"];
        assert_eq!(answered(shows, &labels, true), Some(("67890".to_owned(), true)));
    }

    #[test]
    fn other_cards_get_the_first_word_that_they_suggest() {
        let refused = "№150 🎁\nThe shop says `no`.\nAnswer: `retry` · `given` · `close`";
        assert_eq!(answered(refused, &[], false), Some(("retry".to_owned(), false)));
        assert_eq!(answered(refused, &["🔁 Retry now"], true), Some(("retry".to_owned(), true)));
        assert_eq!(answered(refused, &["Given"], true), Some(("retry".to_owned(), false)));
    }

    #[test]
    fn what_asks_nothing_gets_nothing() {
        assert_eq!(answered("✅ №148 · 10 diamonds → 12345", &[], true), None);
        assert_eq!(answered("The shop is back.\nAnswer: `retry`", &[], true), None);
        assert_eq!(answered("№148\nAnswer: `close`", &[], true), None);
    }
}
