//! A connection on which nobody is logged in yet.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grammers_client::Client;
use grammers_mtsender::SenderPool;
use grammers_session::Session as _;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{RemoteCall, enums, functions, types};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Failure;
use crate::telegram::connection::transport::{self, Route};
use crate::telegram::proxy::ProxyError;

/// The connection to the session's home. Dropping it hangs up.
pub(super) struct LoginConnection {
    route: Route,
    client: Client,
    updates: mpsc::Receiver<UpdatesLike>,
    proxy_error: Arc<Mutex<Option<ProxyError>>>,
    tasks: JoinSet<()>,
}

impl LoginConnection {
    /// Prepares the connection; the first call connects.
    pub async fn open(route: Route) -> Result<Self, Failure> {
        let (pool, relay) = transport::open(&route).await.map_err(Failure::NoAnswer)?;
        let SenderPool {
            runner,
            handle,
            updates,
        } = pool;
        let mut tasks = JoinSet::new();
        tasks.spawn(runner.run());
        let proxy_error = Arc::new(Mutex::new(None));
        if let Some(relay) = relay {
            let told = Arc::clone(&proxy_error);
            tasks.spawn(async move {
                let error = relay.run().await;
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            });
        }
        Ok(Self {
            route,
            client: transport::client(handle),
            updates,
            proxy_error,
            tasks,
        })
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
        moved.map_err(|error| Failure::NoAnswer(error.to_string()))?;
        self.reopen().await
    }

    /// Makes a call, once.
    pub async fn call<T, F>(&self, call: impl FnOnce(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let limit = self.route.limit;
        let answer = timeout(limit, call(self.client.clone())).await;
        let answer = answer
            .unwrap_or_else(|_| Err(Failure::NoAnswer(format!("no answer within {limit:?}"))));
        answer.map_err(|failure| self.explained(failure))
    }

    /// Makes a call that does no harm when it is made twice: a connection that was idle may be dead.
    pub async fn call_again<T, F>(&mut self, call: impl Fn(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        match self.call(&call).await {
            Err(Failure::NoAnswer(_)) => {
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
        entered: impl Fn(Box<types::User>) -> T,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        match self.call(&call).await {
            Err(Failure::NoAnswer(_)) => {
                self.reopen().await?;
                match self.who().await? {
                    Some(user) => Ok(entered(Box::new(user))),
                    None => self.call(&call).await,
                }
            }
            answer => answer,
        }
    }

    /// Makes a raw call that does no harm when it is made twice.
    pub async fn invoke_again<R: RemoteCall>(&mut self, request: &R) -> Result<R::Return, Failure> {
        self.call_again(|client| async move { Ok(client.invoke(request).await?) })
            .await
    }

    /// Who is logged in with this session; `None`: nobody is.
    pub async fn who(&mut self) -> Result<Option<types::User>, Failure> {
        let request = functions::users::GetUsers {
            id: vec![enums::InputUser::UserSelf],
        };
        match self.invoke_again(&request).await {
            Ok(users) => Ok(users.into_iter().find_map(|user| match user {
                enums::User::User(user) => Some(user),
                enums::User::Empty(_) => None,
            })),
            Err(failure)
                if failure.is("AUTH_KEY_UNREGISTERED") || failure.is("SESSION_PASSWORD_NEEDED") =>
            {
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Waits until Telegram says that the QR code was accepted, but no longer than this. Safe to drop.
    pub async fn token_accepted(&mut self, limit: Duration) -> bool {
        let accepted = async {
            while let Some(update) = self.updates.recv().await {
                if tells_of_a_token(&update) {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = accepted => true,
            () = sleep(limit) => false,
        }
    }

    /// A proxy's trouble explains why there was no answer.
    fn explained(&self, failure: Failure) -> Failure {
        let trouble = self.proxy_error.lock();
        let trouble = trouble.unwrap_or_else(PoisonError::into_inner).clone();
        match (failure, trouble) {
            (Failure::NoAnswer(_), Some(error)) => Failure::Proxy(error),
            (failure, _) => failure,
        }
    }
}

/// Who it is that was let in.
pub(super) fn user_of(
    authorization: enums::auth::Authorization,
) -> Result<Box<types::User>, Failure> {
    match authorization {
        enums::auth::Authorization::Authorization(authorization) => user(authorization.user),
        // Telegram's other way of saying this.
        enums::auth::Authorization::SignUpRequired(_) => {
            Err(Failure::refused("PHONE_NUMBER_UNOCCUPIED"))
        }
    }
}

/// The one that Telegram says was let in.
pub(super) fn user(user: enums::User) -> Result<Box<types::User>, Failure> {
    match user {
        enums::User::User(user) => Ok(Box::new(user)),
        enums::User::Empty(_) => Err(Failure::NoAnswer("nobody".to_owned())),
    }
}

fn tells_of_a_token(update: &UpdatesLike) -> bool {
    let updates = match update {
        UpdatesLike::Updates(enums::Updates::UpdateShort(short)) => {
            std::slice::from_ref(&short.update)
        }
        UpdatesLike::Updates(enums::Updates::Updates(several)) => &several.updates,
        UpdatesLike::Updates(enums::Updates::Combined(several)) => &several.updates,
        _ => return false,
    };
    let is_it = |update: &enums::Update| matches!(update, enums::Update::LoginToken);
    updates.iter().any(is_it)
}
