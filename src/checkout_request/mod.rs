//! What a shop asks for when somebody is to pay, by the server or at the command line: read once, so that
//! nothing wrong goes further, and kept once, however often it is asked.
//!
//! - [`body`]: as it is written. [`Terms`]: what may be asked for; a [`Wish`](crate::order::checkout::Wish) comes out.
//! - `limits`: what each provider takes. `values`: the keys one by one.
//! - [`asked`]: kept under its idempotency key. [`view`]: as other programs read it.

pub mod asked;
pub mod body;
mod limits;
mod terms;
mod values;
pub mod view;

pub use asked::{Asked, Fresh, IdempotencyKey};
pub use body::{ChargeBody, CheckoutBody, PriceBody};
pub use terms::{ChargeWish, Terms};
pub(crate) use terms::{checkout_id, unknown_checkout};
