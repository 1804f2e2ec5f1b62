//! What the bank's notifications say.
//!
//! A request is the bank's by its [token](super::token) ([`hear`]). It comes again, the same, until it is answered
//! with 200 and the two bytes [`ANSWER`]; several notifications of one payment may overtake each other.

use sha2::{Digest as _, Sha256};

use super::fields::{BadField, Fields};
use super::token::{hexadecimal, is_signed};
use super::{Status, Terminal};
use crate::order::Untrusted;

/// The body of the answer that ends the bank's attempts.
pub const ANSWER: &str = "OK";

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The token is missing or wrong, or it is nothing that could have one.
    #[error("the token is wrong")]
    Token,
    /// It is of another terminal.
    #[error("it is of another terminal")]
    OtherTerminal,
    /// It is signed, and a field of it can't be read.
    #[error("{0}")]
    Unreadable(#[from] BadField),
}

/// A notification that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What the payment is for: a checkout of ours, unless somebody else uses the terminal, too.
    pub order_id: String,
    /// The bank's number for the payment.
    pub payment_id: String,
    /// How far it is.
    pub status: Status,
    /// Whether the bank calls that a success.
    pub success: bool,
    /// Why it is none: `1051`; `None` when all is well.
    pub error_code: Option<String>,
    /// The same in words.
    pub message: Option<Untrusted>,
    /// In kopecks.
    pub amount: Option<i64>,
    /// By which the same card can be charged again.
    pub rebill_id: Option<String>,
    /// The card, with most of its digits hidden.
    pub pan: Option<Untrusted>,
    /// Of a [`Status::Receipt`]: where it can be read.
    pub receipt_url: Option<Untrusted>,
    /// What else it carries, as it was written.
    pub data: Option<Untrusted>,
    digest: String,
}

/// Takes a request: whether it is the bank's, for this terminal, and what it says.
pub fn hear(terminal: &Terminal, body: &[u8]) -> Result<Notification, Refusal> {
    let fields = Fields::parse(body).ok_or(Refusal::Token)?;
    if !is_signed(&fields, &terminal.password) {
        return Err(Refusal::Token);
    }
    if fields.text("TerminalKey") != Some(terminal.key.as_str()) {
        return Err(Refusal::OtherTerminal);
    }
    Ok(Notification::of(&fields)?)
}

impl Notification {
    /// Reads one that was [heard](hear) before.
    pub fn read(body: &[u8]) -> Result<Self, BadField> {
        Fields::parse(body).ok_or(BadField("Token")).and_then(|fields| Self::of(&fields))
    }

    fn of(fields: &Fields) -> Result<Self, BadField> {
        let error_code = fields.id("ErrorCode")?.filter(|code| code != "0");
        let words = fields.untrusted("Message").or_else(|| fields.untrusted("ErrorMessage"));
        let nested = fields.nested("Data").map(|data| Untrusted::new(data.get()));
        Ok(Self {
            order_id: fields.id("OrderId")?.ok_or(BadField("OrderId"))?,
            payment_id: fields.id("PaymentId")?.ok_or(BadField("PaymentId"))?,
            status: Status::read(fields.text("Status").ok_or(BadField("Status"))?),
            success: fields.is_true("Success"),
            error_code,
            message: words,
            amount: fields.amount("Amount")?,
            rebill_id: fields.id("RebillId")?,
            pan: fields.untrusted("Pan"),
            receipt_url: fields.untrusted("Url"),
            data: nested.or_else(|| fields.untrusted("Data")),
            digest: digest(fields),
        })
    }

    /// By what it is known when it comes again: which payment, how far it is, and what was said of that.
    pub fn dedup_key(&self) -> String {
        format!("{}{}", Self::keys_of(&self.payment_id, &self.status), self.digest)
    }

    /// How the keys of all notifications begin that tell this of a payment.
    pub fn keys_of(payment_id: &str, status: &Status) -> String {
        format!("{payment_id}:{}:", status.as_str())
    }
}

