//! A pattern of the owner's, and a text to search.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::pattern;

fuzz_target!(|parts: (&str, &str)| pattern(parts.0, parts.1));
