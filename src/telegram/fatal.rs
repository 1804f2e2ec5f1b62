//! The ends that need a person, explained to one.

use super::Fatal;
use super::session::SessionError;
use crate::language::Language;
use crate::report::{Exit, UserError};

impl UserError for Fatal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotLoggedIn => "telegram.not_logged_in",
            Self::SessionRevoked => "telegram.session_revoked",
            Self::SessionDuplicated => "telegram.session_duplicated",
            Self::AccountGone => "telegram.account_gone",
            Self::OtherAccount { .. } => "session.other_account",
            Self::DiskFull => "session.disk_full",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match *self {
            Self::OtherAccount { known, found } => {
                return SessionError::OtherAccount { known, found }.what(language);
            }
            Self::NotLoggedIn => (
                "Nobody is logged in with this session.",
                "С этой сессией никто не вошёл в Telegram.",
            ),
            Self::SessionRevoked => (
                "Telegram has ended this session: it was ended under Settings → Devices, or the password was changed.",
                "Telegram завершил эту сессию: её закрыли в «Настройки → Устройства» или сменили пароль.",
            ),
            Self::SessionDuplicated => (
                "Telegram has ended this session for good because it was used in two places at once.",
                "Telegram навсегда завершил эту сессию: ею пользовались в двух местах одновременно.",
            ),
            Self::AccountGone => (
                "The Telegram account is banned, frozen or deleted.",
                "Аккаунт Telegram заблокирован, заморожен или удалён.",
            ),
            Self::DiskFull => (
                "The disk is full: the session can't be written.",
                "На диске нет места: сессию не записать.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::OtherAccount { known, .. } => {
                return language.pick(
                    format!(
                        "To go on with account {known}: `tribute-agent logout`, then log in with that one. The other account needs a session file of its own: name it in the configuration, like [telegram] session = \"sessions/second.session\", and log in there."
                    ),
                    format!(
                        "Чтобы продолжить с аккаунтом {known}: `tribute-agent logout`, а потом войдите этим аккаунтом. Другому аккаунту нужен свой файл сессии: впишите в настройки другое имя, например [telegram] session = \"sessions/second.session\", и войдите."
                    ),
                );
            }
            Self::NotLoggedIn => (
                "Log in: `tribute-agent login` (who has a login already brings it: `tribute-agent session import`).",
                "Войдите: `tribute-agent login` (если вход уже есть, перенесите его: `tribute-agent session import`).",
            ),
            Self::SessionRevoked => (
                "Log in again: `tribute-agent login`. The orders are kept and go on from where they stand.",
                "Войдите заново: `tribute-agent login`. Заказы сохранены и продолжатся с того же места.",
            ),
            Self::SessionDuplicated => (
                "Log in again: `tribute-agent login`, and give every machine a session of its own; never copy the file.",
                "Войдите заново: `tribute-agent login`. На каждой машине нужна своя сессия: файл нельзя копировать.",
            ),
            Self::AccountGone => (
                "Open Telegram with this account to see why; @SpamBot and Telegram's support can lift it.",
                "Откройте Telegram с этим аккаунтом и узнайте причину; снять ограничение могут @SpamBot и поддержка.",
            ),
            Self::DiskFull => (
                "Make room on the disk and start again.",
                "Освободите место на диске и запустите снова.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            // As for the journal: with room again, any start will do.
            Self::DiskFull => Exit::Failed,
            _ => Exit::ActionRequired,
        }
    }
}
