//! `doctor`: is everything in place for orders to be carried out? It changes nothing, and sends nothing but a
//! test message, when it is asked for.
//!
//! While `run` is at work, what needs the session is skipped: Telegram ends a session for good that is used in
//! two places. Without a configuration nobody outside is asked anything: it might have named a proxy.

mod android;
mod bank;
mod bot;
mod check;
mod files;
mod journal;
mod payments;
mod report;
mod server;
mod shop;
mod telegram;

use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use tokio::sync::oneshot;
use tokio::time::timeout;

pub(super) use self::bot::try_moderators;
pub(super) use self::telegram::ring;

use self::Check::{Local, Reading, Remote};
use self::check::{Finding, Inputs, finding};
use self::report::{CheckResult, title};
use super::interrupt::unless_interrupted;
use super::{Context, Outcome, interrupted};
use crate::i18n;
use crate::report::Exit;

/// How long one check may take: a connection has its own, shorter limits.
const CHECK_TIMEOUT: Duration = Duration::from_secs(40);
/// A large journal is read through.
const READING_TIMEOUT: Duration = Duration::from_mins(10);
const SPIN_INTERVAL: Duration = Duration::from_millis(120);

#[derive(Clone, Copy)]
enum Check {
    /// Looks at files, and may hang with their disk.
    Local(fn(&Inputs) -> check::Outcome),
    /// Reads what may be large.
    Reading(fn(&Inputs) -> check::Outcome),
    /// Asks somebody outside.
    Remote(for<'a> fn(&'a Inputs) -> Asking<'a>),
}

type Asking<'a> = Pin<Box<dyn Future<Output = check::Outcome> + 'a>>;

/// The checks in their order. Their names never change; their titles are `doctor-title` in `locales/`.
static CHECKS: &[(&str, Check)] = &[
    ("config", Local(files::config)),
    ("permissions", Local(files::permissions)),
    ("disk", Local(files::disk)),
    ("session", Local(files::session)),
    ("application", Local(files::application)),
    ("running", Local(journal::running)),
    ("journal", Reading(journal::check)),
    ("last_order", Local(journal::last_order)),
    ("telegram", Remote(|inputs| Box::pin(telegram::direct(inputs)))),
    ("proxy", Remote(|inputs| Box::pin(telegram::through_proxy(inputs)))),
    ("account", Remote(|inputs| Box::pin(telegram::account(inputs)))),
    ("telegram_clock", Local(telegram::clock)),
    ("tribute", Remote(|inputs| Box::pin(telegram::tribute(inputs)))),
    ("moderators", Remote(|inputs| Box::pin(telegram::moderators(inputs)))),
    ("moderators_open", Remote(|inputs| Box::pin(telegram::openness(inputs)))),
    ("moderators_bot", Remote(|inputs| Box::pin(bot::check(inputs)))),
    ("moderators_phone", Local(telegram::phone)),
    ("payments_bot", Remote(|inputs| Box::pin(payments::check(inputs)))),
    ("shop", Remote(|inputs| Box::pin(shop::check(inputs)))),
    ("shop_clock", Local(shop::clock)),
    ("tribute_api", Remote(|inputs| Box::pin(server::tribute_key(inputs)))),
    ("server", Remote(|inputs| Box::pin(server::server(inputs)))),
    ("public_url", Remote(|inputs| Box::pin(server::public_url(inputs)))),
    ("webhooks", Local(server::webhooks)),
    ("tbank", Remote(|inputs| Box::pin(bank::terminal(inputs)))),
    ("tbank_notifications", Local(bank::notifications)),
    ("wake_lock", Local(android::wake_lock)),
    ("battery", Local(android::battery)),
    ("last_kill", Local(android::last_kill)),
];

/// The checks of `status`: whether `run` is at work, and what its files tell. Nobody outside is asked.
pub(super) const STATUS: [&str; 4] = ["session", "running", "journal", "last_order"];

