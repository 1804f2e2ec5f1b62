//! Pure: what was bought, and what becomes of an order, whatever its source.
//!
//! Nothing here does I/O, asks for the time or for chance, or imports anything else of the project.
//!
//! - What was bought: [`purchase`], [`money`], [`catalogue`], [`account`], [`code`].
//! - What is to be paid: [`checkout`].
//! - An order's life: [`life::step`] decides what happens next. Read it first.

pub mod account;
mod ascii_classes;
pub mod button;
pub mod catalogue;
pub mod checkout;
mod checkout_name;
pub mod code;
pub mod currency;
pub mod entity;
pub mod identity;
pub mod life;
pub mod money;
pub mod price;
pub mod purchase;
pub mod record;
pub mod untrusted;

pub use account::AccountId;
pub use button::{Button, ButtonKind};
pub use checkout::ProviderName;
pub use checkout_name::{ChargeId, CheckoutId};
pub use code::Code;
pub use currency::Currency;
pub use entity::{Entity, EntityKind};
pub use identity::{MessageId, NotAnOrderId, OrderId, SourceName, UserId};
pub use money::Money;
pub use record::Record;
pub use untrusted::Untrusted;
