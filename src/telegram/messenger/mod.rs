//! [`Messenger`] over a real connection: `history` reads, `sending` writes and presses, each call once.

mod history;
pub(in crate::telegram) mod sending;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::tl::functions;
use tokio::sync::{OnceCell, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};

use super::ConnectError;
use super::chats::audience::audience;
use super::chats::{self, ModeratorsAddress, ModeratorsChat, Place};
use super::connection::{Connection, Limits};
use super::convert::Reader;
use super::own_account;
use super::proxy::Proxy;
use super::session::SessionStore;
use super::{CallError, Chat, Fatal};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::{MessageId, Untrusted, UserId};
use crate::report::{Exit, UserError as _};

/// What connecting needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The application's number at Telegram.
    pub api_id: i32,
    /// Tribute's bot, without `@`.
    pub tribute_username: String,
    /// Tribute's bot, pinned: nothing from another id is an order.
    pub tribute_id: UserId,
    /// The moderators' chat.
    pub moderators: ModeratorsAddress,
    /// The topic of a forum in which they read; `None`: General.
    pub topic: Option<MessageId>,
    /// The only way to Telegram, if there is no direct one.
    pub proxy: Option<Proxy>,
    /// How long to try before [`connect`] gives up. Afterwards a connection is never given up.
    pub connect_timeout: Duration,
    /// How long calls may take.
    pub limits: Limits,
}

impl Settings {
    /// The longest wait that somebody watches.
    const WATCHED: Duration = Duration::from_secs(30);

    /// The same for a command that somebody waits for: a longer wait is told, not waited for.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.limits.flood = self.limits.flood.min(Self::WATCHED);
        self
    }
}

/// Who and what was found when connecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    /// Whose account this is.
    pub seller: UserId,
    /// Whether this is Telegram itself; `false`: a sandbox on this machine.
    pub live: bool,
    /// The moderators' chat.
    pub moderators: ModeratorsChat,
}

/// The seller's account over a real connection.
pub struct Grammers {
    connection: Connection,
    seller: UserId,
    tribute: Place,
    moderators: watch::Sender<Place>,
    /// What the configuration calls that chat.
    moderators_address: ModeratorsAddress,
    /// Whether nobody else reads in that chat, as it was found.
    is_alone: OnceCell<bool>,
}

