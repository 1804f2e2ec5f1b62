//! One process a session: Telegram ends a session for good when it is used in two places at once.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use crate::i18n::arguments;
use crate::report::{Coded, CodedError, action_required, english};
use crate::{folder, machine, private_file};

/// Who has just ended may still be letting go; and while a program starts another one, that one
/// holds for an instant all that the first has open.
const TRIES_MAX: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// The exclusive hold on a session. Ends when dropped, and when the process dies however it dies:
/// the lock is the operating system's, the file that is left behind means nothing.
#[derive(Debug)]
pub struct SessionLock {
    _file: File,
}

#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LockError {
    /// By this process, where the system says so.
    Held(PathBuf, Option<u32>),
    /// The lock file can't be made or locked; what the operating system says.
    Unavailable(PathBuf, ErrorKind, String),
}

impl SessionLock {
    /// Takes the lock of this session, which need not exist yet. Waits for an instant only.
    pub fn acquire(session: &Path) -> Result<Self, LockError> {
        Self::take(session, private_file::open_or_create, || sleep(PAUSE))
    }

    /// Takes the lock of a session that is only to be looked at: makes no folder and changes no
    /// mode. Waits for an instant only.
    pub fn acquire_in_place(session: &Path) -> Result<Self, LockError> {
        let open = |lock: &Path| match File::open(lock) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                private_file::create_new_in_place(lock)
            }
            opened => opened,
        };
        Self::take(session, open, || sleep(PAUSE))
    }

    fn take(
        session: &Path,
        open: fn(&Path) -> io::Result<File>,
        mut pause: impl FnMut(),
    ) -> Result<Self, LockError> {
        let lock = Self::path(session);
        let unavailable = |error: io::Error| {
            LockError::Unavailable(lock.clone(), error.kind(), error.to_string())
        };
        let file = open(&lock).map_err(unavailable)?;
        for _ in 0..TRIES_MAX {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => pause(),
                Err(TryLockError::Error(error)) => return Err(unavailable(error)),
            }
        }
        Err(LockError::Held(session.to_owned(), machine::lock_holder(&file)))
    }

    /// Wakes whoever holds the lock and listens to what happens to its file: a writer has closed it.
    pub fn ring(session: &Path) -> io::Result<()> {
        File::options().write(true).open(Self::path(session)).map(drop)
    }

    /// Where the lock of a session lies: `main.session.lock` beside `main.session`.
    pub fn path(session: &Path) -> PathBuf {
        session.with_added_extension("lock")
    }
}

impl Coded for LockError {
    fn coded(&self) -> CodedError {
        match self {
            Self::Held(path, holder) => {
                let process = holder.map_or("none".to_owned(), |id| id.to_string());
                action_required("session.already_running", arguments!(path, process))
            }
            Self::Unavailable(path, kind, why) => {
                let is_unwritable =
                    matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
                let (kind, folder) =
                    (if is_unwritable { "no_right" } else { "other" }, folder::of(path));
                action_required("session.lock_unavailable", arguments!(path, kind, folder, why))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Exit, UserError as _};

    #[test]
    fn a_second_holder_is_told_and_the_lock_ends_with_its_holder() {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("main.session");
        let first = SessionLock::acquire(&session).unwrap();
        let second = SessionLock::acquire(&session).unwrap_err();
        assert!(matches!(second, LockError::Held { .. }), "{second}");
        assert_eq!(second.exit(), Exit::ActionRequired);
        drop(first);
        // A program that another test is just starting has the lock open for a moment.
        let is_free = (0..TRIES_MAX).any(|_| SessionLock::acquire(&session).is_ok());
        assert!(is_free);
    }

    #[test]
    fn a_folder_that_is_not_there_is_made() {
        let folder = tempfile::tempdir().unwrap();
        SessionLock::acquire(&folder.path().join("sessions/main.session")).unwrap();
        assert!(folder.path().join("sessions/main.session.lock").exists());
    }

    #[test]
    fn who_is_letting_go_is_waited_for_and_who_stays_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("main.session");
        let mut held = Some(SessionLock::acquire(&session).unwrap());
        let refused = SessionLock::acquire(&session);
        assert!(matches!(refused, Err(LockError::Held { .. })));
        let mut pauses = 0;
        let taken = SessionLock::take(&session, private_file::open_or_create, || {
            pauses += 1;
            if pauses == TRIES_MAX / 2 {
                held = None;
            }
            sleep(PAUSE);
        });
        assert!(taken.is_ok(), "after {pauses} pauses");
    }
}
