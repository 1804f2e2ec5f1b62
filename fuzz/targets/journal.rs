//! A real journal with bytes changed.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tribute_agent::properties::{Patch, journal, real_journal};

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));
static REAL: LazyLock<Vec<u8>> = LazyLock::new(|| real_journal(FOLDER.path()));

fuzz_target!(|patches: Vec<Patch>| journal(&REAL, &patches, FOLDER.path()));
