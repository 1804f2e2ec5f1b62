//! `inspect --save DIR`: messages as fixtures, masked. Each is a file of one line, as
//! `sandbox --orders FILE` and `parse --lines` read it.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use serde_json::json;

use super::super::json_line;
use super::classify::{Classified, Kind};
use super::json::entities;
use super::mask::mask;
use crate::folder;
use crate::i18n::{arguments, t};
use crate::private_file;
use crate::report::{CodedError, failed};

/// More files of one kind are not made in one folder.
const FILES_MAX: usize = 10_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Saved {
    made: usize,
    /// Messages that read like one that is there already.
    known: usize,
}

impl Saved {
    pub(super) fn told(self, folder: &Path) -> String {
        if self == Self::default() {
            return t!("inspect-nothing-to-save");
        }
        let Self { made, known } = self;
        t!("inspect-saved", folder, made, known)
    }
}

/// Saves what was not recognised; with `all`, everything that the bot wrote. Overwrites nothing, and
/// makes no folder for nothing.
pub(super) fn save(
    messages: &[Classified<'_>],
    folder: &Path,
    all: bool,
) -> Result<Saved, CodedError> {
    let mut wanted = messages.iter().filter(|it| is_wanted(it, all)).peekable();
    let mut saved = Saved::default();
    if wanted.peek().is_none() {
        return Ok(saved);
    }
    let made = folder::private().recursive(true).create(folder);
    let known = made.and_then(|()| lines_in(folder));
    let mut known = known.map_err(|error| unsaved(folder, &error))?;
    for message in wanted {
        let line = line(message);
        if known.contains(&line) {
            saved.known += 1;
        } else {
            write(folder, message.kind, &line)?;
            saved.made += 1;
            known.push(line);
        }
    }
    Ok(saved)
}

fn is_wanted(seen: &Classified<'_>, all: bool) -> bool {
    let is_bots = !seen.message.outgoing && seen.kind != Kind::Service;
    let has_words = !seen.message.text.as_str().trim().is_empty();
    has_words && (seen.kind == Kind::Unrecognised || (all && is_bots))
}

fn line(seen: &Classified<'_>) -> String {
    let message = seen.message;
    let (text, masked) = mask(message.text.as_str(), &message.entities);
    json_line::of(&json!({ "text": text, "entities": entities(&masked) }))
}

fn lines_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)?.take(FILES_MAX) {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            // What is no text of ours is nothing that would be saved twice.
            let text = fs::read_to_string(path).unwrap_or_default();
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    Ok(lines)
}

/// Under the first name that is free: `unrecognised-001.jsonl`.
fn write(folder: &Path, kind: Kind, line: &str) -> Result<(), CodedError> {
    let mut path = folder.to_owned();
    for number in 1..=FILES_MAX {
        path = folder.join(format!("{}-{number:03}.jsonl", kind.name()));
        let made = private_file::create_new_in_place(&path).and_then(|mut file| {
            writeln!(file, "{line}")?;
            file.sync_all()
        });
        match made {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unsaved(&path, &error)),
        }
    }
    Err(unsaved(&path, &ErrorKind::AlreadyExists.into()))
}

fn unsaved(path: &Path, error: &io::Error) -> CodedError {
    let error = error.to_string();
    failed("inspect.unsaved", arguments!(path, error))
}
