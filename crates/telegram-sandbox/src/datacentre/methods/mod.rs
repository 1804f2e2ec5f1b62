//! Telegram's methods, by their name spaces.

mod account;
mod auth;
mod channels;
mod help;
mod members;
mod messages;
mod updates;
mod users;

use grammers_tl_types::enums;

use crate::world::{Refusal, View, World};

use super::dispatch::Context;
use super::render;

pub(super) use messages::press;

/// The most ids in one request; Telegram's limit.
const IDS_MAX: usize = 100;

/// Refuses requests about more things than Telegram takes at a time.
fn limited<T>(things: &[T]) -> Result<&[T], Refusal> {
    if things.len() > IDS_MAX {
        return Err(Refusal::LIMIT_INVALID);
    }
    Ok(things)
}

fn peers_in(context: &Context, views: &[View]) -> render::RenderedPeers {
    render::peers(&context.world, context.user, World::peers_in(views))
}

/// The id in a request for a message; a reply's or a pinned one's is never asked for here.
fn message_id(input: &enums::InputMessage) -> Option<i32> {
    match input {
        enums::InputMessage::Id(it) => Some(it.id),
        _ => None,
    }
}
