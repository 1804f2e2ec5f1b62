//! What moderators say of orders.

use super::Situation;
use super::situations::seconds;
use crate::plan::nature::Supplier;
use crate::plan::order::Order;
use crate::world::deeds::Deed;
use crate::world::moderators::{Saying, Speaker, Word};

/// All of them.
pub const ALL: [Situation; 1] = [Situation {
    name: "account-corrected-while-the-order-waits",
    plan: |plan| {
        plan.nature.supplier = Supplier::Codes;
        plan.deeds.push((seconds(1), Deed::ImportsCodes(3)));
        plan.deeds.push((seconds(2), says(Word::Pause)));
        plan.sells(5, Order::plain(1));
        plan.deeds.push((seconds(10), says(Word::WrongAccount)));
        plan.deeds.push((seconds(60), says(Word::Resume)));
    },
}];

/// A moderator says this of the first order, or of all.
const fn says(word: Word) -> Deed {
    let (speaker, card) = (Speaker::First, 0);
    Deed::ModeratorSays(Saying { speaker, word, card, number: 1, is_reply: false })
}
