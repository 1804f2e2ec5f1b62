//! Session files: made, opened, refused, and never lost.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use grammers_client::session::Session as _;
use grammers_client::session::types::{PeerAuth, PeerId};
use tempfile::TempDir;

use super::*;
use crate::i18n::arguments;
use crate::report::UserError as _;
use crate::telegram::session::contents::is_loopback;

const KEY: [u8; 256] = [9; 256];
/// How often, and how long, a lock is waited for.
const TRIES: u32 = 1_000;
const A_MOMENT: Duration = Duration::from_millis(10);

impl SessionStore {
    /// Opens a session that nobody holds any more. A program that another test is just starting has
    /// this one's files open for a moment, locks included.
    pub(in crate::telegram) fn open_when_free(path: &Path) -> Self {
        for _ in 0..TRIES {
            match Self::open(path) {
                Err(SessionError::Locked(_)) => sleep(A_MOMENT),
                opened => return opened.unwrap(),
            }
        }
        panic!("it stays locked");
    }
}

struct Place {
    _folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.session");
        Self { _folder: folder, path }
    }

    fn with_sandbox() -> Self {
        let place = Self::new();
        SessionStore::create(&place.path, &sandbox("127.0.0.1:4430")).unwrap();
        place
    }

    fn open(&self) -> SessionStore {
        SessionStore::open_when_free(&self.path)
    }

    fn refusal(&self) -> SessionError {
        let before = fs::read(&self.path).ok();
        let error = SessionStore::open(&self.path).unwrap_err();
        assert!(fs::read(&self.path).ok() == before, "the file was changed");
        error
    }

    /// Does something to the file that only SQLite itself can do.
    fn execute(&self, sql: &str) {
        let database = Connection::open(&self.path).unwrap();
        database.execute_batch(sql).unwrap();
    }
}

fn sandbox(address: &str) -> Origin {
    Origin::Sandbox(StringSession {
        data_centre: 2,
        address: address.parse().unwrap(),
        auth_key: AuthKey::new(KEY),
    })
}

#[test]
fn a_sandbox_knows_its_own_data_centre_and_no_other() {
    let place = Place::with_sandbox();
    let store = place.open();
    assert!(!store.is_live());
    assert_eq!(store.home_dc_id().unwrap(), 2);
    let option = store.dc_option(2).unwrap().unwrap();
    assert_eq!(option.ipv4, "127.0.0.1:4430".parse().unwrap());
    assert_eq!(option.auth_key, Some(KEY));
    for stranger in [0, 1, 3, 4, 5, 203] {
        assert!(store.dc_option(stranger).unwrap().is_none(), "{stranger}");
    }
}

#[test]
fn a_live_session_knows_all_five_and_has_its_key_at_home() {
    let place = Place::new();
    let origin = Origin::Live { data_centre: 4, auth_key: Some(AuthKey::new(KEY)) };
    SessionStore::create(&place.path, &origin).unwrap();
    let store = place.open();
    assert!(store.is_live());
    for number in 1..=5 {
        let option = store.dc_option(number).unwrap().unwrap();
        assert!(!is_loopback(&option));
        assert_eq!(option.auth_key.is_some(), number == 4, "{number}");
    }
}

#[test]
fn what_is_written_survives_a_power_cut() {
    let store = Place::with_sandbox().open();
    assert!(sqlite::is_durable(&store.inner().database));
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::with_sandbox();
    let before = fs::read(&place.path).unwrap();
    let error = SessionStore::create(&place.path, &sandbox("127.0.0.1:1")).unwrap_err();
    assert_eq!(error.code(), "session.exists");
    assert!(fs::read(&place.path).unwrap() == before, "it was changed");
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let place = Place::with_sandbox();
    let pin = Pin {
        name: "@tribute".to_owned(),
        peer: PeerRef { id: PeerId::user(77).unwrap(), auth: PeerAuth::from_hash(-5) },
    };
    {
        let store = place.open();
        store.set_seller(UserId(1)).unwrap();
        store.set_pin(Chat::Tribute, &pin).unwrap();
        store.remember("highest_order_number", "148").unwrap();
    }
    let store = place.open();
    assert_eq!(store.seller(), Some(UserId(1)));
    assert_eq!(store.pin(Chat::Tribute, "@tribute"), Some(pin));
    assert_eq!(store.pin(Chat::Tribute, "@other"), None);
    assert_eq!(store.pin(Chat::Moderators, "@tribute"), None);
    assert_eq!(store.recall("highest_order_number").as_deref(), Some("148"));
    assert_eq!(store.recall("journal_id"), None);
}

