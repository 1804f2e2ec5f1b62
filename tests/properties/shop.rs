//! What an answer of the shop may lead to, whatever it is. See [`crate::properties`].

#![allow(clippy::missing_panics_doc, reason = "to panic is what these functions are for")]

use std::collections::HashMap;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{Answer, BODY_BYTES_MAX, WAIT_MAX};
use crate::order::life::{Receipt, ShopAnswer};
use crate::order::{AccountId, Untrusted};

/// Only the shop's own clear words activate or refuse, and nothing of them is longer than it may be.
pub fn answer(status: u16, retry_after: &[u8], body: &[u8]) {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(retry_after) {
        headers.insert(RETRY_AFTER, value);
    }
    let answer = Answer {
        status,
        headers,
        body: body[..body.len().min(BODY_BYTES_MAX)].to_vec(),
        complete: body.len() <= BODY_BYTES_MAX,
    };
    let meaning = answer.meaning(jiff::Timestamp::UNIX_EPOCH);
    let says = |text| answer.complete && says(body, text);
    let is_success = (200..=299).contains(&status);
    let is_later = matches!(status, 408 | 425 | 429 | 500..=599);
    match meaning {
        ShopAnswer::Activated(receipt) => {
            assert!(is_success && says("activated"));
            is_bounded(&receipt);
        }
        ShopAnswer::AlreadyActivated(receipt) => {
            assert!(is_success && says("already_activated"));
            is_bounded(&receipt);
        }
        ShopAnswer::Pending { retry_after } => {
            assert!(is_success && says("pending"));
            assert!(retry_after.is_none_or(|wait| wait <= WAIT_MAX));
        }
        ShopAnswer::Unclear { excerpt } => {
            assert!(is_success && fits(&excerpt, 200));
        }
        ShopAnswer::Refused { code, message } | ShopAnswer::Misconfigured { code, message } => {
            assert!((400..=499).contains(&status) && !is_later);
            assert!(answer.complete && refuses(body));
            assert!(fits(&code, 64) && message.is_none_or(|message| fits(&message, 1_000)));
        }
        ShopAnswer::OutOfStock => panic!("no server says that"),
        ShopAnswer::Intercepted { status, excerpt } => {
            assert!(!is_success && !is_later && status == answer.status);
            assert!(fits(&excerpt, 200));
        }
        ShopAnswer::Unavailable { why, retry_after } => {
            assert!(is_later && fits(&why, 200));
            assert!(retry_after.is_none_or(|wait| wait <= WAIT_MAX));
        }
    }
}

/// Whether another reader of JSON, which skips what it is not asked for, reads this status.
pub(super) fn says(body: &[u8], status: &str) -> bool {
    #[derive(Deserialize)]
    struct Said {
        status: String,
    }
    read::<Said>(body).map_or_else(|| has_escapes(body), |said| said.status == status)
}

fn refuses(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Said {
        error: HashMap<String, Box<RawValue>>,
    }
    let is_code =
        |code: &RawValue| code.get().starts_with(|it| matches!(it, '"' | '-' | '0'..='9'));
    let said = read::<Said>(body);
    said.map_or_else(
        || has_escapes(body),
        |said| said.error.get("code").is_some_and(|code| is_code(code)),
    )
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<T> {
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body));
    serde_json::from_str(&text.replace(|it: char| it < ' ', " ")).ok()
}

/// A key with half a surrogate pair is more than the other reader can skip.
fn has_escapes(body: &[u8]) -> bool {
    body.windows(2).any(|pair| pair == b"\\u")
}

fn is_bounded(receipt: &Receipt) {
    let texts =
        [(&receipt.payment_id, 64), (&receipt.product, 256), (&receipt.customer_message, 1_000)];
    for (text, characters_max) in texts {
        let is_fine = |text: &Untrusted| !text.as_str().is_empty() && fits(text, characters_max);
        assert!(text.as_ref().is_none_or(is_fine));
    }
    let account = receipt.account.as_ref().map(AccountId::as_str);
    assert!(account.is_none_or(|account| (1..=64).contains(&account.chars().count())));
}

fn fits(text: &Untrusted, characters_max: usize) -> bool {
    text.as_str().chars().count() <= characters_max
}
