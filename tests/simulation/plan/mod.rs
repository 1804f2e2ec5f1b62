//! What a seed means: the nature of the world, and who does what when.
//!
//! - [`nature`]: how the world is. [`order`]: what is ordered.
//! - A [`Plan`] can also be written by hand: that is what the situations of `regressions` are.

pub mod nature;
pub mod order;

use std::time::Duration;

use crate::dice::Dice;
use crate::world::deeds::Deed;
use crate::world::moderators::Moderators;
use crate::world::payments::{Asked, Payee, Wanted};
use crate::world::purchases::{Purchase, Spelling};
use crate::world::shop::Mood;
use nature::{Nature, Supplier};
use order::Order;

/// How many orders a history may have: what goes wrong mostly goes wrong with one or two, and a
/// short history leaves time for another; some are crowded.
const ORDERS: [u32; 10] = [1, 1, 1, 1, 1, 2, 2, 2, 3, 5];

/// Tells the dice of what is bought elsewhere from all others.
const ELSEWHERE: u64 = 0x7269_6275_7465_0001;

/// A history before it happens.
pub struct Plan {
    /// How the world is.
    pub nature: Nature,
    /// What is to happen, and when.
    pub deeds: Vec<(Duration, Deed)>,
}

impl Plan {
    /// What a seed means.
    pub fn of(dice: &mut Dice) -> Self {
        let nature = Nature::of(dice);
        let mut plan = Self { deeds: Vec::new(), nature };
        for index in 0..dice.pick(&ORDERS) {
            plan.order(dice, index);
        }
        for _ in 0..dice.below(4) {
            plan.other_message(dice);
        }
        for _ in 0..dice.below(4) {
            plan.bad_luck(dice);
        }
        // Dice of their own: what happens in the chat stays what it was.
        let mut elsewhere = Dice::new(dice.clone().roll() ^ ELSEWHERE);
        plan.supplier(&mut elsewhere);
        // Moderators who talk know the chat's orders only.
        if matches!(plan.nature.moderators, Moderators::Silent) && elsewhere.chance(40) {
            for id in 1..=elsewhere.pick(&[1, 1, 2, 3]) {
                plan.purchase(&mut elsewhere, id);
            }
            for id in 1..=elsewhere.pick(&[0, 1, 2, 3]) {
                let at = elsewhere.seconds(0..=plan.chaos_seconds().min(900));
                let payee = elsewhere.pick(&[Payee::Tribute, Payee::Bank, Payee::Telegram]);
                let is_telegram = payee == Payee::Telegram;
                plan.nature.has_paid_bot |= is_telegram;
                let wanted = Wanted { id, payee, recurs: elsewhere.chance(50) && !is_telegram };
                plan.deeds.push((at, Deed::Asks(Asked::Checkout(wanted))));
                if is_telegram && elsewhere.chance(15) {
                    let within = plan.chaos_seconds();
                    plan.deeds.push((elsewhere.seconds(0..=within), Deed::UpdatesForgotten));
                }
            }
        }
        plan
    }

    /// Who gives the goods; codes are imported a few at a time.
    fn supplier(&mut self, dice: &mut Dice) {
        self.nature.supplier = match dice.below(10) {
            0 | 1 => Supplier::Program,
            2 | 3 => Supplier::Codes,
            _ => return,
        };
        if self.nature.supplier == Supplier::Codes {
            self.nature.replies_alike = false;
            for _ in 0..dice.below(4) {
                let at = dice.seconds(0..=self.chaos_seconds());
                self.deeds.push((at, Deed::ImportsCodes(dice.pick(&[1, 1, 2, 5]))));
            }
            if dice.chance(80) {
                self.deeds.push((self.nature.chaos + dice.seconds(0..=90), Deed::ImportsCodes(20)));
            }
        }
    }

