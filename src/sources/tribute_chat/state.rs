//! What was learned of the bot and of the chat, as the journal keeps it.

use std::time::Duration;

use crate::journal::StateKey;

/// Whether the bot's confirmations reply to our reply or to the order; 0 while that is not known.
pub const BOT_LINKS: StateKey = StateKey::new("bot_links");
/// They did, so far.
pub const LINKS_SO_FAR: i64 = 1;
/// One did not: that is never unlearned.
pub const LINKS_NOT_ALWAYS: i64 = 2;
/// A press, answered, was seen to change the message it was under.
pub const PRESS_CHANGES_MESSAGE: StateKey = StateKey::new("press_changes_message");
/// The newest message that the owner wrote to the bot by hand: buttons that came after it, and don't
/// say what they answer, are the owner's.
pub const OWNER_WROTE: StateKey = StateKey::new("owner_wrote");
/// When the owner last wrote to the bot by hand, in unix milliseconds of Telegram's, until the bot has shown
/// buttons for all of it: the next ones that don't say what they answer may answer that.
pub const OWNER_WAITS_SINCE: StateKey = StateKey::new("owner_waits_since");
/// How many messages of the owner's the bot may still answer.
pub const OWNER_UNANSWERED: StateKey = StateKey::new("owner_unanswered");
/// The newest message of the bot that was counted as such an answer.
pub const OWNER_ANSWERED_IN: StateKey = StateKey::new("owner_answered_in");
/// The orders below the baseline were counted.
pub const BASELINE_COUNTED: StateKey = StateKey::new("baseline_counted");
/// The newest message of the bot that showed a reply keyboard: it is the one on the screen.
pub const KEYBOARD_SHOWN: StateKey = StateKey::new("keyboard_shown");
/// Moderators were told that so many orders wait at Tribute that are not open here.
pub const PENDING_TOLD: StateKey = StateKey::new("pending_told");
/// When the chat was last known to be read to its end, in unix seconds of Telegram's.
pub const CHAT_READ_AT: StateKey = StateKey::new("chat_read_at");
/// That is written down no oftener.
pub const READ_AT_WRITTEN_EVERY: Duration = Duration::from_mins(1);
