//! A shop that does not keep `order_id` unique, against the protocol: exactly one promise falls then,
//! and no other.

use crate::crowd::Crowd;
use crate::promise::Promise;

/// So many seeds show it.
pub const SEEDS_DEFAULT: u64 = 200;

/// Tries the seeds with such a shop. Returns whether goods were given twice, and nothing else went
/// wrong.
pub fn run(first: u64, count: u64) -> bool {
    let sum = Crowd::new(first, count).with_a_shop_that_forgets().run();
    let is_expected = |promise: Promise| promise == Promise::NoSecondActivation;
    let mut is_well = true;
    for (seed, violations) in &sum.failures {
        for violation in violations.iter().filter(|fell| !is_expected(fell.promise)) {
            is_well = false;
            println!("seed {seed}, with a shop that forgets: {violation}");
            println!("    cargo test --test simulation -- --shop-forgets --seed {seed}");
        }
    }
    let twice = sum.failures.len();
    println!("a shop that forgets what it gave: {twice} of {} seeds give goods twice", sum.seeds);
    if twice == 0 {
        println!("none did: nothing is shown by that");
    }
    is_well && twice > 0
}
