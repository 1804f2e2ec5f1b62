//! What the owner changes while the agent works is taken between two turns: in the middle of one,
//! half of it would go by other rules than the rest.

use std::sync::Arc;

use super::{Agent, AgentSource, Payloads, Settings};
use crate::journal::{JournalError, NotificationKey};
use crate::rich_text::RichText;
use crate::shop::Activator;
use crate::telegram::Messenger;

/// What the owner has changed.
#[derive(Debug)]
pub struct Reload<A> {
    /// What counts from now on; `None`: what counted before.
    pub taken: Option<(Settings, Arc<A>)>,
    /// What moderators are to read about it.
    pub notifications: Vec<RichText>,
}

impl<M: Messenger, A: Activator, S: AgentSource> Agent<M, A, S> {
    pub(super) fn reload(&mut self, reload: Reload<A>) -> Result<(), JournalError> {
        if let Some((settings, shop)) = reload.taken {
            let payloads = Payloads::new(&settings.chat);
            let formatter = settings.chat.formatter.clone();
            self.notifier.reconfigure(formatter.clone());
            self.engine.reconfigure(Box::new(payloads), Box::new(formatter));
            self.shop.reconfigure(shop, settings.shop_pace());
            self.daily = settings.daily_report();
            self.reread_interval = settings.chat.timing.reread_interval;
            self.source.reconfigure(settings.chat);
        }
        for text in reload.notifications {
            let key = NotificationKey::once(&format!("settings:{:016x}", self.engine.random_u64()));
            self.engine.notify(&key, &text)?;
        }
        Ok(())
    }
}
