//! The cards of the bank's demo terminals.

/// A card, by what becomes of a payment with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// It pays at once.
    Good,
    /// It pays after its holder has confirmed.
    ThreeDs,
    /// It has not enough money.
    Empty,
    /// Its holder does not confirm.
    Unconfirmed,
    /// Its bank declines.
    Declined,
}

impl Card {
    /// Each with its number.
    pub const ALL: [(&str, Self); 5] = [
        ("4300000000000777", Self::Good),
        ("5411420000000002", Self::ThreeDs),
        ("5000000000000009", Self::Empty),
        ("4000000000000101", Self::Unconfirmed),
        ("4000000000000002", Self::Declined),
    ];

    /// The card with this number, in which spaces may stand.
    pub fn numbered(number: &str) -> Option<Self> {
        let digits: String = number.chars().filter(|it| !it.is_whitespace()).collect();
        Self::ALL.into_iter().find(|(own, _)| *own == digits).map(|(_, card)| card)
    }

    /// As notifications show its number.
    pub(super) fn pan(self) -> String {
        let own = Self::ALL.iter().find(|(_, card)| *card == self);
        own.map(|(number, _)| format!("{}******{}", &number[..6], &number[12..]))
            .unwrap_or_default()
    }

    /// How a payment with it fails: its status, and the bank's code; `None`: it does not.
    pub(super) fn failure(self) -> Option<(super::BankStatus, &'static str)> {
        use super::BankStatus::{AuthFail, Rejected};
        match self {
            Self::Good | Self::ThreeDs => None,
            Self::Empty => Some((Rejected, "1051")),
            Self::Unconfirmed => Some((AuthFail, "101")),
            Self::Declined => Some((Rejected, "1005")),
        }
    }

    /// Whether its holder is asked.
    pub(super) fn is_asked(self) -> bool {
        matches!(self, Self::ThreeDs | Self::Unconfirmed)
    }
}
