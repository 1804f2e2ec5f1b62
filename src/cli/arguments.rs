//! What can be typed: the command tree, and what each value means.
//!
//! `values` reads what stands for a value; `on_sandbox`: the commands that a build may lack.
//!
//! The doc comments here are for programmers; what `--help` says stands in `help`, in both
//! languages.

#[cfg(feature = "sandbox")]
mod on_sandbox;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

#[cfg(feature = "sandbox")]
pub use on_sandbox::{BadOrders, ORDERS_MAX, OrderSource, Rehearse, Sandbox};
pub use values::{BadSince, LogFormat, Since};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "tribute-agent", version, disable_help_subcommand = true)]
pub struct CommandLine {
    /// The configuration, instead of the one that is found.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How logs are written.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Asks what it has to know, and writes the configuration.
    Init(Init),
    /// Looks whether everything is in place.
    Doctor(Doctor),
    /// Logs in to the seller's account.
    Login(Login),
    /// Logs out of it.
    Logout(Logout),
    /// Fulfils orders until told to stop.
    Run(Run),
    /// Plays orders through in one process.
    #[cfg(feature = "sandbox")]
    Rehearse(Rehearse),
    /// A Telegram, a bot and a shop that stay up.
    #[cfg(feature = "sandbox")]
    Sandbox(Sandbox),
    /// Says what an order message means.
    Parse(Parse),
    /// Shows the real chat's last messages and what they mean.
    Inspect(Inspect),
    /// What became of the orders.
    #[command(subcommand)]
    Orders(Orders),
    /// The shop's server.
    #[command(subcommand)]
    Shop(Shop),
    /// The Telegram session.
    #[command(subcommand)]
    Session(Session),
}

impl Command {
    /// Whether somebody waits for what it has to say, rather than leaving it at work.
    pub fn is_watched(&self) -> bool {
        match self {
            Self::Run(_) => false,
            #[cfg(feature = "sandbox")]
            Self::Rehearse(_) | Self::Sandbox(_) => false,
            _ => true,
        }
    }
}

/// `init`
#[derive(Debug, Args)]
pub struct Init {
    /// Prints the documented sample instead.
    #[arg(long)]
    pub print_sample: bool,
}

/// `login`
#[derive(Debug, Args)]
pub struct Login {
    /// With a QR code, scanned with a device that is logged in.
    #[arg(long)]
    pub qr: bool,
}

/// `logout`
#[derive(Debug, Args)]
pub struct Logout {
    /// Does not ask.
    #[arg(long)]
    pub yes: bool,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Says something in the moderators' chat, and asks whether a phone rang.
    #[arg(long)]
    pub ring: bool,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `run`
#[derive(Debug, Args)]
pub struct Run {
    /// Takes in orders below the baseline too.
    #[arg(long, value_name = "SINCE")]
    pub since: Option<Since>,
    /// Tells what it would do, and does nothing.
    #[arg(long = "dry-run")]
    pub dry: bool,
    /// Of a dry run: one JSON object per line.
    #[arg(long, requires = "dry")]
    pub json: bool,
}

/// `parse`
#[derive(Debug, Args)]
pub struct Parse {
    /// The message; `-` or nothing: stdin.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// JSON Lines: a message per line.
    #[arg(long)]
    pub lines: bool,
    /// One JSON object per message.
    #[arg(long)]
    pub json: bool,
}

/// `inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// How many of the newest messages.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub last: Option<u32>,
    /// Prints what the configuration could learn from them.
    #[arg(long, conflicts_with_all = ["json", "save"])]
    pub learn: bool,
    /// Keeps the unrecognised ones as fixtures, masked.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// Keeps all of the bot's.
    #[arg(long, requires = "save")]
    pub all: bool,
    /// One JSON object per message.
    #[arg(long)]
    pub json: bool,
}

/// `orders`
#[derive(Debug, Subcommand)]
pub enum Orders {
    /// All of them, newest last.
    List(OrdersList),
    /// One of them, with its story.
    Show(OrdersShow),
    /// Goes on after the journal was lost or restored.
    Adopt(OrdersAdopt),
    /// Copies the journal.
    Backup(OrdersBackup),
}

/// `orders list`
#[derive(Debug, Args)]
pub struct OrdersList {
    /// One JSON object per line.
    #[arg(long)]
    pub json: bool,
}

/// `orders show`
#[derive(Debug, Args)]
pub struct OrdersShow {
    /// The order's number (148) or id (777000-6675346585-495).
    #[arg(value_name = "ORDER")]
    pub order: String,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `orders adopt`
#[derive(Debug, Args)]
pub struct OrdersAdopt {
    /// Looks further back than what is known to be missing.
    #[arg(long, value_name = "SINCE")]
    pub since: Option<Since>,
    /// Does not ask.
    #[arg(long)]
    pub yes: bool,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `orders backup`
#[derive(Debug, Args)]
pub struct OrdersBackup {
    /// Where the copy goes; nothing may lie there.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `shop`
#[derive(Debug, Subcommand)]
pub enum Shop {
    /// Tries address and signature.
    Test(ShopTest),
}

/// `shop test`
#[derive(Debug, Args)]
pub struct ShopTest {
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `session`
#[derive(Debug, Subcommand)]
pub enum Session {
    /// Takes in a login of Telethon's.
    Import(SessionImport),
    /// Gives the login to Telethon.
    Export(SessionExport),
}

/// `session import`
#[derive(Debug, Args)]
pub struct SessionImport {
    /// Telethon's `.session`, or where its `StringSession` is; `-` or nothing: stdin. Never the text
    /// itself: others on the machine can see command lines.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Does not ask.
    #[arg(long)]
    pub yes: bool,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// `session export`
#[derive(Debug, Args)]
pub struct SessionExport {
    /// Makes a `.session` of Telethon's, instead of printing a `StringSession`.
    #[arg(long, value_name = "FILE")]
    pub telethon: Option<PathBuf>,
    /// Does not ask.
    #[arg(long)]
    pub yes: bool,
    /// As a JSON object.
    #[arg(long)]
    pub json: bool,
}
