//! The command line, read; and what is said when it can't be, instead of clap's English.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::allowed::Allowed;
use super::arguments::CommandLine;
use super::help::localised;
use crate::language::Language;
use crate::report::{Exit, UserError};

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
#[error("{}", self.what(Language::English))]
pub struct UsageError {
    slip: Slip,
    /// Whose help says more: `tribute-agent run`.
    command: String,
    /// What was probably meant.
    near: Option<String>,
}

/// What is wrong with it.
#[derive(Debug)]
enum Slip {
    /// No such option, or one argument too many.
    UnknownArgument(String),
    /// No such command.
    UnknownCommand(String),
    /// A command that this build was made without.
    CommandNotBuilt(String),
    /// A command is missing after a group of them.
    MissingCommand,
    /// An argument is missing.
    Missing(String),
    /// An option has no value.
    NoValue(String),
    /// A value that can't be meant.
    BadValue {
        argument: String,
        value: String,
        /// What may stand there, if that is known.
        allowed: Option<Allowed>,
    },
    /// An option that is there or not has a value.
    NoValueHere(String),
    /// Given more than once, or together with what it excludes.
    Conflict {
        argument: String,
        /// What it excludes; `None`: itself.
        other: Option<String>,
    },
    /// A text that is no UTF-8.
    NotText,
    /// Anything else, in clap's words.
    Other(String),
}

/// The commands of the feature `sandbox`.
const ON_SANDBOX: [&str; 2] = ["rehearse", "sandbox"];

/// Reads what was typed; the program's own name comes first.
pub(super) fn read(arguments: &[OsString], language: Language) -> Result<CommandLine, NoCommand> {
    let mut command = localised(CommandLine::command(), language);
    command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| CommandLine::from_arg_matches(&matches))
        .map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                NoCommand::Asked(error.render().to_string())
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                NoCommand::Nothing(error.render().to_string())
            }
            _ => NoCommand::Wrong(Box::new(UsageError::of(&error, arguments, &command))),
        })
}

impl UsageError {
    fn of(error: &clap::Error, arguments: &[OsString], command: &clap::Command) -> Self {
        let context = |kind| error.get(kind).and_then(first);
        let argument = || context(ContextKind::InvalidArg).unwrap_or_default();
        let slip = match error.kind() {
            ErrorKind::InvalidUtf8 => Slip::NotText,
            ErrorKind::UnknownArgument => Slip::UnknownArgument(argument()),
            ErrorKind::TooManyValues => Slip::NoValueHere(argument()),
            ErrorKind::InvalidSubcommand => {
                Slip::of_command(context(ContextKind::InvalidSubcommand).unwrap_or_default())
            }
            ErrorKind::MissingSubcommand => Slip::MissingCommand,
            ErrorKind::MissingRequiredArgument => Slip::Missing(argument()),
            ErrorKind::TooFewValues => Slip::NoValue(argument()),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                match context(ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
                    Some(value) => Slip::BadValue {
                        argument: argument(),
                        value,
                        allowed: Allowed::of(error),
                    },
                    None => Slip::NoValue(argument()),
                }
            }
            ErrorKind::ArgumentConflict => Slip::Conflict {
                argument: argument(),
                other: context(ContextKind::PriorArg).filter(|other| *other != argument()),
            },
            _ => Slip::Other(error.kind().to_string()),
        };
        let near = context(ContextKind::SuggestedArg)
            .or_else(|| context(ContextKind::SuggestedSubcommand))
            .or_else(|| context(ContextKind::SuggestedValue))
            .or_else(|| slip.near());
        Self {
            slip,
            command: typed_command(arguments, command),
            near,
        }
    }
}

impl Slip {
    /// What is wrong with a command that clap does not know.
    fn of_command(command: String) -> Self {
        if !cfg!(feature = "sandbox") && ON_SANDBOX.contains(&command.as_str()) {
            Self::CommandNotBuilt(command)
        } else {
            Self::UnknownCommand(command)
        }
    }

    /// The name that was probably meant.
    fn near(&self) -> Option<String> {
        let Self::BadValue { allowed, .. } = self else {
            return None;
        };
        allowed.as_ref()?.near.clone()
    }
}

