//! Weather: trouble that may befall any call, by dice whose throws a seed decides.

use std::borrow::Cow;

use super::rule::{Bell, Failure, Met, Point, Verdict};
use crate::orders::dice::Dice;
use crate::world::UserId;

const PRESS: &str = "messages.getBotCallbackAnswer";

/// What Telegram is known to limit.
const LIMITED: [&str; 6] = [
    "contacts.resolveUsername",
    "messages.editMessage",
    PRESS,
    "messages.getHistory",
    "messages.getMessages",
    "messages.sendMessage",
];

/// How likely what is, in a thousand calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Odds {
    /// `FLOOD_WAIT_1` or `_2`.
    pub flood: u16,
    /// A 500 or a −503: it may have happened, and has not.
    pub error: u16,
    /// The connection is cut before the call takes effect.
    pub cut_before: u16,
    /// The connection is cut when the call has taken effect.
    pub cut_after: u16,
    /// The call takes effect and is never answered.
    pub unanswered: u16,
}

/// The weather for one user's calls.
#[derive(Debug)]
pub struct Weather {
    user: UserId,
    odds: Odds,
    dice: Dice,
    has_pressed: bool,
}

impl Weather {
    /// As `seed` wants it.
    pub fn new(user: UserId, odds: Odds, seed: u64) -> Self {
        Self {
            user,
            odds,
            dice: Dice::new(seed),
            has_pressed: false,
        }
    }

    /// What becomes of a call.
    pub(super) fn judge(&mut self, call: &Met) -> Verdict {
        if call.user != self.user || !LIMITED.contains(&call.method) {
            return Verdict::Pass;
        }
        let mut verdict = self.throw();
        if call.method == PRESS {
            // What a bot does upon a press has to be seen once before anybody can know whether a
            // lost one may be repeated: the first arrives.
            if !self.has_pressed && loses(&verdict) {
                verdict = Verdict::Pass;
            }
            self.has_pressed |= !matches!(verdict, Verdict::Refuse(..));
        }
        verdict
    }

    fn throw(&mut self) -> Verdict {
        let thrown = self.dice.below(1000);
        let Odds {
            flood,
            error,
            cut_before,
            cut_after,
            unanswered,
        } = self.odds;
        let mut limit = 0;
        let mut hits = |odds: u16| {
            limit += usize::from(odds);
            thrown < limit
        };
        let refuse = |code, name| Verdict::Refuse(Failure { code, name }, Bell::silent());
        if hits(flood) {
            let wait_s = 1 + self.dice.below(2);
            refuse(420, Cow::from(format!("FLOOD_WAIT_{wait_s}")))
        } else if hits(error) {
            match self.dice.below(2) {
                0 => refuse(500, Cow::from("INTERNAL")),
                _ => refuse(-503, Cow::from("Timeout")),
            }
        } else if hits(cut_before) {
            Verdict::Cut(Point::BeforeExecuting, Bell::silent())
        } else if hits(cut_after) {
            Verdict::Cut(Point::AfterExecuting, Bell::silent())
        } else if hits(unanswered) {
            Verdict::Forget
        } else {
            Verdict::Pass
        }
    }
}

/// Whether a call comes to nothing, and its caller can't know.
fn loses(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Cut(point, _) => *point == Point::BeforeExecuting,
        Verdict::Refuse(failure, _) => failure.code != 420,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELLER: UserId = UserId(1);

    fn judged(odds: Odds, method: &'static str, calls: usize) -> Vec<Verdict> {
        let mut weather = Weather::new(SELLER, odds, 1);
        let call = Met {
            user: SELLER,
            method,
            to: None,
        };
        (0..calls).map(|_| weather.judge(&call)).collect()
    }

    fn passed(verdicts: &[Verdict]) -> usize {
        let passed = verdicts.iter();
        passed.filter(|it| matches!(it, Verdict::Pass)).count()
    }

    #[test]
    fn it_is_as_often_as_its_odds_say_and_the_same_for_the_same_seed() {
        let odds = Odds {
            flood: 200,
            unanswered: 100,
            ..Odds::default()
        };
        let judged = || judged(odds, "messages.sendMessage", 2000);
        let passes = passed(&judged());
        assert!((1300..1500).contains(&passes), "{passes}");
        assert_eq!(format!("{:?}", judged()), format!("{:?}", judged()));
    }

    #[test]
    fn only_what_telegram_limits_and_only_that_user_is_met() {
        let all = Odds {
            error: 1000,
            ..Odds::default()
        };
        assert_eq!(passed(&judged(all, "help.getConfig", 5)), 5);
        assert_eq!(passed(&judged(all, "messages.getHistory", 5)), 0);
        let mut weather = Weather::new(UserId(2), all, 1);
        let call = Met {
            user: SELLER,
            method: "messages.getHistory",
            to: None,
        };
        assert!(matches!(weather.judge(&call), Verdict::Pass));
    }

    #[test]
    fn the_first_press_arrives() {
        for odds in [
            Odds {
                cut_before: 1000,
                ..Odds::default()
            },
            Odds {
                error: 1000,
                ..Odds::default()
            },
        ] {
            let presses = judged(odds, PRESS, 3);
            assert!(matches!(presses[0], Verdict::Pass), "{odds:?}");
            assert_eq!(passed(&presses), 1, "{odds:?}");
        }
    }
}
