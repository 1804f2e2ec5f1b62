//! `parse`: what the rules make of a message, without Telegram.
//!
//! - [`input`]: a text, a JSON object, or JSON Lines → messages, each bounded.
//! - [`json`]: a reading as an object with all its keys, for machines.
//! - [`table`]: a reading for people, aligned and safe for a terminal.

pub mod input;
pub mod json;
pub mod table;

use std::io::{self, BufRead, Write};

use crate::language::Language;
use crate::report::{self, Exit, OutputStyle, Severity, UserError as _};
use crate::sources::tribute_chat::message::{self, Rules};

use input::{Broken, Message};

/// How to read and how to answer.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions {
    /// JSON Lines in, one answer per line out.
    pub lines: bool,
    /// Answer in JSON.
    pub json: bool,
    /// What people read.
    pub language: Language,
}

/// What is to be read or written is not.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// Where the messages come from.
    #[error("can't be read: {0}")]
    Input(#[source] io::Error),
    /// Where the answers go.
    #[error("can't be written: {0}")]
    Output(#[from] io::Error),
}

/// Reads messages from `input`, answers on `out`, complains on `err`.
///
/// Fails only when a stream does. [`Exit::Failed`] means that something was no message at all; a
/// message with a problem is an answer like any other.
pub fn run(
    mut input: impl BufRead,
    options: &ParseOptions,
    rules: &Rules,
    mut out: impl Write,
    mut err: impl Write,
) -> Result<Exit, StreamError> {
    let exit = if options.lines {
        answer_lines(&mut input, *options, rules, &mut out, &mut err)?
    } else {
        answer_one(&mut input, *options, rules, &mut out, &mut err)?
    };
    out.flush()?;
    err.flush()?;
    Ok(exit)
}

fn answer_one(
    input: &mut impl BufRead,
    options: ParseOptions,
    rules: &Rules,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<Exit, StreamError> {
    match input::read_one(input).map_err(StreamError::Input)? {
        Ok(message) => {
            writeln!(out, "{}", answer(&message, options, rules))?;
            Ok(Exit::Done)
        }
        Err(broken) => {
            complain(err, None, &broken, options.language)?;
            Ok(broken.exit())
        }
    }
}

fn answer_lines(
    input: &mut impl BufRead,
    options: ParseOptions,
    rules: &Rules,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<Exit, StreamError> {
    let mut exit = Exit::Done;
    for number in 1.. {
        let Some(line) = input::read_line(input, number).map_err(StreamError::Input)? else {
            break;
        };
        if !options.json {
            write!(out, "{number}. ")?;
        }
        match line {
            Ok(message) => writeln!(out, "{}", answer(&message, options, rules))?,
            Err(broken) => {
                let nothing = if options.json { "null" } else { "—" };
                writeln!(out, "{nothing}")?;
                complain(err, Some(number), &broken, options.language)?;
                exit = broken.exit();
            }
        }
    }
    Ok(exit)
}

fn answer(message: &Message, options: ParseOptions, rules: &Rules) -> String {
    let reading = message::read(&message.text, &message.entities, rules);
    if options.json {
        json::render(&reading)
    } else {
        table::render(&reading, options.language)
    }
}

fn complain(
    err: &mut impl Write,
    line: Option<u64>,
    broken: &Broken,
    language: Language,
) -> io::Result<()> {
    if let Some(number) = line {
        write!(err, "{} {number}: ", language.pick("line", "строка"))?;
    }
    let told = report::render(broken, Severity::Error, language, OutputStyle::default());
    err.write_all(told.as_bytes())
}

#[cfg(test)]
mod tests;
