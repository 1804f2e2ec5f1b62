//! T-Bank: the agent's client, and the real binary, against the sandbox's bank.

mod checkouts;
mod client;
mod codes;
mod salebot;
