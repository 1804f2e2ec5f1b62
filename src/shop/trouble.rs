//! Why there is no answer, in words: what a call that failed underneath HTTP ran into.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use super::client::NameNotFound;
use crate::i18n::{Language, t, with_language};
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// What kept an answer from being one. Every one of them means "not now": the call may have had
/// its effect all the same, and is repeated with the same `webhook-id`.
///
/// Prints as its English words, which the journal keeps; [`describe_why`] translates those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The server itself says that it can't now: 408, 425, 429, 5xx.
    Status(u16),
    NameNotFound,
    /// Nothing listens there.
    Refused,
    /// No way to the server: this machine is offline, or the address is nowhere.
    Unreachable,
    /// The connection ended before the answer did.
    Closed,
    /// No whole answer within this time.
    TimedOut(Duration),
    /// The certificate is signed by nobody we trust, or by itself.
    UnknownIssuer,
    /// The server shows an authority's own certificate, which is what `openssl req -x509` makes.
    SelfSigned,
    Expired,
    /// The certificate's time has not begun: more often our clock is wrong.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    NotTls,
    NotHttp,
    /// Another failure of TLS, in the library's words.
    Tls(String),
    /// `require_signed_response`: there is no signature.
    Unsigned,
    /// `require_signed_response`: the signature is not the shop's, or not of this call.
    WronglySigned,
    /// The owner's program can't be started, in the system's words.
    NotRun(String),
    /// The owner's program says that it can't now, and perhaps why.
    Later(String),
    /// The call itself did not come to its end, by a mistake in this program.
    BrokenOff,
    /// Anything else, in the library's words.
    Other(String),
}

/// A library's words may quote the server's: more of them is not kept, nor told.
const WORDS_CHARACTERS_MAX: usize = 200;
/// More of a reason is not logged.
const LOGGED_CHARACTERS_MAX: usize = 100;

/// The kinds of trouble whose words are recognised when they come out of the journal.
const KINDS: &str = "status name-not-found refused unreachable closed timed-out timed-out-ms \
                     unknown-issuer self-signed expired not-yet-valid wrong-name not-tls not-http \
                     tls unsigned wrongly-signed not-run later broken-off";

impl Trouble {
    /// What it is, in a few words, to stand after a colon.
    pub(crate) fn describe(&self) -> String {
        let (kind, detail) = self.parts();
        text(kind, &detail)
    }

    /// Its name in the texts.
    pub(crate) fn kind(&self) -> &'static str {
        self.parts().0
    }

    /// What to do about it.
    pub(super) fn remedy(&self) -> String {
        let kind = match self {
            Self::Status(429) => "too-many-requests",
            Self::TimedOut(_) => "timed-out",
            _ => self.parts().0,
        };
        t!("shop-trouble-remedy", kind)
    }

    /// Its kind, and what else its text says.
    fn parts(&self) -> (&'static str, String) {
        let detail = match self {
            Self::Status(status) => status.to_string(),
            Self::TimedOut(after) if after.subsec_nanos() == 0 => after.as_secs().to_string(),
            Self::TimedOut(after) => after.as_millis().to_string(),
            Self::Tls(words) | Self::NotRun(words) | Self::Later(words) | Self::Other(words) => {
                words.clone()
            }
            _ => String::new(),
        };
        let kind = match self {
            Self::Status(_) => "status",
            Self::TimedOut(after) if after.subsec_nanos() == 0 => "timed-out",
            Self::TimedOut(_) => "timed-out-ms",
            Self::Tls(_) => "tls",
            Self::Other(_) => "other",
            Self::NameNotFound => "name-not-found",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Closed => "closed",
            Self::UnknownIssuer => "unknown-issuer",
            Self::SelfSigned => "self-signed",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongName => "wrong-name",
            Self::NotTls => "not-tls",
            Self::NotHttp => "not-http",
            Self::Unsigned => "unsigned",
            Self::WronglySigned => "wrongly-signed",
            Self::NotRun(_) => "not-run",
            Self::Later(_) => "later",
            Self::BrokenOff => "broken-off",
        };
        (kind, detail)
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
        use io::ErrorKind as K;
        match error.kind() {
            K::ConnectionRefused => Some(Self::Refused),
            K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown | K::AddrNotAvailable => {
                Some(Self::Unreachable)
            }
            K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof => {
                Some(Self::Closed)
            }
            _ => None,
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        use rustls::CertificateError as C;
        use rustls::Error::{InvalidCertificate, InvalidMessage};
        match error {
            // The latter: by an authority of a trusted name, with another key.
            InvalidCertificate(C::UnknownIssuer | C::BadSignature) => Self::UnknownIssuer,
            InvalidCertificate(C::Other(other)) if other.0.to_string() == "CaUsedAsEndEntity" => {
                Self::SelfSigned
            }
            InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => Self::Expired,
            InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. }) => Self::NotYetValid,
            InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
                Self::WrongName
            }
            InvalidMessage(rustls::InvalidMessage::InvalidContentType) => Self::NotTls,
            _ => Self::Tls(in_short(error)),
        }
    }
}

