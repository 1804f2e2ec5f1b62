//! `shop test`: is the shop there, does it take our signature, and does it refuse a wrong one?
//!
//! Two calls of the type `shop.test`, which changes nothing at the shop. [`Client::probe`] makes
//! them, [`Finding`] says what came back for each, and [`words`] explains it to people.

mod words;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, LOCATION};

use super::answer::Answer;
use super::trouble::Trouble;
use super::{Call, Client, body};
use crate::order::Untrusted;
use crate::order::life::ShopAnswer;

/// A header may be of any length.
const LOCATION_CHARACTERS_MAX: usize = 200;

pub use words::Explanation;

/// What came of the two calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeReport {
    /// Where the calls went, without the query.
    pub url: String,
    /// The server's name or address.
    pub host: String,
    /// By how many seconds the shop's clock is ahead of ours, by its `Date` header.
    pub shop_ahead_seconds: Option<i64>,
    /// What came back for the call that was signed as every call is.
    pub signed: Finding,
    /// What came back for the call whose signature is wrong; [`Finding::NotTried`] when the first
    /// one got no answer at all.
    pub forged: Finding,
}

/// What came back for one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// 2xx `{"status":"ok"}`
    Accepted {
        /// The HTTP status.
        status: u16,
    },
    /// 2xx with anything else.
    AcceptedOddly {
        /// The HTTP status.
        status: u16,
        /// The body's first 200 characters.
        excerpt: Untrusted,
    },
    /// The shop says `bad_signature`.
    BadSignature {
        /// The HTTP status.
        status: u16,
    },
    /// The shop says `clock`.
    Clock {
        /// The HTTP status.
        status: u16,
        /// By how many seconds the shop's clock is ahead of ours, by its `Date` header.
        shop_ahead_seconds: Option<i64>,
    },
    /// The shop refuses with another code of its own.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its code.
        code: Untrusted,
        /// Its message.
        message: Option<Untrusted>,
    },
    /// 3xx: never followed.
    Redirected {
        /// The HTTP status.
        status: u16,
        /// Where to.
        location: Option<Untrusted>,
    },
    /// An answer that is not in the shop's words: a page, a filter, a proxy.
    NotTheShop {
        /// The HTTP status.
        status: u16,
        /// The body's first 200 characters.
        excerpt: Untrusted,
    },
    /// No answer, or "not now".
    NoAnswer {
        /// Why.
        trouble: Trouble,
    },
    /// The call was not made: the one before it told enough.
    NotTried,
}

/// How good a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Right,
    /// It does not work.
    Wrong,
    /// Whoever knows the url can take goods for nothing.
    Dangerous,
    /// The answer does not tell.
    Unknown,
}

impl Verdict {
    /// Stable, for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Dangerous => "dangerous",
            Self::Unknown => "unknown",
        }
    }
}

impl Client {
    /// Makes both calls, signed for `at`.
    pub async fn probe(&self, at: Timestamp) -> ProbeReport {
        let call = |kind| Call {
            webhook_id: format!("test-{}:{kind}:1", at.as_millisecond()),
            body: body::test_body(at),
        };
        let signed_call = call("signed");
        let mut ahead_seconds = None;
        let signed = match self.send(self.keys(), &signed_call, at).await {
            Ok(answer) => {
                ahead_seconds = shop_ahead_seconds(&answer, at);
                match self.check_signature(&answer, &signed_call, at) {
                    Ok(()) => Finding::of(&answer, at),
                    Err(trouble) => Finding::NoAnswer { trouble },
                }
            }
            Err(trouble) => Finding::NoAnswer { trouble },
        };
        let forged = if signed.is_unreached() {
            Finding::NotTried
        } else {
            let keys = self.keys().forger();
            match self.send(&keys, &call("forged"), at).await {
                Ok(answer) => Finding::of(&answer, at),
                Err(trouble) => Finding::NoAnswer { trouble },
            }
        };
        ProbeReport {
            url: self.endpoint().to_string(),
            host: self.endpoint().host().to_owned(),
            shop_ahead_seconds: ahead_seconds,
            signed,
            forged,
        }
    }
}

