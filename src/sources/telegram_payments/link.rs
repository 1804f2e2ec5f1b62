//! The bot, wherever it is kept connected.

use std::sync::Arc;

use tokio::sync::watch;

use crate::report::CodedError;
use crate::telegram::CallError;
use crate::telegram::payments::GrammersPayments;

/// How the bot stands.
pub(super) enum BotState<B> {
    /// It was not connected yet, or its login has ended a moment ago.
    Connecting,
    /// It can be asked; the connection may be away for a while.
    Connected(Arc<B>),
    /// Not now, and why.
    Failed(CodedError),
    /// Not before a person has acted, and why.
    Refused(CodedError),
}

/// The bot, for who asks something of it.
pub struct BotLink<B = GrammersPayments>(watch::Receiver<BotState<B>>);

impl<B> Clone for BotLink<B> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<B> BotLink<B> {
    /// To a bot that stays connected.
    pub fn to(bot: B) -> Self {
        Self(watch::channel(BotState::Connected(Arc::new(bot))).1)
    }

    pub(super) fn new() -> (watch::Sender<BotState<B>>, Self) {
        let (state, link) = watch::channel(BotState::Connecting);
        (state, Self(link))
    }

    /// The bot, if it can be asked.
    pub fn bot(&self) -> Option<Arc<B>> {
        match &*self.0.borrow() {
            BotState::Connected(bot) => Some(bot.clone()),
            BotState::Connecting | BotState::Failed(_) | BotState::Refused(_) => None,
        }
    }

    /// The same for a call that is to be made now.
    pub(super) fn to_call(&self) -> Result<Arc<B>, CallError> {
        self.bot().ok_or_else(|| CallError::NotSent("the bot is not connected".to_owned()))
    }

    /// Why it can't be asked, where that is known.
    pub fn failure(&self) -> Option<CodedError> {
        match &*self.0.borrow() {
            BotState::Failed(why) | BotState::Refused(why) => Some(why.clone()),
            BotState::Connecting | BotState::Connected(_) => None,
        }
    }

    /// Why it can't be asked before a person has acted.
    pub(super) fn refusal(&self) -> Option<CodedError> {
        self.failure().filter(|_| matches!(&*self.0.borrow(), BotState::Refused(_)))
    }

    /// Waits until it stands otherwise; for ever once nobody keeps it connected. Safe to drop.
    pub(super) async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
