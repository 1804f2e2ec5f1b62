//! The buttons below an order's card: which there are, by what can be said, and what they ask for.

use serde::{Deserialize, Serialize};

use super::words::{Answer, Request};
use super::{Choices, is_escalated, lacks_account};
use crate::engine::Engine;
use crate::i18n::t;
use crate::journal::{CardButton, JournalError, NotificationKey};
use crate::moderation::Formatter;
use crate::order::{Button, Record, Untrusted};
use crate::rich_text::RichText;
use crate::telegram::bot::InlineButton;

/// More numbers, or buttons of Tribute's, are a question of words.
const OFFERED_MAX: usize = 4;
/// More of a label is not shown on a phone.
const LABEL_CHARACTERS_MAX: usize = 32;

/// What a tap asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::moderation) enum Action {
    /// This is the account number.
    Account(String),
    /// The press of a shown button, by its number from 1.
    Press(usize),
    /// A word about the order.
    Answer(Answer),
    /// A word that can't be taken back: it is asked whether it is meant.
    Ask(Answer),
    /// It is not meant.
    Back,
}

impl Action {
    /// The same in words; `None` for what only changes the buttons.
    pub(super) fn request(&self) -> Option<Request> {
        match self {
            Self::Account(number) => {
                Some(Request::Account { number: number.clone(), is_named: true })
            }
            Self::Press(number) => Some(Request::Press(*number)),
            Self::Answer(answer) => Some(Request::Answer(*answer)),
            Self::Ask(_) | Self::Back => None,
        }
    }

    fn label(&self, record: &Record) -> String {
        let button = match self {
            Self::Account(number) => {
                return Untrusted::new(number.as_str()).excerpt(LABEL_CHARACTERS_MAX);
            }
            Self::Press(_) => "press",
            Self::Answer(Answer::Retry) => "retry",
            Self::Answer(Answer::Check) => "check",
            Self::Answer(Answer::Given) => "yes-given",
            Self::Answer(Answer::Close) => "yes-close",
            Self::Answer(Answer::Refund) => "yes-refund",
            Self::Answer(Answer::Stop) => "stop",
            Self::Answer(Answer::Yes) => "approve",
            Self::Answer(Answer::No) => "decline",
            Self::Answer(_) => "mine",
            Self::Ask(Answer::Given) => "given",
            Self::Ask(Answer::Refund) => "refund",
            Self::Ask(_) => "close",
            Self::Back => "no",
        };
        let buttons = Choices::of(record).buttons;
        let pressed = match self {
            Self::Press(number) => buttons.get(number - 1).map(|button| &button.label),
            _ => None,
        };
        let label = pressed.map(|label| label.excerpt(LABEL_CHARACTERS_MAX)).unwrap_or_default();
        t!("moderation-button", button = button, label = label)
    }
}

/// What can be tapped below an order's card, row by row.
pub(super) fn offered(record: &Record) -> Vec<Vec<Action>> {
    if !is_escalated(record) {
        return Vec::new();
    }
    let choices = Choices::of(record);
    let candidates = record.form.candidates.iter().filter(|_| choices.account);
    let accounts = candidates.map(|it| Action::Account(it.as_str().to_owned()));
    let shown = choices.buttons.iter().enumerate().filter(|(_, it)| Button::may_be_pressed(it));
    let presses = shown.map(|(index, _)| vec![Action::Press(index + 1)]).take(OFFERED_MAX);
    // What would be tried again has no number.
    let is_alone = lacks_account(record);
    let approved = [Action::Answer(Answer::Yes), Action::Answer(Answer::No)];
    let approved = approved.into_iter().filter(|_| choices.approve);
    let chosen = [
        (choices.retry && !is_alone, Action::Answer(Answer::Retry)),
        (choices.check, Action::Answer(Answer::Check)),
        (choices.given, Action::Ask(Answer::Given)),
        (choices.refund, Action::Ask(Answer::Refund)),
    ];
    let chosen = chosen.into_iter().filter_map(|(is_offered, action)| is_offered.then_some(action));
    let last = [Action::Answer(Answer::Mine), Action::Ask(Answer::Close)];
    let last = last.into_iter().filter(|_| choices.close);
    let rows = [approved.collect(), accounts.take(OFFERED_MAX).collect()];
    let rows = rows.into_iter().chain(presses);
    rows.chain([chosen.collect(), last.collect()]).filter(|row: &Vec<_>| !row.is_empty()).collect()
}

