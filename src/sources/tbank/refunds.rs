//! Money that went back, by what the bank has told of it: notifications overtake each other, and a payment may be given
//! back in parts.

use super::{SOURCE, roubles};
use crate::checkout::paid_back;
use crate::engine::Engine;
use crate::journal::{Journal, JournalError};
use crate::order::life::Refund;
use crate::order::{Money, Record};
use crate::tbank::{Notification, Status};

/// Takes in, for an order that was just made of a payment, what was told before of money that went back.
pub(super) fn take_in(
    engine: &mut Engine,
    number: u32,
    payment_id: &str,
) -> Result<(), JournalError> {
    let Some(refund) = refund_told(engine.journal(), payment_id)? else { return Ok(()) };
    match engine.journal().order(number)? {
        Some(order) if !order.life.is_refunded() => paid_back(engine, &order, refund),
        _ => Ok(()),
    }
}

/// All that was told of a payment's money so far, taken or not: its parts are added up.
pub(super) fn refund_told(
    journal: &Journal,
    payment_id: &str,
) -> Result<Option<Refund>, JournalError> {
    let mut told: Option<Refund> = None;
    for status in [Status::PartialRefunded, Status::Refunded] {
        let full = status == Status::Refunded;
        let prefix = Notification::keys_of(payment_id, &status);
        for received in journal.received_under(&SOURCE, &prefix)? {
            let Ok(notification) = Notification::read(&received.raw) else { continue };
            let amount = notification.amount.and_then(roubles);
            let before = told.as_ref().map(|it| it.amount);
            told = Some(Refund {
                amount: before.map_or(amount, |before| sum(before?, amount?)),
                full,
                reason: notification.message,
                at: received.received_at,
            });
        }
    }
    Ok(told)
}

/// Whether an order says as much already. Of a part, the bank may tell what is left of the payment.
pub(super) fn is_known(order: &Record, told: &Refund) -> bool {
    let Some(known) = order.life.refund() else { return false };
    let is_covered = |known: Money, told: Money| {
        let left = order.form.price.map(|price| price.amount - known.amount);
        told.amount <= known.amount || left == Some(told.amount)
    };
    known.full
        || !told.full
            && known.amount.zip(told.amount).is_none_or(|(known, told)| is_covered(known, told))
}

fn sum(one: Money, other: Money) -> Option<Money> {
    Some(Money { amount: one.amount.checked_add(other.amount)?, ..one })
}
