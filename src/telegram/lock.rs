//! One process a session: Telegram ends a session for good when it is used in two places at once.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

use super::session::private_file;

/// Who has just ended may still be letting go; and while a program starts another one, that one
/// holds for an instant all that the first has open.
const TRIES_MAX: u32 = 20;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(10);

/// The exclusive hold on a session. Ends when dropped, and when the process dies however it dies:
/// the lock is the operating system's, the file that is left behind means nothing.
#[derive(Debug)]
pub struct SessionLock {
    _file: File,
}

/// Why the session could not be locked.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum LockError {
    /// Another process holds it.
    Held {
        /// The session.
        session: PathBuf,
    },
    /// The lock file can't be made or locked.
    Unavailable {
        /// The lock file.
        lock: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl SessionLock {
    /// Takes the lock of this session, which need not exist yet. Waits for an instant only.
    pub fn acquire(session: &Path) -> Result<Self, LockError> {
        let lock = Self::path(session);
        let unavailable = |source| LockError::Unavailable {
            lock: lock.clone(),
            source,
        };
        let file = private_file::open_or_create(&lock).map_err(unavailable)?;
        Self::hold(file, session, &lock, || sleep(PAUSE))
    }

    /// Takes the lock of a session that is only to be looked at: makes no folder and changes no
    /// mode. Waits for an instant only.
    pub fn acquire_in_place(session: &Path) -> Result<Self, LockError> {
        let lock = Self::path(session);
        let unavailable = |source| LockError::Unavailable {
            lock: lock.clone(),
            source,
        };
        let file = match File::open(&lock) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                private_file::create_new_in_place(&lock).map_err(unavailable)?
            }
            opened => opened.map_err(unavailable)?,
        };
        Self::hold(file, session, &lock, || sleep(PAUSE))
    }

    fn hold(
        file: File,
        session: &Path,
        lock: &Path,
        mut pause: impl FnMut(),
    ) -> Result<Self, LockError> {
        for _ in 0..TRIES_MAX {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => pause(),
                Err(TryLockError::Error(source)) => {
                    return Err(LockError::Unavailable {
                        lock: lock.to_owned(),
                        source,
                    });
                }
            }
        }
        Err(LockError::Held {
            session: session.to_owned(),
        })
    }

    /// Where the lock of a session lies: `main.session.lock` beside `main.session`.
    pub fn path(session: &Path) -> PathBuf {
        let mut name = session.as_os_str().to_owned();
        name.push(".lock");
        name.into()
    }
}

impl UserError for LockError {
    fn code(&self) -> &'static str {
        match self {
            Self::Held { .. } => "session.already_running",
            Self::Unavailable { .. } => "session.lock_unavailable",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Held { session } => arguments!(path = session.display().to_string()),
            Self::Unavailable { lock, source } => {
                arguments!(path = lock.display().to_string(), why = source.to_string())
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::ActionRequired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let lock = SessionLock::path(&session);
        let file = private_file::open_or_create(&lock).unwrap();
        let mut pauses = 0;
        let taken = SessionLock::hold(file, &session, &lock, || {
            pauses += 1;
            if pauses == TRIES_MAX / 2 {
                held = None;
            }
            sleep(PAUSE);
        });
        assert!(taken.is_ok(), "after {pauses} pauses");
    }
}
