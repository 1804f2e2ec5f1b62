//! The file: a new one is there whole and for its owner alone, or not there at all; what is there
//! already is only ever added to.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::InitError;
use crate::config;
use crate::durable;
use crate::telegram::private_file;

/// Writes it under another name first, then takes the name: it is never somebody else's, not even
/// when two are at it.
pub(super) fn create(path: &Path, text: &str) -> Result<(), InitError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let unfinished = PathBuf::from(name);
    let written = write(&unfinished, text).and_then(|()| take_name(&unfinished, path));
    written.map_err(|error| {
        // What is left behind is overwritten at the next try, should this fail.
        let _ = fs::remove_file(&unfinished);
        match error.kind() {
            io::ErrorKind::AlreadyExists => InitError::Exists(path.to_owned()),
            _ => InitError::Unwritable {
                path: path.to_owned(),
                error,
            },
        }
    })
}

/// Adds to the end of a file that still reads as it did `before`. Adding is all that is done: what
/// stands there can't change, not even by a mistake made here. As secrets come into it, it is its
/// owner's alone from then on.
pub(super) fn append(path: &Path, before: &str, text: &str) -> Result<(), InitError> {
    if config::text_of(path)? != before {
        return Err(InitError::Changed(path.to_owned()));
    }
    let added = private_file::tighten(path)
        .and_then(|()| OpenOptions::new().append(true).open(path))
        .and_then(|mut file| {
            let written = file
                .write_all(text.as_bytes())
                .and_then(|()| file.sync_all());
            if written.is_err() {
                // Half an addition is none. Should this fail too, the file says what is wrong in it.
                let _ = file.set_len(before.len() as u64);
            }
            written
        });
    added.map_err(|error| InitError::Unwritable {
        path: path.to_owned(),
        error,
    })
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = private_file::create_new(path)?;
    file.write_all(text.as_bytes())
}

/// Android knows no hard links, which would do this in one step: the name is taken by an empty
/// file, and that is replaced.
fn take_name(unfinished: &Path, path: &Path) -> io::Result<()> {
    drop(private_file::create_new(path)?);
    let taken = durable::publish(unfinished, path);
    if taken.is_err() {
        // What has the name is ours; should this fail, it is in nobody's way but ours.
        let _ = fs::remove_file(path);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn it_is_private_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        fs::write(folder.path().join("config.local.toml.new"), "of a crash").unwrap();
        create(&path, "text").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn what_lies_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(create(&path, "text"), Err(InitError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_added_changes_nothing_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.local.toml");
        fs::write(&path, "# mine\n").unwrap();
        append(&path, "# mine\n", "[shop]\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n[shop]\n");
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
        let changed = append(&path, "# mine\n", "[shop]\n").unwrap_err();
        assert!(matches!(changed, InitError::Changed(_)), "{changed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n[shop]\n");
    }
}
