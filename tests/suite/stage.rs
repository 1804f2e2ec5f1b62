//! A small Telegram with a seller, a bot and two groups; and real grammers clients in it.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use grammers_client::Client;
use grammers_client::sender::{
    ConnectionParams, InvocationError, NoRetries, SenderPool, UpdatesConfiguration, UpdatesReceiver,
};
use grammers_client::session::SessionData;
use grammers_client::session::storages::MemorySession;
use grammers_client::session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use grammers_client::tl;
use telegram_sandbox::datacentre::DataCentre;
use telegram_sandbox::world::{AuthKey, Peer, User, UserId, World, WorldEvent, WorldEvents};
use tokio::task::JoinHandle;

/// Long enough for anything on loopback, short enough to see a hang.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for something that has to come.
///
/// Boxed, as clients' futures are large.
pub fn soon<'a, T>(what: impl Future<Output = T> + 'a) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let what = Box::pin(what);
    Box::pin(async {
        let came = tokio::time::timeout(PATIENCE, what).await;
        came.expect("it never came")
    })
}

/// The world of the tests.
pub struct Stage {
    pub world: World,
    pub centre: DataCentre,
    pub seller: UserId,
    pub moderator: UserId,
    pub bot: UserId,
    pub group: Peer,
    pub supergroup: Peer,
    pub events: WorldEvents,
}

impl Stage {
    pub async fn new() -> Self {
        let world = World::new();
        let seller = world.add_user(User::human(1001, "Seller"));
        let moderator = world.add_user(User::human(1002, "Moderator").with_username("moderator"));
        let bot = world.add_user(User::bot(6_675_346_585, "Tribute", "tribute"));
        let group = world.add_group(7, "Basic", moderator, &[seller]);
        let supergroup = world.add_supergroup(8, "Super", moderator, &[seller]);
        let events = world.events();
        let centre = DataCentre::start(world.clone()).await.unwrap();
        Self { world, centre, seller, moderator, bot, group, supergroup, events }
    }

    /// The next thing that happens and is wanted; others are skipped.
    pub async fn until<T>(&mut self, wanted: impl Fn(&WorldEvent) -> Option<T>) -> T {
        soon(async {
            loop {
                let event = self.events.next().await.expect("the world goes on");
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        })
        .await
    }

    /// A new device of a user's, connected on its first request.
    pub fn device(&self, user: UserId) -> Device {
        Device::new(self, user, &self.world.logged_in_key(user))
    }
}

/// A grammers client of one user.
pub struct Device {
    pub client: Client,
    pub user: UserId,
    world: World,
    session: Arc<MemorySession>,
    handle: grammers_client::sender::SenderPoolFatHandle,
    updates: Option<tokio::sync::mpsc::Receiver<grammers_client::session::updates::UpdatesLike>>,
    pool: JoinHandle<()>,
}

impl Drop for Device {
    fn drop(&mut self) {
        self.pool.abort();
    }
}

fn parameters() -> ConnectionParams {
    ConnectionParams {
        device_model: String::from("Test"),
        system_version: String::from("1"),
        app_version: String::from("1"),
        system_lang_code: String::from("en"),
        lang_code: String::from("en"),
        use_ipv6: false,
        retry_policy: Box::new(NoRetries),
        updates_channel_capacity: NonZeroUsize::new(100).unwrap(),
        __non_exhaustive: (),
    }
}

impl Device {
    pub fn new(stage: &Stage, user: UserId, key: &AuthKey) -> Self {
        Self::at(&stage.centre, &stage.world, user, key)
    }

    /// A device in any world.
    pub fn at(centre: &DataCentre, world: &World, user: UserId, key: &AuthKey) -> Self {
        let SocketAddr::V4(address) = centre.address() else {
            panic!("the data centre listens on IPv4");
        };
        let mut data = SessionData::default();
        data.dc_options.clear(); // nothing may ever leave loopback
        data.home_dc = centre.dc_id();
        data.dc_options.insert(
            centre.dc_id(),
            DcOption {
                id: centre.dc_id(),
                ipv4: address,
                ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, address.port(), 0, 0),
                auth_key: Some(*key.bytes()),
            },
        );
        data.peer_infos.insert(
            PeerId::self_user(),
            PeerInfo::User { id: user.0, auth: None, bot: Some(false), is_self: Some(true) },
        );
        Self::with_session(world, user, Arc::new(MemorySession::from(data)))
    }

    fn with_session(world: &World, user: UserId, session: Arc<MemorySession>) -> Self {
        let pool = SenderPool::with_configuration(Arc::clone(&session), 1, parameters());
        let SenderPool { runner, handle, updates } = pool;
        Self {
            client: Client::new(handle.clone()),
            user,
            world: world.clone(),
            session,
            handle,
            updates: Some(updates),
            pool: tokio::spawn(runner.run()),
        }
    }

    /// The same device after its program ended and was started again.
    pub fn restarted(&self) -> Self {
        Self::with_session(&self.world, self.user, Arc::clone(&self.session))
    }

