//! The shop, as `shop test` tries it, and its clock. How far this machine's clock may be from another one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::super::Failure;
use super::super::codes::{Examined, examine};
use super::super::orders::existing;
use super::check::{Finding, Inputs, Outcome, Verdict, finding};
use crate::config::Config;
use crate::journal::Journal;
use crate::machine::{Clock as _, Machine};
use crate::order::{Currency, Money, Untrusted};
use crate::shop::{Program, Salebot, Supplier, Verdict as ShopVerdict};

/// Networks take this long; nobody has to look.
const NEAR: SignedDuration = SignedDuration::from_secs(30);
/// Signatures are refused beyond (see docs/activation-protocol.md), and logins may be.
const FAR: SignedDuration = SignedDuration::from_mins(5);

/// More lines of a file are only counted.
const LINES_SHOWN: usize = 5;

pub(super) async fn check(inputs: &Inputs) -> Outcome {
    let client = match Supplier::new(inputs.own_config()?.shop()?.live.clone())? {
        Supplier::Http(client) => client,
        Supplier::Command(program) => return Ok(program_works(&program).await),
        Supplier::Codes(_) => return stock(inputs),
        Supplier::Salebot(project) => return Ok(salebot_is_there(inputs, &project).await),
    };
    let report = client.probe(Machine.now()).await;
    let report = inputs.facts.shop.get_or_init(|| report);
    let (signed, forged) = (report.signed.clone(), report.forged.clone());
    // The worse of the two findings.
    let (verdict, what, remedy) = match (signed.verdict, forged.verdict) {
        (_, ShopVerdict::Dangerous) => (Verdict::Failed, forged.what, forged.remedy),
        (ShopVerdict::Right, ShopVerdict::Right) => {
            (Verdict::Ok, format!("{} {}", signed.what, forged.what), forged.remedy)
        }
        (ShopVerdict::Right, _) => (Verdict::Warning, forged.what, forged.remedy),
        _ => (Verdict::Failed, signed.what, signed.remedy),
    };
    Ok(Finding::new(verdict, format!("{}: {what}", report.url), remedy))
}

/// Whether there are codes of all that is sold.
fn stock(inputs: &Inputs) -> Outcome {
    let config = inputs.own_config()?;
    let journal = existing(&config.journal()?)?;
    let stock = journal.as_ref().map(Journal::code_stock).transpose()?.unwrap_or_default();
    let free: BTreeMap<String, u32> = stock.into_iter().map(|row| (row.sku, row.free)).collect();
    let sold: BTreeSet<&str> = config.catalogue.entries().map(|it| &*it.item.sku).collect();
    let count: u32 = free.values().sum();
    let has_none = |sku: &&str| free.get(*sku).is_none_or(|free| *free == 0);
    let missing: Vec<&str> = sold.into_iter().filter(has_none).collect();
    let found = if missing.is_empty() {
        finding!(Ok, "doctor-codes", count)
    } else {
        finding!(Warning, "doctor-codes-missing", skus = missing.join(", "))
    };
    Ok(match codes_file(config, journal.as_ref()) {
        Some(of_file) => found.and(of_file),
        None => found,
    })
}

/// What is wrong with the owner's file, and what of it is not in the stock yet; `None`: nothing.
fn codes_file(config: &Config, journal: Option<&Journal>) -> Option<Finding> {
    let Examined { file, fresh, refused } = match examine(config, journal) {
        Ok(examined) => examined?,
        Err(Failure::Explained(error)) => return Some(Finding::of_error(Verdict::Failed, &*error)),
        Err(_) => return None,
    };
    if !refused.is_empty() {
        let lines = refused.iter().take(LINES_SHOWN).cloned().collect::<Vec<_>>().join("\n");
        return Some(finding!(
            Failed,
            "doctor-codes-file-wrong",
            file,
            count = refused.len(),
            lines
        ));
    }
    (fresh > 0).then(|| finding!(Warning, "doctor-codes-file-new", file, count = fresh))
}

/// Whether Salebot is there, and what is sold has prices that it understands.
async fn salebot_is_there(inputs: &Inputs, project: &Salebot) -> Finding {
    let found = project.probe().await;
    if found.verdict != ShopVerdict::Right {
        return Finding::new(
            Verdict::Failed,
            format!("{}: {}", project.url(), found.what),
            found.remedy,
        );
    }
    let config = inputs.own_config();
    let entries = config.iter().flat_map(|config| config.catalogue.entries());
    let is_foreign = |price: &Money| Currency::from_code("RUB") != Some(price.currency);
    let foreign = entries.filter(|entry| entry.price.as_ref().is_some_and(is_foreign));
    let foreign: Vec<_> = foreign.map(|entry| Untrusted::new(&*entry.name).to_string()).collect();
    if !foreign.is_empty() {
        return finding!(Warning, "doctor-salebot-roubles", products = foreign.join(", "));
    }
    Finding::new(Verdict::Ok, format!("{}: {}", project.url(), found.what), found.remedy)
}

async fn program_works(program: &Program) -> Finding {
    let found = program.probe(Machine.now()).await;
    let is_right = found.verdict == ShopVerdict::Right;
    let verdict = if is_right { Verdict::Ok } else { Verdict::Failed };
    let name = Untrusted::new(program.name());
    Finding::new(verdict, format!("{name}: {}", found.what), found.remedy)
}

pub(super) fn clock(inputs: &Inputs) -> Outcome {
    let config = inputs.own_config()?;
    let Ok(shop) = config.shop() else {
        return Ok(finding!(Skipped, "doctor-no-shop"));
    };
    if shop.server().is_none() {
        return Ok(finding!(NotNeeded, "doctor-shop-has-no-clock"));
    }
    let Some(report) = inputs.facts.shop.get() else {
        return Ok(finding!(Skipped, "doctor-shop-silent"));
    };
    Ok(match report.shop_ahead_seconds {
        Some(seconds) => judge_clock("shop", SignedDuration::from_secs(seconds)),
        None if report.signed.verdict == ShopVerdict::Right => {
            finding!(NotNeeded, "doctor-shop-clock-untold")
        }
        None => finding!(Skipped, "doctor-shop-clock-unknown"),
    })
}

/// Judges by how much the clock of `whose` (`telegram` or `shop`) is ahead.
pub(super) fn judge_clock(whose: &str, ahead: SignedDuration) -> Finding {
    let (distance, seconds) = (ahead.abs(), ahead.abs().as_secs());
    let way = if ahead.is_positive() { "behind" } else { "ahead" };
    if distance <= NEAR {
        finding!(Ok, "doctor-clock-agrees", whose, seconds)
    } else if distance <= FAR {
        finding!(Warning, "doctor-clock-differs", whose, seconds, way)
    } else {
        finding!(Failed, "doctor-clock-differs", whose, seconds, way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_well_far_is_not() {
        for (seconds, verdict, word) in [
            (0, Verdict::Ok, "agree"),
            (-30, Verdict::Ok, "agree"),
            (31, Verdict::Warning, "behind"),
            (-300, Verdict::Warning, "ahead"),
            (301, Verdict::Failed, "behind"),
            (-86_400, Verdict::Failed, "ahead"),
        ] {
            let finding = judge_clock("telegram", SignedDuration::from_secs(seconds));
            assert_eq!(finding.verdict, verdict, "{seconds}");
            assert!(finding.what.contains(word), "{}", finding.what);
            assert_eq!(finding.remedy.is_none(), verdict == Verdict::Ok);
        }
    }
}
