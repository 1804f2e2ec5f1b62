//! The loop: events in → [`step`](crate::order::life::step) → journal → effects out.
//!
//! One turn after the other, on one thread:
//!
//! 1. `reading` brings the chat's history up to date; `observing` turns what stands there into
//!    events.
//! 2. `happening` is the only way an event reaches an order: it steps, and commits the event, the
//!    new state, what is owed (frozen by `freezing`) and what moderators are to read, together.
//! 3. `chat_acts`, `evidence` and `activating` carry out what is owed and due, one act to the chat a
//!    turn; `telling` delivers what moderators are to read.
//! 4. `waiting` sleeps until the bell rings, a call returns or something falls due.
//!
//! Between two turns `reconfiguring` takes what the owner has changed meanwhile.
//!
//! - What it may rely on: `settings` is what the owner wants, `starting` what a first start does.
//! - Trouble: `rests` knows which calls Telegram asked to wait with, `patience` waits where nothing
//!   else is to do; `reachability` notices when the chat can't be read at all; `incidents` concern many
//!   orders at once; `adopting` goes on after the journal was lost or restored.
//! - `daily` says how a day went, `pulse` whether all is well.
//!
//! Nothing here decides what becomes of an order: [`step`](crate::order::life::step) does.

mod activating;
mod adopting;
mod chat_acts;
mod daily;
mod error;
mod evidence;
mod freezing;
mod happening;
mod incidents;
mod observing;
mod patience;
mod pulse;
mod reachability;
mod reading;
mod reconfiguring;
mod rests;
mod settings;
mod shown;
mod starting;
mod telling;
mod waiting;

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::edge::{SharedClock, SharedRandomness};
use crate::journal::Journal;
use crate::order::life::ShopAnswer;
use crate::shop::Activator;
use crate::telegram::Messenger;

pub use adopting::{Adopter, FoundOrder, Gap, LookError, OpenOrder};
pub use error::AgentError;
pub use patience::patient_page;
pub use pulse::DELIVERIES_FAILED_MAX;
pub use reconfiguring::News;
pub use settings::{Portions, Settings, Since};

use evidence::Watched;
use incidents::ShopWatch;
use reachability::ChatWatch;
use reading::Reader;
use rests::{ActKind, Rests};
use telling::NoticeAct;
use waiting::{Stopwatch, Wake};

/// How long what is in hand may take to end once the program was asked to: a phone or a service
/// manager does not wait for ever.
const GRACE: Duration = Duration::from_secs(2);

/// The agent of one seller.
pub struct Agent<M, A> {
    settings: Settings,
    journal: Journal,
    messenger: Arc<M>,
    shop: Arc<A>,
    clock: SharedClock,
    dice: SharedRandomness,
    /// How far Tribute's chat has been read by this process.
    reader: Reader,
    /// Calls to the shop in flight, by the order's number.
    calls: JoinSet<(u32, ShopAnswer)>,
    /// Which orders have a call in flight.
    calling: HashMap<u32, tokio::task::Id>,
    /// What is known of the shop's health since this process started.
    shop_watch: ShopWatch,
    /// Since when, by this process, orders have waited for the bot. Monotonic: phones sleep and
    /// their clocks jump.
    stopwatches: HashMap<(u32, Stopwatch), Instant>,
    /// Before this no reply goes out.
    next_reply_at: Instant,
    /// Before this Tribute's chat is not read: Telegram asked to wait, or a call failed.
    chat_rests_until: Instant,
    /// How often in a row a call to Telegram failed.
    chat_failures: u32,
    /// Which other calls about it Telegram asked to wait with.
    rests: Rests<ActKind>,
    /// What is known of the way to it since this process started.
    chat_watch: ChatWatch,
    /// Which moderators' messages wait: Telegram asked to, or a call failed.
    notice_rests: Rests<NoticeAct>,
    /// When one reply may go out although the bot is silent.
    next_bot_probe_at: Instant,
    /// Pressed confirmations that are watched for a change.
    watched: Vec<Watched>,
    /// By when all of its work has to be done once more.
    pulse: watch::Sender<Option<Instant>>,
    /// When the turn began that is going on.
    turn_began_at: Instant,
    /// What the owner changes while it works.
    news: Option<mpsc::Receiver<News<A>>>,
}

