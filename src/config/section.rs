//! A table of the file, read key by key.
//!
//! Every getter notes what is wrong and gives `None`; reading goes on. A key that nothing asked
//! for is unknown: [`Section::finish`] notes those.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::contents::{Digest, NamedFile, digest_of_file};
use super::duration;
use super::fault::{Fault, Notes};
use super::section_fault::{
    Type, bad_duration, bad_path, missing_key, out_of_range, too_many, unknown_key, wrong_type,
};

/// What all sections of a file share.
pub(super) struct Reader<'f> {
    /// Where relative paths begin: the file's own directory.
    pub(super) directory: &'f Path,
    /// The environment.
    pub(super) environment: &'f dyn Fn(&str) -> Option<String>,
    /// What is wrong so far.
    pub(super) notes: &'f Notes,
    /// Whether a secret stands in the file itself.
    pub(super) secret_written: Cell<bool>,
    /// The files of secrets that others on this machine may read or change.
    pub(super) open_secret_files: RefCell<Vec<PathBuf>>,
    /// The first key with one of the sample's public secrets.
    pub(super) sample_taken: RefCell<Option<String>>,
    /// The files that were named, whose contents count as well.
    pub(super) files: RefCell<Vec<NamedFile>>,
}

impl<'f> Reader<'f> {
    /// A reader that has read nothing yet.
    pub(super) fn new(
        directory: &'f Path,
        environment: &'f dyn Fn(&str) -> Option<String>,
        notes: &'f Notes,
    ) -> Self {
        Self {
            directory,
            environment,
            notes,
            secret_written: Cell::new(false),
            open_secret_files: RefCell::default(),
            sample_taken: RefCell::default(),
            files: RefCell::default(),
        }
    }
}

/// A table of the file.
pub(super) struct Section<'f> {
    pub(super) reader: &'f Reader<'f>,
    /// `shop.test`; empty for the file's top level.
    path: String,
    table: &'f DeTable<'f>,
    span: Range<usize>,
    /// The keys that were asked for.
    known: RefCell<Vec<&'static str>>,
}

impl<'f> Section<'f> {
    /// The file's top level.
    pub(super) fn root(reader: &'f Reader<'f>, table: &'f Spanned<DeTable<'f>>) -> Self {
        Self::new(reader, String::new(), table.get_ref(), 0..0)
    }

    fn new(
        reader: &'f Reader<'f>,
        path: String,
        table: &'f DeTable<'f>,
        span: Range<usize>,
    ) -> Self {
        Self {
            reader,
            path,
            table,
            span,
            known: RefCell::default(),
        }
    }

