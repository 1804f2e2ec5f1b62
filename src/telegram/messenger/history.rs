//! Reading what stands in a chat.

use std::collections::HashMap;

use grammers_client::Client;
use grammers_client::session::types::{PeerKind, PeerRef};
use grammers_client::tl::enums::messages::Messages;
use grammers_client::tl::{enums, functions};
use jiff::SignedDuration;
use tracing::{info, warn};

use super::Grammers;
use crate::order::{MessageId, Untrusted, UserId};
use crate::telegram::chats::{Place, moderators};
use crate::telegram::{CallError, Chat, ChatReader, Message, Span, own_account};

type Names = HashMap<UserId, Untrusted>;

const PAGE_MAX: usize = 100;
/// Pages that one reading may take. Telegram may give less than a full page though there is more.
const PAGES_MAX: usize = 20;

impl ChatReader for Grammers {
    async fn bell(&self, chat: Chat) {
        self.connection.bell(chat).await;
    }

    async fn history(&self, chat: Chat, span: Span) -> Result<Vec<Message>, CallError> {
        let wanted = usize::try_from(span.limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut below = span.below;
        for _ in 0..PAGES_MAX {
            let missing = wanted - found.len();
            if missing == 0 || below.is_some_and(|below| below.0 <= span.above.0 + 1) {
                return Ok(found);
            }
            let limit = missing.min(PAGE_MAX);
            let (page, names, is_all) = self.page(chat, span.above, below, limit).await?;
            let Some(lowest) = page.last().map(enums::Message::id) else {
                return Ok(found);
            };
            let done = is_all && page.len() < limit;
            let reader = self.reader(chat);
            let with_name = |mut message: Message| {
                message.sender_name = message.sender.and_then(|id| names.get(&id).cloned());
                message
            };
            found.extend(page.into_iter().filter_map(|it| reader.read(it)).map(with_name));
            if done {
                return Ok(found);
            }
            below = Some(MessageId(lowest));
        }
        Err(CallError::Unknown("the history came in crumbs".to_owned()))
    }

    async fn messages(
        &self,
        chat: Chat,
        ids: &[MessageId],
    ) -> Result<Vec<Option<Message>>, CallError> {
        let place = self.place(chat);
        // Messages of Saved Messages carry our own id, which the library looks at.
        let peer = PeerRef { id: place.id, auth: place.peer.auth };
        let reader = self.reader(chat);
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(PAGE_MAX) {
            let ids: Vec<i32> = ids.iter().map(|id| id.0).collect();
            let call = |client: Client| async move { client.get_messages_by_id(peer, &ids).await };
            let messages = self.connection.call("messages.getMessages", call).await?.into_iter();
            found.extend(messages.map(|message| reader.read(message?.raw)));
        }
        Ok(found)
    }

    fn moderators_chat(&self) -> i64 {
        self.place(Chat::Moderators).id.bot_api_dialog_id().unwrap_or_default()
    }

    fn clock_offset(&self) -> SignedDuration {
        self.connection.clock_offset()
    }
}

impl Grammers {
    /// One page, newest first, holding nothing that was not asked for; how its people are called; and whether
    /// Telegram says that this is everything.
    async fn page(
        &self,
        chat: Chat,
        above: MessageId,
        below: Option<MessageId>,
        limit: usize,
    ) -> Result<(Vec<enums::Message>, Names, bool), CallError> {
        let place = self.place(chat);
        let request = functions::messages::GetHistory {
            peer: place.peer.into(),
            offset_id: below.map_or(0, |below| below.0),
            offset_date: 0,
            add_offset: 0,
            limit: i32::try_from(limit).unwrap_or(i32::MAX),
            max_id: 0,
            min_id: above.0,
            hash: 0,
        };
        let (mut page, chats, users, is_all) = match self.connection.invoke(&request).await? {
            Messages::Messages(all) => (all.messages, all.chats, all.users, true),
            Messages::Slice(slice) => (slice.messages, slice.chats, slice.users, false),
            Messages::ChannelMessages(slice) => (slice.messages, slice.chats, slice.users, false),
            Messages::NotModified(_) => (Vec::new(), Vec::new(), Vec::new(), true),
        };
        self.follow(chat, place, &chats)?;
        page.retain(|it| it.id() > above.0 && below.is_none_or(|below| it.id() < below.0));
        page.sort_by_key(|it| std::cmp::Reverse(it.id()));
        page.dedup_by_key(|it| it.id());
        page.truncate(limit);
        let accounts = users.into_iter().filter_map(own_account::account);
        Ok((page, accounts.map(|account| (account.id, account.name)).collect(), is_all))
    }

    /// A basic group that has become a supergroup is empty from now on: what is asked for is over
    /// there, under other numbers.
    fn follow(&self, chat: Chat, place: Place, chats: &[enums::Chat]) -> Result<(), CallError> {
        let supergroup = moderators::moved_to(place.peer.id, chats);
        let Some(supergroup) = supergroup.filter(|_| is_moderators_group(chat, place)) else {
            return Ok(());
        };
        info!(from = %place.id, to = %supergroup.id, "the moderators' chat has become a supergroup");
        self.moderators.send_replace(supergroup);
        self.connection.know_chats(self.tribute.id, supergroup.id);
        if let Err(error) = moderators::pin(&self.connection, &self.moderators_address, supergroup)
        {
            warn!(%error, "can't save where the moderators' chat has gone");
        }
        Err(CallError::Refused("CHAT_MIGRATED".to_owned()))
    }

    /// A basic group that refuses us may have become a supergroup: if it has, it is followed.
    pub(super) async fn after_refusal(&self, chat: Chat, refusal: CallError) -> CallError {
        let place = self.place(chat);
        if !is_moderators_group(chat, place) || !matches!(refusal, CallError::Refused(_)) {
            return refusal;
        }
        let request = moderators::of_group(place.peer);
        let Ok(chats) = moderators::chats(&self.connection, &request).await else {
            return refusal;
        };
        self.follow(chat, place, &chats).err().unwrap_or(refusal)
    }
}

fn is_moderators_group(chat: Chat, place: Place) -> bool {
    chat == Chat::Moderators && place.peer.id.kind() == PeerKind::Chat
}
