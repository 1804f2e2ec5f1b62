//! The agent's line to Telegram. A call may not leave, may be cut off before or after its effect,
//! may take its effect only after the agent's death, or be told to wait.

use std::sync::Arc;
use std::time::Duration;

use icu_normalizer::DecomposingNormalizerBorrowed;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};
use tribute_agent::order::MessageId;
use tribute_agent::rich_text::RichText;
use tribute_agent::telegram::{
    CallError, Chat, ChatReader, Edited, Message, Messenger, Outgoing, PressAnswer, Sent, Span,
};

use super::fate::Fate;
use super::room::Landed;
use super::{SELLER, State, World};
use crate::fuse::Fuse;
use crate::planted::Planted;

/// The moderators' chat, which stays where it is.
const MODERATORS: i64 = -1_000_000_000_008;

/// The line of one process of the agent.
pub struct Line {
    /// Where it leads.
    pub world: Arc<World>,
    /// Burns before and after every call.
    pub fuse: Arc<Fuse>,
}

impl Line {
    async fn call<T: Send + 'static>(
        &self,
        chat: Chat,
        what: &'static str,
        effect: impl FnOnce(&Arc<World>) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        self.fuse.burn();
        self.world.check_patience(chat, what);
        let outcome = match self.world.fate(chat, what) {
            Fate::NotSent(after) => {
                self.world.tell("line", format_args!("{what}: does not leave"));
                sleep(after).await;
                Err(CallError::NotSent("no connection".to_owned()))
            }
            Fate::LostOnTheWay(after) => {
                self.world.tell("line", format_args!("{what}: is lost on the way"));
                sleep(after).await;
                Err(CallError::Unknown("timed out".to_owned()))
            }
            Fate::Flood(wait) => {
                self.world.tell("line", format_args!("{what}: FLOOD_WAIT {wait:?}"));
                let until = Instant::now() + wait;
                self.world.state().sight.flood_until.insert((chat, what), until);
                if self.world.plants(Planted::WaitUnheard) {
                    return Err(CallError::NotSent("no connection".to_owned()));
                }
                Err(CallError::FloodWait(wait))
            }
            Fate::Undecodable(why) => {
                self.world.tell("line", format_args!("{what}: {why}"));
                drop(effect(&self.world));
                // It connects again.
                sleep(Duration::from_secs(1)).await;
                Err(CallError::Unknown(why.to_owned()))
            }
            Fate::Arrives { there, back } => {
                tracing::debug!("{what}");
                self.carry(what, there, back, effect).await
            }
        };
        self.fuse.burn();
        outcome
    }

    async fn carry<T: Send + 'static>(
        &self,
        what: &str,
        there: Duration,
        back: Option<Duration>,
        effect: impl FnOnce(&Arc<World>) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        let arrived = if there.is_zero() {
            effect(&self.world)
        } else {
            // It goes on although the agent may be gone.
            self.world.state().changes += 1;
            let (answer, answered) = oneshot::channel();
            let world = self.world.clone();
            self.world.tell("line", format_args!("{what}: takes {there:?} to arrive"));
            tokio::spawn(async move {
                sleep(there).await;
                // Nobody may be there to hear it.
                drop(answer.send(effect(&world)));
            });
            answered.await.unwrap_or(Err(CallError::Unknown("cut".to_owned())))
        };
        self.fuse.burn();
        let Some(back) = back else {
            self.world.tell("line", format_args!("{what}: the answer is lost"));
            let after = self.world.state().dice.seconds(0..=20);
            sleep(after).await;
            return Err(CallError::Unknown("timed out".to_owned()));
        };
        if !back.is_zero() {
            sleep(back).await;
        }
        let mut state = self.world.state();
        if state.heard_error_ms != state.clock_error_ms {
            state.heard_error_ms = state.clock_error_ms;
            state.heard_at = Instant::now();
        }
        drop(state);
        arrived
    }
}

impl ChatReader for Line {
    async fn bell(&self, chat: Chat) {
        match chat {
            Chat::Tribute => self.world.bell.notified().await,
            Chat::Moderators => self.world.moderators_bell.notified().await,
        }
    }

