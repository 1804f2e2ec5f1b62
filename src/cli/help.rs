//! What `--help` says, in both languages, and how clap is made to say nothing else.
//!
//! clap's own headings and notes are English: every one of them is replaced or switched off here.

mod general;
mod orders;
mod owner;
#[cfg(all(test, feature = "sandbox"))]
mod tests;
mod trial;

use clap::{Arg, ArgAction, Command};

use crate::language::Language;

/// About a command (`orders list`) or an argument of it (`orders list --json`), in English and
/// Russian. Global arguments have no command in front.
type Text = (&'static str, &'static str, &'static str);

/// All texts, by groups of commands.
const GROUPS: [&[Text]; 4] = [general::TEXTS, trial::TEXTS, orders::TEXTS, owner::TEXTS];

/// What stands for a value: as in the definition, in Russian.
const VALUES: [(&str, &str); 12] = [
    ("DIR", "ПАПКА"),
    ("FILE", "ФАЙЛ"),
    ("FORMAT", "ФОРМАТ"),
    ("SINCE", "КОГДА"),
    ("N|FILE", "ЧИСЛО|ФАЙЛ"),
    ("NAME", "ИМЯ"),
    ("URL", "АДРЕС"),
    ("DURATION", "ВРЕМЯ"),
    ("MODE", "РЕЖИМ"),
    ("N", "ЧИСЛО"),
    ("ORDER", "ЗАКАЗ"),
    ("COMMAND", "КОМАНДА"),
];

/// The command tree, speaking one language.
pub(super) fn localised(command: Command, language: Language) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let command = command
        .arg(help.global(true))
        .arg(version)
        .after_help(text("after", language).unwrap_or_default());
    in_language(command, "tribute-agent", "", language)
}

fn in_language(command: Command, typed: &str, path: &str, language: Language) -> Command {
    let about = text(path, language).unwrap_or_default();
    let usage = usage(&command, typed, language);
    let heading = language.pick("Usage:", "Вызов:");
    let after = if path.is_empty() { "{after-help}" } else { "" };
    let commands: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let mut command = command
        .about(about)
        .override_usage(usage)
        .help_template(format!(
            "{{about}}\n\n{heading} {{usage}}\n\n{{all-args}}{after}"
        ))
        .subcommand_help_heading(language.pick("Commands", "Команды"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| argument(arg, path, language));
    for name in commands {
        let typed = format!("{typed} {name}");
        let path = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(name, |sub| in_language(sub, &typed, &path, language));
    }
    command
}

fn argument(arg: Arg, path: &str, language: Language) -> Arg {
    let name = argument_name(&arg);
    let help = text(&format!("{path} {name}"), language).or_else(|| text(&name, language));
    let heading = if arg.is_positional() {
        language.pick("Arguments", "Аргументы")
    } else {
        language.pick("Options", "Параметры")
    };
    let values: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|value| value_name(value, language).to_owned())
        .collect();
    let arg = arg.help(help.unwrap_or_default()).help_heading(heading);
    if arg.get_action().takes_values() {
        arg.value_names(values)
            .hide_default_value(true)
            .hide_possible_values(true)
    } else {
        arg
    }
}

/// `--json`, or a positional's own name.
fn argument_name(arg: &Arg) -> String {
    arg.get_long()
        .map_or_else(|| arg.get_id().to_string(), |long| format!("--{long}"))
}

/// `tribute-agent orders show [OPTIONS] <ORDER>`
fn usage(command: &Command, typed: &str, language: Language) -> String {
    let options = language.pick("[OPTIONS]", "[ПАРАМЕТРЫ]").to_owned();
    let positionals = command.get_positionals().map(|positional| {
        let names = positional.get_value_names().unwrap_or_default();
        let name = names.first().map_or("", |name| value_name(name, language));
        if positional.is_required_set() {
            format!("<{name}>")
        } else {
            format!("[{name}]")
        }
    });
    let subcommand = command
        .has_subcommands()
        .then(|| format!("<{}>", value_name("COMMAND", language)));
    let words = [typed.to_owned(), options].into_iter();
    let words: Vec<String> = words.chain(positionals).chain(subcommand).collect();
    words.join(" ")
}

/// The text for a command or an argument.
fn text(path: &str, language: Language) -> Option<&'static str> {
    let key = path.trim();
    let mut texts = GROUPS.iter().copied().flatten();
    let (_, english, russian) = texts.find(|(known, _, _)| *known == key)?;
    Some(language.pick(english, russian))
}

fn value_name(name: &str, language: Language) -> &str {
    let russian = VALUES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, russian)| russian);
    language.pick(name, russian.unwrap_or(name))
}
