//! Whoever logs in, at a terminal: what they are asked and told.

use std::io;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::timeout;

use super::hidden::Hidden;
use super::qr_code;
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
        line.map_err(|_| NoAnswer::Silent)?.ok_or(NoAnswer::GaveUp)
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
        self.line(&t!("login-phone-question")).await
    }

    async fn agrees(&mut self, number: &PhoneNumber) -> Result<bool, NoAnswer> {
        self.0.prompt(&t!("login-number-question", number = number.to_string()));
        let answer = self.next().await?;
        Ok(answer.trim().is_empty() || confirm::is_yes(&answer))
    }

    async fn code(&mut self, delivery: &Delivery) -> Result<CodeAnswer, NoAnswer> {
        let (delivery, _) = words_of(delivery);
        let answer = self.line(&t!("login-code-question", delivery)).await?;
        let answer = answer.trim();
        if confirm::is_one_of(answer, || t!("login-resend-words")) {
            return Ok(CodeAnswer::Another);
        }
        // People copy "123-45" and "123 45"; a code of letters stays as it is.
        Ok(CodeAnswer::Code(answer.split([' ', '-']).collect()))
    }

    async fn password(&mut self, hint: Option<&Untrusted>) -> Result<SecretString, NoAnswer> {
        let has_hint = hint.is_some();
        let hint = hint.map_or_else(String::new, |hint| hint.excerpt(80));
        let hidden = Hidden::begin().ok_or(NoAnswer::Shown)?;
        let password = self.line(&t!("login-password-question", has_hint, hint)).await;
        drop(hidden);
        password.map(SecretString::from)
    }

    fn tell(&mut self, status: &LoginStatus) {
        let text = match status {
            LoginStatus::Number(number) => t!("login-status-number", number = number.to_string()),
            LoginStatus::NoNumber => t!("login-status-no-number"),
            LoginStatus::CodeSent(delivery) => {
                let (delivery, address) = words_of(delivery);
                t!("login-sent", delivery, address)
            }
            LoginStatus::NoCode(digits) => t!("login-status-no-code", digits = *digits),
            LoginStatus::CodeWrong(left) => t!("login-status-code-wrong", left = *left),
            LoginStatus::PasswordWrong(left) => t!("login-status-password-wrong", left = *left),
            LoginStatus::PhoneInvalid => t!("login-status-phone-invalid"),
            LoginStatus::CodeExpired => t!("login-status-code-expired"),
            LoginStatus::NoOtherWay => t!("login-status-no-other-way"),
            LoginStatus::QrAccepted => t!("login-status-qr-accepted"),
            LoginStatus::QrCode(link) => {
                let size = size_of(io::stderr()).unwrap_or(ORDINARY_SIZE);
                match qr_code::draw(link, size) {
                    Some(drawn) => format!("{drawn}\n{}", t!("login-qr-scan")),
                    None => t!("login-qr-link", link),
                }
            }
        };
        self.0.tell(&text);
    }
}

/// The name of the way that a code went, and the address that it went to.
fn words_of(delivery: &Delivery) -> (&'static str, String) {
    let name = match delivery {
        Delivery::App => "app",
        Delivery::Email(address) => return ("email", address.to_string()),
        Delivery::Sms => "sms",
        Delivery::Call => "call",
        Delivery::Fragment => "fragment",
    };
    (name, String::new())
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
