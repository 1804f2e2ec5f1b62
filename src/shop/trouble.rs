//! Why there is no answer, in words: what a call that failed underneath HTTP ran into.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use rustls::CertificateError;

use super::resolver::NameNotFound;
use crate::i18n::t;
use crate::order::Untrusted;

/// What kept an answer from being one. Every one of them means "not now": the call may have had
/// its effect all the same, and is repeated with the same `webhook-id`.
///
/// Prints as a few English words, which the journal keeps; [`Trouble::describe`] says it for people, and
/// [`describe_why`] does so for words that come out of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server itself says that it can't now: 408, 425, 429, 5xx.
    Status(u16),
    /// Nobody knows an address for the name.
    NameNotFound,
    /// Nothing listens there.
    Refused,
    /// No way to the server: this machine is offline, or the address is nowhere.
    Unreachable,
    /// The connection ended before the answer did.
    Closed,
    /// No whole answer within the time limit.
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The certificate is signed by nobody we trust, or by itself.
    UnknownIssuer,
    /// The server shows an authority's own certificate, which is what `openssl req -x509` makes.
    SelfSigned,
    /// The certificate's time is over.
    Expired,
    /// The certificate's time has not begun: more often our clock is wrong.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The server does not speak HTTP on this port.
    NotHttp,
    /// Another failure of TLS, in the library's words.
    Tls(String),
    /// `require_signed_response`: there is no signature.
    Unsigned,
    /// `require_signed_response`: the signature is not the shop's, or not of this call.
    WronglySigned,
    /// The call itself did not come to its end, by a mistake in this program.
    BrokenOff,
    /// Anything else, in the library's words.
    Other(String),
}

/// A library's words may quote the server's: more of them is not kept, nor told.
const WORDS_CHARACTERS_MAX: usize = 200;

/// All that need no detail.
const PLAIN: [Trouble; 14] = [
    Trouble::NameNotFound,
    Trouble::Refused,
    Trouble::Unreachable,
    Trouble::Closed,
    Trouble::UnknownIssuer,
    Trouble::SelfSigned,
    Trouble::Expired,
    Trouble::NotYetValid,
    Trouble::WrongName,
    Trouble::NotTls,
    Trouble::NotHttp,
    Trouble::Unsigned,
    Trouble::WronglySigned,
    Trouble::BrokenOff,
];

impl Trouble {
    /// What it is, in a few words, to stand after a colon.
    pub fn describe(&self) -> String {
        let (after, unit) = match self {
            Self::TimedOut { after } => span(*after),
            _ => (0, "s"),
        };
        t!(
            "shop-trouble",
            kind = self.kind(),
            detail = self.detail(),
            after = after,
            unit = unit
        )
    }

