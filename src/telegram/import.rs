//! A login from elsewhere becomes a session of ours.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::session::{Origin, SessionError, SessionStore};
use super::string_session::{StringSession, StringSessionError};
use super::telethon_file::{self, TelethonFileError};
use crate::i18n::{Arguments, arguments};
use crate::report::{Exit, UserError, english};

/// Far more than any string session has; what is longer is something else.
const TEXT_BYTES_MAX: usize = 64 * 1024;
/// More than Telethon gathers about everybody it ever met.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What some editors put in front of a text.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Why a login could not be imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[error("{}", english(self))]
pub enum ImportError {
    /// It can't be read where it is said to be.
    Read(io::Error),
    /// Longer than any session of any library.
    TooLarge,
    /// Neither a text nor an SQLite file.
    Unknown,
    /// The text is no `StringSession`.
    Text(#[from] StringSessionError),
    /// The SQLite file is not Telethon's, or there is no login in it.
    File(#[from] TelethonFileError),
    /// The session file can't be made.
    Session(#[from] SessionError),
}

/// Reads a login from a file, which is left as it is: a Telethon `StringSession` or Telethon's
/// `.session`, whichever it turns out to be.
pub fn read_file(file: File, path: &Path) -> Result<StringSession, ImportError> {
    recognise(bounded(file)?, Some(path))
}

/// Reads a login from what is piped in; never from the command line, which others can see.
pub fn read(input: impl Read) -> Result<StringSession, ImportError> {
    recognise(bounded(input)?, None)
}

/// Makes a session file at `path` of a login. Which world it is for, its address says: a sandbox is
/// on this machine. Never overwrites one.
pub fn take_in(login: StringSession, path: &Path) -> Result<(), SessionError> {
    let live = !login.is_sandbox();
    take_in_as(login, path, live)
}

/// Makes a session file at `path` of a Telethon `StringSession`. Never overwrites one.
///
/// A live session goes to the addresses that Telegram is known by, whatever the text says; a
/// sandbox's goes where the text says, which must be this machine.
pub fn import(text: &str, path: &Path, live: bool) -> Result<(), ImportError> {
    Ok(take_in_as(StringSession::decode(text)?, path, live)?)
}

fn bounded(input: impl Read) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let mut input = input.take(FILE_BYTES_MAX + 1);
    let count = input.read_to_end(&mut bytes).map_err(ImportError::Read)?;
    if u64::try_from(count).is_ok_and(|count| count <= FILE_BYTES_MAX) {
        Ok(bytes)
    } else {
        Err(ImportError::TooLarge)
    }
}

fn recognise(bytes: Vec<u8>, path: Option<&Path>) -> Result<StringSession, ImportError> {
    if telethon_file::is_sqlite(&bytes) {
        return Ok(telethon_file::read(bytes, path)?);
    }
    let text = str::from_utf8(&bytes).map_err(|_| ImportError::Unknown)?;
    if text.len() > TEXT_BYTES_MAX {
        return Err(StringSessionError::TooLong.into());
    }
    // Mails and editors break long lines.
    let lines = text.trim_start_matches(BYTE_ORDER_MARK).lines();
    let unbroken: String = lines.map(str::trim).collect();
    Ok(StringSession::decode(&unbroken)?)
}

fn take_in_as(login: StringSession, path: &Path, live: bool) -> Result<(), SessionError> {
    let data_centre = i32::from(login.data_centre);
    let origin = if live {
        if login.is_sandbox() {
            let address = login.address;
            return Err(SessionError::WrongWorld { address, live });
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
    if path.symlink_metadata().is_ok() {
        // A session that was logged out of is waiting for a login.
        return SessionStore::open(path)?.take_keys(&origin);
    }
    SessionStore::create(path, &origin)
}

impl UserError for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "session.import_unreadable",
            Self::TooLarge => "session.import_too_large",
            Self::Unknown => "session.import_unknown",
            Self::Text(error) => error.code(),
            Self::File(error) => error.code(),
            Self::Session(error) => error.code(),
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Self::Read(error) => arguments!(why = error.to_string()),
            Self::TooLarge | Self::Unknown => Arguments::new(),
            Self::Text(error) => error.arguments(),
            Self::File(error) => error.arguments(),
            Self::Session(error) => error.arguments(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Read(_) | Self::TooLarge | Self::Unknown => Exit::Usage,
            Self::Text(error) => error.exit(),
            Self::File(error) => error.exit(),
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
        let option = SessionStore::open_when_free(&path)
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
        let option = SessionStore::open_when_free(&path)
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
            let piped = text(address);
            take_in(read(piped.as_bytes()).unwrap(), &path).unwrap();
            assert_eq!(SessionStore::open_when_free(&path).is_live(), live);
        }
    }

    #[test]
    fn a_text_survives_editors_and_mails() {
        let text = text("203.0.113.7:443");
        let (start, end) = text.split_at(76);
        for spoilt in [
            format!("{text}\r\n"),
            format!("\u{FEFF}  {start}\r\n  {end}  \n\n"),
        ] {
            let login = read(spoilt.as_bytes()).unwrap();
            assert_eq!(login.encode(), text);
        }
    }

    #[test]
    fn what_is_no_login_is_told_and_never_shown() {
        for (bytes, code) in [
            (&b""[..], "string_session.empty"),
            (b"\n", "string_session.empty"),
            (b"123456:secret", "string_session.bot_token"),
            (&[0xFF; 10], "session.import_unknown"),
            (&[b'1'; 10_000], "string_session.too_long"),
            (b"SQLite format 3\0 secret", "telethon_file.broken"),
        ] {
            let error = read(bytes).unwrap_err();
            assert_eq!(error.code(), code);
            assert!(
                !error
                    .what(crate::language::Language::Russian)
                    .contains("secret")
            );
        }
    }

    #[test]
    fn what_has_no_end_is_not_read_to_it() {
        let long = io::repeat(b'1').take(100_000);
        assert_eq!(read(long).unwrap_err().code(), "string_session.too_long");
        assert_eq!(
            read(io::repeat(b'1')).unwrap_err().code(),
            "session.import_too_large"
        );
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
