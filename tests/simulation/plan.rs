//! What a seed means: the nature of the world, and who does what when.

use std::time::Duration;

use crate::dice::Dice;
use crate::world::deeds::Deed;
use crate::world::shop::Mood;

/// How this history's world is.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent of each other, each by the dice"
)]
pub struct Nature {
    /// Whether the bot says what its confirmations answer.
    pub links: bool,
    /// Whether its button is a reply keyboard's.
    pub keyboard: bool,
    /// What the bot does after a press.
    pub after_press: AfterPress,
    /// How the bot answers a press.
    pub alert_percent: u64,
    /// How often the bot answers a reply late, or too late.
    pub slow_percent: u64,
    /// How many updates are lost.
    pub bells_lost_percent: u64,
    /// How many calls to Telegram go wrong.
    pub line_trouble_percent: u64,
    /// How many calls to the shop go wrong.
    pub shop_trouble_percent: u64,
    /// A reply to what is gone stands detached; else it is refused.
    pub detaches: bool,
    /// Whether the order text is the Russian one.
    pub russian: bool,
    /// Whether all replies read alike.
    pub replies_alike: bool,
    /// Whether the owner takes all that is in the chat.
    pub since_all: bool,
    /// The pace of replies.
    pub pace: Duration,
    /// How long the trouble lasts.
    pub chaos: Duration,
    /// How often the power is cut, of a hundred lives of the agent.
    pub cut_percent: u64,
}

/// What the bot does after a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterPress {
    Edits,
    Deletes,
    Writes,
    Nothing,
}

/// How the bot answers a reply to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    Button,
    MoreButtons,
    StrangeButton,
    TwoAlike,
    WebButton,
    NoButton,
    Silent,
}

/// What a customer ordered.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Counts the orders of a history.
    pub index: u32,
    /// What the customer wrote.
    pub details: Details,
    /// How the bot answers the reply.
    pub answering: Answering,
    /// Whether the shop refuses it.
    pub is_refused: bool,
    /// Whether the press is answered with an alert, and has no effect.
    pub alerts: bool,
}

/// What a customer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    Plain,
    Hostile,
    Long,
    NoAccount,
    TwoAccounts,
}

impl Nature {
    /// A world in which nothing is left to the dice.
    pub fn ordinary() -> Self {
        Self {
            links: true,
            keyboard: false,
            after_press: AfterPress::Edits,
            alert_percent: 0,
            slow_percent: 0,
            bells_lost_percent: 0,
            line_trouble_percent: 0,
            shop_trouble_percent: 0,
            detaches: false,
            russian: true,
            replies_alike: false,
            since_all: false,
            pace: Duration::ZERO,
            chaos: Duration::ZERO,
            cut_percent: 0,
        }
    }

    fn of(dice: &mut Dice) -> Self {
        let quiet = dice.chance(15);
        let mut percent = |most: u64| if quiet { 0 } else { dice.below(most + 1) };
        let (bells, line, shop, slow) = (percent(60), percent(25), percent(50), percent(40));
        let cut_percent = percent(100);
        Self {
            links: dice.chance(50),
            keyboard: dice.chance(25),
            after_press: dice.pick(&[
                AfterPress::Edits,
                AfterPress::Edits,
                AfterPress::Deletes,
                AfterPress::Writes,
                AfterPress::Nothing,
            ]),
            alert_percent: dice.pick(&[0, 0, 0, 30]),
            slow_percent: slow,
            bells_lost_percent: bells,
            line_trouble_percent: line,
            shop_trouble_percent: shop,
            detaches: dice.chance(50),
            russian: dice.chance(50),
            replies_alike: dice.chance(30),
            since_all: dice.chance(30),
            pace: dice.pick(&[Duration::ZERO, Duration::from_secs(2)]),
            chaos: Duration::from_mins(dice.pick(&[3, 10, 10, 30, 90])),
            cut_percent,
        }
    }

