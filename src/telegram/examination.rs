//! What `doctor` asks Telegram: who we are, and whether the two chats are what they should be.
//!
//! Asked one by one, so that one bad answer hides no other; nothing is said in any chat but by
//! [`Examination::send_test_message`].

use std::sync::Arc;

use grammers_client::tl::functions;
use jiff::SignedDuration;

use super::bot::{self, Credentials, Standing};
use super::chats::audience::audience;
use super::chats::{self, Place};
use super::connection::Connection;
use super::messenger::{self, sending::message_of};
use super::own_account::{Account, account_in, who_am_i};
use super::payments::{self, Invoice};
use super::session::SessionStore;
use super::{CallError, ConnectError, Outgoing, RING_AHEAD, Settings};
use crate::machine::{SharedClock, SharedRandomness};

pub use super::chats::audience::{Audience, Openness};

pub struct Examination {
    connection: Connection,
    settings: Settings,
    clock: SharedClock,
    randomness: SharedRandomness,
}

impl Examination {
    /// Connects, as `run` would. Whatever comes of it, [hang up](Self::end) afterwards. Without a key
    /// it does not: a new one would be nobody's.
    pub fn begin(
        settings: Settings,
        store: Arc<SessionStore>,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> Result<Self, ConnectError> {
        let (our_clock, our_randomness) = (clock.clone(), randomness.clone());
        let connection = messenger::begin(&settings, store, our_clock, our_randomness)?;
        Ok(Self { connection, settings, clock, randomness })
    }

    /// Waits for the connection, and asks who is logged in.
    pub async fn account(&self) -> Result<Account, ConnectError> {
        self.connection.ready(self.settings.connect_timeout).await?;
        let account = account_in(self.connection.invoke(&who_am_i()).await?);
        account.ok_or_else(|| ConnectError::unreachable("nobody said who is logged in"))
    }

    /// Asks who has the name of Tribute's bot now, whatever was known of it.
    pub async fn tribute(&self) -> Result<(), ConnectError> {
        let (username, id) = (&self.settings.tribute_username, self.settings.tribute_id);
        chats::resolve_tribute(&self.connection, username, id).await.map(drop)
    }

    /// Finds the moderators' chat, and sees that we may write there.
    pub async fn moderators(&self) -> Result<ModeratorsPlace, ConnectError> {
        let Settings { moderators, topic, tribute_id, .. } = &self.settings;
        let (place, chat) =
            chats::moderators::find(&self.connection, moderators, *topic, *tribute_id).await?;
        Ok(ModeratorsPlace { place, chat })
    }

    /// Who reads there, and who could come in.
    pub async fn audience(&self, moderators: &ModeratorsPlace) -> Result<Audience, CallError> {
        let audience = audience(&self.connection, moderators.place).await?;
        let openness = if moderators.chat.public { Openness::Public } else { audience.openness };
        Ok(Audience { openness, ..audience })
    }

    /// Looks who the owner's bot is, and what it may do in the moderators' chat.
    pub async fn bot(
        &self,
        moderators: &ModeratorsPlace,
        credentials: &Credentials,
    ) -> Result<(Account, Standing), ConnectError> {
        let (clock, randomness) = (self.clock.clone(), self.randomness.clone());
        let (seller, chat) = (self.connection.store(), moderators.chat.id);
        bot::examine(&self.settings, credentials, seller, chat, clock, randomness).await
    }

    /// Looks who the bot is that takes payments, and whether it can make links to these invoices, which nobody is given.
    pub async fn payments_bot(
        &self,
        credentials: &Credentials,
        invoices: &[Invoice],
    ) -> Result<(Account, Vec<Result<(), CallError>>), ConnectError> {
        let (clock, randomness) = (self.clock.clone(), self.randomness.clone());
        let (settings, seller) = (&self.settings, self.connection.store());
        payments::examination::examine(settings, credentials, seller, invoices, clock, randomness)
            .await
    }

    /// Says something in the moderators' chat, to hear whether a phone rings; where nobody else reads, a little later,
    /// so that the account's own does. Returns whether it comes later.
    pub async fn send_test_message(
        &self,
        moderators: &ModeratorsPlace,
        outgoing: &Outgoing,
    ) -> Result<bool, CallError> {
        let is_alone = self.audience(moderators).await.is_ok_and(|it| it.others == Some(0));
        let at = self.clock.now() + self.clock_offset() + RING_AHEAD;
        let at = i32::try_from(at.as_second()).ok();
        let request = functions::messages::SendMessage {
            schedule_date: at.filter(|_| is_alone),
            ..message_of(moderators.place, outgoing)
        };
        self.connection.invoke(&request).await.map(|_| is_alone)
    }

    pub fn clock_offset(&self) -> SignedDuration {
        self.connection.clock_offset()
    }

    pub async fn end(self) {
        self.connection.shutdown().await;
    }
}

#[derive(Clone, Debug)]
pub struct ModeratorsPlace {
    place: Place,
    pub chat: super::ModeratorsChat,
}
