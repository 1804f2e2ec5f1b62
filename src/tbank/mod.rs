//! T-Bank's acquiring: what its notifications say, and the calls that it answers.
//!
//! Nothing here makes orders of it: `sources` does.
//!
//! - [`Terminal`]: whose calls they are, and the password that signs calls and notifications.
//! - [`token`]: that signature.
//! - [`Status`]: how far a payment is; [`Standing`]: what that means for who has asked for it.
//! - [`notification`]: whose a request is, what it says, and by what it is known when it comes again.
//! - [`Merchant`]: what the bank is asked for, by what a shop wishes.
//! - [`receipt`]: the receipts that the law asks for, checked before the bank is called.
//! - [`client`]: payments made, looked up, charged again and given back.

pub mod client;
mod fields;
mod invalid;
mod merchant;
pub mod notification;
pub mod receipt;
mod status;
mod terminal;
pub mod token;

pub use client::{ApiError, Client};
pub use fields::BadField;
pub use invalid::{Invalid, Problem};
pub use merchant::Merchant;
pub use notification::Notification;
pub use status::{Standing, Status};
pub use terminal::{Password, Terminal, TerminalKey};
