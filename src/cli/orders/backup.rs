//! `orders backup`: a copy of the journal, also while `run` is at work on it.

use serde_json::json;

use super::super::arguments::OrdersBackup;
use super::super::{Context, Outcome};
use super::{missed, tell};
use crate::i18n::t;
use crate::journal::Backup;

pub(in crate::cli) fn run(arguments: &OrdersBackup, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let telegram = config.telegram()?;
    let file = context.stdio.directory.join(&arguments.file);
    let made = Backup::make(&telegram.journal(), &file);
    let Backup { bytes, version, orders, open_orders: open, progress } =
        made.map_err(|error| missed(error, telegram))?;
    let file = file.display().to_string();
    let json = json!({
        "file": file,
        "bytes": bytes,
        "version": version,
        "journal_id": progress.journal_id,
        "orders": orders,
        "open": open,
        "last_number": progress.last_number,
    });
    tell(context, arguments.json, &json, &t!("orders-copied", file, orders, open, bytes))
}