    async fn history(&self, chat: Chat, span: Span) -> Result<Vec<Message>, CallError> {
        let read = move |world: &Arc<World>| {
            let state = world.state();
            let mut page = state.room(chat).span(span);
            page.retain(|message| match chat {
                Chat::Tribute => !state.hides(message),
                Chat::Moderators => !state.is_unheard(message.id.0),
            });
            Ok((Instant::now(), page))
        };
        let (at, page) = self.call(chat, "reading", read).await?;
        let mut state = self.world.state();
        if chat == Chat::Tribute && span.below.is_none() && span.limit > 1 {
            state.sight.page_at = Some(at);
        }
        if chat == Chat::Tribute && state.nature.planted != Some(Planted::NeverLooks) {
            let shown = page.iter().map(|message| (message.id.0, (at, Some(message.clone()))));
            state.sight.looked.extend(shown);
        }
        drop(state);
        Ok(page)
    }

    async fn messages(
        &self,
        chat: Chat,
        ids: &[MessageId],
    ) -> Result<Vec<Option<Message>>, CallError> {
        let wanted = ids.to_vec();
        let look = move |world: &Arc<World>| {
            let state = world.state();
            let room = state.room(chat);
            let found = wanted.iter().map(|id| room.messages.get(&id.0).cloned());
            Ok((Instant::now(), found.collect::<Vec<_>>()))
        };
        let (at, found) = self.call(chat, "looking", look).await?;
        if chat == Chat::Tribute && !self.world.plants(Planted::NeverLooks) {
            let mut state = self.world.state();
            for (id, message) in ids.iter().zip(&found) {
                state.sight.looked.insert(id.0, (at, message.clone()));
            }
        }
        Ok(found)
    }

    fn moderators_chat(&self) -> i64 {
        MODERATORS
    }

    fn clock_offset(&self) -> SignedDuration {
        SignedDuration::from_millis(-self.world.state().heard_error_ms)
    }
}

impl Messenger for Line {
    async fn send(&self, chat: Chat, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let mut sent = outgoing.clone();
        if self.world.plants(Planted::OtherRandomIds) {
            sent.random_id = self.world.state().dice.roll().cast_signed();
        }
        if chat == Chat::Tribute {
            self.world.check_send(&sent);
        }
        let begun_at = Instant::now();
        let outcome = self
            .call(chat, "sending", move |world| match chat {
                Chat::Tribute => world.reply_lands(&sent),
                Chat::Moderators => world.notice_lands(&sent),
            })
            .await;
        let is_certain = !matches!(outcome, Err(CallError::Unknown(_)));
        if chat == Chat::Moderators && (outcome.is_ok() || !is_certain) {
            self.world.check_pace(begun_at);
        }
        if is_certain && let Some(order) = outgoing.reply_to {
            let mut state = self.world.state();
            if let Some(sale) = state.bot.sales.get_mut(&order.0) {
                sale.sending = None;
            }
        }
        outcome
    }

    async fn edit(
        &self,
        chat: Chat,
        message: MessageId,
        text: &RichText,
    ) -> Result<Edited, CallError> {
        assert_eq!(chat, Chat::Moderators, "nothing is ever edited in Tribute's chat");
        let text = text.text.trim().to_owned();
        self.call(chat, "editing", move |world| Ok(world.edit_lands(message.0, &text))).await
    }

    async fn pin(&self, _message: MessageId, _is_pinned: bool) -> Result<(), CallError> {
        self.call(Chat::Moderators, "pinning", |_| Ok(())).await
    }

    async fn ring(&self, _: &Outgoing, _: Timestamp) -> Result<bool, CallError> {
        Ok(false)
    }

    async fn press(&self, message: MessageId, data: &[u8]) -> Result<PressAnswer, CallError> {
        assert!(!self.world.plants(Planted::Panics), "a planted panic");
        self.world.check_press(message.0, data);
        let data = data.to_vec();
        let outcome = self
            .call(Chat::Tribute, "pressing", move |world| {
                if world.plants(Planted::PressesTwice) {
                    world.press_lands(message.0, &data)?;
                }
                world.press_lands(message.0, &data)
            })
            .await;
        // An error may follow a press that has worked.
        if !matches!(outcome, Err(CallError::Unknown(_) | CallError::Refused(_))) {
            let mut state = self.world.state();
            if let Some(sale) = state.sale_confirmed_by(message.0) {
                sale.pressing = None;
            }
        }
        outcome
    }
}