/// The same while an account number can be taken back.
pub(super) fn offered_with_stop(record: &Record) -> Vec<Vec<Action>> {
    let stop = vec![Action::Answer(Answer::Stop)];
    [stop].into_iter().chain(offered(record)).collect()
}

/// In place of the others, when something that can't be taken back is asked for.
pub(super) fn confirming(answer: Answer) -> Vec<Vec<Action>> {
    vec![vec![Action::Answer(answer), Action::Back]]
}

/// Has the buttons of an order's card be those below this text of it: what a tap asks for is known before
/// anybody can tap.
pub(in crate::moderation) fn renew(
    engine: &mut Engine,
    record: &Record,
    version: u32,
) -> Result<(), JournalError> {
    let rows = offered_with_stop(record);
    let asked = rows.iter().flatten().filter_map(|action| match action {
        Action::Ask(answer) => Some(confirming(*answer)),
        _ => None,
    });
    let all: Vec<Action> = rows.iter().cloned().chain(asked.flatten()).flatten().collect();
    let mut actions = Vec::new();
    for action in &all {
        let action = serde_json::to_string(action)?;
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    let number = record.number;
    let kept = engine.journal().buttons_of(number)?;
    let is_kept =
        |action: &String| kept.iter().any(|it| it.version == version && it.action == *action);
    if kept.len() == actions.len() && actions.iter().all(is_kept) {
        return Ok(());
    }
    let buttons = actions.into_iter().map(|action| {
        let key = format!("{:016x}", engine.random_u64());
        CardButton { key, number, version, action }
    });
    let buttons: Vec<_> = buttons.collect();
    engine.write(|writer| writer.put_buttons(number, &buttons))
}

/// These rows as they stand below the card.
pub(super) fn keyboard(
    engine: &Engine,
    formatter: &Formatter,
    record: &Record,
    rows: &[Vec<Action>],
) -> Result<Vec<Vec<InlineButton>>, JournalError> {
    let kept = engine.journal().buttons_of(record.number)?;
    let button = |action: &Action| {
        let is_it =
            |it: &&CardButton| serde_json::from_str(&it.action).ok().as_ref() == Some(action);
        let data = kept.iter().find(is_it)?.key.clone().into_bytes();
        Some(InlineButton { label: formatter.in_words(|| action.label(record)), data })
    };
    Ok(rows.iter().map(|row| row.iter().filter_map(button).collect()).collect())
}

/// The buttons below an order's card.
pub(in crate::moderation) fn of_card(
    engine: &Engine,
    formatter: &Formatter,
    record: &Record,
) -> Result<Vec<Vec<InlineButton>>, JournalError> {
    keyboard(engine, formatter, record, &offered(record))
}

/// The order whose card a text of version `version` is, and what this button of it asks for.
pub(in crate::moderation) fn asked_for(
    engine: &Engine,
    data: &[u8],
) -> Result<Option<(u32, Action, RichText)>, JournalError> {
    let Ok(key) = std::str::from_utf8(data) else {
        return Ok(None);
    };
    let Some(CardButton { number, version, action, .. }) = engine.journal().button(key)? else {
        return Ok(None);
    };
    let card = engine.journal().text_about(&NotificationKey::order(number))?;
    let text = card.filter(|(_, newest)| *newest == version).map(|(text, _)| text);
    Ok(text.and_then(|text| Some((number, serde_json::from_str(&action).ok()?, text))))
}
