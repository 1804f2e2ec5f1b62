//! `--orders FILE` of both commands: JSON Lines.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use telegram_sandbox::orders::{PlannedOrder, file};

use super::error::{OrdersError, SandboxCommand, SandboxError};

/// Far more than `file::ORDERS_MAX` orders of Telegram's longest texts.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Reads the orders of a file; there is at least one.
pub(in crate::cli) fn read_file(
    command: SandboxCommand,
    path: &Path,
) -> Result<Vec<PlannedOrder>, SandboxError> {
    let refused = |error| SandboxError::Orders(command, path.to_owned(), error);
    let contents = read(path).map_err(|error| refused(OrdersError::Unreadable(error)))?;
    let orders = file::parse(&contents).map_err(|error| refused(OrdersError::Line(error)))?;
    if orders.is_empty() {
        return Err(refused(OrdersError::Empty));
    }
    Ok(orders)
}

fn read(path: &Path) -> io::Result<String> {
    let mut contents = String::new();
    let taken = File::open(path)?
        .take(FILE_BYTES_MAX + 1)
        .read_to_string(&mut contents)?;
    if taken as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(contents)
}
