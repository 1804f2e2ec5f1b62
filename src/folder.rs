//! The folders that files lie in, and those that are missed.
//!
//! A folder of its own (`sessions/`) is made with the first file in it. More than that is never made: with
//! a disk that is not connected, its path would lead to a new folder somewhere else, and what lies on the
//! disk would seem never to have been.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

/// The folder that a file lies in.
pub(crate) fn of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The folder of a file, if it is not there.
pub(crate) fn absent(file: &Path) -> Option<PathBuf> {
    let folder = of(file);
    (!folder.exists()).then(|| folder.to_owned())
}

/// The folder of a file, if it is not there and may not be made either: the one above is not there.
pub(crate) fn missed(file: &Path) -> Option<PathBuf> {
    absent(file).filter(|folder| !of(folder).exists())
}

/// The path with something behind its name.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Makes folders that nobody else may look into.
pub(crate) fn private() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "it has no mode there"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_folder_of_a_path_may_be_made_and_none_above() {
        let root = tempfile::tempdir().unwrap();
        for (file, is_absent, is_missed) in [
            ("main.session", false, false),
            ("sessions/main.session", true, false),
            ("usb/sessions/main.session", true, true),
        ] {
            let file = root.path().join(file);
            assert_eq!(absent(&file).is_some(), is_absent, "{}", file.display());
            assert_eq!(missed(&file).is_some(), is_missed, "{}", file.display());
        }
        assert_eq!(absent(Path::new("main.session")), None);
    }
}