    /// What to do about it.
    pub(super) fn remedy(&self) -> String {
        let kind = match self {
            Self::Status(429) => "too-many-requests",
            _ => self.kind(),
        };
        t!("shop-trouble-remedy", kind = kind)
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::NameNotFound => "name-not-found",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Closed => "closed",
            Self::TimedOut { .. } => "timed-out",
            Self::UnknownIssuer => "unknown-issuer",
            Self::SelfSigned => "self-signed",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongName => "wrong-name",
            Self::NotTls => "not-tls",
            Self::NotHttp => "not-http",
            Self::Tls(_) => "tls",
            Self::Unsigned => "unsigned",
            Self::WronglySigned => "wrongly-signed",
            Self::BrokenOff => "broken-off",
            Self::Other(_) => "other",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Status(status) => status.to_string(),
            Self::Tls(detail) | Self::Other(detail) => detail.clone(),
            _ => String::new(),
        }
    }

    /// What the client library ran into.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        for cause in causes(error) {
            if cause.is::<NameNotFound>() {
                return Self::NameNotFound;
            }
            if let Some(error) = cause.downcast_ref::<rustls::Error>() {
                return Self::of_tls(error);
            }
            if let Some(error) = cause.downcast_ref::<hyper::Error>() {
                if error.is_incomplete_message() {
                    return Self::Closed;
                }
                if error.is_parse() {
                    return Self::NotHttp;
                }
            }
            if let Some(trouble) = cause.downcast_ref().and_then(Self::of_io) {
                return trouble;
            }
        }
        Self::Other(in_short(causes(error).last().unwrap_or(error)))
    }

    fn of_io(error: &io::Error) -> Option<Self> {
        use io::ErrorKind;
        match error.kind() {
            ErrorKind::ConnectionRefused => Some(Self::Refused),
            ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable => Some(Self::Unreachable),
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => Some(Self::Closed),
            _ => None,
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(certificate) => match certificate {
                // The latter: by an authority of a trusted name, with another key.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                    Self::UnknownIssuer
                }
                CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity" => {
                    Self::SelfSigned
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Self::Expired
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::WrongName,
                _ => Self::Tls(in_short(error)),
            },
            rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
                Self::NotTls
            }
            _ => Self::Tls(in_short(error)),
        }
    }

    /// The words that the journal keeps.
    fn stored(&self) -> String {
        match self {
            Self::Status(status) => format!("HTTP {status}"),
            Self::NameNotFound => "the server's name is not found".to_owned(),
            Self::Refused => "connection refused".to_owned(),
            Self::Unreachable => "no network, or no way to the server".to_owned(),
            Self::Closed => "connection closed before the answer".to_owned(),
            Self::TimedOut { after } => {
                let (after, unit) = span(*after);
                format!("timed out after {after} {unit}")
            }
            Self::UnknownIssuer => "TLS certificate of an unknown issuer".to_owned(),
            Self::SelfSigned => "self-signed TLS certificate".to_owned(),
            Self::Expired => "TLS certificate expired".to_owned(),
            Self::NotYetValid => "TLS certificate not valid yet".to_owned(),
            Self::WrongName => "TLS certificate for another name".to_owned(),
            Self::NotTls => "no TLS on this port".to_owned(),
            Self::NotHttp => "no HTTP on this port".to_owned(),
            Self::Tls(detail) => format!("TLS failed: {detail}"),
            Self::Unsigned => "the answer is not signed".to_owned(),
            Self::WronglySigned => "the answer is wrongly signed".to_owned(),
            Self::BrokenOff => "the call broke off".to_owned(),
            Self::Other(detail) => detail.clone(),
        }
    }

    /// The trouble that these words stand for.
    fn from_words(words: &str) -> Self {
        if let Some(trouble) = PLAIN.into_iter().find(|trouble| trouble.stored() == words) {
            return trouble;
        }
        if let Some(after) = words.strip_prefix("timed out after ").and_then(read_span) {
            return Self::TimedOut { after };
        }
        match words.strip_prefix("TLS failed: ") {
            Some(detail) => Self::Tls(detail.to_owned()),
            None => Self::Other(words.to_owned()),
        }
    }
}

/// A library's words, as far as they are kept, and nothing in them that can't be seen.
fn in_short(error: &dyn Error) -> String {
    Untrusted::new(error.to_string()).excerpt(WORDS_CHARACTERS_MAX)
}

/// A time limit and its unit: seconds when it is whole seconds.
fn span(limit: Duration) -> (u64, &'static str) {
    if limit.subsec_nanos() == 0 {
        (limit.as_secs(), "s")
    } else {
        let milliseconds = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        (milliseconds, "ms")
    }
}

fn read_span(words: &str) -> Option<Duration> {
    let (number, unit) = words.split_once(' ')?;
    let number = number.parse().ok()?;
    match unit {
        "s" => Some(Duration::from_secs(number)),
        "ms" => Some(Duration::from_millis(number)),
        _ => None,
    }
}

/// The `why` of a journaled `Unavailable` for people; words that are not ours stay as they are, cut where
/// they go on for too long.
pub fn describe_why(why: &Untrusted) -> String {
    Untrusted::new(Trouble::from_words(why.as_str()).describe()).excerpt(WORDS_CHARACTERS_MAX)
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stored())
    }
}

impl From<Trouble> for Untrusted {
    fn from(trouble: Trouble) -> Self {
        Self::new(trouble.stored())
    }
}

/// An error and all beneath it. An `io::Error` hides what it wraps from `source`.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        match cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::with_language;
    use crate::language::Language;

    #[test]
    fn words_from_the_journal_are_said_in_the_persons_language() {
        let samples = PLAIN.into_iter().chain([
            Trouble::Status(503),
            Trouble::TimedOut {
                after: Duration::from_millis(1_500),
            },
            Trouble::TimedOut {
                after: Duration::from_secs(10),
            },
            Trouble::Tls("peer misbehaved".to_owned()),
        ]);
        for trouble in samples {
            let why = Untrusted::from(trouble.clone());
            assert_eq!(describe_why(&why), trouble.to_string());
            with_language(Language::Russian, || {
                assert_eq!(describe_why(&why), trouble.describe());
            });
        }
        let foreign = Untrusted::new("a\u{202E}b");
        assert_eq!(describe_why(&foreign), "a⟨202E⟩b");
        let long = Untrusted::new("x".repeat(100_000));
        let told = describe_why(&long);
        assert_eq!(told.chars().count(), WORDS_CHARACTERS_MAX + 1);
    }
}
