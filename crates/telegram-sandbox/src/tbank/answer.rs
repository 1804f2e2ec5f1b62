//! How the bank answers: with HTTP 200 always, and a code.

use serde_json::{Value, json};

use super::store::BankPayment;

/// A refusal.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    code: &'static str,
    message: &'static str,
    details: String,
}

impl Problem {
    pub(super) const TOKEN: Self = Self::new("204", "wrong token");
    pub(super) const TERMINAL: Self = Self::new("501", "no such terminal");
    pub(super) const STATE: Self = Self::new("8", "the payment's status does not allow it");
    pub(super) const REPEATED: Self = Self::new("20", "the order id was used before");
    pub(super) const NO_ORDER: Self = Self::new("335", "no such order");
    pub(super) const NO_PAYMENT: Self = Self::new("255", "no such payment");
    pub(super) const NO_CARD: Self = Self::new("107", "no such card");
    pub(super) const AMOUNT: Self = Self::new("251", "wrong amount");
    pub(super) const SUM: Self = Self::new("308", "the receipt's items add up to another amount");
    pub(super) const NOT_JSON: Self = Self::new("200", "wrong parameters");

    pub(super) const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message, details: String::new() }
    }

    /// A field that is missing, or is not as it has to be.
    pub(super) fn field(code: &'static str, field: &str) -> Self {
        Self { details: field.to_owned(), ..Self::new(code, "wrong parameters") }
    }

    pub(super) fn answer(&self) -> Value {
        json!({
            "Success": false,
            "ErrorCode": self.code,
            "Message": self.message,
            "Details": self.details,
        })
    }
}

impl BankPayment {
    /// What every answer about a payment says.
    pub(super) fn answer(&self, terminal_key: &str) -> Value {
        let mut answer = self.short();
        answer["TerminalKey"] = json!(terminal_key);
        answer["OrderId"] = json!(self.order_id);
        answer
    }

    /// The same in the list of an order's payments.
    pub(super) fn short(&self) -> Value {
        json!({
            "Success": !self.status.is_failed(),
            "ErrorCode": self.error_code.unwrap_or("0"),
            "Message": if self.status.is_failed() { "declined by the card's bank" } else { "OK" },
            "Status": self.status,
            "PaymentId": self.id.to_string(),
            "Amount": self.amount,
        })
    }
}
