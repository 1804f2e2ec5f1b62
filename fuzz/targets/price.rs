//! A price.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::promises::price;

fuzz_target!(|text: &str| {
    price(text);
});
