//! Bots that log in with a token: what Telegram gives them, and what it keeps from them.
//!
//! A bot in privacy mode, which is how bots begin, gets no more of a group than replies to it, commands
//! and Telegram's own notes. Bots whose script is part of the sandbox have no token.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256, Sha512};

use super::sessions::AuthKey;
use super::state::State;
use super::{Conversation, KeyId, Login, Message, Peer, Refusal, User, UserId, World};

/// The part of a token after the colon is that long.
const TOKEN_SECRET_CHARACTERS: usize = 35;
/// Telegram takes no more commands.
const COMMANDS_MAX: usize = 100;

/// A command that a bot suggests to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotCommand {
    /// The name, without the slash.
    pub command: String,
    /// The words beside it.
    pub description: String,
}

/// The chat that a list of commands is for, `None` for all; and its language, empty for all.
type CommandScope = (Option<Peer>, String);

/// The registration of a bot.
#[derive(Default)]
pub(super) struct Registered {
    token: String,
    commands: BTreeMap<CommandScope, Vec<BotCommand>>,
}

impl AuthKey {
    /// The key with which a bot's clients reach this data centre, as they can't make one here: SHA-512
    /// of the token, each of four times with another number after it.
    pub fn of_bot(token: &str) -> Self {
        let mut key = [0; 256];
        for (number, part) in (0..4_u8).zip(key.chunks_exact_mut(64)) {
            part.copy_from_slice(
                &Sha512::new().chain_update(token).chain_update([number]).finalize(),
            );
        }
        Self(key)
    }
}

impl World {
    /// Registers a bot. Returns its token.
    pub fn register_bot(&self, bot: User) -> String {
        let id = self.add_user(bot);
        self.state().bots.insert(id, Registered::default());
        self.renew_bot_token(id)
    }

    /// Gives a bot another token: nobody is logged in with the old one any more.
    pub fn renew_bot_token(&self, bot: UserId) -> String {
        let mut state = self.state();
        let old = state.bots.get(&bot).map(|it| it.token.clone()).unwrap_or_default();
        let digest = Sha256::new()
            .chain_update(state.secret)
            .chain_update(bot.0.to_le_bytes())
            .chain_update(old)
            .finalize();
        let secret = &URL_SAFE_NO_PAD.encode(digest)[..TOKEN_SECRET_CHARACTERS];
        let token = format!("{bot}:{secret}");
        state.end_devices(bot);
        let home = state.logins.home_of(bot);
        state.add_key(&AuthKey::of_bot(&token), home, Login::Nobody);
        if let Some(registered) = state.bots.get_mut(&bot) {
            registered.token.clone_from(&token);
        }
        token
    }

    /// The commands that a bot has registered for a chat, or for all, in a language.
    pub fn bot_commands(&self, bot: UserId, chat: Option<Peer>, language: &str) -> Vec<BotCommand> {
        let state = self.state();
        let scope = (chat, language.to_owned());
        let commands = state.bots.get(&bot).and_then(|bot| bot.commands.get(&scope));
        commands.cloned().unwrap_or_default()
    }

    pub(crate) fn set_bot_commands(
        &self,
        bot: UserId,
        scope: CommandScope,
        commands: Vec<BotCommand>,
    ) -> Result<(), Refusal> {
        let is_letter =
            |byte: u8| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = |it: &BotCommand| {
            (1..=32).contains(&it.command.len()) && it.command.bytes().all(is_letter)
        };
        if commands.len() > COMMANDS_MAX || !commands.iter().all(fits) {
            return Err(Refusal::BOT_COMMAND_INVALID);
        }
        if commands.iter().any(|it| !(1..=256).contains(&it.description.chars().count())) {
            return Err(Refusal::BOT_COMMAND_DESCRIPTION_INVALID);
        }
        let mut state = self.state();
        let registered = state.bots.get_mut(&bot).ok_or(Refusal::USER_BOT_REQUIRED)?;
        registered.commands.insert(scope, commands);
        Ok(())
    }

    /// Logs a bot in by its token.
    pub(crate) fn sign_in_bot(&self, key: KeyId, token: &str) -> Result<UserId, Refusal> {
        let mut state = self.state();
        let found = state.bots.iter().find(|(_, bot)| bot.token == token).map(|(id, _)| *id);
        let bot = found.ok_or(Refusal::ACCESS_TOKEN_INVALID)?;
        let (here, home) = (state.device(key)?.data_centre, state.logins.home_of(bot));
        if home != here {
            return Err(Refusal::user_migrate(home));
        }
        state.admit(key, bot)
    }

    /// Returns true if this user is a bot, with or without a token.
    pub(crate) fn is_bot(&self, user: UserId) -> bool {
        self.state().is_bot(user)
    }

    /// Returns true if a client need not show an access hash: a bot's, for whom it knows.
    pub(crate) fn needs_no_hash(&self, viewer: UserId, peer: Peer) -> bool {
        let state = self.state();
        state.is_bot(viewer) && (matches!(peer, Peer::User(_)) || state.enter(viewer, peer).is_ok())
    }
}

impl State {
    pub(super) fn is_bot(&self, user: UserId) -> bool {
        self.accounts.get(&user).is_some_and(|account| account.user.bot)
    }

    /// Returns true where a bot can't write because nobody has written to it.
    pub(super) fn is_unheard_of(&self, bot: UserId, conversation: Conversation) -> bool {
        let is_private = matches!(conversation, Conversation::Private(..));
        let mailbox = self.mailbox(bot, conversation);
        let is_empty = mailbox.is_none_or(|it| it.conversation(conversation).next().is_none());
        is_private && is_empty && self.is_bot(bot)
    }

    /// Returns true if a message that stands where `user` is reaches them: not all does that reaches people.
    pub(super) fn reaches(&self, user: UserId, message: &Message) -> bool {
        let is_private = matches!(message.conversation, Conversation::Private(..));
        if is_private
            || message.service.is_some()
            || message.from == user
            || !self.bots.contains_key(&user)
        {
            return true;
        }
        let answered = message.reply_to.and_then(|key| self.messages.get(&key));
        answered.is_some_and(|answered| answered.from == user)
            || self.is_command_to(user, &message.body.text)
    }

    /// `/orders`, or `/orders@bot`.
    fn is_command_to(&self, bot: UserId, text: &str) -> bool {
        let command = text.strip_prefix('/').and_then(|text| text.split_whitespace().next());
        let username = self.accounts.get(&bot).and_then(|account| account.user.username.as_deref());
        command.is_some_and(|command| match command.split_once('@') {
            Some((_, name)) => username.is_some_and(|username| username.eq_ignore_ascii_case(name)),
            None => !command.is_empty(),
        })
    }
}
