//! What `doctor` asks Telegram: who we are, and whether the two chats are what they should be.
//!
//! Asked one by one, so that one bad answer hides no other; nothing is said in any chat but by
//! [`Examination::send_test_message`].

mod audience;

use std::sync::Arc;

use jiff::SignedDuration;

use super::chats::{self, Place};
use super::connection::Connection;
use super::messenger::{self, sending::message_of};
use super::own_account::{Account, account_in, who_am_i};
use super::session::SessionStore;
use super::{CallError, ConnectError, Outgoing, Settings};
use crate::machine::{SharedClock, SharedRandomness};

pub use audience::{Audience, Openness};

/// A connection to ask on.
pub struct Examination {
    connection: Connection,
    settings: Settings,
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
        Ok(Self {
            connection: messenger::begin(&settings, store, clock, randomness)?,
            settings,
        })
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
        let found = chats::tribute::resolve(&self.connection, username, id).await;
        found.map(drop)
    }

    /// Finds the moderators' chat, and sees that we may write there.
    pub async fn moderators(&self) -> Result<ModeratorsPlace, ConnectError> {
        let (address, tribute) = (&self.settings.moderators, self.settings.tribute_id);
        let (place, chat) = chats::moderators::find(&self.connection, address, tribute).await?;
        Ok(ModeratorsPlace { place, chat })
    }

    /// Who reads there, and who could come in.
    pub async fn audience(&self, moderators: &ModeratorsPlace) -> Result<Audience, CallError> {
        let public = moderators.chat.public;
        audience::of(&self.connection, moderators.place, public).await
    }

    /// Says something in the moderators' chat, to hear whether a phone rings.
    pub async fn send_test_message(
        &self,
        moderators: &ModeratorsPlace,
        outgoing: &Outgoing,
    ) -> Result<(), CallError> {
        let request = message_of(moderators.place.peer, outgoing);
        self.connection.invoke(&request).await.map(drop)
    }

    /// Telegram's clock less this machine's.
    pub fn clock_offset(&self) -> SignedDuration {
        self.connection.clock_offset()
    }

    /// Hangs up.
    pub async fn end(self) {
        self.connection.shutdown().await;
    }
}

/// The moderators' chat, and how it is addressed.
#[derive(Clone, Debug)]
pub struct ModeratorsPlace {
    place: Place,
    /// What is known of it.
    pub chat: super::ModeratorsChat,
}
