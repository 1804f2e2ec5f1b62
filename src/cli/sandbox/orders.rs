//! `--orders FILE` and `--orders N` of both commands.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::file::{ORDERS_MAX, parse};

use super::error::SandboxError;

/// Far more than [`ORDERS_MAX`] orders of Telegram's longest texts.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A command that sells orders. Both have codes of their own for the same errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Seller {
    Rehearse,
    Sandbox,
}

impl Seller {
    /// The code of an error of this command.
    pub(in crate::cli) fn code(
        self,
        rehearse: &'static str,
        sandbox: &'static str,
    ) -> &'static str {
        match self {
            Self::Rehearse => rehearse,
            Self::Sandbox => sandbox,
        }
    }

    /// Refuses more orders than can be settled in a sensible time.
    pub(in crate::cli) fn check_count(self, count: usize) -> Result<(), SandboxError> {
        if count <= ORDERS_MAX {
            return Ok(());
        }
        let code = self.code("rehearse.too_many_orders", "sandbox.too_many_orders");
        let error = SandboxError::usage(code).with("count", count);
        Err(error.with("count_max", ORDERS_MAX))
    }

    /// Reads the orders of a file of JSON Lines; there is at least one.
    pub(in crate::cli) fn read_file(self, path: &Path) -> Result<Vec<PlannedOrder>, SandboxError> {
        let error = match read(path).map(|contents| parse(&contents)) {
            Ok(Ok(orders)) if !orders.is_empty() => return Ok(orders),
            Ok(Ok(_)) => SandboxError::usage(self.code("rehearse.no_orders", "sandbox.no_orders")),
            Ok(Err(error)) => {
                SandboxError::usage(self.code("rehearse.bad_order", "sandbox.bad_order"))
                    .with("line", error.line)
                    .with("problem", error.problem.to_string())
            }
            Err(error) => {
                let code = self.code("rehearse.orders_unreadable", "sandbox.orders_unreadable");
                SandboxError::usage(code).with("problem", error.to_string())
            }
        };
        Err(error.with("path", path.display().to_string()))
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut contents = String::new();
    let mut file = File::open(path)?.take(FILE_BYTES_MAX + 1);
    if file.read_to_string(&mut contents)? as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(contents)
}
