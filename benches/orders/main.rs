//! The agent beside a bare client and a Telethon script, in one run, against one kind of sandbox:
//!
//! ```text
//! cargo bench --profile dist --bench orders                                  everything
//! cargo bench --profile dist --bench orders -- --only latency --rounds 1     a first look
//! ```
//!
//! - [`stage`]: a sandbox, and one of the programs at work in it as a process of its own.
//! - [`floor`]: the bare client; `benches/peers`: the script, and how it is installed.
//! - [`scenario`]: the figures, and how each is measured; [`journals`]: journals full of closed orders.
//! - [`process`]: what the system tells of a process. [`report`], [`svg`]: tables and pictures.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a benchmark prints, reads the clock and stops at the first surprise"
)]

mod floor;
mod journals;
mod process;
mod report;
mod scenario;
mod stage;
mod svg;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde::Serialize;
use tokio::process::Command;

use scenario::Scenario;
use stage::{Peer, Programs};

/// Measures the agent beside other programs that do the same.
#[derive(Parser)]
struct Arguments {
    /// The scenarios; by default all of them
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Scenario>,
    /// The programs; by default all of them
    #[arg(long, value_enum, value_delimiter = ',')]
    peers: Vec<Peer>,
    /// Measures each program so often, in turn
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Orders sold one at a time in a round
    #[arg(long, default_value_t = 100)]
    orders: u32,
    /// Orders sold at once
    #[arg(long, value_delimiter = ',', default_value = "100,300,1000,3000,10000")]
    at_once: Vec<u32>,
    /// Gives up on orders sold at once after so long
    #[arg(long, default_value_t = 10)]
    patience_minutes: u64,
    /// Closed orders in a journal
    #[arg(long, value_delimiter = ',', default_value = "0,10000,1000000")]
    journals: Vec<u32>,
    /// Private chats in the account
    #[arg(long, default_value_t = 1000)]
    chats: u32,
    /// Agents on one machine
    #[arg(long, value_delimiter = ',', default_value = "1,10,50")]
    agents: Vec<u32>,
    /// How long idle programs are watched
    #[arg(long, default_value_t = 10)]
    quiet_minutes: u32,
    /// Measures this binary instead of the one just built
    #[arg(long, value_name = "FILE", default_value = env!("CARGO_BIN_EXE_tribute-agent"))]
    agent: PathBuf,
    /// Writes every single figure there, one JSON object a line
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Writes the tables into docs/performance.md, and the pictures beside it
    #[arg(long)]
    write_docs: bool,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// One measured value.
#[derive(Serialize)]
struct Record {
    figure: &'static str,
    /// Of what the figure grows with: orders, chats; 0 if it does not.
    size: u32,
    peer: Peer,
    value: f64,
}

struct Bench {
    arguments: Arguments,
    programs: Programs,
    records: Vec<Record>,
    json: Option<File>,
}

impl Bench {
    fn record(&mut self, peer: Peer, size: u32, figure: &'static str, value: f64) {
        let record = Record { figure, size, peer, value };
        if let Some(json) = &mut self.json {
            writeln!(json, "{}", serde_json::to_string(&record).unwrap()).unwrap();
        }
        self.records.push(record);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1..).unwrap_or_default() {
        [mode, login] if mode == "floor" => floor::run(&serde_json::from_str(login).unwrap()).await,
        [mode, folder] if mode == "disk-noise" => process::disk_noise(Path::new(folder)),
        _ => Box::pin(measure(Arguments::parse())).await,
    }
}

async fn measure(mut arguments: Arguments) {
    if arguments.peers.is_empty() {
        arguments.peers = Peer::ALL.to_vec();
    }
    let python = python(&mut arguments.peers).await;
    let json = arguments.json.as_ref().map(|path| File::create(path).unwrap());
    let programs = Programs { agent: arguments.agent.clone(), python };
    let mut bench = Bench { arguments, programs, records: Vec::new(), json };
    scenario::run_all(&mut bench).await;
    let text = report::tables(&bench.records);
    println!("{text}");
    if bench.arguments.write_docs {
        report::write_docs(&bench.records, &text);
    }
}

/// The Python that has Telethon, installed if need be. Without it the bench goes on without Telethon.
async fn python(peers: &mut Vec<Peer>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers");
    let python = folder.join("bin/python");
    if peers.contains(&Peer::Telethon) && !python.exists() {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/install.sh");
        let installed = Command::new(script).arg(&folder).status().await;
        if !installed.is_ok_and(|status| status.success()) {
            eprintln!("Telethon can't be installed here: measured without it");
            peers.retain(|peer| *peer != Peer::Telethon);
        }
    }
    python
}
