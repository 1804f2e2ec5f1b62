//! The documented sample: its secrets are public, so nothing real may be done with them.

use super::fault::Fault;

/// The sample, as it lies at the root of the sources: whoever has only the binary has it, too.
pub const SAMPLE: &str = include_str!("../../config.toml");
/// What to type to see it.
pub const SAMPLE_COMMAND: &str = "tribute-agent init --print-sample";

/// The sample's `api_hash`.
const API_HASH: &str = "7b5c3a1f9e8d4620b7a6958473625140";
/// The sample's `secret`: the base64 of words that say so.
const SECRET: &str = "whsec_dGhpcyBpcyB0aGUgcHVibGljIHNhbXBsZSwgbm8gc2VjcmV0";

/// Whether it is one of the sample's public secrets.
pub(super) fn is_public(secret: &str) -> bool {
    secret == API_HASH || secret == SECRET
}

/// The sample was taken for a real configuration.
pub(super) fn untouched() -> Fault {
    Fault::new("config.sample")
        .what(
            "this is still the sample: its api_hash or its secret is public",
            "это всё ещё образец: его api_hash или секрет известны всем",
        )
        .remedy(
            "`tribute-agent init` asks for your own and writes config.local.toml, which counts instead. Or copy the sample to config.local.toml and put in your own api_id, api_hash and secret.",
            "`tribute-agent init` спросит ваши собственные и запишет config.local.toml: тогда считаться будет он. Или скопируйте образец в config.local.toml и впишите свои api_id, api_hash и секрет.",
        )
}
