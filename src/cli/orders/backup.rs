//! `orders backup`: a copy of the journal, also while `run` is at work on it.

use serde_json::json;

use super::super::arguments::OrdersBackup;
use super::super::{Context, Outcome};
use crate::i18n::t;
use crate::journal;
use crate::report::Exit;

pub(in crate::cli) fn run(arguments: &OrdersBackup, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let file = context.stdio.directory.join(&arguments.file);
    let telegram = config.telegram()?;
    let backup = journal::Backup::make(&telegram.journal(), &file);
    let backup = backup.map_err(|error| super::missed(error, telegram))?;
    let (file, progress) = (file.display().to_string(), &backup.progress);
    let told = if arguments.json {
        let told = json!({
            "file": file,
            "bytes": backup.bytes,
            "version": backup.version,
            "journal_id": progress.journal_id,
            "orders": backup.orders,
            "open": backup.open_orders,
            "last_number": progress.last_number,
        });
        told.to_string()
    } else {
        t!(
            "orders-copied",
            file = file,
            orders = backup.orders,
            open = backup.open_orders,
            bytes = backup.bytes,
        )
    };
    writeln!(context.stdout(), "{told}")?;
    Ok(Exit::Done)
}
