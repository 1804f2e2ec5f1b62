//! T-Bank, as a customer, a shop and the bank meet it.

mod checkouts;
mod client;
mod codes;
mod doctor;
mod notifications;
mod refunds;
mod salebot;
mod scene;
