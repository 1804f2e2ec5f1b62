//! Whoever logs in: asked, and told.

use secrecy::SecretString;

use super::PhoneNumber;
use crate::order::Untrusted;

/// Whoever logs in.
pub trait LoginPrompt {
    /// Asks for the phone number: whatever is typed.
    async fn phone(&mut self) -> Result<String, NoAnswer>;

    /// Asks whether this is the number that was meant.
    async fn agrees(&mut self, number: &PhoneNumber) -> Result<bool, NoAnswer>;

    /// Asks for the code that went this way.
    async fn code(&mut self, delivery: &Delivery) -> Result<CodeAnswer, NoAnswer>;

    /// Asks for the password, which nobody may see being typed.
    async fn password(&mut self, hint: Option<&Untrusted>) -> Result<SecretString, NoAnswer>;

    /// Tells them something. Never waits.
    fn tell(&mut self, news: &LoginStatus);
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

/// What is answered when a code is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeAnswer {
    Code(String),
    /// It did not come: send it again, another way.
    Another,
}

/// The way a code went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Into the chat with Telegram, on the account's other devices.
    App,
    /// By mail, to an address that looks like this.
    Email(Untrusted),
    Sms,
    Call,
    /// To fragment.com, where the number was bought.
    Fragment,
}

/// What they are told on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginStatus {
    /// A code is asked for, for this number.
    Number(PhoneNumber),
    /// What was typed can't be a number.
    NoNumber,
    CodeSent(Delivery),
    /// That is nobody's phone number.
    PhoneInvalid,
    /// What was typed can't be the code: it has so many digits, and nothing else.
    NoCode(usize),
    /// The code was wrong; so many more tries.
    CodeWrong(u32),
    /// The code is dead; a new one is on its way.
    CodeExpired,
    /// There is no other way for the code.
    NoOtherWay,
    /// The password was wrong; so many more tries.
    PasswordWrong(u32),
    /// Show this link (`tg://login?token=…`) as a QR code: the one before is of no use any more.
    QrCode(String),
    QrAccepted,
}
