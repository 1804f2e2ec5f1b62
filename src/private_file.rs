//! Files that nobody else may read: 0600, in folders that are 0700.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use crate::folder;

/// The folder that belongs to the project, so that its mode may be changed.
const OWN_FOLDER: &str = "sessions";

/// Opens a file for reading and writing, making it and its folder when they are not there.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    prepare_folder(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    restrict(&mut options);
    options.open(path)
}

/// Makes an empty file; fails when something already has this name.
pub fn create_new(path: &Path) -> io::Result<File> {
    prepare_folder(path)?;
    create_new_in_place(path)
}

/// Makes an empty file; fails when something already has this name. Its folder is left as it is.
pub fn create_new_in_place(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    restrict(&mut options);
    options.open(path)
}

/// Takes away what others were allowed on a file that was copied here by hand.
pub fn tighten(path: &Path) -> io::Result<()> {
    set_mode(path, 0o600)
}

/// A new folder is ours alone; none above it is made. One that exists is left as it is, unless its name
/// says that it is there for sessions: closing somebody's home folder to others would be rude.
fn prepare_folder(path: &Path) -> io::Result<()> {
    let folder = folder::of(path);
    if folder.is_dir() {
        if folder.file_name().is_some_and(|name| name == OWN_FOLDER) {
            set_mode(folder, 0o700)?;
        }
        return Ok(());
    }
    folder::private().create(folder)
}

#[cfg(unix)]
fn restrict(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
fn restrict(_options: &mut OpenOptions) {}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(path: &Path, _mode: u32) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_private() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a/b.session");
        create_new(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().unwrap()), 0o700);
        assert!(create_new(&file).is_err());
    }

    #[test]
    fn of_folders_only_the_last_is_made() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("usb/sessions/main.session");
        assert!(create_new(&file).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn only_a_folder_for_sessions_is_tightened() {
        let root = tempfile::tempdir().unwrap();
        for (name, expected) in [("sessions", 0o700), ("home", 0o755)] {
            let folder = root.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
            open_or_create(&folder.join("main.session.lock")).unwrap();
            assert_eq!(mode(&folder), expected, "{name}");
        }
    }
}
