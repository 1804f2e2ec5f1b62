//! What may stand for a value on the command line, for who has typed something else.

use std::error::Error;

use clap::error::{ContextKind, ContextValue};

use super::arguments::BadSince;
#[cfg(feature = "sandbox")]
use super::arguments::{BadOrders, ORDERS_MAX};
use crate::config::duration::BadDuration;
#[cfg(feature = "sandbox")]
use crate::config::near::nearest;
use crate::language::Language;
#[cfg(feature = "sandbox")]
use telegram_sandbox::faults::{self, UnknownFault};
#[cfg(feature = "sandbox")]
use telegram_sandbox::tribute::mode::{self, ModeError};

/// What may stand there, after a colon.
#[derive(Debug)]
pub(super) struct Allowed {
    english: String,
    russian: String,
    /// Of names: the one that was probably meant.
    pub(super) near: Option<String>,
}

impl Allowed {
    /// What clap's error says of it, and the value's own reader.
    pub(super) fn of(error: &clap::Error) -> Option<Self> {
        if let Some(ContextValue::Strings(names)) = error.get(ContextKind::ValidValue) {
            return Some(Self::names(&names.join(", "), None));
        }
        let why = error.source()?;
        let told = why.to_string();
        if why.is::<BadSince>() {
            let russian = "all, промежуток времени (2h, 3d) или день (2026-11-01)";
            return Some(Self::new(told, russian));
        }
        if why.is::<BadDuration>() {
            let english = "a duration such as 2s, 200ms, 5m, 1h30m, 72h";
            let russian = "нужен промежуток времени: 2s, 200ms, 5m, 1h30m, 72h";
            return Some(Self::new(english, russian));
        }
        #[cfg(feature = "sandbox")]
        if let Some(allowed) = Self::on_sandbox(why) {
            return Some(allowed);
        }
        Some(Self::number(&told))
    }

    /// What the readers of the sandbox's values say.
    #[cfg(feature = "sandbox")]
    fn on_sandbox(why: &(dyn Error + 'static)) -> Option<Self> {
        if why.is::<BadOrders>() {
            return Some(Self::new(
                why.to_string(),
                format!("число от 1 до {ORDERS_MAX} или файл"),
            ));
        }
        if let Some(UnknownFault { given }) = why.downcast_ref() {
            let near = nearest(given, faults::NAMES.iter().copied());
            return Some(Self::names(&faults::names(), near));
        }
        match why.downcast_ref()? {
            ModeError::Unknown { given } => {
                let near = nearest(given, mode::all());
                Some(Self::names(&mode::names(), near))
            }
            ModeError::Contradiction(one, other) => Some(Self::new(
                format!("{one} and {other} contradict each other"),
                format!("{one} и {other} несовместимы"),
            )),
        }
    }

    fn new(english: impl Into<String>, russian: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            russian: russian.into(),
            near: None,
        }
    }

    fn names(names: &str, near: Option<&str>) -> Self {
        Self {
            near: near.map(str::to_owned),
            ..Self::new(format!("one of {names}"), format!("нужно одно из {names}"))
        }
    }

    /// What clap's own readers of numbers say: `0 is not in 1..=10000`.
    fn number(told: &str) -> Self {
        let range = told.rsplit_once(" is not in ").map(|(_, range)| range);
        match range.and_then(|range| range.split_once("..=")) {
            Some((least, most)) => Self::new(
                format!("a whole number from {least} to {most}"),
                format!("нужно целое число от {least} до {most}"),
            ),
            None => Self::new("a whole number", "нужно целое число"),
        }
    }

    /// In a language.
    pub(super) fn text(&self, language: Language) -> &str {
        language.pick(&self.english, &self.russian)
    }
}
