//! The bot's calls: each once.

use grammers_client::session::types::PeerKind;
use grammers_client::tl::{enums, functions, types};

use super::{GrammersBot, InlineButton, ModeratorsBot, QueryId, Standing, Tap};
use crate::order::MessageId;
use crate::rich_text::{RichText, cut_to_utf16};
use crate::telegram::chats::{Place, moderators};
use crate::telegram::convert::styles_to_telegram;
use crate::telegram::messenger::sending::{edited, message_of, pinned, pinning, sent};
use crate::telegram::{CallError, Chat, Edited, Outgoing, Sent};

/// Telegram's limit is in characters, of which there are no more.
const ANSWER_UTF16_MAX: usize = 200;

impl ModeratorsBot for GrammersBot {
    async fn send(
        &self,
        outgoing: &Outgoing,
        buttons: &[Vec<InlineButton>],
    ) -> Result<Sent, CallError> {
        let place = *self.place.borrow();
        let request = functions::messages::SendMessage {
            reply_markup: keyboard(buttons),
            ..message_of(place, outgoing)
        };
        match sent(self.connection.invoke(&request).await, outgoing.random_id) {
            Err(error) => Err(self.after_refusal(place, error).await),
            sent => sent,
        }
    }

    async fn edit(
        &self,
        message: MessageId,
        text: &RichText,
        buttons: &[Vec<InlineButton>],
    ) -> Result<Edited, CallError> {
        let place = *self.place.borrow();
        let request = functions::messages::EditMessage {
            no_webpage: true,
            invert_media: false,
            peer: place.peer.into(),
            id: message.0,
            message: Some(text.text.clone()),
            media: None,
            reply_markup: keyboard(buttons),
            entities: styles_to_telegram(&text.stretches),
            schedule_date: None,
            schedule_repeat_period: None,
            quick_reply_shortcut_id: None,
            rich_message: None,
        };
        match edited(self.connection.invoke(&request).await) {
            Err(error) => Err(self.after_refusal(place, error).await),
            edited => edited,
        }
    }

    async fn next_tap(&self) -> Tap {
        loop {
            if let Some(tap) = self.connection.take_tap() {
                return tap;
            }
            self.connection.bell(Chat::Moderators).await;
        }
    }

    async fn answer(&self, query: QueryId, text: &str, alert: bool) -> Result<bool, CallError> {
        taken(self.connection.invoke(&answer_to_tap(query, text, alert)).await)
    }

    async fn pin(&self, message: MessageId, is_pinned: bool) -> Result<(), CallError> {
        let place = *self.place.borrow();
        let request = pinning(place, message, is_pinned);
        match pinned(self.connection.invoke(&request).await) {
            Err(error) => Err(self.after_refusal(place, error).await),
            Ok(()) => Ok(()),
        }
    }

    async fn register_commands(&self, commands: &[(&str, String)]) -> Result<(), CallError> {
        let peer = self.place.borrow().peer.into();
        let request = functions::bots::SetBotCommands {
            scope: types::BotCommandScopePeer { peer }.into(),
            lang_code: String::new(),
            commands: bot_commands(commands),
        };
        self.connection.invoke(&request).await.map(drop)
    }

    async fn standing(&self) -> Result<Standing, CallError> {
        let place = *self.place.borrow();
        if place.peer.id.kind() == PeerKind::User {
            return Ok(Standing::Member { may_write: true, may_pin: true });
        }
        let chats = moderators::group(&self.connection, place).await?;
        if let Some(supergroup) = moderators::moved_to(place.peer.id, &chats) {
            self.place.send_replace(Place { topic: place.topic, ..supergroup });
            return Box::pin(self.standing()).await;
        }
        Ok(chats.first().map_or(Standing::Absent, moderators::standing))
    }
}

pub(in crate::telegram) fn bot_commands(commands: &[(&str, String)]) -> Vec<enums::BotCommand> {
    let command = |(command, description): &(&str, String)| {
        let (command, description) = ((*command).to_owned(), description.clone());
        types::BotCommand { ephemeral: false, command, description }.into()
    };
    commands.iter().map(command).collect()
}

impl GrammersBot {
    /// A basic group that refuses the bot may have become a supergroup: if it has, it is followed.
    async fn after_refusal(&self, place: Place, refusal: CallError) -> CallError {
        let is_group = place.peer.id.kind() == PeerKind::Chat;
        if !is_group || !matches!(refusal, CallError::Refused(_)) {
            return refusal;
        }
        let chats = moderators::group(&self.connection, place).await.unwrap_or_default();
        let Some(supergroup) = moderators::moved_to(place.peer.id, &chats) else {
            return refusal;
        };
        self.place.send_replace(Place { topic: place.topic, ..supergroup });
        CallError::Refused("CHAT_MIGRATED".to_owned())
    }
}

pub(in crate::telegram) fn answer_to_tap(
    query: QueryId,
    text: &str,
    alert: bool,
) -> functions::messages::SetBotCallbackAnswer {
    functions::messages::SetBotCallbackAnswer {
        alert,
        query_id: query.0,
        message: Some(cut_to_utf16(text, ANSWER_UTF16_MAX)),
        url: None,
        cache_time: 0,
    }
}

/// Whether an answer was still waited for.
pub(in crate::telegram) fn taken(answer: Result<bool, CallError>) -> Result<bool, CallError> {
    match answer {
        Err(CallError::Refused(name)) if name == "QUERY_ID_INVALID" => Ok(false),
        answer => answer,
    }
}

pub(in crate::telegram) fn keyboard(buttons: &[Vec<InlineButton>]) -> Option<enums::ReplyMarkup> {
    let button = |button: &InlineButton| {
        let data = button.data.clone();
        let r#type = types::InlineButtonTypeCallback { requires_password: false, data }.into();
        types::KeyboardInlineButton { style: None, text: button.label.clone(), r#type }.into()
    };
    let row = |row: &Vec<InlineButton>| {
        types::KeyboardInlineButtonRow { buttons: row.iter().map(button).collect() }.into()
    };
    let rows: Vec<_> = buttons.iter().filter(|row| !row.is_empty()).map(row).collect();
    let markup = |rows| types::ReplyInlineMarkup { force_reply: false, rows }.into();
    (!rows.is_empty()).then(|| markup(rows))
}
