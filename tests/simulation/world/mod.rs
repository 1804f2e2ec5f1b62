//! The world around the agent: it behaves (it keeps state and knows nothing of the agent's plans),
//! and misbehaves as its dice say.
//!
//! - [`room`]: a chat with its history, and Telegram's memory of `random_id`s.
//! - [`line`](mod@line): the agent's line to Telegram, which can break before and after every effect;
//!   [`fate`]: what becomes of a call; [`watch`]: what must not be tried.
//! - [`bot`]: Tribute's bot: sells, answers replies with a button, notices presses.
//! - [`shop`]: the shop, which knows every `order_id`.
//! - [`deeds`]: what happens at which time, and bad luck; [`people`]: what people do; [`talk`]: what
//!   else the bot says; [`moderators`]: what is said to the agent.
//!   [`program`]: one that is a program; [`codes`]: goods that are codes.
//! - [`payments`]: what is paid elsewhere: [`purchases`], in [`tribute_shop`], at the [`bank`], to the [`paid_bot`]; [`webhooks`]: how that
//!   is told.

pub mod bank;
pub mod bot;
pub mod codes;
pub mod deeds;
pub mod fate;
pub mod line;
pub mod moderators;
pub mod paid_bot;
pub mod payments;
mod people;
mod program;
pub mod purchases;
pub mod room;
pub mod sale;
pub mod shop;
mod talk;
pub mod tribute_shop;
mod watch;
pub mod webhooks;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::time::Instant;
use tribute_agent::journal::Progress;
use tribute_agent::order::UserId;
use tribute_agent::telegram::Chat;

use crate::dice::Dice;
use crate::disk::Disk;
use crate::plan::nature::Nature;
use crate::planted::Planted;
use crate::promise::{Promise, Violation};
use bot::Bot;
use codes::Codes;
use deeds::Deed;
use fate::Fate;
use moderators::Talk;
use payments::Servers;
use room::Room;
use shop::Shop;

/// The account that receives the orders.
pub const SELLER: UserId = UserId(777_000);
/// Tribute's bot.
pub const BOT: UserId = UserId(6_675_346_585);
/// When every history begins. 2026-11-22T12:00:00Z.
const BEGINNING_SECONDS: i64 = 1_795_348_800;

/// The world of one history.
pub struct World {
    state: Mutex<State>,
    begun: Instant,
    /// Rings in the agent's ear.
    pub bell: Notify,
    /// Rings when somebody writes in the moderators' chat.
    pub moderators_bell: Notify,
    /// Something was put on the agenda.
    pub agenda_changed: Notify,
    /// The agent's power is cut now.
    pub power: Notify,
    /// The agent is asked to stop.
    pub shutdown: Notify,
    /// Rings when a buyer has done something at the bot that is paid.
    pub paid_bot_bell: Notify,
    /// Rings when a webhook stands at the agent's door.
    pub webhooks_bell: Notify,
    /// Whether the story is told on the way.
    pub is_told: bool,
}

/// All that the world knows.
pub struct State {
    pub dice: Dice,
    pub nature: Nature,
    pub tribute: Room,
    pub moderators: Room,
    pub talk: Talk,
    pub bot: Bot,
    pub shop: Shop,
    pub codes: Codes,
    pub server: Servers,
    /// Nothing goes wrong any more.
    pub is_calm: bool,
    /// Since when.
    pub calm_since: Option<Instant>,
    /// Until then no call gets through.
    pub offline_until: Instant,
    /// Until then no answer to a reading of Tribute's chat can be decoded.
    pub deaf_until: Instant,
    /// Where the agent's journal lies.
    pub disk: Option<Disk>,
    /// Since when the agent's process has lived.
    pub alive_since: Option<Instant>,
    /// Until then nobody may write in the moderators' chat.
    pub moderators_closed_until: Instant,
    /// Until then nothing can be recorded.
    pub disk_full_until: Instant,
    /// What is wrong with the agent's clock, in milliseconds.
    pub clock_error_ms: i64,
    /// How often that changed.
    pub clock_changes: u32,
    /// What the agent's line last heard of that.
    pub heard_error_ms: i64,
    /// Since when it knows.
    pub heard_at: Instant,
    /// For how long the agent stays off after the next power cut.
    pub downtime: Duration,
    /// What is to happen, and when.
    pub agenda: BTreeMap<(Instant, u64), Deed>,
    deeds_planned: u64,
    /// How often the agent was started.
    pub lives: u32,
    /// What the agent has seen since it was started.
    pub sight: Sight,
    /// Every text that moderators ever read.
    pub told: Vec<String>,
    /// What must never happen and did.
    pub violations: Vec<Violation>,
    /// How far the journal had come, as the session file remembers it.
    pub remembered: Option<Progress>,
    /// Counts what a power cut would leave behind: whatever arrived, was sent or was said.
    pub changes: u64,
    /// How many calls to Telegram were made.
    pub calls: u64,
    /// What becomes of a certain call, by its number; else the dice say.
    pub fates: HashMap<u64, Fate>,
    /// What becomes of the next reply or press.
    pub next_act: Option<Fate>,
    /// What becomes of the next calls, one after the other.
    pub next_calls: VecDeque<Fate>,
    /// What becomes of every call, if the dice are not to say.
    pub every_fate: Option<Fate>,
}

