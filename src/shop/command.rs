//! A program of the owner's that gives the goods: the call is its standard input, its standard output the answer.
//!
//! It is started anew for every call, in a process group of its own, which is ended when its time is up. What is
//! promised to a server is promised to it: the same `order_id` at every try, and that it may be asked again.

use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::answer::{Answer, BODY_BYTES_MAX, EXCERPT_CHARACTERS, cut};
use super::{Activator, Call, Trouble, Verb};
use crate::machine::environment_to_pass_on;
use crate::order::life::ShopAnswer;

/// How a program says that it can't for now: `EX_TEMPFAIL` of `sysexits.h`.
const NOT_NOW: i32 = 75;
/// More of what it says for people is not kept.
const STDERR_BYTES_MAX: usize = 4 * 1024;
/// A program that has ended may have left others that hold its output open: they are not waited for.
const OUTPUT_AFTER_END: Duration = Duration::from_secs(1);
/// Under this name it finds the order in its environment, too.
const ORDER_ID: &str = "TRIBUTE_ORDER_ID";

/// The program, as the owner says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandSettings {
    /// The program and its arguments. No shell reads them.
    pub argv: Vec<String>,
    /// Where it is started.
    pub folder: PathBuf,
    /// How long a call may take.
    pub timeout: Duration,
}

/// Goods that a program gives.
#[derive(Clone, Debug)]
pub struct Program(CommandSettings);

/// A call that the program has ended.
pub(super) struct Ended {
    status: ExitStatus,
    pub(super) answer: Answer,
    /// What it said for people, from the end.
    stderr: String,
}

impl Program {
    /// Starts nothing yet.
    pub fn new(settings: CommandSettings) -> Self {
        Self(settings)
    }

    /// What it means that a program ends like this after a call that asks for this.
    pub fn meaning(output: Output, verb: Verb, at: Timestamp) -> ShopAnswer {
        let Output { status, stdout, stderr } = output;
        Ended::new(status, Said { bytes: stdout, ..Said::new(BODY_BYTES_MAX) }, &stderr)
            .meaning(verb, at)
    }

    /// The program's name, without its arguments, among which there may be secrets.
    pub fn name(&self) -> &str {
        self.0.argv.first().map_or("", String::as_str)
    }

    /// How long a call may take.
    pub(super) fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// Makes one call, and brings back what came of it.
    pub(super) async fn run(&self, call: &Call) -> Result<Ended, Trouble> {
        let mut child = self.start(call).map_err(|error| Trouble::NotRun(error.to_string()))?;
        // Also when whoever waits here goes away: what was begun is not left behind.
        let mut group = Group::of(&child);
        let ended = timeout(self.0.timeout, talk(&mut child, call)).await;
        let ended = ended.map_err(|_| Trouble::TimedOut(self.0.timeout))?;
        group.has_ended();
        ended.map_err(|error| Trouble::NotRun(error.to_string()))
    }

