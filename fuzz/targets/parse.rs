//! What is piped into `parse`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::parse;

fuzz_target!(|bytes: &[u8]| parse(bytes));
