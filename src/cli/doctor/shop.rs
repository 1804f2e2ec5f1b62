//! The shop: whether it is there, takes our signature and refuses a wrong one, as `shop test` does; and its
//! clock.

use jiff::SignedDuration;

use super::clock;
use super::finding::{Finding, Outcome, Verdict, finding};
use super::inputs::Inputs;
use crate::machine::{Clock as _, Machine};
use crate::shop::{Client, ProbeReport, Verdict as ShopVerdict};

/// Makes both calls.
pub(super) async fn check(inputs: &Inputs) -> Outcome {
    let client = Client::new(inputs.own_config()?.shop()?.live.clone())?;
    let report = client.probe(Machine.now()).await;
    Ok(judge(inputs.facts.shop.get_or_init(|| report)))
}

/// The worse of the two findings.
fn judge(report: &ProbeReport) -> Finding {
    let signed = report.explain_signed();
    let forged = report.explain_forged();
    let (verdict, what, remedy) = match (signed.verdict, forged.verdict) {
        (_, ShopVerdict::Dangerous) => (Verdict::Failed, forged.what, forged.remedy),
        (ShopVerdict::Right, ShopVerdict::Right) => {
            let both = format!("{} {}", signed.what, forged.what);
            (Verdict::Ok, both, forged.remedy)
        }
        (ShopVerdict::Right, _) => (Verdict::Warning, forged.what, forged.remedy),
        _ => (Verdict::Failed, signed.what, signed.remedy),
    };
    let what = format!("{}: {what}", report.url);
    Finding::new(verdict, what, remedy.unwrap_or_default())
}

/// How far the shop's clock is from this machine's, as its answer says.
pub(super) fn clock(inputs: &Inputs) -> Outcome {
    if inputs.own_config()?.shop().is_err() {
        return Ok(finding!(Skipped, "doctor-no-shop"));
    }
    let Some(report) = inputs.facts.shop.get() else {
        return Ok(finding!(Skipped, "doctor-shop-silent"));
    };
    Ok(match report.shop_ahead_seconds {
        Some(seconds) => clock::judge("shop", SignedDuration::from_secs(seconds)),
        None if report.signed_verdict() == ShopVerdict::Right => {
            finding!(NotNeeded, "doctor-shop-clock-untold")
        }
        None => finding!(Skipped, "doctor-shop-clock-unknown"),
    })
}
