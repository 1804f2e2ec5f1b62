//! What becomes of a call to Telegram.

use std::time::Duration;

use tokio::time::Instant;
use tribute_agent::telegram::Chat;

use super::World;

/// What becomes of a call.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It did not leave.
    NotSent(Duration),
    /// It left and was lost.
    LostOnTheWay(Duration),
    /// Telegram asks to wait.
    Flood(Duration),
    /// It arrives, and its answer can't be decoded, or ends the connection.
    Undecodable(&'static str),
    /// It arrives after `there`; its answer comes `back`, or never.
    Arrives { there: Duration, back: Option<Duration> },
}

/// What the agent's line says then.
const UNDECODABLE: [&str; 2] = ["an answer that the library rejects", "the connection was lost"];

impl Fate {
    /// It arrives at once, and so does its answer.
    pub const FINE: Self = Self::Arrives { there: Duration::ZERO, back: Some(Duration::ZERO) };
}

impl World {
    /// What becomes of the next call.
    pub fn fate(&self, chat: Chat, what: &str) -> Fate {
        let mut state = self.state();
        state.calls += 1;
        let call = state.calls;
        let certain = state.next_calls.pop_front();
        if let Some(fate) = certain.or(state.fates.remove(&call)).or(state.every_fate) {
            return fate;
        }
        let is_act = chat == Chat::Tribute && matches!(what, "sending" | "pressing");
        if is_act && let Some(fate) = state.next_act.take() {
            return fate;
        }
        let now = Instant::now();
        let is_offline = state.offline_until > now;
        if !is_offline && chat == Chat::Tribute && what == "reading" && state.deaf_until > now {
            return Fate::Undecodable(state.dice.pick(&UNDECODABLE));
        }
        let trouble = if state.is_calm { 0 } else { state.nature.line_trouble_percent };
        let dice = &mut state.dice;
        if is_offline {
            return if dice.chance(70) {
                Fate::NotSent(dice.seconds(0..=5))
            } else {
                Fate::LostOnTheWay(dice.seconds(1..=30))
            };
        }
        if !dice.chance(trouble) {
            return Fate::FINE;
        }
        match dice.below(7) {
            0 => Fate::NotSent(dice.seconds(0..=2)),
            1 => Fate::LostOnTheWay(dice.seconds(1..=30)),
            2 => Fate::Flood(dice.seconds(1..=120)),
            3 => Fate::Arrives { there: dice.seconds(0..=10), back: Some(dice.seconds(0..=3)) },
            4 => Fate::Arrives { there: dice.seconds(0..=12), back: None },
            _ => Fate::Arrives { there: Duration::ZERO, back: None },
        }
    }
}
