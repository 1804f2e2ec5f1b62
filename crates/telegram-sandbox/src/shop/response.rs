//! The demo shop's responses to calls.

use std::fmt;
use std::str::FromStr;

/// The shop's response to one call for one order. Only [`ShopResponse::Activated`], those that do the same
/// and say it oddly, and [`ShopResponse::TimeoutButDone`] give anything to the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ShopResponse {
    /// Gives the goods once and says so; the second time it says `already_activated`.
    #[default]
    Activated,
    /// The same, but names another account than it was asked for.
    OtherAccount,
    /// The same, with a number for `payment_id`.
    NumberId,
    /// The same, with half an emoji in `customer_message`.
    LoneSurrogate,
    /// The same, with `customer_message` in an encoding of the last century.
    Cp1251,
    /// The same, beside a number that no reader can hold.
    HugeNumber,
    /// The same, beside brackets in brackets in brackets.
    Deep,
    /// The same, zipped.
    Gzip,
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

/// The longest error code that a `refused` move takes, in characters.
const CODE_CHARACTERS_MAX: usize = 64;

/// A text that names no move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no move of the shop; they are: {names}", names = names())]
pub struct UnknownShopResponse {
    given: String,
}

/// The moves that are named by one word.
const PLAIN: [(&str, ShopResponse); 23] = [
    ("activated", ShopResponse::Activated),
    ("other_account", ShopResponse::OtherAccount),
    ("number_id", ShopResponse::NumberId),
    ("lone_surrogate", ShopResponse::LoneSurrogate),
    ("cp1251", ShopResponse::Cp1251),
    ("huge_number", ShopResponse::HugeNumber),
    ("deep", ShopResponse::Deep),
    ("gzip", ShopResponse::Gzip),
    ("503", ShopResponse::Unavailable),
    ("500", ShopResponse::ServerError),
    ("timeout_but_done", ShopResponse::TimeoutButDone),
    ("timeout", ShopResponse::Timeout),
    ("pending", ShopResponse::Pending),
    ("unclear", ShopResponse::Unclear),
    ("unclear_json", ShopResponse::UnclearJson),
    ("cdn_403", ShopResponse::CdnForbidden),
    ("404", ShopResponse::NotFound),
    ("301", ShopResponse::Moved),
    ("bad_signature", ShopResponse::BadSignature),
    ("clock", ShopResponse::Clock),
    ("garbage", ShopResponse::Garbage),
    ("huge_body", ShopResponse::HugeBody),
    ("close", ShopResponse::Close),
];

fn names() -> String {
    let plain = PLAIN.iter().map(|(name, _)| *name);
    plain.chain(["refused CODE", "retry_after SECONDS"]).collect::<Vec<_>>().join(", ")
}

impl FromStr for ShopResponse {
    type Err = UnknownShopResponse;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let unknown =
            || UnknownShopResponse { given: given.chars().take(CODE_CHARACTERS_MAX).collect() };
        match given.split_ascii_whitespace().collect::<Vec<_>>()[..] {
            ["refused", code] if is_code(code) => Ok(Self::Refused(code.to_owned())),
            ["retry_after", seconds] => {
                seconds.parse().map(Self::RetryAfter).map_err(|_| unknown())
            }
            [name] => PLAIN
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, response)| response.clone())
                .ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for ShopResponse {
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
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_reads_back_as_it_prints() {
        let with_arguments =
            [ShopResponse::Refused("order_not_found".into()), ShopResponse::RetryAfter(30)];
        for response in PLAIN.iter().map(|(_, plain)| plain.clone()).chain(with_arguments) {
            let printed = response.to_string();
            assert!(!printed.is_empty(), "{response:?} has no name");
            assert_eq!(printed.parse(), Ok(response));
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
            let error = given.parse::<ShopResponse>().unwrap_err().to_string();
            assert!(error.contains("timeout_but_done"), "{given:?}: {error}");
        }
    }
}
