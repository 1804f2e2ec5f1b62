//! The comparison of what was observed with what was expected.

use super::observer::{Notice, Observed, Snapshot};
use super::scenario::{End, Expected, Facts, Tolerance, end_name, shown};
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
    pub(super) fn new(
        aspect: &'static str,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        Self { aspect, expected: expected.into(), came: came.into() }
    }
}

impl Expected {
    /// The end that is expected when the owner's own server has the last word.
    pub(super) fn by_answer(&self, answer: Option<&ShopAnswer>) -> Self {
        let mut expected = self.clone();
        let reason = match answer {
            Some(ShopAnswer::Refused { .. }) => "shop_refused",
            Some(ShopAnswer::Unclear { .. }) => "shop_unclear",
            _ => {
                // The demo shop's book is empty then.
                expected.facts.retain(|name, _| !["activations", "attempts"].contains(name));
                return expected;
            }
        };
        let rest = [("reason", reason), ("replies", "0"), ("presses", "0")];
        expected.facts.retain(|name, _| *name == "account_id");
        expected.facts.extend(rest.map(|(name, fact)| (name, fact.to_owned())));
        Self { end: Some(End::Escalated), ..expected }
    }
}

/// The deviations of one message. In a world with several messages, no notice to the moderators
/// belongs to one of them.
pub(super) fn deviations(
    expected: &Expected,
    observed: &Observed,
    told: &[Notice],
) -> Vec<Deviation> {
    let facts = facts(observed);
    let end = observed.end();
    let press_may_be_lost = expected.tolerance == Tolerance::PressMayBeLost
        && (expected.end, end) == (Some(End::Completed), Some(End::Escalated))
        && facts["reason"] == "press_unknown";
    let is_tolerated =
        |aspect: &str| press_may_be_lost && ["state", "reason", "presses"].contains(&aspect);
    let mut found = Vec::new();
    let is_right = match expected.end {
        Some(_) => end == expected.end,
        None => end.is_some() || expected.tolerance == Tolerance::AgentStops,
    };
    if !is_right {
        let end = t!("rehearse-end", end = expected.end.map_or("any", end_name));
        found.push(Deviation::new("state", end, observed.state_in_words()));
    }
    let wrong = expected.facts.iter().filter(|(name, expected)| facts[*name] != **expected);
    found.extend(wrong.map(|(name, expected)| Deviation::new(name, expected, &facts[name])));
    found.retain(|deviation| !is_tolerated(deviation.aspect));
    for name in ["activations", "replies", "presses"] {
        let is_found = found.iter().any(|deviation| deviation.aspect == name);
        if !is_found && !["0", "1"].contains(&&*facts[name]) {
            found.push(Deviation::new(name, t!("rehearse-at-most-once"), &facts[name]));
        }
    }
    disagreements_with_the_shop(observed, &facts["account_id"], &mut found);
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
    found.map(|(aspect, count)| Deviation::new(aspect, "0", count.to_string())).collect()
}

fn facts(observed: &Observed) -> Facts {
    let record = observed.record.as_ref();
    let life = record.map(|record| &record.life);
    Facts::from([
        ("reason", shown(life.and_then(Order::reason_name))),
        ("account_id", shown(life.and_then(|life| life.account.as_ref()))),
        ("price", shown(record.and_then(|record| record.form.price))),
        ("activations", observed.seen.effects.to_string()),
        ("attempts", observed.calls.to_string()),
        ("replies", observed.seen.replies.to_string()),
        ("presses", observed.seen.presses.to_string()),
    ])
}

/// The journal against the shop's own book.
fn disagreements_with_the_shop(observed: &Observed, account: &str, found: &mut Vec<Deviation>) {
    let given_to = shown(observed.given_to.as_ref());
    if observed.seen.effects > 0 && given_to != account {
        found.push(Deviation::new("shop_account_id", account, given_to));
    }
    let record = observed.record.as_ref().filter(|_| observed.answer.is_none());
    let begun = record.map_or(observed.calls, |it| it.life.activation_attempts as usize);
    if observed.calls != begun {
        found.push(Deviation::new(
            "journal_attempts",
            observed.calls.to_string(),
            begun.to_string(),
        ));
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
            found.push(Deviation::new("told", "—", shown(notice.first().map(quoted))));
        }
    }
}
