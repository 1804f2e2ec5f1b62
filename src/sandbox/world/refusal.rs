//! Telegram's refusals, by its names.

/// Why Telegram did not do what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {name}")]
pub struct Refusal {
    /// Telegram's code, close to HTTP's.
    pub code: i32,
    /// Telegram's name for it.
    pub name: &'static str,
}

impl Refusal {
    const fn bad_request(name: &'static str) -> Self {
        Self { code: 400, name }
    }

    /// No such chat, a wrong access hash, or nothing that can be written to.
    pub const PEER_ID_INVALID: Self = Self::bad_request("PEER_ID_INVALID");
    /// No such user, or a wrong access hash.
    pub const USER_ID_INVALID: Self = Self::bad_request("USER_ID_INVALID");
    /// No such supergroup, or a wrong access hash.
    pub const CHANNEL_INVALID: Self = Self::bad_request("CHANNEL_INVALID");
    /// A supergroup the account is no member of.
    pub const CHANNEL_PRIVATE: Self = Self::bad_request("CHANNEL_PRIVATE");
    /// No such basic group.
    pub const CHAT_ID_INVALID: Self = Self::bad_request("CHAT_ID_INVALID");
    /// No such username.
    pub const USERNAME_NOT_OCCUPIED: Self = Self::bad_request("USERNAME_NOT_OCCUPIED");
    /// An empty text.
    pub const MESSAGE_EMPTY: Self = Self::bad_request("MESSAGE_EMPTY");
    /// More than 4096 UTF-16 code units.
    pub const MESSAGE_TOO_LONG: Self = Self::bad_request("MESSAGE_TOO_LONG");
    /// No such message for this account.
    pub const MESSAGE_ID_INVALID: Self = Self::bad_request("MESSAGE_ID_INVALID");
    /// The edit would change nothing.
    pub const MESSAGE_NOT_MODIFIED: Self = Self::bad_request("MESSAGE_NOT_MODIFIED");
    /// Somebody else's message.
    pub const MESSAGE_AUTHOR_REQUIRED: Self = Self {
        code: 403,
        name: "MESSAGE_AUTHOR_REQUIRED",
    };
    /// Somebody else's message, in a supergroup.
    pub const MESSAGE_DELETE_FORBIDDEN: Self = Self {
        code: 403,
        name: "MESSAGE_DELETE_FORBIDDEN",
    };
    /// Too old to be edited.
    pub const MESSAGE_EDIT_TIME_EXPIRED: Self = Self::bad_request("MESSAGE_EDIT_TIME_EXPIRED");
    /// A reply to a message that isn't there.
    pub const REPLY_MESSAGE_ID_INVALID: Self = Self::bad_request("REPLY_MESSAGE_ID_INVALID");
    /// An idempotency key that was used before.
    pub const RANDOM_ID_DUPLICATE: Self = Self {
        code: 500,
        name: "RANDOM_ID_DUPLICATE",
    };
    /// No idempotency key.
    pub const RANDOM_ID_EMPTY: Self = Self::bad_request("RANDOM_ID_EMPTY");
    /// Numbers of messages and of keys differ.
    pub const RANDOM_ID_INVALID: Self = Self::bad_request("RANDOM_ID_INVALID");
    /// A button that isn't there.
    pub const DATA_INVALID: Self = Self::bad_request("DATA_INVALID");
    /// The bot did not answer a press in time.
    pub const BOT_RESPONSE_TIMEOUT: Self = Self::bad_request("BOT_RESPONSE_TIMEOUT");
    /// A `pts` that can't be.
    pub const PERSISTENT_TIMESTAMP_INVALID: Self =
        Self::bad_request("PERSISTENT_TIMESTAMP_INVALID");
    /// A request nobody can read.
    pub const INPUT_REQUEST_INVALID: Self = Self::bad_request("INPUT_REQUEST_INVALID");
    /// More than a text, which this Telegram does not have.
    pub const MEDIA_INVALID: Self = Self::bad_request("MEDIA_INVALID");
    /// A request with more in it than allowed.
    pub const LIMIT_INVALID: Self = Self::bad_request("LIMIT_INVALID");
    /// Telegram's own answer to a method it does not know.
    pub const METHOD_NOT_IMPLEMENTED: Self = Self::bad_request("INPUT_METHOD_INVALID");
    /// Nobody is logged in with this key.
    pub const AUTH_KEY_UNREGISTERED: Self = Self {
        code: 401,
        name: "AUTH_KEY_UNREGISTERED",
    };
    /// The session was ended elsewhere.
    pub const SESSION_REVOKED: Self = Self {
        code: 401,
        name: "SESSION_REVOKED",
    };
    /// The same key was used in two places at once.
    pub const AUTH_KEY_DUPLICATED: Self = Self {
        code: 406,
        name: "AUTH_KEY_DUPLICATED",
    };
    /// Telegram's own trouble.
    pub const INTERNAL: Self = Self {
        code: 500,
        name: "INTERNAL",
    };
}
