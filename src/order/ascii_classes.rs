//! Gives `\d`, `\w` and `\b` in a regular expression their ASCII sense, and leaves the rest as it is.
//!
//! `RegexBuilder::unicode(false)` is not that: it also takes Cyrillic letters and negated classes
//! apart into bytes. Here the text of the pattern, known to be well-formed, is rewritten.

/// A pattern rewritten, and its capturing groups by themselves.
pub(super) struct AsciiPattern {
    /// The whole pattern.
    pub pattern: String,
    /// The insides of the group named `id`; without one, of every capturing group.
    pub groups: Vec<String>,
}

/// More capturing groups than this are not looked at by themselves.
const GROUPS_MAX: usize = 16;

/// An opened, not yet closed group.
struct Open {
    /// Where its inside begins in the rewritten pattern.
    inside: usize,
    kind: Group,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    NamedId,
    Capturing,
    Other,
}

/// Rewrites a well-formed pattern.
pub(super) fn translate(pattern: &str) -> AsciiPattern {
    let mut rewritten = String::with_capacity(pattern.len() * 2);
    let mut open = Vec::new();
    let mut closed: Vec<(Group, String)> = Vec::new();
    let mut class_depth = 0_usize;
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let mut taken = character.len_utf8();
        match character {
            '\\' => taken = rewrite_escape(rest, class_depth > 0, &mut rewritten),
            _ => rewritten.push(character),
        }
        match character {
            '[' => class_depth += 1,
            ']' => class_depth = class_depth.saturating_sub(1),
            '(' if class_depth == 0 => {
                let (kind, prefix) = group_kind(&rest[taken..]);
                rewritten.push_str(prefix);
                taken += prefix.len();
                open.push(Open { inside: rewritten.len(), kind });
            }
            ')' if class_depth == 0 => {
                if let Some(Open { inside, kind }) = open.pop() {
                    let end = rewritten.len() - 1;
                    closed.push((kind, rewritten[inside..end].to_owned()));
                }
            }
            _ => {}
        }
        // A bracket that opens a class may be followed by brackets that are literal: `[]a]`, `[^]a]`.
        if character == '[' {
            let literal =
                ["^]", "]", "^"].into_iter().find(|start| rest[taken..].starts_with(start));
            rewritten.push_str(literal.unwrap_or_default());
            taken += literal.map_or(0, str::len);
        }
        rest = &rest[taken..];
    }
    AsciiPattern { pattern: rewritten, groups: groups_that_count(closed) }
}

/// Writes the ASCII form of the escape that `rest` begins with, and says how long it was.
fn rewrite_escape(rest: &str, in_class: bool, rewritten: &mut String) -> usize {
    let escaped = rest[1..].chars().next();
    let ascii = match escaped {
        Some('d') => "[0-9]",
        Some('D') => "[^0-9]",
        Some('w') => "[0-9A-Za-z_]",
        Some('W') => "[^0-9A-Za-z_]",
        // A whole `\b{start}` is one assertion.
        Some('b' | 'B' | '<' | '>') if !in_class => return rewrite_boundary(rest, rewritten),
        _ => {
            let length = 1 + escaped.map_or(0, char::len_utf8);
            rewritten.push_str(&rest[..length]);
            return length;
        }
    };
    if in_class {
        rewritten.push_str(ascii);
    } else {
        // Without regard to case, `k` would also be the Kelvin sign.
        rewritten.push_str("(?-i:");
        rewritten.push_str(ascii);
        rewritten.push(')');
    }
    2
}

fn rewrite_boundary(rest: &str, rewritten: &mut String) -> usize {
    let length = ["{start}", "{end}", "{start-half}", "{end-half}"]
        .into_iter()
        .find(|kind| rest[2..].starts_with(kind))
        .map_or(2, |kind| 2 + kind.len());
    rewritten.push_str("(?-u:");
    rewritten.push_str(&rest[..length]);
    rewritten.push(')');
    length
}

/// What kind of group the text behind a `(` begins, and the part of it that is not its inside.
fn group_kind(behind: &str) -> (Group, &str) {
    let Some(flags) = behind.strip_prefix('?') else {
        return (Group::Capturing, "");
    };
    let named = flags.strip_prefix("P<").or_else(|| flags.strip_prefix('<'));
    if let Some((name, inside)) = named.and_then(|named| named.split_once('>')) {
        let kind = if name == "id" { Group::NamedId } else { Group::Capturing };
        return (kind, &behind[..behind.len() - inside.len()]);
    }
    (Group::Other, "")
}

fn groups_that_count(closed: Vec<(Group, String)>) -> Vec<String> {
    let counting = if closed.iter().any(|(kind, _)| *kind == Group::NamedId) {
        Group::NamedId
    } else {
        Group::Capturing
    };
    closed
        .into_iter()
        .filter(|(kind, _)| *kind == counting)
        .map(|(_, inside)| inside)
        .take(GROUPS_MAX)
        .collect()
}
