//! `users.*`, `contacts.*`: who is who.

use grammers_tl_types::functions::{contacts, users as request};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::Refusal;

use super::super::address;
use super::super::dispatch::{Context, Reply};
use super::super::render;
use super::{limited, reply};

pub(in super::super) fn get_users(
    context: &Context,
    request: &request::GetUsers,
) -> Result<Reply, Refusal> {
    let found = limited(&request.id)?
        .iter()
        .filter_map(|input| address::user(context, input).ok())
        .filter_map(|id| context.world.user(id))
        .map(|user| render::user(&context.world, context.user, user));
    reply(&found.collect::<Vec<enums::User>>())
}

pub(in super::super) fn get_full_user(
    context: &Context,
    request: &request::GetFullUser,
) -> Result<Reply, Refusal> {
    let id = address::user(context, &request.id)?;
    let user = context.world.user(id).ok_or(Refusal::USER_ID_INVALID)?;
    let mut fields = Vec::new();
    0_u32.serialize(&mut fields);
    0_u32.serialize(&mut fields);
    id.0.serialize(&mut fields);
    enums::PeerSettings::from(render::blank::<types::PeerSettings>(&[0; 4])).serialize(&mut fields);
    render::notify_settings().serialize(&mut fields);
    0_i32.serialize(&mut fields); // chats in common
    let full: types::UserFull = render::blank(&fields);
    reply(&enums::users::UserFull::from(types::users::UserFull {
        full_user: full.into(),
        chats: Vec::new(),
        users: vec![render::user(&context.world, context.user, user)],
    }))
}

pub(in super::super) fn resolve_username(
    context: &Context,
    request: &contacts::ResolveUsername,
) -> Result<Reply, Refusal> {
    let peer = context
        .world
        .resolve(request.username.trim_start_matches('@'))
        .ok_or(Refusal::USERNAME_NOT_OCCUPIED)?;
    let peers = context.world.peers_of(&[], &[peer]);
    let peers = render::peers(&context.world, context.user, peers);
    reply(&enums::contacts::ResolvedPeer::from(
        types::contacts::ResolvedPeer {
            peer: address::render(peer),
            chats: peers.chats,
            users: peers.users,
        },
    ))
}
