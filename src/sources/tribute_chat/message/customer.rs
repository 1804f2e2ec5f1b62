//! Who paid, by the entity on the customer's line.

use std::ops::Range;

use crate::order::entity::utf16_len;
use crate::order::{Entity, EntityKind, UserId};

/// Telegram puts at most so many entities on a message; more are not looked at.
const ENTITIES_MAX: usize = 100;

const USERNAME_LENGTH_MAX: usize = 32;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub telegram_id: Option<UserId>,
    /// Without the `@`.
    pub username: Option<&'t str>,
    /// Where the entities stand, in bytes.
    ranges: Vec<Range<usize>>,
}

impl<'t> Named<'t> {
    /// Whether a line that begins at this byte belongs to the customer's name.
    pub fn encloses(&self, line_start: usize) -> bool {
        self.ranges.iter().any(|range| range.start < line_start && line_start < range.end)
    }

    /// The byte where the last entity ends; 0 without any.
    pub fn end(&self) -> usize {
        self.ranges.iter().map(|range| range.end).max().unwrap_or_default()
    }

    /// Takes an entity in, unless it names nobody, overlaps one that was taken, or names another
    /// user than that.
    fn take(&mut self, text: &'t str, range: Range<usize>, kind: &EntityKind) {
        if self.ranges.iter().any(|taken| taken.start < range.end && range.start < taken.end) {
            return;
        }
        if let (None, Some(user)) = (self.telegram_id, kind.user()) {
            self.telegram_id = Some(user);
        } else if let (None, Some(username)) = (self.username, username(&text[range.clone()], kind))
        {
            self.username = Some(username);
        } else {
            return;
        }
        self.ranges.push(range);
    }
}

/// The user named by entities that begin on the customer's line, behind the label.
///
/// An entity may end on a later line, and begin with the end of this one: names are the customers'
/// own. Entities that can't be right
/// (out of range, inside a character, a mention that is no `@username`) are as good as not there.
pub(super) fn named_on<'t>(text: &'t str, line: Range<usize>, entities: &[Entity]) -> Named<'t> {
    let line_start_utf16 = utf16_len(&text[..line.start]);
    let line_end_utf16 = line_start_utf16 + utf16_len(&text[line.clone()]);
    let mut on_line: Vec<&Entity> = entities
        .iter()
        .filter(|entity| entity.kind != EntityKind::Other)
        .filter(|entity| (line_start_utf16..=line_end_utf16).contains(&entity.offset_utf16))
        .take(ENTITIES_MAX)
        .collect();
    // Of two that overlap, the one that begins first counts, or else the longer one.
    on_line.sort_by_key(|entity| (entity.offset_utf16, std::cmp::Reverse(entity.length_utf16)));

    let rest = &text[line.start..];
    let mut named = Named::default();
    for entity in on_line {
        let from_line =
            Entity { offset_utf16: entity.offset_utf16 - line_start_utf16, ..entity.clone() };
        if let Some(range) = from_line.range_in(rest) {
            named.take(text, line.start + range.start..line.start + range.end, &entity.kind);
        }
    }
    named
}

fn username<'t>(mention: &'t str, kind: &EntityKind) -> Option<&'t str> {
    let name = mention.strip_prefix('@').filter(|_| *kind == EntityKind::Mention)?;
    let fits = (1..=USERNAME_LENGTH_MAX).contains(&name.len());
    let allowed = name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    (fits && allowed).then_some(name)
}