    fn start(&self, call: &Call) -> io::Result<Child> {
        let mut words = self.0.argv.iter();
        let mut command = Command::new(words.next().ok_or(io::ErrorKind::NotFound)?);
        command
            .args(words)
            .current_dir(&self.0.folder)
            .env_clear()
            .envs(environment_to_pass_on())
            .envs(order_id(call).map(|id| (ORDER_ID, id)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        command.spawn()
    }
}

impl Activator for Program {
    async fn call(&self, verb: Verb, call: &Call, at: Timestamp) -> ShopAnswer {
        match self.run(call).await {
            Ok(ended) => ended.meaning(verb, at),
            Err(trouble) => {
                tracing::debug!(webhook_id = %call.webhook_id, %trouble, "no answer from the program");
                trouble.into()
            }
        }
    }
}

impl Ended {
    fn new(status: ExitStatus, said: Said, words: &[u8]) -> Self {
        let (headers, complete) = (HeaderMap::new(), !said.is_cut);
        let answer = Answer { status: 200, headers, complete, body: said.bytes };
        Self { status, answer, stderr: String::from_utf8_lossy(words).into_owned() }
    }

    /// What it means: its exit code first, then its words.
    pub(super) fn meaning(&self, verb: Verb, at: Timestamp) -> ShopAnswer {
        match self.status.code() {
            Some(0) => self.answer.meaning_of_program(verb, at),
            Some(NOT_NOW) => {
                let why = Trouble::Later(self.last_words().to_string()).into();
                ShopAnswer::Unavailable { why, retry_after: None }
            }
            _ => ShopAnswer::Unclear { excerpt: cut(&self.how(), EXCERPT_CHARACTERS) },
        }
    }

    /// `exit 3: no such account`
    pub(super) fn how(&self) -> String {
        let (how, words) = (self.how_ended(), self.last_words());
        if words.is_empty() { how } else { format!("{how}: {words}") }
    }

    /// Whether the program says that all is well.
    pub(super) fn is_success(&self) -> bool {
        self.status.success()
    }

    fn how_ended(&self) -> String {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&self.status) {
            return format!("signal {signal}");
        }
        self.status.code().map_or_else(|| "exit ?".to_owned(), |code| format!("exit {code}"))
    }

    /// The end of what it said for people, where the reason stands.
    fn last_words(&self) -> &str {
        let words = self.stderr.trim();
        let start = words.char_indices().rev().nth(EXCERPT_CHARACTERS - 1);
        start.map_or(words, |(start, _)| &words[start..])
    }
}

/// The order's id, of a call about one: what a `webhook-id` begins with.
fn order_id(call: &Call) -> Option<&str> {
    let mut parts = call.webhook_id.rsplitn(3, ':');
    let (_revision, _verb) = (parts.next()?, parts.next()?);
    parts.next()
}

/// Says the call, and hears the answer to its end.
async fn talk(child: &mut Child, call: &Call) -> io::Result<Ended> {
    let (mut stdin, stdout, stderr) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut said, mut words) = (Said::new(BODY_BYTES_MAX), Said::new(STDERR_BYTES_MAX));
    let status = {
        let speak = async {
            if let Some(mut stdin) = stdin.take() {
                // A program that does not read its call may know all the same what to do.
                drop(stdin.write_all(call.body.as_bytes()).await);
            }
        };
        let mut output = std::pin::pin!(async {
            tokio::join!(speak, said.hear(stdout), words.hear(stderr));
        });
        tokio::select! {
            () = &mut output => child.wait().await?,
            status = child.wait() => {
                drop(timeout(OUTPUT_AFTER_END, output).await);
                status?
            }
        }
    };
    Ok(Ended::new(status, said, &words.bytes))
}

/// What came out of a pipe, up to a limit; of what is longer, the last of it is kept where that says more.
struct Said {
    bytes: Vec<u8>,
    bytes_max: usize,
    is_cut: bool,
}

impl Said {
    fn new(bytes_max: usize) -> Self {
        Self { bytes: Vec::new(), bytes_max, is_cut: false }
    }

    /// Reads to the end, so that nobody has to wait to be read.
    async fn hear(&mut self, pipe: Option<impl AsyncRead + Unpin>) {
        let Some(mut pipe) = pipe else { return };
        let mut buffer = vec![0; self.bytes_max];
        while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
            self.bytes.extend_from_slice(&buffer[..read]);
            let excess = self.bytes.len().saturating_sub(self.bytes_max);
            self.is_cut |= excess > 0;
            self.bytes.drain(..excess);
        }
    }
}

/// The processes that a program and its children are, until they have ended.
struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    #[cfg_attr(not(unix), expect(unused_variables, reason = "there are no groups"))]
    fn of(child: &Child) -> Self {
        Self {
            #[cfg(unix)]
            leader: child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())),
        }
    }

    /// What it leaves behind, it means to.
    fn has_ended(&mut self) {
        #[cfg(unix)]
        {
            self.leader = None;
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader {
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
#[path = "command_tests.rs"]
mod tests;
