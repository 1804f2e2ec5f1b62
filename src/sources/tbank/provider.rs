//! The bank as a provider of checkouts.
//!
//! The bank takes each order's id once, and tells only once where the customer pays. A payment whose answer was lost
//! is called off when it is found, as nobody has its link, and the checkout gets another one: `chk_…`, `chk2…`, ….

use super::{SOURCE, Settings, refunds, roubles};
use crate::checkout::{CallError, Charged, GivenBack, Opened, Paid, Provider, Refunder, Standing};
use crate::engine::{Engine, IncidentKind};
use crate::i18n::arguments;
use crate::journal::JournalError;
use crate::moderation::Formatter;
use crate::order::checkout::{Charge, Checkout, RefundPart};
use crate::order::{CheckoutId, OrderId, ProviderName, Record, SourceName, Untrusted};
use crate::report::failed;
use crate::tbank::client::{Cancellation, Payment};
use crate::tbank::{ApiError, Invalid, Standing as BankStanding, Status};

/// So often an answer may be lost.
const ATTEMPTS_MAX: u8 = 9;

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Refused { .. } | ApiError::Invalid(_) => Self::Refused(error.into()),
            ApiError::WrongTerminal(_) => Self::NotUs(error.into()),
            _ => Self::Unclear(error.into()),
        }
    }
}

impl From<Invalid> for CallError {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.into())
    }
}

impl Provider for Settings {
    const NAME: ProviderName = ProviderName::Tbank;
    const INCIDENT: Option<IncidentKind> = Some(IncidentKind::BankUnavailable);
    const MAKES_EACH_ONCE: bool = true;

    fn formatter(&self) -> &Formatter {
        &self.formatter
    }

    fn order_id(&self, external_id: &str) -> Option<OrderId> {
        self.order_id(external_id)
    }

