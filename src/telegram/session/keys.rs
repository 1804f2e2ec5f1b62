//! Keys that come and go: logging out, and in again.

use std::{fs, io};

use super::SessionError;
use super::store::{Origin, SessionStore, put_data_centre};
use crate::sqlite;

impl SessionStore {
    /// Forgets every key: nobody can be logged in any more. Whose session it was, the chats and what
    /// is remembered beside the login stay.
    pub fn forget_keys(&self) -> Result<(), SessionError> {
        self.write(|database| database.execute_batch("UPDATE data_centre SET auth_key = NULL"))
    }

    /// Forgets every key and whose they were, with all that was theirs: the session may become
    /// anybody's. Only its world stays, and where the data centres are.
    pub fn forget_owner(&self) -> Result<(), SessionError> {
        self.write(|database| {
            database.execute_batch(
                "UPDATE data_centre SET auth_key = NULL;
                 UPDATE session SET seller = NULL;
                 DELETE FROM pin;
                 DELETE FROM remembered;",
            )
        })
    }

    /// Takes in a login from elsewhere. There must be none, and it must be of the same world.
    pub fn take_keys(&self, origin: &Origin) -> Result<(), SessionError> {
        if self.string_session().is_some() || origin.is_live() != self.is_live() {
            return Err(SessionError::exists(self.path()));
        }
        let options = origin.data_centres()?;
        self.write(|database| {
            for option in &options {
                put_data_centre(database, option)?;
            }
            let sql = "UPDATE session SET home_data_centre = ?1";
            database.execute(sql, [origin.home()]).map(drop)
        })
    }

    /// Removes the file, of a session that nobody ever logged in with. The store is of no use afterwards.
    pub fn discard(&self) -> Result<(), SessionError> {
        let removed = match fs::remove_file(self.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sqlite::remove_logs(self.path()),
        };
        removed.map_err(|source| SessionError::io(self.path(), source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::UserId;
    use crate::telegram::auth_key::AuthKey;
    use crate::telegram::string_session::StringSession;

    fn origin(key: u8, port: u16) -> Origin {
        Origin::Sandbox(StringSession {
            data_centre: 2,
            address: ([127, 0, 0, 1], port).into(),
            auth_key: AuthKey::new([key; 256]),
        })
    }

    #[test]
    fn what_is_forgotten_is_gone_from_the_file_and_what_comes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        SessionStore::create(&path, &origin(7, 1)).unwrap();
        let store = SessionStore::open_when_free(&path);
        store.set_seller(UserId(777)).unwrap();
        assert!(store.take_keys(&origin(8, 2)).is_err(), "there is a login");
        store.forget_keys().unwrap();
        drop(store);
        let store = SessionStore::open_when_free(&path);
        assert_eq!(
            (store.string_session(), store.seller()),
            (None, Some(UserId(777)))
        );
        let live = Origin::Live {
            data_centre: 2,
            auth_key: Some(AuthKey::new([8; 256])),
        };
        assert!(store.take_keys(&live).is_err(), "it is of another world");
        store.take_keys(&origin(8, 2)).unwrap();
        drop(store);
        let login = SessionStore::open_when_free(&path)
            .string_session()
            .unwrap();
        assert_eq!(login.address.port(), 2);
        assert_eq!(login.auth_key, AuthKey::new([8; 256]));
    }

    #[test]
    fn a_session_can_become_somebody_elses_when_its_owner_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        SessionStore::create(&path, &origin(7, 1)).unwrap();
        let store = SessionStore::open_when_free(&path);
        store.set_seller(UserId(777)).unwrap();
        store.remember("journal", "far").unwrap();
        store.forget_owner().unwrap();
        let is_nobodys = |store: &SessionStore| {
            store.string_session().is_none()
                && store.seller().is_none()
                && store.recall("journal").is_none()
        };
        assert!(is_nobodys(&store));
        drop(store);
        let store = SessionStore::open_when_free(&path);
        assert!(is_nobodys(&store) && !store.is_live());
        store.set_seller(UserId(778)).unwrap();
    }

    #[test]
    fn what_is_discarded_leaves_only_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        SessionStore::create(&path, &origin(7, 1)).unwrap();
        let store = SessionStore::open_when_free(&path);
        store.discard().unwrap();
        drop(store);
        let left = fs::read_dir(folder.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["main.session.lock"]);
    }
}
