//! What moderators say of orders.

use super::Situation;
use super::situations::seconds;
use crate::plan::nature::Supplier;
use crate::plan::order::{Details, Order};
use crate::world::deeds::Deed;
use crate::world::moderators::{Saying, Speaker, Word};

/// All of them.
pub const ALL: [Situation; 2] = [
    Situation {
        name: "account-corrected-while-the-order-waits",
        plan: |plan| {
            plan.nature.supplier = Supplier::Codes;
            plan.deeds.push((seconds(1), Deed::ImportsCodes(3)));
            plan.deeds.push((seconds(2), says(Speaker::First, Word::Pause)));
            plan.sells(5, Order::plain(1));
            plan.deeds.push((seconds(10), says(Speaker::First, Word::WrongAccount)));
            plan.deeds.push((seconds(60), says(Speaker::First, Word::Resume)));
        },
    },
    Situation {
        name: "number-of-another-moderator",
        plan: |plan| {
            plan.sells(0, Order { details: Details::NoAccount, ..Order::plain(1) });
            plan.deeds.push((seconds(20), says(Speaker::First, Word::WrongAccount)));
            plan.deeds.push((seconds(24), says(Speaker::Second, Word::RightAccount)));
        },
    },
];

/// A moderator says this of the first order, or of all.
const fn says(speaker: Speaker, word: Word) -> Deed {
    Deed::ModeratorSays(Saying { speaker, word, card: 0, number: 1, is_reply: false })
}
