//! A phone under Termux: whether Android lets the agent live.
//!
//! Little of that can be read without rights that Termux has not: how long the phone slept tells
//! about the wake lock, the properties tell which Android it is. What can't be seen is said to be
//! so, with where to look by hand.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::finding::{Check, Finding};
use crate::edge::{HostInfo, Uptime};
use crate::language::Language;

/// From Android 12 on, background programs are killed when there are too many.
const PHANTOM_KILLER_SDK: u32 = 31;
/// Before Android 6 there is no battery optimisation.
const BATTERY_SDK: u32 = 23;
/// A phone that slept less than one part in so many was kept awake.
const SLEEP_PART: u32 = 50;
/// A phone that was on for less has not had the time to sleep.
const UPTIME_LEAST: Duration = Duration::from_mins(10);
/// Makers whose phones stop programs in ways of their own.
const STRICT_MAKERS: [&str; 9] = [
    "huawei", "honor", "xiaomi", "redmi", "oppo", "vivo", "oneplus", "realme", "samsung",
];

/// Whether this is a phone at all.
pub(super) fn is_android(host: &HostInfo) -> bool {
    host.variable("TERMUX_VERSION").is_some() || host.property("ro.build.version.sdk").is_some()
}

/// Whether the phone stays awake, by how long it has slept since it was switched on.
pub(super) fn wake_lock(host: &HostInfo, language: Language) -> Finding {
    let check = Check::WakeLock;
    let remedy = language.pick(
        "Run termux-wake-lock before `run`, in the same Termux; its notification then says “wake lock held”.",
        "Перед `run` выполните в том же Termux: termux-wake-lock; тогда в его уведомлении будет «wake lock held».",
    );
    let Some(Uptime { since_boot, awake }) = host.uptime() else {
        let what = language.pick(
            "How long the phone slept can't be read.",
            "Сколько телефон спал, не узнать.",
        );
        return Finding::skipped(check, what).remedy(remedy);
    };
    let asleep = since_boot.saturating_sub(awake);
    let (slept, on) = (asleep.as_secs() / 60, since_boot.as_secs() / 60);
    if since_boot < UPTIME_LEAST {
        let what = language.pick(
            "The phone was switched on only just now: too early to tell.",
            "Телефон включили совсем недавно: судить рано.",
        );
        return Finding::skipped(check, what).remedy(remedy);
    }
    if asleep * SLEEP_PART <= since_boot {
        let what = language.pick(
            format!("The phone did not sleep in the {on} minutes since it was switched on."),
            format!("С включения прошло {on} мин, телефон не засыпал."),
        );
        return Finding::ok(check, what);
    }
    let what = language.pick(
        format!("The phone slept {slept} of the {on} minutes since it was switched on. Orders wait while it sleeps."),
        format!("С включения прошло {on} мин, из них телефон спал {slept}. Пока он спит, заказы ждут."),
    );
    Finding::warning(check, what).remedy(remedy)
}

/// What has to be allowed by hand: Android does not tell Termux whether it is.
pub(super) fn battery(host: &HostInfo, language: Language) -> Finding {
    let check = Check::Battery;
    let sdk = host
        .property("ro.build.version.sdk")
        .and_then(|sdk| sdk.parse::<u32>().ok());
    if sdk.is_some_and(|sdk| sdk < BATTERY_SDK) {
        let what = language.pick(
            "This Android does not optimise batteries.",
            "В этом Android экономии батареи ещё нет.",
        );
        return Finding::ok(check, what);
    }
    let what = language.pick(
        "Whether Android spares Termux can't be seen from here.",
        "Щадит ли Android Termux, отсюда не видно.",
    );
    let mut remedy = language
        .pick(
            "Look by hand: Settings → Apps → Termux → Battery → Unrestricted.",
            "Посмотрите сами: Настройки → Приложения → Termux → Батарея → Без ограничений.",
        )
        .to_owned();
    let maker = host.property("ro.product.manufacturer");
    let maker = maker.filter(|maker| STRICT_MAKERS.contains(&maker.to_lowercase().as_str()));
    if let Some(maker) = maker {
        remedy.push_str(&language.pick(
            format!("\nPhones by {maker} stop programs in ways of their own: see https://dontkillmyapp.com for this maker, and pin Termux in the list of recent apps."),
            format!("\nТелефоны {maker} останавливают программы ещё и по-своему: см. https://dontkillmyapp.com про этого производителя и закрепите Termux в списке недавних."),
        ));
    }
    Finding::skipped(check, what).remedy(remedy)
}

/// Whether `run` was killed the last time: what SQLite keeps beside a journal at work is left behind
/// then. `is_running`: it is at work now, and that is its own.
pub(super) fn last_kill(
    journal: &Path,
    is_running: bool,
    host: &HostInfo,
    language: Language,
) -> Finding {
    let check = Check::LastKill;
    if is_running {
        let what = language.pick("`run` is at work.", "`run` работает.");
        return Finding::ok(check, what);
    }
    let mut log = journal.as_os_str().to_owned();
    log.push("-wal");
    let left = std::fs::metadata(log).ok().filter(|log| log.len() > 0);
    let Some(left) = left else {
        let what = language.pick(
            "`run` ended by itself the last time, or never ran.",
            "В прошлый раз `run` завершился сам (или ещё не запускался).",
        );
        return Finding::ok(check, what);
    };
    let at = left
        .modified()
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok());
    let at = at.map_or_else(String::new, |at| {
        let local = at.to_zoned(TimeZone::system());
        local.strftime(" %d.%m %H:%M").to_string()
    });
    let what = language.pick(
        format!("`run` was killed; it last wrote{at}. Nothing is lost: it goes on from there."),
        format!("`run` был убит; последняя запись —{at}. Ничего не потеряно: он продолжит с того же места."),
    );
    Finding::warning(check, what).remedy(killer(host, language))
}

fn killer(host: &HostInfo, language: Language) -> String {
    let sdk = host.property("ro.build.version.sdk");
    let has_killer = sdk
        .and_then(|sdk| sdk.parse::<u32>().ok())
        .is_some_and(|sdk| sdk >= PHANTOM_KILLER_SDK);
    let monitor = "persist.sys.fflag.override.settings_enable_monitor_phantom_procs";
    let is_off = host.property(monitor).as_deref() == Some("false");
    let (english, russian) = if has_killer && !is_off {
        (
            "Android 12 and newer kill programs behind Termux. Settings → Developer options → Disable child process restrictions; then allow Termux to use the battery unrestricted.",
            "Android 12 и новее убивает программы за Termux. Настройки → Для разработчиков → Отключить ограничения для дочерних процессов; и разрешите Termux расход батареи без ограничений.",
        )
    } else {
        (
            "Allow Termux to use the battery unrestricted, and keep it awake: termux-wake-lock.",
            "Разрешите Termux расход батареи без ограничений и не давайте ему спать: termux-wake-lock.",
        )
    };
    language.pick(english, russian).to_owned()
}
