//! A connection on which nobody is logged in yet.

use std::time::Duration;

use grammers_client::Client;
use grammers_client::session::Session as _;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::{RemoteCall, enums};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Failure;
use crate::telegram::ConnectError;
use crate::telegram::connection::link::{self, LinkEnd, Route};
use crate::telegram::own_account::{Account, account_in, who_am_i};

/// How often an account may be somewhere else than where it was said to be.
pub(super) const MIGRATIONS_MAX: u32 = 3;

/// The connection to the session's home. Dropping it hangs up.
pub(super) struct LoginConnection {
    pub route: Route,
    client: Client,
    updates: Receiver<UpdatesLike>,
    tasks: JoinSet<LinkEnd>,
}

impl LoginConnection {
    /// Prepares the connection; the first call connects.
    pub async fn open(route: Route) -> Result<Self, Failure> {
        let mut tasks = JoinSet::new();
        let opened = link::open(&route, &mut tasks).await;
        let (client, updates) = opened.map_err(Failure::Unanswered)?;
        Ok(Self { route, client, updates, tasks })
    }

    /// Hangs up, and prepares it again: to the session's home, which may be another one now.
    pub async fn reopen(&mut self) -> Result<(), Failure> {
        self.tasks.shutdown().await;
        *self = Self::open(self.route.clone()).await?;
        Ok(())
    }

    /// Moves to the data centre that the account is at home in.
    pub async fn migrate(&mut self, data_centre: i32) -> Result<(), Failure> {
        let moved = self.route.store.set_home_dc_id(data_centre).await;
        moved.map_err(Failure::no_answer)?;
        self.reopen().await
    }

    pub async fn call<T, F>(&mut self, call: impl FnOnce(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let limit = self.route.limit;
        let answer = timeout(limit, call(self.client.clone())).await;
        let too_late = |_| Err(Failure::no_answer(format!("no answer in time: {limit:?}")));
        let answer = answer.unwrap_or_else(too_late);
        if answer.as_ref().is_err_and(Failure::is_silence) {
            // A proxy's trouble explains why there was no answer.
            while let Some(ended) = self.tasks.try_join_next() {
                if let Ok(Err(error @ ConnectError::Proxy(_))) = ended {
                    return Err(Failure::Unanswered(error));
                }
            }
        }
        answer
    }

    /// Makes a call that does no harm when it is made twice: a connection that was idle may be dead.
    pub async fn call_again<T, F>(&mut self, call: impl Fn(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        match self.call(&call).await {
            Err(failure) if failure.is_silence() => {
                self.reopen().await?;
                self.call(&call).await
            }
            answer => answer,
        }
    }

    /// Makes a call that may let somebody in. When the answer is lost they may be in all the same:
    /// that is looked up before the call is made again.
    pub async fn call_to_enter<T, F>(
        &mut self,
        call: impl Fn(Client) -> F,
        entered: impl Fn(Account) -> T,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let answer = self.call(&call).await;
        if !answer.as_ref().is_err_and(Failure::is_silence) {
            return answer;
        }
        self.reopen().await?;
        match self.who().await? {
            Some(account) => Ok(entered(account)),
            None => self.call(&call).await,
        }
    }

    /// Makes a raw call that does no harm when it is made twice.
    pub async fn invoke_again<R: RemoteCall>(&mut self, request: &R) -> Result<R::Return, Failure> {
        self.call_again(|client| async move { Ok(client.invoke(request).await?) }).await
    }

    /// Who is logged in with this session; `None`: nobody is.
    pub async fn who(&mut self) -> Result<Option<Account>, Failure> {
        match self.invoke_again(&who_am_i()).await {
            Ok(users) => Ok(account_in(users)),
            Err(it) if it.is("AUTH_KEY_UNREGISTERED") || it.is("SESSION_PASSWORD_NEEDED") => {
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Waits until Telegram says that the QR code was accepted, but no longer than this. Safe to drop.
    pub async fn token_accepted(&mut self, limit: Duration) {
        let accepted = async {
            while let Some(update) = self.updates.recv().await {
                // Where nobody is logged in, there is nothing else to tell.
                if let UpdatesLike::Updates(_) = update {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        let _ = timeout(limit, accepted).await;
    }
}

pub(super) fn entered(authorization: enums::auth::Authorization) -> Result<Account, Failure> {
    match authorization {
        enums::auth::Authorization::Authorization(authorization) => user(authorization.user),
        // Telegram's other way of saying this.
        enums::auth::Authorization::SignUpRequired(_) => {
            Err(Failure::refused("PHONE_NUMBER_UNOCCUPIED"))
        }
    }
}

pub(super) fn user(user: enums::User) -> Result<Account, Failure> {
    account_in([user]).ok_or_else(|| Failure::no_answer("nobody"))
}
