//! `session import`: a login from elsewhere becomes the agent's session.
//!
//! The login comes from stdin or a file, never from the command line, which others can see. A file
//! is read and left as it is. A sandbox's login is not asked about: nothing can be lost with it.

use std::fs::File;
use std::path::Path;

use serde_json::json;

use super::super::arguments::SessionImport;
use super::super::confirm;
use super::super::failure::unreadable;
use super::super::{Context, Failure, Outcome};
use super::NOT_MOVED;
use crate::i18n::{Arguments, t};
use crate::report::{Exit, usage};
use crate::telegram::import::{read, take_in};
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::string_session::StringSession;

/// Carries it out: the session is made where the configuration wants it.
pub(in crate::cli) async fn run(arguments: &SessionImport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let session = config.telegram()?.session.clone();
    if session.symlink_metadata().is_ok() && has_login(&session) {
        // Said before anything is asked.
        return Err(SessionError::exists(&session).into());
    }
    let file = arguments.file.as_deref();
    let file = file.filter(|file| *file != Path::new("-"));
    let login = login(file, context)?;
    let (address, data_centre) = (login.address, login.data_centre);
    let live = !login.is_sandbox();
    if live && !arguments.yes {
        // Whether the old program is stopped. What was piped in leaves no way to answer.
        if file.is_none() {
            return Err(usage(NOT_MOVED[1], Arguments::new()).into());
        }
        confirm::ask(&t!("session-import-question"), NOT_MOVED, context).await?;
    }
    take_in(login, &session)?;
    if arguments.json {
        let told = json!({
            "imported": true,
            "session": session.display().to_string(),
            "live": live,
            "data_centre": data_centre,
        });
        writeln!(context.stdout(), "{told}")?;
    }
    let shown = session.display().to_string();
    let (doctor, relogin) = (context.command("doctor"), context.command("login"));
    context.say(|| {
        if live {
            return t!("session-imported", session = shown, doctor = doctor);
        }
        // Nobody was asked; but who wanted their account has something else.
        t!(
            "session-imported-sandbox",
            session = shown,
            address = address.to_string(),
            login = relogin
        )
    });
    let store = SessionStore::open(&session).ok();
    // Whose a login is, only Telegram knows.
    if let Some(seller) = store.and_then(|store| store.seller()) {
        context.say(|| t!("session-imported-owner", seller = seller.to_string()));
    }
    Ok(Exit::Done)
}

/// Whether there is something that must not be overwritten: anything but a session of ours that was
/// logged out of.
fn has_login(session: &Path) -> bool {
    SessionStore::open(session).map_or(true, |store| store.string_session().is_some())
}

fn login(file: Option<&Path>, context: &mut Context<'_>) -> Result<StringSession, Failure> {
    let Some(file) = file else {
        return Ok(read(&mut context.stdio.stdin, None)?);
    };
    let path = context.stdio.directory.join(file);
    match File::open(&path) {
        Ok(file) => Ok(read(file, Some(&path))?),
        Err(error) => Err(unreadable(&path, &error).into()),
    }
}
