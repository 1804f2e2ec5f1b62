//! Files that a power cut leaves whole under their name, or not there at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::folder;
use crate::private_file;

/// Gives a file that was written under another name its own. On return all of it is on the disk,
/// and so is its name.
#[expect(clippy::disallowed_methods, reason = "this is what is to be used")]
pub fn publish(unfinished: &Path, path: &Path) -> io::Result<()> {
    File::options().write(true).open(unfinished).and_then(|file| file.sync_all())?;
    fs::rename(unfinished, path)?;
    sync_folder(path)
}

/// Writes a file that nobody else may read under another name first: it is there whole, or as it was.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let unfinished = folder::with_ending(path, ".new");
    // Left behind by a crash; what can't be deleted can't be created either.
    let _ = fs::remove_file(&unfinished);
    let written = private_file::create_new(&unfinished)
        .and_then(|mut file| file.write_all(contents))
        .and_then(|()| publish(&unfinished, path));
    // What is left behind is overwritten at the next try, should this fail.
    written.inspect_err(|_| drop(fs::remove_file(&unfinished)))
}

/// Brings the name of a file that was made to the disk.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder::of(path))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::mem::MaybeUninit;

    use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};

    use super::*;

    /// What is synced has to be opened for that, and the system tells of it.
    #[test]
    fn the_file_is_synced_then_named_then_its_name_is_synced() {
        let folder = tempfile::tempdir().unwrap();
        let [unfinished, path] = ["a.new", "a"].map(|name| folder.path().join(name));
        fs::write(&unfinished, "whole").unwrap();
        let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        let wanted = WatchFlags::OPEN | WatchFlags::MOVED_TO;
        inotify::add_watch(&watch, folder.path(), wanted).unwrap();
        publish(&unfinished, &path).unwrap();
        let mut buffer = [MaybeUninit::uninit(); 1024];
        let mut seen = Reader::new(&watch, &mut buffer);
        for (what, name) in [
            (ReadFlags::OPEN, Some(c"a.new")),
            (ReadFlags::MOVED_TO, Some(c"a")),
            (ReadFlags::OPEN | ReadFlags::ISDIR, None),
        ] {
            let event = seen.next().unwrap();
            assert_eq!((event.events(), event.file_name()), (what, name));
        }
    }
}
