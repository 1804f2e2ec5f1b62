//! T-Bank: whether it takes the terminal and its password, and whether its notifications come.

use reqwest::Url;

use super::check::{Finding, Inputs, Outcome, Verdict, finding};
use crate::cli::moment;
use crate::cli::orders::existing;
use crate::journal::{Journal, JournalError};
use crate::machine::{Clock as _, Machine};
use crate::order::ProviderName;
use crate::order::checkout::{Checkout, CheckoutStatus};
use crate::shop::is_loopback;
use crate::sources::tbank;
use crate::tbank::{Notification, Status};

/// So far back the newest payment is looked for.
const CHECKOUTS_MAX: u32 = 100;

/// Tries the terminal with one call that changes nothing.
pub(super) async fn terminal(inputs: &Inputs) -> Outcome {
    let Ok(bank) = inputs.own_config()?.tbank() else {
        return Ok(finding!(NotNeeded, "doctor-bank-none"));
    };
    bank.client.try_terminal().await.map_err(|error| {
        // What may pass is worth a look only.
        let verdict = if error.is_passing() { Verdict::Warning } else { Verdict::Failed };
        Finding::of_error(verdict, &error)
    })?;
    let key = &bank.client.terminal().key;
    Ok(finding!(Ok, "doctor-bank", key = key.as_str(), demo = key.is_demo()))
}

/// Where the bank calls, and what has come of that, by the journal.
pub(super) fn notifications(inputs: &Inputs) -> Outcome {
    let config = inputs.own_config()?;
    let (Ok(_), Some(server)) = (config.tbank(), &config.server) else {
        return Ok(finding!(NotNeeded, "doctor-bank-none"));
    };
    let Some(url) = &server.webhook_url("tbank") else {
        let listen = server.listen.to_string();
        return Err(finding!(Warning, "doctor-bank-nowhere", listen));
    };
    if !is_called(url) {
        return Err(finding!(Failed, "doctor-bank-port", url));
    }
    let journal =
        existing(&inputs.journal()?).map_err(|_| finding!(Skipped, "doctor-last-order-unknown"))?;
    let Some(journal) = journal else {
        return Ok(finding!(Warning, "doctor-bank-unheard", url));
    };
    if let Some(checkout) = newest_paid(&journal)?
        && is_untold(&journal, &checkout)?
    {
        let checkout = checkout.id.to_string();
        return Err(finding!(Warning, "doctor-bank-untold", url, checkout));
    }
    Ok(match journal.last_received_at(&tbank::SOURCE)? {
        Some(at) => {
            let last = moment::date_and_age(at, Machine.now());
            finding!(Ok, "doctor-bank-told", url, last)
        }
        None => finding!(Warning, "doctor-bank-unheard", url),
    })
}

/// Whether the bank calls there: it does at the port of https only. This machine is nobody's but a sandbox's.
fn is_called(url: &str) -> bool {
    let may_be = |url: Url| url.port_or_known_default() == Some(443) || is_loopback(&url);
    Url::parse(url).is_ok_and(may_be)
}

fn newest_paid(journal: &Journal) -> Result<Option<Checkout>, JournalError> {
    let paid = journal.newest_checkouts(Some(CheckoutStatus::Paid), CHECKOUTS_MAX)?;
    Ok(paid.into_iter().rev().find(|it| it.provider == ProviderName::Tbank))
}

/// Whether its payment was found by asking, and no notification has told of it since.
fn is_untold(journal: &Journal, checkout: &Checkout) -> Result<bool, JournalError> {
    let Some((number, _)) = &checkout.order else { return Ok(false) };
    let Some(payment) = journal.external_id_of(*number)? else { return Ok(false) };
    let prefix = Notification::keys_of(&payment, &Status::Confirmed);
    Ok(journal.received_under(&tbank::SOURCE, &prefix)?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_calls_the_port_of_https_only() {
        for (url, is_good) in [
            ("https://pay.shop.example/webhooks/tbank", true),
            ("https://pay.shop.example:443/webhooks/tbank", true),
            ("https://pay.shop.example:8443/webhooks/tbank", false),
            ("http://127.0.0.1:8787/webhooks/tbank", true),
        ] {
            assert_eq!(is_called(url), is_good, "{url}");
        }
    }
}
