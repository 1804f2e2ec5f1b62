//! The behaviour of the server where Telegram is known to have more than one, or nobody knows.

use std::time::Duration;

/// The answer to a repeated `random_id` while it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatAnswer {
    /// As the first time: the same message.
    FirstMessage,
    /// `RANDOM_ID_DUPLICATE`.
    Error,
}

/// The treatment of a reply to a message that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyToMissing {
    /// `REPLY_MESSAGE_ID_INVALID`.
    Refused,
    /// It is sent, attached to nothing.
    Detached,
}

/// The behaviour of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "most fields are what their names say")]
pub struct ServerQuirks {
    /// The time for which a `random_id` is remembered; `None`: for ever.
    pub random_id_memory: Option<Duration>,
    pub random_id_repeat: RepeatAnswer,
    pub reply_to_deleted: ReplyToMissing,
    /// To a message that never was.
    pub reply_to_unknown: ReplyToMissing,
    /// True if a client's text loses its carriage returns and bidi marks on the way.
    pub texts_cleaned: bool,
    /// The time that a bot has to answer a press.
    pub callback_timeout: Duration,
    /// The time that a bot has to say whether somebody may pay.
    pub pre_checkout_timeout: Duration,
    /// How often it is told that somebody paid, but for the difference.
    pub payment_notices: usize,
    /// The time for which a message can be edited by its sender.
    pub edit_window: Duration,
    /// A message that is to be sent earlier from now is sent at once, as any other.
    pub schedule_ahead_min: Duration,
    /// The most messages on a page of a history, however many were asked for. Telegram's
    /// own limit is 100, and it may give less than was asked for although there is more.
    pub page_max: u8,
    /// The most changes of a difference before it comes in slices.
    pub difference_slice_max: usize,
    /// From how many missed changes on a difference is "too long"; `None`: never.
    pub difference_too_long_from: Option<usize>,
}

impl Default for ServerQuirks {
    fn default() -> Self {
        Self {
            random_id_memory: None,
            random_id_repeat: RepeatAnswer::FirstMessage,
            reply_to_deleted: ReplyToMissing::Detached,
            reply_to_unknown: ReplyToMissing::Refused,
            texts_cleaned: false,
            callback_timeout: Duration::from_secs(10),
            pre_checkout_timeout: Duration::from_secs(10),
            payment_notices: 1,
            edit_window: Duration::from_hours(48),
            schedule_ahead_min: Duration::from_secs(10),
            page_max: 100,
            difference_slice_max: 100,
            difference_too_long_from: None,
        }
    }
}
