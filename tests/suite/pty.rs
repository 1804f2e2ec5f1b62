//! A person at a pseudo-terminal, with the real binary at it.

use std::path::Path;
use std::time::Duration;

use pty_process::{Command, Pty, Size};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;
use tokio::time::timeout;

/// Long enough for anything on a busy machine, short enough to see a hang.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The terminal, and the program at it.
pub struct Terminal {
    pty: Pty,
    child: Child,
    shown: Vec<u8>,
    /// Up to where it was read.
    read: usize,
}

/// What the program is started with, but for its words.
pub struct Window<'a> {
    pub folder: &'a Path,
    /// Rows, columns.
    pub size: (u16, u16),
    pub environment: &'a [(&'a str, &'a str)],
}

impl Window<'_> {
    /// Starts the program.
    pub fn start(&self, words: &[&str]) -> Terminal {
        self.start_program(env!("CARGO_BIN_EXE_tribute-agent"), words)
    }

    /// Starts any program.
    pub fn start_program(&self, program: &str, words: &[&str]) -> Terminal {
        let (pty, side) = pty_process::open().unwrap();
        let (rows, columns) = self.size;
        pty.resize(Size::new(rows, columns)).unwrap();
        let child = Command::new(program)
            .args(words)
            .current_dir(self.folder)
            .env_remove("RUST_LOG")
            .env("LANG", "en_US.UTF-8")
            .env("TERM", "xterm")
            .envs(self.environment.iter().copied())
            .kill_on_drop(true)
            .spawn(side)
            .unwrap();
        Terminal { pty, child, shown: Vec::new(), read: 0 }
    }
}

impl Terminal {
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
            let more = self.more().await;
            assert!(more, "{words:?} was not shown:\n{}", self.shown());
        }
    }

    /// Types something, and Enter.
    pub async fn types(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.pty.write_all(line.as_bytes()).await.unwrap();
    }

    /// Sees a question, and answers.
    pub async fn answers(&mut self, question: &str, line: &str) {
        self.sees(question).await;
        self.types(line).await;
    }

    /// Presses Ctrl and a letter.
    pub async fn presses_control(&mut self, letter: u8) {
        self.pty.write_all(&[letter & 0x1f]).await.unwrap();
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
