//! `--orders FILE` and `--orders N` of both commands.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::file::{ORDERS_MAX, parse};
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::tribute_api::file::parse as parse_purchases;
use telegram_sandbox::tribute_api::planned::PlannedPurchase;

use crate::i18n::arguments;
use crate::report::{CodedError, usage};

/// Far more than [`ORDERS_MAX`] orders of Telegram's longest texts.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A command that sells orders. Both have codes of their own for the same errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Seller {
    Rehearse,
    Sandbox,
}

impl Seller {
    fn code(self, rehearse: &'static str, sandbox: &'static str) -> &'static str {
        match self {
            Self::Rehearse => rehearse,
            Self::Sandbox => sandbox,
        }
    }

    /// Refuses more orders than can be settled in a sensible time.
    pub(in crate::cli) fn check_count(self, count: usize) -> Result<(), CodedError> {
        if count <= ORDERS_MAX {
            return Ok(());
        }
        let code = self.code("rehearse.too_many_orders", "sandbox.too_many_orders");
        Err(usage(code, arguments!(count, count_max = ORDERS_MAX)))
    }

    /// Reads the orders of a file of JSON Lines; there is at least one. Texts that are not
    /// written come from the generator.
    pub(in crate::cli) fn read_file(
        self,
        path: &Path,
        generator: &OrderGenerator,
    ) -> Result<Vec<PlannedOrder>, CodedError> {
        let contents = self.read(path)?;
        let orders = parse(&contents, generator).map_err(|error| {
            let (line, problem) = (error.line, error.problem.to_string());
            let code = self.code("rehearse.bad_order", "sandbox.bad_order");
            usage(code, arguments!(path, line, problem))
        })?;
        if orders.is_empty() {
            let code = self.code("rehearse.no_orders", "sandbox.no_orders");
            return Err(usage(code, arguments!(path)));
        }
        Ok(orders)
    }

    fn read(self, path: &Path) -> Result<String, CodedError> {
        read(path).map_err(|error| {
            let code = self.code("rehearse.orders_unreadable", "sandbox.orders_unreadable");
            usage(code, arguments!(path, problem = error.to_string()))
        })
    }
}

/// Reads what is told by webhooks, from a file of JSON Lines.
pub(super) fn read_purchases(path: &Path) -> Result<Vec<PlannedPurchase>, CodedError> {
    parse_purchases(&Seller::Sandbox.read(path)?).map_err(|error| {
        let (line, problem) = (error.line, error.problem.to_string());
        usage("sandbox.bad_purchase", arguments!(path, line, problem))
    })
}

fn read(path: &Path) -> io::Result<String> {
    let mut contents = String::new();
    let mut file = File::open(path)?.take(FILE_BYTES_MAX + 1);
    if file.read_to_string(&mut contents)? as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(contents)
}
