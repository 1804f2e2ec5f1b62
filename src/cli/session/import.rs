//! `session import`: a login from elsewhere becomes the agent's session.
//!
//! The login comes from stdin or a file, never from the command line, which others can see. A file
//! is read and left as it is. A sandbox's login is not asked about: nothing can be lost with it.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::json;

use super::super::arguments::SessionImport;
use super::super::confirm::{self, Answer};
use super::super::failure::Unreadable;
use super::super::{Context, Failure, Outcome};
use super::error::NotMoved;
use crate::language::Language;
use crate::order::UserId;
use crate::report::Exit;
use crate::telegram::import::{read, read_file, take_in};
use crate::telegram::session::{SessionError, SessionStore};
use crate::telegram::string_session::StringSession;

/// Carries it out: the session is made where the configuration wants it.
pub(in crate::cli) async fn run(arguments: &SessionImport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let session = config.telegram()?.session.clone();
    if session.symlink_metadata().is_ok() && has_login(&session) {
        // Said before anything is asked.
        return Err(SessionError::Exists { path: session }.into());
    }
    let file = arguments.file.as_deref();
    let file = file.filter(|file| *file != Path::new("-"));
    let login = login(file, context)?;
    let (address, data_centre) = (login.address, login.data_centre);
    let live = !login.is_sandbox();
    if live && !arguments.yes {
        confirm(file.is_some(), context).await?;
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
    let told = if live {
        of_telegram(&session, context)
    } else {
        of_a_sandbox(&session, address, context)
    };
    context.tell(&told);
    let store = SessionStore::open(&session).ok();
    if let Some(seller) = store.and_then(|store| store.seller()) {
        context.tell(&must_be_of(seller, context.log_language()));
    }
    Ok(Exit::Done)
}

/// Whose a login is, only Telegram knows.
fn must_be_of(seller: UserId, language: Language) -> String {
    language.pick(
        format!(
            "This session and its orders are account {seller}'s. With the login of another account `run` will not start."
        ),
        format!(
            "Эта сессия и её заказы — аккаунта {seller}. С входом другого аккаунта `run` не запустится."
        ),
    )
}

fn of_telegram(session: &Path, context: &Context<'_>) -> String {
    let (session, doctor) = (session.display(), context.command("doctor"));
    context.log_language().pick(
        format!(
            "The session is ready: {session}. It must be of the account that gets the orders. Never start the old program with it again: two at once kill it.\n\
             Next: {doctor}"
        ),
        format!(
            "Сессия готова: {session}. Она должна быть от аккаунта, которому приходят заказы. Больше не запускайте с ней старую программу: вдвоём они её погубят.\n\
             Дальше: {doctor}"
        ),
    )
}

/// Nothing can be lost with it, so nobody was asked; but who wanted their account has something else.
fn of_a_sandbox(session: &Path, address: SocketAddr, context: &Context<'_>) -> String {
    let (session, login) = (session.display(), context.command("login"));
    context.log_language().pick(
        format!(
            "Attention: this is a session of a sandbox on this machine ({address}), not of Telegram. No real order ever comes with it.\n\
             It is ready: {session}. If nobody is logged in with it yet: {login}\n\
             If you wanted your real account, delete that file and bring the account's own login."
        ),
        format!(
            "Внимание: это сессия песочницы на этой машине ({address}), а не Telegram. Настоящие заказы с ней не приходят.\n\
             Она готова: {session}. Если с ней ещё никто не вошёл: {login}\n\
             Если нужен был настоящий аккаунт, удалите этот файл и перенесите вход в сам аккаунт."
        ),
    )
}

/// Whether there is something that must not be overwritten: anything but a session of ours that was
/// logged out of.
fn has_login(session: &Path) -> bool {
    SessionStore::open(session).map_or(true, |store| store.string_session().is_some())
}

fn login(file: Option<&Path>, context: &mut Context<'_>) -> Result<StringSession, Failure> {
    let Some(file) = file else {
        return Ok(read(&mut context.stdio.stdin)?);
    };
    let path = context.stdio.directory.join(file);
    match File::open(&path) {
        Ok(file) => Ok(read_file(file, &path)?),
        Err(error) => Err(Unreadable { path, error }.into()),
    }
}

/// Asks whether the old program is stopped. What was piped in leaves no way to answer.
async fn confirm(can_answer: bool, context: &mut Context<'_>) -> Result<(), NotMoved> {
    if !can_answer {
        return Err(NotMoved::NobodyToAsk);
    }
    let question = context.language.pick(
        "Is the old program with this login stopped, for good? Two at once kill the session.",
        "Старая программа с этим входом остановлена навсегда? Вдвоём они погубят сессию.",
    );
    match confirm::ask(question, context).await {
        Answer::Yes => Ok(()),
        Answer::No => Err(NotMoved::Refused),
        Answer::NobodyToAsk => Err(NotMoved::NobodyToAsk),
    }
}
