//! What the bot says of an order after its end reaches a person.

use std::time::Duration;

use tribute_agent::order::life::ACKNOWLEDGEMENT_GRACE;

use super::Judge;
use crate::promise::Promise;
use crate::world::State;

/// So much later than the confirmation's own acknowledgement may come.
const MARGIN: Duration = Duration::from_secs(5);

impl Judge {
    pub(super) fn words(&mut self, state: &State) {
        for sale in state.bot.sales.values() {
            let Some(confirmed_at) = sale.confirmed_at else {
                continue;
            };
            let news_from = confirmed_at + ACKNOWLEDGEMENT_GRACE + MARGIN;
            let news = sale.words.iter().filter(|(at, _)| *at > news_from);
            for (_, words) in news {
                if !state.told.iter().any(|told| told.contains(words)) {
                    let what = format!("nobody was told of «{words}»");
                    self.wrong(Promise::LaterWordsTold, what);
                }
            }
        }
    }
}
