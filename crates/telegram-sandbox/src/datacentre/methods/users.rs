//! `users.*`, `contacts.*`: who is who.

use grammers_tl_types::functions::{contacts, users as request};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::Refusal;

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::limited;

impl Method for request::GetUsers {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let found = limited(&self.id)?
            .iter()
            .filter_map(|input| address::user(context, input).ok())
            .filter_map(|id| context.world.user(id))
            .map(|user| render::user(&context.world, context.user, user));
        Ok(found.collect::<Vec<enums::User>>())
    }
}

impl Method for request::GetFullUser {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let id = address::user(context, &self.id)?;
        let user = context.world.user(id).ok_or(Refusal::USER_ID_INVALID)?;
        let mut fields = Vec::new();
        0_u32.serialize(&mut fields);
        0_u32.serialize(&mut fields);
        id.0.serialize(&mut fields);
        enums::PeerSettings::from(render::blank::<types::PeerSettings>(&[0; 4]))
            .serialize(&mut fields);
        render::notify_settings().serialize(&mut fields);
        0_i32.serialize(&mut fields); // chats in common
        let full: types::UserFull = render::blank(&fields);
        Ok(types::users::UserFull {
            full_user: full.into(),
            chats: Vec::new(),
            users: vec![render::user(&context.world, context.user, user)],
        })
    }
}

impl Method for contacts::ResolveUsername {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let peer = context
            .world
            .resolve(self.username.trim_start_matches('@'))
            .ok_or(Refusal::USERNAME_NOT_OCCUPIED)?;
        let peers = render::peers(&context.world, context.user, [peer]);
        Ok(types::contacts::ResolvedPeer {
            peer: address::render(peer),
            chats: peers.chats,
            users: peers.users,
        })
    }
}
