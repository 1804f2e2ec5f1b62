//! The commands: one file each, folders mirror the command tree.
//!
//! [`run`] is the whole program but for the process around it, which is handed in as [`Stdio`].
//! Data goes to stdout, everything else to stderr; a closed pipe is success.

mod allowed;
mod arguments;
mod confirm;
mod context;
mod doctor;
mod failure;
mod help;
mod init;
mod inspect;
mod interrupt;
mod json_line;
mod logging;
mod login;
mod logout;
mod moment;
pub mod orders;
pub mod parse;
mod progress_store;
#[cfg(feature = "sandbox")]
pub mod rehearse;
mod run;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod session;
pub mod shop;
mod stdio;
mod table;
mod temporary;
mod terminal;
mod usage;
mod wiring;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;
use std::pin::Pin;

pub use arguments::{CommandLine, LogFormat, Since};
#[cfg(feature = "sandbox")]
pub use arguments::{OrderSource, Sandbox};
pub use context::Context;
pub use failure::Failure;
pub use progress_store::SessionProgressStore;
pub use stdio::Stdio;
pub use usage::UsageError;

use arguments::{Command, Orders, Session, Shop};
use failure::Unwritable;
use usage::NoCommand;

use crate::config;
use crate::i18n;
use crate::language::Language;
use crate::report::{Exit, Severity, UserError};

/// How a command ends: with an exit code of its own, or with what stopped it.
pub type Outcome = Result<Exit, Failure>;

/// Carries out a command line (the program's own name first) and says how the process ends.
///
/// Boxed, so that the commands are compiled with the library, not once more with each binary that
/// awaits them.
pub fn run(
    arguments: Vec<OsString>,
    stdio: &mut Stdio,
) -> Pin<Box<dyn Future<Output = Exit> + '_>> {
    Box::pin(carry_out_line(arguments, stdio))
}

async fn carry_out_line(arguments: Vec<OsString>, stdio: &mut Stdio) -> Exit {
    let language = language(&arguments, stdio);
    i18n::use_language(language);
    let command_line = match usage::read(&arguments, language) {
        Ok(command_line) => command_line,
        Err(no_command) => return explain(no_command, language, stdio),
    };
    let terminal = stdio.stderr_is_terminal.then(|| stdio.errors_style());
    let directives = (stdio.environment)("TRIBUTE_AGENT_LOG");
    let log_format = command_line.log_format;
    let is_watched = command_line.command.is_watched();
    let directives = directives.as_deref();
    logging::start(log_format, is_watched, directives, terminal);

    let config_file = command_line.config;
    let mut context = Context {
        language,
        config_file,
        log_format,
        stdio,
    };
    let outcome = carry_out(command_line.command, &mut context).await;
    let language = context.language;
    finish(outcome, language, log_format, stdio)
}

async fn carry_out(command: Command, context: &mut Context<'_>) -> Outcome {
    match command {
        Command::Init(init) => Box::pin(init::run(&init, context)).await,
        Command::Login(login) => Box::pin(login::run(&login, context)).await,
        Command::Logout(logout) => logout::run(&logout, context).await,
        Command::Doctor(doctor) => doctor::run(&doctor, context).await,
        Command::Run(run) => Box::pin(run::run(run, context)).await,
        #[cfg(feature = "sandbox")]
        Command::Rehearse(rehearse) => wiring::on_sandbox::rehearse(rehearse, context).await,
        #[cfg(feature = "sandbox")]
        Command::Sandbox(sandbox) => wiring::on_sandbox::sandbox(sandbox, context).await,
        Command::Parse(parse) => wiring::parse(parse, context),
        Command::Inspect(inspect) => inspect::run(inspect, context).await,
        Command::Orders(Orders::List(list)) => orders::list::run(&list, context),
        Command::Orders(Orders::Show(show)) => orders::show::run(&show, context),
        Command::Orders(Orders::Adopt(adopt)) => orders::adopt::run(adopt, context).await,
        Command::Orders(Orders::Backup(backup)) => orders::backup::run(&backup, context),
        Command::Shop(Shop::Test(test)) => wiring::shop_test(test, context).await,
        Command::Session(Session::Import(import)) => session::import::run(&import, context).await,
        Command::Session(Session::Export(export)) => session::export::run(&export, context).await,
    }
}

/// The language before any configuration is read: the one it names, else the system's.
fn language(arguments: &[OsString], stdio: &Stdio) -> Language {
    let named = named_config(arguments);
    config::locate(named.as_deref().map(Path::new), &stdio.directory)
        .ok()
        .and_then(|file| config::language_of(&file))
        .unwrap_or_else(|| Language::of_locale(&stdio.environment))
}

/// `--config FILE` or `--config=FILE`, wherever it stands: the help needs it before clap has read.
fn named_config(arguments: &[OsString]) -> Option<OsString> {
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().cloned();
        }
        if let Some(file) = word
            .to_str()
            .and_then(|word| word.strip_prefix("--config="))
        {
            return Some(file.into());
        }
    }
    None
}

fn explain(no_command: NoCommand, language: Language, stdio: &mut Stdio) -> Exit {
    match no_command {
        NoCommand::Asked(text) => {
            let written = stdio.stdout.write_all(text.as_bytes());
            finish(
                written.map(|()| Exit::Done).map_err(Failure::Output),
                language,
                LogFormat::Text,
                stdio,
            )
        }
        NoCommand::Nothing(help) => {
            // Nobody is left to be told when stderr can't be written.
            let _ = stdio.stderr.write_all(help.as_bytes());
            Exit::Usage
        }
        NoCommand::Wrong(error) => finish(Err((*error).into()), language, LogFormat::Text, stdio),
    }
}

/// Tells what stopped a command, and makes the exit code of it.
fn finish(outcome: Outcome, language: Language, log_format: LogFormat, stdio: &mut Stdio) -> Exit {
    let flushed = stdio.stdout.flush().map_err(Failure::Output);
    let failure = match outcome.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => return exit,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Exit::Done;
        }
        Err(Failure::Output(error)) => Box::new(Unwritable(error)) as Box<dyn UserError>,
        Err(Failure::Explained(error)) => error,
    };
    context::report(
        failure.as_ref(),
        Severity::Error,
        language,
        log_format,
        stdio,
    );
    failure.exit()
}
