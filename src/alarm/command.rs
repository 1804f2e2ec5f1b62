//! `alert_command`: a program of the owner's that gets the text on its standard input.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;
use tracing::{info, warn};

/// A command that has not ended by then is ended.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A program and its arguments, as the owner wrote them. No shell reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertCommand {
    program: String,
    arguments: Vec<String>,
}

impl AlertCommand {
    /// Of an argv array; `None` when it names no program.
    pub fn new(argv: Vec<String>) -> Option<Self> {
        let mut words = argv.into_iter();
        let program = words.next().filter(|program| !program.trim().is_empty())?;
        Some(Self { program, arguments: words.collect() })
    }

    /// Runs it with `text` on its standard input. Whatever becomes of it is logged: there is nobody
    /// else left to tell.
    pub async fn run(&self, text: &str) {
        match timeout(TIMEOUT, self.carry_out(text)).await {
            Ok(Ok(status)) if status.success() => info!("alert_command has run"),
            Ok(Ok(status)) => warn!(%status, "alert_command has failed"),
            Ok(Err(error)) => warn!(%error, "alert_command can't be run"),
            Err(_) => warn!(after = ?TIMEOUT, "alert_command does not end; it was ended"),
        }
    }

    async fn carry_out(&self, text: &str) -> io::Result<ExitStatus> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read what it is told may still do its work.
            drop(stdin.write_all(text.as_bytes()).await);
        }
        child.wait().await
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{BufRead as _, BufReader};

    use tokio::sync::oneshot;

    use super::*;

    fn command(script: &str, argument: &str) -> AlertCommand {
        let argv = ["sh", "-c", script, "sh", argument];
        AlertCommand::new(argv.map(str::to_owned).to_vec()).unwrap()
    }

    #[test]
    fn no_program_is_no_command() {
        for argv in [vec![], vec![String::new()], vec!["  ".to_owned()]] {
            assert_eq!(AlertCommand::new(argv), None);
        }
    }

    #[tokio::test]
    async fn the_text_is_what_it_reads_and_no_shell_touches_the_arguments() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a $(file) ; name");
        let file_name = file.to_str().unwrap();
        command("cat > \"$1\"", file_name).run("беда\n$(id)").await;
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "беда\n$(id)");
    }

    #[tokio::test]
    async fn one_that_reads_nothing_fails_or_is_not_there_harms_nobody() {
        let text = "x".repeat(1_000_000);
        command("exec <&-; exit 3", "").run(&text).await;
        let missing = AlertCommand::new(vec!["/nowhere/at/all".to_owned()]).unwrap();
        missing.run("text").await;
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_never_ends_is_not_waited_for() {
        let command = command("sleep 1000", "");
        timeout(TIMEOUT * 2, command.run("text")).await.unwrap();
    }

    /// What it holds open is closed when it is gone, and whoever reads there comes to the end.
    #[cfg(unix)]
    #[tokio::test]
    async fn one_that_is_not_waited_for_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().await.unwrap();
        assert!(made.success());
        let (begun, begins) = oneshot::channel();
        let (ended, ends) = oneshot::channel();
        let reads_from = pipe.clone();
        std::thread::spawn(move || {
            let mut said = BufReader::new(File::open(reads_from).unwrap()).lines();
            begun.send(said.next()).unwrap();
            let _ = ended.send(said.count());
        });
        let script = "exec > \"$1\"; echo begun; exec sleep 1000";
        let command = command(script, pipe.to_str().unwrap());
        tokio::select! {
            () = command.run("text") => panic!("it never ends"),
            said = begins => assert_eq!(said.unwrap().unwrap().unwrap(), "begun"),
        }
        assert_eq!(timeout(TIMEOUT, ends).await.unwrap(), Ok(0));
    }
}
