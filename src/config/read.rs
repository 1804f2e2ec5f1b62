//! The whole file, section by section.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::{DeTable, Error};

use super::Config;
use super::alarm::Alarm;
use super::contents::Contents;
use super::fault::{ConfigError, Fault, Notes};
use super::file::Document;
use super::reply::ReplyTemplate;
use super::rules::{self, Rulebook};
use super::sample::SAMPLE_COMMAND;
use super::section::{Reader, Section};
use super::shop::Shop;
use super::telegram::{Moderators, Telegram, Tribute};
use super::timing::Timing;
use crate::i18n::arguments;
use crate::language::Language;

/// Between two replies, unless the owner says otherwise.
const PACE: Duration = Duration::from_secs(2);
/// A longer one is a mistake.
const PACE_LONGEST: Duration = Duration::from_hours(1);
/// In the words of the library.
const DUPLICATE_KEY: &str = "duplicate key";

/// Reads the file at `path`.
pub(super) fn config(
    path: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigError> {
    understand(&Document::read(path)?, environment)
}

/// Reads a text that nobody but its author has seen.
pub(super) fn text(
    text: &str,
    path: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigError> {
    let document = Document {
        path: path.to_owned(),
        text: text.to_owned(),
        is_open_to_others: false,
    };
    understand(&document, environment)
}

fn understand(
    document: &Document,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigError> {
    let path = document.path.as_path();
    let notes = Notes::default();
    let (table, mut errors) = DeTable::parse_recoverable(&document.text);
    if !errors.is_empty() && document.text.contains("\r\n") {
        // Where a text is not closed, the library takes the line's end for the mistake. Places stay.
        let (_, told) = DeTable::parse_recoverable(&document.text.replace("\r\n", " \n"));
        if !told.is_empty() {
            errors = told;
        }
    }
    // What follows a broken line is broken by it.
    if let Some(error) = errors
        .iter()
        .min_by_key(|error| rank(error, &document.text))
    {
        match error.span() {
            Some(span) if is_text_without_quotes(&document.text, span.start) => {
                notes.note(span, syntax("unquoted", ""));
            }
            Some(span) => notes.note(span, syntax("other", error.message())),
            None => notes.note_whole(syntax("other", error.message())),
        }
    }
    let config = if notes.is_empty() {
        let directory = document.directory();
        let reader = Reader::new(directory, environment, &notes);
        let config = top_level(Section::root(&reader, &table), document);
        config.map(|config| Config {
            contents: Contents::of(&document.text, reader.files.take()),
            ..config
        })
    } else {
        // What stands behind a broken line would only seem to be missing.
        None
    };
    match notes.into_error(path, &document.text) {
        Some(error) => Err(error),
        None => config.ok_or_else(|| ConfigError::of_file(path, incomplete())),
    }
}

/// The language of a file that may be broken otherwise.
pub(super) fn language(path: &Path) -> Option<Language> {
    let document = Document::read(path).ok()?;
    let (table, _) = DeTable::parse_recoverable(&document.text);
    code(table.get_ref().get("language")?.get_ref().as_str()?).ok()
}

/// The keys in the file's order. `None` only when something was noted.
fn top_level(root: Section<'_>, document: &Document) -> Option<Config> {
    let environment = root.reader.environment;
    let language = root.parsed("language", code);
    let language = language.unwrap_or_else(|| Language::of_locale(environment));
    let pace = root.duration("pace", Duration::ZERO, PACE_LONGEST);
    let alarm = Alarm::read(&root);
    let telegram = root.section("telegram").map(Telegram::read);
    let (tribute, profiles) = match root.section("tribute") {
        Some(section) => {
            let read = (Tribute::read(&section), rules::profiles(&section));
            section.finish();
            read
        }
        None => (Tribute::default(), Vec::new()),
    };
    let shop = root.section("shop").map(Shop::read);
    let rulebook = Rulebook::read(&root, profiles);
    let reply = match root.section("reply") {
        Some(section) => {
            let template = section.parsed("template", ReplyTemplate::new);
            let template = section.require("template", "\"…{{ product }}…\"", template);
            section.finish();
            template
        }
        None => ReplyTemplate::new(default_template(language)).ok(),
    };
    let moderators = root
        .section("moderators")
        .map(|section| Moderators::read(section, &tribute));
    let timing = root.section("timing").map(Timing::read);
    let sample = root.reader.sample_taken.take();
    let mut exposed = root.reader.open_secret_files.take();
    // The sample's secrets are none.
    if root.reader.secret_written.get() && document.is_open_to_others && sample.is_none() {
        exposed.insert(0, document.path.clone());
    }
    let secret_files = secret_files(root.reader);
    root.finish();

    // A section that is there but not whole has noted why, so that no `Config` comes of it.
    let (telegram, shop) = (telegram.flatten(), shop.flatten());
    let Rulebook {
        rules,
        has_products,
        examples,
    } = rulebook?;
    let mut config = Config {
        file: document.path.clone(),
        language,
        pace: pace.unwrap_or(PACE),
        timing: timing.unwrap_or_default(),
        tribute,
        examples,
        reply: reply?,
        alarm,
        secret_files,
        warnings: Vec::new(),
        contents: Contents::default(),
        sample,
        telegram,
        shop,
        rules,
        has_products,
        moderators: moderators.flatten(),
    };
    config.warnings = warnings(&config, &exposed);
    Some(config)
}

/// The named files that nobody else should read: certificates are for everybody.
fn secret_files(reader: &Reader<'_>) -> Vec<PathBuf> {
    let named = reader.files.borrow();
    let secret = named.iter().filter(|file| !file.key.ends_with("ca_file"));
    secret.map(|file| file.path.clone()).collect()
}

fn warnings(config: &Config, exposed: &[PathBuf]) -> Vec<Fault> {
    let mut warnings: Vec<Fault> = exposed.iter().map(|file| open_to_others(file)).collect();
    let account = config.rules.as_ref().map(|rules| &rules.account);
    if account.is_some_and(|account| !account.is_strict()) {
        warnings.push(Fault::new("config.not_strict"));
    }
    if !config.has_products {
        warnings.push(Fault::new("config.no_products"));
    }
    warnings
}

fn code(text: &str) -> Result<Language, Fault> {
    match text {
        "ru" => Ok(Language::Russian),
        "en" => Ok(Language::English),
        _ => Err(Fault::with(
            "config.bad_language",
            arguments!(text = format!("{text:?}")),
        )),
    }
}

/// What customers are told when the owner says nothing.
pub(crate) fn default_template(language: Language) -> &'static str {
    language.pick(
        include_str!("../../locales/en/reply.txt"),
        include_str!("../../locales/ru/reply.txt"),
    )
}

/// Where the mistake is, the first one counts; a key that only seems to be there twice because its line is
/// broken comes after what is wrong with the line.
fn rank(error: &Error, text: &str) -> (usize, bool, usize) {
    let start = error.span().map_or(text.len(), |span| span.start);
    let before = text.as_bytes().iter().take(start);
    let line = before.filter(|byte| **byte == b'\n').count();
    (line, error.message() == DUPLICATE_KEY, start)
}

/// Whether the mistake at `at` is in a value with letters that begins like a number: a key that was
/// pasted without quotes.
fn is_text_without_quotes(text: &str, at: usize) -> bool {
    let Some(before) = text.get(..at) else {
        return false;
    };
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let Some((key, value)) = line.split_once('=') else {
        return false;
    };
    let is_in_value = at > line_start + key.len();
    let value = value.split('#').next().unwrap_or_default().trim();
    is_in_value
        && value.starts_with(|first: char| first.is_ascii_digit())
        && value.chars().all(char::is_alphanumeric)
        && value.chars().any(char::is_alphabetic)
}

fn syntax(kind: &str, message: &str) -> Fault {
    Fault::with(
        "config.syntax",
        arguments!(kind = kind, message = message, command = SAMPLE_COMMAND),
    )
}

/// Never told when every reader notes why it gives nothing.
fn incomplete() -> Fault {
    Fault::with("config.incomplete", arguments!(command = SAMPLE_COMMAND))
}

fn open_to_others(path: &Path) -> Fault {
    Fault::with(
        "config.readable_by_others",
        arguments!(file = path.display().to_string()),
    )
}
