//! A place for the file, and a Telegram that answers.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tempfile::TempDir;
use tokio::net::TcpListener;

use super::script::{Answers, Script};
use super::*;
use crate::config::Config;
use telegram_sandbox::datacentre::DataCentre;
use telegram_sandbox::world;

pub struct Desk {
    pub folder: TempDir,
    telegram: DataCentre,
}

impl Desk {
    pub async fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            telegram: DataCentre::start(world()).await.unwrap(),
        }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join(LOCAL_FILE)
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    pub fn config(&self) -> Config {
        Config::load(Some(&self.file()), self.folder.path(), &|_| None).unwrap()
    }

    /// The conversation, with what is said behind it.
    pub async fn talk(&self, script: &mut Script) -> Result<(), Failure> {
        self.talk_behind(self.telegram.address(), script).await
    }

    /// The same, with Telegram elsewhere.
    pub async fn talk_behind(&self, door: SocketAddr, script: &mut Script) -> Result<(), Failure> {
        i18n::use_language(Language::English);
        let draft = Draft::open(&self.file(), |_| None)?;
        let (person, telegram) = (std::mem::take(script), vec![door]);
        let mut dialogue = Dialogue { person, draft, telegram, enter_keeps: false };
        let mut ended = dialogue.converse().await;
        if ended.is_ok() {
            ended = dialogue.say_what_comes_next();
        }
        *script = dialogue.person;
        ended
    }

    /// Whether there is no configuration.
    pub fn has_no_file(&self) -> bool {
        !self.file().exists()
    }

    /// What is kept of the answers.
    pub fn draft(&self) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(format!("{LOCAL_FILE}.draft"))).ok()
    }

    /// Hears all of these answers out, and comes to a good end.
    pub async fn hears(&self, answers: Answers) -> Script {
        let mut script = answers.script();
        let ended = self.talk(&mut script).await;
        assert!(ended.is_ok(), "{ended:?}\n{}", script.heard);
        assert_eq!(script.left(), 0, "{}", script.heard);
        script
    }
}

fn world() -> world::World {
    world::World::new()
}

/// An address at which nobody listens.
pub async fn shut_door() -> SocketAddr {
    let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    door.local_addr().unwrap()
}
