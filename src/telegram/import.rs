//! A login from elsewhere becomes a session of ours.

use std::io::{self, Read};
use std::path::Path;

use super::session::{Origin, SessionError, SessionStore};
use super::string_session::{self, StringSession};
use super::telethon_file;
use crate::i18n::arguments;
use crate::report::{CodedError, usage};
use crate::sqlite;

/// Far more than any string session has; what is longer is something else.
const TEXT_BYTES_MAX: usize = 64 * 1024;
/// More than Telethon gathers about everybody it ever met.
const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// What some editors put in front of a text.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads a login from what is piped in, or from the file at `path`, which is left as it is: a Telethon
/// `StringSession` or Telethon's `.session`, whichever it turns out to be. Never from the command line, which
/// others can see.
pub fn read(input: impl Read, path: Option<&Path>) -> Result<StringSession, CodedError> {
    let mut bytes = Vec::new();
    let unreadable =
        |error: io::Error| usage("session.import_unreadable", arguments!(why = error.to_string()));
    input.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(usage("session.import_too_large", arguments!()));
    }
    if bytes.starts_with(sqlite::MAGIC) {
        return telethon_file::read(bytes, path);
    }
    let unknown = |_| usage("session.import_unknown", arguments!());
    let text = str::from_utf8(&bytes).map_err(unknown)?;
    if text.len() > TEXT_BYTES_MAX {
        return Err(string_session::too_long());
    }
    // Mails and editors break long lines.
    let lines = text.trim_start_matches(BYTE_ORDER_MARK).lines();
    let unbroken: String = lines.map(str::trim).collect();
    StringSession::decode(&unbroken)
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
pub fn import(text: &str, path: &Path, live: bool) -> Result<(), CodedError> {
    Ok(take_in_as(StringSession::decode(text)?, path, live)?)
}

fn take_in_as(login: StringSession, path: &Path, live: bool) -> Result<(), SessionError> {
    let origin = match live {
        true if login.is_sandbox() => return Err(SessionError::wrong_world(login.address, live)),
        true => Origin::Live { data_centre: login.data_centre, auth_key: Some(login.auth_key) },
        false => Origin::Sandbox(login),
    };
    if path.symlink_metadata().is_ok() {
        // A session that was logged out of is waiting for a login.
        return SessionStore::open(path)?.take_keys(&origin);
    }
    SessionStore::create(path, &origin)
}

#[cfg(test)]
mod tests {
    use grammers_client::session::Session as _;

    use super::*;
    use crate::i18n;
    use crate::report::UserError as _;
    use crate::telegram::string_session::AuthKey;

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
        let option = SessionStore::open_when_free(&path).dc_option(2).unwrap().unwrap();
        assert_eq!(option.ipv4.port(), 4430);
        assert_eq!(option.auth_key, Some([3; 256]));
    }

    #[test]
    fn telegram_is_reached_where_it_is_known_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        import(&text("203.0.113.7:443"), &path, true).unwrap();
        let option = SessionStore::open_when_free(&path).dc_option(2).unwrap().unwrap();
        assert_eq!(option.ipv4, "149.154.167.41:443".parse().unwrap());
        assert_eq!(option.auth_key, Some([3; 256]));
    }

    #[test]
    fn the_address_says_which_world_it_is() {
        for (address, live) in [("127.0.0.1:4430", false), ("203.0.113.7:443", true)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("main.session");
            let piped = text(address);
            take_in(read(piped.as_bytes(), None).unwrap(), &path).unwrap();
            assert_eq!(SessionStore::open_when_free(&path).is_live(), live);
        }
    }

    #[test]
    fn a_text_survives_editors_and_mails() {
        let text = text("203.0.113.7:443");
        let (start, end) = text.split_at(76);
        for spoilt in [format!("{text}\r\n"), format!("\u{FEFF}  {start}\r\n  {end}  \n\n")] {
            let login = read(spoilt.as_bytes(), None).unwrap();
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
            let error = read(bytes, None).unwrap_err();
            assert_eq!(error.code(), code);
            assert!(
                !i18n::with_language(i18n::Language::Russian, || error.what()).contains("secret")
            );
        }
    }

    #[test]
    fn what_has_no_end_is_not_read_to_it() {
        let long = io::repeat(b'1').take(100_000);
        assert_eq!(read(long, None).unwrap_err().code(), "string_session.too_long");
        assert_eq!(read(io::repeat(b'1'), None).unwrap_err().code(), "session.import_too_large");
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
