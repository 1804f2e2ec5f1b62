//! A seller's folder, as `run` leaves it: configuration, session, journal. No network.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;
use tribute_agent::cli::SessionProgressStore;
use tribute_agent::journal::{Journal, MarkedChat, NewOrder, Pins};
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::{MessageId, Untrusted, UserId};
use tribute_agent::sources::tribute_chat;
use tribute_agent::sources::tribute_chat::message::{Reading, Rules, read};
use tribute_agent::telegram::session::{Origin, SessionStore};
use tribute_agent::telegram::string_session::{AuthKey, StringSession};

use crate::agent::program;
use crate::occupancy::open_when_free;

/// Nobody is called, so nothing takes long.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whose journal it is.
pub const PINS: Pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: false };

const ORDER: &str = "🆕 Custom Product Order\n\nCustomer: Иван\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\n12345";

/// The folder.
pub struct Home {
    folder: TempDir,
}

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

pub fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// An order as it is found in the chat.
pub fn new_order(message: i32) -> NewOrder {
    let Reading::Order(form) = read(ORDER, &[], &Rules::sample()) else {
        panic!("the sample order reads as one");
    };
    tribute_chat::new_order(PINS, MessageId(message), Untrusted::new(ORDER), *form, now()).0
}

/// Takes orders in and reads the chat through to them.
pub fn insert(journal: &mut Journal, messages: impl IntoIterator<Item = i32>) {
    let inserted = journal.write(|writer| {
        for message in messages {
            writer.insert_order(new_order(message), Machine.now())?;
            writer.set_baseline(MarkedChat::Tribute, MessageId(0))?;
            writer.move_mark(MarkedChat::Tribute, MessageId(message))?;
        }
        Ok(())
    });
    inserted.unwrap();
}

impl Home {
    /// The seller has logged in; there is no journal yet.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Self { folder };
        let origin = Origin::Sandbox(StringSession {
            data_centre: 2,
            // Nobody listens there.
            address: "127.0.0.1:9".parse().unwrap(),
            auth_key: AuthKey::new([7; 256]),
        });
        SessionStore::create(&home.path("main.session"), &origin).unwrap();
        home.store().set_seller(PINS.seller).unwrap();
        home.speaks("en");
        home
    }

    /// The same, after some work.
    pub fn after_work() -> Self {
        let home = Self::new();
        let mut journal = home.open();
        insert(&mut journal, 1..=20);
        journal.make_durable().unwrap();
        home
    }

    pub fn speaks(&self, language: &str) {
        let config = format!(
            "language = \"{language}\"\n\
             [telegram]\napi_id = 12345\napi_hash = \"0123456789abcdef0123456789abcdee\"\nsession = \"main.session\"\n\
             [shop]\nurl = \"http://127.0.0.1:9\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n\
             [account_id]\npattern = '\\b\\d{{5}}\\b'\nexamples = [\"12345\"]\n\
             [reply]\ntemplate = \"Done: {{{{ product }}}}\"\n[moderators]\nchat = \"me\"\n"
        );
        fs::write(self.path("config.toml"), config).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn journal(&self) -> PathBuf {
        self.path("main.journal")
    }

    /// The session.
    pub fn store(&self) -> Arc<SessionStore> {
        Arc::new(open_when_free(&self.path("main.session")))
    }

    /// The journal, as `run` opens it.
    pub fn open(&self) -> Journal {
        let store = Box::new(SessionProgressStore(self.store()));
        Journal::open_tracked(&self.journal(), PINS, "journal-1", now(), store).unwrap()
    }

    /// Puts the journal and its log aside, as they lie there.
    pub fn take_image(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut image = self.files();
        image.retain(|path, _| path.to_string_lossy().contains("journal"));
        image
    }

    /// Puts the journal back as it was.
    pub fn put_back(&self, image: &BTreeMap<PathBuf, Vec<u8>>) {
        self.remove_journal();
        for (path, bytes) in image {
            fs::write(path, bytes).unwrap();
        }
    }

    pub fn remove_journal(&self) {
        for path in self.take_image().into_keys() {
            fs::remove_file(path).unwrap();
        }
    }

    /// Everything that lies here, but for what only says that somebody was here.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let kept = paths.filter(|path| {
            let name = path.to_string_lossy();
            let is_session = name.contains(".session") && !name.ends_with(".session");
            path.is_file() && !name.ends_with("-shm") && !is_session
        });
        kept.map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
    }

    pub async fn command(&self, command: &str, arguments: &[&str]) -> Ended {
        // Taken and given back: nobody else holds it.
        drop(self.store());
        ended(program(&self.path("config.toml"), command, arguments)).await
    }

    /// `run` refuses: with this code and exit code, and nothing is changed.
    pub async fn is_refused(&self, code: &str, exit: i32) -> String {
        let before = self.files();
        let ended = self.command("run", &[]).await;
        assert!(ended.stderr.contains(code), "{}", ended.stderr);
        assert_eq!(ended.code, Some(exit), "{}", ended.stderr);
        let changed = self.files() == before;
        assert!(changed, "a refusal changes nothing");
        ended.stderr
    }

    /// The journal is what the session remembers.
    pub async fn is_sound(&self) {
        let ended = self.command("orders", &["adopt", "--json"]).await;
        assert_eq!(ended.stdout, "{\"adopted\":false}\n", "{}", ended.stderr);
    }
}

/// How a command ends.
pub async fn ended(mut command: Command) -> Ended {
    let output = timeout(PATIENCE, command.output()).await;
    let output = output.expect("it never ended").unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A journal of somebody else's, whole.
pub fn foreign(path: &Path, pins: Pins, orders: i32) {
    let mut journal = Journal::open(path, pins, "journal-2", now()).unwrap();
    insert(&mut journal, 1..=orders);
}
