//! What the libraries say that read a configuration, in Russian.

mod pattern;
mod template;
mod toml;

pub(super) use pattern::PATTERN;
pub(super) use template::TEMPLATE;
pub(super) use toml::TOML;

#[cfg(test)]
mod tests {
    use ::toml::de::DeTable;

    use super::super::reply::ReplyTemplate;
    use super::*;
    use crate::config::fault::Fault;
    use crate::language::Language;
    use crate::order::account::AccountPattern;
    use crate::phrasebook::check;

    /// No English word but what is quoted.
    fn is_russian(text: &str) -> bool {
        let mut quoted = false;
        let mut word = String::new();
        for letter in text.chars().chain([' ']) {
            if matches!(letter, '`' | '«' | '»' | '"') {
                quoted = !quoted;
            }
            if letter.is_ascii_alphabetic() && !quoted {
                word.push(letter);
            } else if word.len() > 1 && !["TOML", "true", "false", "raw"].contains(&&*word) {
                return false;
            } else {
                word.clear();
            }
        }
        true
    }

    /// Each of these is refused, and says why in Russian.
    fn all_are_told(written: &[&str], fault: impl Fn(&str) -> Option<Fault>) {
        let mut untold = Vec::new();
        for text in written {
            let fault = fault(text).unwrap_or_else(|| panic!("{text} is good"));
            let told = fault.text(Language::Russian);
            if !is_russian(told) {
                untold.push(format!(
                    "{text}: {} → {told}",
                    fault.text(Language::English)
                ));
            }
        }
        assert!(untold.is_empty(), "{untold:#?}");
    }

    #[test]
    fn every_phrase_can_be_said() {
        for book in [TOML, TEMPLATE, PATTERN] {
            check(book);
        }
    }

    #[test]
    fn what_is_no_toml_is_told_in_russian() {
        let mut untold = Vec::new();
        for text in [
            "a",
            "a =",
            "= 1",
            "a = b",
            "a = \"b",
            "a = 'b",
            "a = \"\"\"b",
            "a = [1",
            "a = [1 2]",
            "a = [1,,2]",
            "a = {b = 1",
            "a = {b 1}",
            "a = {b = 1 c = 2}",
            "a = {,}",
            "[a",
            "[[a]",
            "[]",
            "[a]]",
            "a = 1 b = 2",
            "a = 1\na = 2",
            "a = 01",
            "a = 1__0",
            "a = +-1",
            "a = 1.",
            "a = 2020-13-45",
            "a = \"\\q\"",
            "a = \"\\u12\"",
            "а = 1",
            "a == 1",
            "a = truth",
            "a = «b»",
            "a = “b”",
            "a.b = 1\na.b.c = 2",
            "[a]\n[a]",
            "a = 0xG",
            "a = 1 # \u{1}",
            "a = \r1",
            "\"\"\"a\"\"\" = 1",
            "a = 1e",
            "a = [=]",
            "a = ,",
            "]",
            "a b = 1",
            "a: 1",
            "a = 5 сек",
            "a = 'b'c'",
            "a = \"b\"c\"",
        ] {
            let (_, errors) = DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text}");
            for error in errors {
                let told = TOML.russian(error.message());
                if !told.as_deref().is_some_and(is_russian) {
                    untold.push(format!("{text}: {} → {told:?}", error.message()));
                }
            }
        }
        assert!(untold.is_empty(), "{untold:#?}");
    }

    #[test]
    fn what_is_no_template_is_told_in_russian() {
        all_are_told(
            &[
                "{{ product",
                "{{ product|",
                "{{ product|uper }}",
                "{{ product(1) }}",
                "{{ }}",
                "{% if %}a{% endif %}",
                "{% if product %}a",
                "{% endif %}",
                "{% else %}",
                "{%",
                "{% 1 %}",
                "{{ product is odder }}",
                "{{ product|replace('a') }}",
                "{{ product|upper(1) }}",
                "{{ 'a }}",
                "{{ product product }}",
                "{{ product + 1 }}",
                "{{ 'a' * 'b' }}",
                "{{ (product }}",
                "{{ product[ }}",
                "{{ product.. }}",
                "{# a",
                "{{ no_such(1) }}",
                "{{ @ }}",
                "{% if product %}a{% else %}b{% elif %}c{% endif %}",
                "{{ product * 100000000 }}",
                "{{ quantity[1:2] }}",
                "{{ [1 }}",
                "{{ {1 }}",
                "{{ product ~ }}",
                "{{ product|default(1,2,3,4) }}",
                "{{ -product }}",
                "{{ true = 1 }}",
                "{{ product if }}",
            ],
            |template| ReplyTemplate::new(template).err(),
        );
    }

    #[test]
    fn what_is_no_pattern_is_told_in_russian() {
        all_are_told(
            &[
                "(",
                ")",
                "[",
                "*",
                "+",
                "a{",
                "a{,}",
                "a{3,2}",
                "\\",
                "\\y",
                "[z-a]",
                "[\\d-z]",
                "(?<a>b)(?<a>c)",
                "(?<a",
                "(?<>a)",
                "(?<1>a)",
                "(?=a)",
                "(?<!a)",
                "(a)\\1",
                "(?y)a",
                "(?ii)a",
                "(?",
                "\\x{}",
                "\\xZZ",
                "\\p{Nobody}",
                "[\\y]",
            ],
            |pattern| {
                let error = AccountPattern::new(pattern).err()?;
                Some(super::super::rules::bad_pattern(&error))
            },
        );
    }
}
