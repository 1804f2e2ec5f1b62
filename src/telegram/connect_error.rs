//! Why the agent can't begin.

use super::proxy::ProxyTrouble;
use super::session::SessionError;
use super::words::in_russian;
use super::{CallError, Fatal, told};
use crate::language::Language;
use crate::order::{Untrusted, UserId};
use crate::report::{Exit, UserError};

/// Why there is no connection to work with.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The session file.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// Telegram could not be reached in time.
    #[error("Telegram can't be reached: {0}")]
    Unreachable(String),
    /// There is no way through the proxy.
    #[error(transparent)]
    Proxy(ProxyTrouble),
    /// No connection will work any more.
    #[error(transparent)]
    Fatal(#[from] Fatal),
    /// Nobody has the username under which Tribute's bot was to be found.
    #[error("nobody is called @{username}")]
    TributeMissing {
        /// As configured, without `@`.
        username: String,
    },
    /// Somebody else has it.
    #[error("@{username} is not {expected}")]
    TributeIsAnother {
        /// As configured, without `@`.
        username: String,
        /// The pinned bot.
        expected: UserId,
        /// Who has the name now; `None` for a channel or a group.
        found: Option<UserId>,
    },
    /// The account does not see the moderators' chat.
    #[error("the moderators' chat {wanted} is not there")]
    ModeratorsMissing {
        /// As configured.
        wanted: String,
    },
    /// The account may not write there.
    #[error("no right to write in {wanted}")]
    ModeratorsMute {
        /// As configured.
        wanted: String,
        /// What it is called.
        title: Untrusted,
    },
    /// A call while looking for the chats.
    #[error(transparent)]
    Call(CallError),
}

impl From<CallError> for ConnectError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Fatal(fatal) => Self::Fatal(fatal),
            CallError::NotSent(why) => Self::Unreachable(why),
            error => Self::Call(error),
        }
    }
}

impl UserError for ConnectError {
    fn code(&self) -> &'static str {
        match self {
            Self::Session(error) => error.code(),
            Self::Unreachable(_) => "telegram.unreachable",
            Self::Proxy(trouble) => trouble.code(),
            Self::Fatal(fatal) => fatal.code(),
            Self::TributeMissing { .. } => "telegram.tribute_missing",
            Self::TributeIsAnother { .. } => "telegram.tribute_is_another",
            Self::ModeratorsMissing { .. } => "telegram.moderators_missing",
            Self::ModeratorsMute { .. } => "telegram.moderators_mute",
            Self::Call(CallError::FloodWait(_)) => "telegram.flood_wait",
            Self::Call(_) => "telegram.call",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Session(error) => return error.what(language),
            Self::Proxy(trouble) => return trouble.what(language),
            Self::Fatal(fatal) => return fatal.what(language),
            Self::Unreachable(why) => (
                format!("Telegram can't be reached: {why}"),
                format!("Нет связи с Telegram: {}", in_russian(why)),
            ),
            Self::TributeMissing { username } => (
                format!("Nobody in Telegram is called @{username}."),
                format!("В Telegram нет никого с именем @{username}."),
            ),
            Self::TributeIsAnother {
                username,
                expected,
                found,
            } => {
                let id = found.map_or("—".to_owned(), |found| found.to_string());
                (
                    format!(
                        "@{username} is not the bot {expected} but another account (id {id}). Nothing from it will be taken for an order."
                    ),
                    format!(
                        "@{username} — не бот {expected}, а другой аккаунт (id {id}). Его сообщения не будут считаться заказами."
                    ),
                )
            }
            Self::ModeratorsMissing { wanted } => (
                format!("The account does not see the moderators' chat {wanted}."),
                format!("Аккаунт не видит чат модераторов {wanted}."),
            ),
            Self::ModeratorsMute { wanted, title } => (
                format!("The account may not write in the moderators' chat {wanted} ({title})."),
                format!("Аккаунту нельзя писать в чат модераторов {wanted} ({title})."),
            ),
            Self::Call(error @ CallError::FloodWait(_)) => {
                return format!("{}.", error.told(language));
            }
            Self::Call(error) => {
                let why = error.told(language);
                (
                    format!("The chats could not be looked up: {why}."),
                    format!("Не удалось найти чаты: {why}."),
                )
            }
        };
        language.pick(english, russian)
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Session(error) => return error.remedy(language),
            Self::Proxy(trouble) => return trouble.remedy(language),
            Self::Fatal(fatal) => return fatal.remedy(language),
            Self::Unreachable(_) => (
                "Check the network. Where Telegram is blocked, a SOCKS5 proxy is needed, or another one than yours: `[telegram] proxy = \"socks5://host:port\"`.",
                "Проверьте сеть. Где Telegram заблокирован, нужен прокси SOCKS5 (или другой, если он уже есть): `[telegram] proxy = \"socks5://адрес:порт\"`.",
            ),
            Self::TributeMissing { .. } => (
                "Check `tribute.bot` in the configuration.",
                "Проверьте `tribute.bot` в настройках.",
            ),
            Self::TributeIsAnother { .. } => (
                "Check `tribute.bot` and `tribute.bot_id`. If Tribute moved to another bot, read so on its site before you change the id.",
                "Проверьте `tribute.bot` и `tribute.bot_id`. Если Трибьют сменил бота, убедитесь в этом на его сайте, прежде чем менять id.",
            ),
            Self::ModeratorsMissing { .. } => (
                "Add the account to the chat, and check `moderators.chat`: the id as bots see it (-100…), @username, or \"me\".",
                "Добавьте аккаунт в чат и проверьте `moderators.chat`: id как у ботов (-100…), @username или \"me\".",
            ),
            Self::ModeratorsMute { .. } => (
                "Give the account the right to send messages there.",
                "Разрешите аккаунту писать в этот чат.",
            ),
            Self::Call(CallError::FloodWait(_)) => told::WAIT,
            Self::Call(_) => ("Start again later.", "Запустите ещё раз позже."),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Session(error) => error.exit(),
            Self::Proxy(trouble) => trouble.exit(),
            Self::Fatal(fatal) => fatal.exit(),
            Self::Unreachable(_) | Self::Call(_) => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}
