//! Receipts as the law asks for them (54-FZ), in the formats 1.05 and 1.2: read from what a shop says, completed, and
//! checked to the kopeck before the bank is called.
//!
//! - [`Receipt::read`]: a list of products, or an object in the bank's spelling.
//! - [`amounts`]: sums that add up.

pub mod amounts;
mod read;

use serde::Serialize;
use serde_json::{Map, Value};

use self::amounts::Quantity;
pub use self::read::Defaults;
use super::{Invalid, Problem};

/// How many items a receipt may have.
pub const ITEMS_MAX: usize = 100;
const NAME_CHARACTERS_MAX: usize = 128;
const EMAIL_CHARACTERS_MAX: usize = 64;

/// Names of the law's, with the bank's words for them.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident $field:literal: $($word:literal $name:ident $(| $other:literal)*;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[expect(missing_docs, reason = "as the bank's documents call them")]
        pub enum $kind {
            $(#[serde(rename = $word)] $name,)*
        }

        impl $kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The bank's word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Reads the bank's word; `place` is where it stands in the receipt.
            pub fn read(word: &str, place: &str) -> Result<Self, Invalid> {
                match word {
                    $($word $(| $other)* => Ok(Self::$name),)*
                    _ => {
                        let known = Self::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>();
                        let problem = Problem::NoneOf(known.join(", "));
                        Err(Invalid::new(format!("{place}{}", $field), problem))
                    }
                }
            }
        }
    };
}

names! {
    /// The tax system of a shop.
    Taxation "Taxation":
    "osn" Osn;
    "usn_income" UsnIncome;
    "usn_income_outcome" UsnIncomeOutcome;
    "esn" Esn;
    "patent" Patent;
}

names! {
    /// The value-added tax in a price.
    Tax "Tax":
    "none" None;
    "vat0" Vat0;
    "vat5" Vat5;
    "vat7" Vat7;
    "vat10" Vat10;
    "vat20" Vat20;
    "vat22" Vat22;
    "vat105" Vat105;
    "vat107" Vat107;
    "vat110" Vat110;
    "vat120" Vat120;
    "vat122" Vat122;
}

names! {
    /// The way in which something is paid.
    PaymentMethod "PaymentMethod":
    "full_prepayment" FullPrepayment;
    "prepayment" Prepayment;
    "advance" Advance;
    "full_payment" FullPayment;
    "partial_payment" PartialPayment;
    "credit" Credit;
    "credit_payment" CreditPayment;
}

names! {
    /// The kind of what is paid for.
    PaymentObject "PaymentObject":
    "commodity" Commodity | "goods";
    "excise" Excise;
    "job" Job | "work";
    "service" Service;
    "gambling_bet" GamblingBet;
    "gambling_prize" GamblingPrize;
    "lottery" Lottery;
    "lottery_prize" LotteryPrize;
    "intellectual_activity" IntellectualActivity;
    "payment" Payment;
    "agent_commission" AgentCommission;
    "composite" Composite;
    "another" Another;
}

/// The version of the law's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Format {
    /// Methods and objects may be left out.
    #[default]
    #[serde(rename = "1.05")]
    V105,
    /// Methods, objects and units have to be there.
    #[serde(rename = "1.2")]
    V12,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Receipt {
    /// By which format it is made.
    #[serde(rename = "FfdVersion")]
    pub format: Format,
    /// The shop's tax system.
    pub taxation: Taxation,
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Or there: `+79031234567`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What was bought.
    pub items: Vec<Item>,
    /// What else the bank is to know, in its spelling.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A line of a receipt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Item {
    /// What it is.
    pub name: String,
    /// Of one, in kopecks.
    pub price: i64,
    /// How many, or how much.
    pub quantity: Quantity,
    /// Of all, in kopecks.
    pub amount: i64,
    /// The tax in it.
    pub tax: Tax,
    /// How it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    /// What kind of thing it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_object: Option<PaymentObject>,
    /// In what it is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurement_unit: Option<String>,
    /// What else the bank is to know, in its spelling.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl Receipt {
    /// The same of a part of the payment, in kopecks, where it is known of what that is: all lines are of one thing.
    pub fn of_part(&self, payment: i64) -> Option<Self> {
        let like =
            |item: &Item| Item { price: 0, quantity: Quantity::ONE, amount: 0, ..item.clone() };
        let only = like(self.items.first()?);
        let is_only = self.items.iter().all(|item| like(item) == only);
        let item = Item { price: payment, amount: payment, ..only };
        is_only.then(|| Self { items: vec![item], ..self.clone() })
    }

    /// Checks it against the law and against what is paid, in kopecks.
    pub fn check(&self, payment: i64) -> Result<(), Invalid> {
        let invalid = |field: &str, problem| Err(Invalid::new(format!("Receipt.{field}"), problem));
        if self.email.is_none() && self.phone.is_none() {
            return invalid("Email", Problem::NoContact);
        }
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            return invalid("Email", Problem::Unreadable);
        }
        if self.phone.as_deref().is_some_and(|phone| plain_phone(phone).as_deref() != Some(phone)) {
            return invalid("Phone", Problem::Unreadable);
        }
        match self.items.len() {
            0 => return invalid("Items", Problem::Missing),
            1..=ITEMS_MAX => {}
            _ => return invalid("Items", Problem::TooLong(ITEMS_MAX)),
        }
        for (number, item) in (1..).zip(&self.items) {
            item.check(self.format, &format!("Receipt.Items[{number}]."))?;
        }
        let items = self.items.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.amount));
        let items = items.unwrap_or(i64::MAX);
        if items != payment {
            return invalid("Items", Problem::Sum { items, payment });
        }
        Ok(())
    }
}

impl Item {
    fn check(&self, format: Format, place: &str) -> Result<(), Invalid> {
        let invalid = |field: &str, problem| Err(Invalid::new(format!("{place}{field}"), problem));
        if self.name.trim().is_empty() {
            return invalid("Name", Problem::Missing);
        }
        if self.name.chars().count() > NAME_CHARACTERS_MAX {
            return invalid("Name", Problem::TooLong(NAME_CHARACTERS_MAX));
        }
        let product = self.quantity.of(self.price);
        if self.price < 0 || product != Some(self.amount) {
            return invalid("Amount", Problem::Product(product.unwrap_or(i64::MAX)));
        }
        if format == Format::V12 {
            let given = [
                ("PaymentMethod", self.payment_method.is_some()),
                ("PaymentObject", self.payment_object.is_some()),
                ("MeasurementUnit", self.measurement_unit.is_some()),
            ];
            if let Some((field, _)) = given.into_iter().find(|(_, is_given)| !is_given) {
                return invalid(field, Problem::Missing);
            }
        }
        Ok(())
    }
}

/// A phone as receipts have it, from one as people write it; `None` for what is none.
pub fn plain_phone(text: &str) -> Option<String> {
    const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
    let text = text.trim();
    let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let is_between = |character: char| " ()-\u{A0}".contains(character);
    let digits: String = rest.chars().filter(|character| !is_between(*character)).collect();
    let is_good =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && DIGITS.contains(&digits.len());
    // A Russian number without its `+`.
    let digits = match digits.strip_prefix('8') {
        Some(own) if !plus && own.len() == 10 => format!("7{own}"),
        _ => digits,
    };
    is_good.then(|| format!("+{digits}"))
}

fn is_email(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    let parts = text.split_once('@');
    text.chars().count() <= EMAIL_CHARACTERS_MAX
        && parts.is_some_and(|(name, host)| is_part(name) && is_part(host) && !host.contains('@'))
}

#[cfg(test)]
mod tests;
