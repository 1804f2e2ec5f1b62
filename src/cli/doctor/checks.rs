//! The table of checks, in the order in which they are made and told; and what makes them, each bounded in
//! time, all of them whatever comes of one. Their names are documented in `docs/doctor.md` and never change;
//! their titles are `doctor-title` in `locales/`.

use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use serde::Serialize;
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::Work::{Local, Remote};
use super::finding::{Finding, Outcome, finding};
use super::inputs::Inputs;
use super::{android, files, journal, shop, telegram};
use crate::i18n::{self, t};

/// How long one check may take: a connection has its own, shorter limits.
const CHECK_LIMIT: Duration = Duration::from_secs(40);
const SPIN_INTERVAL: Duration = Duration::from_millis(120);

/// A check takes what it needs from the [`Inputs`], which say why it is missing.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) work: Work,
}

#[derive(Clone, Copy)]
pub(super) enum Work {
    /// Looks at files, and may hang with their disk.
    Local(fn(&Inputs) -> Outcome),
    /// Asks somebody outside.
    Remote(for<'a> fn(&'a Inputs) -> Asking<'a>),
}

type Asking<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

#[rustfmt::skip]
pub(super) static CHECKS: &[Check] = &[
    Check { name: "config", work: Local(files::config) },
    Check { name: "permissions", work: Local(files::permissions) },
    Check { name: "disk", work: Local(files::disk) },
    Check { name: "session", work: Local(files::session) },
    Check { name: "application", work: Local(files::application) },
    Check { name: "running", work: Local(journal::running) },
    Check { name: "journal", work: Local(journal::check) },
    Check { name: "last_order", work: Local(journal::last_order) },
    Check { name: "telegram", work: Remote(|inputs| Box::pin(telegram::direct(inputs))) },
    Check { name: "proxy", work: Remote(|inputs| Box::pin(telegram::through_proxy(inputs))) },
    Check { name: "account", work: Remote(|inputs| Box::pin(telegram::account(inputs))) },
    Check { name: "telegram_clock", work: Local(telegram::clock) },
    Check { name: "tribute", work: Remote(|inputs| Box::pin(telegram::tribute(inputs))) },
    Check { name: "moderators", work: Remote(|inputs| Box::pin(telegram::moderators(inputs))) },
    Check { name: "moderators_open", work: Remote(|inputs| Box::pin(telegram::openness(inputs))) },
    Check { name: "moderators_phone", work: Local(telegram::phone) },
    Check { name: "shop", work: Remote(|inputs| Box::pin(shop::check(inputs))) },
    Check { name: "shop_clock", work: Local(shop::clock) },
    Check { name: "wake_lock", work: Local(android::wake_lock) },
    Check { name: "battery", work: Local(android::battery) },
    Check { name: "last_kill", work: Local(android::last_kill) },
];

pub(super) fn title(name: &str) -> String {
    t!("doctor-title", check = name)
}

/// What a check found.
#[derive(Debug, Serialize)]
pub(super) struct CheckResult {
    pub(super) check: &'static str,
    #[serde(flatten)]
    pub(super) finding: Finding,
}

/// Makes the checks, and shows which is being made.
pub(super) struct CheckRunner {
    pub(super) results: Vec<CheckResult>,
    progress: ProgressBar,
}

impl CheckRunner {
    /// Shows its progress on stderr, if it `is_shown`.
    pub(super) fn new(is_shown: bool) -> Self {
        let progress = if is_shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        progress.enable_steady_tick(SPIN_INTERVAL);
        let results = Vec::new();
        Self { results, progress }
    }

    pub(super) async fn run(&mut self, check: &Check, inputs: &Arc<Inputs>) {
        self.progress.set_message(title(check.name));
        let outcome = match check.work {
            Local(look) => timeout(CHECK_LIMIT, on_a_thread(look, Arc::clone(inputs))).await,
            Remote(ask) => timeout(CHECK_LIMIT, ask(inputs)).await,
        };
        let seconds = CHECK_LIMIT.as_secs();
        let too_slow = |_| Err(finding!(Failed, "doctor-too-slow", seconds));
        let (Ok(finding) | Err(finding)) = outcome.unwrap_or_else(too_slow);
        let check = check.name;
        self.results.push(CheckResult { check, finding });
    }

    /// Notes what is known better now.
    pub(super) fn replace(&mut self, name: &str, finding: Finding) {
        let mut known = self.results.iter_mut();
        if let Some(result) = known.find(|known| known.check == name) {
            result.finding = finding;
        }
    }

    /// Takes the progress away.
    pub(super) fn pause(&self) {
        self.progress.finish_and_clear();
    }
}

/// Files may hang with their disk, and libraries panic: neither is to hold up the rest.
async fn on_a_thread(look: fn(&Inputs) -> Outcome, inputs: Arc<Inputs>) -> Outcome {
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
    use super::*;
    use crate::cli::doctor::finding::Verdict;

    async fn verdicts(checks: &[Check]) -> Vec<Verdict> {
        let inputs = Arc::new(Inputs::without_configuration());
        let mut runner = CheckRunner::new(false);
        for check in checks {
            runner.run(check, &inputs).await;
        }
        let results = runner.results.into_iter();
        results.map(|result| result.finding.verdict).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_fails_and_holds_up_nothing() {
        let hangs =
            Check { name: "shop", work: Work::Remote(|_| Box::pin(std::future::pending())) };
        let well = Check {
            name: "shop_clock",
            work: Work::Remote(|_| Box::pin(async { Ok(finding!(Ok, "doctor-no-phone")) })),
        };
        assert_eq!(verdicts(&[hangs, well]).await, [Verdict::Failed, Verdict::Ok]);
    }

    #[tokio::test]
    async fn what_panics_fails_and_holds_up_nothing() {
        let panics = Check { name: "disk", work: Work::Local(|_| panic!("of a library's")) };
        let well =
            Check { name: "session", work: Work::Local(|_| Ok(finding!(Ok, "doctor-no-phone"))) };
        assert_eq!(verdicts(&[panics, well]).await, [Verdict::Failed, Verdict::Ok]);
    }

    #[test]
    fn every_check_has_a_title() {
        for Check { name, .. } in CHECKS {
            assert_ne!(title(name), *name);
        }
    }
}
