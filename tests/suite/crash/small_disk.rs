//! A disk of a few megabytes that can be filled: a tmpfs, where mounting is permitted.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// More than a session and a journal take in a test.
const SIZE: &str = "size=8m";
const PAGE_BYTES: usize = 4096;

/// A filesystem of its own, which goes when dropped.
pub struct SmallDisk {
    mounted_at: TempDir,
}

impl SmallDisk {
    /// `None`, and a printed reason, where mounting is not permitted.
    #[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
    pub fn mount() -> Option<Self> {
        let mounted_at = tempfile::tempdir().unwrap();
        let mount = ["-t", "tmpfs", "-o", SIZE, "tmpfs"];
        match run("mount", &mount, mounted_at.path()) {
            Ok(()) => Some(Self { mounted_at }),
            Err(why) => {
                println!("skipped: a small disk can't be mounted here: {why}");
                None
            }
        }
    }

    pub fn path(&self) -> PathBuf {
        self.mounted_at.path().to_owned()
    }

    /// Leaves not one page free.
    pub fn fill(&self) {
        let mut filler = File::options().append(true).create(true).open(self.filler()).unwrap();
        let page = [0; PAGE_BYTES];
        while filler.write_all(&page).is_ok() {}
    }

    /// Takes away what it was filled with.
    pub fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    /// Lets it be written, or only read.
    pub fn set_writable(&self, writable: bool) {
        let mode = if writable { "remount,rw" } else { "remount,ro" };
        run("mount", &["-o", mode], self.mounted_at.path()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.mounted_at.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: what is still open there closes when its process is gone.
        let unmounted = run("umount", &["-l"], self.mounted_at.path());
        if !std::thread::panicking() {
            unmounted.unwrap();
        }
    }
}

fn run(program: &str, arguments: &[&str], path: &Path) -> Result<(), String> {
    let ran = Command::new(program).args(arguments).arg(path).output();
    let output = ran.map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}
