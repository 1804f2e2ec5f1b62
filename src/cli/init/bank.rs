//! The terminal at T-Bank: its name and password, which one call tries if that is wanted, and the shop's taxes.

use secrecy::{ExposeSecret as _, SecretString};

use super::dialogue::{Dialogue, Unanswered, complaint, recognised};
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, checked_bank_password, checked_taxation, checked_terminal_key};
use crate::i18n::t;
use crate::tbank::TerminalKey;
use crate::tbank::receipt::Taxation;

const ROUNDS_MAX: u32 = 5;

impl<P: Person> Dialogue<P> {
    /// Asks for the terminal, and tries it.
    pub async fn ask_bank(&mut self) -> Result<(), Unanswered> {
        for _ in 0..ROUNDS_MAX {
            self.enter_keeps = self.draft.config()?.tbank().is_ok();
            let key = self.ask("terminal-key", terminal_key).await?;
            if key.is_none() && !self.enter_keeps {
                return Ok(());
            }
            if key.as_ref().is_some_and(TerminalKey::is_demo) {
                self.note(&t!("init-terminal-demo"));
            }
            // Another terminal has another password.
            self.enter_keeps &= key.is_none();
            let Some(password) = self.bank_password().await? else { return Ok(()) };
            if let Some(key) = key {
                self.draft.set("tbank", "terminal_key", key.as_str())?;
            }
            if let Some(password) = password {
                self.draft.set("tbank", "password", password.expose_secret())?;
            }
            if !self.agrees("bank-try", true).await?
                || self.try_bank().await?
                || self.agrees("bank-keep", true).await?
            {
                return self.ask_taxation().await;
            }
        }
        Err(Unanswered::Unsettled)
    }

    /// The password; the inner `None`: the one that is there. `None`: later.
    async fn bank_password(&mut self) -> Result<Option<Option<SecretString>>, Unanswered> {
        let password = self.ask("bank-password", password).await?;
        Ok((password.is_some() || self.enter_keeps).then_some(password))
    }

    async fn ask_taxation(&mut self) -> Result<(), Unanswered> {
        self.enter_keeps = self.draft.config()?.tbank().is_ok_and(|it| it.taxation.is_some());
        if let Some(taxation) = self.ask("taxation", taxation).await? {
            self.draft.set("tbank", "taxation", taxation.as_str())?;
        }
        Ok(())
    }

    async fn try_bank(&mut self) -> Result<bool, Failure> {
        self.note(&t!("init-shop-calling"));
        let tried = self.draft.config()?.tbank()?.client.try_terminal().await;
        match &tried {
            Ok(()) => self.mark(true, &t!("init-bank-good")),
            Err(error) => self.mark(false, &complaint(error)),
        }
        Ok(tried.is_ok())
    }
}

fn terminal_key(answer: &str) -> Result<TerminalKey, String> {
    let right = [PastedKind::TerminalKey, PastedKind::Number, PastedKind::Unknown];
    recognised(answer, "terminal-key", &right, checked_terminal_key)
}

/// Of any letters, and so of many a shape.
fn password(answer: &str) -> Result<SecretString, String> {
    use PastedKind::{ApiHash, CutApiHash, Email, Number, Unknown, Username};
    let right = [Unknown, Number, ApiHash, CutApiHash, Username, Email];
    let check = |text: &str| checked_bank_password(text).map(|_| SecretString::from(text));
    recognised(answer, "bank-password", &right, check)
}

/// By its word, or by its number in the question.
fn taxation(answer: &str) -> Result<Taxation, String> {
    let place = answer.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    match place.and_then(|place| Taxation::ALL.get(place)) {
        Some(taxation) => Ok(*taxation),
        None => checked_taxation(answer).map_err(|error| complaint(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_something_else_is_named_and_never_quoted() {
        for text in ["1700000000000DEMO", "1700000000000", " MerchantTerminalKey "] {
            assert_eq!(terminal_key(text).unwrap().as_str(), text.trim());
        }
        for text in ["usaf8fw8fsw21g", "0123456789abcdef", "Ge%$kd&_zw1!xxxx", "1234567890"] {
            assert_eq!(password(text).unwrap().expose_secret(), text);
        }
        let whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let cases: [(&str, Result<(), String>, &str); 6] = [
            (whsec, terminal_key(whsec).map(drop), "a shop's secret"),
            (
                "17000000000000000DEMO",
                terminal_key("17000000000000000DEMO").map(drop),
                "20 letters",
            ),
            (whsec, password(whsec).map(drop), "a shop's secret"),
            ("1700000000000DEMO", password("1700000000000DEMO").map(drop), "terminal at T-Bank"),
            ("short", password("short").map(drop), "8 to 64"),
            ("two words", password("two words").map(drop), "without spaces"),
        ];
        for (text, told, words) in cases {
            let told = told.unwrap_err();
            assert!(told.contains(words) && !told.contains(text), "{told}");
        }
    }

    #[test]
    fn taxes_have_numbers() {
        assert_eq!(taxation("2"), Ok(Taxation::UsnIncome));
        assert_eq!(taxation("patent"), Ok(Taxation::Patent));
        for text in ["0", "6", "envd"] {
            assert!(taxation(text).unwrap_err().contains("usn_income"), "{text}");
        }
    }
}
