//! After the login: what is kept of it, and what the account looks like.

use std::sync::Arc;

use grammers_session::Session as _;
use grammers_session::types::PeerInfo;
use grammers_tl_types::{enums, functions, types};

use super::line::Line;
use super::{Failure, LoginError, Settings};
use crate::order::{Untrusted, UserId};
use crate::telegram::session::{SessionError, SessionStore};

/// So many chats are looked at; Telegram's own limit for one question.
const CHATS_LOOKED_AT: i32 = 100;
/// Telegram's own account: everybody has a chat with it.
const TELEGRAM: i64 = 777_000;
/// By this name Telegram says that an account is frozen.
const FROZEN_SINCE: &str = "freeze_since_date";

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The number.
    pub id: UserId,
    /// The name they show.
    pub name: Untrusted,
    /// Without the `@`.
    pub username: Option<Untrusted>,
}

/// What the account's newest chats tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostInfo {
    /// How many of them are with people.
    pub private_chats: usize,
    /// Whether Tribute's bot is among them.
    pub tribute: bool,
}

/// Somebody is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// Who.
    pub account: Account,
    /// What is around them; `None`: that could not be found out, and does not matter.
    pub host: Option<HostInfo>,
}

impl Account {
    /// `Anna, @anna (id 777)`
    pub fn named(&self) -> String {
        let username = self.username.as_ref();
        let username = username.map_or_else(String::new, |name| format!(", @{name}"));
        format!("{}{username} (id {})", self.name, self.id)
    }
}

impl From<&types::User> for Account {
    fn from(user: &types::User) -> Self {
        let names = [&user.first_name, &user.last_name];
        let names: Vec<&str> = names.iter().filter_map(|name| name.as_deref()).collect();
        Self {
            id: UserId(user.id),
            name: Untrusted::new(names.join(" ")),
            username: user.username.clone().map(Untrusted::new),
        }
    }
}

/// Keeps the login in the session, if it is one for this session; then looks around.
pub(super) async fn take_in(
    line: &mut Line,
    settings: &Settings,
    store: &Arc<SessionStore>,
    user: &types::User,
) -> Result<Welcome, LoginError> {
    if let Err(error) = keep(store, user).await {
        // Nobody is to stay logged in with a session that is somebody else's.
        if matches!(error, SessionError::OtherAccount { .. })
            && line.call(&functions::auth::LogOut {}).await.is_ok()
        {
            store.forget_keys()?;
        }
        return Err(error.into());
    }
    if is_frozen(line).await {
        return Err(LoginError::Frozen);
    }
    Ok(Welcome {
        account: Account::from(user),
        host: look_around(line, settings.tribute).await.ok(),
    })
}

async fn keep(store: &SessionStore, user: &types::User) -> Result<(), SessionError> {
    store.set_seller(UserId(user.id))?;
    let mut info = PeerInfo::from(user);
    if let PeerInfo::User { is_self, .. } = &mut info {
        *is_self = Some(true);
    }
    store.cache_peer(info).await
}

/// Frozen accounts can log in; what tells of it is the configuration for applications.
async fn is_frozen(line: &mut Line) -> bool {
    let request = functions::help::GetAppConfig { hash: 0 };
    let Ok(enums::help::AppConfig::Config(answer)) = line.call_again(&request).await else {
        return false;
    };
    let enums::Jsonvalue::JsonObject(config) = answer.config else {
        return false;
    };
    config.value.iter().any(|entry| {
        let enums::JsonobjectValue::JsonObjectValue(entry) = entry;
        let is_set =
            matches!(&entry.value, enums::Jsonvalue::JsonNumber(number) if number.value > 0.0);
        entry.key == FROZEN_SINCE && is_set
    })
}

async fn look_around(line: &mut Line, tribute: UserId) -> Result<HostInfo, Failure> {
    let request = functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: CHATS_LOOKED_AT,
        hash: 0,
    };
    let (dialogs, users) = match line.call_again(&request).await? {
        enums::messages::Dialogs::Dialogs(all) => (all.dialogs, all.users),
        enums::messages::Dialogs::Slice(slice) => (slice.dialogs, slice.users),
        enums::messages::Dialogs::NotModified(_) => (Vec::new(), Vec::new()),
    };
    let partners: Vec<i64> = dialogs.iter().filter_map(partner).collect();
    let is_person = |id: &&i64| {
        users.iter().any(|user| match user {
            enums::User::User(user) => {
                user.id == **id && !user.bot && !user.is_self && user.id != TELEGRAM
            }
            enums::User::Empty(_) => false,
        })
    };
    Ok(HostInfo {
        private_chats: partners.iter().filter(is_person).count(),
        tribute: partners.contains(&tribute.0),
    })
}

fn partner(dialog: &enums::Dialog) -> Option<i64> {
    match dialog {
        enums::Dialog::Dialog(types::Dialog {
            peer: enums::Peer::User(user),
            ..
        }) => Some(user.user_id),
        _ => None,
    }
}
