//! What `doctor` asks Telegram: who we are, and whether the two chats are what they should be.
//!
//! Asked one by one, so that one bad answer hides no other; nothing is said in any chat but by
//! [`Examination::send_test_message`].

mod audience;

use std::sync::Arc;

use grammers_tl_types::{enums, functions};
use jiff::SignedDuration;

use super::ConnectError;
use super::chats::{self, Place};
use super::connection::Connection;
use super::messenger::{self, sending::message_of};
use super::session::SessionStore;
use super::{CallError, Outgoing, Settings};
use crate::machine::{SharedClock, SharedRandomness};
use crate::order::{Untrusted, UserId};

pub use audience::{Audience, Openness};

/// A connection to ask on.
pub struct Examination {
    connection: Connection,
    settings: Settings,
}

/// Whose login it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The number.
    pub id: UserId,
    /// The name that others see.
    pub name: Untrusted,
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
        let request = functions::users::GetUsers {
            id: vec![enums::InputUser::UserSelf],
        };
        let answer = self.connection.invoke(&request).await?;
        let Some(enums::User::User(me)) = answer.into_iter().next() else {
            return Err(ConnectError::Unreachable(
                "nobody said who is logged in".to_owned(),
            ));
        };
        let names = [me.first_name, me.last_name];
        let name: Vec<String> = names.into_iter().flatten().collect();
        Ok(Account {
            id: UserId(me.id),
            name: Untrusted::new(name.join(" ")),
        })
    }

    /// Asks who has the name of Tribute's bot now, whatever was known of it.
    pub async fn tribute(&self) -> Result<(), ConnectError> {
        let Settings {
            tribute_username,
            tribute_id,
            ..
        } = &self.settings;
        chats::tribute::resolve(&self.connection, tribute_username, *tribute_id)
            .await
            .map(drop)
    }

    /// Finds the moderators' chat, and sees that we may write there.
    pub async fn moderators(&self) -> Result<ModeratorsPlace, ConnectError> {
        let Settings {
            moderators,
            tribute_id,
            ..
        } = &self.settings;
        let (place, chat) =
            chats::moderators::find(&self.connection, moderators, *tribute_id).await?;
        Ok(ModeratorsPlace { place, chat })
    }

    /// Who reads there, and who could come in.
    pub async fn audience(&self, moderators: &ModeratorsPlace) -> Result<Audience, CallError> {
        let me = self.connection.store().seller();
        audience::of(
            &self.connection,
            moderators.place,
            moderators.chat.public,
            me,
        )
        .await
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
