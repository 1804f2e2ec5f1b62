//! Why nobody is asked.

use crate::language::Language;
use crate::report::{Exit, UserError};

/// There is no terminal: nobody can be asked for a code.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no terminal")]
pub(super) struct NoTerminal;

impl UserError for NoTerminal {
    fn code(&self) -> &'static str {
        "login.no_terminal"
    }

    fn what(&self, language: Language) -> String {
        language
            .pick(
                "A login needs a person at a terminal: Telegram sends a code, and somebody has to type it.",
                "Для входа нужен человек у терминала: Telegram пришлёт код, и кто-то должен его ввести.",
            )
            .to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        language
            .pick(
                "Start it in a terminal (over ssh: `ssh -t`). Who has a login already brings it: `tribute-agent session import`.",
                "Запустите в терминале (через ssh: `ssh -t`). У кого вход уже есть, переносит его: `tribute-agent session import`.",
            )
            .to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
