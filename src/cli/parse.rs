//! `parse`: what the rules make of a message, without Telegram.
//!
//! - [`input`]: a text, a JSON object, or JSON Lines → messages, each bounded.
//! - [`json`]: a reading as an object with all its keys, for machines.
//! - [`table`]: a reading for people, aligned and safe for a terminal.

pub mod input;
pub mod json;
pub mod table;

use std::io::{self, BufRead, Write};

use crate::cli::json_line;
use crate::i18n::t;
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
    options: ParseOptions,
    rules: &Rules,
    mut out: impl Write,
    mut err: impl Write,
) -> Result<Exit, StreamError> {
    let mut exit = Exit::Done;
    if options.lines {
        for number in 1.. {
            let read = input::read_line(&mut input, number).map_err(StreamError::Input)?;
            let Some(line) = read else { break };
            if !options.json {
                write!(out, "{number}. ")?;
            }
            match line {
                Ok(message) => writeln!(out, "{}", answer(&message, options, rules))?,
                Err(broken) => {
                    writeln!(out, "{}", if options.json { "null" } else { "—" })?;
                    write!(err, "{}: ", t!("parse-line", number = number))?;
                    exit = complain(&mut err, &broken)?;
                }
            }
        }
    } else {
        match input::read_one(&mut input).map_err(StreamError::Input)? {
            Ok(message) => writeln!(out, "{}", answer(&message, options, rules))?,
            Err(broken) => exit = complain(&mut err, &broken)?,
        }
    }
    out.flush()?;
    err.flush()?;
    Ok(exit)
}

fn answer(message: &Message, options: ParseOptions, rules: &Rules) -> String {
    let reading = message::read(&message.text, &message.entities, rules);
    if options.json { json_line::of(&json::object(&reading)) } else { table::render(&reading) }
}

fn complain(err: &mut impl Write, broken: &Broken) -> io::Result<Exit> {
    let style = OutputStyle::default();
    let told = report::render(broken, Severity::Error, style);
    err.write_all(told.as_bytes())?;
    Ok(broken.exit())
}

#[cfg(test)]
mod tests;
