//! The doctor's round: one check after the other, each bounded in time, all of them made.

use std::future::Future;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::finding::{Check, Finding};
use crate::language::Language;

/// How long one check may take: a connection has its own, shorter limits.
const CHECK_LIMIT: Duration = Duration::from_secs(40);
const SPIN_EVERY: Duration = Duration::from_millis(120);

/// What was found so far.
pub(super) struct Round {
    pub findings: Vec<Finding>,
    pub language: Language,
    line: ProgressBar,
}

impl Round {
    /// Shows on stderr what is being checked, if it `is_shown`.
    pub(super) fn new(is_shown: bool, language: Language) -> Self {
        let line = ProgressBar::new_spinner();
        line.set_draw_target(if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            line.set_style(style);
        }
        if is_shown {
            line.enable_steady_tick(SPIN_EVERY);
        }
        Self {
            findings: Vec::new(),
            language,
            line,
        }
    }

    /// Notes what is known without looking.
    pub(super) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Notes that none of these were looked at.
    pub(super) fn skip(&mut self, checks: &[Check], why: &str) {
        let skipped = checks.iter().map(|check| Finding::skipped(*check, why));
        self.findings.extend(skipped);
    }

    /// Makes a check, and notes what it gave beside the finding.
    pub(super) async fn make<T>(
        &mut self,
        check: Check,
        work: impl Future<Output = (Finding, T)>,
    ) -> Option<T> {
        if self.line.is_finished() {
            self.line.reset();
        }
        self.line.set_message(check.title(self.language));
        let (finding, value) = match timeout(CHECK_LIMIT, work).await {
            Ok((finding, value)) => (finding, Some(value)),
            Err(_) => (self.too_slow(check), None),
        };
        self.note(finding);
        value
    }

    /// Makes a check that gives nothing but its finding.
    pub(super) async fn check(&mut self, check: Check, work: impl Future<Output = Finding>) {
        self.make(check, async { (work.await, ()) }).await;
    }

    /// Makes a check of files, which may hang with their disk: on a thread of its own.
    pub(super) async fn look<T: Send + 'static>(
        &mut self,
        check: Check,
        look: impl FnOnce() -> (Finding, T) + Send + 'static,
    ) -> Option<T> {
        let (sender, answer) = oneshot::channel();
        let spawned = thread::Builder::new().spawn(move || {
            // Who asked may have given up.
            let _ = sender.send(look());
        });
        let language = self.language;
        let nothing = move || {
            let what = language.pick("The check broke off.", "Проверка оборвалась.");
            Finding::failed(check, what)
        };
        if spawned.is_err() {
            self.note(nothing());
            return None;
        }
        let work = async {
            match answer.await {
                Ok((finding, value)) => (finding, Some(value)),
                Err(_) => (nothing(), None),
            }
        };
        self.make(check, work).await.flatten()
    }

    /// What is known better now.
    pub(super) fn replace(&mut self, better: Finding) {
        match self
            .findings
            .iter_mut()
            .find(|known| known.check == better.check)
        {
            Some(known) => *known = better,
            None => self.note(better),
        }
    }

    /// Takes the progress away, until the next check.
    pub(super) fn rest(&self) {
        self.line.finish_and_clear();
    }

    /// No more is looked at: the findings stand in their order.
    pub(super) fn end(&mut self) {
        self.rest();
        self.findings.sort_by_key(|finding| finding.check);
    }

    fn too_slow(&self, check: Check) -> Finding {
        let seconds = CHECK_LIMIT.as_secs();
        Finding::failed(
            check,
            self.language.pick(
                format!("No result within {seconds} s."),
                format!("За {seconds} с ответа нет."),
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Verdict;

    #[tokio::test(start_paused = true)]
    async fn what_hangs_fails_and_holds_up_nothing() {
        let mut round = Round::new(false, Language::English);
        round.check(Check::Shop, std::future::pending()).await;
        round
            .check(Check::Disk, async { Finding::ok(Check::Disk, "") })
            .await;
        let verdicts: Vec<_> = round.findings.iter().map(|it| it.verdict).collect();
        assert_eq!(verdicts, [Verdict::Failed, Verdict::Ok]);
    }

    #[tokio::test]
    async fn what_panics_fails_and_holds_up_nothing() {
        let mut round = Round::new(false, Language::English);
        let value = round
            .look::<()>(Check::Disk, || panic!("of a library's"))
            .await;
        assert_eq!((value, round.findings[0].verdict), (None, Verdict::Failed));
    }
}
