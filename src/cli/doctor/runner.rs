//! Makes the checks: one after the other, each bounded in time, all of them whatever comes of one.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::checks::{Check, Work, title};
use super::finding::{Finding, Outcome, finding};
use super::inputs::Inputs;
use crate::i18n;

/// How long one check may take: a connection has its own, shorter limits.
const CHECK_LIMIT: Duration = Duration::from_secs(40);
const SPIN_INTERVAL: Duration = Duration::from_millis(120);

/// A check's name, and what it found.
pub(super) type CheckResult = (&'static str, Finding);

/// Makes the checks, and shows which is being made.
pub(super) struct CheckRunner {
    /// What was found so far.
    pub(super) results: Vec<CheckResult>,
    progress: ProgressBar,
}

impl CheckRunner {
    /// Shows its progress on stderr, if it `is_shown`.
    pub(super) fn new(is_shown: bool) -> Self {
        let progress = ProgressBar::new_spinner();
        progress.set_draw_target(if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            progress.set_style(style);
        }
        if is_shown {
            progress.enable_steady_tick(SPIN_INTERVAL);
        }
        let results = Vec::new();
        Self { results, progress }
    }

    /// Makes one check.
    pub(super) async fn run(&mut self, check: &Check, inputs: &Arc<Inputs>) {
        self.progress.set_message(title(check.name));
        let outcome = match check.work {
            Work::Local(look) => timeout(CHECK_LIMIT, on_a_thread(look, Arc::clone(inputs))).await,
            Work::Remote(ask) => timeout(CHECK_LIMIT, ask(inputs)).await,
        };
        let too_slow = |_| {
            let seconds = CHECK_LIMIT.as_secs();
            Err(finding!(Failed, "doctor-too-slow", seconds))
        };
        let finding = outcome.unwrap_or_else(too_slow).unwrap_or_else(|it| it);
        self.results.push((check.name, finding));
    }

    /// Notes what is known better now.
    pub(super) fn replace(&mut self, name: &str, finding: Finding) {
        let mut known = self.results.iter_mut();
        if let Some(result) = known.find(|(known, _)| *known == name) {
            result.1 = finding;
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
        results.map(|(_, finding)| finding.verdict).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_fails_and_holds_up_nothing() {
        let hangs = Check {
            name: "shop",
            work: Work::Remote(|_| Box::pin(std::future::pending())),
        };
        let well = Check {
            name: "shop_clock",
            work: Work::Remote(|_| Box::pin(async { Ok(finding!(Ok, "doctor-no-phone")) })),
        };
        assert_eq!(
            verdicts(&[hangs, well]).await,
            [Verdict::Failed, Verdict::Ok]
        );
    }

    #[tokio::test]
    async fn what_panics_fails_and_holds_up_nothing() {
        let panics = Check {
            name: "disk",
            work: Work::Local(|_| panic!("of a library's")),
        };
        let well = Check {
            name: "session",
            work: Work::Local(|_| Ok(finding!(Ok, "doctor-no-phone"))),
        };
        assert_eq!(
            verdicts(&[panics, well]).await,
            [Verdict::Failed, Verdict::Ok]
        );
    }
}
