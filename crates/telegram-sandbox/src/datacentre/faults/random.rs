//! Faults that may befall any call, at random; the same seed gives the same ones.

use std::borrow::Cow;

use super::rule::{Decision, Failure, MatchedCall, Point};
use crate::system::SeededRng;
use crate::world::UserId;

const PRESS: &str = "messages.getBotCallbackAnswer";

/// The methods that Telegram is known to limit.
const LIMITED: [&str; 6] = [
    "contacts.resolveUsername",
    "messages.editMessage",
    PRESS,
    "messages.getHistory",
    "messages.getMessages",
    "messages.sendMessage",
];

/// The rates of faults, per thousand calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FaultRates {
    /// `FLOOD_WAIT_0`, `_1` or `_2`.
    pub flood: u16,
    /// A 500 or a −503: it may have happened, and has not.
    pub error: u16,
    pub cut_before: u16,
    pub cut_after: u16,
    pub unanswered: u16,
}

/// The random faults of one user's calls.
#[derive(Debug)]
pub struct RandomFaults {
    user: UserId,
    rates: FaultRates,
    rng: SeededRng,
    has_pressed: bool,
}

impl RandomFaults {
    /// Makes random faults; the same seed gives the same ones.
    pub fn new(user: UserId, rates: FaultRates, seed: u64) -> Self {
        Self { user, rates, rng: SeededRng::new(seed), has_pressed: false }
    }

    pub(super) fn decide(&mut self, call: &MatchedCall) -> Decision {
        if call.user != self.user || !LIMITED.contains(&call.method) {
            return Decision::Pass;
        }
        let mut decision = self.throw();
        if call.method == PRESS {
            // What a bot does upon a press has to be seen once before anybody can know whether a
            // lost one may be repeated: the first arrives.
            if !self.has_pressed && loses(&decision) {
                decision = Decision::Pass;
            }
            self.has_pressed |= !matches!(decision, Decision::Refuse(_));
        }
        decision
    }

    fn throw(&mut self) -> Decision {
        let drawn = self.rng.below(1000);
        let FaultRates { flood, error, cut_before, cut_after, unanswered } = self.rates;
        let mut limit = 0;
        let mut hits = |rates: u16| {
            limit += usize::from(rates);
            drawn < limit
        };
        let refuse = |code, name| Decision::Refuse(Failure { code, name });
        if hits(flood) {
            let wait_s = self.rng.below(3);
            refuse(420, Cow::from(format!("FLOOD_WAIT_{wait_s}")))
        } else if hits(error) {
            match self.rng.below(2) {
                0 => refuse(500, Cow::from("INTERNAL")),
                _ => refuse(-503, Cow::from("Timeout")),
            }
        } else if hits(cut_before) {
            Decision::Cut(Point::BeforeExecuting)
        } else if hits(cut_after) {
            Decision::Cut(Point::AfterExecuting)
        } else if hits(unanswered) {
            Decision::Forget
        } else {
            Decision::Pass
        }
    }
}

/// Returns true if a call comes to nothing, and its caller can't know.
fn loses(decision: &Decision) -> bool {
    match decision {
        Decision::Cut(point) => *point == Point::BeforeExecuting,
        Decision::Refuse(failure) => failure.code != 420,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELLER: UserId = UserId(1);

    fn judged(rates: FaultRates, method: &'static str, calls: usize) -> Vec<Decision> {
        let mut random = RandomFaults::new(SELLER, rates, 1);
        let call = MatchedCall { user: SELLER, method, to: None };
        (0..calls).map(|_| random.decide(&call)).collect()
    }

    fn passed(verdicts: &[Decision]) -> usize {
        let passed = verdicts.iter();
        passed.filter(|it| matches!(it, Decision::Pass)).count()
    }

    #[test]
    fn it_is_as_often_as_its_odds_say_and_the_same_for_the_same_seed() {
        let rates = FaultRates { flood: 200, unanswered: 100, ..FaultRates::default() };
        let judged = || judged(rates, "messages.sendMessage", 2000);
        let passes = passed(&judged());
        assert!((1300..1500).contains(&passes), "{passes}");
        assert_eq!(format!("{:?}", judged()), format!("{:?}", judged()));
    }

    #[test]
    fn only_what_telegram_limits_and_only_that_user_is_met() {
        let all = FaultRates { error: 1000, ..FaultRates::default() };
        assert_eq!(passed(&judged(all, "help.getConfig", 5)), 5);
        assert_eq!(passed(&judged(all, "messages.getHistory", 5)), 0);
        let mut random = RandomFaults::new(UserId(2), all, 1);
        let call = MatchedCall { user: SELLER, method: "messages.getHistory", to: None };
        assert!(matches!(random.decide(&call), Decision::Pass));
    }

    #[test]
    fn the_first_press_arrives() {
        for rates in [
            FaultRates { cut_before: 1000, ..FaultRates::default() },
            FaultRates { error: 1000, ..FaultRates::default() },
        ] {
            let presses = judged(rates, PRESS, 3);
            assert!(matches!(presses[0], Decision::Pass), "{rates:?}");
            assert_eq!(passed(&presses), 1, "{rates:?}");
        }
    }
}
