//! The command line, read. clap finds what is wrong with it; the texts are ours.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _, Parser as _};

use super::arguments::{BadValue, CommandLine};
use super::{Outcome, Stdio, help};
use crate::i18n::{arguments, t};
use crate::report::{CodedError, Exit, usage};

const ON_SANDBOX: [&str; 2] = ["rehearse", "sandbox"];

/// What takes something away is never suggested to somebody who mistyped.
const NEVER_SUGGESTED: &str = "logout";

/// Reads what was typed; the program's own name comes first. Else answers it, and returns what comes of it:
/// help and the version are data where they were asked for.
pub(super) fn read(typed: &[OsString], stdio: &mut Stdio) -> Result<CommandLine, Outcome> {
    // Texts are needed only by who is to read them: nearly a millisecond.
    if let Ok(command_line) = CommandLine::try_parse_from(typed) {
        return Ok(command_line);
    }
    let mut command = help::localised(CommandLine::command());
    let mut typed = typed.to_vec();
    // `help orders list` is `orders list --help`.
    if typed.get(1).is_some_and(|word| word == "help") {
        typed.remove(1);
        typed.push("--help".into());
    }
    let matches = command.try_get_matches_from_mut(&typed);
    let command_line = matches.and_then(|matches| CommandLine::from_arg_matches(&matches));
    command_line.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            stdio.stdout.write_all(help::finished(&error.render()).as_bytes())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nobody is left to be told when stderr can't be written.
            let _ = stdio.stderr.write_all(help::finished(&error.render()).as_bytes());
            Ok(Exit::Usage)
        }
        _ => Err(wrong(&error, &typed, &command).into()),
    })
}

fn wrong(error: &clap::Error, typed: &[OsString], root: &clap::Command) -> CodedError {
    let suggestion = suggestion(error).map(|name| t!("usage-suggestion", name = name) + " ");
    let argument = context(error, ContextKind::InvalidArg);
    let other = context(error, ContextKind::PriorArg);
    let subcommand = context(error, ContextKind::InvalidSubcommand);
    let value = context(error, ContextKind::InvalidValue);
    let is_not_built = !cfg!(feature = "sandbox") && ON_SANDBOX.contains(&&*subcommand);
    let kind = error.kind().to_string();
    // The code, and the variant of its text; in clap's words where we have none.
    let (code, detail) = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            ("usage.unknown_argument", "option")
        }
        ErrorKind::UnknownArgument => ("usage.unknown_argument", "value"),
        ErrorKind::InvalidSubcommand if is_not_built => ("usage.command_not_built", "none"),
        ErrorKind::InvalidSubcommand if ["log", "logs"].contains(&&*subcommand) => {
            ("usage.unknown_command", "logs")
        }
        ErrorKind::InvalidSubcommand => ("usage.unknown_command", "none"),
        ErrorKind::MissingSubcommand => ("usage.missing_command", "none"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if !value.is_empty() => {
            ("usage.bad_value", "value")
        }
        ErrorKind::TooManyValues => ("usage.bad_value", "flag"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues => {
            ("usage.missing_argument", "value")
        }
        ErrorKind::MissingRequiredArgument => ("usage.missing_argument", "argument"),
        ErrorKind::ArgumentConflict if other.is_empty() || other == argument => {
            ("usage.conflict", "twice")
        }
        ErrorKind::ArgumentConflict => ("usage.conflict", "other"),
        ErrorKind::InvalidUtf8 => ("usage.wrong", "not_utf8"),
        _ => ("usage.wrong", &*kind),
    };
    let arguments = arguments!(
        argument = argument + &subcommand,
        command = named_command(typed, root),
        detail,
        expected = expected(error),
        other,
        suggestion = suggestion.unwrap_or_default(),
        value = format!("{value:?}"),
    );
    usage(code, arguments)
}

fn expected(error: &clap::Error) -> String {
    if let Some(ContextValue::Strings(names)) = error.get(ContextKind::ValidValue) {
        return t!("usage-expected-one-of", names = names.join(", "));
    }
    let ours = reader_error(error).map(|bad| bad.expected.clone());
    ours.unwrap_or_else(|| t!("usage-expected-number"))
}

fn suggestion(error: &clap::Error) -> Option<String> {
    use ContextKind::{SuggestedArg, SuggestedSubcommand, SuggestedValue};
    let theirs = [SuggestedArg, SuggestedSubcommand, SuggestedValue].map(|it| context(error, it));
    let theirs = theirs.into_iter().find(|name| !name.is_empty() && name != NEVER_SUGGESTED);
    theirs.or_else(|| reader_error(error)?.suggestion.clone())
}

fn reader_error(error: &clap::Error) -> Option<&BadValue> {
    std::error::Error::source(error)?.downcast_ref()
}

/// A text of the error's context; of several, the first; empty if there is none.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.first().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The command that the typed words name, as far as they do.
fn named_command(typed: &[OsString], root: &clap::Command) -> String {
    let (mut named, mut command) = (root.get_name().to_owned(), root);
    for word in typed.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(sub) = command.find_subcommand(word) {
            (named, command) = (format!("{named} {word}"), sub);
        }
    }
    named
}