/// Connects, finds out who we are, and finds both chats.
pub async fn connect(
    settings: Settings,
    store: Arc<SessionStore>,
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<(Grammers, AccountInfo), ConnectError> {
    connect_within(None, settings, store, clock, randomness).await
}

/// The same for whoever has other work, too: Telegram is waited for no longer than `patience` where both chats were
/// found before. Calls are not sent until it is there.
pub async fn connect_within(
    patience: Option<Duration>,
    settings: Settings,
    store: Arc<SessionStore>,
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<(Grammers, AccountInfo), ConnectError> {
    let connection = begin(&settings, store, clock, randomness)?;
    let known =
        patience.and_then(|patience| Some((patience, known_chats(&connection, &settings)?)));
    let finding = find_chats(&connection, &settings);
    let found = match known {
        None => finding.await,
        Some((patience, known)) => match timeout(patience, finding).await {
            Ok(found) => {
                found.or_else(|error| if is_passing(&error) { Ok(known) } else { Err(error) })
            }
            Err(_) => Ok(known),
        },
    };
    let (tribute, moderators, account) = match found {
        Ok(found) => found,
        Err(error) => {
            // Whoever gets the error may open the session again.
            connection.shutdown().await;
            return Err(error);
        }
    };
    connection.know_chats(tribute.id, moderators.id);
    let messenger = Grammers {
        connection,
        is_alone: OnceCell::new(),
        seller: account.seller,
        tribute,
        moderators: watch::Sender::new(moderators),
        moderators_address: settings.moderators,
    };
    if messenger.is_up() {
        // Asked now, or when it is first needed.
        let _ = messenger.is_alone().await;
    } else {
        warn!("Telegram can't be reached yet; its orders wait");
    }
    Ok((messenger, account))
}

/// Whether it may be over by itself.
fn is_passing(error: &ConnectError) -> bool {
    let is_away = matches!(
        error,
        ConnectError::Unreachable(_) | ConnectError::Call(_) | ConnectError::Proxy(_)
    );
    is_away && error.exit() == Exit::Failed
}

/// Both chats where they were found before. What has become of them since, the calls about them will show.
fn known_chats(
    connection: &Connection,
    settings: &Settings,
) -> Option<(Place, Place, AccountInfo)> {
    let store = connection.store();
    let (seller, bot) = (store.seller()?, settings.tribute_id);
    let tribute = chats::known_tribute(store, &settings.tribute_username, bot)?;
    let place = chats::known_moderators(store, &settings.moderators)?;
    let place = Place { topic: settings.topic, ..place };
    let id = place.id.bot_api_dialog_id()?;
    let moderators = ModeratorsChat { id, title: Untrusted::new(""), public: false };
    let is_theirs = place.id != tribute.id;
    is_theirs.then(|| (tribute, place, AccountInfo { seller, live: store.is_live(), moderators }))
}

/// Begins to connect with a session that has a key: a new one would be nobody's.
pub(super) fn begin(
    settings: &Settings,
    store: Arc<SessionStore>,
    clock: SharedClock,
    randomness: SharedRandomness,
) -> Result<Connection, ConnectError> {
    if store.string_session().is_none() {
        return Err(Fatal::NotLoggedIn.into());
    }
    let Settings { api_id, limits, proxy, .. } = settings;
    Ok(Connection::open(*api_id, *limits, store, proxy.clone(), clock, randomness))
}

async fn find_chats(
    connection: &Connection,
    settings: &Settings,
) -> Result<(Place, Place, AccountInfo), ConnectError> {
    let mut retry = StartupRetry::new(settings);
    retry.run(|| connection.ready(settings.connect_timeout)).await?;
    let store = connection.store();
    let unknown = || ConnectError::unreachable("nobody said who is logged in");
    let seller = store.seller().ok_or_else(unknown)?;
    let (username, bot) = (&settings.tribute_username, settings.tribute_id);
    let tribute = retry.run(|| chats::find_tribute(connection, username, bot)).await?;
    let moderators =
        || chats::moderators::find(connection, &settings.moderators, settings.topic, bot);
    let (place, moderators) = retry.run(moderators).await?;
    Ok((tribute, place, AccountInfo { seller, live: store.is_live(), moderators }))
}

impl Grammers {
    /// Hangs up.
    pub async fn shutdown(self) {
        self.connection.shutdown().await;
    }

    /// The end that came, if one did: every call says it from then on.
    pub fn fatal(&self) -> Option<Fatal> {
        self.connection.fatal()
    }

    /// Whether there is a connection now.
    pub fn is_up(&self) -> bool {
        self.connection.is_up()
    }

    /// Waits until there is a connection.
    pub async fn up(&self) {
        self.connection.up().await;
    }

    /// Says whenever the connection comes or goes, for as long as this is waited for.
    pub async fn tell_connection(&self, is_up: &watch::Sender<bool>) -> Infallible {
        self.connection.tell(is_up).await
    }

    async fn is_alone(&self) -> Result<bool, CallError> {
        let ask = || async {
            let found = audience(&self.connection, self.place(Chat::Moderators)).await?;
            Ok(found.others == Some(0))
        };
        self.is_alone.get_or_try_init(ask).await.copied()
    }

    /// The session it runs on, for what is [remembered](SessionStore::remember) beside the journal.
    pub fn session(&self) -> &SessionStore {
        self.connection.store()
    }

    /// Where the account is logged in, a line each; empty when nobody says.
    pub async fn devices(&self) -> String {
        let request = functions::account::GetAuthorizations {};
        let answer = self.connection.invoke(&request).await;
        answer.map_or_else(|_| String::new(), own_account::devices)
    }

    fn place(&self, chat: Chat) -> Place {
        match chat {
            Chat::Tribute => self.tribute,
            Chat::Moderators => *self.moderators.borrow(),
        }
    }

    fn reader(&self, chat: Chat) -> Reader {
        Reader { seller: self.seller, chat: self.place(chat).id }
    }
}

/// Between two tries, when Telegram does not say how long to wait.
const PAUSE: Duration = Duration::from_secs(1);
/// Telegram counts whole seconds.
const ROUNDING: Duration = Duration::from_millis(500);

/// While the chats are looked for on a start: what may still be waited for.
///
/// Looking a name up is limited. A program that gives up is started again by its service manager,
/// asks again, and is told to wait longer every time: so the wait is kept here.
struct StartupRetry {
    /// Until when trouble is taken for passing.
    deadline: Instant,
    pause: Duration,
    /// How long Telegram may still ask us to wait.
    flood_left: Duration,
}

impl StartupRetry {
    fn new(settings: &Settings) -> Self {
        Self {
            deadline: Instant::now() + settings.connect_timeout,
            pause: PAUSE.min(settings.limits.pause_max),
            flood_left: settings.limits.flood,
        }
    }

    async fn run<T, F>(&mut self, work: impl Fn() -> F) -> Result<T, ConnectError>
    where
        F: Future<Output = Result<T, ConnectError>>,
    {
        loop {
            match work().await {
                Ok(done) => return Ok(done),
                Err(error) => self.after(error).await?,
            }
        }
    }

    /// Waits until it makes sense to try again; an error that no waiting mends comes back.
    async fn after(&mut self, error: ConnectError) -> Result<(), ConnectError> {
        match error {
            ConnectError::Call(CallError::FloodWait(wait)) if wait <= self.flood_left => {
                warn!(?wait, "Telegram asks to wait before the chats are looked for");
                self.flood_left -= wait;
                self.deadline += wait;
                sleep(wait + ROUNDING).await;
                Ok(())
            }
            ConnectError::Call(CallError::Unknown(_)) | ConnectError::Unreachable(_)
                if Instant::now() < self.deadline =>
            {
                info!(%error, "the chats are looked for again");
                sleep(self.pause).await;
                Ok(())
            }
            error => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_telegram_asks_for_is_not_taken_from_the_time_to_connect() {
        let mut retry = StartupRetry::new(&Settings {
            api_id: 1,
            tribute_username: "tribute".to_owned(),
            tribute_id: UserId(1),
            moderators: ModeratorsAddress::Me,
            topic: None,
            proxy: None,
            connect_timeout: Duration::from_secs(1),
            limits: Limits::default(),
        });
        let (begun, wait) = (Instant::now(), Duration::from_mins(10));
        let flood = CallError::FloodWait(wait);
        retry.after(flood.into()).await.unwrap();
        assert!(begun.elapsed() >= wait);
        let trouble = || ConnectError::Unreachable("refused".to_owned());
        retry.after(trouble()).await.unwrap();
        retry.after(trouble()).await.unwrap_err();
    }
}
