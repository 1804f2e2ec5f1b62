//! What a project is told, as Salebot's own payments tell it: pure.

use std::fmt;

use serde::Deserialize;

use crate::order::{Currency, Money};
use crate::shop::Verb;
use crate::shop::salebot::secrets::Prefix;

/// The type of a call that tells of a payment that failed.
pub(super) const FAILED: &str = "payment.failed";
/// The type of a call that tells of a payment of another amount than was asked for.
pub(super) const DIFFERENT_AMOUNTS: &str = "payment.different_amounts";
/// Amounts are in roubles, and say no currency.
const CURRENCY: &str = "RUB";

/// What a call says, as far as Salebot understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// Whose dialogue it is about.
    pub(super) client: String,
    /// What became of the payment.
    pub(super) outcome: Outcome,
    /// Whether it was real.
    pub(super) livemode: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Success(Roubles),
    Fail(Roubles),
    /// The payment's name, which may look like an amount.
    DifferentAmounts(String),
}

/// An amount as Salebot writes it: `44`, `100.55`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Roubles(Money);

/// Why a call can't be said in Salebot's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsayable {
    /// Nobody knows the customer's dialogue.
    NoClient,
    /// The price is not known, or not in roubles.
    NoRoubles,
    /// Only part of the money went back: the rest of the payment stands.
    PartOfMoney,
    /// It is about nothing that Salebot has a word for.
    NoPayment,
}

#[derive(Deserialize)]
struct Body {
    r#type: String,
    livemode: bool,
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    account_id: Option<String>,
    price: Option<Money>,
    refund: Option<Returned>,
    payment_id: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
struct Returned {
    amount: Option<i64>,
    currency: Option<Currency>,
    full: bool,
}

impl Notice {
    /// What a call's body says.
    pub(super) fn read(verb: Verb, body: &str) -> Result<Self, Unsayable> {
        let Body { r#type, livemode, data } =
            serde_json::from_str(body).map_err(|_| Unsayable::NoPayment)?;
        let price = || data.price.and_then(Roubles::of).ok_or(Unsayable::NoRoubles);
        let outcome = match (verb, &*r#type) {
            (Verb::Activate, _) => Outcome::Success(price()?),
            (Verb::Revoke, _) => Outcome::Fail(returned(data.refund)?),
            (Verb::TakeNote, FAILED) => Outcome::Fail(price()?),
            (Verb::TakeNote, DIFFERENT_AMOUNTS) => {
                Outcome::DifferentAmounts(data.payment_id.ok_or(Unsayable::NoPayment)?)
            }
            (Verb::TakeNote | Verb::Check, _) => return Err(Unsayable::NoPayment),
        };
        let client = data.account_id.ok_or(Unsayable::NoClient)?;
        Ok(Self { client, outcome, livemode })
    }

    /// The message itself.
    pub(super) fn message(&self, prefix: &Prefix) -> String {
        let prefix = prefix.expose();
        match &self.outcome {
            Outcome::Success(amount) => format!("{prefix}_success {amount}"),
            Outcome::Fail(amount) => format!("{prefix}_fail {amount}"),
            Outcome::DifferentAmounts(payment) => format!("{prefix}_different_amounts {payment}"),
        }
    }
}

fn returned(refund: Option<Returned>) -> Result<Roubles, Unsayable> {
    let Returned { amount, currency, full } = refund.ok_or(Unsayable::NoPayment)?;
    if !full {
        return Err(Unsayable::PartOfMoney);
    }
    let money = amount.zip(currency).map(|(amount, currency)| Money { amount, currency });
    money.and_then(Roubles::of).ok_or(Unsayable::NoRoubles)
}

impl Roubles {
    /// The amount, if it is in roubles.
    pub(super) fn of(money: Money) -> Option<Self> {
        let is_in_roubles = Currency::from_code(CURRENCY) == Some(money.currency);
        (is_in_roubles && money.amount >= 0).then_some(Self(money))
    }
}

impl fmt::Display for Roubles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.amount / 100, self.0.amount % 100) {
            (roubles, 0) => write!(f, "{roubles}"),
            (roubles, kopecks) => write!(f, "{roubles}.{kopecks:02}"),
        }
    }
}

impl Unsayable {
    /// Its name in the texts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::NoClient => "no_client",
            Self::NoRoubles => "no_roubles",
            Self::PartOfMoney => "part_of_money",
            Self::NoPayment => "no_payment",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const PREFIX: &str = "ovg58keefc";

    fn said(verb: Verb, kind: &str, data: &Value) -> Result<String, Unsayable> {
        let body = json!({ "type": kind, "livemode": true, "data": data }).to_string();
        let notice = Notice::read(verb, &body)?;
        assert_eq!(notice.client, "836058546");
        Ok(notice.message(&Prefix::new(PREFIX).unwrap()))
    }

    #[test]
    fn a_payment_is_said_in_roubles() {
        for (kopecks, amount) in [
            (4_400, "44"),
            (10_055, "100.55"),
            (10_050, "100.50"),
            (5, "0.05"),
            (0, "0"),
            (12_345_678_901_i64, "123456789.01"),
        ] {
            let price = json!({ "amount": kopecks, "currency": "RUB" });
            let data = json!({ "account_id": "836058546", "price": price });
            let success = said(Verb::Activate, "order.activate", &data);
            assert_eq!(success.unwrap(), format!("ovg58keefc_success {amount}"));
            let fail = said(Verb::TakeNote, FAILED, &data);
            assert_eq!(fail.unwrap(), format!("ovg58keefc_fail {amount}"));
        }
    }

    #[test]
    fn a_payment_of_another_amount_is_said_by_its_name() {
        let data = json!({ "account_id": "836058546", "payment_id": "123456" });
        let message = said(Verb::TakeNote, DIFFERENT_AMOUNTS, &data);
        assert_eq!(message.unwrap(), "ovg58keefc_different_amounts 123456");
    }

    #[test]
    fn money_that_went_back_is_a_payment_that_failed() {
        let data = |refund| json!({ "account_id": "836058546", "refund": refund });
        let full = data(json!({ "amount": 4400, "currency": "RUB", "full": true }));
        let message = said(Verb::Revoke, "order.refunded", &full);
        assert_eq!(message.unwrap(), "ovg58keefc_fail 44");
        for (refund, why) in [
            (json!({ "amount": 100, "currency": "RUB", "full": false }), Unsayable::PartOfMoney),
            (json!({ "full": true }), Unsayable::NoRoubles),
            (json!({ "amount": 100, "currency": "EUR", "full": true }), Unsayable::NoRoubles),
        ] {
            assert_eq!(said(Verb::Revoke, "order.refunded", &data(refund)), Err(why));
        }
    }

    #[test]
    fn what_salebot_has_no_words_for() {
        let price = |currency| json!({ "amount": 500, "currency": currency });
        for (verb, kind, data, why) in [
            (Verb::Activate, "order.activate", json!({ "price": price("RUB") }), "no_client"),
            (Verb::Activate, "order.activate", json!({ "account_id": "1" }), "no_roubles"),
            (
                Verb::Activate,
                "order.activate",
                json!({ "account_id": "1", "price": price("EUR") }),
                "no_roubles",
            ),
            (Verb::TakeNote, "tribute.event", json!({ "account_id": "1" }), "no_payment"),
            (Verb::TakeNote, DIFFERENT_AMOUNTS, json!({ "account_id": "1" }), "no_payment"),
        ] {
            assert_eq!(said(verb, kind, &data).unwrap_err().name(), why, "{kind} {data}");
        }
    }
}
