//! Whether Telegram can be reached: directly, or through the proxy.

use std::net::SocketAddr;
use std::time::Duration;

use super::finding::{Outcome, finding};
use super::inputs::Inputs;
use crate::telegram::reach;

/// How long each try may take.
const LIMIT: Duration = Duration::from_secs(8);

/// Without a proxy.
pub(super) async fn direct(inputs: &Inputs) -> Outcome {
    let telegram = inputs.telegram()?;
    inputs.own_config()?;
    if telegram.proxy.is_some() {
        return Ok(finding!(NotNeeded, "doctor-telegram-by-proxy"));
    }
    reach::directly(&addresses(inputs), LIMIT).await?;
    inputs.facts.telegram_is_reached.get_or_init(|| ());
    Ok(finding!(Ok, "doctor-telegram-reached"))
}

/// Through the proxy.
pub(super) async fn through_proxy(inputs: &Inputs) -> Outcome {
    let telegram = inputs.telegram()?;
    inputs.own_config()?;
    let Some(proxy) = &telegram.proxy else {
        return Ok(finding!(NotNeeded, "doctor-proxy-none"));
    };
    reach::through(proxy, &addresses(inputs), LIMIT).await?;
    inputs.facts.telegram_is_reached.get_or_init(|| ());
    Ok(finding!(
        Ok,
        "doctor-proxy-reached",
        proxy = proxy.to_string()
    ))
}

/// Where the session lives, or all that is known.
fn addresses(inputs: &Inputs) -> Vec<SocketAddr> {
    let session = inputs.facts.session.get();
    let home = session.and_then(|session| session.home);
    home.map_or_else(|| reach::addresses(&inputs.host), |home| vec![home])
}
