//! A request on its way to the method that answers it: unwrapped, judged by the faults, executed.

use std::future::Future;
use std::pin::Pin;

use grammers_tl_types::{
    Deserializable, Identifiable, RemoteCall, Serializable, functions as tl, name_for_id,
};

use crate::world::{ConnectionId, KeyId, Refusal, UserId, World};

use super::address;
use super::faults::{Decision, Failure, Garbage, MatchedCall, Point};
use super::methods::{press, send_payment_form, send_stars_form};
use super::request::Request;
use super::server::Shared;

pub(super) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

#[derive(Debug)]
pub(super) enum Outcome {
    Done(Vec<u8>),
    Failed(Failure),
    /// With something that is no answer to it.
    Garbled(Garbage),
    Cut,
}

pub(super) trait Method: RemoteCall<Return: Serializable> + Deserializable {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal>;
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

impl From<Result<Vec<u8>, Refusal>> for Outcome {
    fn from(result: Result<Vec<u8>, Refusal>) -> Self {
        result.map_or_else(|refusal| Self::Failed(refusal.into()), Self::Done)
    }
}

pub(super) struct Call {
    context: Context,
    request: Request,
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
        if let Some(refusal) = refusal_of_kind(&shared.world, user, request.method) {
            return Err(refusal.into());
        }
        if let Some(client) = request.client.clone() {
            shared.world.introduce(key_id, client);
        }
        let (world, shared) = (shared.world.clone(), shared.clone());
        Ok(Self { context: Context { world, user, key: key_id, connection, shared }, request })
    }

    /// Returns the user whose updates the client wants, if any.
    pub(super) fn wants_updates(&self) -> Option<UserId> {
        let wanted = self.request.wants_updates && !self.is_nobodys();
        wanted.then_some(self.context.user)
    }

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
        let (decision, listener) = self.context.shared.faults.decide(&met);
        let executed = match decision {
            Decision::Refuse(_)
            | Decision::Cut(Point::BeforeExecuting)
            | Decision::Hold(Point::BeforeExecuting, _) => None,
            Decision::Pass
            | Decision::Forget
            | Decision::Garble(_)
            | Decision::Cut(Point::AfterExecuting)
            | Decision::Hold(Point::AfterExecuting, _) => Some(self.execute()),
        };
        if let Some(listener) = listener {
            // A test that doesn't listen is none of a client's business.
            drop(listener.try_send(met));
        }
        match (decision, executed) {
            (Decision::Hold(_, mut gate), executed) => Err(Box::pin(async move {
                let outcome = match executed {
                    Some(executed) => Some(finished(executed).await),
                    None => None,
                };
                if gate.wait_for(|released| *released).await.is_err() {
                    // Nobody can release it any more.
                    std::future::pending::<()>().await;
                }
                match outcome {
                    Some(outcome) => outcome,
                    None => finished(self.execute()).await,
                }
            })),
            (Decision::Refuse(failure), _) => Ok(Outcome::Failed(failure)),
            (Decision::Garble(garbage), _) => Ok(Outcome::Garbled(garbage)),
            (Decision::Cut(_), _) => Ok(Outcome::Cut),
            (Decision::Forget, _) => Err(Box::pin(std::future::pending())),
            (Decision::Pass, executed) => executed.unwrap_or_else(|| self.execute()),
        }
    }

    fn execute(&self) -> Result<Outcome, Later<Outcome>> {
        let (context, bytes) = (&self.context, self.request.parameters.as_slice());
        let begun = match self.request.method {
            tl::messages::GetBotCallbackAnswer::CONSTRUCTOR_ID => {
                parameters(bytes).and_then(|request| press(context, &request))
            }
            tl::payments::SendPaymentForm::CONSTRUCTOR_ID => {
                parameters(bytes).and_then(|request| send_payment_form(context, &request))
            }
            tl::payments::SendStarsForm::CONSTRUCTOR_ID => {
                parameters(bytes).and_then(|request| send_stars_form(context, &request))
            }
            method => return Ok(execute(context, method, bytes).into()),
        };
        match begun {
            Ok(later) => Err(Box::pin(async move { later.await.into() })),
            Err(refusal) => Ok(Outcome::Failed(refusal.into())),
        }
    }
}

async fn finished(executed: Result<Outcome, Later<Outcome>>) -> Outcome {
    match executed {
        Ok(outcome) => outcome,
        Err(later) => later.await,
    }
}

/// Returns true for methods that are answered before anyone is logged in.
fn comes_before_login(method: u32) -> bool {
    [
        tl::account::GetPassword::CONSTRUCTOR_ID,
        tl::auth::CancelCode::CONSTRUCTOR_ID,
        tl::auth::CheckPassword::CONSTRUCTOR_ID,
        tl::auth::ExportLoginToken::CONSTRUCTOR_ID,
        tl::auth::ImportBotAuthorization::CONSTRUCTOR_ID,
        tl::auth::ImportLoginToken::CONSTRUCTOR_ID,
        tl::auth::ResendCode::CONSTRUCTOR_ID,
        tl::auth::SendCode::CONSTRUCTOR_ID,
        tl::auth::SignIn::CONSTRUCTOR_ID,
        tl::help::GetAppConfig::CONSTRUCTOR_ID,
        tl::help::GetConfig::CONSTRUCTOR_ID,
    ]
    .contains(&method)
}

