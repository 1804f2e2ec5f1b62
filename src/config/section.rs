//! A table of the file, read key by key. Every getter notes what is wrong and gives `None`; a key that nothing
//! asked for is unknown. [`Reader`] has what all tables of a file share.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{ConfigError, Fault, fault};
use super::file::Document;
use super::fingerprint::NamedFile;
use super::place::Place;
use super::suggest::nearest;
use super::{SAMPLE, SAMPLE_COMMAND, duration};
use crate::order::Money;

/// More are not told: nobody corrects more at once.
const MISTAKES_MAX: usize = 50;

/// What all sections of a file share.
pub(super) struct Reader<'f> {
    pub document: &'f Document,
    pub environment: &'f dyn Fn(&str) -> Option<String>,
    pub notes: RefCell<Notes>,
}

/// No folders to keep files in: what is read from there comes from a pipe, or from who knows where.
const DESCRIPTORS: [&str; 3] = ["/dev", "/dev/fd", "/proc/self/fd"];

/// What was noted while a file was read.
#[derive(Default)]
pub(super) struct Notes {
    /// By where they begin in the file; one in a variable has its place already.
    faults: Vec<(Range<usize>, Fault)>,
    pub files: Vec<NamedFile>,
    /// Whether a secret stands in the file itself.
    pub has_secrets: bool,
    /// The files of secrets that others on this machine may read or change.
    pub open_files: Vec<PathBuf>,
    /// The first key with one of the sample's public secrets.
    pub sample_key: Option<String>,
}

impl Reader<'_> {
    /// A path as the file means it: relative to its own directory, if it is in one.
    pub fn path(&self, written: &Path) -> PathBuf {
        let directory = self.document.path.parent();
        let directory =
            directory.filter(|it| !DESCRIPTORS.iter().any(|folder| *it == Path::new(folder)));
        directory.unwrap_or(Path::new("")).join(written)
    }

    /// The file's own folder, by its whole name.
    pub fn folder(&self) -> PathBuf {
        let folder = self.path(Path::new("."));
        std::path::absolute(&folder).unwrap_or(folder)
    }

    /// Notes a mistake at a stretch of the file, in bytes. Reading goes on, so that all of them are told at once.
    pub fn refuse<T>(&self, span: Range<usize>, fault: Fault) -> Option<T> {
        self.notes.borrow_mut().faults.push((span, fault));
        None
    }

    /// What was made of the file, or all that is wrong with it.
    pub fn result<T>(self, read: Option<T>) -> Result<T, ConfigError> {
        let Document { path, text, .. } = self.document;
        let mut faults = self.notes.into_inner().faults;
        faults.sort_by_key(|(span, _)| span.start);
        faults.truncate(MISTAKES_MAX);
        let faults = faults.into_iter().map(|(span, fault)| fault.at(path, Place::of(span, text)));
        let faults: Vec<Fault> = faults.collect();
        if !faults.is_empty() {
            return Err(ConfigError(faults));
        }
        // Nothing is missing of what nothing is wrong with.
        read.ok_or_else(|| {
            let fault = fault!("config.incomplete", command = SAMPLE_COMMAND);
            ConfigError::of_file(path, fault)
        })
    }
}

pub(super) struct Section<'f> {
    pub reader: &'f Reader<'f>,
    /// `shop.test`; empty for the file's top level.
    path: String,
    table: &'f DeTable<'f>,
    /// Where it begins.
    pub span: Range<usize>,
    /// The keys that were asked for.
    known: RefCell<Vec<String>>,
}

pub(super) struct Value<'f> {
    reader: &'f Reader<'f>,
    /// Its key with the section: `shop.url`.
    pub name: String,
    /// Where its key begins, or in a list the value.
    start: Range<usize>,
    written: &'f Spanned<DeValue<'f>>,
    is_item: bool,
}

