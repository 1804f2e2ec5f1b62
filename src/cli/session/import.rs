//! `session import`: a login from elsewhere becomes the agent's session.
//!
//! The login comes from stdin or a file, never from the command line, which others can see.

use std::fs::File;
use std::path::Path;

use super::super::arguments::SessionImport;
use super::super::failure::Unreadable;
use super::super::{Context, Outcome};
use crate::report::Exit;
use crate::telegram::import::import_from;

/// Carries it out: the session is made where the configuration wants it.
pub(in crate::cli) fn run(arguments: SessionImport, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let session = config.telegram()?.session.clone();
    match arguments.file.filter(|file| file != Path::new("-")) {
        None => import_from(&mut context.stdio.stdin, &session)?,
        Some(file) => {
            let path = context.stdio.directory.join(file);
            let file = File::open(&path).map_err(|error| Unreadable { path, error })?;
            import_from(file, &session)?
        }
    };
    let session = session.display();
    context.tell(&context.language.pick(
        format!(
            "The session is ready: {session}. Stop the other program that uses it: two at once kill it."
        ),
        format!(
            "Сессия готова: {session}. Остановите другую программу с ней: вдвоём они её погубят."
        ),
    ));
    Ok(Exit::Done)
}
