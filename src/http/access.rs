//! Who may ask: a token, and a limit on how often an address may be refused.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::extract::{Request, State as Extracted};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;
use tracing::warn;

use super::problem::Problem;
use super::{Shared, State};

/// So often an address may be refused in a minute.
const FAILURES_MAX: u32 = 60;
const MINUTE: Duration = Duration::from_mins(1);
/// So many addresses are known apart; the others share one count.
const ADDRESSES_MAX: usize = 1024;

/// Who has connected; a request has it as an extension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub SocketAddr);

/// The addresses that were refused lately.
#[derive(Debug, Default)]
pub(super) struct Failures(HashMap<IpAddr, (Instant, u32)>);

impl Failures {
    /// Counts one more. Returns how many there were; of too many, for how many seconds the address is refused otherwise.
    fn count(&mut self, address: IpAddr, now: Instant) -> Result<u32, u64> {
        self.0.retain(|_, (since, _)| now.duration_since(*since) < MINUTE);
        let is_room = self.0.len() < ADDRESSES_MAX || self.0.contains_key(&address);
        let address = if is_room { address } else { Ipv6Addr::UNSPECIFIED.into() };
        let (since, count) = self.0.entry(address).or_insert((now, 0));
        *count = count.saturating_add(1);
        let left = MINUTE.saturating_sub(now.duration_since(*since)).as_secs() + 1;
        if *count > FAILURES_MAX { Err(left) } else { Ok(*count) }
    }
}

/// Lets pass who knows the token. Whoever does is never refused for what others at their address have tried.
pub(super) async fn require_token(
    Extracted(shared): State,
    request: Request,
    next: Next,
) -> Response {
    let header = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes);
    let shown = header.and_then(|header| {
        let (scheme, token) = header.split_at_checked(7)?;
        scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
    });
    if shown.is_some_and(|shown| shared.token.is(shown)) {
        return next.run(request).await;
    }
    let detail = "Send the token of [server] as `Authorization: Bearer …`.";
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail);
    let mut response = shared.refuse(&request, problem).into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

impl Shared {
    /// The refusal of somebody who could not show who they are: after too many of them, another one.
    pub(super) fn refuse(&self, request: &Request, problem: Problem) -> Problem {
        let peer = request.extensions().get::<Peer>().copied();
        self.refuse_of(peer, request.headers(), problem)
    }

    pub(super) fn refuse_of(
        &self,
        peer: Option<Peer>,
        headers: &HeaderMap,
        problem: Problem,
    ) -> Problem {
        let address = address(peer, headers);
        let mut failures = self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match failures.count(address, Instant::now()) {
            Err(seconds) => Problem::too_many_failures(seconds),
            Ok(count) => {
                if count == 1 {
                    warn!(%address, code = problem.code(), "the server refused a request");
                }
                problem
            }
        }
    }
}

/// Whose request it is. The owner's proxy is on this machine, and says for whom it asks.
fn address(peer: Option<Peer>, headers: &HeaderMap) -> IpAddr {
    let address = peer.map_or(Ipv6Addr::UNSPECIFIED.into(), |Peer(peer)| peer.ip());
    let told = headers.get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|told| told.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    match told.filter(|_| address.is_loopback()).unwrap_or(address).to_canonical() {
        // Whoever has one address has all of its network.
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        IpAddr::V4(address) => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_may_be_refused_sixty_times_a_minute() {
        let mut failures = Failures::default();
        let [one, other]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|it| it.parse().unwrap());
        let begun = Instant::now();
        for count in 1..=FAILURES_MAX {
            assert_eq!(failures.count(one, begun), Ok(count));
        }
        assert_eq!(failures.count(one, begun + MINUTE / 2), Err(31));
        assert_eq!(failures.count(other, begun), Ok(1));
        assert_eq!(failures.count(one, begun + MINUTE), Ok(1));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_addresses_are_kept_than_may() {
        let mut failures = Failures::default();
        let now = Instant::now();
        for number in 0..10 * u32::try_from(ADDRESSES_MAX).unwrap() {
            let _ = failures.count(IpAddr::from(number.to_be_bytes()), now);
        }
        assert!(failures.0.len() <= ADDRESSES_MAX + 1);
        assert!(failures.count("192.0.2.1".parse().unwrap(), now).is_err());
    }

    #[test]
    fn a_proxy_on_this_machine_is_believed() {
        let forwarded = |peer: &str, told: &str| {
            let mut headers = HeaderMap::new();
            headers.append("x-forwarded-for", "198.51.100.9".parse().unwrap());
            headers.append("x-forwarded-for", told.parse().unwrap());
            address(Some(Peer(peer.parse().unwrap())), &headers).to_string()
        };
        assert_eq!(forwarded("127.0.0.1:1", "203.0.113.1, 192.0.2.7"), "192.0.2.7");
        assert_eq!(forwarded("127.0.0.1:1", "nobody"), "127.0.0.1");
        assert_eq!(forwarded("203.0.113.5:1", "192.0.2.7"), "203.0.113.5");
        assert_eq!(forwarded("[::1]:1", "2001:db8:1:2:3::4"), "2001:db8:1:2::");
    }
}
