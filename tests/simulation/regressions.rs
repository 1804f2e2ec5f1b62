//! Situations in which the agent once was wrong, or which no seed means. Seeds change their meaning
//! whenever the world learns something new; these are written out: in [`buttons`], [`moderators`] and
//! [`situations`].

mod buttons;
mod elsewhere;
mod moderators;
mod situations;

use std::path::Path;
use std::time::Duration;

use crate::dice::Dice;
use crate::disk::Disk;
use crate::history::wishes::Wishes;
use crate::history::{self, Outcome};
use crate::plan::Plan;
use crate::plan::nature::{Beginning, Nature};

/// A history that is planned by hand.
pub struct Situation {
    /// What it is called.
    pub name: &'static str,
    plan: fn(&mut Plan),
}

fn all() -> impl Iterator<Item = &'static Situation> {
    situations::ALL.iter().chain(&buttons::ALL).chain(&moderators::ALL)
}

/// The one of this name.
pub fn named(name: &str) -> Option<&'static Situation> {
    all().find(|situation| situation.name == name)
}

/// Whether the promises hold in every situation.
pub fn all_hold() -> bool {
    let folder = crate::memory::folder("simulation");
    let mut is_well = true;
    for situation in all() {
        for violation in situation.happen(folder.path(), false).violations {
            is_well = false;
            println!("situation {}: {violation}", situation.name);
            println!("    cargo test --test simulation -- --situation {}", situation.name);
        }
    }
    println!("simulation: {} situations", all().count());
    is_well
}

impl Situation {
    /// Lets it happen.
    pub fn happen(&self, folder: &Path, is_told: bool) -> Outcome {
        let wishes = Wishes::new(folder);
        let disk = Disk::of(folder.join(format!("{}.journal", self.name)));
        let mut plan = Plan {
            nature: Nature {
                since: Beginning::Chat,
                chaos: Duration::from_mins(30),
                ..Nature::ordinary()
            },
            deeds: Vec::new(),
        };
        (self.plan)(&mut plan);
        history::planned(plan, Dice::new(0), &wishes, &disk, is_told)
    }
}
