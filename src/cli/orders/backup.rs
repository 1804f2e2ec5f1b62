//! `orders backup`: a copy of the journal, also while `run` is at work on it.

use serde_json::json;

use super::super::arguments::OrdersBackup;
use super::super::{Context, Outcome};
use crate::journal;
use crate::report::Exit;

/// Carries it out.
pub(in crate::cli) fn run(arguments: &OrdersBackup, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let file = context.stdio.directory.join(&arguments.file);
    let telegram = config.telegram()?;
    let backup = journal::Backup::make(&telegram.journal(), &file);
    let backup = backup.map_err(|error| super::missed(error, telegram))?;
    let language = context.language;
    let out = context.stdout();
    let progress = &backup.progress;
    if arguments.json {
        let told = json!({
            "file": file.display().to_string(),
            "bytes": backup.bytes,
            "version": backup.version,
            "journal_id": progress.journal_id,
            "orders": backup.orders,
            "open": backup.open_orders,
            "last_number": progress.last_number,
        });
        writeln!(out, "{told}")?;
    } else {
        let (orders, open) = (backup.orders, backup.open_orders);
        let (file, bytes) = (file.display(), backup.bytes);
        let told = language.pick(
            format!("Copied and read back: {file} ({orders} orders, {open} of them open; {bytes} bytes)"),
            format!("Скопировано и проверено: {file} (заказов {orders}, из них открыто {open}; {bytes} Б)"),
        );
        writeln!(out, "{told}")?;
    }
    Ok(Exit::Done)
}
