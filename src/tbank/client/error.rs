//! What the bank refuses, and why there is no answer.

use super::super::Invalid;
use super::super::fields::{BadField, Fields};
use crate::i18n::{Value, arguments};
use crate::order::Untrusted;
use crate::report::{Coded, CodedError, action_required, failed};
use crate::shop::Answer;
use crate::tribute::client::TroubleError;

/// More of the bank's words is not told.
const MESSAGE_CHARACTERS_MAX: usize = 200;
/// The terminal is unknown or blocked, or the password is another one.
const WRONG_TERMINAL: [&str; 4] = ["202", "204", "205", "501"];
/// The bank has a trouble of its own: nothing is said of the call.
const PASSING: [&str; 8] = ["3", "21", "96", "97", "98", "401", "402", "9999"];
/// There is a payment for this order already.
const REPEATED_ORDER: [&str; 2] = ["8", "20"];

/// Why a call to the bank did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer; a call that changes something may have had its effect.
    #[error("no answer from the bank: {0}")]
    Unreachable(#[source] TroubleError),
    /// The bank is not able to, now; the same holds. Its HTTP status, or its code.
    #[error("the bank answers with {0}")]
    NotNow(String),
    /// The bank does not know the terminal, or not with this password.
    #[error("the bank does not take the terminal or its password: {0}")]
    WrongTerminal(String),
    /// It refuses, with a code of its own.
    #[error("the bank refuses: {code}")]
    Refused {
        /// `308`, …
        code: String,
        /// In its words.
        message: Untrusted,
    },
    /// It said something that nobody here understands.
    #[error("the bank's answer can't be read: {0}")]
    Unreadable(String),
    /// The bank was not called: it would not take this.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl From<BadField> for ApiError {
    fn from(field: BadField) -> Self {
        Self::Unreadable(field.to_string())
    }
}

impl ApiError {
    /// Whether the call may have had its effect all the same.
    pub fn may_have_had_effect(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::NotNow(_) | Self::Unreadable(_))
    }

    /// Whether it may go well the next time.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::NotNow(_))
    }

    /// Whether there is a payment for this order already.
    pub fn is_repeated_order(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if REPEATED_ORDER.contains(&code.as_str()))
    }
}

/// The fields of an answer that is the bank's; whether it says yes is left to [`refusal`].
pub(super) fn fields_of(answer: &Answer) -> Result<Fields, ApiError> {
    if matches!(answer.status, 408 | 425 | 429 | 500..=599) {
        return Err(ApiError::NotNow(format!("HTTP {}", answer.status)));
    }
    let fields = answer.complete.then(|| Fields::parse(&answer.body)).flatten();
    let fields = fields.filter(|fields| fields.text("Success").is_some());
    fields.ok_or_else(|| {
        let excerpt = answer.excerpt().excerpt(MESSAGE_CHARACTERS_MAX);
        ApiError::Unreadable(format!("HTTP {}: {excerpt}", answer.status))
    })
}

/// Why an answer says no; `None`: it says yes.
pub(super) fn refusal(fields: &Fields) -> Option<ApiError> {
    let code = fields.untrusted("ErrorCode").map_or_else(String::new, |code| code.excerpt(16));
    if fields.is_true("Success") && matches!(code.as_str(), "" | "0") {
        return None;
    }
    let words = ["Message", "Details"].into_iter().filter_map(|name| fields.untrusted(name));
    let words = words.map(|words| words.as_str().trim_end_matches('.').to_owned());
    let mut words = words.collect::<Vec<_>>();
    words.dedup();
    let words = words.join(": ");
    let message = Untrusted::new(Untrusted::new(words).excerpt(MESSAGE_CHARACTERS_MAX));
    Some(match code.as_str() {
        code if WRONG_TERMINAL.contains(&code) => ApiError::WrongTerminal(code.to_owned()),
        code if PASSING.contains(&code) => ApiError::NotNow(code.to_owned()),
        _ => ApiError::Refused { code, message },
    })
}

impl Coded for ApiError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Unreachable(trouble) => {
                failed("tbank.unreachable", arguments!(why = trouble.0.describe()))
            }
            Self::NotNow(code) => failed("tbank.not_now", arguments!(code)),
            Self::WrongTerminal(code) => {
                action_required("tbank.wrong_terminal", arguments!(code = number(code)))
            }
            Self::Refused { code, message } => {
                let message = message.excerpt(MESSAGE_CHARACTERS_MAX);
                let message = if message.is_empty() { "none".to_owned() } else { message };
                failed("tbank.refused", arguments!(code = number(code), message))
            }
            Self::Unreadable(why) => failed("tbank.unreadable", arguments!(why)),
            Self::Invalid(invalid) => invalid.coded(),
        }
    }
}

/// A code by which words are chosen.
fn number(code: &str) -> Value {
    code.parse().map_or_else(|_| Value::from(code), Value::Number)
}
