//! Hostile input, from outside: forged orders, and texts that would steer a terminal.

mod forged;
mod terminal;