    async fn create(&self, checkout: &Checkout) -> Result<Opened, CallError> {
        let mut new = self.merchant.payment(&checkout.id, &checkout.wish)?;
        for attempt in 1..=ATTEMPTS_MAX {
            new.order_id = bank_order_id(&checkout.id, attempt);
            match self.client.init(&new, checkout.created_at).await {
                Ok(Payment { id, url: Some(url), .. }) => {
                    return Ok(Opened { external_id: id, url });
                }
                Ok(_) => return Err(lost().into()),
                // Of an answer that was lost before.
                Err(error) if error.is_repeated_order() => {
                    match self.call_off(&new.order_id).await? {
                        Lost::CalledOff => {}
                        Lost::Nowhere => return Err(error.into()),
                        // It is found when it is looked for.
                        Lost::Taken(_) => return Err(lost().into()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        // None of them can be paid, and there is no further name.
        Err(CallError::Refused(failed("tbank.answers_lost", arguments!(count = ATTEMPTS_MAX))))
    }

    /// One that was paid all the same, or may have been, is there, without a link.
    async fn find(&self, checkout: &Checkout) -> Result<Option<Opened>, CallError> {
        for attempt in 1..=ATTEMPTS_MAX {
            match self.call_off(&bank_order_id(&checkout.id, attempt)).await? {
                Lost::Nowhere => break,
                Lost::CalledOff => {}
                Lost::Taken(external_id) => {
                    return Ok(Some(Opened { external_id, url: String::new() }));
                }
            }
        }
        Ok(None)
    }

    async fn standing(&self, _: &Checkout, external_id: &str) -> Result<Standing, CallError> {
        let mut payment = self.client.state(external_id).await?;
        if let (BankStanding::Failed, Some(order)) = (payment.status.standing(), &payment.order_id)
        {
            // Another attempt at the same may have been paid.
            let decisive = self.client.find(order).await?;
            payment = decisive.unwrap_or(payment);
        }
        Ok(match payment.status.standing() {
            BankStanding::Paid | BankStanding::PartlyRefunded => Standing::Paid(paid(&payment)),
            BankStanding::Released
            | BankStanding::Expired
            | BankStanding::Refunding
            | BankStanding::Refunded => Standing::Failed(why(&payment)),
            // One that was rejected can be tried again until it expires.
            _ => Standing::Pending,
        })
    }

    /// The bank charges a payment once, and makes one payment for each charge.
    async fn charge(&self, charge: &Charge, checkout: &Checkout) -> Result<Charged, CallError> {
        let known = match charge.state.external_id() {
            Some(id) => Some(self.client.state(id).await?),
            None => self.client.find(charge.id.as_str()).await?,
        };
        let mut payment = if let Some(payment) = known {
            payment
        } else {
            let new = self.merchant.charge(charge, checkout)?;
            self.client.init(&new, charge.created_at).await.map_err(|error| {
                // Of an answer that was lost before: it is not known what became of it.
                let is_there = error.is_repeated_order();
                if is_there { CallError::Unclear(error.into()) } else { error.into() }
            })?
        };
        if payment.status == Status::New {
            let token = checkout.token.as_deref().ok_or_else(no_card)?;
            payment = self.client.charge(&payment.id, token).await?;
        }
        let external_id = payment.id.clone();
        Ok(match payment.status.standing() {
            BankStanding::Paid | BankStanding::PartlyRefunded => {
                Charged::Paid { external_id, paid: paid(&payment) }
            }
            BankStanding::Open | BankStanding::Held | BankStanding::Unknown => {
                Charged::Pending { external_id }
            }
            _ => Charged::Failed { external_id: Some(external_id), why: why(&payment) },
        })
    }

    fn after_found(
        &self,
        engine: &mut Engine,
        number: u32,
        external_id: &str,
    ) -> Result<(), JournalError> {
        refunds::take_in(engine, number, external_id)
    }
}

impl Refunder for Settings {
    const INCIDENT: Option<IncidentKind> = <Self as Provider>::INCIDENT;

    fn source(&self) -> SourceName {
        SOURCE.clone()
    }

    /// To ask for all of it twice gives it back once, as there is no more to give; a part has a name at the bank, and
    /// an order has no second one.
    async fn refund(
        &self,
        order: &Record,
        payment_id: &str,
        checkout: Option<&Checkout>,
        part: Option<RefundPart>,
    ) -> Result<GivenBack, CallError> {
        let mut status = self.client.state(payment_id).await?.status;
        // Of a part that went back, the answer was lost: what was paid by SBP would go back twice.
        let is_to_be_asked = match status.standing() {
            BankStanding::Paid | BankStanding::Held => true,
            BankStanding::PartlyRefunded => part.is_none(),
            _ => false,
        };
        if is_to_be_asked {
            let receipt = match &part {
                Some(part) => self.merchant.receipt_of_part(order, checkout, part)?,
                None => None,
            };
            let cancellation = Cancellation {
                amount: part.as_ref().map(|part| part.money.amount),
                receipt,
                request_id: part.as_ref().map(|part| format!("{}-{}", order.id, part.money.amount)),
                ..Cancellation::of_all(payment_id)
            };
            status = self.client.cancel(&cancellation).await?.status;
        }
        match status.standing() {
            BankStanding::Refunded | BankStanding::Released => Ok(GivenBack::Done),
            BankStanding::PartlyRefunded if part.is_some() => Ok(GivenBack::Done),
            _ => Ok(GivenBack::Begun),
        }
    }
}

impl Settings {
    /// Calls off the payments of an order whose link nobody has; what was paid all the same stays.
    async fn call_off(&self, order_id: &str) -> Result<Lost, CallError> {
        let payments = self.client.payments(order_id).await?;
        let taken = payments.iter().filter(|payment| !is_untouched(payment.status.standing()));
        if let Some(taken) = Payment::decisive(taken.cloned().collect()) {
            return Ok(Lost::Taken(taken.id));
        }
        for payment in &payments {
            if payment.status.standing() == BankStanding::Open {
                self.client.cancel(&Cancellation::of_all(&payment.id)).await?;
            }
        }
        Ok(if payments.is_empty() { Lost::Nowhere } else { Lost::CalledOff })
    }
}

/// Whether the bank has no money of such a payment, and had none.
fn is_untouched(standing: BankStanding) -> bool {
    use BankStanding::{Expired, Failed, Open, Released};
    matches!(standing, Open | Released | Expired | Failed)
}

/// What became of a payment whose answer was lost.
enum Lost {
    /// The bank knows of none.
    Nowhere,
    /// Nobody can pay it.
    CalledOff,
    /// The bank has its money, or had it. The bank's number for it.
    Taken(String),
}

/// What the bank calls a checkout at this attempt: as long as its id may be.
fn bank_order_id(id: &CheckoutId, attempt: u8) -> String {
    match attempt {
        0 | 1 => id.to_string(),
        _ => id.as_str().replacen('_', &attempt.to_string(), 1),
    }
}

/// The checkout that the bank calls so.
pub(super) fn checkout_of(order_id: &str) -> Option<CheckoutId> {
    let (head, rest) = order_id.split_at_checked(4)?;
    let is_later = head.starts_with("chk") && head.ends_with(|last: char| last.is_ascii_digit());
    if is_later { format!("chk_{rest}").parse().ok() } else { order_id.parse().ok() }
}

fn paid(payment: &Payment) -> Paid {
    let text = format!("{} {}", payment.id, payment.status);
    Paid {
        external_id: Some(payment.id.clone()),
        price: payment.amount.and_then(roubles),
        is_partly_refunded: payment.status.standing() == BankStanding::PartlyRefunded,
        text: Untrusted::new(text),
    }
}

/// Why a payment was not made, in the bank's words.
fn why(payment: &Payment) -> Untrusted {
    let code = payment.error_code.as_deref().unwrap_or_default();
    let head = [payment.status.as_str(), code].join(" ");
    let message = payment.message.as_ref().map(Untrusted::as_str);
    let parts = [head.trim_end()].into_iter().chain(message);
    Untrusted::new(parts.collect::<Vec<_>>().join(": "))
}

fn lost() -> ApiError {
    ApiError::Unreadable("no link".to_owned())
}

fn no_card() -> CallError {
    let message = Untrusted::new("");
    ApiError::Refused { code: "104".to_owned(), message }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_is_known_by_all_its_names_at_the_bank() {
        let id = CheckoutId::new([1, 2]);
        for attempt in 1..=ATTEMPTS_MAX {
            let name = bank_order_id(&id, attempt);
            assert_eq!(name.len(), 36);
            assert_eq!(checkout_of(&name), Some(id.clone()));
        }
        for other in ["", "chk", "A-1", "chg_00000000000000000000000000000000", "ключ-ключ"]
        {
            assert_eq!(checkout_of(other), None, "{other}");
        }
    }
}
