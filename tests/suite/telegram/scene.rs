//! A small Telegram with a seller, Tribute's bot and two groups; and the seller's session.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use telegram_sandbox::Clock;
use telegram_sandbox::datacentre::DataCentre;
use telegram_sandbox::world::{AuthKey, Peer, Post, Posted, User, UserId, World};
use tempfile::TempDir;
use tribute_agent::machine::{Clock as _, Machine, Randomness as _};
use tribute_agent::order::{self, MessageId};
use tribute_agent::rich_text::RichText;
use tribute_agent::telegram::session::SessionStore;
use tribute_agent::telegram::{
    AccountInfo, ConnectError, Grammers, Limits, ModeratorsAddress, Outgoing, Settings, connect,
    import,
};

use crate::occupancy::open_when_free;

/// Long enough for anything on loopback, short enough to see a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for something that has to come.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it never came")
}

/// The world of these tests.
pub struct Scene {
    pub world: World,
    pub centre: DataCentre,
    pub seller: UserId,
    pub moderator: UserId,
    pub bot: UserId,
    pub supergroup: Peer,
    pub key: AuthKey,
    pub settings: Settings,
    folder: TempDir,
}

impl Scene {
    pub async fn new() -> Self {
        Self::at(Arc::new(|| Machine.now())).await
    }

    /// Where the clock of Telegram is another one.
    pub async fn at(clock: Clock) -> Self {
        let world = World::with(clock, Arc::new(|| Machine.next_u64()));
        let seller = world.add_user(User::human(1001, "Seller"));
        let moderator = world.add_user(User::human(1002, "Moderator").with_username("moderator"));
        let bot = world.add_user(User::bot(6_675_346_585, "Tribute", "tribute"));
        world.add_group(7, "Basic", moderator, &[seller]);
        let supergroup = world.add_supergroup(8, "Super", moderator, &[seller]);
        let centre = DataCentre::start(world.clone()).await.unwrap();
        let key = world.logged_in_key(seller);
        let scene = Self {
            world,
            centre,
            seller,
            moderator,
            bot,
            supergroup,
            key,
            settings: settings(bot, supergroup.bot_api_id()),
            folder: tempfile::tempdir().unwrap(),
        };
        scene.log_in(&scene.key);
        scene
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("sessions/main.session")
    }

    /// Makes the seller's session of this key, in place of the one that is there.
    pub fn log_in(&self, key: &AuthKey) {
        drop(std::fs::remove_file(self.path()));
        let text = self.centre.string_session(key);
        import::import(&text, &self.path(), false).unwrap();
    }

    pub fn store(&self) -> Arc<SessionStore> {
        Arc::new(open_when_free(&self.path()))
    }

    pub async fn try_connect(&self) -> Result<(Grammers, AccountInfo), ConnectError> {
        let (clock, dice) = (Arc::new(Machine), Arc::new(Machine));
        soon(connect(self.settings.clone(), self.store(), clock, dice)).await
    }

    pub async fn connect(&self) -> Grammers {
        self.try_connect().await.unwrap().0
    }

    /// The bot says something to the seller.
    pub fn bot_says(&self, text: &str) -> Posted {
        let post = Post::new(self.bot, Peer::User(self.seller), text);
        self.world.post(post).unwrap()
    }

    /// The id by which the seller knows a message.
    pub fn id(&self, posted: &Posted) -> MessageId {
        MessageId(posted.ids.for_user(self.seller).unwrap())
    }
}

fn settings(bot: UserId, moderators: i64) -> Settings {
    Settings {
        api_id: 1,
        tribute_username: "tribute".to_owned(),
        tribute_id: order::UserId(bot.0),
        moderators: ModeratorsAddress::of_id(moderators).unwrap(),
        proxy: None,
        topic: None,
        connect_timeout: PATIENCE,
        limits: Limits {
            pause_min: Duration::from_millis(10),
            pause_max: Duration::from_millis(50),
            ..Limits::default()
        },
    }
}

/// A plain text to send.
pub fn outgoing(text: &str, random_id: i64) -> Outgoing {
    Outgoing {
        text: RichText { text: text.to_owned(), stretches: Vec::new() },
        reply_to: None,
        random_id,
    }
}
