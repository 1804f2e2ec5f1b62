//! A seller of the tests' own: grammers, unpatched, told exactly what to do.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
use std::num::NonZeroUsize;
use std::sync::Arc;

use base64::Engine as _;
use grammers_client::sender::{ConnectionParams, InvocationError, NoRetries, SenderPool};
use grammers_client::session::SessionData;
use grammers_client::session::storages::MemorySession;
use grammers_client::session::types::DcOption;
use grammers_client::{Client, tl};
use telegram_sandbox::Running;
use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::world::{Peer, World};
use tokio::task::JoinHandle;
use tribute_agent::machine::{Machine, Randomness as _};

use super::soon;

/// The seller's client.
pub struct Seller {
    client: Client,
    world: World,
    pool: JoinHandle<()>,
}

impl Drop for Seller {
    fn drop(&mut self) {
        self.pool.abort();
    }
}

impl Seller {
    /// Connects with nothing but what the sandbox's first line says, and asks where it stands.
    pub async fn connect(running: &Running) -> Self {
        let ready = running.ready();
        let mut data = SessionData::default();
        data.dc_options.clear(); // nothing may ever leave loopback
        data.home_dc = ready.dc_id;
        data.dc_options.insert(ready.dc_id, decode(&ready.seller.string_session));
        let session = Arc::new(MemorySession::from(data));
        let pool = SenderPool::with_configuration(session, ready.api_id, parameters());
        let seller = Self {
            client: Client::new(pool.handle),
            world: running.world().clone(),
            pool: tokio::spawn(pool.runner.run()),
        };
        let state = tl::functions::updates::GetState {};
        seller.invoke(&state).await.unwrap();
        seller
    }

    pub async fn invoke<R: tl::RemoteCall>(
        &self,
        request: &R,
    ) -> Result<R::Return, InvocationError> {
        soon(self.client.invoke(request)).await
    }

    /// Says something; the id it stands under.
    pub async fn say(&self, to: Peer, text: &str, reply_to: Option<i32>, random_id: i64) -> i32 {
        let request = self.sending(to, text, reply_to, random_id);
        match self.invoke(&request).await.unwrap() {
            tl::enums::Updates::UpdateShortSentMessage(sent) => sent.id,
            tl::enums::Updates::Updates(updates) => updates
                .updates
                .iter()
                .find_map(|update| match update {
                    tl::enums::Update::MessageId(sent) => Some(sent.id),
                    _ => None,
                })
                .expect("the answer names the message"),
            other => panic!("an answer that names no message: {other:?}"),
        }
    }

    /// The request that says something.
    pub fn sending(
        &self,
        to: Peer,
        text: &str,
        reply_to: Option<i32>,
        random_id: i64,
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
            peer: self.peer(to),
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

    /// Replies to a message of the bot's.
    pub async fn reply(&self, message_id: i32, text: &str) -> i32 {
        let random_id = Machine.next_u64().cast_signed();
        self.say(Peer::User(TRIBUTE), text, Some(message_id), random_id).await
    }

    /// A message of the bot's chat as it stands now.
    pub async fn message(&self, message_id: i32) -> Option<tl::types::Message> {
        let request = tl::functions::messages::GetMessages {
            id: vec![tl::types::InputMessageId { id: message_id }.into()],
        };
        let messages = match self.invoke(&request).await.unwrap() {
            tl::enums::messages::Messages::Messages(found) => found.messages,
            other => panic!("not the messages that were asked for: {other:?}"),
        };
        messages.into_iter().find_map(|message| match message {
            tl::enums::Message::Message(message) => Some(message),
            _ => None,
        })
    }

    /// The labels and data of the inline buttons under a message.
    pub async fn buttons(&self, message_id: i32) -> Vec<(String, Vec<u8>)> {
        let markup = self.message(message_id).await.and_then(|it| it.reply_markup);
        let Some(tl::enums::ReplyMarkup::ReplyInlineMarkup(markup)) = markup else {
            return Vec::new();
        };
        let rows = markup.rows.into_iter().map(|row| match row {
            tl::enums::KeyboardInlineButtonRow::Row(row) => row.buttons,
        });
        rows.flatten()
            .filter_map(|button| {
                let tl::enums::KeyboardInlineButton::Button(button) = button;
                match button.r#type {
                    tl::enums::InlineButtonType::Callback(callback) => {
                        Some((button.text, callback.data))
                    }
                    _ => None,
                }
            })
            .collect()
    }

    /// Presses an inline button; Telegram's name of the error, when there is one.
    pub async fn press(
        &self,
        message_id: i32,
        data: &[u8],
    ) -> Result<tl::types::messages::BotCallbackAnswer, String> {
        let request = tl::functions::messages::GetBotCallbackAnswer {
            game: false,
            peer: self.peer(Peer::User(TRIBUTE)),
            msg_id: message_id,
            data: Some(data.to_vec()),
            password: None,
        };
        match self.invoke(&request).await {
            Ok(tl::enums::messages::BotCallbackAnswer::Answer(answer)) => Ok(answer),
            Err(InvocationError::Rpc(error)) => Err(error.name),
            Err(other) => panic!("no answer to a press: {other}"),
        }
    }

    fn peer(&self, peer: Peer) -> tl::enums::InputPeer {
        let access_hash = self.world.access_hash(SELLER, peer);
        match peer {
            Peer::User(user) => tl::types::InputPeerUser { user_id: user.0, access_hash }.into(),
            Peer::Group(group) => tl::types::InputPeerChat { chat_id: group.0 }.into(),
            Peer::Supergroup(group) => {
                tl::types::InputPeerChannel { channel_id: group.0, access_hash }.into()
            }
        }
    }
}

fn reply_header(message_id: i32) -> tl::enums::InputReplyTo {
    tl::types::InputReplyToMessage {
        reply_to_msg_id: message_id,
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

/// Telethon's `StringSession`, read as its documentation says.
fn decode(session: &str) -> DcOption {
    let bytes = base64::engine::general_purpose::URL_SAFE
        .decode(session.strip_prefix('1').expect("version 1"))
        .unwrap();
    let port = u16::from_be_bytes([bytes[5], bytes[6]]);
    DcOption {
        id: i32::from(bytes[0]),
        ipv4: SocketAddrV4::new(Ipv4Addr::new(bytes[1], bytes[2], bytes[3], bytes[4]), port),
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, port, 0, 0),
        auth_key: Some(bytes[7..].try_into().expect("a key of 256 bytes")),
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
