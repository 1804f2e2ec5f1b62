//! What others say, for people: the English words of libraries and of the operating system, in Russian.
//!
//! An error that is ours has its texts in both languages. What a parser, a network library or the
//! system says about a mistake comes in English only: a [`Phrasebook`] knows what they say, a library
//! a book; [`system`] is the operating system's, which every book falls back on. What no book knows
//! stays as it is: half of a truth is better than none.

pub mod system;

use crate::language::Language;

/// A hole whose words are looked up as well.
const TOLD: &str = "{}";
/// A hole whose words stay as they are: a name.
const KEPT: &str = "{=}";
/// Longer ones stay as they are: they quote something, and each phrase in a phrase is a look deeper.
const WORDS_BYTES_MAX: usize = 2_048;

/// Phrases in English and Russian. `{}` stands for other words, which are looked up in their turn,
/// `{=}` for such as stay as they are; both sides have them in the same order, and the last ones may be left
/// out in Russian. The first phrase that fits counts.
#[derive(Clone, Copy, Debug)]
pub struct Phrasebook(pub &'static [(&'static str, &'static str)]);

impl Phrasebook {
    /// The words in a language; as they are, when the book does not know them.
    pub fn say(self, words: &str, language: Language) -> String {
        let known = match language {
            Language::English => None,
            Language::Russian => self.russian(words),
        };
        known.unwrap_or_else(|| words.to_owned())
    }

    /// The words in Russian; `None`: neither this book nor the system's knows them.
    pub fn russian(self, words: &str) -> Option<String> {
        if words.len() > WORDS_BYTES_MAX {
            return None;
        }
        let mut phrases = self.0.iter();
        let found = phrases.find_map(|(english, russian)| {
            let holes = fit(english, words)?;
            Some(self.fill(russian, holes.into_iter()))
        });
        found.or_else(|| system::russian(words))
    }

    fn fill<'w>(self, pattern: &str, mut holes: impl Iterator<Item = &'w str>) -> String {
        let mut filled = String::new();
        let mut rest = pattern;
        while let Some((before, hole, after)) = next_hole(rest) {
            filled += before;
            let words = holes.next().unwrap_or_default();
            match hole {
                TOLD => filled += &self.say(words, Language::Russian),
                _ => filled += words,
            }
            rest = after;
        }
        filled + rest
    }
}

/// What stands in the pattern's holes, if `words` are of that kind. A hole takes as little as it can,
/// but the last one, and never nothing: so what is looked up in its turn is shorter every time.
fn fit<'w>(pattern: &str, words: &'w str) -> Option<Vec<&'w str>> {
    let Some((before, _, mut pattern)) = next_hole(pattern) else {
        return (pattern == words).then(Vec::new);
    };
    let mut rest = words.strip_prefix(before)?;
    let mut holes = Vec::new();
    while let Some((literal, _, after)) = next_hole(pattern) {
        let (hole, tail) = rest.split_once(literal)?;
        holes.push(hole);
        (rest, pattern) = (tail, after);
    }
    holes.push(rest.strip_suffix(pattern)?);
    let is_filled = holes.iter().all(|hole| !hole.is_empty());
    is_filled.then_some(holes)
}

/// What is before the first hole, the hole, and what is behind it.
fn next_hole(pattern: &str) -> Option<(&str, &'static str, &str)> {
    let found = [TOLD, KEPT].map(|hole| pattern.find(hole).map(|at| (at, hole)));
    let (at, hole) = found.into_iter().flatten().min()?;
    Some((&pattern[..at], hole, &pattern[at + hole.len()..]))
}

/// That every Russian phrase has the holes of the English one, and that no phrase is hidden by an earlier one.
#[cfg(test)]
pub(crate) fn check(book: Phrasebook) {
    for (number, (english, russian)) in book.0.iter().enumerate() {
        assert!(holes(english).starts_with(&holes(russian)), "{english}");
        assert!(!english.starts_with(TOLD) || english.len() > TOLD.len());
        let earlier = &book.0[..number];
        let hides = |(other, _): &&(&str, &str)| fit(other, english).is_some();
        let hidden_by = earlier.iter().find(hides);
        assert_eq!(hidden_by, None, "{english}");
    }
}

#[cfg(test)]
fn holes(mut pattern: &str) -> Vec<&'static str> {
    let mut holes = Vec::new();
    while let Some((_, hole, after)) = next_hole(pattern) {
        holes.push(hole);
        pattern = after;
    }
    holes
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: Phrasebook = Phrasebook(&[
        ("no {=} here", "здесь нет {=}"),
        ("unexpected {}, expected {}", "здесь {}, а нужно {}"),
        ("{}, or {}", "{} или {}"),
        ("end", "конец"),
        ("refused: {}", "отказ: {}"),
    ]);

    #[test]
    fn a_phrase_is_found_with_what_is_in_it() {
        for (english, russian) in [
            ("end", Some("конец")),
            ("no end here", Some("здесь нет end")),
            (
                "unexpected end, expected `x`, or end",
                Some("здесь конец, а нужно `x` или конец"),
            ),
            ("refused: refused: nobody", Some("отказ: отказ: nobody")),
            ("refused: ", None),
            ("ending", None),
            ("no here", None),
            ("", None),
            (
                "refused: Permission denied (os error 13)",
                Some("отказ: нет прав доступа"),
            ),
        ] {
            assert_eq!(BOOK.russian(english).as_deref(), russian, "{english}");
        }
        assert_eq!(BOOK.say("end", Language::English), "end");
        assert_eq!(BOOK.say("nobody", Language::Russian), "nobody");
    }

    #[test]
    fn long_words_have_an_end() {
        let nested = "refused: ".repeat(200) + "end";
        let told = BOOK.say(&nested, Language::Russian);
        assert_eq!(told, "отказ: ".repeat(200) + "конец");
        let deep = "refused: ".repeat(1_000_000) + "end";
        assert_eq!(BOOK.say(&deep, Language::Russian), deep);
    }

    #[test]
    fn the_check_finds_what_is_wrong() {
        check(BOOK);
        for wrong in [
            Phrasebook(&[("a", "б {}")]),
            Phrasebook(&[("a {} {=}", "б {=}")]),
            Phrasebook(&[("a {}", "б {=}")]),
            Phrasebook(&[("a {}", "б {}"), ("a b", "б в")]),
        ] {
            assert!(std::panic::catch_unwind(|| check(wrong)).is_err());
        }
    }
}
