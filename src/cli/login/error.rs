//! Why nobody is asked.

use crate::report::{Exit, UserError};

/// There is no terminal: nobody can be asked for a code.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no terminal")]
pub(super) struct NoTerminal;

impl UserError for NoTerminal {
    fn code(&self) -> &'static str {
        "login.no_terminal"
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
