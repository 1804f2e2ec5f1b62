//! Gives `\d`, `\w` and `\b` in a regular expression their ASCII sense, and leaves the rest as it is.
//!
//! `RegexBuilder::unicode(false)` is not that: it also takes Cyrillic letters and negated classes
//! apart into bytes. Here the pattern's text is rewritten where its syntax tree has one of them.

use std::ops::Range;

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetItem, GroupKind, Span, Visitor,
};

/// A pattern rewritten, and its capturing groups by themselves.
pub(super) struct AsciiPattern {
    /// The whole pattern.
    pub pattern: String,
    /// The insides of the group named `id`; without one, of every capturing group.
    pub groups: Vec<String>,
}

/// More capturing groups than this are not looked at by themselves.
const GROUPS_MAX: usize = 16;

struct Rewriter<'p> {
    written: &'p str,
    /// What stands elsewhere in other words, in the pattern's order.
    replacements: Vec<(Range<usize>, String)>,
    /// The insides of the capturing groups, and whether they are named `id`.
    groups: Vec<(Range<usize>, bool)>,
}

/// Rewrites a pattern; else what is wrong with it.
pub(super) fn translate(pattern: &str) -> Result<AsciiPattern, String> {
    let tree = Parser::new().parse(pattern).map_err(|error| error.to_string())?;
    ast::visit(&tree, Rewriter { written: pattern, replacements: Vec::new(), groups: Vec::new() })
}

impl Visitor for Rewriter<'_> {
    type Output = AsciiPattern;
    type Err = String;

    fn finish(self) -> Result<AsciiPattern, String> {
        let has_id = self.groups.iter().any(|(_, is_id)| *is_id);
        let counting = self.groups.iter().filter(|(_, is_id)| *is_id == has_id);
        let groups = counting.take(GROUPS_MAX).map(|(inside, _)| self.rewritten(inside.clone()));
        Ok(AsciiPattern {
            groups: groups.collect(),
            pattern: self.rewritten(0..self.written.len()),
        })
    }

    fn visit_post(&mut self, tree: &Ast) -> Result<(), String> {
        match tree {
            // Without regard to case, `k` would also be the Kelvin sign.
            Ast::ClassPerl(class) => {
                self.replace_class(class, |ascii| format!("(?-i:{ascii})"));
            }
            Ast::Assertion(assertion)
                if !matches!(
                    assertion.kind,
                    AssertionKind::StartLine
                        | AssertionKind::EndLine
                        | AssertionKind::StartText
                        | AssertionKind::EndText
                ) =>
            {
                let place = bytes(&assertion.span);
                let ascii = format!("(?-u:{})", &self.written[place.clone()]);
                self.replacements.push((place, ascii));
            }
            Ast::Group(group) => {
                let (start, is_id) = match &group.kind {
                    GroupKind::CaptureIndex(_) => (group.span.start.offset + 1, false),
                    GroupKind::CaptureName { name, .. } => {
                        (name.span.end.offset + 1, name.name == "id")
                    }
                    GroupKind::NonCapturing(_) => return Ok(()),
                };
                self.groups.push((start..group.span.end.offset - 1, is_id));
            }
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_post(&mut self, item: &ClassSetItem) -> Result<(), String> {
        if let ClassSetItem::Perl(class) = item {
            self.replace_class(class, str::to_owned);
        }
        Ok(())
    }
}

impl Rewriter<'_> {
    fn replace_class(&mut self, class: &ClassPerl, write: impl Fn(&str) -> String) {
        let ascii = match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => "[0-9]",
            (ClassPerlKind::Digit, true) => "[^0-9]",
            (ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
            (ClassPerlKind::Space, _) => return,
        };
        self.replacements.push((bytes(&class.span), write(ascii)));
    }

    fn rewritten(&self, part: Range<usize>) -> String {
        let mut rewritten = String::new();
        let mut end = part.start;
        for (place, ascii) in &self.replacements {
            if part.start <= place.start && place.end <= part.end {
                rewritten += &self.written[end..place.start];
                rewritten += ascii;
                end = place.end;
            }
        }
        rewritten + &self.written[end..part.end]
    }
}

fn bytes(span: &Span) -> Range<usize> {
    span.start.offset..span.end.offset
}
