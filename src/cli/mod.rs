//! The commands: one file each, folders mirror the command tree.
//!
//! [`run`] is the whole program but for the process around it, which is handed in as [`Stdio`].
//! Data goes to stdout, everything else to stderr; a closed pipe is success.

mod arguments;
mod checkout;
mod codes;
mod confirm;
mod context;
mod doctor;
mod failure;
mod help;
mod home;
mod init;
mod inspect;
mod interrupt;
mod json_line;
mod logging;
mod login;
mod logout;
mod moment;
pub mod orders;
pub(crate) mod parse;
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
mod tribute;
mod usage;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::pin::Pin;

#[cfg(feature = "sandbox")]
pub use arguments::{OrderSource, Rehearse, Sandbox, ShopFault};
pub use failure::Failure;
pub use progress_store::SessionProgressStore;
pub use stdio::Stdio;

use arguments::{Command, LogFormat, Session, Shop, Since};
use context::Context;
use interrupt::interrupted;

use crate::config::Document;
use crate::i18n::{self, Language, arguments};
use crate::report::{Exit, Severity, UserError, failed};

/// The end of a command: an exit code of its own, or what stopped it.
pub type Outcome = Result<Exit, Failure>;

/// Carries out a command line (the program's own name first) and says how the process ends. Boxed, so that the
/// commands are compiled with the library, not once more with each binary that awaits them.
pub fn run(
    arguments: Vec<OsString>,
    stdio: &mut Stdio,
) -> Pin<Box<dyn Future<Output = Exit> + '_>> {
    Box::pin(carry_out_line(arguments, stdio))
}

async fn carry_out_line(arguments: Vec<OsString>, stdio: &mut Stdio) -> Exit {
    let named = named_config(&arguments);
    let document = Document::find(named.as_deref().map(Path::new), &stdio.directory);
    let language = document.as_ref().ok().and_then(Document::language);
    i18n::use_language(language.unwrap_or_else(|| Language::of_locale(&stdio.environment)));
    #[cfg(unix)]
    interrupt::survive_file_limits();
    let log_format = LogFormat::Text;
    let mut context = Context { config_file: None, document, log_format, stdio };
    let outcome = match usage::read(&arguments, context.stdio) {
        Ok(command_line) => {
            context.config_file = command_line.config;
            context.log_format = command_line.log_format;
            let is_watched = command_line.command.is_watched();
            logging::start(context.log_format, is_watched, context.stdio);
            carry_out(command_line.command, &mut context).await
        }
        Err(outcome) => outcome,
    };
    finish(outcome, &mut context)
}

async fn carry_out(command: Command, context: &mut Context<'_>) -> Outcome {
    match command {
        Command::Init { print_sample } => Box::pin(init::run(print_sample, context)).await,
        Command::Login { qr } => Box::pin(login::run(qr, context)).await,
        Command::Logout { yes } => logout::run(yes, context).await,
        Command::Doctor { ring, json } => doctor::run(&[], ring, json, context).await,
        Command::Status { json } => {
            // Of files that nobody knows there is nothing to say.
            context.document.as_ref().map_err(Clone::clone)?;
            doctor::run(&doctor::STATUS, false, json, context).await
        }
        Command::Run { dry: true, since, json } => {
            Box::pin(run::dry_run::run(since, json, context)).await
        }
        Command::Run { since, .. } => Box::pin(run::run(since, context)).await,
        #[cfg(feature = "sandbox")]
        Command::Rehearse(arguments) => {
            let named = context.config_file.is_some();
            let config = named.then(|| context.config()).transpose()?;
            let fixtures = rehearse::fixtures();
            rehearse::run(arguments, config, fixtures, context.stdio, interrupted()).await
        }
        #[cfg(feature = "sandbox")]
        Command::Sandbox(arguments) => {
            Ok(sandbox::at_terminal(arguments, context.stdio, interrupted()).await?)
        }
        Command::Parse { file, lines, json } => parse::run(file, lines, json, context),
        Command::Inspect(inspect) => inspect::run(inspect, context).await,
        Command::Orders(orders) => Box::pin(orders::run(orders, context)).await,
        Command::Codes(codes) => codes::run(codes, context),
        Command::Checkout(asked) => Box::pin(checkout::run(asked, context)).await,
        Command::Charge(asked) => Box::pin(checkout::charge(asked, context)).await,
        Command::Shop(Shop::Test(test)) => shop::run(test, context).await,
        Command::Tribute(asked) => Box::pin(tribute::run(asked, context)).await,
        Command::Session(Session::Import { file, yes, json }) => {
            session::import(file.as_deref(), yes, json, context).await
        }
        Command::Session(Session::Export { telethon, yes, json }) => {
            session::export(telethon.as_deref(), yes, json, context).await
        }
    }
}

/// `--config FILE` or `--config=FILE`, wherever it stands: the help needs its language before clap has read.
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

/// Tells what stopped a command, and makes the exit code of it.
fn finish(outcome: Outcome, context: &mut Context<'_>) -> Exit {
    let flushed = context.stdout().flush().map_err(Failure::Output);
    let error: Box<dyn UserError> = match outcome.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => return exit,
        Err(Failure::Interrupted) => return Exit::Done,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Exit::Done;
        }
        Err(Failure::Output(error)) => {
            let error = error.to_string();
            Box::new(failed("output.unwritable", arguments!(error)))
        }
        Err(Failure::Explained(error)) => error,
    };
    if context.log_format == LogFormat::Text && confirm::REFUSALS.contains(&error.code()) {
        context.say(|| error.what());
    } else {
        context.report(error.as_ref(), Severity::Error);
    }
    error.exit()
}
