//! A terminal that does not show what is typed, but where a line ends.

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// While this lives, the terminal at stdin shows nothing of what is typed.
pub(super) struct Hidden {
    #[cfg(unix)]
    before: Termios,
}

impl Hidden {
    /// Hides what is typed from now on; `None` if this terminal can't.
    #[cfg(unix)]
    pub fn begin() -> Option<Self> {
        let before = tcgetattr(std::io::stdin()).ok()?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(std::io::stdin(), OptionalActions::Now, &hidden).ok()?;
        Some(Self { before })
    }

    /// Nothing is known here of such terminals.
    #[cfg(not(unix))]
    pub fn begin() -> Option<Self> {
        None
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing any more.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.before);
    }
}
