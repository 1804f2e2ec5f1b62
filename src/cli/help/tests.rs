//! Every command has its text, in both languages and in no other.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use telegram_sandbox::faults;
use telegram_sandbox::tribute::mode;

use super::super::arguments::CommandLine;
use super::*;
use crate::i18n::{Language, with_language};

const LANGUAGES: [Language; 2] = [Language::English, Language::Russian];

/// Every command of the tree, built, with the id of its text.
fn tree(language: Language) -> Vec<(String, Command)> {
    let mut root = with_language(language, || localised(CommandLine::command()));
    root.build();
    let mut found = Vec::new();
    let mut open = vec![("help".to_owned(), root)];
    while let Some((id, command)) = open.pop() {
        for sub in command.get_subcommands() {
            open.push((format!("{id}-{}", sub.get_name()), sub.clone()));
        }
        found.push((id, command));
    }
    found
}

fn shown(language: Language, command: &mut Command) -> String {
    with_language(language, || finished(&command.render_long_help()))
}

/// The ids in the file, those of attributes as `id.attribute`.
fn written() -> BTreeSet<String> {
    let mut message = String::new();
    let lines = include_str!("../../../locales/en/help.ftl").lines();
    let ids = lines.filter_map(|line| {
        let (id, _) = line.split_once(" =")?;
        if let Some(attribute) = id.strip_prefix("    .") {
            return Some(format!("{message}.{attribute}"));
        }
        id.clone_into(&mut message);
        Some(message.clone())
    });
    ids.filter(|id| id.starts_with("help")).collect()
}

#[test]
fn every_command_and_argument_has_its_text_and_every_text_its_command() {
    let mut used =
        BTreeSet::from(["help-after", "help-headings", "help-values"].map(str::to_owned));
    let mut use_of = |id: String| {
        let text = i18n::find(&id, &Arguments::new());
        let is_there = text.is_some_and(|text| !text.is_empty());
        if is_there {
            used.insert(id);
        }
        is_there
    };
    for (id, command) in tree(Language::English) {
        assert!(use_of(id.clone()), "no text {id}");
        for arg in command.get_arguments() {
            let name = arg.get_long().unwrap_or(arg.get_id().as_str());
            let has_text = use_of(format!("{id}.{name}")) || use_of(format!("help.{name}"));
            assert!(has_text, "no text for {name} of {id}");
        }
    }
    let idle = written().into_iter().filter(|id| {
        let is_frame = id.starts_with("help-headings.") || id.starts_with("help-values.");
        !is_frame && !used.contains(id)
    });
    assert_eq!(idle.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Names of ours, which are the same in every language.
const ALLOWED: &str = "salebot init print sample doctor ring dry inspect last learn save adopt backup yes tribute agent config \
    local toml log format text json stderr stdin help version run rehearse sandbox parse orders list show shop test \
    session import export name since all faults url interval bot seed exit when done settle timeout write lines \
    telegram telethon stringsession id debug ctrl ms qr login logout private chats full secret file curl after effect two at once repeat an hour status open state product source sku limit before csv \
    retry given close account approve reason refused \
    activating replying awaiting confirmation confirming sending escalated completed closed revoking refunded tribute chat moderators words buttons retry wrong twice two stop outsider \
    server api purchases buyers pay refund prepay decline leave twice late block http \
    products orders from to type digital custom physical uuid cancel purchase stars \
    codes code import given stock skip known kind \
    checkout create charge provider tbank title description reference email phone language success fail expires at \
    recurring on demand weekly monthly quarterly halfyearly yearly receipt extra key amount chk status paid failed expired unclear price eur";

#[test]
fn russian_help_has_no_english_in_it() {
    let (faults, modes) = (faults::names(), mode::names());
    for (id, mut command) in tree(Language::Russian) {
        let help = shown(Language::Russian, &mut command);
        let words = help.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
        for word in words {
            let known = ALLOWED.split(' ').any(|name| name.eq_ignore_ascii_case(word));
            assert!(
                known || faults.contains(word) || modes.contains(word),
                "{id}: {word:?} in\n{help}"
            );
        }
        assert!(help.contains("Вызов: tribute-agent"), "{help}");
        assert!(help.contains("[ПАРАМЕТРЫ]"), "{help}");
        assert!(help.contains("Параметры:"), "{help}");
    }
}

#[test]
fn english_help_has_no_russian_in_it() {
    for (id, mut command) in tree(Language::English) {
        let help = shown(Language::English, &mut command);
        let is_russian = |c| matches!(c, 'а'..='я' | 'А'..='Я');
        assert!(!help.chars().any(is_russian), "{id}: {help}");
        assert!(help.contains("Usage: tribute-agent"), "{help}");
        assert!(!help.contains("\n\n\n"), "{id}: {help}");
    }
}

#[test]
fn the_names_that_may_stand_for_a_value_are_told() {
    for language in LANGUAGES {
        for (id, names) in [
            ("help-sandbox.faults", faults::NAMES.to_vec()),
            ("help-rehearse.faults", faults::NAMES.to_vec()),
            (
                "help-rehearse.shop-faults",
                vec!["timeout_after_effect", "two_at_once", "repeat_after_an_hour", "all"],
            ),
            ("help-sandbox.bot", mode::all()),
        ] {
            let told = with_language(language, || i18n::text(id, &Arguments::new()));
            for name in names {
                assert!(told.contains(name), "{id}: {name}");
            }
        }
    }
}

#[test]
fn the_definition_is_sound() {
    for language in LANGUAGES {
        with_language(language, || {
            localised(CommandLine::command()).debug_assert();
        });
    }
}
