//! A card as somebody reads it who has ten seconds.

use crate::language::ModeratorWords;
use crate::tribute::moderators_chat::number_of;
use crate::world::{EntityKind, InlineAction, InlineButton, Markup, Message};

use super::{ACCOUNT, Behaviour};

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

/// The answer that a card asks for: a yes or an account if it asks for one, else the first word or button that it offers and
/// that does not only end or put off the matter. `None` for what asks nothing.
pub(super) fn read(
    message: &Message,
    behaviour: Behaviour,
    words: &ModeratorWords,
) -> Option<Answer> {
    let Behaviour { by_button, retry, .. } = behaviour;
    let text = message.body.text.to_lowercase();
    number_of(&text)?;
    let (copied, buttons) = (copied(message), buttons(message));
    // Below a card with buttons stands no line of what can be said.
    let asked = if buttons.is_empty() { text.lines().last()? } else { &text };
    let suggestions = copied.iter().filter(|it| asked.contains(it.as_str()));
    let labels = buttons.iter().map(|button| button.label.to_lowercase());
    let is_idle = |text: &str| words.idle.iter().any(|idle| text.contains(idle));
    let candidate = labels.clone().chain(copied.iter().cloned()).find(|it| is_account(it));
    let preferred = [Some(&words.yes), Some(&words.retry).filter(|_| retry)];
    let mut preferred = preferred.into_iter().flatten();
    let said = if let Some(word) = preferred.find(|word| suggestions.clone().any(|it| it == *word))
    {
        word.clone()
    } else if asked.contains(&words.account) {
        candidate.unwrap_or_else(|| ACCOUNT.to_owned())
    } else {
        let offered = labels.filter(|_| by_button).chain(suggestions.cloned());
        offered.into_iter().find(|text| !is_idle(text) && !is_account(text))?
    };
    let says_it = |button: &&&InlineButton| {
        let label = button.label.to_lowercase();
        label == said || !is_account(&said) && label.contains(&said)
    };
    let button = buttons.iter().filter(|_| by_button).find(says_it);
    let button = button.and_then(|button| match &button.action {
        InlineAction::Callback(data) => Some(data.clone()),
        InlineAction::Url(_) | InlineAction::Buy => None,
    });
    Some(Answer { button, text: said })
}

fn is_account(text: &str) -> bool {
    text.len() >= DIGITS_MIN && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a touch copies, in lower case.
fn copied(message: &Message) -> Vec<String> {
    let units: Vec<u16> = message.body.text.encode_utf16().collect();
    let code = message.body.entities.iter().filter(|entity| entity.kind == EntityKind::Code);
    let found = code.filter_map(|entity| {
        let from = usize::try_from(entity.offset_utf16).ok()?;
        let to = from + usize::try_from(entity.length_utf16).ok()?;
        Some(String::from_utf16_lossy(units.get(from..to)?).to_lowercase())
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
        let behaviour = Behaviour { by_button, ..Behaviour::default() };
        let answer = read(&card(text, labels), behaviour, Language::English.moderator_words())?;
        Some((answer.text, answer.button.is_some()))
    }

    #[test]
    fn a_card_that_asks_for_an_account_gets_the_first_that_it_shows_or_any() {
        let asks = "№148 · 10 diamonds\nAnswer: the account number · `close`";
        assert_eq!(answered(asks, &[], false), Some((ACCOUNT.to_owned(), false)));
        let shows = "№149\nTwo: `12345` and `67890`.\nAnswer: the right account · `close`";
        assert_eq!(answered(shows, &[], false), Some(("12345".to_owned(), false)));
        let asks = "№149 · 1 diamond\nTwo account numbers: which one?";
        let labels = ["67890", "12345", "Close"];
        assert_eq!(answered(asks, &labels, true), Some(("67890".to_owned(), true)));
        assert_eq!(answered(asks, &labels, false), Some(("67890".to_owned(), false)));
        let given = "№149\nGiven to account `12345`.\nAnswer: `check` · `close`";
        assert_eq!(answered(given, &[], false), Some(("check".to_owned(), false)));
    }

    #[test]
    fn other_cards_get_the_first_word_that_they_suggest() {
        let refused = "№150 🎁\nThe shop says `no`.\nAnswer: `retry` · `given` · `close`";
        assert_eq!(answered(refused, &[], false), Some(("retry".to_owned(), false)));
        let asks = "№150\nThe shop says no.\nAnswer: the account number · `retry` · `close`";
        let allows = "№150 · account `12345`\nI answer so.\nAnswer: `yes` · `no` · `retry`";
        assert_eq!(answered(allows, &[], false), Some(("yes".to_owned(), false)));
        let behaviour = Behaviour { retry: true, ..Behaviour::default() };
        let answer = read(&card(asks, &[]), behaviour, Language::English.moderator_words());
        assert_eq!(answer.unwrap().text, "retry");
        let labels = ["Mine", "🔁 Retry", "Given"];
        let offers = "№150\nThe shop refused.";
        assert_eq!(answered(offers, &labels, true), Some(("🔁 retry".to_owned(), true)));
        assert_eq!(answered(offers, &labels, false), None);
    }

    #[test]
    fn what_asks_nothing_gets_nothing() {
        assert_eq!(answered("✅ №148 · 10 diamonds → 12345", &[], true), None);
        assert_eq!(answered("❓ №148: what?\nAnswer: the account number", &[], true), None);
        assert_eq!(answered("The shop is back.\nAnswer: `retry`", &[], true), None);
        assert_eq!(answered("№148\nAnswer: `close`", &[], true), None);
        assert_eq!(answered("⏰ Still wait: 1\n№148 number?\nAnswer: `retry`", &[], true), None);
    }
}
