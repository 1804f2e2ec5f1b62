//! A login from elsewhere becomes a session of ours.

use std::io::{self, Read};
use std::path::Path;

use super::session::{Origin, SessionError, SessionStore};
use super::string_session::{StringSession, StringSessionError};
use crate::language::Language;
use crate::report::{Exit, Explain};

/// Far more than any string session has; what is longer is something else.
const INPUT_BYTES_MAX: u64 = 64 * 1024;

/// Why a login could not be imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The text can't be read where it is said to be.
    #[error("can't read the login: {0}")]
    Read(io::Error),
    /// The text is no `StringSession`.
    #[error(transparent)]
    Text(#[from] StringSessionError),
    /// The session file can't be made.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Reads a Telethon `StringSession` from stdin or a file (never from the command line, which others
/// can see) and makes a session file of it. Which world it is for, its address says: a sandbox is on
/// this machine. Returns whether it is live.
pub fn import_from(input: impl Read, path: &Path) -> Result<bool, ImportError> {
    let mut text = String::new();
    let mut input = input.take(INPUT_BYTES_MAX);
    input.read_to_string(&mut text).map_err(ImportError::Read)?;
    let live = !is_sandbox(&StringSession::decode(&text)?);
    import(&text, path, live)?;
    Ok(live)
}

fn is_sandbox(login: &StringSession) -> bool {
    login.address.ip().to_canonical().is_loopback()
}

/// Makes a session file at `path` of a Telethon `StringSession`. Never overwrites one.
///
/// A live session goes to the addresses that Telegram is known by, whatever the text says; a
/// sandbox's goes where the text says, which must be this machine.
pub fn import(text: &str, path: &Path, live: bool) -> Result<(), ImportError> {
    let login = StringSession::decode(text)?;
    let data_centre = i32::from(login.data_centre);
    let origin = if live {
        if is_sandbox(&login) {
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

impl Explain for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "session.import_unreadable",
            Self::Text(error) => error.code(),
            Self::Session(error) => error.code(),
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::Read(error) => language.pick(
                format!("The login can't be read: {error}"),
                format!("Не удалось прочитать сессию: {error}"),
            ),
            Self::Text(error) => error.what(language),
            Self::Session(error) => error.what(language),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match self {
            Self::Read(_) => language
                .pick(
                    "Pipe the StringSession in, or name the file that holds it.",
                    "Передайте StringSession на вход или укажите файл, в котором она лежит.",
                )
                .to_owned(),
            Self::Text(error) => error.remedy(language),
            Self::Session(error) => error.remedy(language),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Read(_) => Exit::Usage,
            Self::Text(error) => error.exit(),
            Self::Session(error) => error.exit(),
        }
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
    fn the_address_says_which_world_it_is() {
        for (address, live) in [("127.0.0.1:4430", false), ("203.0.113.7:443", true)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("main.session");
            let piped = format!("{}\n", text(address));
            assert_eq!(import_from(piped.as_bytes(), &path).unwrap(), live);
            assert_eq!(SessionStore::open(&path).unwrap().is_live(), live);
        }
    }

    #[test]
    fn what_is_no_login_is_told_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        for (bytes, code) in [
            (&b"\n"[..], "string_session.empty"),
            (b"123456:secret", "string_session.bot_token"),
            (&[0xFF; 10], "session.import_unreadable"),
            (&[b'1'; 10_000], "string_session.too_long"),
        ] {
            let error = import_from(bytes, &path).unwrap_err();
            assert_eq!(error.code(), code);
            assert!(!error.what(Language::Russian).contains("secret"));
            assert!(!path.exists());
        }
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
