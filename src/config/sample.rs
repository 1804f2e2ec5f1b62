//! The documented sample: its secrets are public, so nothing real may be done with them.

/// The sample, as it lies at the root of the sources: whoever has only the binary has it, too.
pub const SAMPLE: &str = include_str!("../../config.toml");
/// What to type to see it.
pub const SAMPLE_COMMAND: &str = "tribute-agent init --print-sample";

/// The sample's `api_hash`.
const API_HASH: &str = "7b5c3a1f9e8d4620b7a6958473625140";
/// The sample's `secret`: the base64 of words that say so.
pub(super) const SECRET: &str = "whsec_dGhpcyBpcyB0aGUgcHVibGljIHNhbXBsZSwgbm8gc2VjcmV0";

/// Whether it is one of the sample's public secrets.
pub(super) fn is_public(secret: &str) -> bool {
    secret == API_HASH || secret == SECRET
}
