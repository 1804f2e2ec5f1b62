//! `parse`: what the rules make of a message, without Telegram. `input`: what goes in; `table`: what people see.

mod input;
pub(super) mod table;

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::failure::unreadable;
use super::{Context, Failure, Outcome, json_line};
use crate::i18n::t;
use crate::report::{self, Exit, OutputStyle, Severity, UserError as _};
use crate::sources::tribute_chat::message::{self, Reading, Rules};

use input::Message;

#[derive(Clone, Copy, Debug)]
pub struct ParseOptions<'a> {
    pub source: &'a Path,
    /// JSON Lines in, one answer per line out.
    pub lines: bool,
    pub json: bool,
}

pub(super) fn run(
    file: Option<PathBuf>,
    lines: bool,
    json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let config = context.config()?;
    let stdio = &mut *context.stdio;
    let file = file.filter(|file| file != Path::new("-"));
    let path = file.map(|file| stdio.directory.join(file));
    let source = path.as_deref().unwrap_or("stdin".as_ref());
    let mut opened;
    let input: &mut dyn BufRead = if path.is_some() {
        opened = BufReader::new(File::open(source).map_err(|error| unreadable(source, &error))?);
        &mut opened
    } else {
        &mut stdio.stdin
    };
    let options = ParseOptions { source, lines, json };
    read(input, options, config.rules()?, &mut stdio.stdout, &mut stdio.stderr)
}

/// Reads messages from `input`, answers on `out`, complains on `err`. [`Exit::Failed`] means that something was
/// no message at all; a message with a problem is an answer like any other.
pub fn read(
    mut input: impl BufRead,
    options: ParseOptions<'_>,
    rules: &Rules,
    mut out: impl Write,
    mut err: impl Write,
) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let last = if options.lines { u64::MAX } else { 1 };
    for number in 1..=last {
        let read = if options.lines {
            input::read_line(&mut input, number)
        } else {
            input::read_one(&mut input).map(Some)
        };
        let Some(read) = read.map_err(|error| unreadable(options.source, &error))? else { break };
        if options.lines && !options.json {
            write!(out, "{number}. ")?;
        }
        match read {
            Ok(message) => writeln!(out, "{}", answer(&message, options, rules))?,
            Err(broken) => {
                if options.lines {
                    writeln!(out, "{}", if options.json { "null" } else { "—" })?;
                    write!(err, "{}: ", t!("parse-line", number))?;
                }
                let text = report::render(&broken, Severity::Error, OutputStyle::default());
                err.write_all(text.as_bytes())?;
                exit = broken.exit();
            }
        }
    }
    out.flush()?;
    err.flush()?;
    Ok(exit)
}

fn answer(message: &Message, options: ParseOptions<'_>, rules: &Rules) -> String {
    let reading = message::read(&message.text, &message.entities, rules);
    if options.json { json_line::of(&object(&reading)) } else { table::render(&reading) }
}

/// The reading as a JSON object: every key always there, in this order, `null` when unknown.
pub(in crate::cli) fn object(reading: &Reading) -> Value {
    let (kind, recognised, form) = match reading {
        Reading::Order(form) => ("order", true, Some(form)),
        Reading::Notice => ("other", true, None),
        Reading::Unrecognised => ("other", false, None),
    };
    let item = form.and_then(|form| form.item.as_ref());
    let candidates = form.map(|form| &form.candidates);
    json!({
        "kind": kind,
        "recognised": recognised,
        "customer": form.map(|form| &form.customer),
        "product": form.and_then(|form| form.product.as_ref()),
        "sku": item.map(|item| &item.sku),
        "quantity": item.map(|item| item.quantity),
        "price": form.and_then(|form| form.price),
        "details": form.and_then(|form| form.details.as_ref()),
        "account_id": form.and_then(|form| form.account.as_ref()),
        // What may be the account, where that is not certain.
        "candidates": candidates.filter(|candidates| !candidates.is_empty()),
        "problem": form.and_then(|form| form.problem),
    })
}

#[cfg(test)]
mod tests;