impl ProbeReport {
    /// Whether orders may come: the right signature is taken and the wrong one refused.
    pub fn is_good(&self) -> bool {
        self.signed_verdict() == Verdict::Right && self.forged_verdict() == Verdict::Right
    }

    /// How good the answer to the signed call is.
    pub fn signed_verdict(&self) -> Verdict {
        match self.signed {
            Finding::Accepted { .. } => Verdict::Right,
            _ => Verdict::Wrong,
        }
    }

    /// How good the answer to the wrongly signed call is.
    pub fn forged_verdict(&self) -> Verdict {
        match self.forged {
            Finding::Accepted { .. } | Finding::AcceptedOddly { .. } => Verdict::Dangerous,
            Finding::BadSignature { .. } => Verdict::Right,
            // Refused it is, when the right signature was not; else whatever refuses both calls
            // may not even have looked at the signature.
            Finding::Refused { .. }
            | Finding::NotTheShop {
                status: 400..=499, ..
            } if self.signed.is_success() => Verdict::Right,
            _ => Verdict::Unknown,
        }
    }
}

impl Finding {
    /// Stable, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::AcceptedOddly { .. } => "accepted_oddly",
            Self::BadSignature { .. } => "bad_signature",
            Self::Clock { .. } => "clock",
            Self::Refused { .. } => "refused",
            Self::Redirected { .. } => "redirected",
            Self::NotTheShop { .. } => "not_the_shop",
            Self::NoAnswer { .. } => "no_answer",
            Self::NotTried => "not_tried",
        }
    }

    /// The HTTP status, when there was one.
    pub fn status(&self) -> Option<u16> {
        match *self {
            Self::Accepted { status }
            | Self::AcceptedOddly { status, .. }
            | Self::BadSignature { status }
            | Self::Clock { status, .. }
            | Self::Refused { status, .. }
            | Self::Redirected { status, .. }
            | Self::NotTheShop { status, .. }
            | Self::NoAnswer {
                trouble: Trouble::Status(status),
            } => Some(status),
            Self::NoAnswer { .. } | Self::NotTried => None,
        }
    }

    fn of(answer: &Answer, at: Timestamp) -> Self {
        let status = answer.status;
        if (200..=299).contains(&status) {
            let said = answer.object();
            return match said.as_ref().and_then(|object| object.text("status")) {
                Some("ok") => Self::Accepted { status },
                _ => Self::AcceptedOddly {
                    status,
                    excerpt: answer.excerpt(),
                },
            };
        }
        if (300..=399).contains(&status) {
            let location = answer.header(LOCATION).map(|location| {
                Untrusted::new(
                    location
                        .chars()
                        .take(LOCATION_CHARACTERS_MAX)
                        .collect::<String>(),
                )
            });
            return Self::Redirected { status, location };
        }
        match answer.meaning(at) {
            ShopAnswer::Misconfigured { code, .. } if code.as_str() == "clock" => Self::Clock {
                status,
                shop_ahead_seconds: shop_ahead_seconds(answer, at),
            },
            ShopAnswer::Misconfigured { .. } => Self::BadSignature { status },
            ShopAnswer::Refused { code, message } => Self::Refused {
                status,
                code,
                message,
            },
            ShopAnswer::Unavailable { .. } => Self::NoAnswer {
                trouble: Trouble::Status(status),
            },
            _ => Self::NotTheShop {
                status,
                excerpt: answer.excerpt(),
            },
        }
    }

    fn is_success(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::AcceptedOddly { .. })
    }

    /// Whether nothing came back that speaks HTTP.
    fn is_unreached(&self) -> bool {
        match self {
            Self::NoAnswer { trouble } => !matches!(
                trouble,
                Trouble::Status(_) | Trouble::Unsigned | Trouble::WronglySigned
            ),
            _ => false,
        }
    }
}

fn shop_ahead_seconds(answer: &Answer, at: Timestamp) -> Option<i64> {
    const MAIL_DATE: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let shop = MAIL_DATE.parse_timestamp(answer.header(DATE)?).ok()?;
    Some(shop.as_second() - at.as_second())
}
