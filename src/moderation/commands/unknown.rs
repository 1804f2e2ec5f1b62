//! What moderators say of a message of the bot that no rule knows.

use super::OrderReader;
use super::words::Answer;
use crate::engine::Engine;
use crate::journal::JournalError;
use crate::moderation::Formatter;
use crate::order::untrusted::comparable;
use crate::order::{MessageId, Untrusted};
use crate::rich_text::RichText;

/// The words by which messages are known again that are none of the moderators': the whole first line, in
/// which numbers make no difference. `None`: there are none.
pub fn kind_of(text: &Untrusted) -> Option<String> {
    let first = text.as_str().lines().map(comparable).find(|line| !line.is_empty())?;
    let digits = |character: char| if character.is_ascii_digit() { '0' } else { character };
    let mut kind: String = first.chars().map(digits).collect();
    while kind.contains("00") {
        kind = kind.replace("00", "0");
    }
    Some(kind)
}

/// Does what is asked with such a message. Returns our answer, and the order's number if it is one now.
pub(super) fn decide(
    engine: &mut Engine,
    reader: &dyn OrderReader,
    formatter: &Formatter,
    message: MessageId,
    answer: Answer,
) -> Result<(RichText, Option<u32>), JournalError> {
    let Some(unknown) = engine.journal().unknown_message(message)? else {
        return Ok((formatter.unknown_decided("not-now", None), None));
    };
    match answer {
        Answer::Order => {
            let (new, effects) = reader.adopt(&unknown);
            let known = engine.journal().order_of_source(&new.source, &new.external_id)?;
            let number = match known {
                Some(record) => record.number,
                None => engine.take_in(new, &effects)?,
            };
            Ok((formatter.unknown_decided("order", Some(number)), Some(number)))
        }
        Answer::NoOrder => {
            if let Some(kind) = kind_of(&unknown.text) {
                engine.write(|writer| writer.pass_over(&kind))?;
            }
            Ok((formatter.unknown_decided("no-order", None), None))
        }
        _ => Ok((formatter.unknown_decided("not-now", None), None)),
    }
}

impl Formatter {
    /// What came of what was said about a message that no rule knows.
    fn unknown_decided(&self, decided: &'static str, number: Option<u32>) -> RichText {
        let file = Untrusted::new(&*self.config_file);
        self.message(|| {
            crate::moderation::markup::rich!(
                "moderation-unknown-decided",
                decided = decided,
                number = number.unwrap_or_default(),
                file = &file
            )
        })
    }
}
