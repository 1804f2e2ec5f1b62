//! A run that changes nothing: the real chats are read, everything is decided as always, and what
//! would be done is told as a [`Deed`] instead.
//!
//! - [`Onlooker`]: the [`Messenger`](crate::telegram::Messenger). It has no more of Telegram than a
//!   [`ChatReader`](crate::telegram::ChatReader), so there is nothing in it that could send.
//! - [`ImaginedShop`]: the [`Activator`](crate::shop::Activator). It knows no address.
//! - `imagined`: what would stand in the chat, so that an order's life goes on to its end: our
//!   reply, and the bot's message with the button.
//!
//! What others would do is assumed to be what they should do: the shop gives the goods, the reply
//! stands, the bot shows the button and accepts the press. Whoever tells of it has to say so.

mod imagined;
mod onlooker;
mod shop;

use tokio::sync::mpsc;

pub use onlooker::Onlooker;
pub use shop::ImaginedShop;

use crate::order::{MessageId, Untrusted};
use crate::shop::Call;

/// Deeds that wait to be told; then the agent waits for whoever tells them.
const WAITING_MAX: usize = 256;

/// What would have been done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
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
        /// What stands on it.
        label: Untrusted,
    },
    /// The moderators would have read this, as a new message or in place of an older one.
    Tell(String),
    /// Nothing more is to be done for now.
    Rest,
}

/// Where deeds go, and where they come out, oldest first.
pub fn deeds() -> (Teller, mpsc::Receiver<Deed>) {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    (Teller(sender), receiver)
}

/// Tells deeds.
#[derive(Clone, Debug)]
pub struct Teller(mpsc::Sender<Deed>);

impl Teller {
    /// Whether anybody listens makes no difference to what is decided.
    async fn tell(&self, deed: Deed) {
        let _ = self.0.send(deed).await;
    }

    /// Says that nothing is to be done for now; while other deeds wait to be told, that need not
    /// be said.
    fn rest(&self) {
        let _ = self.0.try_send(Deed::Rest);
    }
}
