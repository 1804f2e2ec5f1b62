//! A text as a person reads it, character by character.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

use crate::order::untrusted::is_invisible;

/// What is seen of a text: invisible characters, accents and variation selectors are left out,
/// look-alikes of ASCII and digits of other scripts are ASCII, dashes and white space are of one kind.
#[derive(Debug)]
pub(super) struct Comparable {
    characters: Vec<char>,
    /// Where each of them comes from: the byte in the text at which what it stands for begins.
    origins: Vec<usize>,
}

impl Comparable {
    /// What is seen of `text`.
    pub fn of(text: &str) -> Self {
        let seen = text.char_indices().flat_map(|(origin, character)| {
            let readings = readings_of(character);
            readings.into_iter().map(move |reading| (origin, reading))
        });
        let (origins, characters) = seen.unzip();
        Self { characters, origins }
    }

    /// The characters.
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The characters that stand for these bytes of the text.
    pub fn range_of(&self, bytes: &Range<usize>) -> Range<usize> {
        let place = |byte: usize| self.origins.partition_point(|origin| *origin < byte);
        place(bytes.start)..place(bytes.end)
    }

    /// The bytes of the text that these characters stand for, the last of them excluded.
    pub fn bytes_of(&self, characters: &Range<usize>) -> Option<Range<usize>> {
        let origin = |place: usize| self.origins.get(place).copied();
        Some(origin(characters.start)?..origin(characters.end)?)
    }
}

/// The text that is compared, without regard to case.
pub(super) fn key(text: &str) -> String {
    let comparable = Comparable::of(text);
    let characters = comparable.characters.into_iter();
    characters.flat_map(char::to_lowercase).collect()
}

pub(super) fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

const NUMERO_SIGN: char = '№';
const MINUS_SIGN: char = '\u{2212}';

fn readings_of(character: char) -> Vec<char> {
    if character.is_ascii_graphic() {
        return vec![character];
    }
    if let Some(space) = white_space(character) {
        return vec![space];
    }
    if is_invisible(character) {
        return Vec::new();
    }
    // It would be taken apart into `No`.
    if character == NUMERO_SIGN {
        return vec![NUMERO_SIGN];
    }
    let decomposed =
        DecomposingNormalizerBorrowed::new_nfkd().normalize_iter([character].into_iter());
    decomposed
        .filter(|part| !GeneralCategoryGroup::Mark.contains(category(*part)))
        .map(plain)
        .collect()
}

/// Every kind of line end is one, every other white space a space.
fn white_space(character: char) -> Option<char> {
    match character {
        '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        _ if character.is_whitespace() => Some(' '),
        _ => None,
    }
}

fn plain(character: char) -> char {
    match category(character) {
        GeneralCategory::DecimalNumber => ascii_digit(character),
        GeneralCategory::DashPunctuation => '-',
        _ if character == MINUS_SIGN => '-',
        _ => character,
    }
}

/// Unicode promises that the decimal digits of a script follow each other, from zero on.
fn ascii_digit(character: char) -> char {
    let code = u32::from(character);
    let is_digit = |code: u32| {
        char::from_u32(code).is_some_and(|it| category(it) == GeneralCategory::DecimalNumber)
    };
    let before = (0..code).rev().take_while(|code| is_digit(*code)).count();
    let value = u32::try_from(before % 10).ok();
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        Comparable::of(text).characters().iter().collect()
    }

    #[test]
    fn what_is_not_seen_is_left_out() {
        for text in [
            "12\u{200B}34",
            "12\u{AD}34",
            "12\u{2060}34",
            "\u{200F}1234\u{200E}",
            "12\u{FEFF}34",
            "1\u{336}2\u{336}3\u{336}4\u{336}",
            "1\u{FE0F}\u{20E3}2\u{FE0F}\u{20E3}34",
            "12\u{E0031}34",
        ] {
            assert_eq!(seen(text), "1234", "{text:?}");
        }
    }

    #[test]
    fn digits_of_every_script_and_style_are_digits() {
        for text in [
            "０１２３４５６７８９",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "⓪①②③④⑤⑥⑦⑧⑨",
        ] {
            assert_eq!(seen(text), "0123456789", "{text}");
        }
        assert_eq!(seen("⑴⒉Ⅻ"), "(1)2.XII");
    }

    #[test]
    fn signs_are_of_one_kind() {
        assert_eq!(seen("1\u{A0}2\u{202F}3\t4"), "1 2 3 4");
        assert_eq!(seen("1\u{2011}2–3—4\u{2212}5"), "1-2-3-4-5");
        assert_eq!(seen("ＩＤ：１＠２．３＿４"), "ID:1@2.3_4");
        assert_eq!(seen("№1…"), "№1...");
        assert_eq!(seen("a\u{2028}b\u{85}c"), "a\nb\nc");
        assert_eq!(key("Айди"), key("АИ\u{306}ДИ"));
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "а\u{200B}№⑴1\u{200B}2";
        let comparable = Comparable::of(text);
        let start = text.find('1').unwrap();
        let range = comparable.range_of(&(start..text.len()));
        assert_eq!(comparable.characters()[range], ['1', '2']);
        assert_eq!(comparable.bytes_of(&(0..1)), Some(0..5));
    }
}
