//! The shop: whether it is there, takes our signature and refuses a wrong one, as `shop test` does;
//! and its clock.

use jiff::{SignedDuration, Timestamp};

use super::clock;
use super::finding::{Check, Finding, Verdict};
use crate::language::Language;
use crate::shop::{Client, ProbeReport, Settings, Verdict as ShopVerdict};

/// Makes both calls; gives what came of them.
pub(super) async fn probe(
    settings: Settings,
    now: Timestamp,
    language: Language,
) -> (Finding, Option<ProbeReport>) {
    let client = match Client::new(settings) {
        Ok(client) => client,
        Err(error) => {
            let finding = Finding::explained(Check::Shop, Verdict::Failed, &error, language);
            return (finding, None);
        }
    };
    let report = client.probe(now).await;
    (judge(&report, language), Some(report))
}

/// The worse of the two findings.
fn judge(report: &ProbeReport, language: Language) -> Finding {
    let [signed, forged] = crate::i18n::with_language(language, || {
        [report.explain_signed(), report.explain_forged()]
    });
    let (verdict, worse) = match (signed.verdict, forged.verdict) {
        (_, ShopVerdict::Dangerous) => (Verdict::Failed, forged),
        (ShopVerdict::Right, ShopVerdict::Right) => {
            let what = format!("{}: {} {}", report.url, signed.what, forged.what);
            let finding = Finding::ok(Check::Shop, what);
            return finding.remedy(forged.remedy.unwrap_or_default());
        }
        (ShopVerdict::Right, _) => (Verdict::Warning, forged),
        _ => (Verdict::Failed, signed),
    };
    let what = format!("{}: {}", report.url, worse.what);
    let finding = match verdict {
        Verdict::Warning => Finding::warning(Check::Shop, what),
        _ => Finding::failed(Check::Shop, what),
    };
    finding.remedy(worse.remedy.unwrap_or_default())
}

/// How far the shop's clock is from this machine's, as its answer says.
pub(super) fn shop_clock(report: &ProbeReport, language: Language) -> Finding {
    let check = Check::ShopClock;
    if let Some(seconds) = report.shop_ahead_seconds {
        let ahead = SignedDuration::from_secs(seconds);
        return clock::judge(check, ("the shop's", "часы магазина"), ahead, language);
    }
    match report.signed_verdict() {
        ShopVerdict::Right => Finding::not_needed(
            check,
            language.pick(
                "The shop does not say what time it has; it takes the signature, so the clocks are near enough.",
                "Магазин не говорит, который у него час, но подпись принимает: значит, часы достаточно близки.",
            ),
        ),
        _ => Finding::skipped(
            check,
            language.pick(
                "Without its answer nobody knows what time the shop has.",
                "Без ответа магазина не узнать, который у него час.",
            ),
        ),
    }
}
