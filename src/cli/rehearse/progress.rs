//! A line on the terminal for each message that is being rehearsed.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::observer::Observed;
use super::run_result::Outcome;
use super::scenario::Case;

/// More lines than this fit no terminal: the rest goes unseen.
const LINES_MAX: usize = 16;

#[derive(Clone)]
pub(super) struct Progress(MultiProgress);

impl Progress {
    /// Lines on stderr, if they are to be shown.
    pub(super) fn new(is_shown: bool) -> Self {
        Self(MultiProgress::with_draw_target(if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        }))
    }

    /// Adds lines for messages that are about to be sent.
    pub(super) fn begin(&self, cases: &[Case]) -> Vec<ProgressBar> {
        let line = |case: &Case| {
            let line = self.0.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_msg}") {
                line.set_style(style);
            }
            line.set_prefix(format!("№{:<3}", case.number));
            line.set_message(case.title.clone());
            line
        };
        cases.iter().take(LINES_MAX).map(line).collect()
    }

    pub(super) fn update(lines: &[ProgressBar], cases: &[Case], observed: &[Observed]) {
        for ((line, case), observed) in lines.iter().zip(cases).zip(observed) {
            line.set_message(format!("{} · {}", case.title, observed.state_in_words()));
        }
    }

    /// Turns the lines into results.
    pub(super) fn end(&self, lines: &[ProgressBar], outcomes: &[Outcome]) {
        for line in lines {
            line.finish_and_clear();
            self.0.remove(line);
        }
        for Outcome { case, observed, deviations, .. } in outcomes {
            let (mark, state) = (mark(deviations.is_empty()), observed.state_in_words());
            let line = format!("{mark} №{:<3} {} · {state}", case.number, case.title);
            // Progress that can't be shown is no loss.
            let _ = self.0.println(line);
        }
    }
}

pub(super) fn mark(as_expected: bool) -> &'static str {
    if as_expected { "✓" } else { "✗" }
}
