//! A person at a terminal: told things, and asked line by line. No dialog library: plain lines work in Termux, over
//! ssh and with a screen reader, and what was answered stays on the screen.

use std::future::Future;
use std::io::{self, BufRead, Read as _, Write};
use std::thread;

use tokio::sync::mpsc;

use super::stdio::Stdio;
use crate::wrapping::wrapped;

/// Longer lines than any answer: what comes on top is dropped.
const LINE_BYTES_MAX: u64 = 16 * 1024;

/// All that a conversation needs, so that a test can hold it without a [`Terminal`].
pub(super) trait Person {
    /// Tells them something; a line of its own, or several.
    fn tell(&mut self, text: &str);

    /// Leaves the cursor behind the text, for the answer.
    fn prompt(&mut self, text: &str);

    /// What they type next, without the line's end; `None`: the input has ended, by Ctrl-D or with the
    /// terminal. Safe to drop.
    fn line(&mut self) -> impl Future<Output = Option<String>> + Send;
}

/// The person at this process's terminal.
pub(super) struct Terminal<'a> {
    out: &'a mut (dyn Write + Send),
    lines: mpsc::Receiver<String>,
    columns: Option<usize>,
}

impl<'a> Terminal<'a> {
    /// Takes over stdin, for the rest of the process. `None` when nobody is there: a script's input is no answer.
    pub(super) fn take(stdio: &'a mut Stdio) -> Option<Self> {
        if !stdio.stdin_is_terminal || !stdio.stderr_is_terminal {
            return None;
        }
        let (columns, lines) = (stdio.errors_style().columns, take_lines(stdio)?);
        Some(Self { out: &mut stdio.stderr, lines, columns })
    }
}

/// What is typed, line by line, for the rest of the process. `None` when the system has no thread left.
pub(super) fn take_lines(stdio: &mut Stdio) -> Option<mpsc::Receiver<String>> {
    let mut input = std::mem::replace(&mut stdio.stdin, Box::new(io::empty()));
    let (sender, lines) = mpsc::channel(1);
    // A thread, as reading from a terminal can't be called off: it ends with the process.
    let thread = thread::Builder::new().name("stdin".to_owned());
    let forward = move || {
        while let Ok(Some(line)) = next_line(&mut input) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    };
    thread.spawn(forward).ok().map(|_| lines)
}

impl Person for Terminal<'_> {
    fn tell(&mut self, text: &str) {
        // Nobody is left to be told when the terminal can't be written.
        let _ = writeln!(self.out, "{}", wrapped(text.trim_end(), self.columns));
    }

    fn prompt(&mut self, text: &str) {
        // As above.
        let _ = write!(self.out, "{} ", wrapped(text, self.columns));
        let _ = self.out.flush();
    }

    async fn line(&mut self) -> Option<String> {
        self.lines.recv().await
    }
}

fn next_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut limited = input.by_ref().take(LINE_BYTES_MAX);
    limited.read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    let line = String::from_utf8_lossy(&bytes);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_bounded_and_without_their_ends() {
        let long = "x".repeat(20_000);
        let text = format!("один\r\n\n{long}\nlast");
        let mut input = text.as_bytes();
        let mut next = || next_line(&mut input).unwrap();
        assert_eq!(next().as_deref(), Some("один"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().unwrap().len(), 16 * 1024);
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_no_reason_to_stop() {
        let mut input: &[u8] = b"a\xffb\n";
        assert_eq!(next_line(&mut input).unwrap().as_deref(), Some("a\u{FFFD}b"));
    }
}
