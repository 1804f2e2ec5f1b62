//! The floor: a bare grammers client that makes the round trips of an order and does nothing else. It keeps no
//! journal, believes what it is sent, and repeats nothing. The bench runs itself as this process.

use std::collections::BTreeSet;
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::num::NonZeroUsize;
use std::sync::Arc;

use grammers_client::message::InputMessage;
use grammers_client::sender::ConnectionParams;
use grammers_client::session::SessionData;
use grammers_client::session::storages::MemorySession;
use grammers_client::session::types::{DcOption, PeerRef};
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::{enums, functions};
use grammers_client::{Client, SenderPool};
use jiff::Timestamp;
use standardwebhooks::Webhook;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Semaphore};
use tribute_agent::telegram::string_session::StringSession;

use crate::stage::Login;

/// More than ever wait in the bench.
const UPDATES_WAITING_MAX: NonZeroUsize = NonZeroUsize::new(100_000).unwrap();
/// Calls that wait for their answers; the sandbox closes a connection with more than 256.
const TASKS_MAX: usize = 64;
const ACCOUNT_DIGITS: usize = 8;

struct Floor {
    client: Client,
    bot: PeerRef,
    /// What an order's id begins with.
    order_prefix: String,
    shop: Mutex<BufReader<TcpStream>>,
    /// The request's line and its first header.
    request: String,
    webhook: Webhook,
    places: Semaphore,
}

/// Runs until the process is ended from outside.
pub async fn run(login: &Login) {
    let parameters = ConnectionParams {
        updates_channel_capacity: UPDATES_WAITING_MAX,
        ..ConnectionParams::default()
    };
    let session = Arc::new(session(&login.string_session));
    let mut pool = SenderPool::with_configuration(session, login.api_id, parameters);
    let client = Client::new(pool.handle);
    tokio::spawn(pool.runner.run());
    let bot = client.resolve_username(&login.bot).await.unwrap().unwrap();
    let bot = bot.to_ref().await.unwrap().unwrap();
    let (host, path) = login.shop_url.trim_start_matches("http://").split_once('/').unwrap();
    let floor = Arc::new(Floor {
        bot,
        order_prefix: format!("test-{}-{}", login.seller_id, login.bot_id),
        shop: Mutex::new(BufReader::new(TcpStream::connect(host).await.unwrap())),
        request: format!("POST /{path} HTTP/1.1\r\nhost: {host}\r\n"),
        webhook: Webhook::new(&login.shop_secret).unwrap(),
        places: Semaphore::new(TASKS_MAX),
        client,
    });
    floor.listen().await;
    let (mut seen, mut read_through) = (BTreeSet::new(), 0);
    floor.catch_up(&mut seen, &mut read_through).await;
    while let Some(update) = pool.updates.recv().await {
        let updates = match update {
            UpdatesLike::Updates(enums::Updates::Updates(updates)) => updates.updates,
            // So much has come at once that the rest is to be asked for.
            UpdatesLike::Updates(enums::Updates::TooLong) => {
                floor.catch_up(&mut seen, &mut read_through).await;
                continue;
            }
            // It did not read as fast as it was sent.
            UpdatesLike::ConnectionClosed => {
                floor.listen().await;
                floor.catch_up(&mut seen, &mut read_through).await;
                continue;
            }
            _ => continue,
        };
        for update in updates {
            if let enums::Update::NewMessage(new) = update
                && let enums::Message::Message(message) = new.message
                && !message.out
                && seen.insert(message.id)
            {
                let data = message.reply_markup.as_ref().and_then(button);
                tokio::spawn(Arc::clone(&floor).take(message.id, data));
            }
        }
    }
}

fn session(text: &str) -> MemorySession {
    let login = StringSession::decode(text).unwrap();
    let SocketAddr::V4(address) = login.address else { panic!("the sandbox listens on IPv4") };
    let mut data = SessionData { home_dc: login.data_centre.into(), ..SessionData::default() };
    data.dc_options.clear(); // they would lead to the real Telegram
    let option = DcOption {
        id: login.data_centre.into(),
        ipv4: address,
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, address.port(), 0, 0),
        auth_key: Some(*login.auth_key.expose()),
    };
    data.dc_options.insert(option.id, option);
    data.into()
}

