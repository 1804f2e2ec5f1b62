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

/// Constants under Telegram's own names.
macro_rules! refusals {
    ($($(#[$doc:meta])+ $code:literal $name:ident;)*) => {
        impl Refusal {
            $($(#[$doc])+ pub const $name: Self = Self { code: $code, name: stringify!($name) };)*
        }
    };
}

refusals! {
    /// No such chat, a wrong access hash, or nothing that can be written to.
    400 PEER_ID_INVALID;
    /// No such user, or a wrong access hash.
    400 USER_ID_INVALID;
    /// No such supergroup, or a wrong access hash.
    400 CHANNEL_INVALID;
    /// A supergroup the account is no member of.
    400 CHANNEL_PRIVATE;
    /// A group in which this account may not write.
    403 CHAT_WRITE_FORBIDDEN;
    /// No such basic group.
    400 CHAT_ID_INVALID;
    /// No such username.
    400 USERNAME_NOT_OCCUPIED;
    /// An empty text.
    400 MESSAGE_EMPTY;
    /// More than 4096 UTF-16 code units.
    400 MESSAGE_TOO_LONG;
    /// No such message for this account.
    400 MESSAGE_ID_INVALID;
    /// The edit would change nothing.
    400 MESSAGE_NOT_MODIFIED;
    /// The message is somebody else's.
    403 MESSAGE_AUTHOR_REQUIRED;
    /// The message is somebody else's, in a supergroup.
    403 MESSAGE_DELETE_FORBIDDEN;
    /// Too old to be edited.
    400 MESSAGE_EDIT_TIME_EXPIRED;
    /// A reply to a message that isn't there.
    400 REPLY_MESSAGE_ID_INVALID;
    /// An idempotency key that was used before.
    500 RANDOM_ID_DUPLICATE;
    /// No idempotency key.
    400 RANDOM_ID_EMPTY;
    /// Numbers of messages and of keys differ.
    400 RANDOM_ID_INVALID;
    /// A button that isn't there.
    400 DATA_INVALID;
    /// The bot did not answer a press in time.
    400 BOT_RESPONSE_TIMEOUT;
    /// A `pts` that can't be.
    400 PERSISTENT_TIMESTAMP_INVALID;
    /// A request nobody can read.
    400 INPUT_REQUEST_INVALID;
    /// More than a text, which this Telegram does not have.
    400 MEDIA_INVALID;
    /// A request with more in it than allowed.
    400 LIMIT_INVALID;
    /// Telegram's own answer to a method it does not know.
    400 INPUT_METHOD_INVALID;
    /// Nobody is logged in with this key.
    401 AUTH_KEY_UNREGISTERED;
    /// The session was ended elsewhere.
    401 SESSION_REVOKED;
    /// The same key was used in two places at once.
    406 AUTH_KEY_DUPLICATED;
    /// The first factor was right; there is a second.
    401 SESSION_PASSWORD_NEEDED;
    /// The account was deleted.
    401 USER_DEACTIVATED;
    /// The account may read, but not write.
    420 FROZEN_METHOD_INVALID;
    /// No number that anybody could have.
    400 PHONE_NUMBER_INVALID;
    /// A number that Telegram wants nothing to do with.
    400 PHONE_NUMBER_BANNED;
    /// No code at all.
    400 PHONE_CODE_EMPTY;
    /// Another code than the one that was sent.
    400 PHONE_CODE_INVALID;
    /// Another code than the one that was mailed.
    400 EMAIL_CODE_INVALID;
    /// The code is too old, or was handed on.
    400 PHONE_CODE_EXPIRED;
    /// There is no further way for a code.
    406 SEND_CODE_UNAVAILABLE;
    /// A wrong password.
    400 PASSWORD_HASH_INVALID;
    /// There is no password.
    400 PASSWORD_EMPTY;
    /// Too many wrong passwords.
    406 PHONE_PASSWORD_FLOOD;
    /// An answer to another question for the password.
    400 SRP_ID_INVALID;
    /// A number that would give the password away.
    400 SRP_A_INVALID;
    /// No such QR code.
    400 AUTH_TOKEN_INVALID;
    /// The QR code is too old.
    400 AUTH_TOKEN_EXPIRED;
    /// The QR code was accepted before.
    400 AUTH_TOKEN_ALREADY_ACCEPTED;
    /// No such device.
    400 HASH_INVALID;
    /// An application number that can't be.
    400 API_ID_INVALID;
    /// Telegram's own trouble.
    500 INTERNAL;
}

impl Refusal {
    /// The account is at home in another data centre.
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
