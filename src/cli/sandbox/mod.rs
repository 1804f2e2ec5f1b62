//! `sandbox`: Telegram, Tribute and a shop on loopback, staying up, for any client.
//!
//! Standard output is JSON Lines: where to connect, then what happens, then how it ended; for `people` at a terminal
//! the same in words.

mod config_file;
mod orders;
mod people;
mod server;

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep_until};

pub(in crate::cli) use self::config_file::ANY_ACCOUNT_PATTERN;
pub(in crate::cli) use self::orders::Seller;
use self::server::Server;
use super::terminal::take_lines;
use super::{OrderSource, Sandbox as SandboxOptions, Stdio};
use crate::i18n::{self, Language, arguments};
use crate::report::{CodedError, Exit, failed};
use crate::wrapping::wrapped;
use telegram_sandbox::event::Kind;
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

/// The command: for a person at a terminal in words, with an order for every Enter; else [`run`].
pub(in crate::cli) async fn at_terminal(
    mut options: SandboxOptions,
    stdio: &mut Stdio,
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, CodedError> {
    if options.json || !stdio.stdout_is_terminal {
        return run(options, &stdio.directory, &mut stdio.stdout, shutdown).await;
    }
    // What is to be typed in the other window needs one.
    let config = options.write_config.get_or_insert_with(|| people::CONFIG.into()).clone();
    // Who can't type gets an order now and then all the same.
    let typed = if stdio.stdin_is_terminal { take_lines(stdio) } else { None };
    let typed = Some(typed.unwrap_or_else(|| mpsc::channel(1).1));
    let columns = stdio.output_style().columns;
    let (sells_codes, out) = (options.codes, &mut stdio.stdout);
    let tell = |happened: &Value| {
        let Some(words) = people::words(happened, &config, sells_codes) else {
            return Ok(());
        };
        writeln!(out, "{}", wrapped(&words, columns))?;
        out.flush()
    };
    serve(options, &stdio.directory, tell, typed, shutdown).await
}

/// Runs a sandbox until `shutdown` resolves or, with `exit_when_done`, until every order has settled. Fails if
/// then one has not, or something happened twice. Relative paths begin in `directory`.
pub async fn run(
    options: SandboxOptions,
    directory: &Path,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, CodedError> {
    let tell = |happened: &Value| {
        writeln!(output, "{happened}")?;
        output.flush()
    };
    serve(options, directory, tell, None, shutdown).await
}

/// `typed`: somebody's lines, each of which sells one more order.
async fn serve(
    options: SandboxOptions,
    directory: &Path,
    mut tell: impl FnMut(&Value) -> io::Result<()>,
    typed: Option<Receiver<String>>,
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, CodedError> {
    let language = i18n::language().into();
    let generator = generator(&options);
    let orders = match &options.orders {
        OrderSource::File(file) => Seller::Sandbox.read_file(&directory.join(file), &generator)?,
        _ if options.no_telegram => Vec::new(),
        OrderSource::Count(count) => {
            let count = *count as usize;
            Seller::Sandbox.check_count(count)?;
            generator.generate(count)
        }
    };
    let problem = |error: io::Error| arguments!(problem = error.to_string());
    let cannot_listen = |error| failed("sandbox.cannot_listen", problem(error));
    let server =
        if options.server { Some(Server::reserve().map_err(cannot_listen)?) } else { None };
    let tribute_api = match &server {
        Some(server) => Some(server.api_options(&options, directory)?),
        None => None,
    };
    let bank = server.as_ref().map(|server| server.bank_options(&options));
    let started = Sandbox::start(Options {
        orders,
        first_order_after: options.interval.max(FIRST_ORDER_AFTER_MIN),
        interval: options.interval,
        modes: options.bot.unwrap_or_default(),
        texts: BotTexts::new(language),
        private_chats: options.private_chats,
        moderators: options.moderators,
        tribute_api,
        bank,
        salebot: options.salebot,
        telegram_buyers: server::telegram_buyers(&options),
        faults: options.faults.clone(),
        seed: options.seed,
        ..Options::default()
    });
    let running = started.await.map_err(cannot_listen)?;
    let server = server.as_ref();
    if let Some(file) = &options.write_config {
        config_file::write(&directory.join(file), &options, running.ready(), server)?;
    }
    let mut ready = json!(running.ready());
    if let Some(server) = server {
        ready["server"] = json!({ "url": server.url(), "token": server.token });
    }
    let told = match tell(&ready) {
        Ok(()) => tell_events(&running, &options, &mut tell, typed, shutdown).await,
        unheard => unheard,
    };
    let totals = running.shutdown().await;
    match told.and_then(|()| tell(&json!(totals))) {
        Ok(()) if totals.is_good() => Ok(Exit::Done),
        Ok(()) => Ok(Exit::Failed),
        // Whoever read has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(failed("sandbox.output", problem(error))),
    }
}

/// What makes up orders; Salebot counts in roubles.
fn generator(options: &SandboxOptions) -> OrderGenerator {
    let made_up = OrderGenerator::demo(i18n::language().into(), options.seed);
    if options.salebot { made_up.in_roubles() } else { made_up }
}

/// Tells what happens, until it is time to go.
async fn tell_events(
    running: &Running,
    options: &SandboxOptions,
    tell: &mut impl FnMut(&Value) -> io::Result<()>,
    mut typed: Option<Receiver<String>>,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let done = running.settled(options.settle_timeout);
    tokio::pin!(done, shutdown);
    let mut events = running.events();
    let mut next_order_at = None;
    loop {
        let order_at = next_order_at.unwrap_or_else(Instant::now);
        tokio::select! {
            biased;
            event = events.next() => {
                if typed.is_some() && matches!(event.kind, Kind::OrderSent { .. }) {
                    next_order_at = Some(Instant::now() + people::PAUSE);
                }
                tell(&json!(event))?;
                continue;
            }
            _ = &mut done, if options.exit_when_done => break,
            () = &mut shutdown => break,
            Some(_) = async { typed.as_mut()?.recv().await } => {}
            () = sleep_until(order_at), if next_order_at.is_some() => next_order_at = None,
        }
        // Of those that the same seed makes, the first that was not sold yet.
        let sold = running.orders().len();
        for order in generator(options).generate(sold + 1).drain(sold..) {
            running.send_order(order).await;
        }
    }
    while let Some(event) = events.try_next() {
        tell(&json!(event))?;
    }
    Ok(())
}
