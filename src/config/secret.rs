//! Secrets: from the environment, the file, or a file of their own.

use std::io;
use std::path::Path;

use super::fault::{Fault, fault};
use super::file::{is_open_to_others, read_at_most};
use super::fingerprint::{NamedFile, digest};
use super::place::Place;
use super::section::{Section, Value, path};

/// No secret is longer; a longer file is another file.
const SECRET_BYTES_MAX: u64 = 4096;
/// The sample's `api_hash`, `secret` and `token`: these are public, so nothing real may be done with them.
pub(super) const SAMPLE_SECRETS: [&str; 3] = [
    "7b5c3a1f9e8d4620b7a6958473625140",
    "whsec_dGhpcyBpcyB0aGUgcHVibGljIHNhbXBsZSwgbm8gc2VjcmV0",
    "this-is-the-public-sample-no-secret",
];

impl Section<'_> {
    /// A secret: from `TRIBUTE_AGENT_<SECTION>_<KEY>`, from `key`, or from the file that `<key>_file`
    /// names. `parse` says what is wrong with it and must not quote it.
    pub fn secret<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        let (key_file, variable) = (format!("{key}_file"), self.variable(key));
        let parse = |text: &str| {
            if SAMPLE_SECRETS.contains(&text) {
                let mut notes = self.reader.notes.borrow_mut();
                notes.sample_key.get_or_insert_with(|| self.name(key));
            }
            parse(text)
        };
        let written = self.optional(key, Value::text);
        let file = self.optional(&key_file, Value::text);
        if let Some(text) = (self.reader.environment)(&variable) {
            let place = |fault: Fault| {
                let fault = fault.at(&self.reader.document.path, Place::Variable(variable));
                self.reader.refuse(usize::MAX..usize::MAX, fault)
            };
            return parse(text.trim()).map_or_else(place, Some);
        }
        match (written, file) {
            (Some(_), Some(_)) => self.parsed(&key_file, |_| {
                Err(fault!("config.secret_twice", key, key_file = &key_file))
            }),
            (Some(_), None) => {
                self.reader.notes.borrow_mut().has_secrets = true;
                self.parsed(key, parse)
            }
            (None, None) => None,
            (None, Some(_)) => self.parsed(&key_file, |file| {
                let text = self.read_secret(&key_file, &path(file)?)?;
                parse(text.trim())
            }),
        }
    }

    /// A secret that has to be given in one of the three ways.
    pub fn required_secret<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let (key_file, variable) = (format!("{key}_file"), self.variable(key));
        let is_given =
            self.has(key) || self.has(&key_file) || (self.reader.environment)(&variable).is_some();
        if !is_given {
            self.refuse::<T>(fault!(
                "config.missing_key",
                name = self.name(key),
                kind = "secret",
                line = format!("{key} = \"…\""),
                line_file = format!("{key_file} = \"…\""),
                variable
            ));
        }
        self.secret(key, parse)
    }

    /// `shop.secret` → `TRIBUTE_AGENT_SHOP_SECRET`
    fn variable(&self, key: &str) -> String {
        let name = self.name(key).replace('.', "_");
        format!("TRIBUTE_AGENT_{}", name.to_uppercase())
    }

    fn read_secret(&self, key_file: &str, path: &Path) -> Result<String, Fault> {
        let path = self.reader.path(path);
        let text = secret_of_file(&path);
        let mut notes = self.reader.notes.borrow_mut();
        if is_open_to_others(&path) {
            notes.open_files.push(path.clone());
        }
        let digest = text.as_ref().ok().map(|text| digest(text.as_bytes()));
        notes.files.push(NamedFile { key: self.name(key_file), path, digest });
        text
    }
}

/// What stands in a file that holds a secret and nothing else.
pub fn secret_of_file(path: &Path) -> Result<String, Fault> {
    let bytes = read_at_most(SECRET_BYTES_MAX, path);
    let problem = match bytes.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other)) {
        Ok(text) if text.len() as u64 <= SECRET_BYTES_MAX => return Ok(text),
        Ok(_) => "none".to_owned(),
        Err(error) => error.to_string(),
    };
    let path = path.display().to_string();
    Err(fault!("config.secret_file", path, problem))
}
