//! Who watches the watchmen: mistakes planted between the agent and the world, each of which must be
//! reported as the fall of its promise.

use rusqlite::Connection;

use crate::crowd::Crowd;
use crate::promise::Promise;

/// A planted mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// The goods are given at every call.
    GivesAgain,
    /// Every reply is sent twice.
    RepliesTwice,
    /// Every press arrives twice.
    PressesTwice,
    /// The first button is pressed, whatever it says.
    PressesTheFirst,
    /// Single messages are never looked at.
    NeverLooks,
    /// Every try of a reply is another message to Telegram.
    OtherRandomIds,
    /// What the owner writes is not shown.
    OwnerUnseen,
    /// Some orders are not shown.
    OrdersUnseen,
    /// What is told to moderators does not arrive.
    NoticesLost,
    /// What the bot says later is not shown.
    WordsUnseen,
    /// The shop is asked for another account.
    OtherAccount,
    /// Codes that were given can be given again.
    CodesFreed,
    /// Some codes that are imported are dropped.
    CodesDropped,
    /// An order's life is rewritten in the journal.
    LifeRewritten,
    /// A price is rewritten in the journal.
    PriceRewritten,
    /// Whatever moderators are told, they are told dozens of times.
    NoticesRepeated,
    /// Somebody else may decide.
    OutsiderAllowed,
    /// What moderators say is not shown.
    ModeratorsUnheard,
    /// What takes an account number back is not shown.
    StopUnheard,
    /// Nobody is asked about the first orders.
    NothingAsked,
    /// Telegram's wish to be left alone is not heard.
    WaitUnheard,
    /// Webhooks are answered, and not kept.
    WebhooksUnkept,
    /// What is told again is told of another purchase.
    ToldAnew,
    /// What is paid at the bank is hidden.
    PaymentsHidden,
    /// The bank forgets the names of payments, and tells of no charge.
    ChargedAnew,
    /// The bank forgets the names of refunds, and shows no part that went back.
    GivesBackAnew,
    /// What buyers paid in Telegram is not told.
    BuyersUnheard,
    /// Whoever wants to pay may.
    EverybodyMayPay,
    /// A call panics.
    Panics,
    /// The journal's file is overwritten.
    JournalSpoilt,
}

/// Every mistake, and the promise that falls.
const ALL: [(Planted, Promise); 30] = [
    (Planted::GivesAgain, Promise::NoSecondActivation),
    (Planted::RepliesTwice, Promise::NoSecondReply),
    (Planted::PressesTwice, Promise::NoSecondPress),
    (Planted::PressesTheFirst, Promise::NothingForeign),
    (Planted::NeverLooks, Promise::LookBeforeActing),
    (Planted::OtherRandomIds, Promise::SameActAgain),
    (Planted::OwnerUnseen, Promise::HandsOff),
    (Planted::OrdersUnseen, Promise::NothingLost),
    (Planted::NoticesLost, Promise::NothingLost),
    (Planted::WordsUnseen, Promise::LaterWordsTold),
    (Planted::OtherAccount, Promise::NeverFooled),
    (Planted::CodesFreed, Promise::EachCodeOnce),
    (Planted::CodesDropped, Promise::NoCodeLost),
    (Planted::LifeRewritten, Promise::ReplayAgrees),
    (Planted::PriceRewritten, Promise::MoneyAgrees),
    (Planted::NoticesRepeated, Promise::ChatReadable),
    (Planted::OutsiderAllowed, Promise::OnlyModerators),
    (Planted::ModeratorsUnheard, Promise::WordsAnswered),
    (Planted::StopUnheard, Promise::TakenBack),
    (Planted::NothingAsked, Promise::AskedFirst),
    (Planted::WaitUnheard, Promise::WaitsKept),
    (Planted::WebhooksUnkept, Promise::NothingPaidForgotten),
    (Planted::PaymentsHidden, Promise::NothingPaidForgotten),
    (Planted::BuyersUnheard, Promise::NothingPaidForgotten),
    (Planted::EverybodyMayPay, Promise::NotPaidTwice),
    (Planted::ToldAnew, Promise::PaidOnceGivenOnce),
    (Planted::ChargedAnew, Promise::ChargedOnce),
    (Planted::GivesBackAnew, Promise::BackOnce),
    (Planted::Panics, Promise::KeepsWorking),
    (Planted::JournalSpoilt, Promise::JournalHolds),
];

/// Seeds that are run at once: enough to find most of them.
const SEEDS: u64 = 48;
/// So many such runs are enough to find any of them.
const RUNS_MAX: u64 = 20;

/// Whether every mistake is found.
pub fn all_are_found() -> bool {
    let mut is_well = true;
    // A planted panic is no news.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for (planted, promise) in ALL {
        if !is_found(planted, promise) {
            is_well = false;
            println!(
                "planted {planted:?}: {promise:?} does not fall in {RUNS_MAX} times {SEEDS} seeds"
            );
        }
    }
    std::panic::set_hook(hook);
    println!("simulation: {} planted mistakes", ALL.len());
    is_well
}

/// Whether the promise falls in one of the first seeds.
fn is_found(planted: Planted, promise: Promise) -> bool {
    (0..RUNS_MAX).any(|run| {
        let crowd = Crowd::new(run * SEEDS, SEEDS);
        let sum = crowd.with_a_mistake(planted, promise).run();
        let mut fallen = sum.failures.values().flatten();
        fallen.any(|fell| fell.promise == promise)
    })
}

impl Planted {
    /// Whether it is found where much is paid elsewhere.
    pub fn is_about_money(self) -> bool {
        matches!(
            self,
            Self::PaymentsHidden
                | Self::ChargedAnew
                | Self::GivesBackAnew
                | Self::BuyersUnheard
                | Self::EverybodyMayPay
        )
    }

    /// What is done to the journal before it is judged.
    pub fn spoil(self, path: &std::path::Path) {
        let sql = match self {
            Self::LifeRewritten => {
                "UPDATE orders SET life = replace(life, 'presses_begun\":', 'presses_begun\":1')"
            }
            Self::PriceRewritten => {
                "UPDATE orders SET form = replace(form, 'amount\":', 'amount\":1')"
            }
            Self::JournalSpoilt => {
                std::fs::write(path, "not a journal at all").expect("a spoilt journal");
                return;
            }
            _ => return,
        };
        let journal = Connection::open(path).expect("the journal");
        journal.execute_batch(sql).expect("a rewritten journal");
    }
}
