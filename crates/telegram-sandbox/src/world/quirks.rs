//! Where Telegram is known to behave in more than one way, or nobody knows: how this one does.

use std::time::Duration;

/// How a repeated `random_id` is answered while it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatAnswer {
    /// As the first time: the same message.
    FirstMessage,
    /// `RANDOM_ID_DUPLICATE`.
    Error,
}

/// What becomes of a reply to a message that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyToMissing {
    /// `REPLY_MESSAGE_ID_INVALID`.
    Refused,
    /// It is sent, attached to nothing.
    Detached,
}

/// How this Telegram behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerQuirks {
    /// How long a `random_id` is remembered; `None`: for ever.
    pub random_id_memory: Option<Duration>,
    /// How a remembered one is answered.
    pub random_id_repeat: RepeatAnswer,
    /// What becomes of a reply to a message that was deleted.
    pub reply_to_deleted: ReplyToMissing,
    /// What becomes of a reply to a message that never was.
    pub reply_to_unknown: ReplyToMissing,
    /// How long a bot has to answer a press.
    pub callback_timeout: Duration,
    /// How long a message can be edited by who sent it.
    pub edit_window: Duration,
    /// How many messages a page of a history holds at most, however many were asked for. Telegram's
    /// own limit is 100, and it may give less than was asked for although there is more.
    pub page_max: u8,
    /// How many changes a difference holds before it comes in slices.
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
            callback_timeout: Duration::from_secs(10),
            edit_window: Duration::from_hours(48),
            page_max: 100,
            difference_slice_max: 100,
            difference_too_long_from: None,
        }
    }
}
