//! The texts in `locales/`, against each other and against the code that uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser;
use regex::Regex;

use tribute_agent::i18n::id_of_words;

use crate::documents::{file, first_column, sources};

/// The texts of one language: ids (`id` or `id.attribute`) with the names of their arguments.
pub type Texts = BTreeMap<String, BTreeSet<String>>;

/// Texts whose ids the code puts together: `order-state-` and a state's name.
const FAMILIES: &[&str] = &["help", "init-ask-", "init-words-", "log-", "why-"];

/// What stands in each file of a language.
fn files(language: &str) -> BTreeMap<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "ftl"));
    texts.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

pub fn texts(language: &str) -> Texts {
    let mut texts = Texts::new();
    for (path, source) in files(language) {
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in &resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name;
            if let Some(pattern) = &message.value {
                insert(&mut texts, id, pattern);
            }
            for attribute in &message.attributes {
                let id = format!("{id}.{}", attribute.id.name);
                insert(&mut texts, &id, &attribute.value);
            }
        }
    }
    texts
}

fn insert(texts: &mut Texts, id: &str, pattern: &Pattern<&str>) {
    let mut names = BTreeSet::new();
    collect(pattern, &mut names);
    let before = texts.insert(id.to_owned(), names);
    assert_eq!(before, None, "{id} is there twice");
}

fn collect(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, names),
            Expression::Select { selector, variants } => {
                collect_inline(selector, names);
                for variant in variants {
                    collect(&variant.value, names);
                }
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. }, ..
        } => {
            for argument in positional {
                collect_inline(argument, names);
            }
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inline) = expression.as_ref() {
                collect_inline(inline, names);
            }
        }
        _ => {}
    }
}

/// A use of a text.
struct Use {
    id: String,
    /// The names of its arguments.
    arguments: BTreeSet<String>,
    /// Its attribute `.remedy`, if it has one, is said with it.
    with_remedy: bool,
}

/// The uses of `t!` and its like in the sources. A fault may be made in several places, each with the
/// arguments that its form of the text needs.
fn uses(sources: &str) -> Vec<Use> {
    let comment = Regex::new(r"(?m)^\s*//.*$").unwrap();
    let sources = comment.replace_all(sources, "");
    let begin =
        Regex::new(r"\b(?:(?:t|rich)!\(|(?<fault>fault)!\(|(?<finding>finding)!\(\s*\w+,)\s*")
            .unwrap();
    let mut found_uses: Vec<Use> = Vec::new();
    for found in begin.captures_iter(&sources) {
        let parts = arguments(&sources[found.get_match().end()..]);
        let literal = parts.first().and_then(|id| id.strip_prefix('"'));
        let Some(id) = literal.and_then(|id| id.strip_suffix('"')) else {
            continue;
        };
        let is_fault = found.name("fault").is_some();
        let name = |part: &String| part.split('=').next().unwrap().trim().to_owned();
        let text = Use {
            id: if is_fault { id.replace('.', "-") } else { id.to_owned() },
            arguments: parts[1..].iter().map(name).collect(),
            with_remedy: is_fault || found.name("finding").is_some(),
        };
        match found_uses.iter_mut().find(|known| known.id == text.id) {
            Some(known) if is_fault => known.arguments.extend(text.arguments),
            _ => found_uses.push(text),
        }
    }
    found_uses
}

fn remedy_of(id: &str) -> String {
    format!("{id}.remedy")
}

/// What stands between the commas of a macro's arguments, up to its closing bracket.
fn arguments(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for character in text.chars() {
        if in_text {
            (in_text, escaped) = (character != '"' || escaped, character == '\\' && !escaped);
        } else {
            match character {
                '"' => in_text = true,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            }
        }
        parts.last_mut().unwrap().push(character);
    }
    let parts = parts.iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    let (english, russian) = (texts("en"), texts("ru"));
    for (id, arguments) in &english {
        assert_eq!(Some(arguments), russian.get(id), "{id}");
    }
    let only_russian = russian.keys().filter(|id| !english.contains_key(*id));
    assert_eq!(only_russian.collect::<Vec<_>>(), Vec::<&String>::new());
}

/// A file is parsed alone, when one of its texts is asked for.
#[test]
fn texts_refer_to_texts_of_their_own_file() {
    let reference = Regex::new(r"\{ (-[a-z_-]+|[a-z]+-[a-z_-]+)(?:\.[a-z_-]+)? \}").unwrap();
    for (path, source) in ["en", "ru"].into_iter().flat_map(files) {
        for found in reference.captures_iter(&source) {
            let there = format!("\n{} =", &found[1]);
            assert!(source.contains(&there), "{}: {}", path.display(), &found[1]);
        }
    }
}

#[test]
fn what_the_code_says_exists_with_the_arguments_it_gives() {
    let texts = texts("en");
    for used in uses(&sources()) {
        let id = &used.id;
        let text = texts.get(id);
        let mut wanted = text.unwrap_or_else(|| panic!("there is no text {id}")).clone();
        if used.with_remedy {
            wanted.extend(texts.get(&remedy_of(id)).into_iter().flatten().cloned());
        }
        assert_eq!(wanted, used.arguments, "{id}");
    }
}

#[test]
fn every_text_is_said_somewhere() {
    let used = uses(&sources()).into_iter().flat_map(|used| {
        let remedy = used.with_remedy.then(|| remedy_of(&used.id));
        remedy.into_iter().chain([used.id])
    });
    let used: BTreeSet<String> = used.collect();
    let page = file("docs/errors.md");
    let codes: BTreeSet<String> =
        first_column(&page, "#", None).into_iter().map(|code| code.replace('.', "-")).collect();
    let is_said = |id: &str| {
        let message = id.split('.').next().unwrap_or(id);
        used.contains(id)
            || codes.contains(message)
            || FAMILIES.iter().any(|family| id.starts_with(family))
    };
    let idle: Vec<_> = texts("en").into_keys().filter(|id| !is_said(id)).collect();
    assert_eq!(idle, Vec::<String>::new());
}

/// Reasons that the code gives in English, and readers have in their language.
#[test]
fn every_reason_of_ours_has_its_text_and_every_text_its_reason() {
    let given = r#"(?:unreachable\(|damaged\((?:path, )?(?:format!\()?|Unknown\(|Dropped\()\s*"([^"{]+?)(?:: \{[a-z]*\})?""#;
    let texts = texts("en");
    let sources = sources();
    let found = Regex::new(given).unwrap();
    let mut reasons = found.captures_iter(&sources).map(|found| found[1].to_owned());
    let missing = reasons.find(|words| !texts.contains_key(&id_of_words("why", words)));
    assert_eq!(missing, None);
    let all_words = id_of_words("", &sources);
    let is_idle =
        |id: &&String| id.strip_prefix("why").is_some_and(|words| !all_words.contains(words));
    assert_eq!(texts.keys().find(is_idle), None);
}
