//! Signatures of the Standard Webhooks scheme (<https://www.standardwebhooks.com>).
//!
//! What is signed is `{webhook-id}.{webhook-timestamp}.{raw body}`; the signature's header lists
//! `v1,<base64 of the HMAC-SHA256>`, one per secret while the secret is being rotated.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::Secret;

/// The header with the message's id: the same at every try.
pub(super) const ID_HEADER: &str = "webhook-id";
/// The header with the unix seconds of this try.
pub(super) const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// The header with the signatures.
pub(super) const SIGNATURE_HEADER: &str = "webhook-signature";

/// How far a timestamp may be from ours, either way: what the published libraries allow.
const TOLERANCE_SECONDS: u64 = 5 * 60;
/// More signatures than anybody rotates secrets; the rest of a longer list is not looked at.
const SIGNATURES_MAX: usize = 16;

/// The secrets in use: the one to sign with, and the one before it while the shop still verifies
/// with that.
#[derive(Clone, Debug)]
pub struct Keyring {
    /// Signs, and is listed first.
    pub current: Secret,
    /// Signs too, and is still taken from the shop.
    pub previous: Option<Secret>,
}

/// What arrives with a signed message.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedHeaders<'a> {
    /// `webhook-id`
    pub(super) id: &'a str,
    /// `webhook-timestamp`, as it was sent.
    pub(super) timestamp: &'a str,
    /// `webhook-signature`, as it was sent.
    pub(super) signature: &'a str,
}

impl Keyring {
    /// The `webhook-signature` of a message: by the current secret, then by the previous one.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        let timestamp = at.as_second().to_string();
        let sign = |secret| {
            let code = mac(secret, id, &timestamp, body).finalize().into_bytes();
            format!("v1,{}", STANDARD.encode(code))
        };
        self.secrets().map(sign).collect::<Vec<_>>().join(" ")
    }

    /// Whether a message is signed by one of the secrets, near enough to `now`. Takes the same
    /// time for every wrong signature.
    pub(super) fn verify(&self, headers: SignedHeaders<'_>, body: &[u8], now: Timestamp) -> bool {
        let is_recent = headers
            .timestamp
            .parse::<i64>()
            .is_ok_and(|seconds| seconds.abs_diff(now.as_second()) <= TOLERANCE_SECONDS);
        let signatures = headers.signature.split(' ').take(SIGNATURES_MAX);
        let mut codes = signatures
            .filter_map(|signature| signature.strip_prefix("v1,"))
            .filter_map(|encoded| STANDARD.decode(encoded).ok());
        is_recent
            && codes.any(|code| {
                self.secrets().any(|secret| {
                    let mac = mac(secret, headers.id, headers.timestamp, body);
                    mac.verify_slice(&code).is_ok()
                })
            })
    }

    /// Secrets that are nobody's, to see whether a shop refuses them.
    pub(super) fn forger(&self) -> Self {
        Self { current: self.current.inverted(), previous: None }
    }

    fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

/// The authentication code over what is signed.
fn mac(secret: &Secret, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.key()).expect("a key of any length");
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const HEADERS: SignedHeaders<'static> =
        SignedHeaders { id: ID, timestamp: "1614265330", signature: SIGNATURE };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn published() -> Keyring {
        Keyring {
            current: Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap(),
            previous: None,
        }
    }

    fn other() -> Secret {
        Secret::parse("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap()
    }

    #[test]
    fn the_published_vector() {
        assert_eq!(published().sign(ID, at(1_614_265_330), BODY), SIGNATURE);
        assert!(published().verify(HEADERS, BODY, at(1_614_265_330)));
    }

    #[test]
    fn while_rotating_both_secrets_sign_and_both_are_taken() {
        let rotating = Keyring { current: other(), previous: Some(published().current) };
        let signed = rotating.sign(ID, at(1_614_265_330), BODY);
        let (first, second) = signed.split_once(' ').unwrap();
        assert_eq!(second, SIGNATURE);
        for signature in [first, second, &signed, &format!("v2,x {second}")] {
            let headers = SignedHeaders { signature, ..HEADERS };
            assert!(rotating.verify(headers, BODY, at(1_614_265_330)));
        }
        let headers = SignedHeaders { signature: first, ..HEADERS };
        assert!(!published().verify(headers, BODY, at(1_614_265_330)));
    }

    #[test]
    fn anything_changed_is_refused() {
        let now = at(1_614_265_330);
        let is_taken = |headers| published().verify(headers, BODY, now);
        let (id, timestamp) = ("msg_2", "1614265331");
        assert!(!is_taken(SignedHeaders { id, ..HEADERS }));
        assert!(!is_taken(SignedHeaders { timestamp, ..HEADERS }));
        for signature in [
            "",
            "v1,",
            "v1",
            &SIGNATURE[3..],
            &SIGNATURE[..40],
            "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ] {
            let headers = SignedHeaders { signature, ..HEADERS };
            assert!(!is_taken(headers), "{signature}");
        }
        assert!(!published().verify(HEADERS, b"{}", now));
    }

    #[test]
    fn old_and_early_messages_are_refused() {
        for (offset, expected) in [(300, true), (-300, true), (301, false), (-301, false)] {
            let now = at(1_614_265_330 + offset);
            assert_eq!(published().verify(HEADERS, BODY, now), expected);
        }
        let headers = SignedHeaders { timestamp: "soon", ..HEADERS };
        assert!(!published().verify(headers, BODY, at(1_614_265_330)));
    }
}
