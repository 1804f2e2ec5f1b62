//! Whoever logs in, at a terminal.

use std::io;
use std::time::Duration;

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;
use tokio::time::timeout;

use super::qr_code;
use crate::cli::confirm;
use crate::cli::stdio::size_of;
use crate::cli::terminal::{Person as _, Terminal};
use crate::i18n::t;
use crate::telegram::login::{LoginPrompt, NoAnswer};

/// How long an answer may take: the code may be on a phone in another room.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_mins(10);
/// So many lines that say nothing are asked about again.
const EMPTY_LINES_MAX: u32 = 20;
/// The columns and the rows of a terminal that does not say.
const ORDINARY_SIZE: (u16, u16) = (80, 24);

pub(super) struct AtTerminal<'a>(pub Terminal<'a>);

impl AtTerminal<'_> {
    async fn next(&mut self) -> Result<String, NoAnswer> {
        let line = timeout(ANSWER_TIMEOUT, self.0.line()).await;
        line.map_err(|_| NoAnswer::Silent)?.ok_or(NoAnswer::GaveUp)
    }
}

impl LoginPrompt for AtTerminal<'_> {
    async fn ask(&mut self, question: &str) -> Result<String, NoAnswer> {
        for _ in 0..EMPTY_LINES_MAX {
            self.0.prompt(question);
            let line = self.next().await?;
            if !line.trim().is_empty() {
                return Ok(line);
            }
            self.0.tell(&t!("login-nothing-typed"));
        }
        Err(NoAnswer::GaveUp)
    }

    async fn ask_hidden(&mut self, question: &str) -> Result<SecretString, NoAnswer> {
        let hidden = Hidden::begin().ok_or(NoAnswer::Shown)?;
        let line = self.ask(question).await;
        drop(hidden);
        line.map(SecretString::from)
    }

    async fn confirm(&mut self, question: &str) -> Result<bool, NoAnswer> {
        self.0.prompt(question);
        let answer = self.next().await?;
        Ok(answer.trim().is_empty() || confirm::is_yes(&answer))
    }

    fn tell(&mut self, text: &str) {
        self.0.tell(text);
    }

    fn show(&mut self, link: &str) {
        let size = size_of(io::stderr()).unwrap_or(ORDINARY_SIZE);
        self.0.tell(&match qr_code::draw(link, size) {
            Some(drawn) => format!("{drawn}\n{}", t!("login-qr-scan")),
            None => t!("login-qr-link", link),
        });
    }
}

/// While this lives, the terminal at stdin shows nothing of what is typed but where a line ends.
struct Hidden {
    #[cfg(unix)]
    before: Termios,
}

impl Hidden {
    /// `None` if this terminal can't.
    #[cfg(unix)]
    fn begin() -> Option<Self> {
        let before = tcgetattr(io::stdin()).ok()?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Now, &hidden).ok()?;
        Some(Self { before })
    }

    #[cfg(not(unix))]
    fn begin() -> Option<Self> {
        None
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};
    use std::path::PathBuf;

    use super::*;
    use crate::cli::Stdio;

    /// A terminal at which nobody types.
    struct Silence;

    impl Read for Silence {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            loop {
                std::thread::park();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_silent_is_given_up() {
        let mut stdio = Stdio {
            stdin: Box::new(BufReader::new(Silence)),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
            stdin_is_terminal: true,
            stdout_is_terminal: true,
            stderr_is_terminal: true,
            directory: PathBuf::new(),
            environment: |_| None,
        };
        let terminal = Terminal::take(&mut stdio).unwrap();
        let mut prompt = AtTerminal(terminal);
        assert_eq!(prompt.ask("?").await, Err(NoAnswer::Silent));
    }
}
