//! A process of the real binary.

use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{PATIENCE, Scene};

/// A command of the real binary; it dies with the test.
pub fn program(config: &Path, command: &str, arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tribute-agent"));
    program
        .args([command, "--config"])
        .arg(config)
        .args(arguments)
        .env_remove("RUST_LOG")
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    program
}

/// A process of `run`.
pub struct Agent {
    child: Child,
}

impl Agent {
    pub fn spawn(program: &mut Command) -> Self {
        Self { child: program.spawn().unwrap() }
    }

    /// SIGKILL: nothing is finished, nothing is saved.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM, from outside.
    pub async fn terminate(&self) {
        self.signal("-TERM").await;
    }

    /// A signal, as `kill` names it.
    pub async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().await;
        assert!(sent.unwrap().success());
    }

    /// How it ends.
    pub async fn exit_code(&mut self) -> Option<i32> {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.expect("it never ended").unwrap().code()
    }

    /// How it ends, by itself; if it doesn't, all is told that happened.
    pub async fn ends(&mut self, scene: &Scene) -> Option<i32> {
        scene.comes(self.child.wait()).await.unwrap().code()
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }
}
