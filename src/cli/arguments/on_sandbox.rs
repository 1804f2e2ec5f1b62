//! The commands that run on a sandbox, and what their values mean.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute::mode::Modes;

use crate::config::duration;

/// Nobody has more.
const PRIVATE_CHATS_MAX: i64 = 1000;
/// More orders would not fit a sitting, nor memory.
pub const ORDERS_MAX: u32 = 100_000;

/// `rehearse`
#[derive(Debug, Args)]
pub struct Rehearse {
    /// How many, or from which file.
    #[arg(long, value_name = "N|FILE")]
    pub orders: Option<OrderSource>,
    /// What goes wrong on purpose.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub faults: Vec<Fault>,
    /// The owner's test server instead of the demo shop.
    #[arg(long, value_name = "URL", requires = "config")]
    pub shop: Option<String>,
    /// One JSON object per line.
    #[arg(long)]
    pub json: bool,
}

/// `sandbox`
#[derive(Clone, Debug, Args)]
pub struct Sandbox {
    /// How many, or from which file.
    #[arg(long, value_name = "N|FILE", default_value = "10")]
    pub orders: OrderSource,
    /// Between two orders.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, default_value = "200ms")]
    pub interval: Duration,
    /// What goes wrong on purpose.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub faults: Vec<Fault>,
    /// With how many people the seller chats in private.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=PRIVATE_CHATS_MAX))]
    pub private_chats: u32,
    /// How the bot behaves.
    #[arg(long, value_name = "MODE")]
    pub bot: Option<Modes>,
    /// For the dice: the same seed, the same orders.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Ends when all orders are settled.
    #[arg(long)]
    pub exit_when_done: bool,
    /// How long to wait for that after the last order.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, default_value = "60s")]
    pub settle_timeout: Duration,
    /// Writes a configuration that `run` works with at once.
    #[arg(long, value_name = "FILE")]
    pub write_config: Option<PathBuf>,
}

/// Where a rehearsal's or the sandbox's orders come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderSource {
    /// So many, made up; at least one.
    Count(u32),
    /// JSON Lines.
    File(PathBuf),
}

/// What was typed is neither a number of orders nor a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number from 1 to {ORDERS_MAX}, or a file")]
pub struct BadOrders;

impl FromStr for OrderSource {
    type Err = BadOrders;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(BadOrders);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        match text.parse() {
            Ok(count) if (1..=ORDERS_MAX).contains(&count) => Ok(Self::Count(count)),
            _ => Err(BadOrders),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_a_count_or_a_file() {
        assert_eq!("12".parse(), Ok(OrderSource::Count(12)));
        assert_eq!("12.jsonl".parse(), Ok(OrderSource::File("12.jsonl".into())));
        for text in ["", "0", "100001", "99999999999"] {
            assert_eq!(text.parse::<OrderSource>(), Err(BadOrders), "{text:?}");
        }
    }
}
