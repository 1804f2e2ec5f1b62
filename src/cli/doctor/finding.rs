//! What a check found, how bad it is, and what to do.

use serde::Serialize;

use crate::i18n::{self, Arguments};
use crate::report::UserError;

/// How bad it is, from good to worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    /// There is nothing to look at here; why is said.
    NotNeeded,
    /// Could not be looked at; why is said.
    Skipped,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Failed,
}

/// What a check found. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    /// The error's stable code, where there is one.
    pub(super) code: Option<&'static str>,
    pub(super) what: String,
    /// What to do now.
    pub(super) remedy: Option<String>,
}

/// What came of a check, which `?` may end early.
pub(super) type Outcome = Result<Finding, Finding>;

/// Makes a [`Finding`] of a verdict and a text with the attribute `.remedy` or without:
/// `finding!(Warning, "doctor-disk-low", size, unit = "megabytes")`.
macro_rules! finding {
    ($verdict:ident, $id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::cli::doctor::finding::Finding::of_text(
            $crate::cli::doctor::finding::Verdict::$verdict,
            $id,
            &$crate::i18n::arguments!($($name $(= $value)?),*),
        )
    };
}
pub(super) use finding;

impl Finding {
    /// Without a code; an empty remedy is none.
    pub(super) fn new(verdict: Verdict, what: String, remedy: Option<String>) -> Self {
        Self { verdict, code: None, what, remedy: remedy.filter(|remedy| !remedy.is_empty()) }
    }

    pub(super) fn of_text(verdict: Verdict, id: &str, arguments: &Arguments) -> Self {
        let remedy = i18n::find(&format!("{id}.remedy"), arguments);
        Self::new(verdict, i18n::text(id, arguments), remedy)
    }

    /// What an error says: of several that it gathers, the first.
    pub(super) fn of_error(verdict: Verdict, error: &dyn UserError) -> Self {
        Self { code: Some(error.code()), ..Self::new(verdict, error.what(), Some(error.remedy())) }
    }

    /// Both as one, line by line: the worse verdict counts.
    pub(super) fn and(self, more: Self) -> Self {
        let what = format!("{}\n{}", self.what, more.what);
        let remedies: Vec<_> = [self.remedy, more.remedy].into_iter().flatten().collect();
        Self::new(self.verdict.max(more.verdict), what, Some(remedies.join("\n")))
    }
}

impl<E: UserError> From<E> for Finding {
    fn from(error: E) -> Self {
        // What can wait is worth a look only.
        let is_a_wait = error.code() == "telegram.flood_wait";
        let verdict = if is_a_wait { Verdict::Warning } else { Verdict::Failed };
        Self::of_error(verdict, &error)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::telegram::{CallError, ConnectError};

    #[test]
    fn a_wait_that_telegram_asks_for_is_no_failure() {
        let wait = ConnectError::Call(CallError::FloodWait(Duration::from_secs(9)));
        assert_eq!(Finding::from(wait).verdict, Verdict::Warning);
        let missing = ConnectError::Unreachable("refused".to_owned());
        assert_eq!(Finding::from(missing).verdict, Verdict::Failed);
    }

    #[test]
    fn of_several_the_worst_counts() {
        let found = |verdict, what: &str| Finding::new(verdict, what.to_owned(), Some("x".into()));
        let both = found(Verdict::Warning, "a").and(found(Verdict::Ok, "b"));
        assert_eq!((both.verdict, &*both.what), (Verdict::Warning, "a\nb"));
        assert_eq!(both.remedy.as_deref(), Some("x\nx"));
    }
}