#[tokio::test]
async fn the_key_that_was_there_is_never_replaced() {
    let place = Place::with_sandbox();
    {
        let store = place.open();
        let mut option = store.dc_option(2).unwrap().unwrap();
        option.auth_key = Some([1; 256]);
        let error = store.set_dc_option(&option).await.unwrap_err();
        assert!(matches!(error, SessionError::KeyForgotten), "{error}");
    }
    let option = place.open().dc_option(2).unwrap().unwrap();
    assert_eq!(option.auth_key, Some(KEY));
}

#[tokio::test]
async fn a_sandbox_can_not_be_led_out_of_the_machine() {
    let store = Place::with_sandbox().open();
    let mut option = store.dc_option(2).unwrap().unwrap();
    option.ipv4 = "149.154.167.41:443".parse().unwrap();
    store.set_dc_option(&option).await.unwrap();
    let kept = store.dc_option(2).unwrap().unwrap();
    assert_eq!(kept.ipv4, "127.0.0.1:4430".parse().unwrap());

    let error = SessionStore::create(&Place::new().path, &sandbox("149.154.167.41:443"));
    assert_eq!(error.unwrap_err().code(), "session.wrong_world");

    let place = Place::with_sandbox();
    place.execute("UPDATE data_centre SET ipv4 = '149.154.167.41:443'");
    assert_eq!(place.refusal().code(), "session.corrupt");
}

/// Where a proxy is the only way, nothing else may be tried; the file keeps Telegram's addresses.
#[tokio::test]
async fn behind_a_relay_no_way_leads_anywhere_else() {
    let place = Place::new();
    let live = Origin::Live { data_centre: 2, auth_key: None };
    SessionStore::create(&place.path, &live).unwrap();
    let store = place.open();
    let before = store.dc_option(2).unwrap().unwrap();
    let relay = "127.0.0.1:4000".parse().unwrap();
    store.set_relay(Some(relay));
    let mut home = store.dc_option(2).unwrap().unwrap();
    assert_eq!(home.ipv4, relay);
    let elsewhere = store.dc_option(4).unwrap().unwrap();
    assert_eq!(elsewhere.ipv4, "127.0.0.1:0".parse().unwrap());
    // grammers writes back what it was told, with its key.
    home.auth_key = Some(KEY);
    store.set_dc_option(&home).await.unwrap();
    store.set_relay(None);
    let kept = store.dc_option(2).unwrap().unwrap();
    assert_eq!((kept.ipv4, kept.auth_key), (before.ipv4, Some(KEY)));
}

#[test]
fn the_account_never_changes() {
    let store = Place::with_sandbox().open();
    store.set_seller(UserId(1)).unwrap();
    store.set_seller(UserId(1)).unwrap();
    let error = store.set_seller(UserId(2)).unwrap_err();
    assert!(matches!(error, SessionError::OtherAccount { .. }));
}

/// A crash leaves the newest writes in SQLite's log beside the file, which then is deleted alone.
#[test]
fn a_new_session_takes_nothing_from_the_one_before() {
    let place = Place::with_sandbox();
    let log = place.path.with_extension("session-wal");
    let store = place.open();
    store.set_seller(UserId(1)).unwrap();
    let left = fs::read(&log).unwrap();
    drop(store);
    fs::remove_file(&place.path).unwrap();
    fs::write(&log, left).unwrap();
    SessionStore::create(&place.path, &sandbox("127.0.0.1:4431")).unwrap();
    let store = place.open();
    assert_eq!(store.seller(), None);
    let login = store.string_session().unwrap();
    assert_eq!(login.address.port(), 4431);
}