/// Makes the checks of these names; of none: all.
pub(super) async fn run(
    only: &[&str],
    ring: bool,
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let inputs = Arc::new(Inputs::gather(only.is_empty(), context));
    let is_watched = context.stdio.stderr_is_terminal && !as_json;
    let progress = if is_watched { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    progress.enable_steady_tick(SPIN_INTERVAL);
    let mut results = Vec::new();
    let examining = async {
        for (name, check) in
            CHECKS.iter().filter(|(name, _)| only.is_empty() || only.contains(name))
        {
            progress.set_message(title(name));
            results.push(CheckResult { check: name, finding: check.run(&inputs).await });
        }
        progress.finish_and_clear();
        let phone = results.iter_mut().find(|it| it.check == "moderators_phone");
        if let Some(phone) = phone.filter(|_| ring) {
            telegram::send_test_message(&inputs, &mut phone.finding, as_json, context.stdio).await;
        }
    };
    let is_whole = unless_interrupted(interrupted(), examining).await.is_ok();
    progress.finish_and_clear();
    // No check that hangs may have the connection still.
    let inputs = Arc::into_inner(inputs);
    if let Some(examination) = inputs.and_then(|it| it.facts.examination.into_inner()) {
        examination.end().await;
    }
    let style = context.stdio.output_style();
    let is_well = is_whole && report::is_well(&results);
    let out = &mut context.stdio.stdout;
    if as_json {
        report::write_json(&results, is_well, out)?;
    } else {
        report::write_table(&results, is_whole, style, out)?;
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

impl Check {
    /// Makes the check: whatever comes of it, the others are made.
    async fn run(self, inputs: &Arc<Inputs>) -> Finding {
        let limit = if let Reading(_) = self { READING_TIMEOUT } else { CHECK_TIMEOUT };
        let outcome = match self {
            Local(look) | Reading(look) => {
                timeout(limit, on_a_thread(look, Arc::clone(inputs))).await
            }
            Remote(ask) => timeout(limit, ask(inputs)).await,
        };
        let seconds = limit.as_secs();
        let too_slow = |_| Err(finding!(Failed, "doctor-too-slow", seconds));
        let (Ok(finding) | Err(finding)) = outcome.unwrap_or_else(too_slow);
        finding
    }
}

/// Files may hang with their disk, and libraries panic: neither is to hold up the rest.
async fn on_a_thread(look: fn(&Inputs) -> check::Outcome, inputs: Arc<Inputs>) -> check::Outcome {
    let (sender, answer) = oneshot::channel();
    let language = i18n::language();
    let spawned = thread::Builder::new().spawn(move || {
        i18n::use_language(language);
        let outcome = look(&inputs);
        // First, so that who asked is the only one that has them; it may have given up.
        drop(inputs);
        let _ = sender.send(outcome);
    });
    let broke_off = || finding!(Failed, "doctor-broke-off");
    spawned.map_err(|_| broke_off())?;
    answer.await.map_err(|_| broke_off())?
}

#[cfg(test)]
mod tests {
    use super::check::Verdict;
    use super::*;

    async fn verdicts(checks: &[Check]) -> Vec<Verdict> {
        let inputs = Arc::new(Inputs::without_configuration());
        let mut verdicts = Vec::new();
        for check in checks {
            verdicts.push(check.run(&inputs).await.verdict);
        }
        verdicts
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_fails_and_holds_up_nothing() {
        let hangs = Remote(|_| Box::pin(std::future::pending()));
        let well = Remote(|_| Box::pin(async { Ok(finding!(Ok, "doctor-no-phone")) }));
        assert_eq!(verdicts(&[hangs, well]).await, [Verdict::Failed, Verdict::Ok]);
    }

    #[tokio::test]
    async fn what_panics_fails_and_holds_up_nothing() {
        let panics = Local(|_| panic!("of a library's"));
        let well = Local(|_| Ok(finding!(Ok, "doctor-no-phone")));
        assert_eq!(verdicts(&[panics, well]).await, [Verdict::Failed, Verdict::Ok]);
    }

    #[test]
    fn every_check_has_a_title() {
        for (name, _) in CHECKS {
            assert_ne!(title(name), *name);
        }
    }
}