    /// The updates as they come in, whatever they are.
    pub fn updates(
        &mut self,
    ) -> tokio::sync::mpsc::Receiver<grammers_client::session::updates::UpdatesLike> {
        self.updates.take().expect("listens once")
    }

    pub async fn invoke<R: tl::RemoteCall>(
        &self,
        request: R,
    ) -> Result<R::Return, InvocationError> {
        soon(self.client.invoke(&request)).await
    }

    /// Telegram's name of the error that the request ends in.
    pub async fn refused<R: tl::RemoteCall>(&self, request: R) -> String {
        match self.invoke(request).await {
            Ok(_) => panic!("it was not refused"),
            Err(InvocationError::Rpc(error)) => error.name,
            Err(other) => panic!("no refusal, but {other}"),
        }
    }

    /// The updates from where this session stood on.
    pub async fn listen(&mut self) -> UpdatesReceiver {
        use grammers_client::session::Session;
        // The supergroup's hash, which a difference of it needs.
        for peer in [Peer::Supergroup(telegram_sandbox::world::SupergroupId(8))] {
            let info = PeerInfo::Channel {
                id: 8,
                auth: Some(PeerAuth::from_hash(self.world.access_hash(self.user, peer))),
                kind: None,
            };
            self.session.cache_peer(info).await.unwrap();
        }
        UpdatesReceiver::create(
            self.handle.thin.clone(),
            self.handle.session.clone(),
            self.updates.take().expect("listens once"),
            UpdatesConfiguration { catch_up: true },
        )
        .await
        .unwrap()
    }

    /// A peer as this user's clients have to name it.
    pub fn input(&self, peer: Peer) -> tl::enums::InputPeer {
        let access_hash = self.world.access_hash(self.user, peer);
        match peer {
            Peer::User(user) => tl::types::InputPeerUser { user_id: user.0, access_hash }.into(),
            Peer::Group(group) => tl::types::InputPeerChat { chat_id: group.0 }.into(),
            Peer::Supergroup(group) => {
                tl::types::InputPeerChannel { channel_id: group.0, access_hash }.into()
            }
        }
    }

    /// A supergroup as this user's clients have to name it.
    pub fn input_channel(&self, peer: Peer) -> tl::enums::InputChannel {
        match self.input(peer) {
            tl::enums::InputPeer::Channel(it) => {
                tl::types::InputChannel { channel_id: it.channel_id, access_hash: it.access_hash }
                    .into()
            }
            other => panic!("no supergroup: {other:?}"),
        }
    }

    pub async fn send(
        &self,
        to: Peer,
        text: &str,
        random_id: i64,
        reply_to: Option<i32>,
    ) -> Result<tl::enums::Updates, InvocationError> {
        self.invoke(self.sending(to, text, random_id, reply_to)).await
    }

    pub fn sending(
        &self,
        to: Peer,
        text: &str,
        random_id: i64,
        reply_to: Option<i32>,
    ) -> tl::functions::messages::SendMessage {
        tl::functions::messages::SendMessage {
            no_webpage: true,
            silent: false,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: self.input(to),
            reply_to: reply_to.map(reply_header),
            message: text.to_owned(),
            random_id,
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
            rich_message: None,
        }
    }

    /// The newest messages of a chat, newest first.
    pub async fn history(&self, peer: Peer, limit: i32) -> Vec<tl::enums::Message> {
        let request = tl::functions::messages::GetHistory {
            peer: self.input(peer),
            offset_id: 0,
            offset_date: 0,
            add_offset: 0,
            limit,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        messages(self.invoke(request).await.unwrap())
    }
}

fn reply_header(id: i32) -> tl::enums::InputReplyTo {
    tl::types::InputReplyToMessage {
        reply_to_msg_id: id,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    }
    .into()
}

/// The messages in an answer.
pub fn messages(answer: tl::enums::messages::Messages) -> Vec<tl::enums::Message> {
    match answer {
        tl::enums::messages::Messages::Messages(it) => it.messages,
        tl::enums::messages::Messages::Slice(it) => it.messages,
        tl::enums::messages::Messages::ChannelMessages(it) => it.messages,
        tl::enums::messages::Messages::NotModified(_) => Vec::new(),
    }
}

/// A message with a text.
pub fn text(message: &tl::enums::Message) -> &str {
    match message {
        tl::enums::Message::Message(it) => &it.message,
        _ => "",
    }
}

/// The id under which an answer says that a message stands.
pub fn sent_id(updates: &tl::enums::Updates) -> i32 {
    match updates {
        tl::enums::Updates::UpdateShortSentMessage(it) => it.id,
        tl::enums::Updates::Updates(it) => it
            .updates
            .iter()
            .find_map(|update| match update {
                tl::enums::Update::MessageId(it) => Some(it.id),
                _ => None,
            })
            .expect("the answer names the message"),
        other => panic!("no answer to sendMessage: {other:?}"),
    }
}
