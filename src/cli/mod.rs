//! The commands: one file each, folders mirror the command tree.
//!
//! [`run`] is the whole program but for the process around it, which is handed in as [`Stdio`].
//! Data goes to stdout, everything else to stderr; a closed pipe is success.

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
use std::io;
use std::path::Path;
use std::pin::Pin;

pub use arguments::{LogFormat, Since};
#[cfg(feature = "sandbox")]
pub use arguments::{OrderSource, Rehearse, Sandbox};
pub use context::Context;
pub use failure::Failure;
pub use progress_store::SessionProgressStore;
pub use stdio::Stdio;

use arguments::{Command, Orders, Session, Shop};
use usage::NoCommand;

use crate::config;
use crate::i18n::{self, Language, arguments};
use crate::report::{Exit, Severity, UserError, failed};

/// The end of a command: an exit code of its own, or what stopped it.
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
    i18n::use_language(language(&arguments, stdio));
    let mut context = Context { config_file: None, log_format: LogFormat::Text, stdio };
    let outcome = match usage::read(&arguments) {
        Ok(command_line) => {
            context.config_file = command_line.config;
            context.log_format = command_line.log_format;
            let is_watched = command_line.command.is_watched();
            logging::start(context.log_format, is_watched, context.stdio);
            carry_out(command_line.command, &mut context).await
        }
        Err(no_command) => explain(*no_command, &mut context),
    };
    finish(outcome, &mut context)
}

async fn carry_out(command: Command, context: &mut Context<'_>) -> Outcome {
    match command {
        Command::Init { print_sample } => Box::pin(init::run(print_sample, context)).await,
        Command::Login { qr } => Box::pin(login::run(qr, context)).await,
        Command::Logout { yes } => logout::run(yes, context).await,
        Command::Doctor(doctor) => doctor::run(&doctor, context).await,
        Command::Run(run) => Box::pin(run::run(run, context)).await,
        #[cfg(feature = "sandbox")]
        Command::Rehearse(rehearse) => wiring::on_sandbox::rehearse(rehearse, context).await,
        #[cfg(feature = "sandbox")]
        Command::Sandbox(sandbox) => wiring::on_sandbox::sandbox(sandbox, context).await,
        Command::Parse(parse) => parse::run(parse, context),
        Command::Inspect(inspect) => inspect::run(inspect, context).await,
        Command::Orders(Orders::List { json }) => orders::show::list(json, context),
        Command::Orders(Orders::Show(show)) => orders::show::show(&show, context),
        Command::Orders(Orders::Adopt(adopt)) => orders::adopt::run(adopt, context).await,
        Command::Orders(Orders::Backup(backup)) => orders::backup::run(&backup, context),
        Command::Shop(Shop::Test(test)) => wiring::shop_test(test, context).await,
        Command::Session(Session::Import(import)) => session::import(&import, context).await,
        Command::Session(Session::Export(export)) => session::export(&export, context).await,
    }
}

/// The language of the configuration, which may be broken otherwise, else the system's.
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
        if let Some(file) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(file.into());
        }
    }
    None
}

fn explain(no_command: NoCommand, context: &mut Context<'_>) -> Outcome {
    match no_command {
        NoCommand::Asked(text) => {
            context.stdout().write_all(text.as_bytes())?;
            Ok(Exit::Done)
        }
        NoCommand::Nothing(help) => {
            // Nobody is left to be told when stderr can't be written.
            let _ = context.stdio.stderr.write_all(help.as_bytes());
            Ok(Exit::Usage)
        }
        NoCommand::Wrong(error) => Err(error.into()),
    }
}

/// Tells what stopped a command, and makes the exit code of it.
fn finish(outcome: Outcome, context: &mut Context<'_>) -> Exit {
    let flushed = context.stdout().flush().map_err(Failure::Output);
    let error: Box<dyn UserError> = match outcome.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => return exit,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Exit::Done;
        }
        Err(Failure::Output(error)) => {
            let error = error.to_string();
            Box::new(failed("output.unwritable", arguments!(error)))
        }
        Err(Failure::Explained(error)) => error,
    };
    context.report(error.as_ref(), Severity::Error);
    error.exit()
}
