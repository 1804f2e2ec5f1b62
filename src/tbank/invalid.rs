//! What was asked for and is not asked of the bank, as it would refuse, or worse, take it.

use crate::i18n::arguments;
use crate::report::{Coded, CodedError, failed};

/// A field that the bank would not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// In the bank's spelling, with its place: `Receipt.Items[2].Tax`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It has to be there.
    #[error("missing")]
    Missing,
    /// It is not of the kind that it has to be.
    #[error("can't be read")]
    Unreadable,
    /// More characters, or lines, than the bank takes.
    #[error("more than {0}")]
    TooLong(usize),
    /// None of these values.
    #[error("none of {0}")]
    NoneOf(String),
    /// A sum with a part of a kopeck, or that is no sum.
    #[error("no whole kopecks")]
    NotKopecks,
    /// It is to be between these.
    #[error("not {0}")]
    OutOfBounds(&'static str),
    /// An item's amount is not its price times its quantity, which would be this.
    #[error("not price times quantity, {0}")]
    Product(i64),
    /// The items, in kopecks, and what is paid.
    #[error("the items are {items}, the payment is {payment}")]
    Sum {
        /// Of the items.
        items: i64,
        /// What is paid.
        payment: i64,
    },
    /// A receipt goes to somebody: an e-mail or a phone.
    #[error("neither e-mail nor phone")]
    NoContact,
    /// Neither the receipt nor the configuration names the shop's tax system.
    #[error("no tax system")]
    NoTaxation,
    /// The agent sets it.
    #[error("set by the agent")]
    Reserved,
}

impl Invalid {
    pub(super) fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

impl Problem {
    /// The name that its words are found by, and what else they say.
    fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Missing => ("missing", String::new()),
            Self::Unreadable => ("unreadable", String::new()),
            Self::TooLong(max) => ("too_long", max.to_string()),
            Self::NoneOf(known) => ("unknown", known.clone()),
            Self::NotKopecks => ("not_kopecks", String::new()),
            Self::OutOfBounds(bounds) => ("out_of_bounds", (*bounds).to_owned()),
            Self::Product(product) => ("product", product.to_string()),
            Self::Sum { items, payment } => ("sum", format!("{items} ≠ {payment}")),
            Self::NoContact => ("no_contact", String::new()),
            Self::NoTaxation => ("no_taxation", String::new()),
            Self::Reserved => ("reserved", String::new()),
        }
    }
}

impl Coded for Invalid {
    fn coded(&self) -> CodedError {
        let (problem, detail) = self.problem.parts();
        failed("tbank.invalid", arguments!(problem, field = self.field.as_str(), detail))
    }
}
