//! `sandbox`: Telegram, Tribute and a shop on loopback, staying up, for any client.
//!
//! Standard output is JSON Lines: where to connect, then what happens, then how it ended.

mod config_file;
mod error;
mod orders;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

pub use self::error::{OrdersError, SandboxCommand, SandboxError};
pub(in crate::cli) use self::orders::read_file;
use super::OrderSource;
use crate::language::Language;
use crate::report::Exit;
use telegram_sandbox::event::Totals;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::file::ORDERS_MAX;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::tribute::mode::Modes;
use telegram_sandbox::tribute::texts::BotTexts;
use telegram_sandbox::{Options, Running, Sandbox};

/// A client that has just connected first looks around; orders that come in between are old to it.
const FIRST_ORDER_AFTER_MIN: Duration = Duration::from_secs(1);

/// What was asked for.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// `--orders N|FILE`
    pub orders: OrderSource,
    /// `--interval 200ms`
    pub interval: Duration,
    /// `--private-chats N`
    pub private_chats: u32,
    /// `--faults NAME`
    pub faults: Vec<Fault>,
    /// `--bot MODE[,MODE]`
    pub modes: Modes,
    /// `--seed N`
    pub seed: u64,
    /// In which language the bot and the buyers write.
    pub language: Language,
    /// `--exit-when-done`
    pub exit_when_done: bool,
    /// `--settle-timeout 60s`: from the last event.
    pub settle_timeout: Duration,
    /// `--write-config FILE`
    pub write_config: Option<PathBuf>,
}

impl From<Language> for telegram_sandbox::Language {
    fn from(language: Language) -> Self {
        language.pick(Self::English, Self::Russian)
    }
}

/// Runs a sandbox until `shutdown` resolves or, with `exit_when_done`, until every order has
/// settled. Fails (exit 1) if then one has not, or something happened twice.
pub async fn run(
    options: SandboxOptions,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, SandboxError> {
    let orders = orders(&options)?;
    let running = Sandbox::start(Options {
        orders,
        first_order_after: options.interval.max(FIRST_ORDER_AFTER_MIN),
        interval: options.interval,
        modes: options.modes,
        texts: BotTexts::new(options.language.into()),
        private_chats: options.private_chats,
        faults: options.faults.clone(),
        seed: options.seed,
        ..Options::default()
    })
    .await
    .map_err(|error| SandboxError::Listen(SandboxCommand::Sandbox, error))?;
    if let Some(path) = &options.write_config {
        config_file::write(path, &options, running.ready())?;
    }
    let told = tell(&running, &options, output, shutdown).await;
    let totals = running.shutdown().await;
    match told.and_then(|()| line(output, &totals)) {
        Ok(()) => Ok(exit(totals)),
        // Whoever read has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(SandboxError::Output(error)),
    }
}

fn exit(totals: Totals) -> Exit {
    if totals.is_good() {
        Exit::Done
    } else {
        Exit::Failed
    }
}

fn orders(options: &SandboxOptions) -> Result<Vec<PlannedOrder>, SandboxError> {
    match &options.orders {
        OrderSource::File(path) => read_file(SandboxCommand::Sandbox, path),
        OrderSource::Count(count) => {
            let count = *count as usize;
            if count > ORDERS_MAX {
                return Err(SandboxError::ManyOrders(SandboxCommand::Sandbox, count));
            }
            Ok(OrderGenerator::demo(options.language.into(), options.seed).generate(count))
        }
    }
}

/// Prints the first line and the events, until it is time to go.
async fn tell(
    running: &Running,
    options: &SandboxOptions,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    line(output, running.ready())?;
    let done = async {
        if options.exit_when_done {
            running.settled(options.settle_timeout).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::pin!(done, shutdown);
    let mut events = running.events();
    loop {
        tokio::select! {
            biased;
            event = events.next() => line(output, &event)?,
            () = &mut done => break,
            () = &mut shutdown => break,
        }
    }
    while let Some(event) = events.try_next() {
        line(output, &event)?;
    }
    Ok(())
}

fn line(output: &mut (dyn Write + Send), value: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}
