//! `inspect --save DIR`: messages as fixtures, masked. Each is a file of one line, as
//! `sandbox --orders FILE` and `parse --lines` read it.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use serde_json::json;

use super::super::json_line;
use super::classify::{Classified, Kind};
use super::mask::mask;
use super::shown::entities;
use crate::folder;
use crate::i18n::arguments;
use crate::private_file;
use crate::report::{CodedError, failed};

/// More files of one kind are not made in one folder.
const FILES_MAX: usize = 10_000;

/// Saves what was not recognised; with `all`, everything that the bot wrote. Returns how many files were made, and
/// how many messages were there already.
pub(super) fn save(
    messages: &[Classified<'_>],
    folder: &Path,
    all: bool,
) -> Result<(usize, usize), CodedError> {
    let mut wanted = messages.iter().filter(|it| is_wanted(it, all)).peekable();
    if wanted.peek().is_none() {
        return Ok((0, 0));
    }
    let ready = folder::private().recursive(true).create(folder);
    let lines = ready.and_then(|()| lines_in(folder));
    let mut lines = lines.map_err(|error| unsaved(folder, &error))?;
    let (mut made, mut known) = (0, 0);
    for message in wanted {
        let line = line(message);
        if lines.contains(&line) {
            known += 1;
        } else {
            write(folder, message.kind, &line)?;
            made += 1;
            lines.push(line);
        }
    }
    Ok((made, known))
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
    for number in 1..=FILES_MAX {
        let path = folder.join(format!("{kind}-{number:03}.jsonl"));
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
    Err(unsaved(folder, &ErrorKind::AlreadyExists.into()))
}

fn unsaved(path: &Path, error: &io::Error) -> CodedError {
    failed("inspect.unsaved", arguments!(path, error = error.to_string()))
}
