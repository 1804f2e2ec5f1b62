//! What the command line asks for.

use crate::schedules::schedule::Schedule;

/// What the command line asks for.
pub enum Asked {
    /// What every test run does; all of it, or until a part of it fails.
    Usual { until_failure: bool },
    /// So many seeds, from the first on.
    Seeds { first: u64, count: u64 },
    /// The same with a shop that forgets.
    ShopForgets { first: u64, count: u64 },
    /// One seed, told as a story; with every call to Telegram or without.
    Story { seed: u64, with_calls: bool, shop_forgets: bool },
    /// One situation, told as a story.
    Situation { name: String, with_calls: bool },
    /// Two copies of one folder.
    Copies,
    /// Every planted mistake.
    Planted,
    /// Every schedule.
    Schedules,
    /// One schedule, told as a story.
    Schedule(Schedule),
    /// Tests of another name.
    Nothing,
}

/// What was said, in whatever order.
#[derive(Default)]
struct Said {
    count: Option<u64>,
    first: u64,
    seed: Option<u64>,
    situation: Option<String>,
    with_calls: bool,
    shop_forgets: bool,
    until_failure: bool,
}

impl Asked {
    /// Reads the arguments.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut said = Said::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--seeds" => said.count = Some(number(&value()?)?),
                "--from" => said.first = number(&value()?)?,
                "--seed" => said.seed = Some(number(&value()?)?),
                "--situation" => said.situation = Some(value()?),
                "--copies" => return Ok(Self::Copies),
                "--planted" => return Ok(Self::Planted),
                "--schedules" => return Ok(Self::Schedules),
                "--schedule" => return Ok(Self::Schedule(value()?.parse()?)),
                "--until-failure" => said.until_failure = true,
                "--with-calls" => said.with_calls = true,
                "--shop-forgets" => said.shop_forgets = true,
                // What the usual harness takes; `cargo test simulation` filters by name.
                flag if flag.starts_with('-') => {}
                name if "simulation".contains(name) => {}
                _ => return Ok(Self::Nothing),
            }
        }
        Ok(said.asked())
    }
}

impl Said {
    fn asked(self) -> Asked {
        let (with_calls, shop_forgets, first) = (self.with_calls, self.shop_forgets, self.first);
        match (self.situation, self.seed, self.count) {
            (Some(name), ..) => Asked::Situation { name, with_calls },
            (None, Some(seed), _) => Asked::Story { seed, with_calls, shop_forgets },
            (None, None, count) if shop_forgets => Asked::ShopForgets {
                first,
                count: count.unwrap_or(crate::forgetful::SEEDS_DEFAULT),
            },
            (None, None, Some(count)) => Asked::Seeds { first, count },
            (None, None, None) => Asked::Usual { until_failure: self.until_failure },
        }
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{text} is no number"))
}