/// What the agent's present process has been shown.
#[derive(Default)]
pub struct Sight {
    /// When the newest page of Tribute's chat, as it was given to it, was true.
    pub page_at: Option<Instant>,
    /// When messages were last read or looked at, and the text and buttons they had; `None`: gone.
    pub looked: HashMap<i32, (Instant, Option<tribute_agent::telegram::Message>)>,
    /// When moderators were last told something, the newest last.
    pub told_at: VecDeque<Instant>,
    /// Until when Telegram asked to leave each chat alone.
    pub flood_until: HashMap<(Chat, &'static str), Instant>,
}

impl World {
    /// A world with nobody in it yet.
    pub fn new(nature: Nature, dice: Dice, is_told: bool) -> Arc<Self> {
        let now = Instant::now();
        let state = State {
            dice,
            nature,
            tribute: Room::default(),
            moderators: Room::default(),
            talk: Talk::default(),
            bot: Bot::default(),
            shop: Shop::new(now),
            codes: Codes::default(),
            server: Servers::default(),
            is_calm: false,
            calm_since: None,
            offline_until: now,
            deaf_until: now,
            disk: None,
            alive_since: None,
            moderators_closed_until: now,
            disk_full_until: now,
            clock_error_ms: 0,
            clock_changes: 0,
            heard_error_ms: 0,
            heard_at: now,
            downtime: Duration::ZERO,
            agenda: BTreeMap::new(),
            deeds_planned: 0,
            lives: 0,
            sight: Sight::default(),
            told: Vec::new(),
            violations: Vec::new(),
            remembered: None,
            changes: 0,
            calls: 0,
            fates: HashMap::new(),
            next_act: None,
            next_calls: VecDeque::new(),
            every_fate: None,
        };
        Arc::new(Self {
            state: Mutex::new(state),
            begun: now,
            bell: Notify::new(),
            moderators_bell: Notify::new(),
            agenda_changed: Notify::new(),
            power: Notify::new(),
            shutdown: Notify::new(),
            paid_bot_bell: Notify::new(),
            webhooks_bell: Notify::new(),
            is_told,
        })
    }

    /// All that the world knows. Never held while anything is waited for.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time by Telegram's clock, which is right.
    pub fn true_now(&self) -> Timestamp {
        let beginning = Timestamp::from_second(BEGINNING_SECONDS).expect("a time within range");
        let elapsed = SignedDuration::try_from(self.begun.elapsed()).expect("a short history");
        beginning.saturating_add(elapsed).expect("a time within range")
    }

    /// Another process of the agent begins, which has seen nothing.
    pub fn begin_life(&self) {
        let mut state = self.state();
        state.sight = Sight::default();
        state.alive_since = Some(Instant::now());
        state.lives += 1;
        self.hang_up(&mut state);
    }

    /// What is wrong with the agent's clock.
    pub fn clock_error_ms(&self) -> i64 {
        self.state().clock_error_ms
    }

    /// How long the history has lasted.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Goes on with the story.
    pub fn tell(&self, who: &str, what: impl Display) {
        if self.is_told {
            println!("{} {who:<8} {what}", clock_face(self.elapsed()));
        }
    }

    /// Something happened that must never happen.
    pub fn violated(&self, promise: Promise, what: impl Into<String>) {
        let violation = Violation::of(promise, what);
        self.tell("VIOLATED", &violation);
        self.state().violations.push(violation);
    }

    /// Whether this mistake is planted.
    pub fn plants(&self, planted: Planted) -> bool {
        self.state().nature.planted == Some(planted)
    }

    /// Whether nothing can be recorded now.
    pub fn disk_is_full(&self) -> bool {
        Instant::now() < self.state().disk_full_until
    }

    /// Plans a deed.
    pub fn plan(&self, after: Duration, deed: Deed) {
        self.agenda_push(&mut self.state(), after, deed);
    }

    /// Plans a deed in the middle of another.
    pub fn agenda_push(&self, state: &mut State, after: Duration, deed: Deed) {
        let sequence = state.deeds_planned;
        state.deeds_planned += 1;
        state.agenda.insert((Instant::now() + after, sequence), deed);
        self.agenda_changed.notify_one();
    }

    /// Something changed in a chat: an update comes; or late, or twice, or never.
    pub fn ring(&self) {
        let mut state = self.state();
        if state.is_calm {
            drop(state);
            return self.bell.notify_one();
        }
        let lost_percent = state.nature.bells_lost_percent;
        if state.offline_until > Instant::now() || state.dice.chance(lost_percent) {
            return;
        }
        let late = if state.dice.chance(20) { Some(state.dice.seconds(0..=40)) } else { None };
        let twice = state.dice.chance(10);
        drop(state);
        if let Some(late) = late {
            self.plan(late, Deed::Bell);
        }
        if late.is_none() || twice {
            self.bell.notify_one();
        }
    }
}

/// `01:02:03.456`, the story's time.
pub fn clock_face(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        elapsed.subsec_millis()
    )
}