    /// How long the bot takes to answer a reply.
    pub fn confirmation_delay(&self, dice: &mut Dice) -> Duration {
        if dice.chance(self.slow_percent) {
            // One that links to nothing and comes later than this is nobody's.
            let most = dice.pick(&[30, 60, if self.links { 300 } else { 90 }]);
            dice.seconds(5..=most)
        } else {
            dice.seconds(0..=3)
        }
    }

    /// How long the bot takes to show that a press took effect.
    pub fn change_delay(&self, dice: &mut Dice) -> Duration {
        if dice.chance(self.slow_percent) {
            dice.seconds(0..=30)
        } else {
            Duration::ZERO
        }
    }
}

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
        let mut plan = Self {
            deeds: Vec::new(),
            nature,
        };
        let orders = 1 + u32::try_from(dice.below(5)).unwrap_or_default();
        for index in 0..orders {
            plan.order(dice, index);
        }
        for _ in 0..dice.below(4) {
            plan.other_message(dice);
        }
        for _ in 0..dice.below(4) {
            plan.bad_luck(dice);
        }
        plan
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
        let order = Order {
            index,
            details: pick_details(dice),
            answering: pick_answering(dice),
            is_refused: dice.chance(6),
            alerts: dice.chance(self.nature.alert_percent),
        };
        self.deeds.push((at, Deed::Sale(order)));
        let soon = |dice: &mut Dice| at + dice.seconds(0..=90);
        if dice.chance(12) {
            self.deeds.push((soon(dice), Deed::OwnerAnswers(index)));
        }
        if dice.chance(8) {
            self.deeds.push((soon(dice), Deed::OwnerPresses(index)));
        }
        if dice.chance(5) {
            let early = at + dice.seconds(0..=15);
            self.deeds.push((early, Deed::EditOrder(index)));
        }
        if dice.chance(5) {
            let early = at + dice.seconds(0..=15);
            self.deeds.push((early, Deed::DeleteOrder(index)));
        }
        if dice.chance(8) {
            let later = at + dice.seconds(200..=4_000);
            self.deeds.push((later, Deed::BotSpeaks(index)));
        }
    }

    fn other_message(&mut self, dice: &mut Dice) {
        let at = dice.seconds(0..=self.chaos_seconds().min(300));
        let deed = match dice.below(6) {
            0 => Deed::Donation,
            1 => Deed::Unknown,
            2 => Deed::Forwarded,
            3 => Deed::Stranger,
            4 => Deed::OwnerWrites,
            _ => Deed::OwnerDialog,
        };
        self.deeds.push((at, deed));
    }

    fn bad_luck(&mut self, dice: &mut Dice) {
        let at = dice.seconds(0..=self.chaos_seconds());
        let long = dice.chance(10);
        let mut lasts = || dice.seconds(if long { 600..=10_000 } else { 5..=300 });
        let lasting = lasts();
        let deed = match dice.below(9) {
            8 => Deed::Restart,
            0 | 1 => Deed::Offline(lasting),
            2 => Deed::ShopTrouble(lasting, pick_mood(dice)),
            3 => Deed::ClockJump(dice.pick(&[-3_600_000, 3_600_000, -200_000, 45_000])),
            4 | 5 => Deed::PowerCut(lasting),
            6 => Deed::ModeratorsClosed(lasting),
            _ => Deed::NoticesDeleted,
        };
        self.deeds.push((at, deed));
    }
}

fn pick_details(dice: &mut Dice) -> Details {
    match dice.below(20) {
        0 => Details::NoAccount,
        1 => Details::TwoAccounts,
        2 => Details::Long,
        3 | 4 => Details::Hostile,
        _ => Details::Plain,
    }
}

fn pick_answering(dice: &mut Dice) -> Answering {
    match dice.below(20) {
        0 => Answering::StrangeButton,
        1 => Answering::TwoAlike,
        2 => Answering::WebButton,
        3 => Answering::NoButton,
        4 => Answering::Silent,
        5..=7 => Answering::MoreButtons,
        _ => Answering::Button,
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
