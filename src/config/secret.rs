//! Secrets: from the environment, the file, or a file of their own.

use std::io::Read as _;
use std::path::Path;

use super::contents::digest;
use super::fault::Fault;
use super::file::is_open_to_others;
use super::sample;
use super::section::{Section, path};
use crate::i18n::arguments;

/// No secret is longer; a longer file is another file.
const SECRET_BYTES_MAX: u64 = 4096;

impl Section<'_> {
    /// A secret: from `TRIBUTE_AGENT_<SECTION>_<KEY>`, from `key`, or from the file that `key_file`
    /// names. `parse` says what is wrong with it and must not quote it.
    pub(super) fn secret<T>(
        &self,
        key: &'static str,
        key_file: &'static str,
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let parse = |text: &str| {
            if sample::is_public(text) {
                let mut taken = self.reader.sample_taken.borrow_mut();
                taken.get_or_insert_with(|| self.name(key));
            }
            parse(text)
        };
        let (written, in_file) = (self.text(key), self.text(key_file));
        let variable = variable(&self.name(key));
        if let Some(text) = (self.reader.environment)(&variable) {
            let parsed = parse(text.trim()).map_err(|fault| fault.in_variable(&variable));
            return parsed
                .map_err(|fault| self.reader.notes.note_whole(fault))
                .ok();
        }
        if let (Some(_), Some(file)) = (&written, &in_file) {
            self.note(file.span(), given_twice(key, key_file));
            return None;
        }
        if let Some(text) = written {
            self.reader.secret_written.set(true);
            return parse(text.get_ref())
                .map_err(|fault| self.note(text.span(), fault))
                .ok();
        }
        let file = in_file?;
        path(file.get_ref())
            .and_then(|path| self.secret_in(key_file, &path))
            .and_then(|text| parse(text.trim()))
            .map_err(|fault| self.note(file.span(), fault))
            .ok()
    }

    fn secret_in(&self, key_file: &'static str, path: &Path) -> Result<String, Fault> {
        let path = self.reader.directory.join(path);
        let text = read(&path);
        if path.metadata().is_ok_and(|found| is_open_to_others(&found)) {
            let mut open = self.reader.open_secret_files.borrow_mut();
            open.push(path.clone());
        }
        let digest = text.as_ref().ok().map(|text| digest(text.as_bytes()));
        self.counts(key_file, path, digest);
        text
    }

    /// Gives a secret on; notes it as missing when it is given in none of the three ways.
    pub(super) fn require_secret<T>(
        &self,
        key: &'static str,
        key_file: &'static str,
        secret: Option<T>,
    ) -> Option<T> {
        let name = self.name(key);
        let variable = variable(&name);
        let given =
            self.has(key) || self.has(key_file) || (self.reader.environment)(&variable).is_some();
        if secret.is_none() && !given {
            let fault = Fault::with(
                "config.missing_key",
                arguments!(
                    name = name,
                    kind = "secret",
                    line = format!("{key} = \"…\""),
                    line_file = format!("{key_file} = \"…\""),
                    variable = variable
                ),
            );
            self.note(self.span(), fault);
        }
        secret
    }
}

/// `shop.secret` → `TRIBUTE_AGENT_SHOP_SECRET`
fn variable(name: &str) -> String {
    format!("TRIBUTE_AGENT_{}", name.replace('.', "_").to_uppercase())
}

fn given_twice(key: &str, key_file: &str) -> Fault {
    Fault::with(
        "config.secret_twice",
        arguments!(key = key, key_file = key_file),
    )
}

fn read(path: &Path) -> Result<String, Fault> {
    let mut text = String::new();
    let outcome = std::fs::File::open(path)
        .and_then(|file| file.take(SECRET_BYTES_MAX + 1).read_to_string(&mut text));
    let problem = match outcome {
        Ok(count) if count as u64 <= SECRET_BYTES_MAX => return Ok(text),
        Ok(_) => "none".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(Fault::with(
        "config.secret_file",
        arguments!(path = path.display().to_string(), problem = problem),
    ))
}
