//! The only place that asks the machine for the time, for randomness, for the environment and for what it knows of
//! processes.
//!
//! Everything else is handed a [`Clock`] and [`Randomness`], so that the same code can be driven on
//! another clock and with other random numbers.

use std::fs::File;
use std::io::Read as _;
use std::net::SocketAddr;
use std::num::NonZeroU64;
#[cfg(any(target_os = "linux", target_os = "android"))]
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
#[cfg(unix)]
use rustix::fs::statvfs;
#[cfg(any(target_os = "linux", target_os = "android"))]
use rustix::process::DumpableBehavior;
#[cfg(any(target_os = "linux", target_os = "android"))]
use rustix::time::{ClockId, clock_gettime};
#[cfg(any(target_os = "linux", target_os = "android"))]
use tokio::io::unix::AsyncFd;

/// Tells wall time. Monotonic waiting is `tokio::time`'s.
pub trait Clock: Send + Sync + 'static {
    /// Now, as this machine believes.
    fn now(&self) -> Timestamp;

    /// Waits until somebody sets it or the machine wakes up, where that is told. Safe to drop.
    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::pending())
    }
}

/// A source of random numbers.
pub trait Randomness: Send + Sync + 'static {
    /// Uniform over all 64 bits.
    fn next_u64(&self) -> u64;
}

/// A shared [`Clock`].
pub type SharedClock = Arc<dyn Clock>;
/// A shared [`Randomness`].
pub type SharedRandomness = Arc<dyn Randomness>;

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "the one place for it")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            // Nobody tells: it is as if it never happened.
            if clock_change().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

/// A timer for the end of time is cancelled when the clock is set, and after a sleep.
#[cfg(any(target_os = "linux", target_os = "android"))]
async fn clock_change() -> std::io::Result<()> {
    use rustix::io::{Errno, read};
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    let timer =
        timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let never = Itimerspec {
        it_interval: Timespec::default(),
        it_value: Timespec { tv_sec: i64::MAX, tv_nsec: 0 },
    };
    timerfd_settime(&timer, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &never)?;
    let timer = async_fd(timer)?;
    loop {
        let mut ready = timer.readable().await?;
        match read(timer.get_ref(), &mut [0; 8]) {
            Err(Errno::CANCELED) => return Ok(()),
            Err(Errno::AGAIN) => ready.clear_ready(),
            Err(error) => return Err(error.into()),
            Ok(_) => {}
        }
    }
}

/// For descriptors of ours to be waited for.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(
    deprecated,
    reason = "sound with one that is owned; what came in its place is unsafe to call"
)]
pub fn async_fd(descriptor: OwnedFd) -> std::io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::new(descriptor)
}

/// Lets this thread's timers be late while it lives, so that several wake the machine once.
#[derive(Debug)]
pub struct LateTimers(());

impl LateTimers {
    /// By so much at most, where the system can.
    pub fn by(late: Duration) -> Self {
        let late_ns = late.as_nanos().try_into().ok().and_then(NonZeroU64::new);
        set_timer_slack(late_ns);
        Self(())
    }

    /// Has timers be on time again, while whoever let them be late waits on.
    pub fn end() {
        set_timer_slack(None);
    }
}

impl Drop for LateTimers {
    fn drop(&mut self) {
        Self::end();
    }
}

/// `None`: what the system gives everybody.
fn set_timer_slack(late_ns: Option<NonZeroU64>) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::thread::set_current_timer_slack(late_ns);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = late_ns;
}

impl Randomness for Machine {
    #[expect(clippy::disallowed_methods, reason = "the one place for it")]
    #[expect(clippy::expect_used, reason = "a machine without randomness can't keep any promise")]
    fn next_u64(&self) -> u64 {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
        u64::from_le_bytes(bytes)
    }
}

/// The value of an environment variable; `None` when unset or not Unicode.
#[expect(clippy::disallowed_methods, reason = "the one place for it")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// What programs that are started get of the environment; the last of them matter under Termux. Secrets may stand
/// in all others.
const PASSED_ON: [&str; 7] =
    ["PATH", "HOME", "LANG", "PREFIX", "LD_PRELOAD", "ANDROID_DATA", "ANDROID_ROOT"];

/// The environment of a program that is started.
pub fn environment_to_pass_on() -> impl Iterator<Item = (&'static str, String)> {
    PASSED_ON.into_iter().filter_map(|name| Some((name, environment(name)?)))
}

/// Keeps what is in memory out of core dumps, and from whoever else runs as this user. Where the system refuses, all
/// is as it was.
pub fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// How much of the processor's time this process has taken.
pub fn cpu_seconds() -> Option<f64> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let taken = clock_gettime(ClockId::ProcessCPUTime);
        let taken = Duration::new(taken.tv_sec.try_into().ok()?, taken.tv_nsec.try_into().ok()?);
        Some(taken.as_secs_f64())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    None
}

/// How much memory this process has, where the system says so.
pub fn resident_kibibytes() -> Option<u32> {
    let status = read(Path::new("/proc/self/status"))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    resident.trim().trim_end_matches("kB").trim().parse().ok()
}

/// Whether SIGHUP is ignored, as `nohup` has it, where the system says so.
pub fn is_hangup_ignored() -> bool {
    const HANGUP: u64 = 1;
    let status = read(Path::new("/proc/self/status")).unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|signals| u64::from_str_radix(signals.trim(), 16).ok());
    ignored.is_some_and(|signals| signals & HANGUP != 0)
}

