//! Presses of inline buttons, and the bots' answers.

use tokio::sync::oneshot;

use super::state::State;
use super::{MessageKey, Notice, Peer, QueryId, Refusal, Tap, UserId, World, WorldEvent};

/// The longest text of an answer.
const ANSWER_CHARACTERS_MAX: usize = 200;
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

/// A press that waits for the bot's answer.
pub(super) struct Waiting {
    user: UserId,
    bot: UserId,
    message: MessageKey,
    sender: oneshot::Sender<Result<CallbackAnswer, Refusal>>,
}

type Answer = oneshot::Receiver<Result<CallbackAnswer, Refusal>>;

impl World {
    /// Answers a press. `false` when nobody waits for it any more.
    pub fn answer_callback(&self, query: QueryId, answer: CallbackAnswer) -> bool {
        self.state().answer_callback(query, |_| true, answer).is_ok()
    }

    /// Answers a press as the bot whose button it was: once, and while somebody waits for it.
    pub(crate) fn answer_callback_as(
        &self,
        bot: UserId,
        query: QueryId,
        answer: CallbackAnswer,
    ) -> Result<(), Refusal> {
        if answer.text.as_ref().is_some_and(|text| text.chars().count() > ANSWER_CHARACTERS_MAX) {
            return Err(Refusal::MESSAGE_TOO_LONG);
        }
        self.state().answer_callback(query, |waiting| waiting.bot == bot, answer)
    }

    /// Refuses a press, whatever the bot has made of it. `false` when nobody waits for it any more.
    pub fn refuse_callback(&self, query: QueryId, refusal: Refusal) -> bool {
        let waiting = self.state().waiting.remove(&query);
        waiting.is_some_and(|waiting| waiting.sender.send(Err(refusal)).is_ok())
    }

    /// Presses a button, as somebody who knows the message by this id. What comes back ends with the bot's
    /// answer, or when Telegram waits no longer.
    pub fn press(
        &self,
        user: UserId,
        peer: Peer,
        message_id: i32,
        data: &[u8],
    ) -> Result<impl Future<Output = Result<CallbackAnswer, Refusal>> + Send + use<>, Refusal> {
        let (query, answer) = self.begin_press(user, peer, message_id, data)?;
        let (world, timeout) = (self.clone(), self.quirks().callback_timeout);
        Ok(async move {
            let answer = tokio::time::timeout(timeout, answer).await;
            world.state().waiting.remove(&query);
            answer.ok().and_then(Result::ok).unwrap_or(Err(Refusal::BOT_RESPONSE_TIMEOUT))
        })
    }

    fn begin_press(
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
        state.waiting.insert(query, Waiting { user, bot, message, sender: answer });
        state.counters.presses += 1;
        let data = data.to_vec();
        state.tell_bot(query, &data);
        let pressed = WorldEvent::Callback { query, user, bot, message, message_id, data };
        state.subscriptions.emit(&pressed);
        Ok((query, receiver))
    }
}

impl State {
    fn answer_callback(
        &mut self,
        query: QueryId,
        may_answer: impl FnOnce(&Waiting) -> bool,
        answer: CallbackAnswer,
    ) -> Result<(), Refusal> {
        if !self.waiting.get(&query).is_some_and(may_answer) {
            return Err(Refusal::QUERY_ID_INVALID);
        }
        let waiting = self.waiting.remove(&query).ok_or(Refusal::QUERY_ID_INVALID)?;
        let Waiting { user, bot, message, sender } = waiting;
        sender.send(Ok(answer.clone())).map_err(|_| Refusal::QUERY_ID_INVALID)?;
        self.subscriptions.emit(&WorldEvent::CallbackAnswered { user, bot, message, answer });
        Ok(())
    }

    /// Tells the bot's connections of a press.
    fn tell_bot(&mut self, query: QueryId, data: &[u8]) {
        let Some(Waiting { user, bot, message, .. }) = self.waiting.get(&query) else {
            return;
        };
        let (user, bot) = (*user, *bot);
        if let Some(view) = self.view_of(bot, *message) {
            let peer = view.message.conversation.seen_by(bot);
            let tap = Tap { query, user, peer, message_id: view.id, data: data.to_vec() };
            self.subscriptions.notify(bot, None, &Notice::Tap(tap));
        }
    }

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
