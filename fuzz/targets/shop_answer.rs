//! An answer of the shop: its status and `Retry-After` on the first line, the body behind it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::shop::answer;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let (head, body) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (status, retry_after) = head.split_at(head.len().min(3));
    let status = std::str::from_utf8(status).ok().and_then(|status| status.parse().ok());
    if let Some(status @ 100..=999) = status {
        answer(status, retry_after.trim_ascii(), body);
    }
});
