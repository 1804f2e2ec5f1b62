//! Reads the configuration again when it changes, and tells the agent.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::{info, warn};

use super::{settings_for, shop_for};
use crate::agent::{Reload, Settings};
use crate::config::{Config, Refusal, Taken, Watch};
use crate::i18n;
use crate::moderation::Formatter;
use crate::shop::Client;
use crate::telegram::AccountInfo;

/// Changes that wait to be taken; more wait with the file.
const RELOADS_MAX: usize = 4;

pub(super) struct Follower {
    watch: Watch,
    account: AccountInfo,
    reloads: mpsc::Sender<Reload<Client>>,
}

type Made = (Settings, Arc<Client>);

impl Follower {
    /// Follows what `watch` watches, for this account; and where the changes come out.
    pub(super) fn new(
        watch: Watch,
        account: AccountInfo,
    ) -> (Self, mpsc::Receiver<Reload<Client>>) {
        let (reloads, receiver) = mpsc::channel(RELOADS_MAX);
        let follower = Self { watch, account, reloads };
        (follower, receiver)
    }

    pub(super) async fn follow(mut self) -> Infallible {
        loop {
            sleep(self.watch.current().timing.config_interval).await;
            let account = &self.account;
            let Some(came) = self.watch.look(|config| make(config, account)) else {
                continue;
            };
            let reload = match came {
                Ok(taken) => self.taken(taken),
                Err(refusal) => self.refused(&refusal),
            };
            // An agent that has ended needs none.
            let _ = self.reloads.send(reload).await;
        }
    }

    fn taken(&self, taken: Taken<Made>) -> Reload<Client> {
        i18n::use_language(self.watch.current().language);
        let (changed, fixed) = (taken.changed.join(", "), taken.fixed.join(", "));
        let idle = taken.idle.join(", ");
        info!(changed, "the configuration was read again");
        let formatter = self.formatter();
        let mut notifications = Vec::new();
        if taken.mended {
            notifications.push(formatter.config_mended());
        }
        if !taken.fixed.is_empty() {
            warn!(keys = fixed, "changed keys take effect after a restart only");
            notifications.push(formatter.config_needs_restart(&taken.fixed));
        }
        if !taken.idle.is_empty() {
            warn!(keys = idle, "changed keys have no effect yet");
            notifications.push(formatter.config_without_effect(&taken.idle));
        }
        Reload { taken: Some(taken.made), notifications }
    }

    fn refused(&self, refusal: &Refusal) -> Reload<Client> {
        let current = self.watch.current();
        warn!(
            code = refusal.code,
            why = refusal.text,
            "the changed configuration is refused; the previous one stays in force"
        );
        let name = current.file.file_name().unwrap_or_default();
        let formatter = self.formatter();
        let text = formatter.config_refused(&name.to_string_lossy(), &refusal.text);
        Reload { taken: None, notifications: vec![text] }
    }

    fn formatter(&self) -> Formatter {
        super::formatter_for(self.watch.current())
    }
}

fn make(config: &Config, account: &AccountInfo) -> Result<Made, Refusal> {
    let client = Client::new(shop_for(config.shop()?, account)?)?;
    Ok((settings_for(config, account, None)?, Arc::new(client)))
}
