//! `session`: the Telegram session, brought from elsewhere and taken there.
//!
//! What `export` prints is the account itself: it goes to a pipe or a file, to a terminal only when a person there
//! agrees. `import` takes it from stdin or a file, never from the command line, which others can see.

use std::fs::File;
use std::path::Path;

use serde_json::json;

use super::failure::unreadable;
use super::orders::left_open;
use super::{Context, Failure, Outcome, confirm};
use crate::i18n::{arguments, t};
use crate::report::{Exit, action_required, usage};
use crate::telegram::import::{read, take_in};
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::string_session::StringSession;
use crate::telegram::telethon_file;

/// A login is not moved. Nothing was changed yet.
const NOT_MOVED: [&str; 2] = ["session.refused", "session.unconfirmed"];
/// So many open orders are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// The session's lock is held meanwhile: `run` is not at work.
pub(super) async fn export(
    telethon: Option<&Path>,
    yes: bool,
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let config = context.config()?;
    let telegram = config.telegram()?;
    let store = SessionStore::open(&telegram.session)?;
    let login = store.string_session();
    let login = login.ok_or_else(|| action_required("session.no_key", arguments!()))?;
    let journal = telegram.journal();
    let open = left_open(&journal, context);
    let open: Option<Vec<u32>> = open.map(|orders| orders.iter().map(|it| it.number).collect());
    if let Some(numbers) = &open {
        context.say(|| open_orders_left(numbers));
    }
    let journal = journal.exists().then_some(&journal);
    if let Some(journal) = journal {
        context.say(|| t!("session-export-journal", journal));
    }
    context.say(|| t!("session-export-warning"));
    let mut told = json!({
        "live": store.is_live(),
        "data_centre": login.data_centre,
        "journal": journal.map(|journal| journal.display().to_string()),
        "open_orders": open,
    });
    let Some(file) = telethon else {
        if context.stdio.stdout_is_terminal && !yes {
            confirm::ask(&t!("session-export-question"), NOT_MOVED, context).await?;
        }
        let text = login.encode();
        told["string_session"] = text.as_str().into();
        return context.answer(as_json, &told, &text);
    };
    let path = context.stdio.directory.join(file);
    telethon_file::write(&path, &login)?;
    if as_json {
        told["file"] = path.display().to_string().into();
        writeln!(context.stdout(), "{told}")?;
    }
    context.say(|| t!("session-export-file", path = &path));
    Ok(Exit::Done)
}

fn open_orders_left(numbers: &[u32]) -> String {
    let named = numbers.iter().take(NAMED_MAX).map(|number| format!("№{number}"));
    let rest = (numbers.len() > NAMED_MAX).then(|| "…".to_owned());
    let named: Vec<String> = named.chain(rest).collect();
    t!("session-export-orders", count = numbers.len(), numbers = named.join(", "))
}

/// A sandbox's login is not asked about: nothing can be lost with it.
pub(super) async fn import(
    file: Option<&Path>,
    yes: bool,
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let config = context.config()?;
    let session = config.telegram()?.session.clone();
    // Only a session of ours that was logged out of may be overwritten.
    let has_login =
        || SessionStore::open(&session).map_or(true, |it| it.string_session().is_some());
    if session.symlink_metadata().is_ok() && has_login() {
        return Err(SessionError::exists(&session).into());
    }
    let file = file.filter(|file| *file != Path::new("-"));
    let login = login(file, context)?;
    let (address, data_centre) = (login.address.to_string(), login.data_centre);
    let live = !login.is_sandbox();
    if live && !yes {
        // Whether the old program is stopped. What was piped in leaves no way to answer.
        if file.is_none() {
            return Err(usage(NOT_MOVED[1], arguments!()).into());
        }
        confirm::ask(&t!("session-import-question"), NOT_MOVED, context).await?;
    }
    take_in(login, &session)?;
    if as_json {
        let told = json!({
            "imported": true,
            "session": session.display().to_string(),
            "live": live,
            "data_centre": data_centre,
        });
        writeln!(context.stdout(), "{told}")?;
    }
    let (doctor, login) = (context.command("doctor"), context.command("login"));
    context.say(|| {
        if live {
            return t!("session-imported", session = &session, doctor);
        }
        // Nobody was asked; but who wanted their account has something else.
        t!("session-imported-sandbox", session = &session, address, login)
    });
    let store = SessionStore::open(&session).ok();
    // Whose a login is, only Telegram knows.
    if let Some(seller) = store.and_then(|store| store.seller()) {
        context.say(|| t!("session-imported-owner", seller = seller.to_string()));
    }
    Ok(Exit::Done)
}

fn login(file: Option<&Path>, context: &mut Context<'_>) -> Result<StringSession, Failure> {
    let Some(file) = file else {
        return Ok(read(&mut context.stdio.stdin, None)?);
    };
    let path = context.stdio.directory.join(file);
    let opened = File::open(&path).map_err(|error| unreadable(&path, &error))?;
    Ok(read(opened, Some(&path))?)
}