/// A context's text; of several, the first.
fn first(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

/// How far the typed words name a command.
fn typed_command(arguments: &[OsString], root: &clap::Command) -> String {
    let mut typed = root.get_name().to_owned();
    let mut command = root;
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(sub) = command.find_subcommand(word) {
            typed = format!("{typed} {word}");
            command = sub;
        }
    }
    typed
}

impl UserError for UsageError {
    fn code(&self) -> &'static str {
        match self.slip {
            Slip::UnknownArgument(_) => "usage.unknown_argument",
            Slip::UnknownCommand(_) => "usage.unknown_command",
            Slip::CommandNotBuilt(_) => "usage.command_not_built",
            Slip::MissingCommand => "usage.missing_command",
            Slip::Missing(_) | Slip::NoValue(_) => "usage.missing_argument",
            Slip::BadValue { .. } | Slip::NoValueHere(_) => "usage.bad_value",
            Slip::Conflict { .. } => "usage.conflict",
            Slip::NotText | Slip::Other(_) => "usage.wrong",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match &self.slip {
            Slip::UnknownArgument(argument) if !argument.starts_with('-') => (
                format!("`{argument}` is too much here"),
                format!("`{argument}` здесь лишнее"),
            ),
            Slip::UnknownArgument(argument) => (
                format!("there is no `{argument}` here"),
                format!("`{argument}` здесь не бывает"),
            ),
            Slip::UnknownCommand(command) => (
                format!("there is no command `{command}`"),
                format!("команды `{command}` нет"),
            ),
            Slip::CommandNotBuilt(command) => (
                format!("this build has no command `{command}`"),
                format!("в этой сборке нет команды `{command}`"),
            ),
            Slip::MissingCommand => (
                format!("`{}` needs a command after it", self.command),
                format!("после `{}` нужна команда", self.command),
            ),
            Slip::Missing(argument) => (
                format!("`{argument}` is missing"),
                format!("не хватает `{argument}`"),
            ),
            Slip::NoValue(argument) => (
                format!("`{argument}` has no value"),
                format!("не хватает значения: `{argument}`"),
            ),
            Slip::BadValue {
                argument,
                value,
                allowed,
            } => {
                let allowed = allowed.as_ref().map(|allowed| allowed.text(language));
                let allowed = allowed.map_or_else(String::new, |text| format!(": {text}"));
                (
                    format!("{value:?} is no value for `{argument}`{allowed}"),
                    format!("{value:?} не подходит для `{argument}`{allowed}"),
                )
            }
            Slip::NoValueHere(argument) => (
                format!("`{argument}` takes no value: it is written alone"),
                format!("у `{argument}` не бывает значения: его пишут без `=`"),
            ),
            Slip::Conflict {
                argument,
                other: Some(other),
            } => (
                format!("`{argument}` and `{other}` exclude each other"),
                format!("`{argument}` и `{other}` вместе не бывают"),
            ),
            Slip::Conflict { argument, .. } => (
                format!("`{argument}` is given twice"),
                format!("`{argument}` указан дважды"),
            ),
            Slip::NotText => (
                "there is something on the command line that is no text in UTF-8".to_owned(),
                "в команде есть что-то, что не записано в UTF-8".to_owned(),
            ),
            Slip::Other(words) => (words.clone(), format!("вызов не понят: {words}")),
        };
        language.pick(english, russian)
    }

    fn remedy(&self, language: Language) -> String {
        if let Slip::CommandNotBuilt(_) = self.slip {
            let command = "cargo build --release";
            return language.pick(
                format!("Build with the default features: {command}"),
                format!("Соберите с возможностями по умолчанию: {command}"),
            );
        }
        let command = &self.command;
        let (english, russian) = match &self.near {
            Some(near) => (
                format!("Did you mean `{near}`? "),
                format!("Может быть, `{near}`? "),
            ),
            None => Default::default(),
        };
        language.pick(
            format!("{english}See: {command} --help"),
            format!("{russian}Смотрите: {command} --help"),
        )
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
