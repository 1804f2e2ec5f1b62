//! A request on its way to the method that answers it: unwrapped, judged by the faults, executed.

use std::future::Future;
use std::pin::Pin;

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, deserialize, functions as tl, name_for_id,
};

use crate::sandbox::world::{ConnectionId, KeyId, Refusal, UserId, World};

use super::address;
use super::faults::{Failure, Faults, Met, Point, Verdict};
use super::methods::{channels, help, messages, updates, users};
use super::server::Shared;

/// How many wrappers may be around a request.
const WRAPPERS_MAX: usize = 8;
/// The longest request that is looked into: the longest message is far shorter, and types that hold
/// themselves can't be nested deeply within it.
const REQUEST_BYTES_MAX: usize = 64 * 1024;

const INVOKE_WITH_LAYER: u32 = 0xda9b_0d0d;
const INIT_CONNECTION: u32 = 0xc1cd_5ea9;
const INVOKE_WITHOUT_UPDATES: u32 = 0xbf94_59b7;
const INVOKE_AFTER_MSG: u32 = 0xcb9f_372d;

/// Something that takes its time.
pub(super) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How a call ends.
#[derive(Debug)]
pub(super) enum Outcome {
    /// With this answer.
    Done(Vec<u8>),
    /// With this error.
    Failed(Failure),
    /// With the connection.
    Cut,
}

/// What a method has to say.
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
    pub(super) user: UserId,
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

/// A request, unwrapped.
struct Request {
    method: u32,
    parameters: Vec<u8>,
    wants_updates: bool,
}

impl Request {
    fn read(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() > REQUEST_BYTES_MAX {
            return Err(Refusal::LIMIT_INVALID);
        }
        unwrap(body).map_err(|_| Refusal::INPUT_REQUEST_INVALID)
    }
}

/// Takes the wrappers off a request. The library's types for them know no inner request.
fn unwrap(body: &[u8]) -> deserialize::Result<Request> {
    let mut cursor = Cursor::from_slice(body);
    let mut wants_updates = true;
    for _ in 0..WRAPPERS_MAX {
        let method = u32::deserialize(&mut cursor)?;
        match method {
            INVOKE_WITH_LAYER => drop(i32::deserialize(&mut cursor)?),
            INVOKE_AFTER_MSG => drop(i64::deserialize(&mut cursor)?),
            INVOKE_WITHOUT_UPDATES => wants_updates = false,
            INIT_CONNECTION => skip_init_connection(&mut cursor)?,
            _ => {
                return Ok(Request {
                    method,
                    parameters: body[cursor.pos()..].to_vec(),
                    wants_updates,
                });
            }
        }
    }
    Err(deserialize::Error::UnexpectedEof)
}

fn skip_init_connection(cursor: &mut Cursor<'_>) -> deserialize::Result<()> {
    let flags = u32::deserialize(cursor)?;
    i32::deserialize(cursor)?;
    for _ in 0..6 {
        String::deserialize(cursor)?;
    }
    if flags & 1 != 0 {
        grammers_tl_types::enums::InputClientProxy::deserialize(cursor)?;
    }
    if flags & 2 != 0 {
        grammers_tl_types::enums::Jsonvalue::deserialize(cursor)?;
    }
    Ok(())
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
            // The only method that is answered before anyone is logged in.
            Err(Refusal::AUTH_KEY_UNREGISTERED)
                if request.method == tl::help::GetConfig::CONSTRUCTOR_ID =>
            {
                UserId(0)
            }
            Err(refusal) => return Err(refusal.into()),
        };
        Ok(Self {
            context: Context {
                world: shared.world.clone(),
                user,
                connection,
                shared: shared.clone(),
            },
            request,
            faults: shared.faults.clone(),
        })
    }

    /// Whose updates the client wants to hear of, if any.
    pub(super) fn wants_updates(&self) -> Option<UserId> {
        let somebody = self.context.user != UserId(0);
        (self.request.wants_updates && somebody).then_some(self.context.user)
    }

    /// Executes the call as the faults let it: at once, or in what is given back.
    pub(super) fn begin(self) -> Result<Outcome, Later<Outcome>> {
        let met = Met {
            user: self.context.user,
            method: name_for_id(self.request.method),
            to: address::subject(&self.context, self.request.method, &self.request.parameters),
        };
        match self.faults.judge(&met) {
            Verdict::Pass => self.execute(),
            Verdict::Watch(bell) => {
                bell.ring();
                self.execute()
            }
            Verdict::Refuse(failure, bell) => {
                bell.ring();
                Ok(Outcome::Failed(failure))
            }
            Verdict::Cut(Point::BeforeExecuting, bell) => {
                bell.ring();
                Ok(Outcome::Cut)
            }
            Verdict::Cut(Point::AfterExecuting, bell) => {
                drop(self.execute());
                bell.ring();
                Ok(Outcome::Cut)
            }
            Verdict::Hold(Point::BeforeExecuting, gate, bell) => {
                bell.ring();
                Err(Box::pin(async move {
                    gate.opened().await;
                    match self.execute() {
                        Ok(outcome) => outcome,
                        Err(later) => later.await,
                    }
                }))
            }
            Verdict::Hold(Point::AfterExecuting, gate, bell) => {
                let executed = self.execute();
                bell.ring();
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
                Err(Refusal::METHOD_NOT_IMPLEMENTED)
            }
        }
    };
}

fn execute(context: &Context, method: u32, bytes: &[u8]) -> Result<Reply, Refusal> {
    routes! { context, method, bytes;
        account::UpdateStatus => users::update_status;
        auth::LogOut => users::log_out;
        channels::DeleteMessages => channels::delete_messages;
        channels::GetChannels => channels::get_channels;
        channels::GetMessages => channels::get_messages;
        channels::ReadHistory => channels::read_history;
        contacts::ResolveUsername => users::resolve_username;
        help::GetConfig => help::get_config;
        messages::DeleteMessages => messages::delete_messages;
        messages::EditMessage => messages::edit_message;
        messages::ForwardMessages => messages::forward_messages;
        messages::GetBotCallbackAnswer => messages::get_bot_callback_answer;
        messages::GetChats => channels::get_chats;
        messages::GetDialogs => messages::get_dialogs;
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