/// Refuses to bots what is for people, and to people what is for bots.
fn refusal_of_kind(world: &World, user: UserId, method: u32) -> Option<Refusal> {
    let for_people = [
        tl::account::GetAuthorizations::CONSTRUCTOR_ID,
        tl::account::GetPassword::CONSTRUCTOR_ID,
        tl::account::ResetAuthorization::CONSTRUCTOR_ID,
        tl::account::UpdateStatus::CONSTRUCTOR_ID,
        tl::auth::AcceptLoginToken::CONSTRUCTOR_ID,
        tl::channels::ReadHistory::CONSTRUCTOR_ID,
        tl::messages::GetBotCallbackAnswer::CONSTRUCTOR_ID,
        tl::messages::GetDialogs::CONSTRUCTOR_ID,
        tl::messages::GetHistory::CONSTRUCTOR_ID,
        tl::messages::GetPeerDialogs::CONSTRUCTOR_ID,
        tl::messages::ReadHistory::CONSTRUCTOR_ID,
        tl::messages::Search::CONSTRUCTOR_ID,
        tl::messages::StartBot::CONSTRUCTOR_ID,
        tl::contacts::Block::CONSTRUCTOR_ID,
        tl::contacts::Unblock::CONSTRUCTOR_ID,
        tl::payments::GetPaymentForm::CONSTRUCTOR_ID,
        tl::payments::SendPaymentForm::CONSTRUCTOR_ID,
        tl::payments::SendStarsForm::CONSTRUCTOR_ID,
    ];
    let for_bots = [
        tl::bots::SetBotCommands::CONSTRUCTOR_ID,
        tl::messages::SetBotCallbackAnswer::CONSTRUCTOR_ID,
        tl::messages::SetBotPrecheckoutResults::CONSTRUCTOR_ID,
        tl::payments::ExportInvoice::CONSTRUCTOR_ID,
        tl::payments::RefundStarsCharge::CONSTRUCTOR_ID,
    ];
    match world.is_bot(user) {
        true if for_people.contains(&method) => Some(Refusal::BOT_METHOD_INVALID),
        false if for_bots.contains(&method) => Some(Refusal::USER_BOT_REQUIRED),
        _ => None,
    }
}

/// Returns true for methods that a frozen account may not call.
fn writes(method: u32) -> bool {
    [
        tl::messages::EditMessage::CONSTRUCTOR_ID,
        tl::messages::ForwardMessages::CONSTRUCTOR_ID,
        tl::messages::GetBotCallbackAnswer::CONSTRUCTOR_ID,
        tl::messages::SendMedia::CONSTRUCTOR_ID,
        tl::messages::SendMessage::CONSTRUCTOR_ID,
        tl::messages::UpdatePinnedMessage::CONSTRUCTOR_ID,
    ]
    .contains(&method)
}

fn parameters<T: Deserializable>(bytes: &[u8]) -> Result<T, Refusal> {
    T::from_bytes(bytes).map_err(|_| Refusal::INPUT_REQUEST_INVALID)
}

fn answer<M: Method>(context: &Context, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let answer: M::Return = parameters::<M>(bytes)?.answer(context)?.into();
    Ok(answer.to_bytes())
}

/// The methods that are answered at once.
macro_rules! routes {
    ($context:expr, $method:expr, $parameters:expr; $($space:ident { $($request:ident)* })*) => {
        match $method {
            $($(tl::$space::$request::CONSTRUCTOR_ID => {
                answer::<tl::$space::$request>($context, $parameters)
            })*)*
            unknown => {
                let method = name_for_id(unknown);
                tracing::warn!(method, "a client asked for a method this data centre does not have");
                Err(Refusal::INPUT_METHOD_INVALID)
            }
        }
    };
}

fn execute(context: &Context, method: u32, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    routes! { context, method, bytes;
        account { GetAuthorizations GetPassword ResetAuthorization UpdateStatus }
        auth {
            AcceptLoginToken CancelCode CheckPassword ExportLoginToken ImportBotAuthorization
            ImportLoginToken LogOut ResendCode SendCode SignIn
        }
        bots { SetBotCommands }
        channels {
            DeleteMessages GetChannels GetFullChannel GetMessages GetParticipant GetParticipants
            ReadHistory
        }
        contacts { Block ResolveUsername Unblock }
        help { GetAppConfig GetConfig }
        messages {
            DeleteMessages EditMessage ForwardMessages GetChats GetDialogs GetForumTopicsById
            GetFullChat GetHistory GetMessages GetPeerDialogs ReadHistory Search SendMedia
            SendMessage SetBotCallbackAnswer SetBotPrecheckoutResults StartBot UpdatePinnedMessage
        }
        payments {
            ExportInvoice GetPaymentForm GetStarsStatus GetStarsTransactions RefundStarsCharge
        }
        updates { GetChannelDifference GetDifference GetState }
        users { GetFullUser GetUsers }
    }
}
