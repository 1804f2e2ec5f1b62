//! Whoever logs in: asked, and told.

use secrecy::SecretString;

/// Whoever logs in.
pub trait LoginPrompt {
    /// Asks for a line, which is not empty.
    async fn ask(&mut self, question: &str) -> Result<String, NoAnswer>;

    /// Asks for a line that nobody may see being typed.
    async fn ask_hidden(&mut self, question: &str) -> Result<SecretString, NoAnswer>;

    /// Asks for a yes, which an empty line means, too.
    async fn confirm(&mut self, question: &str) -> Result<bool, NoAnswer>;

    /// Tells them something. Never waits.
    fn tell(&mut self, text: &str);

    /// Shows this link (`tg://login?token=…`) as a QR code: the one before is of no use any more.
    fn show(&mut self, link: &str);
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("the login was given up")]
    GaveUp,
    #[error("nobody answers")]
    Silent,
    /// What is typed can't be kept from being shown.
    #[error("the terminal shows what is typed")]
    Shown,
}
