//! Pure: what an order message says, and what becomes of an order.
//!
//! Nothing here does I/O, asks for the time, rolls dice, or imports anything else of the project.
//!
//! - Reading a message: [`reading`] takes a message's text and entities and says whether it is an
//!   order, a known notice or something no rule knows. A new wording of the order message is a new
//!   [`profile`].
//! - An order's life: [`life::step`] decides what happens next. Read it first.

pub mod account;
mod ascii_classes;
pub mod button;
pub mod catalogue;
pub mod currency;
mod customer;
pub mod entity;
mod fields;
pub mod identity;
pub mod life;
pub mod money;
mod notice;
pub mod price;
pub mod profile;
pub mod reading;
pub mod record;
pub mod untrusted;

pub use account::AccountId;
pub use button::{Button, ButtonKind};
pub use currency::Currency;
pub use entity::{Entity, EntityKind};
pub use identity::{MessageId, OrderId, UserId};
pub use money::Money;
pub use record::Record;
pub use untrusted::Untrusted;
