//! What this process has done, counted for monitors: the server tells it, nobody else reads it. All of it begins at
//! nothing with the process, as such counters do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A counter or a distribution, with what it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// Without `tribute_agent_` in front, and without `_total` at its end.
    name: &'static str,
    /// The names of its labels.
    labels: &'static [&'static str],
    help: &'static str,
}

/// Orders that came into a state.
pub const ORDERS: Metric =
    Metric { name: "orders", labels: &["source", "state"], help: "Orders that came into a state." };
/// Calls to the shop that were answered.
pub const SHOP_CALLS: Metric =
    Metric { name: "shop_calls", labels: &["outcome"], help: "Calls to the shop, by outcome." };
/// Webhooks that came in.
pub const WEBHOOKS: Metric = Metric {
    name: "webhooks",
    labels: &["source", "outcome"],
    help: "Webhooks that came in, by outcome.",
};
/// Buyers who wanted to pay the bot, and were answered.
pub const PRE_CHECKOUTS: Metric = Metric {
    name: "pre_checkouts",
    labels: &["outcome"],
    help: "Buyers who wanted to pay the bot, by how they were answered.",
};
/// Calls to Telegram, by the seller's account and by the owner's bot.
pub const TELEGRAM_CALLS: Metric = Metric {
    name: "telegram_calls",
    labels: &["method", "outcome"],
    help: "Calls to Telegram, by method and outcome.",
};
/// What Telegram asked to wait.
pub const FLOOD_WAIT_SECONDS: Metric = Metric {
    name: "flood_wait_seconds",
    labels: &[],
    help: "Seconds that Telegram asked to wait before another call.",
};
/// From taking an order in until the shop has given the goods.
pub const ACTIVATION_SECONDS: Metric = Metric {
    name: "activation_seconds",
    labels: &[],
    help: "From taking an order in until the shop has given the goods.",
};
/// From taking an order in until it is completed.
pub const ORDER_SECONDS: Metric = Metric {
    name: "order_seconds",
    labels: &[],
    help: "From taking an order in until it is completed.",
};

/// The bounds of a distribution, in seconds.
const BOUNDS: [u32; 10] = [1, 2, 5, 10, 30, 60, 300, 900, 3600, 86_400];

type Labels = Vec<Cow<'static, str>>;

#[derive(Debug, Default)]
struct Counts {
    counters: BTreeMap<(Metric, Labels), u64>,
    distributions: BTreeMap<Metric, Distribution>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Distribution {
    /// Below each bound, and above none before it.
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

static COUNTS: Mutex<Counts> =
    Mutex::new(Counts { counters: BTreeMap::new(), distributions: BTreeMap::new() });

fn counts() -> MutexGuard<'static, Counts> {
    COUNTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one more. The labels' values are of closed lists.
pub fn count<const N: usize>(metric: Metric, labels: [&str; N]) {
    add(metric, labels, 1);
}

/// The same for several at once.
pub fn add<const N: usize>(metric: Metric, labels: [&str; N], more: u64) {
    let labels = labels.map(|label| Cow::Owned(label.to_owned())).to_vec();
    *counts().counters.entry((metric, labels)).or_default() += more;
}

/// Takes a time into a distribution.
pub fn observe(metric: Metric, seconds: f64) {
    let mut counts = counts();
    let distribution = counts.distributions.entry(metric).or_default();
    distribution.count += 1;
    distribution.sum += seconds.max(0.0);
    if let Some(place) = BOUNDS.iter().position(|bound| seconds <= f64::from(*bound)) {
        distribution.buckets[place] += 1;
    }
}

/// All of it in the format of `OpenMetrics`, without its end.
pub fn exposition() -> String {
    let counts = counts();
    let mut text = String::new();
    let counters =
        [ORDERS, SHOP_CALLS, WEBHOOKS, PRE_CHECKOUTS, TELEGRAM_CALLS, FLOOD_WAIT_SECONDS];
    for metric in counters {
        begin(&mut text, metric.name, "counter", metric.help);
        for ((_, values), count) in counts.counters.iter().filter(|((it, _), _)| *it == metric) {
            let labels = metric.labels.iter().copied().zip(values.iter().map(AsRef::as_ref));
            sample(&mut text, &format!("{}_total", metric.name), labels, count);
        }
    }
    for metric in [ACTIVATION_SECONDS, ORDER_SECONDS] {
        begin(&mut text, metric.name, "histogram", metric.help);
        let known = counts.distributions.get(&metric).copied().unwrap_or_default();
        let (bucket, mut below) = (format!("{}_bucket", metric.name), 0);
        for (bound, count) in BOUNDS.iter().zip(known.buckets) {
            below += count;
            sample(&mut text, &bucket, [("le", &*format!("{bound}.0"))], below);
        }
        sample(&mut text, &bucket, [("le", "+Inf")], known.count);
        sample(&mut text, &format!("{}_count", metric.name), [], known.count);
        sample(&mut text, &format!("{}_sum", metric.name), [], known.sum);
    }
    text
}

/// What stands above the samples of a metric.
pub fn begin(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ =
        writeln!(text, "# TYPE tribute_agent_{name} {kind}\n# HELP tribute_agent_{name} {help}");
}

/// One sample.
pub fn sample<'l>(
    text: &mut String,
    name: &str,
    labels: impl IntoIterator<Item = (&'l str, &'l str)>,
    value: impl std::fmt::Display,
) {
    let escaped =
        |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels = labels.into_iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
    let labels = labels.collect::<Vec<_>>().join(",");
    let labels = if labels.is_empty() { labels } else { format!("{{{labels}}}") };
    let _ = writeln!(text, "tribute_agent_{name}{labels} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIED: Metric = WEBHOOKS;

    #[test]
    fn what_was_counted_is_told() {
        count(TRIED, ["a \"source\"", "kept"]);
        count(TRIED, ["a \"source\"", "kept"]);
        observe(ORDER_SECONDS, 3.0);
        let text = exposition();
        let sample =
            "tribute_agent_webhooks_total{source=\"a \\\"source\\\"\",outcome=\"kept\"} 2\n";
        assert!(text.contains(sample), "{text}");
        assert!(text.contains("# TYPE tribute_agent_webhooks counter\n"), "{text}");
        assert!(text.contains("tribute_agent_order_seconds_bucket{le=\"+Inf\"} "), "{text}");
        let below = |bound| {
            let start = format!("tribute_agent_order_seconds_bucket{{le=\"{bound}\"}} ");
            let line = text.lines().find_map(|line| line.strip_prefix(&start));
            line.and_then(|count| count.parse::<u64>().ok()).unwrap()
        };
        assert!(below("5.0") > below("2.0"), "{text}");
        assert!(below("86400.0") >= below("5.0"), "{text}");
    }
}
