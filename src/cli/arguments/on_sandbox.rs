//! The commands that run on a sandbox, and what their values mean.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use telegram_sandbox::faults::{self, Fault};
use telegram_sandbox::moderators::{self, Behaviour, UnknownBehaviour};
use telegram_sandbox::tribute::mode::{self, ModeError, Modes};
use telegram_sandbox::tribute_api::planned::{self, Buyers, UnknownBuyers};

use super::values::{BadValue, duration, number};
use crate::config::suggest::nearest;
use crate::i18n::t;

/// Nobody has more.
const PRIVATE_CHATS_MAX: u32 = 1000;
/// More orders would not fit a sitting, nor memory.
const ORDERS_MAX: u32 = 100_000;

/// `rehearse`
#[derive(Clone, Debug, Default, Args)]
#[expect(missing_docs, reason = "`--help` says it")]
pub struct Rehearse {
    #[arg(long, value_name = "N|FILE")]
    pub orders: Option<OrderSource>,
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = fault_parser())]
    pub faults: Vec<Fault>,
    #[arg(long, value_name = "URL")]
    pub shop: Option<String>,
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_enum, requires = "shop")]
    pub shop_faults: Vec<ShopFault>,
    #[arg(long)]
    pub json: bool,
}

/// What a test server is tried with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum ShopFault {
    /// The first answer that the goods are given is lost.
    TimeoutAfterEffect,
    /// Each call is made twice, at once.
    TwoAtOnce,
    /// The bodies say that they were made an hour ago.
    RepeatAfterAnHour,
    /// Each of these, for a third of the orders.
    All,
}

/// `sandbox`
#[derive(Clone, Debug, Args)]
#[expect(missing_docs, reason = "`--help` says it")]
#[expect(clippy::struct_excessive_bools, reason = "flags")]
pub struct Sandbox {
    #[arg(long, value_name = "N|FILE", default_value = "10")]
    pub orders: OrderSource,
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "200ms")]
    pub interval: Duration,
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = fault_parser())]
    pub faults: Vec<Fault>,
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = number(0..=PRIVATE_CHATS_MAX))]
    pub private_chats: u32,
    #[arg(long, value_name = "MODE", value_parser = modes)]
    pub bot: Option<Modes>,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    #[arg(long)]
    pub exit_when_done: bool,
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "60s")]
    pub settle_timeout: Duration,
    #[arg(long, value_name = "FILE")]
    pub write_config: Option<PathBuf>,
    #[arg(long, requires = "write_config")]
    pub codes: bool,
    #[arg(long, requires = "write_config", conflicts_with = "codes")]
    pub salebot: bool,
    #[arg(long)]
    pub moderators_bot: bool,
    #[arg(long, conflicts_with = "no_telegram")]
    pub payments_bot: bool,
    #[arg(long)]
    pub server: bool,
    #[arg(long, requires = "server")]
    pub no_telegram: bool,
    #[arg(long, value_name = "N|FILE", requires = "server")]
    pub purchases: Option<OrderSource>,
    #[arg(long, value_name = "NAME", value_parser = buyers)]
    pub buyers: Option<Buyers>,
    #[arg(long, value_name = "MODE", value_parser = behaviour)]
    pub moderators: Option<Behaviour>,
    #[arg(long)]
    pub json: bool,
}

/// The source of a rehearsal's or the sandbox's orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderSource {
    /// So many, made up; at least one.
    Count(u32),
    /// JSON Lines.
    File(PathBuf),
}

impl FromStr for OrderSource {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.bytes().any(|byte| !byte.is_ascii_digit()) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        match text.parse() {
            Ok(count) if (1..=ORDERS_MAX).contains(&count) => Ok(Self::Count(count)),
            _ => Err(BadValue::expected(t!("usage-expected-orders", most = ORDERS_MAX))),
        }
    }
}

fn fault_parser() -> impl clap::builder::TypedValueParser<Value = Fault> {
    PossibleValuesParser::new(faults::NAMES).try_map(|name| name.parse::<Fault>())
}

fn behaviour(text: &str) -> Result<Behaviour, BadValue> {
    text.parse().map_err(|UnknownBehaviour { given }| BadValue {
        expected: t!("usage-expected-one-of", names = moderators::NAMES.join(", ")),
        suggestion: nearest(&given, moderators::NAMES).map(str::to_owned),
    })
}

fn buyers(text: &str) -> Result<Buyers, BadValue> {
    text.parse().map_err(|UnknownBuyers { given }| BadValue {
        expected: t!("usage-expected-one-of", names = planned::NAMES.join(", ")),
        suggestion: nearest(&given, planned::NAMES).map(str::to_owned),
    })
}

fn modes(text: &str) -> Result<Modes, BadValue> {
    text.parse().map_err(|error| match error {
        ModeError::Unknown { given } => BadValue {
            expected: t!("usage-expected-one-of", names = mode::names()),
            suggestion: nearest(&given, mode::all()).map(str::to_owned),
        },
        ModeError::Contradiction(one, other) => {
            BadValue::expected(t!("usage-contradiction", one = one, other = other))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_a_count_or_a_file() {
        assert_eq!("12".parse(), Ok(OrderSource::Count(12)));
        assert_eq!("12.jsonl".parse(), Ok(OrderSource::File("12.jsonl".into())));
        for text in ["", "0", "100001", "99999999999"] {
            assert!(text.parse::<OrderSource>().is_err(), "{text:?}");
        }
    }
}
