//! What Tribute's server and the bank's tell: each again and again until it is answered.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use telegram_sandbox::tbank::token::token;

use super::deeds::Deed;
use super::{State, World};
use crate::planted::Planted;
use crate::promise::Promise;
use crate::servers::{PASSWORD, TERMINAL};

/// The pauses between two attempts at a webhook.
const PAUSES_MIN: [u64; 8] = [5, 15, 30, 60, 120, 240, 480, 480];
/// How many attempts meet a stranger's, while things go wrong; how many come late, and how many twice.
const FORGED_PERCENT: u64 = 10;
const LATE_PERCENT: u64 = 20;
const TWICE_PERCENT: u64 = 10;
const STRANGERS_PASSWORD: &str = "another-password";

/// All that is told.
#[derive(Default)]
pub struct Tellings {
    /// In the order in which it happened.
    pub all: Vec<Telling>,
    /// Those that stand at the agent's door.
    arrived: VecDeque<usize>,
}

/// Who tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    Tribute,
    Bank,
}

/// An event that is told until it is answered.
pub struct Telling {
    sender: Sender,
    name: &'static str,
    payload: Map<String, Value>,
    created_at: Timestamp,
    attempts: usize,
    /// Whether it was answered.
    pub is_answered: bool,
    /// Whether nobody can read it.
    pub is_nonsense: bool,
}

/// A request at the agent's door.
pub struct Arrived {
    /// Which telling it is.
    pub index: usize,
    /// Whose.
    pub sender: Sender,
    /// As it is written now.
    pub body: String,
    /// What a stranger sent in front of it.
    pub forged: Option<String>,
}

impl Telling {
    /// As it is written at this attempt, by whoever has this password.
    fn body(&self, sent_at: Timestamp, password: &str) -> String {
        if self.sender == Sender::Bank {
            let mut message = self.payload.clone();
            message.insert("TerminalKey".to_owned(), json!(TERMINAL));
            let token = token(&message, password);
            message.insert("Token".to_owned(), json!(token));
            return Value::Object(message).to_string();
        }
        let (name, created_at) = (self.name, self.created_at);
        let payload = Value::Object(self.payload.clone());
        format!(
            r#"{{"name":"{name}","created_at":"{created_at}","sent_at":"{sent_at}","payload":{payload}}}"#
        )
    }
}

impl World {
    /// Something is told from now on; it may come late.
    pub(super) fn tell_of(&self, sender: Sender, name: &'static str, payload: Map<String, Value>) {
        let created_at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let index = state.server.tellings.all.len();
        let (attempts, is_answered, is_nonsense) = (0, false, payload.is_empty());
        let telling =
            Telling { sender, name, payload, created_at, attempts, is_answered, is_nonsense };
        state.server.tellings.all.push(telling);
        let is_late = !state.is_calm && state.dice.chance(LATE_PERCENT);
        let late = if is_late { state.dice.seconds(0..=200) } else { Duration::ZERO };
        self.agenda_push(state, late, Deed::Attempt(index));
        if !state.is_calm && state.dice.chance(TWICE_PERCENT) {
            let again = late + state.dice.seconds(0..=60);
            self.agenda_push(state, again, Deed::Attempt(index));
        }
    }

    /// Somebody tries to tell something.
    pub(super) fn attempts(&self, index: usize) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let is_reached = state.alive_since.is_some() && !state.is_lost_on_the_way();
        let Telling { sender, name, .. } = state.server.tellings.all[index];
        self.tell("webhook", format_args!("{index}, {sender:?} {name}: arrives {is_reached}"));
        if is_reached {
            state.server.tellings.arrived.push_back(index);
            self.webhooks_bell.notify_one();
        } else {
            self.try_again(state, index);
        }
    }

    fn try_again(&self, state: &mut State, index: usize) {
        let telling = &mut state.server.tellings.all[index];
        telling.attempts += 1;
        if let Some(pause) = PAUSES_MIN.get(telling.attempts - 1) {
            self.agenda_push(state, Duration::from_mins(*pause), Deed::Attempt(index));
        }
    }

    /// Whether something stands at the agent's door.
    pub fn has_arrived(&self) -> bool {
        let server = &self.state().server;
        !server.tellings.arrived.is_empty() || server.is_asked()
    }

    /// What stands there first. It stays there until it is answered.
    pub fn arrived(&self) -> Option<Arrived> {
        let sent_at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let index = *state.server.tellings.arrived.front()?;
        let is_forged_before = !state.is_calm && state.dice.chance(FORGED_PERCENT);
        let telling = &state.server.tellings.all[index];
        let mut body = telling.body(sent_at, PASSWORD);
        let is_numbered = telling.payload.get("purchase_id").is_some_and(Value::is_number);
        if state.nature.planted == Some(Planted::ToldAnew) && telling.attempts > 0 && is_numbered {
            body = body.replace(r#""purchase_id":"#, r#""purchase_id":9"#);
        }
        let forged = is_forged_before.then(|| telling.body(sent_at, STRANGERS_PASSWORD));
        Some(Arrived { index, sender: telling.sender, body, forged })
    }

    /// The agent answers what stands at its door first. The answer may be lost.
    pub fn answered(&self, arrived: &Arrived) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        state.server.tellings.arrived.pop_front();
        let is_lost = state.is_lost_on_the_way();
        self.tell("webhook", format_args!("{} is answered; lost: {is_lost}", arrived.index));
        if is_lost {
            self.try_again(state, arrived.index);
        } else {
            state.server.tellings.all[arrived.index].is_answered = true;
        }
    }

    /// A stranger's request was taken for a true one.
    pub fn took_forged(&self, body: &str) {
        self.violated(Promise::NeverFooled, format!("a stranger's webhook was taken: {body}"));
    }

    /// Whoever stood at the door of the process before this one was not answered.
    pub(super) fn hang_up_webhooks(&self, state: &mut State) {
        for index in std::mem::take(&mut state.server.tellings.arrived) {
            self.try_again(state, index);
        }
    }
}

impl State {
    /// Whether a request, or its answer, gets lost.
    pub fn is_lost_on_the_way(&mut self) -> bool {
        let lost_percent = self.nature.line_trouble_percent;
        let is_offline = self.offline_until > tokio::time::Instant::now();
        is_offline || !self.is_calm && self.dice.chance(lost_percent)
    }

    /// Whether a payment of a checkout is never told, and has to be asked for. A wrong clock would ask too early.
    pub(super) fn is_never_told(&mut self) -> bool {
        self.clock_changes == 0 && self.dice.chance(15)
    }
}
