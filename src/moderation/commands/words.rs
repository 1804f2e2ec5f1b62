//! What a moderator's message asks for. Pure; the words are data, in `words.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::order::untrusted::comparable;

/// A longer text is talk.
const TEXT_BYTES_MAX: usize = 400;
/// No order's number has more digits.
const NUMBER_DIGITS_MAX: usize = 9;

/// A message, as far as it is for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The order that it names itself.
    pub number: Option<u32>,
    /// What it asks for.
    pub request: Request,
}

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// This may be an order's account number.
    Account {
        /// As it was written.
        number: String,
        /// Whether the message says that it is one.
        is_named: bool,
    },
    /// One of the words about an order.
    Answer(Answer),
    /// The press of a shown button, by its number from 1.
    Press(usize),
    /// A command that is about no single order, or names it behind itself.
    Command(Command, String),
}

/// A word about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Takes an account number back that was just given.
    Stop,
    /// Goes on from where it stuck, with today's configuration.
    Retry,
    /// The goods have been given by hand.
    Given,
    /// Touches nothing any more.
    Close,
    /// The customer gets the money back.
    Refund,
    /// Given, or closed: it is asked which.
    Done,
    /// Looks at the chat again.
    Check,
    /// The one who says it sees to it.
    Mine,
    /// Tells what happened so far.
    Story,
    /// What is shown may be said, or pressed.
    Yes,
    /// It may not: people see to the order.
    No,
    /// The unknown message is an order.
    Order,
    /// The unknown message is none.
    NoOrder,
}

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Lists the open orders.
    Orders,
    /// Shows one order.
    Order,
    /// Retries all orders that wait for one reason.
    Retry,
    /// Begins nothing new.
    Pause,
    /// Begins again.
    Resume,
    /// Says how it is going.
    Status,
    /// Says what can be said.
    Help,
}

/// `words.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::moderation) struct File {
    pub(in crate::moderation) answers: BTreeMap<Answer, Vec<String>>,
    press: Prefixes,
    account: Prefixes,
    commands: BTreeMap<Command, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prefixes {
    words: Vec<String>,
}

pub(in crate::moderation) static WORDS: LazyLock<File> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and a test reads it")]
    toml::from_str(include_str!("words.toml")).expect("well formed")
});

/// What `text` asks for; `None` when it is talk. Of what is no reply only commands count, and what names an
/// order in front of a colon or of a word that is known.
pub fn read(text: &str, is_reply: bool) -> Option<Said> {
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    let text = comparable(text);
    if let Some(command) = text.strip_prefix('/') {
        return command_of(command).map(|request| Said { number: None, request });
    }
    if let Some((number, has_colon, rest)) = numbered(&text) {
        let known = known_word(rest);
        if known.is_some() || (has_colon && !trimmed(rest).is_empty()) {
            let request = known.unwrap_or_else(|| account(rest));
            return Some(Said { number: Some(number), request });
        }
    }
    is_reply.then(|| Said {
        number: None,
        request: known_word(&text).unwrap_or_else(|| account(&text)),
    })
}

/// `148: 12345`, `№148 close`: the number, whether a colon follows, and what stands behind it.
fn numbered(text: &str) -> Option<(u32, bool, &str)> {
    let digits = text.trim_start_matches(['№', '#', ' ']);
    let end = digits.find(|character: char| !character.is_ascii_digit())?;
    let number = digits[..end].parse().ok().filter(|_| end <= NUMBER_DIGITS_MAX)?;
    let rest = digits[end..].trim_start();
    let behind_colon = rest.strip_prefix(':');
    let is_apart = behind_colon.is_some() || rest.len() < digits[end..].len();
    is_apart.then_some((number, behind_colon.is_some(), behind_colon.unwrap_or(rest)))
}

/// `retry shop_refused`, `order@our_bot 148`
fn command_of(text: &str) -> Option<Request> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let name = folded(name.split('@').next().unwrap_or(name));
    let mut commands = WORDS.commands.iter();
    let (command, _) = commands.find(|(_, names)| names.contains(&name))?;
    Some(Request::Command(*command, trimmed(rest).to_owned()))
}

fn known_word(text: &str) -> Option<Request> {
    let folded = folded(text);
    let mut answers = WORDS.answers.iter();
    if let Some((answer, _)) = answers.find(|(_, words)| words.contains(&folded)) {
        return Some(Request::Answer(*answer));
    }
    let button = behind(&folded, &WORDS.press.words)?;
    let button = button.trim_start_matches(['№', '#']).parse().ok()?;
    Some(Request::Press(button))
}

/// What is no known word may be an account number, in the case in which it was written.
fn account(text: &str) -> Request {
    let written = trimmed(text);
    let lower = written.to_lowercase();
    let named = behind(&lower, &WORDS.account.words);
    // Lower case may have another length: what is behind the word is counted from the end.
    let number = named.map(|rest| {
        let start = written.char_indices().rev().nth(rest.chars().count().saturating_sub(1));
        start.map_or("", |(start, _)| &written[start..])
    });
    Request::Account {
        number: trimmed(number.unwrap_or(written)).to_owned(),
        is_named: number.is_some(),
    }
}

/// What stands behind one of these words, apart from it.
fn behind<'t>(text: &'t str, words: &[String]) -> Option<&'t str> {
    words.iter().find_map(|word| {
        let rest = text.strip_prefix(word.as_str())?;
        let behind = rest.trim_start_matches([' ', ':', '=', '№', '#']);
        (behind.len() < rest.len() && !behind.is_empty()).then_some(behind)
    })
}

/// Without punctuation and emoji around it.
fn trimmed(text: &str) -> &str {
    let is_part = |character: char| character.is_alphanumeric() || "_-@+".contains(character);
    text.trim_matches(|character| !is_part(character))
}

pub(in crate::moderation) fn folded(text: &str) -> String {
    trimmed(text).to_lowercase().replace('\u{451}', "\u{435}")
}
