//! The session file's tables, and telling our files from others without touching them.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::SessionError;
use crate::i18n::arguments;
use crate::private_file;
use crate::report::action_required;
use crate::sqlite::{self, Header};

/// `PRAGMA application_id` of our session files: `TrSe` in ASCII.
pub(in crate::telegram) const APPLICATION_ID: u32 = 0x5472_5365;
/// The schema that this version writes; the number of migrations.
const VERSION: u32 = 2;

/// Never changed once published; a change is a new one behind it.
const STEPS: &[M<'static>] = &[
    M::up(include_str!("schema_1.sql")),
    // The chats' history is the truth: of updates nothing is kept.
    M::up("DROP TABLE update_state; DROP TABLE channel_state; DROP TABLE peer;"),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Opens one of our files and brings it to this version's schema. Whatever else lies there is left
/// exactly as it was: what it is can be read off its first bytes.
pub(super) fn open(path: &Path) -> Result<Connection, SessionError> {
    check_header(path)?;
    // Before SQLite makes its log beside the file, with the file's own mode.
    private_file::tighten(path).map_err(|source| SessionError::io(path, source))?;
    let mut database = connect(path)?;
    check_whole(&database, path)?;
    migrate(&mut database, path)?;
    Ok(database)
}

pub(super) fn connect(path: &Path) -> Result<Connection, SessionError> {
    sqlite::connect(path).map_err(|source| SessionError::sqlite(path, source))
}

pub(super) fn check_whole(database: &Connection, path: &Path) -> Result<(), SessionError> {
    let damage = sqlite::damage(database, "quick_check");
    let damage = damage.map_err(|source| SessionError::sqlite(path, source))?;
    damage.map_or(Ok(()), |damage| Err(SessionError::corrupt(path, &damage)))
}

pub(super) fn migrate(database: &mut Connection, path: &Path) -> Result<(), SessionError> {
    MIGRATIONS.to_latest(database).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => SessionError::sqlite(path, err),
        error => SessionError::corrupt(path, &error.to_string()),
    })
}

/// What is committed from now on is on the disk.
pub(super) fn make_durable(database: &Connection, path: &Path) -> Result<(), SessionError> {
    sqlite::make_durable(database)
        .and_then(|()| database.busy_handler(Some(sqlite::wait_for_others)))
        .map_err(|source| SessionError::sqlite(path, source))
}

pub(super) fn check_header(path: &Path) -> Result<(), SessionError> {
    let not_a_session = |kind| action_required("session.not_a_session", arguments!(path, kind));
    match Header::read(path).map_err(|source| SessionError::io(path, source))? {
        None => Err(not_a_session("other").into()),
        Some(header) if header.application_id != APPLICATION_ID => {
            Err(not_a_session("sqlite").into())
        }
        Some(header) if header.user_version > VERSION => {
            let found = header.user_version;
            let arguments = arguments!(path, found, known = VERSION);
            Err(action_required("session.newer", arguments).into())
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::session::SessionSnapshot;

    #[test]
    fn a_session_of_the_first_version_keeps_its_login() {
        let mut database = Connection::open_in_memory().unwrap();
        MIGRATIONS.to_version(&mut database, 1).unwrap();
        let filled = "INSERT INTO session VALUES (1, 1, 2, 777);
            INSERT INTO data_centre VALUES (2, '1.2.3.4:443', '[::]:0', zeroblob(256));
            INSERT INTO update_state VALUES (1, 1, 2, 3, 4);
            INSERT INTO peer VALUES (1, 2, 0, 1, NULL);
            INSERT INTO pin VALUES ('tribute', 'tribute', 77, 5);";
        database.execute_batch(filled).unwrap();
        let path = Path::new("main.session");
        migrate(&mut database, path).unwrap();
        let contents = SessionSnapshot::load(&database, path).unwrap();
        assert_eq!(contents.seller.map(|seller| seller.0), Some(777));
        assert_eq!(contents.data_centres[&2].auth_key, Some([0; 256]));
        assert_eq!(contents.pins.len(), 1);
    }

    #[test]
    fn the_migrations_are_sound_and_the_version_counts_them() {
        MIGRATIONS.validate().unwrap();
        let mut database = Connection::open_in_memory().unwrap();
        MIGRATIONS.to_latest(&mut database).unwrap();
        let pragma = |name: &str| -> u32 {
            let sql = format!("PRAGMA {name}");
            database.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(pragma("user_version"), VERSION);
        assert_eq!(pragma("application_id"), APPLICATION_ID);
    }
}
