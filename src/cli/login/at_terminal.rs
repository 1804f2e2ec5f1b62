//! Whoever logs in, at a terminal.

use std::io;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::timeout;

use super::hidden::Hidden;
use super::{qr_code, words};
use crate::cli::confirm;
use crate::cli::stdio::size_of;
use crate::cli::terminal::{Person as _, Terminal};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::telegram::login::{
    CodeAnswer, Delivery, LoginPrompt, LoginStatus, NoAnswer, PhoneNumber,
};

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
        let line = line.map_err(|_| NoAnswer::Silent)?;
        line.ok_or(NoAnswer::GaveUp)
    }

    /// What they type next, if it is not nothing.
    async fn line(&mut self, prompt: &str) -> Result<String, NoAnswer> {
        for _ in 0..EMPTY_LINES_MAX {
            self.0.prompt(prompt);
            let line = self.next().await?;
            if !line.trim().is_empty() {
                return Ok(line);
            }
            self.0.tell(&t!("login-nothing-typed"));
        }
        Err(NoAnswer::GaveUp)
    }
}

impl LoginPrompt for AtTerminal<'_> {
    async fn phone(&mut self) -> Result<String, NoAnswer> {
        let phone = self.line(&t!("login-phone-question")).await?;
        Ok(phone.trim().to_owned())
    }

    async fn agrees(&mut self, number: &PhoneNumber) -> Result<bool, NoAnswer> {
        let question = t!("login-number-question", number = number.to_string());
        self.0.prompt(&question);
        let answer = self.next().await?;
        Ok(answer.trim().is_empty() || confirm::is_yes(&answer))
    }

    async fn code(&mut self, delivery: &Delivery) -> Result<CodeAnswer, NoAnswer> {
        let answer = self.line(&words::code(delivery)).await?;
        let answer = answer.trim();
        if confirm::is_one_of(answer, || t!("login-resend-words")) {
            return Ok(CodeAnswer::Another);
        }
        // People copy "123-45" and "123 45"; a code of letters stays as it is.
        let code = answer.split([' ', '-']).collect();
        Ok(CodeAnswer::Code(code))
    }

    async fn password(&mut self, hint: Option<&Untrusted>) -> Result<SecretString, NoAnswer> {
        let prompt = words::password(hint);
        let hidden = Hidden::begin().ok_or(NoAnswer::Shown)?;
        let password = self.line(&prompt).await;
        drop(hidden);
        password.map(SecretString::from)
    }

    fn tell(&mut self, status: &LoginStatus) {
        let text = match status {
            LoginStatus::QrCode { link, .. } => {
                let size = size_of(io::stderr()).unwrap_or(ORDINARY_SIZE);
                let drawn = qr_code::draw(link, size);
                words::qr_code(link, drawn.as_deref())
            }
            status => words::status(status),
        };
        self.0.tell(&text);
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
        assert_eq!(prompt.phone().await, Err(NoAnswer::Silent));
    }
}
