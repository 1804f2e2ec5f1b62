//! `orders`: what became of the orders, and what is to become of them; `orders backup`.

mod adopt;
mod decide;
pub(super) mod list;
mod show;

use std::path::Path;

use serde_json::json;

use super::arguments::Orders;
use super::checkout;
use super::progress_store::remembered;
use super::{Context, Failure, Outcome};
use crate::config::Config;
use crate::i18n::t;
use crate::journal::{Backup, Journal, JournalError, Wanted};
use crate::order::Record;
use crate::report::Severity;
use crate::telegram::session::SessionSnapshot;
use decide::{Asked, Which};
pub(super) use show::find;

pub(super) async fn run(orders: Orders, context: &mut Context<'_>) -> Outcome {
    match orders {
        Orders::List(list) => list::list(list, context),
        Orders::Export(export) => list::export(export, context),
        Orders::Show { order, codes, json } => show::show(&order, codes, json, context),
        Orders::Retry { order, reason, json } => {
            let which = order.map_or(Which::Reason(reason.unwrap_or_default()), Which::One);
            decide::run(which, Asked::Plain(Wanted::Retry), json, context).await
        }
        Orders::Given { order, json } => {
            decide::run(Which::One(order), Asked::Plain(Wanted::Given), json, context).await
        }
        Orders::Close { order, json } => {
            decide::run(Which::One(order), Asked::Plain(Wanted::Close), json, context).await
        }
        Orders::Refund { order, amount, receipt, yes, json } => {
            let receipt = receipt.as_deref().map(checkout::object).transpose()?;
            let asked = Asked::Refund { amount, receipt, yes };
            decide::run(Which::One(order), asked, json, context).await
        }
        Orders::Account { order, id: number, yes, json } => {
            decide::run(Which::One(order), Asked::Account { number, yes }, json, context).await
        }
        Orders::Approve { order, yes, json } => {
            decide::run(Which::One(order), Asked::Approve { yes }, json, context).await
        }
        Orders::Adopt(adopt) => adopt::run(adopt, context).await,
        Orders::Backup { file, json } => backup(&file, json, context),
    }
}

/// The journal beside the configuration's session, for reading.
fn journal(context: &mut Context<'_>) -> Result<Journal, Failure> {
    read(&context.config()?)
}

pub(super) fn read(config: &Config) -> Result<Journal, Failure> {
    Ok(Journal::open_to_read(&config.journal()?).map_err(|error| missed(error, config))?)
}

/// The journal at `path`, for reading; `None` when there is none.
pub(super) fn existing(path: &Path) -> Result<Option<Journal>, JournalError> {
    match Journal::open_to_read(path) {
        Err(JournalError::Missing { .. }) => Ok(None),
        opened => opened.map(Some),
    }
}

/// A journal that is not there has been lost when the session remembers one.
pub(super) fn missed(error: JournalError, config: &Config) -> JournalError {
    let JournalError::Missing(path) = error else {
        return error;
    };
    let telegram = config.telegram().ok();
    let session = telegram.and_then(|telegram| SessionSnapshot::read(&telegram.session).ok());
    match session.as_ref().and_then(remembered) {
        Some(progress) => JournalError::lost(&path, progress.last_number),
        None => JournalError::Missing(path),
    }
}

/// The orders that are open, for whoever takes the login away. `None`: the journal can't be read, which is told,
/// and keeps nobody from it.
pub(super) fn left_open(journal: &Path, context: &mut Context<'_>) -> Option<Vec<Record>> {
    let orders = existing(journal).and_then(|journal| match journal {
        Some(journal) => Ok(journal.open_orders()?.iter().cloned().collect()),
        None => Ok(Vec::new()),
    });
    orders.map_err(|error| context.report(&error, Severity::Warning)).ok()
}

/// Copies the journal, also while `run` is at work on it.
fn backup(file: &Path, as_json: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let file = context.stdio.directory.join(file);
    let made = Backup::make(&config.journal()?, &file);
    let Backup { bytes, version, orders, open_orders: open, progress } =
        made.map_err(|error| missed(error, &config))?;
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
    context.answer(as_json, &json, &t!("orders-copied", file, orders, open, bytes))
}
