//! `checkout` and `charge`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::values;
use crate::order::Money;
use crate::order::checkout::{CheckoutStatus, ProviderName};

#[derive(Debug, Subcommand)]
pub enum Checkout {
    Create(Box<CheckoutCreate>),
    Show {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long)]
        json: bool,
    },
    List {
        #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(CheckoutStatus::ALL.map(CheckoutStatus::name)))]
        status: Option<String>,
        #[arg(long, value_name = "N", value_parser = values::number(1..=u32::MAX))]
        limit: Option<u32>,
        #[arg(long)]
        json: bool,
    },
}

/// What is to be paid. The same keys as in the server's body.
#[derive(Debug, Args)]
pub struct CheckoutCreate {
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(ProviderName::ALL.map(ProviderName::name)))]
    pub provider: String,
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    #[arg(long, value_name = "NAME", conflicts_with = "price")]
    pub sku: Option<String>,
    #[arg(long, value_name = "PRICE", value_parser = values::price, required_unless_present = "sku")]
    pub price: Option<Money>,
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub reference: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub email: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub phone: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub language: Option<String>,
    #[arg(long, value_name = "URL")]
    pub success_url: Option<String>,
    #[arg(long, value_name = "URL")]
    pub fail_url: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub expires_at: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub recurring: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub extra: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub key: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Charge {
    #[arg(value_name = "ID")]
    pub checkout: String,
    #[arg(long, value_name = "PRICE", value_parser = values::price)]
    pub price: Money,
    #[arg(long, value_name = "NAME")]
    pub reference: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub key: Option<String>,
    #[arg(long)]
    pub yes: bool,
    #[arg(long)]
    pub json: bool,
}