/// A name for all that a notification says at its root.
fn digest(fields: &Fields) -> String {
    let mut digest = Sha256::new();
    for (name, value) in fields.scalars() {
        digest.update(format!("{name}={value}\n"));
    }
    hexadecimal(&digest.finalize()[..12])
}

#[cfg(test)]
mod tests {
    use super::super::{Password, Standing, TerminalKey, token};
    use super::*;

    const KEY: &str = "1700000000000DEMO";
    const PASSWORD: &str = "test-password-1";

    fn terminal(key: &str, password: &str) -> Terminal {
        let key = TerminalKey::new(key).unwrap();
        Terminal { key, password: Password::new(password).unwrap() }
    }

    fn heard(body: &str) -> Result<Notification, Refusal> {
        hear(&terminal(KEY, PASSWORD), body.as_bytes())
    }

    /// With these fields beside what each has, well signed.
    fn signed(more: &str) -> String {
        let body = format!(r#"{{"TerminalKey":"{KEY}","OrderId":"A-1",{more}}}"#);
        let token = token::of_message(body.as_bytes(), &Password::new(PASSWORD).unwrap());
        let open = &body[..body.len() - 1];
        format!(r#"{open},"Token":"{}"}}"#, token.unwrap())
    }

    const CONFIRMED: &str = r#"{"TerminalKey":"1700000000000DEMO","OrderId":"A-1","Success":true,"Status":"CONFIRMED","PaymentId":13660,"ErrorCode":"0","Amount":19200,"CardId":10452089,"Pan":"430000******0777","ExpDate":"1122","Token":"TOKEN"}"#;
    const TOKEN: &str = "5526306a4b643cb1f62cec7a51b94e6f4643bd96f90e4673a1202f48c462f2c7";

    #[test]
    fn a_published_notification_is_heard() {
        let heard = heard(&CONFIRMED.replace("TOKEN", TOKEN)).unwrap();
        assert_eq!((heard.order_id.as_str(), heard.payment_id.as_str()), ("A-1", "13660"));
        assert_eq!(heard.status.standing(), Standing::Paid);
        assert_eq!((heard.amount, heard.error_code, heard.success), (Some(19200), None, true));
    }

    #[test]
    fn another_token_is_refused() {
        let of_strings = "1e72ed68".to_owned() + &"0".repeat(52) + "35b8";
        let capital = TOKEN.replacen('a', "A", 1);
        for token in ["", "0", "null", &of_strings, &capital, &TOKEN[1..], &format!("{TOKEN} ")] {
            let body = CONFIRMED.replace("TOKEN", token);
            assert_eq!(heard(&body), Err(Refusal::Token), "{token:?}");
        }
        let changed = [
            ("19200", "19201"),
            ("true", "True"),
            ("true", r#""True""#),
            ("CONFIRMED", "confirmed"),
            (r#""Amount""#, r#""Amount":19200,"Amount""#),
            (r#","ExpDate":"1122""#, ""),
            (r#""ExpDate""#, r#""New":"1","ExpDate""#),
        ];
        for (from, to) in changed {
            let body = CONFIRMED.replace("TOKEN", TOKEN).replacen(from, to, 1);
            assert_eq!(heard(&body), Err(Refusal::Token), "{body}");
        }
        for body in ["", "null", "[]", "{}", "Token=1", &format!(r#"{{"Token":"{TOKEN}"}}"#)] {
            assert_eq!(heard(body), Err(Refusal::Token), "{body}");
        }
    }

    #[test]
    fn another_terminals_is_refused() {
        let body = CONFIRMED.replace("TOKEN", TOKEN);
        let other = terminal("1700000000001DEMO", PASSWORD);
        assert_eq!(hear(&other, body.as_bytes()), Err(Refusal::OtherTerminal));
    }

    /// A number above 2^31 that a card is charged by again.
    #[test]
    fn a_rebill_id_is_kept_as_it_is_written() {
        let body = r#"{"TerminalKey":"1726675329428DEMO","OrderId":"9863471b-8d42-4617-9073-11339159aba9","Success":true,"Status":"AUTHORIZED","PaymentId":5974256058,"ErrorCode":"0","Amount":19900,"CardId":475738102,"Pan":"430000******0777","ExpDate":"1230","RebillId":1741204285536,"Token":"16cfc8cd6e8f8fc1d404e3f9984c8058ecdf6eab622a9cc73c2e3824e47124ac"}"#;
        let terminal = terminal("1726675329428DEMO", "xxxxxxxxxxxxxxxx");
        let heard = hear(&terminal, body.as_bytes()).unwrap();
        assert_eq!(heard.rebill_id.as_deref(), Some("1741204285536"));
        assert_eq!(heard.payment_id, "5974256058");
        assert_eq!(heard.status.standing(), Standing::Held);
    }

    #[test]
    fn numbers_may_be_texts() {
        let one = signed(
            r#""Success":true,"Status":"REJECTED","PaymentId":13660,"ErrorCode":1051,"Amount":19200,"Rrn":123"#,
        );
        let other = signed(
            r#""Success":"true","Status":"REJECTED","PaymentId":"13660","ErrorCode":"1051","Amount":"19200","Rrn":"123""#,
        );
        let (one, other) = (heard(&one).unwrap(), heard(&other).unwrap());
        assert_eq!(one, other);
        assert_eq!((one.amount, one.error_code.as_deref()), (Some(19200), Some("1051")));
        assert_eq!(one.status.standing(), Standing::Failed);
    }

    #[test]
    fn what_is_new_is_kept() {
        let body = signed(
            r#""Success":true,"Status":"FUTURE_STATUS","PaymentId":1,"Data":{"Source":"cards"},"New":{"a":[]}"#,
        );
        let heard_new = heard(&body).unwrap();
        assert_eq!(heard_new.status.as_str(), "FUTURE_STATUS");
        assert_eq!(heard_new.data.as_ref().map(Untrusted::as_str), Some(r#"{"Source":"cards"}"#));
        let receipt = signed(
            r#""Success":true,"Status":"RECEIPT","PaymentId":1,"Amount":100,"FnNumber":"9","Url":"https://ofd.example.test/1","Receipt":{"Items":[]}"#,
        );
        let receipt = heard(&receipt).unwrap();
        assert_eq!(receipt.status, Status::Receipt);
        assert_eq!(receipt.receipt_url.unwrap().as_str(), "https://ofd.example.test/1");
        let data = signed(r#""Status":"NEW","PaymentId":20150,"Data":"<svg>""#);
        assert_eq!(heard(&data).unwrap().data.unwrap().as_str(), "<svg>");
    }

    #[test]
    fn what_lacks_its_names_is_not_understood() {
        for (more, field) in [
            (r#""PaymentId":1"#, "Status"),
            (r#""Status":"NEW""#, "PaymentId"),
            (r#""Status":"NEW","PaymentId":{}"#, "PaymentId"),
            (r#""Status":"NEW","PaymentId":"1 2""#, "PaymentId"),
            (r#""Status":"NEW","PaymentId":1,"Amount":"1.5""#, "Amount"),
        ] {
            assert_eq!(heard(&signed(more)), Err(Refusal::Unreadable(BadField(field))), "{more}");
        }
    }

    /// The same twice is one; another status or another amount of the same payment is another.
    #[test]
    fn it_is_known_when_it_comes_again() {
        let key = |more: &str| heard(&signed(more)).unwrap().dedup_key();
        let first = r#""Status":"PARTIAL_REFUNDED","PaymentId":1,"Amount":100"#;
        let swapped = r#""Amount":"100","PaymentId":"1","Status":"PARTIAL_REFUNDED""#;
        assert_eq!(key(first), key(swapped));
        assert!(key(first).starts_with("1:PARTIAL_REFUNDED:"));
        for other in [
            r#""Status":"PARTIAL_REFUNDED","PaymentId":1,"Amount":200"#,
            r#""Status":"REFUNDED","PaymentId":1,"Amount":100"#,
            r#""Status":"PARTIAL_REFUNDED","PaymentId":2,"Amount":100"#,
        ] {
            assert_ne!(key(first), key(other), "{other}");
        }
    }
}
