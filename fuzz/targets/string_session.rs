//! A Telethon `StringSession`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::string_session;

fuzz_target!(|text: &str| string_session(text));