    /// Where the section begins.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The key with its section: `shop.url`.
    pub(super) fn name(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Whether the key stands in the file, with whatever value.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// Notes a fault at a stretch of the file.
    pub(super) fn note(&self, span: Range<usize>, fault: Fault) {
        self.reader.notes.note(span, fault);
    }

    /// A value of the type that `take` takes.
    fn typed<T>(
        &self,
        key: &'static str,
        wanted: Type,
        take: impl FnOnce(&'f DeValue<'f>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let value = self.value(key)?;
        let taken = take(value.get_ref());
        if taken.is_none() {
            self.note(
                value.span(),
                wrong_type(&self.name(key), wanted, value.get_ref()),
            );
        }
        Some(Spanned::new(value.span(), taken?))
    }

    fn value(&self, key: &'static str) -> Option<&'f Spanned<DeValue<'f>>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.table.get(key)
    }

    /// A text.
    pub(super) fn text(&self, key: &'static str) -> Option<Spanned<&'f str>> {
        self.typed(key, Type::Text, DeValue::as_str)
    }

    /// A text that `parse` gives a meaning to.
    pub(super) fn parsed<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let text = self.text(key)?;
        parse(text.get_ref())
            .map_err(|fault| self.note(text.span(), fault))
            .ok()
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.typed(key, Type::Boolean, DeValue::as_bool)
            .map(Spanned::into_inner)
    }

    /// A whole number within `range`.
    pub(super) fn integer(&self, key: &'static str, range: Range<i64>) -> Option<i64> {
        let number = self.typed(key, Type::Integer, integer)?;
        self.within(&number, range)
    }

    /// Whole numbers within `range`.
    pub(super) fn integers(&self, key: &'static str, range: &Range<i64>) -> Option<Vec<i64>> {
        let items = self.typed(key, Type::Integers, DeValue::as_array)?;
        let mut numbers = Vec::new();
        for item in *items.get_ref() {
            let Some(number) = integer(item.get_ref()) else {
                self.note(
                    item.span(),
                    wrong_type(&self.name(key), Type::Integers, item.get_ref()),
                );
                return None;
            };
            numbers.push(self.within(&Spanned::new(item.span(), number), range.clone())?);
        }
        Some(numbers)
    }

    /// A whole number (`Ok`) or a text (`Err`), and where it stands.
    pub(super) fn integer_or_text(
        &self,
        key: &'static str,
    ) -> Option<(Range<usize>, Result<i64, &'f str>)> {
        let value = self.typed(key, Type::IntegerOrText, |value| match value {
            DeValue::String(text) => Some(Err(text.as_ref())),
            other => integer(other).map(Ok),
        })?;
        Some((value.span(), value.into_inner()))
    }

    /// Where a list stands that was given and is empty.
    pub(super) fn empty_list<T>(
        &self,
        key: &'static str,
        list: Option<&[T]>,
    ) -> Option<Range<usize>> {
        list.filter(|list| list.is_empty())?;
        self.value(key).map(Spanned::span)
    }

    fn within(&self, number: &Spanned<i64>, range: Range<i64>) -> Option<i64> {
        if range.contains(number.get_ref()) {
            return Some(*number.get_ref());
        }
        self.note(number.span(), out_of_range(*number.get_ref(), &range));
        None
    }

    /// Texts.
    pub(super) fn texts(&self, key: &'static str) -> Option<Spanned<Vec<Spanned<&'f str>>>> {
        let items = self.typed(key, Type::Texts, DeValue::as_array)?;
        let mut texts = Vec::new();
        for item in *items.get_ref() {
            let Some(text) = item.get_ref().as_str() else {
                self.note(
                    item.span(),
                    wrong_type(&self.name(key), Type::Texts, item.get_ref()),
                );
                return None;
            };
            texts.push(Spanned::new(item.span(), text));
        }
        Some(Spanned::new(items.span(), texts))
    }

    /// A duration from `shortest` to `longest`.
    pub(super) fn duration(
        &self,
        key: &'static str,
        shortest: Duration,
        longest: Duration,
    ) -> Option<Duration> {
        let text = self.typed(key, Type::Duration, DeValue::as_str)?;
        let read = duration::parse(text.get_ref()).ok();
        let duration = read.filter(|duration| (shortest..=longest).contains(duration));
        if duration.is_none() {
            self.note(text.span(), bad_duration(text.get_ref(), shortest, longest));
        }
        duration
    }

    /// A file that somebody will read later, relative to the file's directory.
    pub(super) fn file(&self, key: &'static str) -> Option<PathBuf> {
        let path = self.reader.directory.join(self.parsed(key, path)?);
        // Before it is used: what is changed in between is a change.
        self.counts(key, path.clone(), digest_of_file(&path));
        Some(path)
    }

    /// Notes that what was read from a named file counts.
    pub(super) fn counts(&self, key: &'static str, path: PathBuf, digest: Option<Digest>) {
        let key = self.name(key);
        let named = NamedFile { key, path, digest };
        self.reader.files.borrow_mut().push(named);
    }

    /// A section within this one.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'f>> {
        let table = self.typed(key, Type::Section, DeValue::as_table)?;
        let span = self.key_span(key).unwrap_or_else(|| table.span());
        Some(Section::new(
            self.reader,
            self.name(key),
            table.into_inner(),
            span,
        ))
    }

    /// Sections of one kind: `[[product]]`. At most `count_max`.
    pub(super) fn sections(&self, key: &'static str, count_max: usize) -> Vec<Section<'f>> {
        let Some(items) = self.typed(key, Type::Sections, DeValue::as_array) else {
            return Vec::new();
        };
        if items.get_ref().len() > count_max {
            self.note(items.span(), too_many(&self.name(key), count_max));
            return Vec::new();
        }
        let mut sections = Vec::new();
        for item in *items.get_ref() {
            match item.get_ref().as_table() {
                Some(table) => {
                    sections.push(Section::new(
                        self.reader,
                        self.name(key),
                        table,
                        item.span(),
                    ));
                }
                None => self.note(
                    item.span(),
                    wrong_type(&self.name(key), Type::Sections, item.get_ref()),
                ),
            }
        }
        sections
    }

    /// Gives `value` on; notes it as missing when the key does not stand in the file at all.
    /// `example` is what could be written.
    pub(super) fn require<T>(
        &self,
        key: &'static str,
        example: &str,
        value: Option<T>,
    ) -> Option<T> {
        if value.is_none() && !self.has(key) {
            let fault = missing_key(&self.name(key), key, example);
            if self.path.is_empty() {
                self.reader.notes.note_whole(fault);
            } else {
                self.note(self.span(), fault);
            }
        }
        value
    }

    /// Notes the keys that nothing asked for.
    pub(super) fn finish(self) {
        let known = self.known.borrow();
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                self.note(key.span(), unknown_key(&self.path, key.get_ref(), &known));
            }
        }
    }

    fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.table.get_key_value(key).map(|(key, _)| key.span())
    }
}

/// A path that can be meant.
pub(super) fn path(text: &str) -> Result<PathBuf, Fault> {
    if text.trim().is_empty() || text.contains('\0') || text.starts_with('~') {
        return Err(bad_path(text));
    }
    Ok(PathBuf::from(text))
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
