//! Tribute's chat: the bot writes an order there, our reply tells the customer that the goods are
//! given, and the press of the button with which the bot answers tells Tribute.
//!
//! The history is the truth; updates only ring. A turn of the [`ChatWorker`]:
//!
//! 1. `reading` brings the chat up to date, a page a turn; `history` knows how far it was read, `start`
//!    where that begins.
//! 2. `intake` takes orders in; `observe` turns what else stands there into events: what the seller's
//!    account wrote in `own`, the bot's buttons that don't say what they answer in `unlinked`, what no
//!    rule knows in `unknown`.
//! 3. `replies` notices that the bot stays silent, and knows when a reply may go out; `evidence` looks
//!    what became of presses whose answer was lost.
//! 4. `acts` does one act that is owed and due: a reply, or a press (`presses`).
//!
//! - [`message`]: what a message says. [`Settings`]: what the owner wants. `payload`: what an act
//!   needs, encoded before its first try; [`RenderReply`] has the words.
//! - `chat`: the way to the chat, and which calls Telegram asked to wait with; `availability`: whether
//!   it can be read at all.
//! - `pending`: whether Tribute counts as many orders that wait.
//! - [`history_page_with_retry`]: reading for a command that somebody waits for.
//!
//! What becomes of an order, [`delivery`] decides: reply → confirmation → press, as a pure function.

mod acts;
mod availability;
mod chat;
pub mod delivery;
mod evidence;
mod history;
mod intake;
pub mod message;
mod observe;
mod own;
mod payload;
mod pending;
mod presses;
mod reading;
mod replies;
mod retry;
mod settings;
mod start;
pub mod state;
mod unknown;
mod unlinked;
mod worker;

pub use intake::{SOURCE, new_order, order_id};
pub use payload::{DeliveryPayloads, RenderReply, ReplyValues};
pub use retry::history_page_with_retry;
pub(crate) use settings::PAGE;
pub use settings::{Portions, Settings, Since, Timing};
pub use worker::ChatWorker;
