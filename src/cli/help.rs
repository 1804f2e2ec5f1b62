//! `--help` in the user's language: clap's tree with the texts of `locales/`, and none of clap's own.

#[cfg(all(test, feature = "sandbox"))]
mod tests;

use clap::{Arg, ArgAction, Command};

use crate::i18n::{self, Arguments, t};

/// The one word of clap's usage lines that can't be replaced in the definition.
const SOME_OPTIONS: &str = "[OPTIONS]";

pub(super) fn localised(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help");
    let version = Arg::new("version").short('V').long("version");
    let command = command
        .arg(help.action(ArgAction::Help).global(true))
        .arg(version.action(ArgAction::Version));
    in_language(command, "help").after_help(t!("help-after"))
}

/// A help text that clap has written, with the last English word of it replaced.
pub(super) fn finished(help: &impl ToString) -> String {
    let options = t!("help-headings.some-options");
    help.to_string().replace(SOME_OPTIONS, &options)
}

fn in_language(command: Command, id: &str) -> Command {
    let usage = t!("help-headings.usage");
    // Only the whole program has something to say after its commands.
    let after = if id == "help" { "{after-help}" } else { "" };
    command
        .about(i18n::text(id, &Arguments::new()))
        .help_template(format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}{after}"))
        .subcommand_help_heading(t!("help-headings.commands"))
        .subcommand_value_name(value_name("COMMAND"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| argument(arg, id))
        .mut_subcommands(|command| {
            let id = format!("{id}-{}", command.get_name());
            in_language(command, &id)
        })
}

fn argument(arg: Arg, command: &str) -> Arg {
    let heading = if arg.is_positional() {
        t!("help-headings.arguments")
    } else {
        t!("help-headings.options")
    };
    let help = argument_text(&arg, command).unwrap_or_default();
    let arg = arg.help(help).help_heading(heading);
    if !arg.get_action().takes_values() {
        return arg;
    }
    let values = arg.get_value_names().unwrap_or_default().iter();
    let values: Vec<String> = values.map(|name| value_name(name)).collect();
    arg.value_names(values).hide_default_value(true).hide_possible_values(true)
}

/// The command's own text about an argument, else the program's.
fn argument_text(arg: &Arg, command: &str) -> Option<String> {
    let name = arg.get_long().unwrap_or(arg.get_id().as_str());
    let text = |id: &str| i18n::find(&format!("{id}.{name}"), &Arguments::new());
    text(command).or_else(|| text("help"))
}

/// `FILE`, as it stands in the definition, for the reader.
fn value_name(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace('|', "-");
    i18n::text(&format!("help-values.{name}"), &Arguments::new())
}
