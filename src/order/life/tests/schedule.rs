//! Retries, on clocks that lie.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;

use super::super::{RETRY_PAUSE_MAX, Schedule};
use super::samples::{later, noon};

const HOUR: i64 = 3_600;

/// The pauses of a shop that stays away, when calls take no time and the clock is right.
fn pauses(jitter: u16) -> Vec<f64> {
    let mut schedule = Schedule::default();
    let mut now = noon();
    let mut pauses = Vec::new();
    loop {
        schedule.begin_attempt(now);
        let Some(at) = schedule.next(now, jitter, None) else {
            return pauses;
        };
        pauses.push(at.duration_since(now).as_secs_f64());
        now = at;
        assert!(pauses.len() < 100, "a limit on everything");
    }
}

fn next(schedule: &mut Schedule, now: Timestamp) -> Option<i64> {
    schedule.begin_attempt(now);
    let at = schedule.next(now, u16::MAX, None)?;
    Some(at.duration_since(now).as_secs())
}

#[test]
fn one_second_doubling_to_a_hundred_for_ten_minutes_and_then_slower_up_to_72_hours() {
    let expected = [
        1, 2, 4, 8, 16, 32, 64, 100, 100, 100, 100, 100, // ten minutes
        300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000,
    ];
    assert_eq!(pauses(u16::MAX), expected.map(f64::from));
}

#[test]
fn the_dice_spread_the_quick_pauses_over_their_second_half() {
    let (least, half, most) = (pauses(0), pauses(32_768), pauses(u16::MAX));
    assert_eq!(least[..8], [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 50.0]);
    assert!(half[3] > least[3] && half[3] < most[3]);
    let quick = |pauses: &[f64]| pauses.iter().take_while(|&&pause| pause <= 100.0).sum::<f64>();
    for pauses in [least, half, most] {
        assert!((600.0..700.0).contains(&quick(&pauses)), "ten minutes: {}", quick(&pauses));
        assert!(pauses.iter().sum::<f64>() >= 72.0 * 3_600.0);
    }
}

#[test]
fn nothing_is_given_up_while_attempts_are_left_however_late_it_is() {
    let mut schedule = Schedule::default();
    next(&mut schedule, noon());
    for _ in 0..11 {
        assert!(next(&mut schedule, later(noon(), 1_000 * HOUR)).is_some());
    }
    assert_eq!(next(&mut schedule, later(noon(), 1_000 * HOUR)), None);
}

#[test]
fn nothing_is_given_up_before_72_hours_however_many_attempts_there_were() {
    let mut schedule = Schedule::default();
    for _ in 0..60 {
        assert!(next(&mut schedule, noon()).is_some());
    }
    assert_eq!(next(&mut schedule, later(noon(), 72 * HOUR - 1)), Some(36_000));
    assert_eq!(next(&mut schedule, later(noon(), 72 * HOUR)), None);
}

#[test]
fn a_clock_that_stands_still_ends_the_quick_retries_all_the_same() {
    let mut schedule = Schedule::default();
    let pauses: Vec<_> = (0..21).map(|_| next(&mut schedule, noon())).collect();
    assert_eq!(pauses[19..], [Some(100), Some(300)]);
}

#[test]
fn a_clock_set_back_by_hours_begins_anew_and_still_ends() {
    let mut schedule = Schedule::default();
    next(&mut schedule, noon());
    let back = later(noon(), -5 * HOUR);
    assert_eq!(next(&mut schedule, back), Some(2));
    assert_eq!(schedule.since(), Some(back));
    assert_eq!(schedule.until(), Some(later(back, 72 * HOUR)));
}

#[test]
fn a_clock_set_back_between_a_call_and_its_answer_is_survived() {
    let mut schedule = Schedule::default();
    schedule.begin_attempt(noon());
    let back = later(noon(), -5 * HOUR);
    assert_eq!(schedule.next(back, u16::MAX, None), Some(later(back, 1)));
}

#[test]
fn a_beginning_in_1970_is_corrected_when_the_clock_is() {
    let mut schedule = Schedule::default();
    let boot = later(Timestamp::UNIX_EPOCH, 30);
    assert_eq!(next(&mut schedule, boot), Some(1));
    assert_eq!(next(&mut schedule, later(boot, 1)), Some(2));
    assert_eq!(schedule.since(), Some(boot), "a clock that is wrong can still count");
    assert_eq!(next(&mut schedule, noon()), Some(4));
    assert_eq!(schedule.since(), Some(noon()));
}

#[test]
fn a_clock_that_jumps_ahead_skips_the_quick_phase_but_not_the_slow_one() {
    let mut schedule = Schedule::default();
    next(&mut schedule, noon());
    let jumped = later(noon(), 100 * HOUR);
    let slow: Vec<_> = (0..12).map(|_| next(&mut schedule, jumped)).collect();
    assert_eq!(slow[..3], [Some(300), Some(1_800), Some(7_200)]);
    assert!(slow.iter().flatten().sum::<i64>() > 72 * HOUR);
    assert_eq!(slow[11], None);
}

#[test]
fn the_shop_may_ask_for_a_longer_pause_but_not_for_a_shorter_one_nor_for_ever() {
    let asks = |seconds| {
        let mut schedule = Schedule::default();
        schedule.begin_attempt(noon());
        let at = schedule.next(noon(), u16::MAX, Some(Duration::from_secs(seconds)));
        at.expect("a retry").duration_since(noon()).as_secs()
    };
    assert_eq!(asks(30), 30);
    assert_eq!(asks(0), 1);
    let limit = i64::try_from(RETRY_PAUSE_MAX.as_secs()).expect("hours");
    assert_eq!(asks(u64::MAX), limit);
}

proptest! {
    #[test]
    fn no_clock_makes_it_panic_or_go_on_for_ever(
        seconds in prop::collection::vec(-377_705_023_201_i64..=253_402_207_200, 1..80),
        jitter in any::<u16>(),
        retry_after in proptest::option::of(any::<u64>()),
    ) {
        let mut schedule = Schedule::default();
        for second in seconds {
            let now = Timestamp::from_second(second).expect("within range");
            schedule.begin_attempt(now);
            let at = schedule.next(now, jitter, retry_after.map(Duration::from_secs));
            if let Some(at) = at {
                prop_assert!(at > now || now == Timestamp::MAX);
                prop_assert!(at.duration_since(now) <= RETRY_PAUSE_MAX.try_into().expect("hours"));
            }
        }
    }
}