#[test]
fn what_is_no_session_is_told_apart_and_left_alone() {
    let place = Place::new();
    assert_eq!(place.refusal().code(), "session.missing");
    let not_a_session = |kind| arguments!(path = &*place.path, kind = kind);
    for bytes in [&b""[..], b"hello", &[0; 4096]] {
        fs::write(&place.path, bytes).unwrap();
        assert_eq!(place.refusal().arguments(), not_a_session("other"));
    }
    fs::remove_file(&place.path).unwrap();
    place.execute("CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY)");
    assert_eq!(place.refusal().code(), "session.not_a_session");
    assert_eq!(place.refusal().arguments(), not_a_session("sqlite"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_a_session_and_holds_nobody_up() {
    use rustix::fs::{CWD, Mode, mkfifoat};
    let place = Place::new();
    mkfifoat(CWD, &place.path, Mode::RUSR | Mode::WUSR).unwrap();
    let path = place.path.clone();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(SessionStore::open(&path).map(drop)));
    let opened = receiver.recv_timeout(Duration::from_secs(20));
    let error = opened.expect("it waits for a writer").unwrap_err();
    assert_eq!(error.code(), "session.not_a_session");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let place = Place::with_sandbox();
    place.execute("PRAGMA user_version = 9");
    let error = place.refusal();
    assert_eq!(error.code(), "session.newer");
}

#[test]
fn damage_is_noticed() {
    let place = Place::with_sandbox();
    let mut bytes = fs::read(&place.path).unwrap();
    for byte in &mut bytes[4096..8192] {
        *byte = 0xA5;
    }
    fs::write(&place.path, bytes).unwrap();
    let error = place.refusal();
    assert_eq!(error.code(), "session.corrupt");

    for sql in [
        "DELETE FROM session",
        "DELETE FROM data_centre",
        "UPDATE data_centre SET ipv4 = 'nowhere'",
        "INSERT INTO pin VALUES ('cook', '@cook', 1, 1)",
        "INSERT INTO pin VALUES ('tribute', '@tribute', 0, 1)",
    ] {
        let place = Place::with_sandbox();
        place.execute(sql);
        let error = place.refusal();
        assert_eq!(error.code(), "session.corrupt", "{sql}");
    }
}

#[test]
fn a_full_disk_is_told_and_memory_agrees_with_the_file() {
    let place = Place::with_sandbox();
    {
        let store = place.open();
        let page_count = "PRAGMA max_page_count = 1";
        store.inner().database.query_row(page_count, [], |_| Ok(())).unwrap();
        let long = "x".repeat(100_000);
        let error = store.remember("key", &long).unwrap_err();
        assert!(matches!(error, SessionError::DiskFull), "{error}");
        assert_eq!(store.recall("key"), None);
    }
    assert_eq!(place.open().recall("key"), None);
}

#[test]
fn a_session_has_one_holder() {
    let place = Place::with_sandbox();
    let first = place.open();
    let error = SessionStore::open(&place.path).unwrap_err();
    assert!(matches!(error, SessionError::Locked(_)), "{error}");
    drop(first);
    place.open();
}

#[test]
fn it_leaves_as_it_came() {
    for address in ["127.0.0.1:4430", "[::1]:4430"] {
        let place = Place::new();
        SessionStore::create(&place.path, &sandbox(address)).unwrap();
        let store = place.open();
        let exported = store.string_session().unwrap();
        assert_eq!(exported.address, address.parse().unwrap());
        assert_eq!(exported.auth_key, AuthKey::new(KEY));
        assert_eq!(store.home_address(), Some(exported.address));
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_sandbox();
    fs::set_permissions(&place.path, fs::Permissions::from_mode(0o644)).unwrap();
    let store = place.open();
    store.remember("a", "b").unwrap();
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let file = format!("{}{suffix}", place.path.display());
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{file}");
    }
}

fn login(key: u8, port: u16) -> Origin {
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
    SessionStore::create(&path, &login(7, 1)).unwrap();
    let store = SessionStore::open_when_free(&path);
    store.set_seller(UserId(777)).unwrap();
    assert!(store.take_keys(&login(8, 2)).is_err(), "there is a login");
    store.forget_keys().unwrap();
    drop(store);
    let store = SessionStore::open_when_free(&path);
    assert_eq!((store.string_session(), store.seller()), (None, Some(UserId(777))));
    let live = Origin::Live { data_centre: 2, auth_key: Some(AuthKey::new([8; 256])) };
    assert!(store.take_keys(&live).is_err(), "it is of another world");
    store.take_keys(&login(8, 2)).unwrap();
    drop(store);
    let login = SessionStore::open_when_free(&path).string_session().unwrap();
    assert_eq!(login.address.port(), 2);
    assert_eq!(login.auth_key, AuthKey::new([8; 256]));
}

#[test]
fn a_session_can_become_somebody_elses_when_its_owner_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("main.session");
    SessionStore::create(&path, &login(7, 1)).unwrap();
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
    SessionStore::create(&path, &login(7, 1)).unwrap();
    let store = SessionStore::open_when_free(&path);
    store.discard().unwrap();
    drop(store);
    let left = fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["main.session.lock"]);
}
