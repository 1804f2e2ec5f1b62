//! The agent's own server: whether its port is free or its own, whether the world comes out at this agent, and what
//! came in from Tribute; and the key to Tribute's API.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::LOCATION;

use super::check::{Finding, Inputs, Outcome, Verdict, finding, need};
use crate::cli::moment;
use crate::cli::orders::existing;
use crate::config::Server;
use crate::http::Listener;
use crate::inbox::TEST_RECEIVED_AT;
use crate::machine::{Clock as _, Machine, Randomness as _};
use crate::order::Untrusted;
use crate::shop::{Answer, Trouble, exchange, plain_client};
use crate::sources::{tribute_api, tribute_shop};
use crate::tribute::ApiError;
use crate::tribute::client::ProductFilter;

const ASK_TIMEOUT: Duration = Duration::from_secs(10);
/// More of a foreign address is not shown.
const ADDRESS_CHARACTERS_MAX: usize = 200;

/// Tries the key with one call that changes nothing.
pub(super) async fn tribute_key(inputs: &Inputs) -> Outcome {
    let Ok(api) = inputs.own_config()?.tribute_api() else {
        return Ok(finding!(NotNeeded, "doctor-tribute-api-none"));
    };
    let wanted = ProductFilter { kind: Some("digital"), page: 1, size: 1 };
    let found = api.client.products(wanted).await.map_err(|error| {
        // What may pass is worth a look only.
        let is_passing = matches!(error, ApiError::Unreachable(_) | ApiError::NotNow(_));
        let verdict = if is_passing { Verdict::Warning } else { Verdict::Failed };
        Finding::of_error(verdict, &error)
    })?;
    let count = found.meta.map_or(0, |meta| meta.total);
    Ok(finding!(Ok, "doctor-tribute-api", count))
}

/// While `run` is at work its port is its own, else it is free.
pub(super) async fn server(inputs: &Inputs) -> Outcome {
    let server = inputs.server()?;
    let listen = &server.listen.to_string();
    if inputs.facts.is_running.get().is_none() {
        Listener::bind(server.listen)?;
        return Ok(finding!(Ok, "doctor-server-free", listen));
    }
    match ask(server, &format!("http://{}", reachable(server.listen))).await? {
        Ok(answer) if answer.is_ours => {
            inputs.facts.server_answers.get_or_init(|| ());
            Ok(finding!(Ok, "doctor-server-ours", listen))
        }
        Ok(_) => Err(finding!(Failed, "doctor-server-another", listen)),
        Err(trouble) => {
            Err(finding!(Failed, "doctor-server-silent", listen, why = trouble.describe()))
        }
    }
}

/// An address by which this machine reaches a server that listens everywhere.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let here: IpAddr = match listen {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    if listen.ip().is_unspecified() { SocketAddr::new(here, listen.port()) } else { listen }
}

/// Goes the way that a webhook goes.
pub(super) async fn public_url(inputs: &Inputs) -> Outcome {
    let server = inputs.server()?;
    let Some(url) = &server.public_url else {
        let config = inputs.config()?;
        let is_needed = config.tribute_api().is_ok() || config.tbank().is_ok();
        return if is_needed {
            Err(finding!(Warning, "doctor-public-url-none"))
        } else {
            Ok(finding!(NotNeeded, "doctor-public-url-not-needed"))
        };
    };
    need(inputs.facts.server_answers.get(), "running-server")?;
    let asked = ask(server, url).await?;
    judge(url, &server.listen.to_string(), asked)
}

/// What came back from a server that should be this agent's.
struct Asked {
    is_ours: bool,
    status: u16,
    /// Where else it sends whoever asks.
    location: Option<Untrusted>,
}

/// Has whoever answers at `base` show that it is the agent with this token.
async fn ask(server: &Server, base: &str) -> Result<Result<Asked, Trouble>, Finding> {
    let challenge = format!("{:016x}{:016x}", Machine.next_u64(), Machine.next_u64());
    let url = format!("{base}/webhooks/self?challenge={challenge}");
    let request = plain_client(ASK_TIMEOUT)?.get(url);
    let expected = server.token.answer(&challenge);
    let asked = exchange(request, ASK_TIMEOUT).await;
    Ok(asked.map(|answer| Asked {
        is_ours: answer.status == 200 && answer_of(&answer).is_some_and(|it| it == expected),
        status: answer.status,
        location: location_of(&answer),
    }))
}

fn answer_of(answer: &Answer) -> Option<String> {
    answer.object()?.text("answer")
}

fn location_of(answer: &Answer) -> Option<Untrusted> {
    // Behind the path there is the challenge.
    let location = answer.header(LOCATION)?.split(['?', '#']).next()?;
    Some(Untrusted::new(Untrusted::new(location).excerpt(ADDRESS_CHARACTERS_MAX)))
}

fn judge(url: &str, listen: &str, asked: Result<Asked, Trouble>) -> Outcome {
    let asked = match asked {
        Ok(asked) if asked.is_ours => return Ok(finding!(Ok, "doctor-public-url", url)),
        Ok(asked) => asked,
        Err(trouble) => {
            let (why, kind) = (trouble.describe(), trouble.kind());
            return Err(finding!(Failed, "doctor-public-url-unreachable", url, why, kind, listen));
        }
    };
    let status = u32::from(asked.status);
    Err(match asked.status {
        300..=399 => {
            let to = asked.location.map_or_else(|| "?".to_owned(), |to| to.to_string());
            finding!(Failed, "doctor-public-url-redirect", url, to)
        }
        404 => finding!(Failed, "doctor-public-url-path", url, listen),
        502..=504 | 520..=530 => finding!(Failed, "doctor-public-url-proxy", url, status, listen),
        _ => finding!(Failed, "doctor-public-url-another", url, status, listen),
    })
}

/// What has come in from Tribute, by the journal.
pub(super) fn webhooks(inputs: &Inputs) -> Outcome {
    let config = inputs.own_config()?;
    if config.tribute_api().is_err() || config.server.is_none() {
        return Ok(finding!(NotNeeded, "doctor-webhooks-not-needed"));
    }
    let journal =
        existing(&inputs.journal()?).map_err(|_| finding!(Skipped, "doctor-last-order-unknown"))?;
    let now = Machine.now();
    let told = |at: Option<Timestamp>| {
        at.map_or_else(|| "none".to_owned(), |at| moment::date_and_age(at, now))
    };
    let (last, test) = match &journal {
        Some(journal) => {
            let test = journal.state(TEST_RECEIVED_AT)?;
            let test = Timestamp::from_second(test).ok().filter(|_| test != 0);
            let last = |source| journal.last_received_at(source);
            let (of_products, of_shop) =
                (last(&tribute_api::SOURCE)?, last(&tribute_shop::SOURCE)?);
            (of_products.max(of_shop), test)
        }
        None => (None, None),
    };
    let url = config.server.as_ref().and_then(|server| server.webhook_url("tribute"));
    let url = url.unwrap_or_else(|| "https://…/webhooks/tribute".to_owned());
    Ok(match (last, test) {
        (None, None) => finding!(Warning, "doctor-webhooks-none", url),
        _ => finding!(Ok, "doctor-webhooks", last = told(last), test = told(test)),
    })
}
