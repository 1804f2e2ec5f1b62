//! The comparison of what was observed with what was expected.

use super::case::{End, Expected, Facts, Tolerance, end_name, shown};
use super::observer::{Notice, Observed, Snapshot};
use crate::i18n::t;
use crate::order::life::{Order, ShopAnswer};

/// Something that is not as expected. Its values are for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deviation {
    /// `state`, `activations`, …
    pub(super) aspect: &'static str,
    pub(super) expected: String,
    pub(super) came: String,
}

impl Deviation {
    pub(super) fn new(aspect: &'static str, expected: String, came: String) -> Self {
        Self { aspect, expected, came }
    }
}

impl Expected {
    /// The end that is expected when the owner's own server has the last word.
    pub(super) fn by_answer(&self, answer: Option<&ShopAnswer>) -> Self {
        let reason = match answer {
            Some(ShopAnswer::Refused { .. }) => "shop_refused",
            Some(ShopAnswer::Unclear { .. }) => "shop_unclear",
            // The demo shop's book is empty then.
            _ => {
                let mut expected = self.clone();
                let is_in_the_book = |name: &&str| ["activations", "attempts"].contains(name);
                expected.facts.retain(|name, _| !is_in_the_book(name));
                return expected;
            }
        };
        let mut facts = self.facts.clone();
        facts.retain(|name, _| *name == "account_id");
        facts.extend([
            ("reason", reason.to_owned()),
            ("replies", "0".to_owned()),
            ("presses", "0".to_owned()),
        ]);
        Self { end: Some(End::Escalated), facts, ..Self::default() }
    }

    /// Whether the end is that of a lost press, and may be.
    fn tolerates(&self, end: Option<End>, reason: Option<&str>) -> bool {
        self.tolerance == Tolerance::PressMayBeLost
            && self.end == Some(End::Completed)
            && end == Some(End::Escalated)
            && reason == Some("press_unknown")
    }
}

/// The deviations of one message. In a world with several messages, no notice to the moderators
/// belongs to one of them.
pub(super) fn deviations(
    expected: &Expected,
    observed: &Observed,
    told: &[Notice],
) -> Vec<Deviation> {
    let life = observed.record.as_ref().map(|record| &record.life);
    let account = life.and_then(|life| life.account.as_ref());
    let account = account.map(ToString::to_string);
    let reason = life.and_then(Order::reason_name);
    let facts = facts(observed, account.as_ref(), reason);
    let is_tolerated = expected.tolerates(observed.end(), reason);
    let mut found = Vec::new();
    if !is_tolerated {
        found.extend(wrong_end(expected, observed));
    }
    for (name, expected) in &expected.facts {
        let came = facts.get(name).cloned().unwrap_or_default();
        let is_tolerated = is_tolerated && ["reason", "presses"].contains(name);
        if *expected != came && !is_tolerated {
            found.push(Deviation::new(name, expected.clone(), came));
        }
    }
    repetitions(observed, &mut found);
    disagreements_with_the_shop(observed, account.as_ref(), &mut found);
    if let Some(pieces) = &expected.told {
        wrong_notices(pieces, told, &mut found);
    }
    found
}

/// The deviations of the world as a whole: what no careful client ever does.
pub(super) fn violations(snapshot: &Snapshot) -> Vec<Deviation> {
    let counts =
        [("bad_signatures", snapshot.bad_signatures), ("unrequested", snapshot.unrequested)];
    let found = counts.into_iter().filter(|(_, count)| *count > 0);
    found.map(|(aspect, count)| Deviation::new(aspect, "0".to_owned(), count.to_string())).collect()
}

fn facts(observed: &Observed, account: Option<&String>, reason: Option<&str>) -> Facts {
    let price = observed.record.as_ref().and_then(|it| it.form.price);
    Facts::from([
        ("reason", shown(reason)),
        ("account_id", shown(account)),
        ("price", shown(price)),
        ("activations", observed.given.to_string()),
        ("attempts", observed.calls.to_string()),
        ("replies", observed.replies.to_string()),
        ("presses", observed.presses.to_string()),
    ])
}

fn wrong_end(expected: &Expected, observed: &Observed) -> Option<Deviation> {
    let end = observed.end();
    let is_right = match expected.end {
        Some(_) => end == expected.end,
        None => end.is_some() || expected.tolerance == Tolerance::AgentStops,
    };
    let expected = t!("rehearse-end", end = expected.end.map_or("any", end_name));
    (!is_right).then(|| Deviation::new("state", expected, observed.state_in_words()))
}

fn repetitions(observed: &Observed, found: &mut Vec<Deviation>) {
    for (aspect, count) in [
        ("activations", observed.given),
        ("replies", observed.replies),
        ("presses", observed.presses),
    ] {
        let is_found = found.iter().any(|deviation| deviation.aspect == aspect);
        if count > 1 && !is_found {
            let expected = t!("rehearse-at-most-once");
            found.push(Deviation::new(aspect, expected, count.to_string()));
        }
    }
}

/// The journal against the shop's own book.
fn disagreements_with_the_shop(
    observed: &Observed,
    account: Option<&String>,
    found: &mut Vec<Deviation>,
) {
    let given_to = observed.given_to.as_ref();
    if observed.given > 0 && given_to != account {
        let (expected, came) = (shown(account), shown(given_to));
        found.push(Deviation::new("shop_account_id", expected, came));
    }
    let record = observed.record.as_ref();
    if let Some(record) = record.filter(|_| observed.answer.is_none()) {
        let (calls, begun) = (observed.calls, record.life.activation_attempts);
        if calls != begun {
            let (expected, came) = (calls.to_string(), begun.to_string());
            found.push(Deviation::new("journal_attempts", expected, came));
        }
    }
}

fn wrong_notices(pieces: &[String], told: &[Notice], found: &mut Vec<Deviation>) {
    let has = |notice: &Notice, piece: &String| notice.iter().any(|text| text.contains(piece));
    let quoted = |text: &String| format!("«{}»", text.replace('\n', " ⏎ "));
    for piece in pieces {
        if !told.iter().any(|notice| has(notice, piece)) {
            let all: Vec<_> = told.iter().filter_map(|it| it.last()).map(quoted).collect();
            let came = shown((!all.is_empty()).then(|| all.join(", ")));
            found.push(Deviation::new("told", format!("«{piece}»"), came));
        }
    }
    for notice in told {
        if !pieces.iter().any(|piece| has(notice, piece)) {
            let came = shown(notice.first().map(quoted));
            found.push(Deviation::new("told", "—".to_owned(), came));
        }
    }
}
