//! The owner's bot that is paid: its invoices, and what buyers do with them.
//!
//! A connection of its own, kept up as the others are, with a session of its own beside the seller's. What buyers have
//! paid and written is read: by `updates.getDifference`, from an [`UpdateState`] that is kept with what came of it; an
//! update only rings. Two kinds are taken as they come, as nothing else tells of them in time: [`PreCheckout`]s, of
//! which each waits ten seconds, and [`Tap`]s.
//!
//! - [`PaymentsBot`]: all that can be asked of it; `calls` is how. - `heard`: what a difference tells.
//! - `pre_checkouts`: those that wait to be answered. `examination`: a look that changes nothing.

mod calls;
pub(super) mod examination;
mod heard;
mod pre_checkouts;

use std::future::Future;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::bot::session::{self, BotRole};
use super::bot::{Credentials, InlineButton, QueryId, Tap, is_login_over};
use super::connection::Connection;
use super::session::SessionStore;
use super::{CallError, ConnectError, Fatal, Outgoing, Sent, Settings};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::{Money, UserId};

pub use crate::journal::UpdateState;
pub use heard::{Buyer, Heard, Paid, PaidBack, Wrote};
pub(super) use pre_checkouts::PreCheckouts;
pub use pre_checkouts::{PRE_CHECKOUT_TIMEOUT, PreCheckout};

/// What an invoice says.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// 1 to 32 characters.
    pub title: String,
    /// 1 to 255 characters.
    pub description: String,
    /// What the payment brings back, 1 to 128 bytes; the buyer does not see it.
    pub payload: String,
    /// What is paid: Stars, or what `provider` takes.
    pub price: Money,
    /// The payment provider's token, which Stars have none of.
    pub provider_token: Option<SecretString>,
    /// What the provider is told, as JSON.
    pub provider_data: Option<String>,
    /// With one, whoever the message is forwarded to is sent to the bot, and does not pay in the buyer's place.
    pub start_param: Option<String>,
}

/// How a buyer is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyerAddress {
    /// Who.
    pub id: UserId,
    /// What this bot must show; 0 where that is not known: a bot may all the same address who has written to it.
    pub access_hash: i64,
}

/// What has come since a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Nothing.
    Nothing,
    /// This, oldest first; then the state is that. There may be more behind it.
    #[expect(missing_docs, reason = "said above")]
    Next { heard: Vec<Heard>, state: UpdateState, is_last: bool },
    /// More than Telegram tells one by one.
    TooLong,
}

/// What the agent needs of the bot.
///
/// Every call ends within a time limit of the implementation's; none is ever repeated by it.
pub trait PaymentsBot: Send + Sync + 'static {
    /// Makes a link under which an invoice can be paid, by one or by many.
    fn export_invoice(
        &self,
        invoice: &Invoice,
    ) -> impl Future<Output = Result<String, CallError>> + Send;

    /// Sends a buyer an invoice under its own `random_id`.
    fn send_invoice(
        &self,
        to: BuyerAddress,
        invoice: &Invoice,
        random_id: i64,
    ) -> impl Future<Output = Result<Sent, CallError>> + Send;

    /// Sends a buyer a message under its own `random_id`, with buttons below it, row by row.
    fn send(
        &self,
        to: BuyerAddress,
        outgoing: &Outgoing,
        buttons: &[Vec<InlineButton>],
    ) -> impl Future<Output = Result<Sent, CallError>> + Send;

    /// Lets a buyer pay, or says why not. `false`: nobody waits for it any more.
    fn answer_pre_checkout(
        &self,
        query: QueryId,
        refusal: Option<&str>,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Gives Stars back. Once, however often it is called.
    fn refund(
        &self,
        buyer: BuyerAddress,
        charge_id: &str,
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Where the bot's updates stand now.
    fn state(&self) -> impl Future<Output = Result<UpdateState, CallError>> + Send;

    /// What has come since then. Pre-checkouts among it are kept for [`next_pre_checkout`](Self::next_pre_checkout).
    fn difference(
        &self,
        since: UpdateState,
    ) -> impl Future<Output = Result<Difference, CallError>> + Send;

    /// Waits until there may be a difference, or a tap. For one listener; safe to drop.
    fn rung(&self) -> impl Future<Output = ()> + Send;

    /// Waits for the next pre-checkout. For one listener; safe to drop.
    fn next_pre_checkout(&self) -> impl Future<Output = PreCheckout> + Send;

    /// A tap on a button of the bot's that nobody has taken yet.
    fn take_tap(&self) -> Option<Tap>;

    /// Shows who tapped a short text; as an `alert` they have to dismiss it. `false`: nobody waits for it any more.
    fn answer_tap(
        &self,
        query: QueryId,
        text: &str,
        alert: bool,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Makes these the commands that buyers are offered whose Telegram is in this language; without one, in all others.
    fn register_commands(
        &self,
        language: &str,
        commands: &[(&str, String)],
    ) -> impl Future<Output = Result<(), CallError>> + Send;

    /// For how long Telegram is away; zero while it is not.
    fn away_for(&self) -> Duration;
}

/// The bot over a real connection.
pub struct GrammersPayments {
    connection: Connection,
}

impl GrammersPayments {
    /// Logs the bot in, if it is not, and connects; what runs for it runs where this is called. `seller` says in which
    /// world.
    pub async fn connect(
        settings: &Settings,
        credentials: &Credentials,
        seller: &SessionStore,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Result<Self, ConnectError> {
        let mut is_new = false;
        loop {
            let its = (seller, BotRole::Payments);
            let store = session::open(settings, credentials, its, is_new).await?;
            let Settings { api_id, limits, proxy, .. } = settings;
            let (clock, randomness) = (clock.clone(), randomness.clone());
            let proxy = proxy.clone();
            let connection = Connection::open(*api_id, *limits, store, proxy, clock, randomness);
            let Err(error) = connection.ready(settings.connect_timeout).await else {
                return Ok(Self { connection });
            };
            connection.shutdown().await;
            if is_new || !is_login_over(&error) {
                return Err(error);
            }
            is_new = true;
        }
    }

    /// Waits until no call will work any more.
    pub async fn ended(&self) -> Fatal {
        self.connection.ended().await
    }

    /// Hangs up.
    pub async fn shutdown(self) {
        self.connection.shutdown().await;
    }
}
