//! Telegram's methods, by their name spaces.

pub(super) mod account;
pub(super) mod auth;
pub(super) mod channels;
pub(super) mod help;
pub(super) mod members;
pub(super) mod messages;
pub(super) mod updates;
pub(super) mod users;

use grammers_tl_types::{Serializable, enums};

use crate::world::{Refusal, View};

use super::dispatch::{Context, Reply};
use super::render;

/// The most ids in one request; Telegram's limit.
const IDS_MAX: usize = 100;

/// The end of every method that is answered at once.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is the last line of methods that can fail before it"
)]
fn reply(answer: &impl Serializable) -> Result<Reply, Refusal> {
    Ok(Reply::Now(answer.to_bytes()))
}

/// Refuses requests about more things than Telegram takes at a time.
fn limited<T>(things: &[T]) -> Result<&[T], Refusal> {
    if things.len() > IDS_MAX {
        return Err(Refusal::LIMIT_INVALID);
    }
    Ok(things)
}

fn peers_in(context: &Context, views: &[View]) -> render::RenderedPeers {
    let peers = context.world.peers_of(views, &[]);
    render::peers(&context.world, context.user, peers)
}

/// The id in a request for a message; a reply's or a pinned one's is never asked for here.
fn message_id(input: &enums::InputMessage) -> Option<i32> {
    match input {
        enums::InputMessage::Id(it) => Some(it.id),
        _ => None,
    }
}
