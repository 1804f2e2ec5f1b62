//! What moderators say: read in their chat, decided, and answered.
//!
//! [`Listener`] reads what they write, takes what is for us ([`words`]), and hands it to `decisions`, which
//! applies it to the order as far as its [`Choices`] allow and says what came of it; `answers` has the words.
//! All of that is one transaction with the note of how far the chat was heard: a word is never lost, and
//! never taken twice.
//!
//! What is asked at the command line or by the shop's server goes the same way (`requests`). `recognition` knows our own
//! messages.
//!
//! Below the cards of the owner's bot stand `buttons`; a tap (`taps`) says one of the same words.
//!
//! An account number is taken after ten seconds, in which `stop` takes it back.

mod answers;
pub(super) mod buttons;
mod choices;
pub(in crate::moderation) mod decisions;
mod listener;
mod recognition;
mod requests;
mod said;
mod taps;
mod unknown;
pub mod words;

use crate::journal::{NewOrder, UnknownMessage};
use crate::order::checkout::{Checkout, RefundPart};
use crate::order::life::{Effect, Reason, State};
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{AccountId, Record};
use crate::report::CodedError;

pub use answers::Verdict;
pub(super) use answers::{person, waits_for};
pub use choices::Choices;
pub(super) use choices::choices;
pub use decisions::{ACCOUNT_TAKEN_AFTER, CLAIMED_FOR};
pub use listener::{Listener, ListenerSettings};
pub use unknown::kind_of;

/// What today's configuration makes of an order.
pub trait OrderReader: Send + Sync {
    /// The order's form as it is read today; `None` if it is none of a source that can be read again.
    fn reread(&self, record: &Record) -> Option<OrderForm>;

    /// The order that a message is which no rule knows, because people say so.
    fn adopt(&self, message: &UnknownMessage) -> (NewOrder, Vec<Effect>);

    /// Whether the order's source can give the money back, or a part of it.
    fn can_refund(&self, record: &Record, is_part: bool) -> bool;

    /// Why a part of the money, paid by this checkout if by any, would be refused as soon as it is asked for.
    fn why_no_part(
        &self,
        record: &Record,
        checkout: Option<&Checkout>,
        part: &RefundPart,
    ) -> Option<CodedError>;

    /// The account number that a text is, as a whole.
    fn account(&self, text: &str) -> Option<AccountId>;
}

fn is_escalated(record: &Record) -> bool {
    matches!(record.life.state, State::Escalated { .. })
}

/// Whether another amount was paid than its checkout asks for: no change of the settings mends that.
pub(in crate::moderation) fn is_paid_otherwise(record: &Record) -> bool {
    record.form.price_differs && record.form.checkout.is_some()
}

/// Whether an order waits for an account number.
fn lacks_account(record: &Record) -> bool {
    match &record.life.state {
        State::Escalated { reason: Reason::Form(problem) } => is_of_account(*problem),
        _ => false,
    }
}

/// Whether an account number mends it.
fn is_of_account(problem: Problem) -> bool {
    matches!(
        problem,
        Problem::NoDetails
            | Problem::NoAccountId
            | Problem::AmbiguousAccountId
            | Problem::DoubtfulAccountId
    )
}
