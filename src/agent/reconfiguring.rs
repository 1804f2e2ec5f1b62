//! What the owner changes while the agent works is taken between two turns: in the middle of one,
//! half of it would go by other rules than the rest. What is owed already stays as it was frozen.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Agent, AgentError, Settings};
use crate::journal::NoticeKey;
use crate::rich_text::RichText;
use crate::shop::Activator;
use crate::telegram::Messenger;

/// What the owner has changed.
#[derive(Debug)]
pub struct News<A> {
    /// What counts from now on; `None`: what counted before.
    pub taken: Option<(Settings, Arc<A>)>,
    /// What moderators are to read about it.
    pub notices: Vec<RichText>,
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// The same agent, which takes what comes out of `news`.
    #[must_use]
    pub fn listening_to(mut self, news: mpsc::Receiver<News<A>>) -> Self {
        self.news = Some(news);
        self
    }

    pub(super) fn reconfigure(&mut self, news: News<A>) -> Result<(), AgentError> {
        if let Some((settings, shop)) = news.taken {
            self.settings = settings.in_place_of(&self.settings);
            // Calls in flight keep the one that they were made with.
            self.shop = shop;
            self.look_at_the_shop_anew();
            // A shorter pace is not waited for.
            let next_reply_at = Instant::now() + self.settings.pace;
            self.next_reply_at = self.next_reply_at.min(next_reply_at);
        }
        let now = self.now();
        for text in news.notices {
            let key = NoticeKey::once(&format!("settings:{:016x}", self.dice.next_u64()));
            let random_id = self.random_id();
            self.journal
                .write(|writer| writer.tell(&key, None, &text, random_id, now))?;
        }
        Ok(())
    }
}

/// The next news; never any, when there is nobody to bring them. Safe to drop.
pub(super) async fn heard<A>(news: &mut Option<mpsc::Receiver<News<A>>>) -> Option<News<A>> {
    match news {
        Some(news) => news.recv().await,
        None => std::future::pending().await,
    }
}
