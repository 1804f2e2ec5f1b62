//! `rehearse` from the outside: what it plays, what it finds, how it ends.

mod asked;
mod own;
mod shipped;
mod shops;

use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tribute_agent::cli::rehearse::{self, FixtureFile};
use tribute_agent::cli::{self, Rehearse, Stdio};
use tribute_agent::i18n::Language;
use tribute_agent::i18n::use_language;
use tribute_agent::report::Exit;

/// What a rehearsal wrote, and how it ended.
struct Rehearsal {
    exit: Exit,
    stdout: String,
    stderr: String,
}

/// A sink that can be read afterwards.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn stdio(directory: &Path) -> (Stdio, Sink, Sink) {
    let (out, err) = (Sink::default(), Sink::default());
    let stdio = Stdio {
        stdin: Box::new(Cursor::new("")),
        stdout: Box::new(out.clone()),
        stderr: Box::new(err.clone()),
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        directory: directory.to_owned(),
        environment: |_| None,
    };
    (stdio, out, err)
}

/// `tribute-agent rehearse …`, in `directory`.
async fn command(directory: &Path, arguments: &[&str]) -> Rehearsal {
    let (mut stdio, out, err) = stdio(directory);
    let words = ["tribute-agent", "rehearse"].iter().chain(arguments);
    let exit = cli::run(words.map(Into::into).collect(), &mut stdio).await;
    Rehearsal { exit, stdout: out.text(), stderr: err.text() }
}

/// These fixtures.
async fn play(files: Vec<FixtureFile>, language: Language, json: bool) -> Rehearsal {
    let folder = tempfile::tempdir().unwrap();
    let (mut stdio, out, err) = stdio(folder.path());
    let arguments = Rehearse { json, ..Rehearse::default() };
    use_language(language);
    let exit = rehearse::run(arguments, None, files, &mut stdio, std::future::pending());
    let exit = exit.await.unwrap();
    Rehearsal { exit, stdout: out.text(), stderr: err.text() }
}

impl Rehearsal {
    /// The objects of `--json`: one for each order, and the sums.
    fn objects(&self) -> (Vec<Value>, Value) {
        let mut lines: Vec<Value> =
            self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let last = lines.pop().unwrap();
        (lines, last["summary"].clone())
    }
}
