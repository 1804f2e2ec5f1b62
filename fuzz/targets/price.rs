//! A price.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tribute_agent::properties::price;

fuzz_target!(|text: &str| {
    price(text);
});
