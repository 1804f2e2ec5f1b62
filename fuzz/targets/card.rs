//! Outsiders' words in what moderators are told.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::card;

fuzz_target!(|words: &str| card(words));
