//! When the agent is killed: at something that the outside sees, or at random.

use std::time::Duration;

use telegram_sandbox::SeededRng;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{ArmedRule, Point, Rule};
use telegram_sandbox::event::EventStream;
use telegram_sandbox::event::Kind;
use telegram_sandbox::shop::{self, Hold};
use telegram_sandbox::world::Peer;

use crate::agent::{BOT, Scene};

/// What the outside does not see in this time is not waited for any longer.
const WAITED_MAX: Duration = Duration::from_millis(700);
/// How long a random life is: from the first instructions to some orders done.
const LIFE_MS: std::ops::Range<u64> = 10..200;
/// Now and then one is long enough for the time-outs to pass, all of which are a second here.
const LONG_LIFE_MS: std::ops::Range<u64> = 1_100..1_700;
/// From something seen to the kill: the answer, or the update, is on its way.
const AFTER_SEEN_MS: std::ops::Range<u64> = 0..12;

/// The calls to Telegram at which it is killed.
const CALLS: [(&str, Whom); 8] = [
    ("messages.sendMessage", Whom::Bot),
    ("messages.sendMessage", Whom::Bot),
    ("messages.getBotCallbackAnswer", Whom::Bot),
    ("messages.getBotCallbackAnswer", Whom::Bot),
    ("messages.sendMessage", Whom::Moderators),
    ("messages.sendMessage", Whom::Moderators),
    ("messages.editMessage", Whom::Moderators),
    ("messages.getHistory", Whom::Bot),
];

/// Whose chat a call is about.
#[derive(Clone, Copy, Debug)]
pub enum Whom {
    Bot,
    Moderators,
}

/// When the agent is killed.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// So long after its start.
    After(Duration),
    /// Its call has reached the data centre; with a point, it goes no further than that.
    Call(&'static str, Whom, Option<Point>),
    /// Its call has reached the shop, and goes no further.
    Shop(shop::HoldPoint),
    /// So long after something happened in the chats or at the shop.
    Seen(Sight, Duration),
}

/// What has to be done for a moment to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    Nothing,
    /// An order has to come.
    Sell,
    /// One that moderators are told of.
    SellForNobody,
    /// One that moderators were told of has to be answered by hand.
    AnswerByHand,
}

/// Something that happens, whoever does it.
#[derive(Clone, Copy, Debug)]
pub enum Sight {
    Order,
    Activation,
    Reply,
    Confirmation,
    Press,
    Told,
}

impl Sight {
    const ALL: [Self; 6] =
        [Self::Order, Self::Activation, Self::Reply, Self::Confirmation, Self::Press, Self::Told];

    fn is(self, kind: &Kind) -> bool {
        match self {
            Self::Order => matches!(kind, Kind::OrderSent { .. }),
            Self::Activation => matches!(kind, Kind::Activation { .. }),
            Self::Reply => matches!(kind, Kind::Reply { .. }),
            Self::Confirmation => matches!(kind, Kind::Confirmation { .. }),
            Self::Press => matches!(kind, Kind::Press { .. }),
            Self::Told => matches!(kind, Kind::Escalation { .. }),
        }
    }
}

impl Moment {
    /// A moment that the dice choose.
    pub fn roll(dice: &mut SeededRng) -> Self {
        match dice.below(100) {
            0..37 => Self::After(within(dice, LIFE_MS)),
            37..42 => Self::After(within(dice, LONG_LIFE_MS)),
            42..72 => {
                let (method, whom) = CALLS[dice.below(CALLS.len())];
                let points = [None, Some(Point::BeforeExecuting), Some(Point::AfterExecuting)];
                Self::Call(method, whom, points[dice.below(points.len())])
            }
            72..82 => Self::Shop(shop::HoldPoint::BeforeEffect),
            82..88 => Self::Shop(shop::HoldPoint::AfterEffect),
            _ => {
                let sight = Sight::ALL[dice.below(Sight::ALL.len())];
                Self::Seen(sight, within(dice, AFTER_SEEN_MS))
            }
        }
    }

    /// What has to be done for it to come.
    pub fn errand(self) -> Errand {
        match self {
            Self::After(_) => Errand::Nothing,
            Self::Call("messages.editMessage", ..) => Errand::AnswerByHand,
            Self::Call(_, Whom::Moderators, _) | Self::Seen(Sight::Told, _) => {
                Errand::SellForNobody
            }
            Self::Call(..) | Self::Shop(_) | Self::Seen(..) => Errand::Sell,
        }
    }

    /// What it is called in the figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::After(_) => "at random",
            Self::Call(_, _, None) => "as a call came to Telegram",
            Self::Call(_, _, Some(Point::BeforeExecuting)) => {
                "before a call to Telegram took effect"
            }
            Self::Call(_, _, Some(Point::AfterExecuting)) => "before Telegram's answer left",
            Self::Shop(shop::HoldPoint::BeforeEffect) => "before the shop gave",
            Self::Shop(shop::HoldPoint::AfterEffect) => "before the shop's answer left",
            Self::Seen(..) => "at something seen",
        }
    }

    /// Lies in wait for it, from before the agent's start on.
    pub fn lie_in_wait(self, scene: &Scene) -> Trap {
        match self {
            Self::After(life) => Trap::Clock(life),
            Self::Call(method, whom, point) => {
                let to: Peer = match whom {
                    Whom::Bot => BOT,
                    Whom::Moderators => scene.running.supergroup(),
                };
                let rule = Rule::on(method).from(SELLER).to(to);
                let rule = match point {
                    Some(point) => rule.hold(point),
                    None => rule,
                };
                Trap::Call(scene.running.datacentre().faults().arm(rule))
            }
            Self::Shop(moment) => Trap::Shop(scene.running.shop().hold_next(moment)),
            Self::Seen(sight, delay) => {
                let mut events = scene.running.events();
                while events.try_next().is_some() {}
                Trap::Sight(events, sight, delay)
            }
        }
    }
}

/// A moment that is waited for.
pub enum Trap {
    Clock(Duration),
    Call(ArmedRule),
    Shop(Hold),
    Sight(EventStream, Sight, Duration),
}

impl Trap {
    /// Waits until the moment has come, or will not come soon; says which.
    pub async fn springs(&mut self) -> bool {
        // How long it may live is what this is about.
        if let Self::Clock(life) = self {
            tokio::time::sleep(*life).await;
            return true;
        }
        tokio::time::timeout(WAITED_MAX, self.comes()).await.is_ok()
    }

    async fn comes(&mut self) {
        match self {
            Self::Clock(life) => tokio::time::sleep(*life).await,
            Self::Call(armed) => {
                armed.matched().await;
            }
            Self::Shop(hold) => {
                hold.arrived().await;
            }
            Self::Sight(events, sight, delay) => {
                while !sight.is(&events.next().await.kind) {}
                tokio::time::sleep(*delay).await;
            }
        }
    }
}

/// A duration that the dice choose, in milliseconds.
fn within(dice: &mut SeededRng, range_ms: std::ops::Range<u64>) -> Duration {
    let width_ms = range_ms.end - range_ms.start;
    Duration::from_millis(range_ms.start + dice.next_u64() % width_ms)
}
