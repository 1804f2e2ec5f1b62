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
fn terminal_key(text: &str) -> Result<TerminalKey, Fault> {
    TerminalKey::new(text).ok_or_else(|| fault!("config.bad_terminal_key"))
}

/// Not quoted: it is a secret.
fn password(text: &str) -> Result<Password, Fault> {
    Password::new(text).ok_or_else(|| fault!("config.bad_tbank_password"))
}

fn taxation(text: &str) -> Result<Taxation, Fault> {
    let known = Taxation::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    let text = text.to_owned();
    Taxation::read(&text, "")
        .map_err(|_| fault!("config.bad_taxation", text = format!("{text:?}"), known))
}