/// What arrives.
impl World {
    fn reply_lands(self: &Arc<Self>, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let at = self.true_now();
        let mut state = self.state();
        if state.nature.replies_vanish {
            return Ok(Sent::Before);
        }
        let mut outgoing = outgoing.clone();
        if let Some(target) = outgoing.reply_to
            && !state.tribute.messages.contains_key(&target.0)
        {
            if !state.nature.detaches {
                return Err(CallError::Refused("REPLY_MESSAGE_ID_INVALID".to_owned()));
            }
            outgoing.reply_to = None;
        }
        if state.nature.texts_cleaned {
            let text = &mut outgoing.text.text;
            text.retain(|character| !matches!(character, '\r' | '\u{202E}'));
            *text = DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned();
        }
        let landed = state.tribute.land(&outgoing, SELLER, at);
        drop(state);
        if self.plants(Planted::RepliesTwice) && matches!(landed, Landed::New(_)) {
            let again =
                Outgoing { random_id: outgoing.random_id.wrapping_add(1), ..outgoing.clone() };
            let twice = self.state().tribute.land(&again, SELLER, at);
            if let Landed::New(id) = twice {
                self.bot_hears(id, true);
            }
        }
        match landed {
            Landed::Refused(why) => Err(CallError::Refused(why.to_owned())),
            Landed::Known(id) => {
                self.tell("telegram", format_args!("has message {id} already"));
                Ok(Sent::Before)
            }
            Landed::New(id) => {
                self.state().changes += 1;
                let target = outgoing.reply_to.map(|target| target.0);
                self.tell(
                    "telegram",
                    format_args!("the agent's message {id}, a reply to {target:?}"),
                );
                self.bot_hears(id, true);
                self.ring();
                Ok(Sent::As(MessageId(id)))
            }
        }
    }

    fn notice_lands(&self, outgoing: &Outgoing) -> Result<Sent, CallError> {
        let at = self.true_now();
        let mut state = self.state();
        if state.moderators_closed_until > Instant::now() {
            return Err(CallError::Refused("CHAT_WRITE_FORBIDDEN".to_owned()));
        }
        if state.nature.planted == Some(Planted::NoticesLost) {
            return Ok(Sent::As(MessageId(1)));
        }
        let answered = outgoing.reply_to.map(|target| target.0);
        if answered.is_some_and(|id| !state.moderators.messages.contains_key(&id)) {
            return Err(CallError::Refused("REPLY_MESSAGE_ID_INVALID".to_owned()));
        }
        let landed = state.moderators.land(outgoing, SELLER, at);
        if matches!(landed, Landed::New(_)) {
            state.changes += 1;
            state.told.push(outgoing.text.text.trim().to_owned());
        }
        drop(state);
        match landed {
            Landed::Refused(why) => Err(CallError::Refused(why.to_owned())),
            Landed::Known(_) => Ok(Sent::Before),
            Landed::New(id) => {
                self.tell(
                    "told",
                    format_args!("[{id}] {}", outgoing.text.text.replace('\n', " ⏎ ")),
                );
                self.moderators_read(id, outgoing.text.text.trim());
                Ok(Sent::As(MessageId(id)))
            }
        }
    }

    fn edit_lands(&self, message: i32, text: &str) -> Edited {
        let mut state = self.state();
        let Some(found) = state.moderators.messages.get_mut(&message) else {
            return Edited::NoLonger;
        };
        found.text = tribute_agent::order::Untrusted::new(text);
        state.changes += 1;
        state.told.push(text.to_owned());
        drop(state);
        self.tell("told", format_args!("[{message}] now: {}", text.replace('\n', " ⏎ ")));
        self.moderators_read(message, text);
        Edited::Done
    }
}

impl State {
    /// Whether a planted mistake keeps a message from being shown.
    fn hides(&self, message: &Message) -> bool {
        match self.nature.planted {
            Some(Planted::OwnerUnseen) => message.outgoing,
            Some(Planted::WordsUnseen) => message.text.as_str().starts_with("Модерация"),
            Some(Planted::OrdersUnseen) => {
                let newest = self.bot.sales.keys().next_back();
                newest.is_some_and(|newest| *newest == message.id.0)
            }
            _ => false,
        }
    }

    fn room(&self, chat: Chat) -> &super::Room {
        match chat {
            Chat::Tribute => &self.tribute,
            Chat::Moderators => &self.moderators,
        }
    }

    pub(super) fn sale_confirmed_by(&mut self, message: i32) -> Option<&mut super::sale::Sale> {
        let sale = self.bot.confirmations.get(&message)?.sale;
        self.bot.sales.get_mut(&sale)
    }
}
