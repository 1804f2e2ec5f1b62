//! A run that changes nothing: the real chats are read, everything is decided as always, and what
//! would be done is reported as a [`PlannedAction`] instead.
//!
//! - [`DryRunMessenger`]: the [`Messenger`](crate::telegram::Messenger). It has no more of Telegram than a
//!   [`ChatReader`](crate::telegram::ChatReader), so there is nothing in it that could send.
//! - [`DryRunShop`]: the [`Activator`]. It knows no address.
//! - `simulated_chat`: the messages that would come of it, so that an order goes on to its end: our
//!   reply, and the bot's message with the button.
//!
//! Others are assumed to do what they should: the shop gives the goods, the reply stands, the bot shows
//! the button and accepts the press. Whoever shows an action has to say so.

mod messenger;
mod simulated_chat;

use jiff::Timestamp;
use tokio::sync::mpsc;

pub use messenger::DryRunMessenger;

use crate::order::life::{Receipt, ShopAnswer};
use crate::order::{MessageId, Untrusted};
use crate::shop::{Activator, Call};

/// Actions that wait to be shown; then the agent waits for whoever shows them.
pub const ACTIONS_MAX: usize = 256;

/// An action that would have been done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedAction {
    /// The shop would have been called.
    Activate(Call),
    /// The customer would have been answered.
    Reply {
        /// The order's message.
        order: MessageId,
        /// The words.
        text: String,
    },
    /// A button would have been pressed.
    Press {
        /// The message that shows it; `None`: on a reply keyboard, whose press is a message.
        message: Option<MessageId>,
        /// The text on it.
        label: Untrusted,
    },
    /// The moderators would have read this, as a new message or in place of an older one.
    Notify(String),
    /// Nothing more is to be done for now.
    Idle,
}

/// A shop that nobody calls, and that is assumed to give the goods every time. What only the real
/// one can say, such as the number of the payment, stays unknown.
#[derive(Clone, Debug)]
pub struct DryRunShop(pub mpsc::Sender<PlannedAction>);

impl Activator for DryRunShop {
    async fn activate(&self, call: &Call, _at: Timestamp) -> ShopAnswer {
        report(&self.0, PlannedAction::Activate(call.clone())).await;
        ShopAnswer::Activated(Receipt::default())
    }
}

/// Whether anybody listens makes no difference to what is decided.
async fn report(actions: &mpsc::Sender<PlannedAction>, action: PlannedAction) {
    let _ = actions.send(action).await;
}
