//! A request on its way to the method that answers it: unwrapped, judged by the faults, executed.

use std::future::Future;
use std::pin::Pin;

use grammers_tl_types::{Deserializable, Identifiable, functions as tl, name_for_id};

use crate::world::{ConnectionId, KeyId, Refusal, UserId, World};

use super::address;
use super::faults::{Decision, Failure, Faults, Garbage, MatchedCall, Point};
use super::methods::{account, auth, channels, help, members, messages, updates, users};
use super::request::Request;
use super::server::Shared;

/// An answer that takes its time.
pub(super) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The outcome of a call.
#[derive(Debug)]
pub(super) enum Outcome {
    /// With this answer.
    Done(Vec<u8>),
    /// With this error.
    Failed(Failure),
    /// With something that is no answer to it.
    Garbled(Garbage),
    /// With the connection.
    Cut,
}

/// The answer of a method.
pub(super) enum Reply {
    /// Its answer.
    Now(Vec<u8>),
    /// It will have an answer.
    Later(Later<Result<Vec<u8>, Refusal>>),
}

/// On whose behalf a method acts.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) world: World,
    /// 0 while nobody is logged in.
    pub(super) user: UserId,
    pub(super) key: KeyId,
    pub(super) connection: ConnectionId,
    pub(super) shared: Shared,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            name: refusal.name.into(),
        }
    }
}

impl From<Result<Vec<u8>, Refusal>> for Outcome {
    fn from(result: Result<Vec<u8>, Refusal>) -> Self {
        match result {
            Ok(body) => Self::Done(body),
            Err(refusal) => Self::Failed(refusal.into()),
        }
    }
}

/// A request of a client's that may be executed.
pub(super) struct Call {
    context: Context,
    request: Request,
    faults: Faults,
}

impl Call {
    /// Reads a request; whose it is, the key says.
    pub(super) fn read(
        shared: &Shared,
        connection: ConnectionId,
        key_id: KeyId,
        body: &[u8],
    ) -> Result<Self, Failure> {
        let request = Request::read(body)?;
        let user = match shared.world.login(key_id).user() {
            Ok(user) => user,
            Err(Refusal::AUTH_KEY_UNREGISTERED | Refusal::SESSION_PASSWORD_NEEDED)
                if comes_before_login(request.method) =>
            {
                UserId(0)
            }
            Err(refusal) => return Err(refusal.into()),
        };
        if let Some(refusal) = shared.faults.ending(user) {
            return Err(refusal.into());
        }
        if shared.world.is_frozen(user) && writes(request.method) {
            return Err(Refusal::FROZEN_METHOD_INVALID.into());
        }
        if let Some(client) = request.client.clone() {
            shared.world.introduce(key_id, client);
        }
        Ok(Self {
            context: Context {
                world: shared.world.clone(),
                user,
                key: key_id,
                connection,
                shared: shared.clone(),
            },
            request,
            faults: shared.faults.clone(),
        })
    }

    /// Returns the user whose updates the client wants, if any.
    pub(super) fn wants_updates(&self) -> Option<UserId> {
        let wanted = self.request.wants_updates && !self.is_nobodys();
        wanted.then_some(self.context.user)
    }

    /// Returns true if nobody is logged in.
    pub(super) fn is_nobodys(&self) -> bool {
        self.context.user == UserId(0)
    }

    /// Executes the call as the faults let it: at once, or in what is given back.
    pub(super) fn begin(self) -> Result<Outcome, Later<Outcome>> {
        let met = MatchedCall {
            user: self.context.user,
            method: name_for_id(self.request.method),
            to: address::subject(&self.context, self.request.method, &self.request.parameters),
        };
        match self.faults.decide(&met) {
            Decision::Pass => self.execute(),
            Decision::Watch(signal) => {
                signal.send();
                self.execute()
            }
            Decision::Refuse(failure, signal) => {
                signal.send();
                Ok(Outcome::Failed(failure))
            }
            Decision::Garble(garbage, signal) => {
                drop(self.execute());
                signal.send();
                Ok(Outcome::Garbled(garbage))
            }
            Decision::Forget => {
                drop(self.execute());
                Err(Box::pin(std::future::pending()))
            }
            Decision::Cut(Point::BeforeExecuting, signal) => {
                signal.send();
                Ok(Outcome::Cut)
            }
            Decision::Cut(Point::AfterExecuting, signal) => {
                drop(self.execute());
                signal.send();
                Ok(Outcome::Cut)
            }
            Decision::Hold(Point::BeforeExecuting, gate, signal) => {
                signal.send();
                Err(Box::pin(async move {
                    gate.opened().await;
                    match self.execute() {
                        Ok(outcome) => outcome,
                        Err(later) => later.await,
                    }
                }))
            }
            Decision::Hold(Point::AfterExecuting, gate, signal) => {
                let executed = self.execute();
                signal.send();
                Err(Box::pin(async move {
                    let outcome = match executed {
                        Ok(outcome) => outcome,
                        Err(later) => later.await,
                    };
                    gate.opened().await;
                    outcome
                }))
            }
        }
    }