/// What an agent is made of.
pub struct Parts<M, A> {
    /// What the owner wants.
    pub settings: Settings,
    /// The journal, opened.
    pub journal: Journal,
    /// The seller's Telegram.
    pub messenger: Arc<M>,
    /// The shop.
    pub shop: Arc<A>,
    /// Wall time.
    pub clock: SharedClock,
    /// Randomness: random ids and jitter.
    pub dice: SharedRandomness,
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// An agent that has not begun.
    pub fn new(parts: Parts<M, A>) -> Self {
        let now = Instant::now();
        let Parts {
            settings,
            journal,
            messenger,
            shop,
            clock,
            dice,
        } = parts;
        Self {
            settings,
            journal,
            messenger,
            shop,
            clock,
            dice,
            reader: Reader::new(now),
            calls: JoinSet::new(),
            calling: HashMap::new(),
            shop_watch: ShopWatch::default(),
            stopwatches: HashMap::new(),
            next_reply_at: now,
            chat_rests_until: now,
            chat_failures: 0,
            rests: Rests::default(),
            chat_watch: ChatWatch::default(),
            notice_rests: Rests::default(),
            next_bot_probe_at: now,
            watched: Vec::new(),
            pulse: watch::Sender::new(None),
            turn_began_at: now,
            news: None,
        }
    }

    /// Works until `shutdown` is ready or a person has to act. Then what is in hand gets a little
    /// time to end; what does not is left as a crash would leave it, and is owed in the journal.
    pub async fn run(mut self, shutdown: impl Future<Output = ()>) -> Result<(), AgentError> {
        let mut shutdown = pin!(shutdown);
        self.recover()?;
        // The first turn comes before the first wait, which is when updates begin to be heard: a
        // first start has its baseline by then.
        loop {
            {
                let mut turn = pin!(self.turn());
                tokio::select! {
                    biased;
                    ended = &mut turn => ended?,
                    () = &mut shutdown => {
                        timeout(GRACE, turn).await.unwrap_or(Ok(()))?;
                        break;
                    }
                }
            }
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                wake = self.wait() => {
                    match wake? {
                        Wake::CallReturned(number, answer) => self.shop_answered(number, answer)?,
                        Wake::News(news) => self.reconfigure(*news)?,
                        Wake::Due => {}
                    }
                }
            }
        }
        timeout(GRACE, self.finish_calls())
            .await
            .unwrap_or(Ok(()))?;
        Ok(self.journal.attest()?)
    }

    /// Everything that is due now, at most one act to the chat.
    async fn turn(&mut self) -> Result<(), AgentError> {
        self.turn_began_at = Instant::now();
        self.journal.refresh()?;
        let is_up_to_date = self.read_chat().await?;
        self.chat_is_back()?;
        if is_up_to_date {
            self.notice_overdue()?;
            self.time_holders()?;
            self.look_for_evidence().await?;
            self.activate_due().await?;
            self.act_in_chat().await?;
            self.tell_daily()?;
        } else {
            // After days offline the newest orders need not wait for the oldest page.
            self.activate_due().await?;
        }
        // Whatever is wrong with Tribute's chat, moderators are told.
        self.tell_due().await?;
        self.beat()
    }

    /// Whether the chat was read in this turn, so that the owner's latest answer is known. If not,
    /// the next turn begins with that.
    fn has_looked(&mut self) -> bool {
        let has_looked = self.reader.has_seen_the_newest_since(self.turn_began_at);
        if !has_looked {
            self.reader.ring();
        }
        has_looked
    }

    /// Puts right what a crash left in the middle.
    fn recover(&mut self) -> Result<(), AgentError> {
        self.mark_lost_presses()?;
        self.watch_on()
    }

    async fn finish_calls(&mut self) -> Result<(), AgentError> {
        while let Some(returned) = self.calls.join_next().await {
            if let Ok((number, answer)) = returned {
                self.shop_answered(number, answer)?;
            }
        }
        Ok(())
    }

    /// Telegram's time, as far as it is known: right when this machine's is not.
    fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(self.messenger.clock_offset())
            .unwrap_or(now)
    }

    #[expect(clippy::cast_possible_wrap, reason = "any 64 bits will do")]
    fn random_id(&self) -> i64 {
        self.dice.next_u64() as i64
    }
}
