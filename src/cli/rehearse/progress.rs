//! A line on the terminal for each message that is being rehearsed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::case::Case;
use super::observer::Observed;

/// More lines than this fit no terminal: the rest goes unseen.
const LINES_MAX: usize = 16;
const SPIN_EVERY: Duration = Duration::from_millis(120);

/// The lines; none unless they are shown.
#[derive(Default)]
pub(super) struct Progress {
    lines: Option<MultiProgress>,
    running: RefCell<HashMap<u32, ProgressBar>>,
}

impl Progress {
    /// Lines on stderr, if they are to be shown.
    pub(super) fn new(is_shown: bool) -> Self {
        Self { lines: is_shown.then(MultiProgress::new), ..Self::default() }
    }

    /// Adds a line for a message that is about to be sent.
    pub(super) fn begin(&self, case: &Case) {
        let mut running = self.running.borrow_mut();
        let Some(lines) = self.lines.as_ref().filter(|_| running.len() < LINES_MAX) else {
            return;
        };
        let line = lines.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_msg}") {
            line.set_style(style);
        }
        line.set_prefix(format!("№{:<3}", case.number));
        line.set_message(case.title.clone());
        line.enable_steady_tick(SPIN_EVERY);
        running.insert(case.number, line);
    }

    pub(super) fn update(&self, case: &Case, observed: &Observed) {
        if let Some(line) = self.running.borrow().get(&case.number) {
            line.set_message(format!("{} · {}", case.title, observed.state_in_words()));
        }
    }

    /// Turns the message's line into a result.
    pub(super) fn end(&self, case: &Case, observed: &Observed, as_expected: bool) {
        let Some(lines) = &self.lines else { return };
        if let Some(line) = self.running.borrow_mut().remove(&case.number) {
            line.finish_and_clear();
            lines.remove(&line);
        }
        let (mark, state) = (mark(as_expected), observed.state_in_words());
        let line = format!("{mark} №{:<3} {} · {state}", case.number, case.title);
        // Progress that can't be shown is no loss.
        let _ = lines.println(line);
    }

    pub(super) fn clear(&self) {
        if let Some(lines) = &self.lines {
            // Progress that can't be taken away is gone with its terminal.
            let _ = lines.clear();
        }
    }
}

pub(super) fn mark(as_expected: bool) -> &'static str {
    if as_expected { "✓" } else { "✗" }
}
