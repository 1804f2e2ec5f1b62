//! The only place that asks the machine for the time, for randomness and for the environment.
//!
//! Everything else is handed a [`Clock`] and [`Randomness`], so that the same code can be driven on
//! another clock and with other random numbers.

use std::fs::File;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
#[cfg(unix)]
use rustix::fs::statvfs;
#[cfg(any(target_os = "linux", target_os = "android"))]
use rustix::time::{ClockId, clock_gettime};

/// Tells wall time. Monotonic waiting is `tokio::time`'s.
pub trait Clock: Send + Sync + 'static {
    /// Now, as this machine believes.
    fn now(&self) -> Timestamp;
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
        let asked = Command::new("getprop").arg(name).stdin(Stdio::null()).output();
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
