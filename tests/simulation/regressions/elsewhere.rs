//! What is bought elsewhere than in the chat in the situations.

use std::time::Duration;

use crate::plan::Plan;
use crate::world::deeds::Deed;
use crate::world::payments::{Asked, Payee, Wanted};
use crate::world::purchases::{Purchase, Spelling};

/// Bought and told twice; without an account; paid back before the goods are given, and after; nonsense.
const ELSEWHERE: [(u64, Deed); 14] = [
    (5, buys(1, true, Spelling::Snake)),
    (6, asks(1, Payee::Tribute)),
    (30, asks(2, Payee::Bank)),
    (31, asks(3, Payee::Bank)),
    (20, buys(2, true, Spelling::Texts)),
    (21, buys(2, true, Spelling::Camel)),
    (21, buys(3, false, Spelling::Snake)),
    (22, buys(4, true, Spelling::Snake)),
    (24, buys(6, false, Spelling::Camel)),
    (90, buys(5, true, Spelling::Camel)),
    (90, Deed::PaysBack(5)),
    (90, Deed::TellsNonsense),
    (1_000, Deed::PaysBack(4)),
    (1_020, Deed::PaysBack(3)),
];

/// The shop asks for a checkout of somebody who is charged again.
const fn asks(id: u32, payee: Payee) -> Deed {
    Deed::Asks(Asked::Checkout(Wanted { id, payee, recurs: true }))
}

const fn buys(id: u32, has_telegram: bool, spelling: Spelling) -> Deed {
    Deed::Buys(Purchase { id, has_telegram, spelling })
}

impl Plan {
    pub(super) fn hears(&mut self) {
        self.deeds.extend(ELSEWHERE.map(|(at, deed)| (Duration::from_secs(at), deed)));
    }
}
