//! The configuration: which it is, whether it can be understood, whether it is the owner's own.

use secrecy::ExposeSecret as _;

use super::finding::{Finding, Outcome, Verdict, finding};
use super::inputs::Inputs;
use crate::config::{ConfigError, public_app};
use crate::i18n::t;
use crate::report::UserError as _;

/// What was loaded, or why it was not.
pub(super) fn check(inputs: &Inputs) -> Outcome {
    let config = inputs.loaded.as_ref().map_err(broken)?;
    config.refuse_sample()?;
    config.rules()?;
    let file = inputs.file()?.display();
    // Who else may read it is another check's.
    let is_mine = |code| code != "config.readable_by_others";
    let mut warnings = config.warnings.iter().filter(|it| is_mine(it.code()));
    let Some(warning) = warnings.next() else {
        return Ok(finding!(Ok, "doctor-config", file = file.to_string()));
    };
    let finding = Finding::explained(Verdict::Warning, warning);
    let what = format!("{file}: {}", finding.what);
    Ok(and_more(Finding { what, ..finding }, warnings.count()))
}

fn broken(error: &ConfigError) -> Finding {
    let finding = Finding::explained(Verdict::Failed, error);
    and_more(finding, error.mistakes().count() - 1)
}

/// With how many others there are.
fn and_more(mut finding: Finding, more: usize) -> Finding {
    if more > 0 {
        let more = t!("doctor-config-more", count = more);
        finding.what = format!("{}\n{more}", finding.what);
    }
    finding
}

/// Whether the application at Telegram is one that everybody uses. A sandbox asks for none.
pub(super) fn application(inputs: &Inputs) -> Outcome {
    let telegram = inputs.config()?.telegram()?;
    if inputs.facts.session.get().is_some_and(|it| !it.live) {
        return Ok(finding!(NotNeeded, "doctor-application-sandbox"));
    }
    let hash = telegram.api_hash.expose_secret();
    Ok(
        match public_app::owner_of(Some(telegram.api_id.into()), Some(hash)) {
            Some(owner) => finding!(Warning, "doctor-application-public", owner),
            None => finding!(Ok, "doctor-application-own"),
        },
    )
}
