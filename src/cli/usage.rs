//! The command line, read. clap finds what is wrong with it; the texts are ours.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::arguments::{BadValue, CommandLine};
use super::help;
use crate::i18n::{Arguments, arguments, t};
use crate::report::{Exit, UserError, english};

/// Why there is no command to carry out.
#[derive(Debug)]
pub(super) enum NoCommand {
    /// Help or the version was asked for: here it is.
    Asked(String),
    /// Nothing was asked for: the help.
    Nothing(String),
    /// It can't be understood.
    Wrong(Box<UsageError>),
}

/// The command line can't be understood.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub struct UsageError {
    mistake: Mistake,
    arguments: Arguments,
}

#[derive(Clone, Copy, Debug)]
enum Mistake {
    UnknownArgument,
    UnknownCommand,
    CommandNotBuilt,
    MissingCommand,
    MissingArgument,
    BadValue,
    Conflict,
    Other,
}

/// The commands of the feature `sandbox`.
const ON_SANDBOX: [&str; 2] = ["rehearse", "sandbox"];

/// Reads what was typed; the program's own name comes first.
pub(super) fn read(typed: &[OsString]) -> Result<CommandLine, NoCommand> {
    let mut command = help::localised(CommandLine::command());
    command
        .try_get_matches_from_mut(typed)
        .and_then(|matches| CommandLine::from_arg_matches(&matches))
        .map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                NoCommand::Asked(help::finished(&error.render()))
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                NoCommand::Nothing(help::finished(&error.render()))
            }
            _ => NoCommand::Wrong(Box::new(UsageError::of(&error, typed, &command))),
        })
}

impl UsageError {
    fn of(error: &clap::Error, typed: &[OsString], root: &clap::Command) -> Self {
        let (mistake, detail) = mistake(error);
        let suggestion = suggestion(error).map(|name| t!("usage-suggestion", name = name) + " ");
        let argument = context(error, ContextKind::InvalidArg)
            .or_else(|| context(error, ContextKind::InvalidSubcommand));
        let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
        let arguments = arguments!(
            argument = argument.unwrap_or_default(),
            command = named_command(typed, root),
            detail = detail,
            expected = expected(error),
            other = context(error, ContextKind::PriorArg).unwrap_or_default(),
            suggestion = suggestion.unwrap_or_default(),
            value = format!("{value:?}"),
        );
        Self { mistake, arguments }
    }
}

/// The kind of the mistake, and what its text has to know besides.
fn mistake(error: &clap::Error) -> (Mistake, String) {
    let argument = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let command = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    let has_value = context(error, ContextKind::InvalidValue).is_some_and(|it| !it.is_empty());
    let other = context(error, ContextKind::PriorArg);
    let is_twice = other.is_none_or(|other| other == argument);
    let (mistake, detail) = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            (Mistake::UnknownArgument, "option")
        }
        ErrorKind::UnknownArgument => (Mistake::UnknownArgument, "value"),
        ErrorKind::InvalidSubcommand => {
            let is_built = cfg!(feature = "sandbox") || !ON_SANDBOX.contains(&command.as_str());
            let unknown = Mistake::UnknownCommand;
            (
                if is_built {
                    unknown
                } else {
                    Mistake::CommandNotBuilt
                },
                "",
            )
        }
        ErrorKind::MissingSubcommand => (Mistake::MissingCommand, ""),
        ErrorKind::MissingRequiredArgument => (Mistake::MissingArgument, "argument"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if has_value => {
            (Mistake::BadValue, "value")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues => {
            (Mistake::MissingArgument, "value")
        }
        ErrorKind::TooManyValues => (Mistake::BadValue, "flag"),
        ErrorKind::ArgumentConflict if is_twice => (Mistake::Conflict, "twice"),
        ErrorKind::ArgumentConflict => (Mistake::Conflict, "other"),
        ErrorKind::InvalidUtf8 => (Mistake::Other, "not_utf8"),
        other => return (Mistake::Other, other.to_string()),
    };
    (mistake, detail.to_owned())
}

/// The values that may stand there.
fn expected(error: &clap::Error) -> String {
    if let Some(ContextValue::Strings(names)) = error.get(ContextKind::ValidValue) {
        return t!("usage-expected-one-of", names = names.join(", "));
    }
    let ours = reader_error(error).map(|bad| bad.expected.clone());
    ours.unwrap_or_else(|| t!("usage-expected-number"))
}

/// The name that was probably meant.
fn suggestion(error: &clap::Error) -> Option<String> {
    use ContextKind::{SuggestedArg, SuggestedSubcommand, SuggestedValue};
    let theirs = [SuggestedArg, SuggestedSubcommand, SuggestedValue];
    let theirs = theirs.into_iter().find_map(|kind| context(error, kind));
    theirs.or_else(|| reader_error(error)?.suggestion.clone())
}

fn reader_error(error: &clap::Error) -> Option<&BadValue> {
    std::error::Error::source(error)?.downcast_ref()
}

/// A text of the error's context; of several, the first.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

/// The command that the typed words name, as far as they do.
fn named_command(typed: &[OsString], root: &clap::Command) -> String {
    let mut named = root.get_name().to_owned();
    let mut command = root;
    for word in typed.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(sub) = command.find_subcommand(word) {
            named = format!("{named} {word}");
            command = sub;
        }
    }
    named
}

impl UserError for UsageError {
    fn code(&self) -> &'static str {
        match self.mistake {
            Mistake::UnknownArgument => "usage.unknown_argument",
            Mistake::UnknownCommand => "usage.unknown_command",
            Mistake::CommandNotBuilt => "usage.command_not_built",
            Mistake::MissingCommand => "usage.missing_command",
            Mistake::MissingArgument => "usage.missing_argument",
            Mistake::BadValue => "usage.bad_value",
            Mistake::Conflict => "usage.conflict",
            Mistake::Other => "usage.wrong",
        }
    }

    fn arguments(&self) -> Arguments {
        self.arguments.clone()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
