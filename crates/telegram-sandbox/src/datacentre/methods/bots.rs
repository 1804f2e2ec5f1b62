//! `bots.*` and what else only bots call; and what clients are told of a bot.

use grammers_tl_types::functions::{bots, messages};
use grammers_tl_types::{enums, types};

use crate::world::{BotCommand, CallbackAnswer, Group, Peer, QueryId, Refusal, UserId, World};

use super::super::address;
use super::super::dispatch::{Context, Method};
use super::super::render;
use super::limited;

impl Method for messages::SetBotCallbackAnswer {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let text = self.message.clone().filter(|text| !text.is_empty());
        let answer = CallbackAnswer { text, alert: self.alert, url: self.url.clone() };
        context.world.answer_callback_as(context.user, QueryId(self.query_id), answer)?;
        Ok(true)
    }
}

/// The scopes for kinds of chats are one here: that for all.
impl Method for bots::SetBotCommands {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        use enums::BotCommandScope as Scope;
        let chat = match &self.scope {
            Scope::Peer(types::BotCommandScopePeer { peer })
            | Scope::PeerAdmins(types::BotCommandScopePeerAdmins { peer })
            | Scope::PeerUser(types::BotCommandScopePeerUser { peer, .. }) => {
                Some(address::peer(context, peer)?)
            }
            Scope::Default | Scope::Users | Scope::Chats | Scope::ChatAdmins => None,
        };
        let commands = limited(&self.commands)?.iter().map(|enums::BotCommand::Command(it)| {
            BotCommand { command: it.command.clone(), description: it.description.clone() }
        });
        let scope = (chat, self.lang_code.clone());
        context.world.set_bot_commands(context.user, scope, commands.collect())?;
        Ok(true)
    }
}

/// What a bot can do, as clients show it in a chat with it, or in a group.
pub(super) fn info(world: &World, bot: UserId, chat: Option<Peer>) -> enums::BotInfo {
    let here = world.bot_commands(bot, chat, "");
    let everywhere = || world.bot_commands(bot, None, "");
    let commands = if here.is_empty() { everywhere() } else { here };
    let rendered = commands.into_iter().map(|BotCommand { command, description }| {
        types::BotCommand { ephemeral: false, command, description }.into()
    });
    let commands = Some(rendered.collect());
    types::BotInfo { user_id: Some(bot.0), commands, ..render::blank(&[&[0; 4]]) }.into()
}

/// The bots of a group.
pub(super) fn infos(world: &World, group: &Group) -> Vec<enums::BotInfo> {
    let bots = group.members.iter().filter(|member| world.is_bot(**member));
    bots.map(|bot| info(world, *bot, Some(group.peer))).collect()
}