impl<'f> Section<'f> {
    /// What `read` makes of a table.
    pub fn read<T>(
        reader: &'f Reader<'f>,
        path: String,
        table: &'f DeTable<'f>,
        span: Range<usize>,
        read: impl FnOnce(&Self) -> Option<T>,
    ) -> Option<T> {
        let section = Self { reader, path, table, span, known: RefCell::default() };
        let value = read(&section);
        section.refuse_unknown_keys();
        value
    }

    /// The key with its section: `shop.url`.
    pub fn name(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes a fault where the section begins.
    pub fn refuse<T>(&self, fault: Fault) -> Option<T> {
        self.reader.refuse(self.span.clone(), fault)
    }

    /// What `read` makes of the key's value, if there is one.
    pub fn optional<T>(&self, key: &str, read: impl FnOnce(&Value<'f>) -> Option<T>) -> Option<T> {
        if !self.known.borrow().iter().any(|known| known == key) {
            self.known.borrow_mut().push(key.to_owned());
        }
        let (found, written) = self.table.get_key_value(key)?;
        let (name, start) = (self.name(key), found.span());
        read(&Value { reader: self.reader, name, start, written, is_item: false })
    }

    /// The same of a key that has to be there; `example` is what could be written.
    pub fn required<T>(
        &self,
        key: &str,
        example: &str,
        read: impl FnOnce(&Value<'f>) -> Option<T>,
    ) -> Option<T> {
        if !self.has(key) {
            let (name, line) = (self.name(key), format!("{key} = {example}"));
            self.refuse::<T>(fault!("config.missing_key", name, kind = "key", line));
        }
        self.optional(key, read)
    }

    pub fn parsed<T>(&self, key: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        self.optional(key, |value| value.parsed(parse))
    }

    pub fn section<T>(&self, key: &str, read: impl FnOnce(&Self) -> Option<T>) -> Option<T> {
        self.optional(key, |value| value.section(read))
    }

    /// Sections of one kind: `[[product]]`.
    pub fn sections<T>(
        &self,
        key: &str,
        count_max: usize,
        read: impl Fn(&Self) -> Option<T>,
    ) -> Vec<T> {
        let read = |item: &Value<'f>| item.section(&read);
        let sections = self.optional(key, |value| value.list("sections", count_max, read));
        sections.unwrap_or_default()
    }

    /// Of keys that stand here, none is unknown: of what they mean there is nothing to be said.
    pub fn take_as_known(&self) {
        let keys = self.table.keys().map(|key| key.get_ref().to_string());
        self.known.borrow_mut().extend(keys);
    }

    fn refuse_unknown_keys(&self) {
        let known = self.known.borrow();
        let section = if self.path.is_empty() { "none" } else { &self.path };
        for written in self.table.keys() {
            let key = written.get_ref().as_ref();
            if !known.iter().any(|known| known == key) {
                let nearest = nearest(key, known.iter().map(String::as_str)).unwrap_or("none");
                let here = format!("[{section}]");
                let elsewhere = section_of(key).filter(|it| *it != here).unwrap_or("none");
                let known = known.join(", ");
                let fault = fault!("config.unknown_key", section, key, elsewhere, nearest, known);
                self.reader.refuse::<()>(written.span(), fault);
            }
        }
    }
}

impl<'f> Value<'f> {
    pub fn refuse<T>(&self, fault: Fault) -> Option<T> {
        self.reader.refuse(self.written.span(), fault)
    }

    /// A value of the type that `take` takes; `wanted` is its name in the texts.
    fn typed<T>(&self, wanted: &str, take: impl FnOnce(&'f DeValue<'f>) -> Option<T>) -> Option<T> {
        take(self.written.get_ref()).or_else(|| self.refuse_type(wanted, "5.00"))
    }

    /// Refuses a value of another type than `wanted`; `number` is shown as an example of a price.
    fn refuse_type<T>(&self, wanted: &str, number: &str) -> Option<T> {
        let (name, found) = (&self.name, self.written.get_ref().type_str());
        // With a wrong thing in it, it is no list of the right ones.
        let wanted = format!("{wanted}{}", if self.is_item { "s" } else { "" });
        self.refuse(fault!("config.wrong_type", name, wanted, found, number))
    }

    pub fn boolean(&self) -> Option<bool> {
        self.typed("boolean", DeValue::as_bool)
    }

    pub fn text(&self) -> Option<&'f str> {
        self.typed("text", DeValue::as_str)
    }

    pub fn parsed<T>(&self, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        parse(self.text()?).map_or_else(|fault| self.refuse(fault), Some)
    }

    pub fn price(&self) -> Option<Money> {
        // What was written is shown with quotes around it; no other number is: it may be a secret.
        let text = match self.written.get_ref() {
            DeValue::Float(number) => return self.refuse_type("price", number.as_str()),
            DeValue::Integer(number) => return self.refuse_type("price", number.as_str()),
            _ => self.typed("price", DeValue::as_str)?,
        };
        let bad = || self.refuse(fault!("config.bad_price", text = format!("{text:?}")));
        text.parse().ok().or_else(bad)
    }

    pub fn integer(&self, range: RangeInclusive<i64>) -> Option<i64> {
        let number = self.typed("integer", integer)?;
        if range.contains(&number) {
            return Some(number);
        }
        let [number, least, most] = [number, *range.start(), *range.end()].map(|it| it.to_string());
        self.refuse(fault!("config.out_of_range", number, least, most))
    }

    pub fn integer_or_text(&self) -> Option<Result<i64, &'f str>> {
        self.typed("integer-or-text", |value| match value {
            DeValue::String(text) => Some(Err(text.as_ref())),
            other => integer(other).map(Ok),
        })
    }

    pub fn duration(&self, range: RangeInclusive<Duration>) -> Option<Duration> {
        let text = self.typed("duration", DeValue::as_str)?;
        duration::parse(text).filter(|it| range.contains(it)).or_else(|| {
            let [shortest, longest] = [*range.start(), *range.end()].map(duration::show);
            self.refuse(fault!("config.bad_duration", text, shortest, longest))
        })
    }

    /// A list of at most `count_max`; `wanted` is its name in the texts.
    pub fn list<T>(
        &self,
        wanted: &str,
        count_max: usize,
        read: impl Fn(&Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.typed(wanted, DeValue::as_array)?;
        if items.len() > count_max {
            return self.refuse(fault!("config.too_many", name = &self.name, count_max));
        }
        let items = items.iter().map(|written| {
            let (name, start) = (self.name.clone(), written.span());
            read(&Self { reader: self.reader, name, start, written, is_item: true })
        });
        // All of them are read before one that is wrong counts.
        let items: Vec<Option<T>> = items.collect();
        items.into_iter().collect()
    }

    fn section<T>(&self, read: impl FnOnce(&Section<'f>) -> Option<T>) -> Option<T> {
        let table = self.typed("section", DeValue::as_table)?;
        let (name, start) = (self.name.clone(), self.start.clone());
        Section::read(self.reader, name, table, start, read)
    }
}

/// The section that the sample shows a key in, by its header; `top`: above all sections.
fn section_of(key: &str) -> Option<&'static str> {
    let mut header = "top";
    let mut lines = SAMPLE.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    lines.find_map(|line| {
        header = if line.starts_with('[') { line } else { header };
        let (name, _) = line.split_once(" = ")?;
        let is_it = name == key || Some(name) == key.strip_suffix("_file");
        // Within a section there may be another of that name.
        (is_it && !header.contains('.')).then_some(header)
    })
}

/// A path that can be meant.
pub(super) fn path(text: &str) -> Result<PathBuf, Fault> {
    if text.trim().is_empty() || text.contains('\0') || text.starts_with('~') {
        let text = format!("{text:?}");
        return Err(fault!("config.bad_path", text, is_session = "no"));
    }
    Ok(PathBuf::from(text))
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
