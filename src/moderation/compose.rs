//! Puts a message together: counts in UTF-16, keeps the stretches, cuts what does not fit.

use std::fmt;

use crate::order::Untrusted;
use crate::rich_text::{RichText, Stretch, Style};

/// Telegram's limit for one message.
pub(super) const TEXT_UTF16_MAX: usize = 4096;

/// A message in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Compose {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    text: String,
    style: Option<Style>,
    /// Came from outside: of any length, the first to be cut.
    outside: bool,
}

impl Compose {
    /// Our own words, which are never cut.
    pub(super) fn say(mut self, text: impl Into<String>) -> Self {
        self.push(text.into(), None, false);
        self
    }

    /// Something of ours that is worth copying, never cut.
    pub(super) fn code(mut self, text: impl fmt::Display) -> Self {
        self.push(text.to_string(), Some(Style::Code), false);
        self
    }

    /// A short thing from outside, in the middle of a line: monospace, so that Telegram makes no
    /// links, mentions or commands of it.
    pub(super) fn outside(mut self, text: &Untrusted) -> Self {
        self.push(text.to_string(), Some(Style::Code), true);
        self
    }

    /// [`Compose::outside`], with a length that suits a name or a label.
    pub(super) fn outside_short(mut self, text: &Untrusted, characters_max: usize) -> Self {
        self.push(text.excerpt(characters_max), Some(Style::Code), true);
        self
    }

    /// Somebody's words, on a line of their own.
    pub(super) fn quote(mut self, text: &Untrusted) -> Self {
        self.push(text.to_string(), Some(Style::Quote), true);
        self
    }

    /// The end of a line.
    pub(super) fn line(self) -> Self {
        self.say("\n")
    }

    /// The message: at most [`TEXT_UTF16_MAX`] units, cut at the longest pieces from outside.
    pub(super) fn finish(self) -> RichText {
        let piece_units_max = self.piece_units_max();
        let mut rich = RichText::default();
        let mut offset_utf16 = 0;
        for piece in self.pieces {
            let text = if piece.outside {
                cut(piece.text, piece_units_max)
            } else {
                piece.text
            };
            let length_utf16 = units(&text);
            if let Some(style) = piece.style
                && length_utf16 > 0
            {
                rich.stretches.push(Stretch {
                    style,
                    offset_utf16,
                    length_utf16,
                });
            }
            offset_utf16 += length_utf16;
            rich.text.push_str(&text);
        }
        rich
    }

    fn push(&mut self, text: String, style: Option<Style>, outside: bool) {
        self.pieces.push(Piece {
            text,
            style,
            outside,
        });
    }

    /// How long a piece from outside may be, so that all fit.
    fn piece_units_max(&self) -> usize {
        let (outside, ours): (Vec<_>, Vec<_>) = self.pieces.iter().partition(|piece| piece.outside);
        let mut room: usize = TEXT_UTF16_MAX;
        for piece in ours {
            room = room.saturating_sub(units(&piece.text));
        }
        let mut lengths: Vec<usize> = outside.iter().map(|piece| units(&piece.text)).collect();
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

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// At most `units_max` units of a text, the last of them `…` where it was cut.
fn cut(mut text: String, units_max: usize) -> String {
    if units(&text) <= units_max {
        return text;
    }
    let mut kept_units = 0;
    let end = text.char_indices().find(|(_, character)| {
        kept_units += character.len_utf16();
        kept_units + 1 > units_max
    });
    text.truncate(end.map_or(0, |(index, _)| index));
    if units_max > 0 {
        text.push('…');
    }
    text
}
