//! Texts with styles: made of texts of `locales/` and of what came from outside.
//!
//! In a text of `locales/`, what stands in backticks is monospace, and a line behind `> ` is a quote. What
//! came from outside is put in after these marks were read, so it can bring none. It is monospace, in a quote
//! too, so that Telegram makes no links, mentions or commands of it.

use std::fmt;

use crate::i18n::{self, Arguments, Language, Value};
use crate::order::entity::utf16_len;
use crate::order::{AccountId, Money, Untrusted, UserId};
use crate::rich_text::{RichText, Stretch, Style, cut_to_utf16};

/// Telegram's limit for one message.
pub(super) const TEXT_UTF16_MAX: usize = 4096;

/// A quotation that is longer is collapsed: in lines, and in units of such as are not broken.
const QUOTED_LINES_MAX: usize = 2;
const QUOTED_UTF16_MAX: usize = 160;
/// More than these characters of a name or a label say nothing more.
const NAME_CHARACTERS_MAX: usize = 64;
const CODE_MARK: char = '`';
const QUOTE_MARK: &str = "> ";
/// Private characters, which no text has: they hold the places of what is put in.
const FIRST_PLACE: char = '\u{F0000}';

#[derive(Clone, Debug, Default)]
pub(super) struct Markup(Vec<Piece>);

#[derive(Clone, Debug)]
struct Piece {
    /// Of what came from outside, with its lines: only quotations have any in the end.
    text: String,
    style: Option<Style>,
    /// Of any length, the first to be cut.
    is_outside: bool,
}

/// Returns the text `id` of `locales/` as [`Markup`]; its arguments may be texts, numbers, [`Markup`], and
/// `&Untrusted`.
macro_rules! rich {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::moderation::markup::Markup::of_text(
            $id,
            [$((stringify!($name), $crate::moderation::markup::Argument::from($value))),*],
        )
    };
}

pub(super) use rich;

pub(super) enum Argument {
    Value(Value),
    Markup(Markup),
}

macro_rules! arguments {
    ($($kind:ty => $make:expr;)*) => {
        $(impl From<$kind> for Argument {
            fn from(value: $kind) -> Self {
                $make(value)
            }
        })*
    };
}

arguments! {
    &str => |text| Self::Value(Value::from(text));
    String => |text| Self::Value(Value::from(text));
    u32 => |number| Self::Value(Value::from(number));
    usize => |number| Self::Value(Value::from(number));
    Markup => Self::Markup;
    &Untrusted => |text| Self::Markup(Markup::outside(text));
}