    fn execute(&self) -> Result<Outcome, Later<Outcome>> {
        match execute(&self.context, self.request.method, &self.request.parameters) {
            Ok(Reply::Now(body)) => Ok(Outcome::Done(body)),
            Ok(Reply::Later(later)) => Err(Box::pin(async move { later.await.into() })),
            Err(refusal) => Ok(Outcome::Failed(refusal.into())),
        }
    }
}

/// Returns true for methods that are answered before anyone is logged in.
fn comes_before_login(method: u32) -> bool {
    [
        tl::account::GetPassword::CONSTRUCTOR_ID,
        tl::auth::CancelCode::CONSTRUCTOR_ID,
        tl::auth::CheckPassword::CONSTRUCTOR_ID,
        tl::auth::ExportLoginToken::CONSTRUCTOR_ID,
        tl::auth::ImportLoginToken::CONSTRUCTOR_ID,
        tl::auth::ResendCode::CONSTRUCTOR_ID,
        tl::auth::SendCode::CONSTRUCTOR_ID,
        tl::auth::SignIn::CONSTRUCTOR_ID,
        tl::help::GetAppConfig::CONSTRUCTOR_ID,
        tl::help::GetConfig::CONSTRUCTOR_ID,
    ]
    .contains(&method)
}

/// Returns true for methods that a frozen account may not call.
fn writes(method: u32) -> bool {
    [
        tl::messages::EditMessage::CONSTRUCTOR_ID,
        tl::messages::ForwardMessages::CONSTRUCTOR_ID,
        tl::messages::GetBotCallbackAnswer::CONSTRUCTOR_ID,
        tl::messages::SendMessage::CONSTRUCTOR_ID,
    ]
    .contains(&method)
}

fn parameters<T: Deserializable>(bytes: &[u8]) -> Result<T, Refusal> {
    T::from_bytes(bytes).map_err(|_| Refusal::INPUT_REQUEST_INVALID)
}

/// The methods there are. Each gets its parameters, read.
macro_rules! routes {
    ($context:expr, $method:expr, $parameters:expr;
     $($space:ident :: $request:ident => $answer:expr;)*) => {
        match $method {
            $(tl::$space::$request::CONSTRUCTOR_ID => {
                $answer($context, &parameters::<tl::$space::$request>($parameters)?)
            })*
            unknown => {
                tracing::warn!(method = name_for_id(unknown), "a client asked for a method this data centre does not have");
                Err(Refusal::INPUT_METHOD_INVALID)
            }
        }
    };
}

fn execute(context: &Context, method: u32, bytes: &[u8]) -> Result<Reply, Refusal> {
    routes! { context, method, bytes;
        account::GetAuthorizations => account::get_authorizations;
        account::GetPassword => account::get_password;
        account::ResetAuthorization => account::reset_authorization;
        account::UpdateStatus => account::update_status;
        auth::AcceptLoginToken => auth::accept_login_token;
        auth::CancelCode => auth::cancel_code;
        auth::CheckPassword => auth::check_password;
        auth::ExportLoginToken => auth::export_login_token;
        auth::ImportLoginToken => auth::import_login_token;
        auth::LogOut => auth::log_out;
        auth::ResendCode => auth::resend_code;
        auth::SendCode => auth::send_code;
        auth::SignIn => auth::sign_in;
        channels::DeleteMessages => channels::delete_messages;
        channels::GetChannels => channels::get_channels;
        channels::GetFullChannel => members::get_full_channel;
        channels::GetMessages => channels::get_messages;
        channels::GetParticipants => members::get_participants;
        channels::ReadHistory => channels::read_history;
        contacts::ResolveUsername => users::resolve_username;
        help::GetAppConfig => help::get_app_config;
        help::GetConfig => help::get_config;
        messages::DeleteMessages => messages::delete_messages;
        messages::EditMessage => messages::edit_message;
        messages::ForwardMessages => messages::forward_messages;
        messages::GetBotCallbackAnswer => messages::get_bot_callback_answer;
        messages::GetChats => channels::get_chats;
        messages::GetDialogs => messages::get_dialogs;
        messages::GetFullChat => members::get_full_chat;
        messages::GetHistory => messages::get_history;
        messages::GetMessages => messages::get_messages;
        messages::GetPeerDialogs => messages::get_peer_dialogs;
        messages::ReadHistory => messages::read_history;
        messages::Search => messages::search;
        messages::SendMessage => messages::send_message;
        updates::GetChannelDifference => updates::get_channel_difference;
        updates::GetDifference => updates::get_difference;
        updates::GetState => updates::get_state;
        users::GetFullUser => users::get_full_user;
        users::GetUsers => users::get_users;
    }
}
