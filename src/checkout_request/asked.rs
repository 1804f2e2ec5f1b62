//! What was asked for, kept once: the same request again is the one that is known.

use std::str::FromStr;

use jiff::Timestamp;

use super::body::{ChargeBody, CheckoutBody, digest};
use super::terms::{self, Terms};
use crate::i18n::arguments;
use crate::journal::{Journal, JournalError, NewCharge, NewCheckout, RequestKey};
use crate::order::checkout::{Charge, ChargeState, Checkout, CheckoutState};
use crate::order::{ChargeId, CheckoutId};
use crate::report::{CodedError, usage};

const KEY_BYTES_MAX: usize = 255;

/// What stands in the journal for a request, or why it is refused.
pub type Asked<T> = Result<Result<T, CodedError>, JournalError>;

/// What names a request, as whoever asks calls it: visible ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// What is new about a request: when it came, and chance for a name of its own.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// Now.
    pub now: Timestamp,
    /// 128 random bits.
    pub random: [u64; 2],
}

impl FromStr for IdempotencyKey {
    type Err = CodedError;

    fn from_str(text: &str) -> Result<Self, CodedError> {
        let is_key = !text.is_empty()
            && text.len() <= KEY_BYTES_MAX
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        let bytes_max = KEY_BYTES_MAX;
        let refuse = || usage("checkout.bad_idempotency_key", arguments!(bytes_max));
        is_key.then(|| Self(text.to_owned())).ok_or_else(refuse)
    }
}

/// The checkout that is asked for: the one that is known by this key, or a new one. Durable on return.
pub fn checkout(
    journal: &mut Journal,
    key: &IdempotencyKey,
    body: &CheckoutBody,
    terms: &Terms,
    fresh: Fresh,
) -> Asked<Checkout> {
    let request = RequestKey { idempotency_key: key.0.clone(), digest: digest(body) };
    let known = |journal: &Journal| journal.checkout_of_key(&key.0);
    if let Some(known) = known(journal)? {
        let known = same(known, &request);
        if let Ok(known @ Checkout { state: CheckoutState::Creating { why: Some(_), .. }, .. }) =
            &known
        {
            // Who asks again may have mended it.
            journal.write(|writer| writer.retry_checkout(known, fresh.now))?;
            journal.sync()?;
        }
        return Ok(known);
    }
    let (provider, wish) = match terms.checkout(body, fresh.now) {
        Ok(wished) => wished,
        Err(refused) => return Ok(Err(refused)),
    };
    let id = CheckoutId::new(fresh.random);
    let new = NewCheckout { id, provider, wish, request };
    let written = journal.write(|writer| writer.new_checkout(&new, fresh.now));
    kept(journal, written, known, &new.request)
}

/// The charge that is asked for: the one that is known by this key, or a new one. Durable on return.
pub fn charge(
    journal: &mut Journal,
    key: &IdempotencyKey,
    body: &ChargeBody,
    terms: &Terms,
    fresh: Fresh,
) -> Asked<Charge> {
    let request = RequestKey { idempotency_key: key.0.clone(), digest: digest(body) };
    let known = |journal: &Journal| journal.charge_of_key(&key.0);
    if let Some(known) = known(journal)? {
        let known = same(known, &request);
        if let Ok(known @ Charge { state: ChargeState::Pending { why: Some(_), .. }, .. }) = &known
        {
            journal.write(|writer| writer.retry_charge(known, fresh.now))?;
            journal.sync()?;
        }
        return Ok(known);
    }
    let checkout = match terms::checkout_id(&body.checkout_id) {
        Ok(checkout) => checkout,
        Err(refused) => return Ok(Err(refused)),
    };
    let of = journal.checkout(&checkout)?;
    let wish = match terms.charge(body, of.as_ref()) {
        Ok(wish) => wish,
        Err(refused) => return Ok(Err(refused)),
    };
    let reference = wish.reference.or_else(|| of.and_then(|of| of.wish.reference));
    let id = ChargeId::new(fresh.random);
    let (provider, price) = (wish.provider, wish.price);
    let new = NewCharge { id, checkout, provider, price, reference, request };
    let written = journal.write(|writer| writer.new_charge(&new, fresh.now));
    kept(journal, written, known, &new.request)
}

/// What was written; or what somebody else has written under the same key meanwhile, which is why it could not be.
fn kept<T>(
    journal: &mut Journal,
    written: Result<u32, JournalError>,
    known: impl Fn(&Journal) -> Result<Option<(T, String)>, JournalError>,
    request: &RequestKey,
) -> Asked<T> {
    journal.sync()?;
    match (known(journal)?, written) {
        (Some(known), _) => Ok(same(known, request)),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(JournalError::Unreadable("what was written is gone".to_owned())),
    }
}

fn same<T>((known, its_digest): (T, String), request: &RequestKey) -> Result<T, CodedError> {
    let refuse = || usage("checkout.idempotency_key_reused", arguments!());
    (its_digest == request.digest).then_some(known).ok_or_else(refuse)
}
