//! What the bot says of an order after its end reaches a person.

use std::time::Duration;

use super::Judge;
use crate::promise::Promise;
use crate::world::State;
use crate::world::sale::{Sale, Words};

/// What comes within a minute after an order's end may be taken for its acknowledgement; and that it
/// has ended is known some time-outs later, when the press's answer is lost.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_mins(3);
/// Within this time after the trouble the agent has read everything.
const READ_WITHIN: Duration = Duration::from_mins(10);

impl Judge {
    pub(super) fn words(&mut self, state: &State) {
        for sale in state.bot.sales.values() {
            let said = sale.words.iter();
            for Words { text, .. } in said.filter(|words| is_news(words, sale, state)) {
                if !state.told.iter().any(|told| told.contains(text)) {
                    let what = format!("nobody was told of «{text}»");
                    self.wrong(Promise::LaterWordsTold, what);
                }
            }
        }
    }
}

/// Whether the bot's words about an order are news. What it said of one that the owner handled while
/// the agent was away, the owner is taken to have seen.
fn is_news(words: &Words, sale: &Sale, state: &State) -> bool {
    let Some(confirmed_at) = sale.confirmed_at else {
        return false;
    };
    let is_agents = sale.by_hand_at.is_none() && sale.presses_by_hand == 0;
    let seen_by_owner = state.calm_since.map(|calm_since| calm_since + READ_WITHIN);
    let from = if is_agents {
        Some(confirmed_at)
    } else {
        seen_by_owner.map(|seen| seen.max(confirmed_at))
    };
    let is_question = words.asks && is_agents;
    let grace = if is_question { Duration::ZERO } else { ACKNOWLEDGED_WITHIN };
    from.is_some_and(|from| words.at > from + grace)
}
