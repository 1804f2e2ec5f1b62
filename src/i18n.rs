//! Texts for people, in Fluent: `locales/{en,ru}/*.ftl`. `docs/translating.md` is for translators.
//!
//! `t!` finds a text by its id and fills in its arguments; errors are found by their code
//! ([`UserError`](crate::report::UserError)). The language is the thread's: [`use_language`] sets it for the
//! program, [`with_language`] for one closure. `tests/suite/locales.rs` holds ids and arguments in the code
//! and in both languages to each other.

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};

use fluent_bundle::{FluentArgs, FluentBundle, FluentError, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A language that the texts exist in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// `en`
    #[default]
    #[serde(rename = "en")]
    English,
    /// `ru`
    #[serde(rename = "ru")]
    Russian,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Russian];

    /// The code of the language: `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    /// The system's language, by the variables of its locale in the order that POSIX gives them.
    pub fn of_locale(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
        let locale = variables.filter_map(environment).find(|locale| !locale.is_empty());
        let is_russian = locale.is_some_and(|it| it.to_ascii_lowercase().starts_with("ru"));
        if is_russian { Self::Russian } else { Self::English }
    }
}

/// The arguments of a text, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments(Vec<(&'static str, Value)>);

/// An argument of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Stands as it is.
    Text(String),
    /// Stands as it is, and chooses plural forms.
    Number(i64),
}

/// The texts in each [`Language`], a file for each room of the program.
macro_rules! resources {
    ($($room:literal)*) => {
        &[$(($room, [
            include_str!(concat!("../locales/en/", $room, ".ftl")),
            include_str!(concat!("../locales/ru/", $room, ".ftl")),
        ])),*]
    };
}

const RESOURCES: &[(&str, [&str; 2])] = resources![
    "alarm" "buyers" "checkout" "cli" "config" "doctor" "dry-run" "engine" "help" "init" "inspect" "journal" "login"
    "moderation" "orders" "parse" "rehearse" "report" "run" "session" "shop" "tbank"
    "telegram" "telegram_payments" "tribute"
];

type Bundle = FluentBundle<FluentResource>;
/// A bundle for each file, made when the first of its texts is asked for: all of them take 1.5 MB.
type Bundles = [OnceCell<Bundle>; RESOURCES.len()];

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
    static BUNDLES: [Bundles; 2] =
        const { [const { [const { OnceCell::new() }; RESOURCES.len()] }; 2] };
}

/// Returns the text `id` (or `id.attribute`) with its arguments filled in. An argument that has the name of a
/// variable needs no value.
///
/// ```ignore
/// t!("orders-none");
/// t!("orders-waiting", count, first = number.to_string());
/// ```
macro_rules! t {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::i18n::text($id, &$crate::i18n::arguments!($($name $(= $value)?),*))
    };
}

/// Makes [`Arguments`]: `arguments!(path, count = 3)`. Integers choose plural forms, a `bool` is
/// `yes` or `no`, everything else is a `String` or a `&str`.
macro_rules! arguments {
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
    ($($name:ident $(= $value:expr)?),* $(,)?) => {{
        #[allow(unused_mut, reason = "there may be none")]
        let mut arguments = $crate::i18n::Arguments::new();
        $(arguments.set(
            stringify!($name),
            $crate::i18n::arguments!(@value $name $(= $value)?),
        );)*
        arguments
    }};
}

pub(crate) use {arguments, t};

impl Arguments {
    /// No arguments.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an argument; the last one of a name counts.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    fn to_fluent(&self) -> FluentArgs<'_> {
        let values = self.0.iter().map(|(name, value)| {
            let value = match value {
                Value::Text(text) => FluentValue::from(text.as_str()),
                Value::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        });
        values.collect()
    }
}

macro_rules! values {
    ($($from:ty => $convert:expr;)*) => {
        $(impl From<$from> for Value {
            fn from(from: $from) -> Self {
                let convert: fn($from) -> Self = $convert;
                convert(from)
            }
        })*
    };
}

fn number<N: TryInto<i64>>(number: N) -> Value {
    Value::Number(number.try_into().unwrap_or(i64::MAX))
}

values! {
    String => Value::Text;
    &String => |text| Value::Text(text.clone());
    &str => |text| Value::Text(text.to_owned());
    &Path => |path| Value::Text(path.display().to_string());
    &PathBuf => |path| Value::from(path.as_path());
    bool => |is| Value::from(if is { "yes" } else { "no" });
    i32 => number;
    i64 => number;
    u8 => number;
    u16 => number;
    u32 => number;
    u64 => number;
    usize => number;
}

/// The language of this thread's texts.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// Sets the language of this thread's texts from now on. The program has one thread that speaks.
pub fn use_language(language: Language) {
    LANGUAGE.set(language);
}

/// Runs `work` with its texts in `language`.
pub fn with_language<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let before = LANGUAGE.replace(language);
    let value = work();
    LANGUAGE.set(before);
    value
}

