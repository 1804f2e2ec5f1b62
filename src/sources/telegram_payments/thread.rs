//! The bot is kept connected, and pre-checkouts are answered, on a thread of its own: whatever the agent does, a buyer
//! who wants to pay is answered.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{self, Runtime};
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::dispatcher::{get_default, with_default};
use tracing::{info, warn};

use super::answering::{Answering, Asking};
use super::link::{BotLink, BotState};
use crate::i18n;
use crate::i18n::arguments;
use crate::journal::Journal;
use crate::machine::{SharedClock, SharedRandomness};
use crate::report::{Coded as _, CodedError, Exit, UserError as _, failed};
use crate::telegram::bot::Credentials;
use crate::telegram::payments::GrammersPayments;
use crate::telegram::session::SessionStore;
use crate::telegram::{self, ConnectError};

/// Threads that read the journal.
const READERS_MAX: usize = 2;
/// The first pause before it is tried again, doubled every time; and the longest.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_mins(5)];
/// What is under way when the program ends may take so long.
const GRACE: Duration = Duration::from_millis(1500);

/// What the thread needs.
pub struct Parts {
    /// How Telegram is reached.
    pub settings: telegram::Settings,
    /// What the bot logs in with.
    pub credentials: Credentials,
    /// The seller's session, which says in which world.
    pub seller: Arc<SessionStore>,
    /// What counts when a buyer wants to pay.
    pub asking: watch::Receiver<Asking>,
    /// Wall time.
    pub clock: SharedClock,
    /// Randomness.
    pub rng: SharedRandomness,
}

/// The thread, at work.
pub struct PaymentsThread {
    link: BotLink,
    stop: watch::Sender<bool>,
    ended: oneshot::Receiver<()>,
}

impl PaymentsThread {
    /// Begins to connect. The journal lies at this path, and is only read.
    pub fn start(journal: &Path, parts: Parts) -> Result<Self, CodedError> {
        let journal = Journal::open_to_read(journal)?;
        let unstartable = |error: std::io::Error| {
            failed("telegram_payments.no_thread", arguments!(error = error.to_string()))
        };
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(READERS_MAX)
            .build()
            .map_err(unstartable)?;
        let (state, link) = BotLink::new();
        let (stop, stopping) = watch::channel(false);
        let (end, ended) = oneshot::channel();
        // It speaks and logs as whoever starts it.
        let (language, log) = (i18n::language(), get_default(Clone::clone));
        let work = move || {
            i18n::use_language(language);
            with_default(&log, || serve(runtime, journal, parts, &state, stopping));
            let _ = end.send(());
        };
        thread::Builder::new().name("payments".to_owned()).spawn(work).map_err(unstartable)?;
        Ok(Self { link, stop, ended })
    }

    /// The bot, for who asks something of it.
    pub fn link(&self) -> BotLink {
        self.link.clone()
    }

    /// Hangs up.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // A thread that broke off has ended, too.
        let _ = timeout(GRACE * 2, self.ended).await;
    }
}

fn serve(
    runtime: Runtime,
    journal: Journal,
    parts: Parts,
    state: &watch::Sender<BotState<GrammersPayments>>,
    mut stopping: watch::Receiver<bool>,
) {
    runtime.block_on(async {
        tokio::select! {
            () = keep(journal, parts, state) => {}
            // Also when whoever would say so is gone.
            _ = stopping.wait_for(|is_over| *is_over) => {}
        }
        let last = state.send_replace(BotState::Connecting);
        if let BotState::Connected(bot) = last
            && let Some(bot) = Arc::into_inner(bot)
        {
            let _ = timeout(GRACE, bot.shutdown()).await;
        }
    });
    // Whoever still reads the journal is not waited for.
    runtime.shutdown_background();
}

/// Keeps the bot connected, unless a person has to act first.
async fn keep(journal: Journal, parts: Parts, state: &watch::Sender<BotState<GrammersPayments>>) {
    let Parts { settings, credentials, seller, asking, clock, rng } = parts;
    let answering = Arc::new(Answering::new(asking, journal, clock.clone()));
    let [pause_min, pause_max] = PAUSES;
    let mut pause = pause_min;
    loop {
        let (clock, rng) = (clock.clone(), rng.clone());
        let connecting = GrammersPayments::connect(&settings, &credentials, &seller, clock, rng);
        let (why, is_tried_again) = match connecting.await {
            Ok(bot) => {
                let (bot, since) = (Arc::new(bot), Instant::now());
                info!("the bot that is paid is connected");
                state.send_replace(BotState::Connected(bot.clone()));
                let fatal = tokio::select! {
                    fatal = bot.ended() => fatal,
                    () = answering.answer_all(&bot) => return,
                };
                // One that ends at once, over and over, is as good as none.
                if since.elapsed() > pause_max {
                    pause = pause_min;
                }
                (ConnectError::Fatal(fatal), true)
            }
            Err(error) => {
                let is_tried_again = error.exit() == Exit::Failed;
                (error, is_tried_again)
            }
        };
        warn!(%why, is_tried_again, "the bot that is paid can't be asked");
        if !is_tried_again {
            state.send_replace(BotState::Refused(why.coded()));
            return std::future::pending().await;
        }
        state.send_replace(BotState::Failed(why.coded()));
        sleep(pause).await;
        pause = (pause * 2).min(pause_max);
    }
}
