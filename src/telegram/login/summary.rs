//! After the login: what is kept of it, and what the account looks like.

use grammers_client::Client;
use grammers_client::peer::Peer;
use grammers_client::tl::{enums, functions};

use super::{Failure, Login, LoginError};
use crate::telegram::connection::isolated;
use crate::telegram::own_account::Account;
use crate::telegram::session::{SessionError, SessionStore};

/// So many chats are looked at; Telegram's own limit for one question.
const CHATS_LOOKED_AT: usize = 100;
/// Telegram's own account: everybody has a chat with it.
const TELEGRAM: i64 = 777_000;
/// By this name Telegram says that an account is frozen.
const FROZEN_SINCE: &str = "freeze_since_date";

/// What the account's newest chats tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountChats {
    /// How many of them are with people.
    pub private: usize,
    /// Whether one of them is with Tribute's bot.
    pub has_tribute: bool,
}

/// Somebody is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSummary {
    pub account: Account,
    /// Their newest chats; `None`: those could not be read, and do not matter.
    pub chats: Option<AccountChats>,
}

impl<P> Login<'_, P> {
    /// Keeps the login in the session, if it is one for this session; then looks around.
    pub(super) async fn finish(
        &mut self,
        store: &SessionStore,
        account: Account,
    ) -> Result<LoginSummary, LoginError> {
        if let Err(error) = store.set_seller(account.id) {
            // Nobody is to stay logged in with a session that is somebody else's.
            if matches!(error, SessionError::OtherAccount { .. }) {
                let sign_out = |client: Client| async move { Ok(client.sign_out().await?) };
                if self.connection.call(sign_out).await.is_ok() {
                    store.forget_keys()?;
                }
            }
            return Err(error.into());
        }
        if self.is_frozen().await {
            return Err(LoginError::frozen());
        }
        Ok(LoginSummary { account, chats: self.look_around().await.ok() })
    }

    /// Frozen accounts can log in; what tells of it is the configuration for applications.
    async fn is_frozen(&mut self) -> bool {
        use enums::{Jsonvalue as Value, help::AppConfig};
        let request = functions::help::GetAppConfig { hash: 0 };
        let Ok(AppConfig::Config(answer)) = self.connection.invoke_again(&request).await else {
            return false;
        };
        let Value::JsonObject(config) = answer.config else {
            return false;
        };
        config.value.iter().any(|entry| {
            let enums::JsonobjectValue::JsonObjectValue(entry) = entry;
            let is_set = matches!(&entry.value, Value::JsonNumber(number) if number.value > 0.0);
            entry.key == FROZEN_SINCE && is_set
        })
    }

    async fn look_around(&mut self) -> Result<AccountChats, Failure> {
        let newest = |client: Client| async move {
            let mut dialogs = client.iter_dialogs().limit(CHATS_LOOKED_AT);
            let mut peers = Vec::new();
            while let Some(dialog) = dialogs.next().await? {
                peers.push(dialog.peer);
            }
            Ok(peers)
        };
        let call = |client| async { Ok(isolated(Box::pin(newest(client))).await?) };
        let mut chats = AccountChats { private: 0, has_tribute: false };
        for peer in self.connection.call_again(call).await? {
            if let Peer::User(user) = peer
                && let Some(id) = user.id().bare_id()
            {
                let is_person = !user.is_bot() && !user.is_self() && id != TELEGRAM;
                chats.private += usize::from(is_person);
                chats.has_tribute |= id == self.settings.tribute.0;
            }
        }
        Ok(chats)
    }
}
