//! Telegram's refusals, by its names.

/// An error of Telegram's.
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
    /// A group in which this account may not write.
    pub const CHAT_WRITE_FORBIDDEN: Self = Self {
        code: 403,
        name: "CHAT_WRITE_FORBIDDEN",
    };
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
    /// The message is somebody else's.
    pub const MESSAGE_AUTHOR_REQUIRED: Self = Self {
        code: 403,
        name: "MESSAGE_AUTHOR_REQUIRED",
    };
    /// The message is somebody else's, in a supergroup.
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
    /// The first factor was right; there is a second.
    pub const SESSION_PASSWORD_NEEDED: Self = Self {
        code: 401,
        name: "SESSION_PASSWORD_NEEDED",
    };
    /// The account was deleted.
    pub const USER_DEACTIVATED: Self = Self {
        code: 401,
        name: "USER_DEACTIVATED",
    };
    /// The account may read, but not write.
    pub const FROZEN_METHOD_INVALID: Self = Self {
        code: 420,
        name: "FROZEN_METHOD_INVALID",
    };
    /// No number that anybody could have.
    pub const PHONE_NUMBER_INVALID: Self = Self::bad_request("PHONE_NUMBER_INVALID");
    /// A number that Telegram wants nothing to do with.
    pub const PHONE_NUMBER_BANNED: Self = Self::bad_request("PHONE_NUMBER_BANNED");
    /// No code at all.
    pub const PHONE_CODE_EMPTY: Self = Self::bad_request("PHONE_CODE_EMPTY");
    /// Another code than the one that was sent.
    pub const PHONE_CODE_INVALID: Self = Self::bad_request("PHONE_CODE_INVALID");
    /// Another code than the one that was mailed.
    pub const EMAIL_CODE_INVALID: Self = Self::bad_request("EMAIL_CODE_INVALID");
    /// The code is too old, or was handed on.
    pub const PHONE_CODE_EXPIRED: Self = Self::bad_request("PHONE_CODE_EXPIRED");
    /// There is no further way for a code.
    pub const SEND_CODE_UNAVAILABLE: Self = Self {
        code: 406,
        name: "SEND_CODE_UNAVAILABLE",
    };
    /// A wrong password.
    pub const PASSWORD_HASH_INVALID: Self = Self::bad_request("PASSWORD_HASH_INVALID");
    /// There is no password.
    pub const PASSWORD_EMPTY: Self = Self::bad_request("PASSWORD_EMPTY");
    /// Too many wrong passwords.
    pub const PHONE_PASSWORD_FLOOD: Self = Self {
        code: 406,
        name: "PHONE_PASSWORD_FLOOD",
    };
    /// An answer to another question for the password.
    pub const SRP_ID_INVALID: Self = Self::bad_request("SRP_ID_INVALID");
    /// A number that would give the password away.
    pub const SRP_A_INVALID: Self = Self::bad_request("SRP_A_INVALID");
    /// No such QR code.
    pub const AUTH_TOKEN_INVALID: Self = Self::bad_request("AUTH_TOKEN_INVALID");
    /// The QR code is too old.
    pub const AUTH_TOKEN_EXPIRED: Self = Self::bad_request("AUTH_TOKEN_EXPIRED");
    /// The QR code was accepted before.
    pub const AUTH_TOKEN_ALREADY_ACCEPTED: Self = Self::bad_request("AUTH_TOKEN_ALREADY_ACCEPTED");
    /// No such device.
    pub const HASH_INVALID: Self = Self::bad_request("HASH_INVALID");
    /// An application number that can't be.
    pub const API_ID_INVALID: Self = Self::bad_request("API_ID_INVALID");
    /// Telegram's own trouble.
    pub const INTERNAL: Self = Self {
        code: 500,
        name: "INTERNAL",
    };

    /// The account is at home at another data centre.
    pub const fn phone_migrate(data_centre: u8) -> Self {
        let name = match data_centre {
            1 => "PHONE_MIGRATE_1",
            2 => "PHONE_MIGRATE_2",
            3 => "PHONE_MIGRATE_3",
            4 => "PHONE_MIGRATE_4",
            _ => "PHONE_MIGRATE_5",
        };
        Self { code: 303, name }
    }
}
