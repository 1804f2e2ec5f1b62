//! The ways to reach the owner when Telegram is none.
//!
//! - [`AlertCommand`]: a program of theirs is run when the agent has ended and will not start again by itself.
//! - [`Ping`]: a dead man's switch, as healthchecks.io and others offer it, is called while all is well; when
//!   the calls stop, whoever waits for them tells the owner. `/fail` at its end says it at once.

use std::convert::Infallible;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use std::{fmt, io};

use reqwest::Url;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};

use crate::machine::environment_to_pass_on;

/// A command that has not ended by then is ended.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
const CALL_TIMEOUT: Duration = Duration::from_secs(20);

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
        match timeout(COMMAND_TIMEOUT, self.carry_out(text)).await {
            Ok(Ok(status)) if status.success() => info!("alert_command has run"),
            Ok(Ok(status)) => warn!(%status, "alert_command has failed"),
            Ok(Err(error)) => warn!(%error, "alert_command can't be run"),
            Err(_) => warn!(after = ?COMMAND_TIMEOUT, "alert_command does not end; it was ended"),
        }
    }

    async fn carry_out(&self, text: &str) -> io::Result<ExitStatus> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(environment_to_pass_on())
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

/// Where to call. Its path is a secret: whoever knows it can call in the agent's place.
#[derive(Clone, PartialEq, Eq)]
pub struct PingUrl(Url);

impl PingUrl {
    /// An address that can be called, over http or https.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let can_be_called = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.fragment().is_none();
        can_be_called.then_some(Self(url))
    }

    fn for_failure(&self) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/fail", url.path().trim_end_matches('/')));
        url
    }
}

/// Without the path.
impl fmt::Display for PingUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())
    }
}

impl fmt::Debug for PingUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PingUrl({self})")
    }
}

/// Calls it.
#[derive(Clone, Debug)]
pub struct Ping {
    http: reqwest::Client,
    url: PingUrl,
    /// Whether the last call arrived; only a change is worth a line.
    arrives: bool,
}

impl Ping {
    /// Calls nobody yet.
    pub fn new(http: reqwest::Client, url: PingUrl) -> Self {
        Self { http, url, arrives: true }
    }

    /// Calls every `interval`, the first time when the agent has first done its work. By the time that
    /// `heartbeat` says it has to have done it again; another `interval` later something is wrong.
    pub async fn follow(
        mut self,
        mut heartbeat: watch::Receiver<Option<Instant>>,
        interval: Duration,
    ) -> Infallible {
        // An agent that is gone sends no more, and this is not asked again.
        let _ = heartbeat.wait_for(Option::is_some).await;
        loop {
            let due_at = *heartbeat.borrow();
            let is_well = due_at.is_some_and(|due_at| due_at.elapsed() < interval);
            self.call(if is_well { self.url.0.clone() } else { self.url.for_failure() }).await;
            sleep(interval).await;
        }
    }

    /// Says that it is over.
    pub async fn fail(&mut self) {
        self.call(self.url.for_failure()).await;
    }

    async fn call(&mut self, url: Url) {
        let sent = timeout(CALL_TIMEOUT, self.http.get(url).send()).await;
        let trouble = match sent {
            Ok(Ok(answer)) if answer.status().is_success() => None,
            Ok(Ok(answer)) => Some(answer.status().to_string()),
            Ok(Err(error)) => Some(error.without_url().to_string()),
            Err(_) => Some("no answer in time".to_owned()),
        };
        let arrives = trouble.is_none();
        match trouble {
            None if !self.arrives => info!(url = %self.url, "ping_url can be called again"),
            Some(why) if self.arrives => warn!(url = %self.url, why, "ping_url can't be called"),
            _ => {}
        }
        self.arrives = arrives;
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
        timeout(COMMAND_TIMEOUT * 2, command.run("text")).await.unwrap();
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
        assert_eq!(timeout(COMMAND_TIMEOUT, ends).await.unwrap(), Ok(0));
    }
}

#[cfg(test)]
mod ping_tests {
    use super::*;
    use crate::shop::{Client, Secret, Settings};

    /// Time passes at once here, as soon as there is nothing else to wait for.
    #[tokio::test(start_paused = true)]
    async fn one_that_never_answers_is_given_up() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let http = Client::new(Settings::new(&url, secret)).unwrap().http();
        let mut ping = Ping::new(http, PingUrl::parse(&url).unwrap());
        timeout(CALL_TIMEOUT * 2, ping.fail()).await.unwrap();
        assert!(!ping.arrives);
    }

    #[test]
    fn what_can_be_called() {
        for text in ["https://hc.example/abc", "http://127.0.0.1:9/x?token=y"] {
            assert!(PingUrl::parse(text).is_some(), "{text}");
        }
        for text in ["", "hc.example/abc", "ftp://hc.example/", "https://", "https://h/#x"] {
            assert!(PingUrl::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn failure_is_said_at_the_end_of_the_path() {
        for (text, fails) in [
            ("https://hc.example/abc", "https://hc.example/abc/fail"),
            ("https://hc.example/abc/", "https://hc.example/abc/fail"),
            ("https://hc.example/a?k=v", "https://hc.example/a/fail?k=v"),
            ("https://hc.example", "https://hc.example/fail"),
        ] {
            let url = PingUrl::parse(text).unwrap();
            assert_eq!(url.for_failure().as_str(), fails);
        }
    }

    #[test]
    fn the_path_is_not_shown() {
        let url = PingUrl::parse("https://hc.example/secret?key=word").unwrap();
        assert_eq!(format!("{url} {url:?}"), "hc.example PingUrl(hc.example)");
    }
}
