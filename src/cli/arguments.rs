//! The command tree: what can be typed. What `--help` says about it stands in `locales/`.
//!
//! `values` reads the values; `checkout`: what is to be paid; `on_sandbox`: the commands that a build may lack.

mod checkout;
#[cfg(feature = "sandbox")]
mod on_sandbox;
mod values;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use checkout::{Charge, Checkout, CheckoutCreate};
#[cfg(feature = "sandbox")]
pub use on_sandbox::{OrderSource, Rehearse, Sandbox, ShopFault};
pub use values::{BadValue, LogFormat, Since};

use crate::order::Money;

#[derive(Debug, Parser)]
#[command(name = "tribute-agent", version, disable_help_subcommand = true)]
pub struct CommandLine {
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub log_format: LogFormat,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init {
        #[arg(long)]
        print_sample: bool,
    },
    Doctor {
        #[arg(long)]
        ring: bool,
        #[arg(long)]
        json: bool,
    },
    Status {
        #[arg(long)]
        json: bool,
    },
    Login {
        #[arg(long)]
        qr: bool,
    },
    Logout {
        #[arg(long)]
        yes: bool,
    },
    Run {
        #[arg(long, value_name = "SINCE")]
        since: Option<Since>,
        #[arg(long = "dry-run")]
        dry: bool,
        #[arg(long, requires = "dry")]
        json: bool,
    },
    #[cfg(feature = "sandbox")]
    Rehearse(Rehearse),
    #[cfg(feature = "sandbox")]
    Sandbox(Sandbox),
    Parse {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[arg(long)]
        lines: bool,
        #[arg(long)]
        json: bool,
    },
    Inspect(Inspect),
    #[command(subcommand)]
    Orders(Orders),
    #[command(subcommand)]
    Codes(Codes),
    #[command(subcommand)]
    Checkout(Checkout),
    Charge(Charge),
    #[command(subcommand)]
    Shop(Shop),
    #[command(subcommand)]
    Tribute(Tribute),
    #[command(subcommand)]
    Session(Session),
}

impl Command {
    /// Whether somebody waits for what it has to say, rather than leaving it at work.
    pub fn is_watched(&self) -> bool {
        match self {
            Self::Run { .. } => false,
            #[cfg(feature = "sandbox")]
            Self::Rehearse(_) | Self::Sandbox(_) => false,
            _ => true,
        }
    }
}

#[derive(Debug, Args)]
pub struct Inspect {
    #[arg(long, value_name = "N", value_parser = values::number(1..=10_000_u32))]
    pub last: Option<u32>,
    #[arg(long, conflicts_with_all = ["json", "save"])]
    pub learn: bool,
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    #[arg(long, requires = "save")]
    pub all: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Orders {
    List(OrdersList),
    Show {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long)]
        codes: bool,
        #[arg(long)]
        json: bool,
    },
    Export(OrdersExport),
    Retry {
        #[arg(value_name = "ORDER", required_unless_present = "reason")]
        order: Option<String>,
        #[arg(long, value_name = "REASON", conflicts_with = "order")]
        reason: Option<String>,
        #[arg(long)]
        json: bool,
    },
    Given {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long)]
        json: bool,
    },
    Close {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long)]
        json: bool,
    },
    Refund {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long, value_name = "PRICE", value_parser = values::price)]
        amount: Option<Money>,
        #[arg(long, value_name = "FILE", requires = "amount")]
        receipt: Option<PathBuf>,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    Account {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    Approve {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    Adopt(OrdersAdopt),
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
}

/// The states, as [`Stage`](crate::order::life::Stage) names them.
const STATES: &str = "activating replying awaiting_confirmation confirming sending escalated \
                      completed closed revoking refunded";

#[derive(Debug, Args)]
pub struct WantedOrders {
    #[arg(long)]
    pub open: bool,
    #[arg(long, value_name = "SINCE")]
    pub since: Option<Since>,
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(STATES.split(' ')))]
    pub state: Option<String>,
    #[arg(long, value_name = "PRODUCT")]
    pub product: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
}

#[derive(Debug, Args)]
pub struct OrdersList {
    #[command(flatten)]
    pub wanted: WantedOrders,
    #[arg(long, value_name = "N", value_parser = values::number(1..=u32::MAX))]
    pub limit: Option<u32>,
    #[arg(long, value_name = "N", value_parser = values::number(1..=u32::MAX))]
    pub before: Option<u32>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct OrdersExport {
    #[command(flatten)]
    pub wanted: WantedOrders,
    #[arg(long, required_unless_present = "json")]
    pub csv: bool,
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct OrdersAdopt {
    #[arg(long, value_name = "SINCE")]
    pub since: Option<Since>,
    #[arg(long)]
    pub yes: bool,
    #[arg(long)]
    pub json: bool,
}

/// The codes that are goods.
#[derive(Debug, Subcommand)]
pub enum Codes {
    Import {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[arg(long = "dry-run")]
        dry_run: bool,
        #[arg(long)]
        skip_known: bool,
        #[arg(long)]
        json: bool,
    },
    Stock {
        #[arg(long)]
        json: bool,
    },
    Given {
        #[arg(value_name = "ORDER")]
        order: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Shop {
    Test(ShopTest),
}

#[derive(Debug, Args)]
pub struct ShopTest {
    #[arg(long)]
    pub full: bool,
    #[arg(long, conflicts_with_all = ["full", "json"])]
    pub show: bool,
    #[arg(long, value_name = "URL", requires = "secret_file")]
    pub url: Option<String>,
    #[arg(long, value_name = "FILE", requires = "url")]
    pub secret_file: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

/// What is asked of Tribute's API.
#[derive(Debug, Subcommand)]
pub enum Tribute {
    Products {
        #[arg(long = "type", value_enum, value_name = "KIND")]
        kind: Option<ProductKind>,
        #[arg(long)]
        json: bool,
    },
    Product {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long)]
        json: bool,
    },
    Shop {
        #[arg(long)]
        json: bool,
    },
    Orders {
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        #[arg(long)]
        json: bool,
    },
    Order {
        #[arg(value_name = "ID")]
        uuid: String,
        #[arg(long)]
        json: bool,
    },
    Cancel {
        #[arg(value_name = "ID")]
        purchase: String,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}

/// A kind of product at Tribute.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ProductKind {
    Digital,
    Custom,
    Physical,
}

impl ProductKind {
    /// As Tribute calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Digital => "digital",
            Self::Custom => "custom",
            Self::Physical => "physical",
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Session {
    Import {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    Export {
        #[arg(long, value_name = "FILE")]
        telethon: Option<PathBuf>,
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}
