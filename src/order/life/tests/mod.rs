//! The life of an order, from the outside: [`step`](crate::sources::step) and nothing else.
//!
//! - `table`: every (state, event) pair with what comes of it.
//! - `promises`: never twice, never lost, never silent, never fooled, as far as they are kept here;
//!   `accounts`: of those, to whom the goods go; `first`: what the first orders wait for.
//! - `random`: the same for random lives.
//! - `schedule`: retries, on clocks that lie.
//! - `round_trips`: what the journal writes it can read.
//! - `samples`: an order in every state; `events`: an event of every kind.

mod accounts;
mod events;
mod first;
mod promises;
mod random;
mod round_trips;
mod samples;
mod schedule;
mod table;
