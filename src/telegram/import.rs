//! A login from elsewhere becomes a session of ours.

use std::path::Path;

use super::session::{Origin, SessionError, SessionStore};
use super::string_session::{StringSession, StringSessionError};
use crate::language::Language;
use crate::report::{Exit, Explain};

/// Why a login could not be imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The text is no `StringSession`.
    #[error(transparent)]
    Text(#[from] StringSessionError),
    /// The session file can't be made.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Makes a session file at `path` of a Telethon `StringSession`. Never overwrites one.
///
/// A live session goes to the addresses that Telegram is known by, whatever the text says; a
/// sandbox's goes where the text says, which must be this machine.
pub fn import(text: &str, path: &Path, live: bool) -> Result<(), ImportError> {
    let login = StringSession::decode(text)?;
    let data_centre = i32::from(login.data_centre);
    let origin = if live {
        if login.address.ip().to_canonical().is_loopback() {
            let address = login.address;
            return Err(SessionError::WrongWorld { address, live }.into());
        }
        Origin::Live {
            data_centre,
            auth_key: Some(login.auth_key),
        }
    } else {
        Origin::Sandbox {
            data_centre,
            address: login.address,
            auth_key: login.auth_key,
        }
    };
    Ok(SessionStore::create(path, &origin)?)
}

/// Whether a `StringSession` leads to this machine: then it is a sandbox's.
pub fn is_loopback(text: &str) -> Result<bool, ImportError> {
    Ok(StringSession::decode(text)?
        .address
        .ip()
        .to_canonical()
        .is_loopback())
}

impl ImportError {
    fn inner(&self) -> &dyn Explain {
        match self {
            Self::Text(error) => error,
            Self::Session(error) => error,
        }
    }
}

impl Explain for ImportError {
    fn code(&self) -> &'static str {
        self.inner().code()
    }

    fn what(&self, language: Language) -> String {
        self.inner().what(language)
    }

    fn remedy(&self, language: Language) -> String {
        self.inner().remedy(language)
    }

    fn exit(&self) -> Exit {
        self.inner().exit()
    }
}

#[cfg(test)]
mod tests {
    use grammers_session::Session as _;

    use super::*;
    use crate::telegram::auth_key::AuthKey;

    fn text(address: &str) -> String {
        let session = StringSession {
            data_centre: 2,
            address: address.parse().unwrap(),
            auth_key: AuthKey::new([3; 256]),
        };
        session.encode()
    }

    #[test]
    fn a_sandbox_is_reached_where_the_text_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        import(&text("127.0.0.1:4430"), &path, false).unwrap();
        let option = SessionStore::open(&path)
            .unwrap()
            .dc_option(2)
            .unwrap()
            .unwrap();
        assert_eq!(option.ipv4.port(), 4430);
        assert_eq!(option.auth_key, Some([3; 256]));
    }

    #[test]
    fn telegram_is_reached_where_it_is_known_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        import(&text("203.0.113.7:443"), &path, true).unwrap();
        let option = SessionStore::open(&path)
            .unwrap()
            .dc_option(2)
            .unwrap()
            .unwrap();
        assert_eq!(option.ipv4, "149.154.167.41:443".parse().unwrap());
        assert_eq!(option.auth_key, Some([3; 256]));
    }

    #[test]
    fn what_does_not_fit_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        for (text, live, code) in [
            (text("127.0.0.1:4430"), true, "session.wrong_world"),
            (text("203.0.113.7:443"), false, "session.wrong_world"),
            ("hello".to_owned(), true, "string_session.version"),
        ] {
            assert_eq!(import(&text, &path, live).unwrap_err().code(), code);
            assert!(!path.exists());
        }
    }
}
