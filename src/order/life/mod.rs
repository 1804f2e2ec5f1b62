//! The life of an order as a pure function. (types first)

mod answer;

pub use answer::{Receipt, ShopAnswer};