/// The process that has locked this file as a whole, where the system says so.
#[cfg(unix)]
pub fn lock_holder(file: &File) -> Option<u32> {
    let inode = format!(":{}", std::os::unix::fs::MetadataExt::ino(&file.metadata().ok()?));
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    // `5: FLOCK  ADVISORY  WRITE 10116 00:1b:6163850 0 EOF`
    locks.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let is_whole = words.next()? == "FLOCK";
        let (holder, place) = (words.nth(2)?, words.next()?);
        holder.parse().ok().filter(|_| is_whole && place.ends_with(&inode))
    })
}

#[cfg(not(unix))]
pub fn lock_holder(_file: &File) -> Option<u32> {
    None
}

/// Another machine to look at, for tests: a folder with what [`HostInfo`] would find.
const OTHER_MACHINE: &str = "TRIBUTE_AGENT_MACHINE";
/// Telegram's addresses, for tests: `address:port`, with commas between several. Only whether a
/// connection can be made there is tried; no session ever goes where this says.
const TELEGRAM_ADDRESSES: &str = "TRIBUTE_AGENT_TELEGRAM_DOORS";
/// No file that is looked at here is longer.
const LOOKED_AT_BYTES_MAX: u64 = 4096;

/// What can be seen of the machine around the program, without changing it.
#[derive(Clone, Debug)]
pub struct HostInfo {
    environment: fn(&str) -> Option<String>,
    /// Instead of this machine: `properties/NAME`, `free_bytes`, `since_boot_seconds` and
    /// `awake_seconds` in it stand for what the machine would say.
    other: Option<PathBuf>,
}

/// How long a machine has been on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uptime {
    /// Since it was switched on.
    pub since_boot: Duration,
    /// Less the time it was asleep.
    pub awake: Duration,
}

impl HostInfo {
    /// This machine, or the one that the environment shows instead.
    pub fn new(environment: fn(&str) -> Option<String>) -> Self {
        Self { environment, other: environment(OTHER_MACHINE).map(PathBuf::from) }
    }

    /// An environment variable.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.environment)(name)
    }

    /// Where Telegram is, if somewhere else than everybody knows.
    pub fn telegram_elsewhere(&self) -> Option<Vec<SocketAddr>> {
        let addresses = self.variable(TELEGRAM_ADDRESSES)?;
        Some(addresses.split(',').filter_map(|address| address.parse().ok()).collect())
    }

    /// A property of Android's (`getprop`); `None` where there is none.
    pub fn property(&self, name: &str) -> Option<String> {
        if let Some(other) = &self.other {
            return read(&other.join("properties").join(name));
        }
        let mut getprop = Command::new("getprop");
        getprop.arg(name).stdin(Stdio::null()).env_clear().envs(environment_to_pass_on());
        let asked = getprop.output();
        let said = String::from_utf8(asked.ok()?.stdout).ok()?;
        Some(said.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// What this machine's system calls itself, where it has a name that no other has.
    pub fn machine_id(&self) -> Option<String> {
        let path = self
            .other
            .as_ref()
            .map_or_else(|| PathBuf::from("/etc/machine-id"), |other| other.join("machine_id"));
        read(&path).filter(|id| !id.is_empty())
    }

    /// How much an ordinary user may still write where this folder is.
    pub fn free_bytes(&self, folder: &Path) -> Option<u64> {
        if let Some(free) = self.other_number("free_bytes") {
            return Some(free);
        }
        #[cfg(unix)]
        {
            let found = statvfs(folder).ok()?;
            found.f_bavail.checked_mul(found.f_frsize)
        }
        #[cfg(not(unix))]
        None
    }

    /// How long the machine has been on, and awake.
    pub fn uptime(&self) -> Option<Uptime> {
        if self.other.is_some() {
            let other = |name| self.other_number(name).map(Duration::from_secs);
            let (since_boot, awake) = (other("since_boot_seconds")?, other("awake_seconds")?);
            return Some(Uptime { since_boot, awake });
        }
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            let seconds = |clock| {
                let time = clock_gettime(clock);
                u64::try_from(time.tv_sec).ok().map(Duration::from_secs)
            };
            let (since_boot, awake) = (seconds(ClockId::Boottime)?, seconds(ClockId::Monotonic)?);
            Some(Uptime { since_boot, awake })
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        None
    }

    fn other_number(&self, name: &str) -> Option<u64> {
        read(&self.other.as_ref()?.join(name))?.parse().ok()
    }
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = File::open(path).ok()?;
    file.take(LOOKED_AT_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

#[cfg(test)]
#[cfg(any(target_os = "linux", target_os = "android"))]
mod tests {
    use rustix::thread::current_timer_slack;

    use super::*;

    #[test]
    fn timers_are_late_only_while_they_may() {
        let usual = current_timer_slack().unwrap();
        let late = LateTimers::by(Duration::from_secs(2));
        assert_eq!(current_timer_slack().unwrap(), 2_000_000_000);
        LateTimers::end();
        assert_eq!(current_timer_slack().unwrap(), usual);
        drop(late);
        drop(LateTimers::by(Duration::from_secs(1)));
        assert_eq!(current_timer_slack().unwrap(), usual);
    }

    /// Nobody sets it here: it waits without an error.
    #[tokio::test(start_paused = true)]
    async fn a_clock_that_nobody_sets_is_waited_for() {
        let told = tokio::time::timeout(Duration::from_mins(1), clock_change()).await;
        assert!(told.is_err());
    }
}
