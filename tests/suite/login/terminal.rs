//! A person at a pseudo-terminal.

use std::path::Path;
use std::time::Duration;

use pty_process::{Command, Pty, Size};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;
use tokio::time::timeout;

/// Long enough for the arithmetic of a password on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A window so wide that no line is broken.
pub const ORDINARY: (u16, u16) = (40, 400);
/// A window without room for a QR code.
pub const SMALL: (u16, u16) = (10, 400);

/// The terminal, and the program at it.
pub struct Terminal {
    pty: Pty,
    child: Child,
    shown: Vec<u8>,
    /// Up to where it was read.
    read: usize,
}

impl Terminal {
    /// Starts the program in a window of this size: rows, columns.
    pub fn start(config: &Path, words: &[&str], (rows, columns): (u16, u16)) -> Self {
        let (pty, slave) = pty_process::open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
            .args(words)
            .arg("--config")
            .arg(config)
            .env("NO_COLOR", "1")
            .env("TRIBUTE_AGENT_LOG", "warn")
            .kill_on_drop(true)
            .spawn(slave)
            .unwrap();
        Self {
            pty,
            child,
            shown: Vec::new(),
            read: 0,
        }
    }

    /// All that was ever shown.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }

    /// Waits until these words are shown, behind those that were waited for before. What was shown in
    /// between, these words included, comes back.
    pub async fn sees(&mut self, words: &str) -> String {
        loop {
            let rest = String::from_utf8_lossy(&self.shown[self.read..]).into_owned();
            if let Some(found) = rest.find(words) {
                let end = found + words.len();
                self.read += end;
                return rest[..end].to_owned();
            }
            assert!(
                self.more().await,
                "{words:?} was not shown:\n{}",
                self.shown()
            );
        }
    }

    /// Types something, and Enter.
    pub async fn types(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.pty.write_all(line.as_bytes()).await.unwrap();
    }

    /// Presses Ctrl-C.
    pub async fn interrupts(&mut self) {
        self.pty.write_all(&[3]).await.unwrap();
    }

    /// Whether what is typed is shown.
    #[cfg(unix)]
    pub fn echoes(&self) -> bool {
        let modes = rustix::termios::tcgetattr(&self.pty).unwrap().local_modes;
        modes.contains(rustix::termios::LocalModes::ECHO)
    }

    /// Waits for the program to end; its exit code.
    pub async fn ends(&mut self) -> Option<i32> {
        while self.more().await {}
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.expect("it ends").unwrap().code()
    }

    /// Whether more was shown.
    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = timeout(PATIENCE, self.pty.read(&mut buffer)).await;
        let read = read.unwrap_or_else(|_| panic!("nothing more is shown:\n{}", self.shown()));
        // Linux says that the other side is gone by an error.
        let count = read.unwrap_or(0);
        self.shown.extend_from_slice(&buffer[..count]);
        count > 0
    }
}
