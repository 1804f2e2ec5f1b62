//! A process as the system sees it, and the tools that watch one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::sleep;

/// `/proc` counts CPU time in these.
const TICK_MS: f64 = 10.0;
const NS_A_MS: f64 = 1_000_000.0;
const PAGE_BYTES: f64 = 4096.0;
const KB_A_MB: f64 = 1024.0;
/// From one look at a process that may have ended to the next.
const LOOK_EVERY: Duration = Duration::from_millis(1);
/// Written before each sync of the noise.
const NOISE_BYTES: usize = 4 << 20;
/// The calls that reach the disk or a lock.
pub const CALLS: [&str; 4] = ["fsync", "fdatasync", "pwrite64", "fcntl"];

/// The use of the machine since a process began, or between two such moments.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    pub cpu_ms: f64,
    /// Voluntary context switches of all its threads.
    pub wakeups: f64,
    /// Pages that it made the disk's cache write.
    pub pages: f64,
    /// The CPU time of each thread: finer than the whole's, but gone with the thread.
    threads: BTreeMap<OsString, f64>,
}

impl Usage {
    pub fn of(id: u32) -> Self {
        let stat = read(id, "stat");
        // The name, in brackets, may hold anything.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = [11, 12].map(|at: usize| fields[at].parse::<f64>().unwrap());
        let written = number(&read(id, "io"), "write_bytes:");
        let (mut threads, mut wakeups) = (BTreeMap::new(), 0.0);
        for thread in fs::read_dir(format!("/proc/{id}/task")).unwrap().flatten() {
            let read = |file| fs::read_to_string(thread.path().join(file)).unwrap_or_default();
            wakeups += number(&read("status"), "voluntary_ctxt_switches:");
            threads.insert(thread.file_name(), number(&read("schedstat"), "") / NS_A_MS);
        }
        let cpu_ms = ticks.iter().sum::<f64>() * TICK_MS;
        Self { cpu_ms, wakeups, pages: written / PAGE_BYTES, threads }
    }

    pub fn since(&self, earlier: &Self) -> Self {
        let all_live = earlier.threads.keys().all(|thread| self.threads.contains_key(thread));
        let cpu_ms = if all_live {
            self.threads.values().sum::<f64>() - earlier.threads.values().sum::<f64>()
        } else {
            self.cpu_ms - earlier.cpu_ms
        };
        let wakeups = self.wakeups - earlier.wakeups;
        Self { cpu_ms, wakeups, pages: self.pages - earlier.pages, threads: BTreeMap::new() }
    }
}

/// Memory in MB.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub resident: f64,
    /// The part of it that no file backs.
    pub anonymous: f64,
    /// What is resident, pages that processes share divided among them.
    pub share: f64,
}

impl Memory {
    pub fn of(id: u32) -> Self {
        let (status, maps) = (read(id, "status"), read(id, "smaps_rollup"));
        let mb = |text: &str, key| number(text, key) / KB_A_MB;
        Self {
            resident: mb(&status, "VmRSS:"),
            anonymous: mb(&status, "RssAnon:"),
            share: mb(&maps, "Pss:"),
        }
    }
}

/// The traffic of a process's connections to some ports of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    pub packets_sent: f64,
    /// Both ways, headers not counted.
    pub bytes: f64,
}

impl Traffic {
    /// Asks `ss`; `None` where there is none.
    pub async fn to(ports: &[u16]) -> Option<Self> {
        let mut traffic = Self::default();
        for port in ports {
            let filter = format!("dport = :{port}");
            let output = Command::new("ss").args(["-tinHO", &filter]).output().await.ok()?;
            let text = String::from_utf8_lossy(&output.stdout);
            for line in text.lines() {
                traffic.packets_sent += number(line, "segs_out:");
                traffic.bytes += number(line, "bytes_sent:") + number(line, "bytes_received:");
            }
        }
        Some(traffic)
    }
}

fn read(id: u32, file: &str) -> String {
    fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
}

/// The number behind a key that begins a word or a line; 0 where there is none.
fn number(text: &str, key: &str) -> f64 {
    let found = text.match_indices(key).find(|(at, _)| {
        !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    });
    let behind = found.map(|(at, _)| text[at + key.len()..].trim_start());
    let digits = behind.map(|text| text.split(|it: char| !it.is_ascii_digit()).next().unwrap());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Runs a command to its end. Returns how long it took, in ms, and the most memory that it had, in MB.
pub async fn run_measured(command: &mut Command) -> (f64, f64) {
    let begun = std::time::Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak = 0.0;
    while let (Some(id), Ok(None)) = (child.id(), child.try_wait()) {
        peak = number(&read(id, "status"), "VmHWM:").max(peak);
        sleep(LOOK_EVERY).await;
    }
    (begun.elapsed().as_secs_f64() * 1000.0, peak / KB_A_MB)
}

/// Sends a signal, as `kill` names it.
pub async fn signal(id: u32, name: &str) {
    let _ = Command::new("kill").args([name, &id.to_string()]).status().await;
}

/// `strace`, counting [`CALLS`] of a process from now on.
pub struct CallCounter {
    strace: Child,
}

impl CallCounter {
    /// `None` where there is no `strace`.
    pub async fn attach(id: u32, report: &Path) -> Option<Self> {
        let calls = format!("trace={}", CALLS.join(","));
        let id = id.to_string();
        let mut strace = Command::new("strace");
        strace.args(["-c", "-f", "-e", &calls, "-p", &id, "-o"]).arg(report);
        let strace = strace.stderr(Stdio::null()).spawn().ok()?;
        // It tells nobody when it is there.
        sleep(Duration::from_millis(500)).await;
        Some(Self { strace })
    }

    /// The number of each of [`CALLS`].
    pub async fn counts(mut self, report: &Path) -> [f64; CALLS.len()] {
        signal(self.strace.id().unwrap_or_default(), "-INT").await;
        let _ = self.strace.wait().await;
        let table = fs::read_to_string(report).unwrap_or_default();
        CALLS.map(|call| {
            let line = table.lines().find(|line| line.split_whitespace().last() == Some(call));
            let count = line.and_then(|line| line.split_whitespace().nth(3));
            count.and_then(|count| count.parse().ok()).unwrap_or_default()
        })
    }
}

/// The command line that counts the instructions of what is run behind it, into a log.
pub fn callgrind(log: &Path) -> Vec<String> {
    let log = format!("--log-file={}", log.display());
    ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", &log]
        .map(str::to_owned)
        .to_vec()
}

/// What callgrind counted, once what it ran has ended.
pub fn instructions(log: &Path) -> Option<f64> {
    let text = fs::read_to_string(log).ok()?;
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// Writes and syncs in a folder until the process is ended from outside.
pub fn disk_noise(folder: &Path) {
    let block = vec![0xA5; NOISE_BYTES];
    loop {
        let mut file = fs::File::create(folder.join("noise")).unwrap();
        file.write_all(&block).unwrap();
        file.sync_all().unwrap();
    }
}
