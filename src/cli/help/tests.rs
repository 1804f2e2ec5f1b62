//! Every command has its text, in both languages and in no other.

use clap::CommandFactory as _;

use super::super::arguments::CommandLine;
use super::*;
use telegram_sandbox::faults;
use telegram_sandbox::tribute::mode;

/// Every command of the tree, built, with its path.
fn tree(language: Language) -> Vec<(String, Command)> {
    let mut root = localised(CommandLine::command(), language);
    root.build();
    let mut found = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((path, command)) = open.pop() {
        for sub in command.get_subcommands() {
            open.push((
                format!("{path} {}", sub.get_name()).trim().to_owned(),
                sub.clone(),
            ));
        }
        found.push((path, command));
    }
    found
}

#[test]
fn every_command_and_argument_has_its_text_and_every_text_its_command() {
    let mut used = vec!["after".to_owned()];
    for (path, command) in tree(Language::English) {
        assert!(
            text(&path, Language::English).is_some(),
            "no text for {path:?}"
        );
        used.push(path.clone());
        for arg in command.get_arguments() {
            let name = argument_name(arg);
            let own = format!("{path} {name}").trim().to_owned();
            let key = if text(&own, Language::English).is_some() {
                own
            } else {
                name
            };
            assert!(
                text(&key, Language::English).is_some(),
                "no text for {path} {key}"
            );
            used.push(key);
        }
    }
    for &(key, english, russian) in GROUPS.iter().copied().flatten() {
        assert!(
            used.iter().any(|used| used == key),
            "{key:?} belongs to nothing"
        );
        assert!(!english.is_empty() && !russian.is_empty(), "{key:?}");
    }
}

/// Names of ours, which are the same in every language.
const ALLOWED: &[&str] = &[
    "init",
    "print",
    "sample",
    "doctor",
    "ring",
    "dry",
    "inspect",
    "last",
    "learn",
    "save",
    "adopt",
    "backup",
    "yes",
    "tribute",
    "agent",
    "config",
    "local",
    "toml",
    "log",
    "format",
    "text",
    "json",
    "stderr",
    "stdin",
    "help",
    "version",
    "run",
    "rehearse",
    "sandbox",
    "parse",
    "orders",
    "list",
    "show",
    "shop",
    "test",
    "session",
    "import",
    "export",
    "name",
    "since",
    "all",
    "faults",
    "url",
    "interval",
    "bot",
    "seed",
    "exit",
    "when",
    "done",
    "settle",
    "timeout",
    "write",
    "lines",
    "telegram",
    "telethon",
    "stringsession",
    "id",
];

#[test]
fn russian_help_has_no_english_in_it() {
    let (faults, modes) = (faults::names(), mode::names());
    for (path, mut command) in tree(Language::Russian) {
        let help = command.render_long_help().to_string();
        let words = help
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| word.len() > 1);
        for word in words {
            let known = ALLOWED.contains(&word.to_ascii_lowercase().as_str());
            let technical = [
                "JSON", "Lines", "TRIBUTE", "AGENT", "LOG", "debug", "Ctrl", "ms", "QR", "qr",
                "login", "logout", "private", "chats",
            ];
            assert!(
                known || technical.contains(&word) || faults.contains(word) || modes.contains(word),
                "{path}: {word:?} in\n{help}"
            );
        }
        assert!(help.contains("Вызов: tribute-agent"), "{help}");
        assert!(help.contains("Параметры:"), "{help}");
    }
}

#[test]
fn english_help_has_no_russian_in_it() {
    for (path, mut command) in tree(Language::English) {
        let help = command.render_long_help().to_string();
        assert!(
            !help.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я')),
            "{path}: {help}"
        );
        assert!(help.contains("Usage: tribute-agent"), "{help}");
    }
}

#[test]
fn the_names_that_may_stand_for_a_value_are_told() {
    for language in [Language::English, Language::Russian] {
        for (argument, names) in [
            ("sandbox --faults", faults::NAMES.to_vec()),
            ("rehearse --faults", faults::NAMES.to_vec()),
            ("sandbox --bot", mode::all()),
        ] {
            let told = text(argument, language).unwrap();
            for name in names {
                assert!(told.contains(name), "{argument}: {name}");
            }
        }
    }
}

#[test]
fn no_help_has_a_gap() {
    for (path, mut command) in tree(Language::English) {
        let help = command.render_long_help().to_string();
        assert!(!help.contains("\n\n\n"), "{path}: {help}");
    }
}

#[test]
fn the_definition_is_sound() {
    for language in [Language::English, Language::Russian] {
        localised(CommandLine::command(), language).debug_assert();
    }
}
