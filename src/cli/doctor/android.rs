//! A phone under Termux: whether Android lets the agent live. Little of that can be read without rights that
//! Termux has not; what can't be seen is said to be so, with where to look by hand.

use std::time::Duration;

use jiff::Timestamp;

use super::check::{Inputs, Outcome, finding};
use crate::cli::moment;
use crate::folder;
use crate::machine::{Clock as _, HostInfo, Machine, Uptime};

/// From Android 12 on, background programs are killed when there are too many.
const PHANTOM_KILLER_SDK: u32 = 31;
/// Before Android 6 there is no battery optimisation.
const BATTERY_SDK: u32 = 23;
/// A phone that slept less than one part in so many was kept awake.
const SLEEP_PART: u32 = 50;
/// A phone that was on for less has not had the time to sleep.
const UPTIME_MIN: Duration = Duration::from_mins(10);
/// Makers whose phones stop programs in ways of their own.
const STRICT_MAKERS: [&str; 9] =
    ["huawei", "honor", "xiaomi", "redmi", "oppo", "vivo", "oneplus", "realme", "samsung"];

pub(super) fn wake_lock(inputs: &Inputs) -> Outcome {
    let Some(Uptime { since_boot, awake }) = inputs.phone()?.uptime() else {
        return Ok(finding!(Skipped, "doctor-wake-lock-unknown"));
    };
    let asleep = since_boot.saturating_sub(awake);
    let (slept, on) = (asleep.as_secs() / 60, since_boot.as_secs() / 60);
    Ok(if since_boot < UPTIME_MIN {
        finding!(Skipped, "doctor-wake-lock-too-early")
    } else if asleep * SLEEP_PART <= since_boot {
        finding!(Ok, "doctor-wake-lock-awake", on)
    } else {
        finding!(Warning, "doctor-wake-lock-slept", slept, on)
    })
}

/// What has to be allowed by hand: Android does not tell Termux whether it is.
pub(super) fn battery(inputs: &Inputs) -> Outcome {
    let phone = inputs.phone()?;
    if sdk(phone).is_some_and(|sdk| sdk < BATTERY_SDK) {
        return Ok(finding!(Ok, "doctor-battery-not-optimised"));
    }
    let maker = phone.property("ro.product.manufacturer");
    let maker = maker.filter(|it| STRICT_MAKERS.contains(&it.to_lowercase().as_str()));
    let maker = maker.as_deref().unwrap_or("none");
    Ok(finding!(Skipped, "doctor-battery-unknown", maker))
}

/// Whether `run` was killed the last time: what SQLite keeps beside a journal at work is left behind then.
pub(super) fn last_kill(inputs: &Inputs) -> Outcome {
    let phone = inputs.phone()?;
    let journal = inputs.journal()?;
    let facts = &inputs.facts;
    if facts.session.get().is_some() && facts.session_is_free.get().is_none() {
        return Ok(finding!(Ok, "doctor-last-kill-running"));
    }
    let left = std::fs::metadata(folder::with_ending(&journal, "-wal")).ok();
    let Some(left) = left.filter(|log| log.len() > 0) else {
        return Ok(finding!(Ok, "doctor-last-kill-none"));
    };
    let written = left.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    let when = written.map_or("?".to_owned(), |at| moment::date_and_age(at, Machine.now()));
    let has_killer = sdk(phone).is_some_and(|sdk| sdk >= PHANTOM_KILLER_SDK);
    let monitor = "persist.sys.fflag.override.settings_enable_monitor_phantom_procs";
    let is_off = phone.property(monitor).as_deref() == Some("false");
    let killer = if has_killer && !is_off { "on" } else { "off" };
    Ok(finding!(Warning, "doctor-last-kill-killed", when, killer))
}

fn sdk(phone: &HostInfo) -> Option<u32> {
    phone.property("ro.build.version.sdk")?.parse().ok()
}
