//! `[tbank]`: the terminal at T-Bank by which checkouts are paid.

use super::fault::{Fault, fault};
use super::section::Section;
use super::shop::url;
use crate::tbank::receipt::Taxation;
use crate::tbank::{Client, Password, Terminal, TerminalKey, client};

/// A terminal at T-Bank.
#[derive(Clone, Debug)]
pub struct Tbank {
    /// What calls the bank in its name.
    pub client: Client,
    /// The shop's tax system, for receipts.
    pub taxation: Option<Taxation>,
}

impl Tbank {
    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        let key = section
            .required("terminal_key", "\"1700000000000DEMO\"", |value| value.parsed(terminal_key));
        let password = section.required_secret("password", password);
        let taxation = section.parsed("taxation", taxation);
        let address = section.parsed("url", |text| url(text, false));
        let terminal = Terminal { key: key?, password: password? };
        let address = address.unwrap_or_else(|| client::URL.to_owned());
        let client = Client::new(&address, terminal);
        let client = client.map_or_else(|error| section.refuse(Fault::of(&error)), Some);
        Some(Self { client: client?, taxation })
    }
}

/// Not quoted: it may be the password.
pub(crate) fn terminal_key(text: &str) -> Result<TerminalKey, Fault> {
    TerminalKey::new(text).ok_or_else(|| fault!("config.bad_terminal_key"))
}

/// Not quoted: it is a secret.
pub(crate) fn password(text: &str) -> Result<Password, Fault> {
    Password::new(text).ok_or_else(|| fault!("config.bad_tbank_password"))
}

pub(crate) fn taxation(text: &str) -> Result<Taxation, Fault> {
    let known = Taxation::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    let text = text.to_owned();
    Taxation::read(&text, "")
        .map_err(|_| fault!("config.bad_taxation", text = format!("{text:?}"), known))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, ConfigError};
    use crate::report::UserError as _;

    /// A configuration with a server and a terminal.
    fn load(top: &str, bank: &str) -> Result<Config, ConfigError> {
        let token = "0123456789abcdef0123456789abcdef";
        let text = format!("{top}\n[server]\ntoken = \"{token}\"\n[tbank]\n{bank}\n");
        Config::of_text(&text, Path::new("config.toml"), &|_| None)
    }

    const BANK: &str = "terminal_key = \"1700000000000DEMO\"\npassword = \"test-password-1\"";

    #[test]
    fn what_is_no_terminal_is_told() {
        for (bank, code) in [
            (BANK.replace("1700000000000DEMO", "1700000000000000DEMO1"), "config.bad_terminal_key"),
            (BANK.replace("test-password-1", "short"), "config.bad_tbank_password"),
            (format!("{BANK}\ntaxation = \"envd\""), "config.bad_taxation"),
            ("password = \"test-password-1\"".to_owned(), "config.missing_key"),
        ] {
            let error = load("", &bank).unwrap_err();
            let parts = error.parts();
            assert_eq!(parts[0].code(), code);
            let what = parts[0].what();
            assert!(!what.contains("short"), "{what}");
        }
    }

    #[test]
    fn a_terminal_that_takes_no_real_money_is_warned_of() {
        for (top, bank, is_warned) in [
            ("", BANK.to_owned(), true),
            ("livemode = false", BANK.to_owned(), false),
            ("", BANK.replace("DEMO", ""), false),
        ] {
            let config = load(top, &bank).unwrap();
            let codes: Vec<_> =
                config.warnings.iter().map(crate::report::UserError::code).collect();
            assert_eq!(codes.contains(&"config.demo_terminal"), is_warned, "{top} {codes:?}");
        }
    }
}
