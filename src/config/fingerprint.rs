//! By which keys two configurations differ. The values, among which there are secrets, are not kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use toml::Table;

use super::file::{is_pipe, read_at_most};

/// More of a file is not read: it is no file of a configuration.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A hash of something that may be a secret.
pub(super) type Digest = [u8; 32];

/// A file that a configuration names.
#[derive(Clone, Debug)]
pub(super) struct NamedFile {
    /// The key that names it.
    pub key: String,
    pub path: PathBuf,
    /// Of what was found in it; `None`: it could not be read.
    pub digest: Option<Digest>,
}

/// The keys of a file and of the files that it names, each with a hash of its value.
#[derive(Clone, Default)]
pub(super) struct Fingerprint {
    values: BTreeMap<String, Option<Digest>>,
    pub files: Vec<PathBuf>,
}

impl Fingerprint {
    /// The fingerprint of a file that reads so, and names these files.
    pub fn of(text: &str, named: Vec<NamedFile>) -> Self {
        let mut fingerprint = Self::default();
        // What is no TOML is no configuration, of which this would be the fingerprint.
        fingerprint.add_table("", &text.parse().unwrap_or_default());
        for NamedFile { key, path, digest } in named {
            fingerprint.values.insert(key, digest);
            fingerprint.files.push(path);
        }
        fingerprint
    }

    /// The keys whose values differ, by name: `pace`, `shop.url`, `product`.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let keys: BTreeSet<&String> = self.values.keys().chain(other.values.keys()).collect();
        let differs = |key: &&String| self.values.get(*key) != other.values.get(*key);
        keys.into_iter().filter(differs).cloned().collect()
    }

    fn add_table(&mut self, path: &str, table: &Table) {
        for (key, value) in table {
            if let Some(table) = value.as_table() {
                self.add_table(&format!("{path}{key}."), table);
            } else {
                let digest = digest(value.to_string().as_bytes());
                self.values.insert(format!("{path}{key}"), Some(digest));
            }
        }
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fingerprint").finish_non_exhaustive()
    }
}

/// The digest of what stands in the file now; `None` when it can't be read, or only once.
pub(super) fn digest_of_file(path: &Path) -> Option<Digest> {
    let bytes = (!is_pipe(path)).then(|| read_at_most(FILE_BYTES_MAX, path).ok())??;
    Some(digest(&bytes))
}

pub(super) fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(text: &str) -> Fingerprint {
        Fingerprint::of(text, Vec::new())
    }

    #[test]
    fn keys_are_named_whose_values_differ() {
        let before = "pace = \"2s\"\n[shop]\nurl = \"a\"\ntest = { url = \"b\" }\n[[product]]\nname = \"x\"\n";
        for (after, names) in [
            (before.to_owned(), vec![]),
            (format!("# words\n{}", before.replace(" = ", "=")), vec![]),
            (before.replace("2s", "3s"), vec!["pace"]),
            (before.replace("\"b\"", "\"c\""), vec!["shop.test.url"]),
            (before.replace("\"x\"", "\"y\""), vec!["product"]),
            (before.replace("pace = \"2s\"\n", ""), vec!["pace"]),
            (format!("language = \"ru\"\n{before}x = 1\n"), vec!["language", "product"]),
        ] {
            assert_eq!(fingerprint(before).differences(&fingerprint(&after)), names);
        }
    }

    #[test]
    fn a_named_files_contents_count_and_nothing_of_them_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let of_file = || {
            let named = NamedFile {
                key: "shop.secret_file".to_owned(),
                path: file.clone(),
                digest: digest_of_file(&file),
            };
            Fingerprint::of("", vec![named])
        };
        let missing = of_file();
        std::fs::write(&file, "hunter2").unwrap();
        let written = of_file();
        assert_eq!(missing.differences(&written), ["shop.secret_file"]);
        assert!(written.differences(&of_file()).is_empty());
        std::fs::write(&file, "hunter3").unwrap();
        assert_eq!(written.differences(&of_file()), ["shop.secret_file"]);
        assert!(!format!("{written:?}").contains("hunter"));
    }
}
