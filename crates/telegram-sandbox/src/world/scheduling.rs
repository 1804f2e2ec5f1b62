//! Messages that Telegram keeps back until a time: their sender's phones ring for them, too.

use std::time::Duration;

use tokio::time::sleep;

use super::{
    Actor, Body, ConnectionId, Message, Notice, Post, Refusal, ReplyTo, UserId, View, World,
};

/// The client that asked for it is told of it like every other.
const NO_CONNECTION: ConnectionId = ConnectionId(u64::MAX);

impl World {
    /// Keeps a message back until a time, in unix seconds. Returns it as its sender sees it meanwhile, under a
    /// number of the queue's.
    pub(crate) fn schedule(&self, user: UserId, post: Post, date: i32) -> Result<View, Refusal> {
        let mut state = self.state();
        if state.is_bot(user) {
            return Err(Refusal::SCHEDULE_BOT_NOT_ALLOWED);
        }
        let conversation = state.enter(user, post.to)?;
        state.refuse_if_muted(user, post.to)?;
        state.scheduled += 1;
        let (id, wait_s) = (state.scheduled, date.saturating_sub(state.now()));
        drop(state);
        let body = Body { scheduled: true, ..post.body.clone() };
        let message = Message { date, ..Message::new(user, conversation, body.clone()) };
        let reply_to_id = match post.reply_to {
            Some(ReplyTo::Id(id)) => Some(id),
            _ => None,
        };
        let world = self.clone();
        tokio::spawn(async move {
            sleep(Duration::from_secs(u64::try_from(wait_s).unwrap_or(0))).await;
            world.send_scheduled(user, id, Post { body, ..post });
        });
        Ok(View { viewer: user, id, message, reply_to_id })
    }

    fn send_scheduled(&self, user: UserId, scheduled: i32, post: Post) {
        let peer = post.to;
        match self.post_as(Actor { user, connection: Some(NO_CONNECTION) }, post) {
            Ok(posted) => {
                let id = posted.ids.for_user(user).unwrap_or_default();
                let notice = Notice::Scheduled { peer, scheduled, id };
                self.state().subscriptions.notify(user, None, &notice);
            }
            Err(refusal) => tracing::warn!(%refusal, %user, "a scheduled message can't be sent"),
        }
    }
}
