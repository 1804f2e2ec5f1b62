//! Many histories at once, and what they came to.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use crate::history::wishes::Wishes;
use crate::history::{self, Outcome};
use crate::planted::Planted;
use crate::promise::{Promise, Violation};

/// So many seeds every test run tries.
pub const SEEDS_DEFAULT: u64 = 3_000;
/// After so many failing seeds the picture is clear.
const FAILURES_MAX: usize = 20;
/// So many of a seed's violations are shown.
const VIOLATIONS_SHOWN: usize = 5;

/// Seeds to be tried.
pub struct Crowd {
    first: u64,
    count: u64,
    shop_forgets: bool,
    planted: Option<(Planted, Promise)>,
    failures_max: usize,
}

/// What all histories together came to.
#[derive(Default)]
pub struct Sum {
    /// How many seeds were tried.
    pub seeds: u64,
    /// What fell, by seed.
    pub failures: BTreeMap<u64, Vec<Violation>>,
    orders: usize,
    completed: usize,
    cuts: u64,
    lasted: Duration,
    polls_an_hour: u64,
    took: Duration,
}

impl Crowd {
    /// So many seeds from the first on.
    pub fn new(first: u64, count: u64) -> Self {
        Self { first, count, shop_forgets: false, planted: None, failures_max: FAILURES_MAX }
    }

    /// With a shop that forgets what it gave; however many seeds fail.
    pub fn with_a_shop_that_forgets(self) -> Self {
        Self { shop_forgets: true, failures_max: usize::MAX, ..self }
    }

    /// With a planted mistake, until this promise falls.
    pub fn with_a_mistake(self, planted: Planted, promise: Promise) -> Self {
        Self { planted: Some((planted, promise)), failures_max: usize::MAX, ..self }
    }

    /// Tries them all, on all processors.
    #[expect(clippy::disallowed_methods, reason = "how long it took is told")]
    pub fn run(&self) -> Sum {
        let begun = Instant::now();
        let folder = crate::memory::folder("simulation");
        let (next, is_enough) = (AtomicU64::new(self.first), AtomicBool::new(false));
        let sum = Mutex::new(Sum::default());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let works = (0..threads)
                .map(|_| scope.spawn(|| self.work(&next, &is_enough, &sum, folder.path())));
            let works: Vec<_> = works.collect();
            if std::io::stderr().is_terminal() {
                while !works.iter().all(ScopedJoinHandle::is_finished) {
                    std::thread::sleep(Duration::from_millis(500));
                    self.show_progress(next.load(Ordering::Relaxed), begun.elapsed());
                }
                drop(writeln!(std::io::stderr()));
            }
        });
        let mut sum = sum.into_inner().expect("no history panics");
        sum.took = begun.elapsed();
        sum
    }

    fn work(&self, next: &AtomicU64, is_enough: &AtomicBool, sum: &Mutex<Sum>, folder: &Path) {
        let mut wishes = Wishes::new(folder);
        wishes.shop_forgets = self.shop_forgets;
        wishes.planted = self.planted.map(|(planted, _)| planted);
        while !is_enough.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.first + self.count {
                return;
            }
            let outcome = history::of(seed, &wishes, folder, false);
            let is_found = self.planted.is_some_and(|(_, promise)| {
                let mut fallen = outcome.violations.iter();
                fallen.any(|fell| fell.promise == promise)
            });
            let mut sum = sum.lock().expect("no history panics");
            sum.add(seed, outcome);
            if is_found || sum.failures.len() >= self.failures_max {
                is_enough.store(true, Ordering::Relaxed);
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "figures to look at")]
    fn show_progress(&self, next: u64, elapsed: Duration) {
        let done = (next - self.first).min(self.count);
        let a_second = done as f64 / elapsed.as_secs_f64();
        let left = Duration::from_secs_f64((self.count - done) as f64 / a_second.max(0.1));
        let left = crate::world::clock_face(left);
        // A terminal that does not take it shows no progress.
        drop(write!(
            std::io::stderr(),
            "\r{done} of {} seeds, {a_second:.0} a second, {} left \u{1b}[K",
            self.count,
            left.split('.').next().unwrap_or_default()
        ));
    }
}

impl Sum {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.seeds += 1;
        self.orders += outcome.orders;
        self.completed += outcome.completed;
        self.cuts += u64::from(outcome.cuts);
        self.lasted += outcome.lasted;
        self.polls_an_hour = self.polls_an_hour.max(outcome.polls_an_hour);
        if !outcome.violations.is_empty() {
            self.failures.insert(seed, outcome.violations);
        }
    }

    /// Prints the figures, and how to replay what failed. Returns whether nothing did.
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    pub fn report(&self) -> bool {
        let took = self.took.as_secs_f64();
        println!(
            "simulation: {} seeds in {took:.1} s ({:.0} a second), {} hours of virtual time, \
             {} orders ({} completed), {} power cuts, at most {} polls an hour",
            self.seeds,
            self.seeds as f64 / took,
            self.lasted.as_secs() / 3_600,
            self.orders,
            self.completed,
            self.cuts,
            self.polls_an_hour
        );
        for (seed, violations) in &self.failures {
            println!("seed {seed}:");
            for violation in violations.iter().take(VIOLATIONS_SHOWN) {
                println!("    {violation}");
            }
            println!("    cargo test --test simulation -- --seed {seed}");
        }
        self.failures.is_empty()
    }
}
