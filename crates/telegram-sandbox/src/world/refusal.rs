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
    ($($code:literal: $($name:ident)*;)*) => {
        impl Refusal {
            $($(
                #[doc = concat!("`", stringify!($name), "`")]
                pub const $name: Self = Self { code: $code, name: stringify!($name) };
            )*)*
        }
    };
}

// <https://core.telegram.org/api/errors> explains most of them.
refusals! {
    400:
        PEER_ID_INVALID USER_ID_INVALID CHANNEL_INVALID CHANNEL_PRIVATE CHAT_ID_INVALID
        USERNAME_NOT_OCCUPIED MESSAGE_EMPTY MESSAGE_TOO_LONG MESSAGE_ID_INVALID MESSAGE_NOT_MODIFIED
        MESSAGE_EDIT_TIME_EXPIRED REPLY_MESSAGE_ID_INVALID RANDOM_ID_EMPTY RANDOM_ID_INVALID
        DATA_INVALID BOT_RESPONSE_TIMEOUT BOT_METHOD_INVALID USER_BOT_REQUIRED
        ACCESS_TOKEN_INVALID QUERY_ID_INVALID BUTTON_INVALID BUTTON_DATA_INVALID BOT_COMMAND_INVALID
        BOT_COMMAND_DESCRIPTION_INVALID CHAT_ADMIN_REQUIRED CHAT_NOT_MODIFIED USER_NOT_PARTICIPANT
        SCHEDULE_BOT_NOT_ALLOWED PERSISTENT_TIMESTAMP_INVALID INPUT_REQUEST_INVALID
        MEDIA_INVALID LIMIT_INVALID INPUT_METHOD_INVALID PHONE_NUMBER_INVALID PHONE_NUMBER_BANNED
        PHONE_CODE_EMPTY PHONE_CODE_INVALID EMAIL_CODE_INVALID PHONE_CODE_EXPIRED
        PASSWORD_HASH_INVALID PASSWORD_EMPTY SRP_ID_INVALID SRP_A_INVALID AUTH_TOKEN_INVALID
        AUTH_TOKEN_EXPIRED AUTH_TOKEN_ALREADY_ACCEPTED HASH_INVALID API_ID_INVALID TOPIC_CLOSED
        USER_IS_BLOCKED YOU_BLOCKED_USER INVOICE_PAYLOAD_INVALID CURRENCY_TOTAL_AMOUNT_INVALID
        STARS_INVOICE_INVALID PAYMENT_PROVIDER_INVALID SLUG_INVALID FORM_EXPIRED FORM_UNSUPPORTED
        FORM_SUBMIT_DUPLICATE INVOICE_INVALID INVOICE_ALREADY_PAID PAYMENT_CREDENTIALS_INVALID PAYMENT_FAILED
        BALANCE_TOO_LOW BOT_PRECHECKOUT_FAILED BOT_PRECHECKOUT_TIMEOUT ERROR_TEXT_EMPTY
        CHARGE_NOT_FOUND CHARGE_ALREADY_REFUNDED START_PARAM_INVALID;
    401:
        AUTH_KEY_UNREGISTERED SESSION_REVOKED SESSION_PASSWORD_NEEDED USER_DEACTIVATED;
    403:
        CHAT_WRITE_FORBIDDEN MESSAGE_AUTHOR_REQUIRED MESSAGE_DELETE_FORBIDDEN;
    406:
        AUTH_KEY_DUPLICATED SEND_CODE_UNAVAILABLE PHONE_PASSWORD_FLOOD;
    420:
        FROZEN_METHOD_INVALID;
    500:
        RANDOM_ID_DUPLICATE INTERNAL;
}

impl Refusal {
    /// The bot is at home in another data centre.
    pub const fn user_migrate(data_centre: u8) -> Self {
        let name = match data_centre {
            1 => "USER_MIGRATE_1",
            2 => "USER_MIGRATE_2",
            3 => "USER_MIGRATE_3",
            4 => "USER_MIGRATE_4",
            _ => "USER_MIGRATE_5",
        };
        Self { code: 303, name }
    }

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
