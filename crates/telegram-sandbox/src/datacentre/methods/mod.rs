//! Telegram's methods, by their name spaces.

mod account;
mod auth;
mod bots;
mod payments;
mod peers;
mod reading;
mod updates;
mod writing;

use grammers_tl_types::{enums, types};

use crate::world::{Actor, MailboxId, Refusal, View, World};

use super::dispatch::Context;
use super::render;

pub(super) use payments::{send_payment_form, send_stars_form};
pub(super) use writing::press;

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

/// The messages that a request names; a reply's or a pinned one's is never asked for here.
fn messages_by_id(
    context: &Context,
    place: MailboxId,
    ids: &[enums::InputMessage],
) -> Result<(Vec<enums::Message>, render::RenderedPeers), Refusal> {
    let mut messages = Vec::new();
    let mut views: Vec<View> = Vec::new();
    for input in limited(ids)? {
        if let enums::InputMessage::Id(it) = input {
            let view = context.world.view(context.user, place, it.id);
            let empty = || types::MessageEmpty { id: it.id, peer_id: None }.into();
            messages.push(view.as_ref().map_or_else(empty, render::message));
            views.extend(view);
        }
    }
    Ok((messages, peers_in(context, &views)))
}

impl Context {
    /// The account, through this connection.
    fn actor(&self) -> Actor {
        Actor { user: self.user, connection: Some(self.connection) }
    }
}
