//! What the command line asks for.

use std::time::Duration;

/// Without arguments so many times, in all lanes together, if they take no longer than this on the
/// machine.
const KILLS_DEFAULT: usize = 300;
const TIME_DEFAULT: Duration = Duration::from_secs(25);
const SEED_DEFAULT: u64 = 1;
const WEBHOOKS_DEFAULT: usize = 400;
const CODES_DEFAULT: usize = 60;
/// One for every nature of a bot.
const LANES_DEFAULT: usize = 6;
const LANES_MAX: usize = 64;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub kills: usize,
    /// After this nobody is killed any more.
    pub time: Duration,
    pub seed: u64,
    pub lanes: usize,
    /// Whether the agent is to be stopped, too.
    pub stops: bool,
    /// Purchases that are told by webhooks; 0: none.
    pub webhooks: usize,
    /// Codes that are sold while the agent is killed; 0: none.
    pub codes: usize,
}

fn nothing_else(asked: Asked) -> Asked {
    Asked { kills: 0, stops: false, webhooks: 0, codes: 0, ..asked }
}

/// Reads them; `None`: tests of another name are asked for.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Option<Asked>, String> {
    let mut asked = Asked {
        kills: KILLS_DEFAULT,
        time: TIME_DEFAULT,
        seed: SEED_DEFAULT,
        lanes: LANES_DEFAULT,
        stops: true,
        webhooks: WEBHOOKS_DEFAULT,
        codes: CODES_DEFAULT,
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments.next().ok_or(format!("{argument} needs a number"))?;
            text.replace('_', "").parse::<usize>().map_err(|_| format!("{text} is no number"))
        };
        match argument.as_str() {
            "--kills" => (asked.kills, asked.time) = (number()?, Duration::MAX),
            "--seed" => asked.seed = number()? as u64,
            "--lanes" => asked.lanes = number()?.clamp(1, LANES_MAX),
            "--only-kills" => (asked.stops, asked.webhooks, asked.codes) = (false, 0, 0),
            "--webhooks" => asked = Asked { webhooks: number()?, ..nothing_else(asked) },
            "--codes" => asked = Asked { codes: number()?, ..nothing_else(asked) },
            // What the usual harness takes; `cargo test endurance` filters by name.
            flag if flag.starts_with('-') => {}
            name if "endurance".contains(name) => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(asked))
}
