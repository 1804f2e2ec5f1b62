//! One schedule: a scenario, the call that goes wrong, and where the power is cut.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::scenario::Scenario;
use crate::world::fate::Fate;

/// What happens to a scenario.
#[derive(Clone)]
pub struct Schedule {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// Which call to Telegram goes wrong, counted from 1, and how.
    pub fault: Option<(u64, Fault)>,
    /// In each life of the agent: at which of the moments that differ from the one before the power
    /// is cut, counted from 1.
    pub cuts: Vec<u64>,
    /// Whether a cut takes back what was written and not synced: all of it.
    pub loses: bool,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not leave.
    NotSent,
    /// It leaves and never arrives; nobody can know.
    Lost,
    /// It takes its effect, and the answer never comes.
    AnswerLost,
    /// It takes its effect long after everybody has given it up.
    Late,
    /// Telegram asks to wait.
    Flood,
}

impl Fault {
    /// Every one.
    pub const ALL: [(&'static str, Self); 5] = [
        ("not-sent", Self::NotSent),
        ("lost", Self::Lost),
        ("answer-lost", Self::AnswerLost),
        ("late", Self::Late),
        ("flood", Self::Flood),
    ];

    /// What the line makes of it.
    pub fn fate(self) -> Fate {
        let soon = Duration::from_secs(1);
        match self {
            Self::NotSent => Fate::NotSent(soon),
            Self::Lost => Fate::LostOnTheWay(Duration::from_secs(10)),
            Self::AnswerLost => Fate::Arrives { there: Duration::ZERO, back: None },
            Self::Late => Fate::Arrives { there: Duration::from_secs(11), back: None },
            Self::Flood => Fate::Flood(Duration::from_secs(40)),
        }
    }

    fn name(self) -> &'static str {
        let known = Self::ALL.into_iter().find(|(_, fault)| *fault == self);
        known.map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scenario.name)?;
        if let Some((call, fault)) = self.fault {
            write!(f, ", call {call} {}", fault.name())?;
        }
        for cut in &self.cuts {
            write!(f, ", cut {cut}")?;
        }
        if self.loses {
            f.write_str(", losing")?;
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(", ");
        let name = parts.next().unwrap_or_default();
        let scenario = Scenario::named(name).ok_or(format!("no scenario is named {name:?}"))?;
        let mut schedule = Self { scenario, fault: None, cuts: Vec::new(), loses: false };
        for part in parts {
            let words: Vec<&str> = part.split(' ').collect();
            match words[..] {
                ["losing"] => schedule.loses = true,
                ["cut", at] => schedule.cuts.push(number(at)?),
                ["call", call, name] => {
                    let fault = Fault::ALL.into_iter().find(|(known, _)| *known == name);
                    let (_, fault) = fault.ok_or(format!("no fault is named {name:?}"))?;
                    schedule.fault = Some((number(call)?, fault));
                }
                _ => return Err(format!("not understood: {part:?}")),
            }
        }
        Ok(schedule)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}