    /// A history in which much is paid at the bank and to the bot.
    pub fn pays_much(&mut self, dice: &mut Dice) {
        self.nature.moderators = Moderators::Silent;
        self.nature.supplier = Supplier::Server;
        self.nature.has_paid_bot = true;
        self.nature.chaos = self.nature.chaos.max(Duration::from_mins(30));
        for id in 11..=16 {
            let payee = if id % 3 == 0 { Payee::Telegram } else { Payee::Bank };
            let wanted = Wanted { id, payee, recurs: payee == Payee::Bank };
            self.deeds.push((dice.seconds(0..=60), Deed::Asks(Asked::Checkout(wanted))));
        }
    }

    /// A purchase elsewhere than in the chat.
    fn purchase(&mut self, dice: &mut Dice, id: u32) {
        let at = dice.seconds(0..=self.chaos_seconds().min(900));
        let purchase = Purchase {
            id,
            has_telegram: dice.chance(85),
            spelling: dice.pick(&[Spelling::Snake, Spelling::Camel, Spelling::Texts]),
        };
        self.deeds.push((at, Deed::Buys(purchase)));
        if dice.chance(20) {
            let spelling = dice.pick(&[Spelling::Snake, Spelling::Camel]);
            let again = Deed::Buys(Purchase { spelling, ..purchase });
            self.deeds.push((at + dice.seconds(0..=900), again));
        }
        if dice.chance(40) {
            let within = dice.pick(&[1, 60, 3_000]);
            self.deeds.push((at + dice.seconds(0..=within), Deed::PaysBack(id)));
        }
    }

    fn chaos_seconds(&self) -> u64 {
        self.nature.chaos.as_secs()
    }

    fn order(&mut self, dice: &mut Dice, index: u32) {
        let at = if dice.chance(60) {
            dice.seconds(0..=20)
        } else {
            dice.seconds(0..=self.chaos_seconds())
        };
        let order = Order::of(dice, index, self.nature.alert_percent);
        self.deeds.push((at, Deed::Sale(order)));
        let mut perhaps = |percent, within: std::ops::RangeInclusive<u64>, deed| {
            if dice.chance(percent) {
                self.deeds.push((at + dice.seconds(within), deed));
            }
        };
        perhaps(12, 0..=90, Deed::OwnerAnswers(index));
        perhaps(8, 0..=90, Deed::OwnerPresses(index));
        perhaps(5, 0..=15, Deed::EditOrder(index));
        perhaps(5, 0..=15, Deed::DeleteOrder(index));
        perhaps(12, 30..=4_000, Deed::BotSpeaks(index));
    }

    fn other_message(&mut self, dice: &mut Dice) {
        let at = dice.seconds(0..=self.chaos_seconds().min(300));
        let deed = match dice.below(7) {
            0 => Deed::Donation,
            1 => Deed::Unknown,
            2 => Deed::Forwarded,
            3 => Deed::Stranger,
            4 => Deed::OwnerWrites,
            5 => Deed::Advert,
            _ => Deed::OwnerDialog,
        };
        self.deeds.push((at, deed));
    }

    fn bad_luck(&mut self, dice: &mut Dice) {
        let at = dice.seconds(0..=self.chaos_seconds());
        let long = dice.chance(10);
        let mut lasts = || dice.seconds(if long { 600..=10_000 } else { 5..=300 });
        let lasting = lasts();
        let deed = match dice.below(13) {
            0 | 1 => Deed::Offline(lasting),
            2 => Deed::ShopTrouble(lasting, pick_mood(dice)),
            3 => Deed::ClockJump(dice.pick(&[-3_600_000, 3_600_000, -200_000, 45_000])),
            4 | 5 => Deed::PowerCut(lasting),
            6 => Deed::ModeratorsClosed(lasting),
            7 => Deed::Restart,
            8 => Deed::ClockUnset(lasting),
            9 | 10 => Deed::DiskFull(lasting),
            11 => Deed::Deaf(lasting),
            _ => Deed::NoticesDeleted,
        };
        self.deeds.push((at, deed));
    }
}

fn pick_mood(dice: &mut Dice) -> Mood {
    dice.pick(&[
        Mood::Busy,
        Mood::Intercepted,
        Mood::BadSignature,
        Mood::TimeOutDone,
        Mood::TimeOutNotDone,
        Mood::UnclearNotDone,
        Mood::Pending,
    ])
}
