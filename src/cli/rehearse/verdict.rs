//! What was seen against what was expected. Pure.

use super::case::{End, Expected, Leniency, Wanted};
use super::seen::{Seen, Sight, Told};
use crate::order::life::{Order, ShopAnswer};

/// Something that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deviation {
    /// What: `state`, `activations`, …
    pub(super) aspect: &'static str,
    /// What it should be.
    pub(super) expected: String,
    /// What it is.
    pub(super) came: String,
}

impl Expected {
    /// What is expected when the owner's own server has the last word.
    pub(super) fn by_answer(&self, answer: Option<&ShopAnswer>) -> Self {
        let untouched = Self {
            account_id: self.account_id.clone(),
            replies: Wanted::Just(0),
            presses: Wanted::Just(0),
            ..Self::default()
        };
        let escalated = |reason: &str| Self {
            end: Wanted::Just(End::Escalated),
            reason: Wanted::Just(Some(reason.to_owned())),
            ..untouched.clone()
        };
        match answer {
            Some(ShopAnswer::Refused { .. }) => escalated("shop_refused"),
            Some(ShopAnswer::Unclear { .. }) => escalated("shop_unclear"),
            // The demo shop's book is empty then.
            _ => Self {
                activations: Wanted::Anything,
                attempts: Wanted::Anything,
                ..self.clone()
            },
        }
    }
}

/// What is not as expected of one message. Of a world with several, what moderators were told is
/// nobody's in particular.
pub(super) fn deviations(expected: &Expected, seen: &Seen, told: &[Told]) -> Vec<Deviation> {
    let mut found = Findings(Vec::new());
    let record = seen.record.as_ref();
    let life = record.map(|record| &record.life);
    let reason = life.and_then(Order::reason_name).map(str::to_owned);
    if !expected.forgives(seen.end(), reason.as_deref()) {
        found.end(expected, seen);
        found.compare("reason", &expected.reason, &reason);
        found.compare("presses", &expected.presses, &seen.presses);
    }
    let account = life
        .and_then(|life| life.account.as_ref())
        .map(ToString::to_string);
    found.compare("account_id", &expected.account_id, &account);
    found.compare(
        "price",
        &expected.price,
        &record.and_then(|record| record.form.price),
    );
    found.compare("activations", &expected.activations, &seen.given);
    found.compare("attempts", &expected.attempts, &seen.calls);
    found.compare("replies", &expected.replies, &seen.replies);
    found.never_twice(seen);
    found.agrees_with_the_shop(seen, account.as_ref());
    if let Wanted::Just(pieces) = &expected.told {
        found.told(pieces, told);
    }
    found.0
}

/// What is wrong with the world as a whole: what no careful client ever does.
pub(super) fn misdeeds(sight: &Sight) -> Vec<Deviation> {
    let counts = [
        ("calls with a bad signature", sight.distrusted),
        ("replies and presses that nobody asked for", sight.misused),
    ];
    let found = counts.into_iter().filter(|(_, count)| *count > 0);
    let deviation = |(aspect, count): (&'static str, usize)| Deviation {
        aspect,
        expected: "0".to_owned(),
        came: count.to_string(),
    };
    found.map(deviation).collect()
}

struct Findings(Vec<Deviation>);

impl Findings {
    fn note(&mut self, aspect: &'static str, expected: impl Into<String>, came: impl Into<String>) {
        self.0.push(Deviation {
            aspect,
            expected: expected.into(),
            came: came.into(),
        });
    }

    fn compare<T: Show + PartialEq>(&mut self, aspect: &'static str, wanted: &Wanted<T>, came: &T) {
        match wanted {
            Wanted::Just(expected) if expected != came => {
                self.note(aspect, expected.show(), came.show());
            }
            Wanted::Just(_) | Wanted::Anything => {}
        }
    }

    fn end(&mut self, expected: &Expected, seen: &Seen) {
        if expected.leniency == Leniency::AgentStops {
            return;
        }
        match (expected.end, seen.end()) {
            (Wanted::Just(expected), Some(came)) if expected == came => {}
            (Wanted::Anything, Some(_)) => {}
            (Wanted::Just(expected), _) => self.note("state", expected.name(), seen.state_name()),
            (Wanted::Anything, None) => self.note("state", "any end", seen.state_name()),
        }
    }

    fn never_twice(&mut self, seen: &Seen) {
        for (aspect, count) in [
            ("activations", seen.given),
            ("replies", seen.replies),
            ("presses", seen.presses),
        ] {
            let is_noted = self.0.iter().any(|deviation| deviation.aspect == aspect);
            if count > 1 && !is_noted {
                self.note(aspect, "at most 1", count.to_string());
            }
        }
    }

    /// What the journal believes, and what the shop's own book says.
    fn agrees_with_the_shop(&mut self, seen: &Seen, account: Option<&String>) {
        if seen.given > 0 && seen.given_to.as_ref() != account {
            self.note("account_id (shop)", account.show(), seen.given_to.show());
        }
        if let Some(record) = &seen.record
            && seen.answer.is_none()
            && record.life.activation_attempts != seen.calls
        {
            let begun = record.life.activation_attempts;
            self.note(
                "attempts (journal)",
                seen.calls.to_string(),
                begun.to_string(),
            );
        }
    }

    fn told(&mut self, pieces: &[String], told: &[Told]) {
        let has =
            |told: &Told, piece: &String| told.versions.iter().any(|text| text.contains(piece));
        for piece in pieces {
            if !told.iter().any(|told| has(told, piece)) {
                let all = told.iter().filter_map(|told| told.versions.last());
                let all = all
                    .map(|text| format!("«{}»", text.replace('\n', " ⏎ ")))
                    .collect::<Vec<_>>();
                let came = if all.is_empty() {
                    "—".to_owned()
                } else {
                    all.join(", ")
                };
                self.note("told", format!("«{piece}»"), came);
            }
        }
        for message in told {
            if !pieces.iter().any(|piece| has(message, piece)) {
                let text = message.versions.first().map_or("", String::as_str);
                self.note("told", "—", format!("«{}»", text.replace('\n', " ⏎ ")));
            }
        }
    }
}

/// As a deviation shows it.
trait Show {
    fn show(&self) -> String;
}

impl Show for u32 {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl<T: ToString> Show for Option<T> {
    fn show(&self) -> String {
        self.as_ref()
            .map_or_else(|| "—".to_owned(), ToString::to_string)
    }
}