impl Floor {
    /// From now on updates come.
    async fn listen(&self) {
        self.client.invoke(&functions::updates::GetState {}).await.unwrap();
    }

    /// Takes what stands in the chat and was not seen yet.
    async fn catch_up(self: &Arc<Self>, seen: &mut BTreeSet<i32>, read_through: &mut i32) {
        let (mut history, from) = (self.client.iter_messages(self.bot), *read_through);
        while let Some(message) = history.next().await.unwrap() {
            if message.id() <= from {
                break;
            }
            *read_through = message.id().max(*read_through);
            if !message.outgoing() && seen.insert(message.id()) {
                let data = message.reply_markup().as_ref().and_then(button);
                tokio::spawn(Arc::clone(self).take(message.id(), data));
            }
        }
    }

    /// A message with a button is a confirmation; any other is an order.
    async fn take(self: Arc<Self>, message_id: i32, data: Option<Vec<u8>>) {
        let _place = self.places.acquire().await.unwrap();
        match data {
            Some(data) => self.press(message_id, data).await,
            None => Box::pin(self.fulfil(message_id)).await,
        }
    }

    async fn fulfil(&self, message_id: i32) {
        let read = self.client.get_messages_by_id(self.bot, &[message_id]).await.unwrap();
        let Some(account) = read[0].as_ref().and_then(|message| account(message.text())) else {
            return;
        };
        self.activate(message_id, &account).await;
        let reply = InputMessage::new().text("Done").reply_to(Some(message_id));
        Box::pin(self.client.send_message(self.bot, reply)).await.unwrap();
    }

    async fn activate(&self, message_id: i32, account: &str) {
        let now = Timestamp::now();
        let (at, timestamp) = (now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), now.as_second());
        let order_id = format!("{}-{message_id}", self.order_prefix);
        let body = serde_json::json!({
            "type": "order.activate",
            "timestamp": at,
            "livemode": false,
            "data": {
                "order_id": order_id,
                "account_id": account,
                "product": { "name": "?" },
                "customer": {},
                "ordered_at": at,
            },
        });
        let (start, body) = (&self.request, body.to_string());
        let length = body.len();
        let signature = self.webhook.sign(&order_id, timestamp, body.as_bytes()).unwrap();
        let request = format!(
            "{start}content-length: {length}\r\n\
             webhook-id: {order_id}\r\nwebhook-timestamp: {timestamp}\r\n\
             webhook-signature: {signature}\r\n\r\n{body}"
        );
        let mut shop = self.shop.lock().await;
        shop.write_all(request.as_bytes()).await.unwrap();
        let (mut line, mut length) = (String::new(), 0);
        while shop.read_line(&mut line).await.unwrap() > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        shop.read_exact(&mut vec![0; length]).await.unwrap();
    }

    async fn press(&self, msg_id: i32, data: Vec<u8>) {
        let press = functions::messages::GetBotCallbackAnswer {
            game: false,
            peer: self.bot.into(),
            msg_id,
            data: Some(data),
            password: None,
        };
        self.client.invoke(&press).await.unwrap();
    }
}

fn button(markup: &enums::ReplyMarkup) -> Option<Vec<u8>> {
    let enums::ReplyMarkup::ReplyInlineMarkup(markup) = markup else { return None };
    let enums::KeyboardInlineButtonRow::Row(row) = markup.rows.first()?;
    let enums::KeyboardInlineButton::Button(button) = row.buttons.first()?;
    match &button.r#type {
        enums::InlineButtonType::Callback(callback) => Some(callback.data.clone()),
        _ => None,
    }
}

fn account(text: &str) -> Option<String> {
    let mut words = text.split(|character: char| !character.is_ascii_digit());
    words.rfind(|word| word.len() == ACCOUNT_DIGITS).map(str::to_owned)
}
