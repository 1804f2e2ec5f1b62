//! Reads the configuration again when it changes, and tells the agent.

use std::convert::Infallible;
use std::future::pending;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use super::threads::ThreadSettings;
use super::{formatter_for, payments, server, settings_for, shop_for};
use crate::agent::{Reload, Settings};
use crate::config::{Config, FileEvents, Refusal, Taken, Watch};
use crate::http;
use crate::i18n;
use crate::inbox::Bell;
use crate::journal::Pins;
use crate::shop::Supplier;
use crate::sources::telegram_payments::Asking;
use crate::telegram::lock::SessionLock;

type Made = (Settings, Arc<Supplier>, http::Settings, Option<Asking>);

/// So many waits without a change, and the files are looked at all the same: file systems of other machines do not
/// tell everything.
const UNTOLD_AFTER: u32 = 100;

pub(super) async fn follow(
    mut watch: Watch,
    pins: Pins,
    reloads: mpsc::Sender<Reload<Supplier>>,
    threads: ThreadSettings,
) -> Infallible {
    loop {
        // What changes after the look is told.
        let events = FileEvents::of(&watch.files());
        if let Some(came) = watch.look(|config| make(config, pins)) {
            let reload = match came {
                Ok(taken) => take(&watch.current, taken, &threads),
                Err(refusal) => refuse(&watch.current, &refusal),
            };
            // An agent that has ended needs none.
            let _ = reloads.send(reload).await;
        }
        let wait = watch.current.timing.config_interval;
        match events.filter(|_| watch.is_settled()) {
            Some(events) => drop(timeout(wait * UNTOLD_AFTER, events.next()).await),
            None => sleep(wait).await,
        }
    }
}

/// Has the agent begin a turn when a command asks for something. Listens from now on.
pub(super) fn hear_requests(held: &Path, bell: Bell) -> impl Future<Output = Infallible> {
    let events = FileEvents::of(&[SessionLock::path(held)]);
    async move {
        // Without them it is heard in the next turn.
        let Some(events) = events else { return pending().await };
        loop {
            events.next().await;
            bell.notify_one();
        }
    }
}

fn take(config: &Config, taken: Taken<Made>, threads: &ThreadSettings) -> Reload<Supplier> {
    i18n::use_language(config.language);
    info!(changed = taken.changed.join(", "), "the configuration was read again");
    let formatter = formatter_for(config);
    let mut notifications = Vec::new();
    if taken.mended {
        notifications.push(formatter.config_mended());
    }
    if !taken.fixed.is_empty() {
        let keys = taken.fixed.join(", ");
        warn!(keys, "changed keys take effect after a restart only");
        notifications.push(formatter.config_after_restart(&taken.fixed));
    }
    let (settings, shop, for_server, asking) = taken.made;
    threads.server.send_replace(for_server);
    if let (Some(payments), Some(asking)) = (&threads.payments, asking) {
        payments.send_replace(asking);
    }
    Reload { taken: Some((settings, shop)), notifications, ..Reload::default() }
}

fn refuse(config: &Config, refusal: &Refusal) -> Reload<Supplier> {
    warn!(
        code = refusal.code,
        why = refusal.text,
        "the changed configuration is refused; the previous one stays in force"
    );
    let text = formatter_for(config).config_refused(&refusal.text);
    Reload { notifications: vec![text], ..Reload::default() }
}

fn make(config: &Config, pins: Pins) -> Result<Made, Refusal> {
    let shop = Arc::new(Supplier::new(shop_for(config.shop()?, pins.livemode)?)?);
    let settings = settings_for(config, pins, None)?;
    let asking = payments::asking_for(config, pins.livemode, shop.clone());
    Ok((settings, shop, server::settings_for(config)?, asking))
}