impl Markup {
    /// Our own words, which are never cut.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::piece(text.into(), None, false)
    }

    /// A price as people of the language write it.
    pub(super) fn price(price: Money) -> Self {
        Self::plain(price.render(i18n::language() == Language::Russian))
    }

    /// Something of ours that is worth copying, never cut.
    pub(super) fn code(text: impl fmt::Display) -> Self {
        Self::piece(text.to_string(), Some(Style::Code), false)
    }

    pub(super) fn outside(text: &Untrusted) -> Self {
        Self::piece(text.in_lines(), Some(Style::Code), true)
    }

    /// Something from outside of which more than so many characters say nothing more.
    pub(super) fn outside_short(text: &Untrusted, characters_max: usize) -> Self {
        Self::piece(text.excerpt(characters_max), Some(Style::Code), true)
    }

    pub(super) fn name(name: &Untrusted) -> Self {
        Self::outside_short(name, NAME_CHARACTERS_MAX)
    }

    /// The name of somebody at Telegram, which leads to them; one that could be taken for something else does not.
    pub(super) fn profile(name: &Untrusted, user: UserId) -> Self {
        let is_name = |it: char| it.is_alphanumeric() || " -'’".contains(it);
        if !name.as_str().chars().all(is_name) {
            return Self::name(name);
        }
        Self::piece(name.excerpt(NAME_CHARACTERS_MAX), Some(Style::Profile(user)), true)
    }

    /// An account number, which is whatever the owner's pattern let through.
    pub(super) fn account(account: &AccountId) -> Self {
        Self::outside(&Untrusted::new(account.as_str()))
    }

    /// The same; nothing where there is none.
    pub(super) fn account_if_known(account: Option<&AccountId>) -> Self {
        account.map_or_else(Self::default, Self::account)
    }

    /// Somebody's words, on lines of their own.
    pub(super) fn quote(text: &Untrusted) -> Self {
        Self::piece(text.in_lines(), Some(Style::Quote), true)
    }

    /// This, and another right behind it.
    pub(super) fn and(mut self, next: Self) -> Self {
        self.0.extend(next.0);
        self
    }

    /// All that are not empty.
    pub(super) fn join(parts: impl IntoIterator<Item = Self>, separator: &str) -> Self {
        let parts = parts.into_iter().filter(|part| !part.0.is_empty());
        let joined = parts.reduce(|all, part| all.and(Self::plain(separator)).and(part));
        joined.unwrap_or_default()
    }

    pub(super) fn lines(lines: impl IntoIterator<Item = Self>) -> Self {
        Self::join(lines, "\n")
    }

    /// A text of `locales/`.
    pub(super) fn of_text<const COUNT: usize>(
        id: &str,
        arguments: [(&'static str, Argument); COUNT],
    ) -> Self {
        let mut values = Arguments::new();
        let mut insertions = Vec::new();
        for (place, (name, argument)) in (FIRST_PLACE..=char::MAX).zip(arguments) {
            match argument {
                Argument::Value(value) => values.set(name, value),
                Argument::Markup(markup) => {
                    values.set(name, place.to_string());
                    insertions.push((place, markup));
                }
            }
        }
        let text = i18n::text(id, &values);
        Self::lines(text.split('\n').map(|line| Self::of_line(line, &insertions)))
    }

    fn of_line(line: &str, insertions: &[(char, Self)]) -> Self {
        let quoted = line.strip_prefix(QUOTE_MARK);
        let mut style = quoted.map(|_| Style::Quote);
        let mut markup = Self::default();
        for character in quoted.unwrap_or(line).chars() {
            let insertion = insertions.iter().find(|(place, _)| *place == character);
            if let Some((_, insertion)) = insertion {
                let pieces = insertion.0.iter().cloned();
                let styled = pieces.map(|piece| Piece { style: style.or(piece.style), ..piece });
                markup.0.extend(styled);
            } else if character == CODE_MARK && quoted.is_none() {
                style = style.xor(Some(Style::Code));
            } else {
                markup.push(character, style);
            }
        }
        markup
    }

    /// The message: at most [`TEXT_UTF16_MAX`] units, cut at the longest pieces from outside.
    pub(super) fn finish(self) -> RichText {
        let piece_units_max = self.piece_units_max();
        let mut rich = RichText::default();
        let mut offset_utf16 = 0;
        for Piece { mut text, mut style, is_outside } in self.0 {
            let is_quote = style == Some(Style::Quote);
            if is_outside {
                text = if is_quote { text.trim().to_owned() } else { text.replace('\n', "⏎") };
                text = cut_to_utf16(&text, piece_units_max);
            }
            let length_utf16 = utf16_len(&text);
            let is_long =
                text.lines().count() > QUOTED_LINES_MAX || length_utf16 > QUOTED_UTF16_MAX;
            if is_quote && is_long {
                style = Some(Style::CollapsedQuote);
            }
            if let Some(style) = style.filter(|_| length_utf16 > 0) {
                rich.stretches.push(Stretch { style, offset_utf16, length_utf16 });
            }
            offset_utf16 += length_utf16;
            rich.text.push_str(&text);
        }
        rich
    }

    fn piece(text: String, style: Option<Style>, is_outside: bool) -> Self {
        Self(vec![Piece { text, style, is_outside }])
    }

    fn push(&mut self, character: char, style: Option<Style>) {
        match self.0.last_mut() {
            Some(last) if last.style == style && !last.is_outside => last.text.push(character),
            _ => self.0.extend(Self::piece(character.into(), style, false).0),
        }
    }

    /// How long a piece from outside may be, so that all fit.
    fn piece_units_max(&self) -> usize {
        let (outside, ours): (Vec<_>, Vec<_>) = self.0.iter().partition(|piece| piece.is_outside);
        let ours = ours.iter().map(|piece| utf16_len(&piece.text));
        let mut room = TEXT_UTF16_MAX.saturating_sub(ours.sum());
        let mut lengths: Vec<usize> = outside.iter().map(|it| utf16_len(&it.text)).collect();
        lengths.sort_unstable();
        // The shorter ones stay whole; the longer ones share what these leave.
        for (index, &length) in lengths.iter().enumerate() {
            let share = room / (lengths.len() - index);
            if length > share {
                return share;
            }
            room -= length;
        }
        TEXT_UTF16_MAX
    }
}
