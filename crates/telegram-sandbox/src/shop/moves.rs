//! What the demo shop can be told to do with a call.

use std::fmt;
use std::str::FromStr;

/// What the shop does with one call for one order. Only [`ShopMove::Activated`] and
/// [`ShopMove::TimeoutButDone`] give anything to the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ShopMove {
    /// Gives the goods once and says so; the second time it says `already_activated`.
    #[default]
    Activated,
    /// 422 with this error code.
    Refused(String),
    /// 503.
    Unavailable,
    /// 503 with a `Retry-After` of so many seconds.
    RetryAfter(u32),
    /// 500.
    ServerError,
    /// Gives the goods and never answers.
    TimeoutButDone,
    /// Gives nothing and never answers.
    Timeout,
    /// 202: accepted, not done yet.
    Pending,
    /// 200 with a page for people.
    Unclear,
    /// 200 with `{}`.
    UnclearJson,
    /// A CDN's 403 page.
    CdnForbidden,
    /// A web server's 404 page.
    NotFound,
    /// 301 to elsewhere.
    Moved,
    /// 401 `bad_signature`, although the signature is good.
    BadSignature,
    /// 401 `clock`, although the clock is right.
    Clock,
    /// 200 with half a JSON and bytes that are no text.
    Garbage,
    /// 200 with a body far over every limit.
    HugeBody,
    /// Closes the connection in place of an answer.
    Close,
}

/// The names of all moves, as they are typed.
pub const NAMES: &str = "activated, refused CODE, 503, retry_after SECONDS, 500, timeout_but_done, \
     timeout, pending, unclear, unclear_json, cdn_403, 404, 301, bad_signature, clock, garbage, \
     huge_body, close";

/// The longest error code that a `refused` move takes, in characters.
const CODE_CHARACTERS_MAX: usize = 64;

/// A text that names no move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no move of the shop; they are: {NAMES}")]
pub struct UnknownMove {
    given: String,
}

/// The moves that are named by one word.
const PLAIN: [(&str, ShopMove); 16] = [
    ("activated", ShopMove::Activated),
    ("503", ShopMove::Unavailable),
    ("500", ShopMove::ServerError),
    ("timeout_but_done", ShopMove::TimeoutButDone),
    ("timeout", ShopMove::Timeout),
    ("pending", ShopMove::Pending),
    ("unclear", ShopMove::Unclear),
    ("unclear_json", ShopMove::UnclearJson),
    ("cdn_403", ShopMove::CdnForbidden),
    ("404", ShopMove::NotFound),
    ("301", ShopMove::Moved),
    ("bad_signature", ShopMove::BadSignature),
    ("clock", ShopMove::Clock),
    ("garbage", ShopMove::Garbage),
    ("huge_body", ShopMove::HugeBody),
    ("close", ShopMove::Close),
];

impl FromStr for ShopMove {
    type Err = UnknownMove;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownMove {
            given: given.chars().take(CODE_CHARACTERS_MAX).collect(),
        };
        let mut words = given.split_ascii_whitespace();
        let (name, argument) = (words.next().ok_or_else(unknown)?, words.next());
        if words.next().is_some() {
            return Err(unknown());
        }
        match (name, argument) {
            ("refused", Some(code)) if is_code(code) => Ok(Self::Refused(code.to_owned())),
            ("retry_after", Some(seconds)) => {
                seconds.parse().map(Self::RetryAfter).map_err(|_| unknown())
            }
            (name, None) => PLAIN
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, shop_move)| shop_move.clone())
                .ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for ShopMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(code) => write!(f, "refused {code}"),
            Self::RetryAfter(seconds) => write!(f, "retry_after {seconds}"),
            plain => PLAIN
                .iter()
                .find(|(_, known)| known == plain)
                .map_or(Ok(()), |(name, _)| f.write_str(name)),
        }
    }
}

fn is_code(code: &str) -> bool {
    code.len() <= CODE_CHARACTERS_MAX
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_reads_back_as_it_prints() {
        let with_arguments = [
            ShopMove::Refused("order_not_found".into()),
            ShopMove::RetryAfter(30),
        ];
        for shop_move in PLAIN
            .iter()
            .map(|(_, plain)| plain.clone())
            .chain(with_arguments)
        {
            let printed = shop_move.to_string();
            assert!(!printed.is_empty(), "{shop_move:?} has no name");
            assert_eq!(printed.parse(), Ok(shop_move));
        }
    }

    #[test]
    fn what_names_no_move_is_refused_with_the_names() {
        for given in [
            "",
            "refused",
            "refused two words",
            "refused no/slashes",
            "retry_after soon",
            "retry_after -1",
            "503 503",
            "activate",
        ] {
            let error = given.parse::<ShopMove>().unwrap_err().to_string();
            assert!(error.contains("timeout_but_done"), "{given:?}: {error}");
        }
    }
}
