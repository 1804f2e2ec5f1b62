//! Presses of inline buttons, and the bots' answers.

use tokio::sync::oneshot;

use super::state::State;
use super::{MessageKey, Peer, QueryId, Refusal, UserId, World, WorldEvent};

/// The most presses that may wait for an answer at a time.
const WAITING_MAX: usize = 10_000;

/// The text that a bot shows the user who pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallbackAnswer {
    /// The text; none: nothing is shown.
    pub text: Option<String>,
    /// True if it has to be dismissed by hand; otherwise it is a short notice.
    pub alert: bool,
    /// The link that the client opens.
    pub url: Option<String>,
}

impl CallbackAnswer {
    /// A short notice.
    pub fn notice(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// A link, and no words.
    pub fn link(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::default() }
    }

    /// A text that has to be dismissed by hand.
    pub fn alert(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), alert: true, url: None }
    }
}

pub(super) type Waiting = oneshot::Sender<Result<CallbackAnswer, Refusal>>;

pub(crate) type Answer = oneshot::Receiver<Result<CallbackAnswer, Refusal>>;

impl World {
    /// Answers a press. `false` when nobody waits for it any more.
    pub fn answer_callback(&self, query: QueryId, answer: CallbackAnswer) -> bool {
        let waiting = self.state().waiting.remove(&query);
        waiting.is_some_and(|waiting| waiting.send(Ok(answer)).is_ok())
    }

    /// Refuses a press, whatever the bot has made of it. `false` when nobody waits for it any more.
    pub fn refuse_callback(&self, query: QueryId, refusal: Refusal) -> bool {
        let waiting = self.state().waiting.remove(&query);
        waiting.is_some_and(|waiting| waiting.send(Err(refusal)).is_ok())
    }

    /// Presses a button for a client; who waits also has to keep the bot's time limit.
    pub(crate) fn press(
        &self,
        user: UserId,
        peer: Peer,
        message_id: i32,
        data: &[u8],
    ) -> Result<(QueryId, Answer), Refusal> {
        let mut state = self.state();
        let pressable = state.pressable(user, peer, message_id, data);
        let (message, bot) = pressable.inspect_err(|_| {
            state.counters.presses_refused += 1;
            state.subscriptions.emit(&WorldEvent::CallbackRefused { user, message_id });
        })?;
        if state.waiting.len() >= WAITING_MAX {
            return Err(Refusal::BOT_RESPONSE_TIMEOUT);
        }
        let query = QueryId((state.randomness)().cast_signed());
        let (answer, receiver) = oneshot::channel();
        state.waiting.insert(query, answer);
        state.counters.presses += 1;
        let data = data.to_vec();
        let pressed = WorldEvent::Callback { query, user, bot, message, message_id, data };
        state.subscriptions.emit(&pressed);
        Ok((query, receiver))
    }

    pub(crate) fn forget_callback(&self, query: QueryId) {
        self.state().waiting.remove(&query);
    }
}

impl State {
    /// The message whose button sends `data`, and the bot that gets it.
    fn pressable(
        &self,
        user: UserId,
        peer: Peer,
        message_id: i32,
        data: &[u8],
    ) -> Result<(MessageKey, UserId), Refusal> {
        let conversation = self.enter(user, peer)?;
        let message = self
            .mailbox(user, conversation)
            .and_then(|mailbox| mailbox.get(message_id))
            .and_then(|key| self.messages.get(&key))
            .filter(|message| message.conversation == conversation)
            .ok_or(Refusal::MESSAGE_ID_INVALID)?;
        let bot = message.via_bot.unwrap_or(message.from);
        let is_bot = self.accounts.get(&bot).is_some_and(|it| it.user.bot);
        let Some(markup) = message.body.markup.as_ref().filter(|_| is_bot) else {
            return Err(Refusal::MESSAGE_ID_INVALID);
        };
        if !markup.has_callback(data) {
            return Err(Refusal::DATA_INVALID);
        }
        Ok((message.key, bot))
    }
}