/// Whether the answer is one of the words of a text, in either language.
pub fn is_one_of(answer: &str, text: impl Fn() -> String) -> bool {
    words(text).contains(&answer.trim().to_lowercase())
}

/// The words of a text, which have commas between them there, in both languages.
pub fn words(text: impl Fn() -> String) -> Vec<String> {
    let texts = Language::ALL.map(|language| with_language(language, &text));
    texts.join(", ").split(", ").map(str::to_owned).collect()
}

/// The text `id` or `id.attribute`. One that is missing is its id: a test finds it before users do.
pub fn text(id: &str, arguments: &Arguments) -> String {
    let found = find(id, arguments);
    debug_assert!(found.is_some(), "there is no text {id}");
    found.unwrap_or_else(|| id.to_owned())
}

/// The text `id` or `id.attribute`, if there is one.
pub fn find(id: &str, arguments: &Arguments) -> Option<String> {
    BUNDLES.with(|bundles| {
        let parts = id.split_once('.').map(|(message, attribute)| (message, Some(attribute)));
        let (message, attribute) = parts.unwrap_or((id, None));
        let bundle = bundle_with(message, bundles)?;
        let message = bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors: Vec<FluentError> = Vec::new();
        let arguments = arguments.to_fluent();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(text.into_owned())
    })
}

/// The bundle with this message. Most begin with the name of their file: that one is looked into first.
fn bundle_with<'a>(message: &str, bundles: &'a [Bundles; 2]) -> Option<&'a Bundle> {
    let language = language();
    let files = || RESOURCES.iter().zip(&bundles[language as usize]);
    let is_named = |file: &(&(&str, _), _)| message.starts_with(file.0.0);
    let named_first = files().filter(is_named).chain(files().filter(|file| !is_named(file)));
    named_first.into_iter().find_map(|((_, sources), bundle)| {
        let source = sources[language as usize];
        let is_there = match bundle.get() {
            Some(bundle) => bundle.has_message(message),
            None => defines(source, message),
        };
        is_there.then(|| bundle.get_or_init(|| load(source, language)))
    })
}

/// Whether a source that was not parsed yet has this message.
fn defines(source: &str, message: &str) -> bool {
    let is_it = |line: &str| line.strip_prefix(message).is_some_and(|rest| rest.starts_with(" ="));
    source.lines().any(is_it)
}

/// The id of the text for these English words, in a family of texts: `log-new-order`.
pub fn id_of_words(family: &str, words: &str) -> String {
    let words = words.to_ascii_lowercase();
    let parts = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.filter(|part| !part.is_empty()).fold(family.to_owned(), |id, part| id + "-" + part)
}

/// A reason as the log says it, in this thread's language where the words are ours (`why-…`); those of the
/// system and of libraries stay as they are. It may have parts: `not sent: the connection was lost`.
pub fn reason(english: &str) -> String {
    let part = |words: &str| find(&id_of_words("why", words), &Arguments::new());
    let parts = english.split(": ").map(|words| part(words).unwrap_or_else(|| words.to_owned()));
    parts.collect::<Vec<_>>().join(": ")
}

fn load(source: &str, language: Language) -> Bundle {
    let locale = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![locale]);
    // Marks around arguments would move the offsets of Telegram's entities, and be copied with what they surround.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned());
    let resource = resource.unwrap_or_else(|(readable, errors)| {
        debug_assert!(errors.is_empty(), "{errors:?}");
        readable
    });
    let added = bundle.add_resource(resource);
    debug_assert!(added.is_ok(), "{added:?}");
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_both(id: &str, arguments: &Arguments) -> [String; 2] {
        [Language::English, Language::Russian]
            .map(|language| with_language(language, || text(id, arguments)))
    }

    #[test]
    fn a_text_is_found_in_the_language_of_the_thread() {
        assert_eq!(in_both("report-error", &Arguments::new()), ["error", "ошибка"]);
        assert_eq!(language(), Language::English);
    }

    #[test]
    fn what_does_not_exist_is_not_found() {
        assert_eq!(find("no-such-text", &Arguments::new()), None);
        assert_eq!(find("report-error.no_such_attribute", &Arguments::new()), None);
    }

    #[test]
    fn only_the_files_with_texts_that_were_asked_for_are_parsed() {
        let parsed =
            || BUNDLES.with(|bundles| bundles[0].iter().filter(|it| it.get().is_some()).count());
        std::thread::spawn(move || {
            assert_eq!(parsed(), 0);
            text("report-error", &Arguments::new());
            assert_eq!(parsed(), 1);
            // In the room `run`.
            text("log-dry-run", &Arguments::new());
            assert_eq!(parsed(), 2);
        })
        .join()
        .unwrap();
    }

    #[test]
    fn digits_that_are_a_text_stay_what_they_are() {
        let arguments = arguments!(account = "0012345", count = 3_u32);
        let arguments = arguments.to_fluent();
        assert_eq!(arguments.get("account"), Some(&FluentValue::from("0012345")));
        assert_eq!(arguments.get("count"), Some(&FluentValue::from(3)));
    }
}
