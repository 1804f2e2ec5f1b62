//! `sandbox`: Telegram, Tribute and a shop on loopback, staying up, for any client.
//!
//! Standard output is JSON Lines: where to connect, then what happens, then how it ended.

mod config_file;
mod orders;

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

pub(in crate::cli) use self::config_file::ANY_ACCOUNT_PATTERN;
pub(in crate::cli) use self::orders::Seller;
use super::{OrderSource, Sandbox as SandboxOptions};
use crate::i18n::{self, Language, arguments};
use crate::report::{CodedError, Exit, failed};
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::tribute::texts::BotTexts;
use telegram_sandbox::{Options, Running, Sandbox};

/// A client that has just connected first looks around; orders that come in between are old to it.
const FIRST_ORDER_AFTER_MIN: Duration = Duration::from_secs(1);

impl From<Language> for telegram_sandbox::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::Russian => Self::Russian,
        }
    }
}

/// Runs a sandbox until `shutdown` resolves or, with `exit_when_done`, until every order has settled. Fails if
/// then one has not, or something happened twice. Relative paths begin in `directory`.
pub async fn run(
    options: SandboxOptions,
    directory: &Path,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, CodedError> {
    let language = i18n::language().into();
    let orders = match &options.orders {
        OrderSource::File(file) => Seller::Sandbox.read_file(&directory.join(file))?,
        OrderSource::Count(count) => {
            let count = *count as usize;
            Seller::Sandbox.check_count(count)?;
            OrderGenerator::demo(language, options.seed).generate(count)
        }
    };
    let started = Sandbox::start(Options {
        orders,
        first_order_after: options.interval.max(FIRST_ORDER_AFTER_MIN),
        interval: options.interval,
        modes: options.bot.unwrap_or_default(),
        texts: BotTexts::new(language),
        private_chats: options.private_chats,
        faults: options.faults.clone(),
        seed: options.seed,
        ..Options::default()
    });
    let problem = |error: io::Error| arguments!(problem = error.to_string());
    let running = started.await;
    let running = running.map_err(|error| failed("sandbox.cannot_listen", problem(error)))?;
    if let Some(file) = &options.write_config {
        config_file::write(&directory.join(file), &options.orders, running.ready())?;
    }
    let written = write_events(&running, &options, output, shutdown).await;
    let totals = running.shutdown().await;
    match written.and_then(|()| write_line(output, &totals)) {
        Ok(()) if totals.is_good() => Ok(Exit::Done),
        Ok(()) => Ok(Exit::Failed),
        // Whoever read has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(failed("sandbox.output", problem(error))),
    }
}

/// Writes the first line and the events, until it is time to go.
async fn write_events(
    running: &Running,
    options: &SandboxOptions,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    write_line(output, running.ready())?;
    let done = running.settled(options.settle_timeout);
    tokio::pin!(done, shutdown);
    let mut events = running.events();
    loop {
        tokio::select! {
            biased;
            event = events.next() => write_line(output, &event)?,
            _ = &mut done, if options.exit_when_done => break,
            () = &mut shutdown => break,
        }
    }
    while let Some(event) = events.try_next() {
        write_line(output, &event)?;
    }
    Ok(())
}

fn write_line(output: &mut (dyn Write + Send), value: &impl Serialize) -> io::Result<()> {
    writeln!(output, "{}", serde_json::to_string(value)?)?;
    output.flush()
}
