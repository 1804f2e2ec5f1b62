//! What happens, while it happens: a line for each message that is being played. Only for people.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::case::Case;
use super::seen::Seen;
use crate::language::Language;

/// More lines than this fit no terminal: the rest goes unseen.
const LINES_MAX: usize = 16;
const SPIN_EVERY: Duration = Duration::from_millis(120);

/// The lines.
pub(super) struct Progress {
    lines: MultiProgress,
    language: Language,
    running: RefCell<HashMap<u32, ProgressBar>>,
    is_shown: bool,
}

impl Progress {
    /// Lines on stderr if it `is_shown`, else silence.
    pub(super) fn new(is_shown: bool, language: Language) -> Self {
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            lines: MultiProgress::with_draw_target(target),
            language,
            running: RefCell::default(),
            is_shown,
        }
    }

    /// A message is about to be sent.
    pub(super) fn begin(&self, case: &Case) {
        let mut running = self.running.borrow_mut();
        if !self.is_shown || running.len() >= LINES_MAX {
            return;
        }
        let line = self.lines.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_msg}") {
            line.set_style(style);
        }
        line.set_prefix(format!("№{:<3}", case.number));
        line.set_message(case.title.clone());
        line.enable_steady_tick(SPIN_EVERY);
        running.insert(case.number, line);
    }

    /// It is in this state now.
    pub(super) fn moved(&self, case: &Case, seen: &Seen) {
        if let Some(line) = self.running.borrow().get(&case.number) {
            line.set_message(format!(
                "{} · {}",
                case.title,
                seen.state_in_words(self.language)
            ));
        }
    }

    /// It has ended.
    pub(super) fn ended(&self, case: &Case, seen: &Seen, as_expected: bool) {
        if let Some(line) = self.running.borrow_mut().remove(&case.number) {
            line.finish_and_clear();
            self.lines.remove(&line);
        }
        if self.is_shown {
            let mark = mark(as_expected);
            let state = seen.state_in_words(self.language);
            // Progress that can't be shown is no loss.
            let _ = self.lines.println(format!(
                "{mark} №{:<3} {} · {state}",
                case.number, case.title
            ));
        }
    }

    /// Takes the lines away.
    pub(super) fn clear(&self) {
        // Progress that can't be taken away is gone with its terminal.
        let _ = self.lines.clear();
    }
}

/// Whether something is as expected, as a mark.
pub(super) fn mark(as_expected: bool) -> &'static str {
    if as_expected { "✓" } else { "✗" }
}