/// A library's words, as far as they are kept, and nothing in them that can't be seen.
fn in_short(error: &dyn Error) -> String {
    Untrusted::new(error.to_string()).excerpt(WORDS_CHARACTERS_MAX)
}

fn text(kind: &str, detail: &str) -> String {
    t!("shop-trouble", kind, detail)
}

/// The `why` of a journaled `Unavailable` for people; words that are not ours stay as they are, cut where
/// they go on for too long.
pub fn describe_why(why: &Untrusted) -> String {
    const DETAIL: &str = "\0";
    let words = why.as_str();
    let translated = KINDS.split(' ').find_map(|kind| {
        let english = with_language(Language::English, || text(kind, DETAIL));
        let detail = match english.split_once(DETAIL) {
            Some((before, after)) => words.strip_prefix(before)?.strip_suffix(after)?,
            None => (english == words).then_some("")?,
        };
        Some(text(kind, detail))
    });
    let told = translated.unwrap_or_else(|| words.to_owned());
    Untrusted::new(told).excerpt(WORDS_CHARACTERS_MAX)
}

/// Why a shop is not available, for the log: what the owner's program says may quote the order, or be a secret.
pub(super) fn without_words(why: &Untrusted) -> String {
    let later = Trouble::Later(String::new()).to_string();
    let later = later.trim_end_matches([':', ' ']);
    let is_later = why.as_str().starts_with(later);
    if is_later { later.to_owned() } else { why.excerpt(LOGGED_CHARACTERS_MAX) }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_language(Language::English, || self.describe()))
    }
}

impl From<Trouble> for ShopAnswer {
    /// Not now.
    fn from(trouble: Trouble) -> Self {
        Self::Unavailable { why: trouble.into(), retry_after: None }
    }
}

impl From<Trouble> for Untrusted {
    fn from(trouble: Trouble) -> Self {
        Self::new(trouble.to_string())
    }
}

/// An error and all beneath it. An `io::Error` hides what it wraps from `source`.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        let io = cause.downcast_ref::<io::Error>();
        match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_the_journal_are_said_in_the_persons_language() {
        let samples = [
            Trouble::Status(503),
            Trouble::NameNotFound,
            Trouble::Refused,
            Trouble::Unreachable,
            Trouble::Closed,
            Trouble::TimedOut(Duration::from_secs(10)),
            Trouble::TimedOut(Duration::from_millis(1_500)),
            Trouble::UnknownIssuer,
            Trouble::SelfSigned,
            Trouble::Expired,
            Trouble::NotYetValid,
            Trouble::WrongName,
            Trouble::NotTls,
            Trouble::NotHttp,
            Trouble::Tls("peer misbehaved".to_owned()),
            Trouble::Unsigned,
            Trouble::WronglySigned,
            Trouble::NotRun("no such file".to_owned()),
            Trouble::Later("no money".to_owned()),
            Trouble::BrokenOff,
        ];
        let kinds = samples.each_ref().map(|sample| sample.parts().0);
        assert_eq!(kinds.join(" "), KINDS);
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

    #[test]
    fn what_a_program_says_is_not_for_the_log() {
        let told = |trouble: Trouble| without_words(&trouble.into());
        assert_eq!(told(Trouble::Later("AB12-SECRET".to_owned())), "not now");
        assert_eq!(told(Trouble::Status(503)), Trouble::Status(503).to_string());
    }
}
