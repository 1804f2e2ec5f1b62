//! How a history's world is.

use std::time::Duration;

use tribute_agent::sources::tribute_chat::Portions;

use crate::dice::Dice;
use crate::planted::Planted;
use crate::world::moderators::Moderators;

/// A history here is short: with pages as large as Telegram's it would always be read at once.
const SMALL: Portions = Portions { page: 7, kept_max: 50 };
/// Smaller than a conversation about an order.
pub const SMALLEST: Portions = Portions { page: 2, kept_max: 40 };

/// Who gives the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supplier {
    /// A server, by signed calls.
    Server,
    /// A program of the owner's.
    Program,
    /// Codes in the journal.
    Codes,
}

/// How this history's world is.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent of each other, each by the dice")]
pub struct Nature {
    /// Whether the bot says what its confirmations answer.
    pub links: Links,
    /// Whether its button is a reply keyboard's.
    pub keyboard: bool,
    /// What the bot does after a press.
    pub after_press: AfterPress,
    /// How the bot answers a press.
    pub alert_percent: u64,
    /// Whether a press that has worked is answered with an error.
    pub presses_err: bool,
    /// Whether Telegram takes carriage returns and bidi marks out of what is sent, and takes letters
    /// and their accents apart.
    pub texts_cleaned: bool,
    /// How often the bot answers a reply late, or too late.
    pub slow_percent: u64,
    /// How many updates are lost.
    pub bells_lost_percent: u64,
    /// How many calls to Telegram go wrong.
    pub line_trouble_percent: u64,
    /// How many calls to the shop go wrong.
    pub shop_trouble_percent: u64,
    /// Who gives the goods.
    pub supplier: Supplier,
    /// Whether the owner has a bot that is paid.
    pub has_paid_bot: bool,
    /// Whether the shop forgets what it gave: it ignores every `webhook-id` and `order_id`.
    pub shop_forgets: bool,
    /// A mistake that is to be found.
    pub planted: Option<Planted>,
    /// A reply to what is gone stands detached; else it is refused.
    pub detaches: bool,
    /// Whether Telegram says that it has every reply, and shows none.
    pub replies_vanish: bool,
    /// Whether the order text is the Russian one.
    pub russian: bool,
    /// Whether all replies read alike.
    pub replies_alike: bool,
    /// From where on the owner takes orders.
    pub since: Beginning,
    /// In what portions the agent reads the chat.
    pub portions: Portions,
    /// The pace of replies.
    pub pace: Duration,
    /// How long the trouble lasts.
    pub chaos: Duration,
    /// What moderators say.
    pub moderators: Moderators,
    /// Of how many first orders they are asked before anything is said or pressed.
    pub approve_first: u32,
    /// How often the power is cut, of a hundred lives of the agent.
    pub cut_percent: u64,
}

/// From where on the owner takes orders, at every start of the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// From where the first start found the chat.
    FirstStart,
    /// From the chat's beginning.
    Chat,
    /// From so long ago.
    Ago(Duration),
}

/// Whether the bot says what its confirmations answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    Always,
    Never,
    Sometimes,
}

/// What the bot does after a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterPress {
    Edits,
    Deletes,
    Writes,
    Nothing,
}

impl Nature {
    /// As the dice say.
    pub fn of(dice: &mut Dice) -> Self {
        let quiet = dice.chance(15);
        let mut percent = |most: u64| if quiet { 0 } else { dice.below(most + 1) };
        let (bells, line, shop, slow) = (percent(60), percent(25), percent(50), percent(40));
        let cut_percent = percent(100);
        let moderators = dice.pick(&[Moderators::Silent, Moderators::Talking]);
        let approve_first = match moderators {
            Moderators::Talking => dice.pick(&[0, 0, 0, 1, 2]),
            _ => 0,
        };
        Self {
            links: dice.pick(&[
                Links::Always,
                Links::Always,
                Links::Never,
                Links::Never,
                Links::Sometimes,
            ]),
            keyboard: dice.chance(25),
            after_press: dice.pick(&[
                AfterPress::Edits,
                AfterPress::Edits,
                AfterPress::Deletes,
                AfterPress::Writes,
                AfterPress::Nothing,
            ]),
            alert_percent: dice.pick(&[0, 0, 0, 30]),
            presses_err: dice.chance(10),
            texts_cleaned: dice.chance(30),
            slow_percent: slow,
            bells_lost_percent: bells,
            line_trouble_percent: line,
            shop_trouble_percent: shop,
            supplier: Supplier::Server,
            has_paid_bot: false,
            shop_forgets: false,
            planted: None,
            detaches: dice.chance(50),
            replies_vanish: false,
            russian: dice.chance(50),
            replies_alike: dice.chance(30),
            since: pick_beginning(dice),
            portions: dice.pick(&[Portions::default(), Portions::default(), SMALL, SMALLEST]),
            pace: dice.pick(&[Duration::ZERO, Duration::from_secs(2)]),
            chaos: Duration::from_mins(dice.pick(&[3, 10, 10, 30, 90])),
            moderators,
            approve_first,
            cut_percent,
        }
    }

    /// A world in which nothing is left to the dice.
    pub fn ordinary() -> Self {
        Self {
            links: Links::Always,
            keyboard: false,
            after_press: AfterPress::Edits,
            alert_percent: 0,
            presses_err: false,
            texts_cleaned: false,
            slow_percent: 0,
            bells_lost_percent: 0,
            line_trouble_percent: 0,
            shop_trouble_percent: 0,
            supplier: Supplier::Server,
            has_paid_bot: false,
            shop_forgets: false,
            planted: None,
            detaches: false,
            replies_vanish: false,
            russian: true,
            replies_alike: false,
            since: Beginning::FirstStart,
            portions: Portions::default(),
            pace: Duration::ZERO,
            chaos: Duration::ZERO,
            moderators: Moderators::Silent,
            approve_first: 0,
            cut_percent: 0,
        }
    }

    /// How long the bot takes to answer a reply.
    pub fn confirmation_delay(&self, dice: &mut Dice) -> Duration {
        if dice.chance(self.slow_percent) {
            // One that links to nothing and comes later than this is nobody's.
            let most = dice.pick(&[30, 60, if self.links == Links::Always { 300 } else { 90 }]);
            dice.seconds(5..=most)
        } else {
            dice.seconds(0..=3)
        }
    }

    /// How long the bot takes to show that a press took effect.
    pub fn change_delay(&self, dice: &mut Dice) -> Duration {
        if dice.chance(self.slow_percent) { dice.seconds(0..=30) } else { Duration::ZERO }
    }
}

fn pick_beginning(dice: &mut Dice) -> Beginning {
    match dice.below(100) {
        0..30 => Beginning::Chat,
        30..40 => Beginning::Ago(Duration::from_secs(5)),
        40..50 => Beginning::Ago(Duration::from_mins(10)),
        _ => Beginning::FirstStart,
    }
}
