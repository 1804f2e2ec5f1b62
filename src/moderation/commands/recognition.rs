//! Which messages of the chat are ours, and what they are about.

use std::collections::HashMap;

use super::Listener;
use crate::engine::Engine;
use crate::journal::JournalError;
use crate::moderation::announcements::RING_MARK;
use crate::moderation::notifier::DeliveryError;
use crate::order::{MessageId, Untrusted};
use crate::rich_text::clean;
use crate::telegram::{Chat, Message, Messenger};

impl<M: Messenger> Listener<M> {
    /// The orders that messages are about which answer one whose id we never learnt: it is known again by its
    /// text, and then for good, or by the number that it says. `None`: of one that is gone.
    pub(super) async fn look_up(
        &self,
        engine: &mut Engine,
        messages: &[Message],
    ) -> Result<HashMap<MessageId, Option<u32>>, DeliveryError> {
        let mut unknown = Vec::new();
        for target in messages.iter().filter_map(|message| message.reply_to) {
            if engine.journal().told_by(target)?.is_none() && !unknown.contains(&target) {
                unknown.push(target);
            }
        }
        if unknown.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.messenger.messages(Chat::Moderators, &unknown).await?;
        let gone = unknown.iter().zip(&found).filter(|(_, message)| message.is_none());
        let mut about: HashMap<_, _> = gone.map(|(id, _)| (*id, None)).collect();
        let (bots, others): (Vec<Message>, Vec<Message>) =
            found.into_iter().flatten().partition(|message| self.is_bots(message));
        if !bots.is_empty() {
            recognise(engine, &bots)?;
        }
        let ours = bots.iter().chain(others.iter().filter(|message| message.outgoing));
        about.extend(ours.filter_map(|it| Some((it.id, Some(number_in(&it.text)?)))));
        Ok(about)
    }
}

/// Learns by which numbers the seller's account knows what the owner's bot said: in a basic group they are others.
fn recognise(engine: &mut Engine, messages: &[Message]) -> Result<(), JournalError> {
    let mut unseen = engine.journal().unseen_of_bot()?;
    for message in messages {
        let text = clean(message.text.as_str());
        let place = unseen.iter().position(|(_, said)| clean(&said.text) == text);
        if let Some((key, _)) = place.map(|place| unseen.remove(place)) {
            engine.write(|writer| writer.seen_as(&key, message.id))?;
        }
    }
    Ok(())
}

/// Whether this program wrote it: what was begun to be sent may stand there under an id that we never learnt.
pub(super) fn is_ours(engine: &Engine, message: &Message) -> Result<bool, JournalError> {
    if !message.outgoing {
        return Ok(false);
    }
    let journal = engine.journal();
    if message.text.as_str().starts_with(RING_MARK) || journal.is_notification(message.id)? {
        return Ok(true);
    }
    let text = clean(message.text.as_str());
    Ok(journal.texts_in_doubt()?.iter().any(|ours| clean(&ours.text) == text))
}

/// The number that the first line of one of our messages says, behind its mark; what the owner writes has none.
fn number_in(text: &Untrusted) -> Option<u32> {
    let first = text.as_str().lines().next()?;
    let (_, behind) = first.split_once('№').filter(|(mark, _)| !mark.is_empty())?;
    let end = behind.find(|character: char| !character.is_ascii_digit()).unwrap_or(behind.len());
    behind[..end].parse().ok()
}
