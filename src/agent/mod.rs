//! The agent of one seller: an engine and its workers, turn by turn, on one thread.
//!
//! A turn: the source reads, observes and delivers; moderators are heard; the shop is called; moderators
//! are told. Between two turns the agent sleeps until a worker has something due, a call to the shop
//! returns, a chat or the [`Bell`] rings or the owner has changed something ([`Reload`]).
//!
//! Without a Telegram account there is no chat: other sources bring orders, and the owner is told.
//!
//! Nothing here decides what becomes of an order: [`step`](crate::order::life::step) does, behind
//! [`Engine::apply_event`].

mod decide;
mod settings;

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use crate::alarm::AlertCommand;
use crate::engine::{self, Engine, Heartbeat, Source};
use crate::inbox::Bell;
use crate::journal::{Journal, JournalError};
use crate::machine::{LateTimers, SharedClock, SharedRandomness};
use crate::moderation::commands::{Listener, ListenerSettings};
use crate::moderation::{DailyReport, Notifier, OwnerNotifier, WaitingReport};
use crate::shop::{self, Activator, Returned};
use crate::sources::tribute_chat::ChatWorker;
use crate::sources::{self, SourceError};
use crate::telegram::bot::GrammersBot;
use crate::telegram::{Messenger, ServerClock};

pub use decide::decide;
pub use settings::{Payloads, Reload, Settings};

/// How long what is in hand may take to end once the program was asked to: a phone or a service
/// manager does not wait for ever.
const GRACE: Duration = Duration::from_secs(2);
/// What nobody acts on is on the disk so soon.
const SYNCED_WITHIN: Duration = Duration::from_secs(1);
/// Between two turns: a mistake in what is due must not take the whole processor.
const BREATH: Duration = Duration::from_millis(2);
/// Who has nothing to do for so long is idle.
const IDLE: Duration = Duration::from_secs(30);

/// The agent of one seller, with a source of orders, which may be several.
pub struct Agent<M, A, S = Option<ChatWorker<M>>> {
    engine: Engine,
    source: S,
    shop: shop::Worker<A>,
    daily: DailyReport,
    waiting: WaitingReport,
    teller: Teller<M>,
    listener: Option<Listener<M>>,
    decisions: ListenerSettings,
    /// This machine's.
    clock: SharedClock,
    bell: Bell,
    heartbeat: Heartbeat,
    reread_interval: Duration,
    timer_slack: Duration,
    /// What the owner changes while it works.
    reloads: Option<mpsc::Receiver<Reload<A>>>,
}

/// What an agent is made of.
pub struct Parts<M, A> {
    /// What the owner wants.
    pub settings: Settings,
    /// The journal, opened.
    pub journal: Journal,
    /// The seller's Telegram, if there is one.
    pub messenger: Option<Arc<M>>,
    /// The shop.
    pub shop: Arc<A>,
    /// Wall time.
    pub clock: SharedClock,
    /// Randomness: random ids and jitter.
    pub rng: SharedRandomness,
}

/// Who tells people.
enum Teller<M> {
    Moderators(Notifier<M>),
    Owner(OwnerNotifier),
}

enum Wake<A> {
    /// Something may be due.
    Due,
    /// A call to the shop has returned.
    CallReturned(Returned),
    /// The owner has changed something.
    Reload(Box<Reload<A>>),
}

impl<M: Messenger, A: Activator> Agent<M, A> {
    /// An agent that has not begun.
    pub fn new(parts: Parts<M, A>) -> Self {
        let Parts { settings, messenger, clock, .. } = parts;
        let engine_clock: SharedClock = match &messenger {
            Some(messenger) => Arc::new(ServerClock::new(clock.clone(), messenger.clone())),
            None => clock.clone(),
        };
        let payloads = Payloads::new(&settings.sources.chat).for_shop(&*parts.shop);
        let (sources, rng) = (&settings.sources, parts.rng);
        let engine = engine_of(sources, payloads, parts.journal, engine_clock, rng);
        let formatter = &settings.sources.chat.formatter;
        let notifier = messenger.clone().map(|it| Notifier::new(it, formatter.clone()));
        let listener = notifier.as_ref().and_then(|notifier| {
            Some(Listener::new(messenger.clone()?, settings.listener()?, notifier.reading()))
        });
        let bell = Bell::default();
        let owner = || Teller::Owner(OwnerNotifier::new(None, bell.clone()));
        Self {
            engine,
            shop: shop::Worker::new(parts.shop, settings.shop_pace()),
            daily: settings.daily_report(),
            waiting: settings.waiting_report(),
            teller: notifier.map_or_else(owner, Teller::Moderators),
            listener,
            decisions: settings.decisions(),
            clock,
            bell,
            heartbeat: Heartbeat::default(),
            reread_interval: settings.sources.chat.timing.reread_interval,
            timer_slack: settings.timer_slack,
            source: messenger.map(|messenger| ChatWorker::new(settings.sources.chat, messenger)),
            reloads: None,
        }
    }
}

fn engine_of(
    settings: &sources::Settings,
    payloads: Payloads,
    journal: Journal,
    clock: SharedClock,
    rng: SharedRandomness,
) -> Engine {
    Engine::new(engine::Parts {
        journal,
        clock,
        rng,
        step: sources::step,
        encoder: Box::new(payloads),
        wording: Box::new(settings.chat.formatter.clone()),
        approve_first: settings.chat.approve_first,
    })
}

/// What an agent and its sources have in common.
pub trait AgentSource: Source<Error = SourceError, Settings = sources::Settings> {}

impl<S: Source<Error = SourceError, Settings = sources::Settings>> AgentSource for S {}

impl<M: Messenger, A: Activator, S: AgentSource> Agent<M, A, S> {
    /// The same agent, with another source beside those it has.
    #[must_use]
    pub fn with_source<T: AgentSource>(self, source: T) -> Agent<M, A, (S, T)> {
        Agent {
            engine: self.engine,
            source: (self.source, source),
            shop: self.shop,
            daily: self.daily,
            waiting: self.waiting,
            teller: self.teller,
            listener: self.listener,
            decisions: self.decisions,
            clock: self.clock,
            bell: self.bell,
            heartbeat: self.heartbeat,
            reread_interval: self.reread_interval,
            timer_slack: self.timer_slack,
            reloads: self.reloads,
        }
    }

    /// The same agent, which takes what comes out of `reloads`.
    #[must_use]
    pub fn listening_to(mut self, reloads: mpsc::Receiver<Reload<A>>) -> Self {
        self.reloads = Some(reloads);
        self
    }

    /// The same agent, which speaks to moderators through the owner's bot as long as that can.
    #[must_use]
    pub fn speaking_through(mut self, bot: Option<Arc<GrammersBot>>) -> Self {
        if let Some(bot) = bot {
            self.speak_through(bot);
        }
        self
    }

    fn speak_through(&mut self, bot: Arc<GrammersBot>) {
        if let Some(listener) = &mut self.listener {
            listener.hear_taps(bot.clone());
        }
        if let Teller::Moderators(notifier) = &mut self.teller {
            notifier.speak_through(bot);
        }
    }

    /// The same agent, which tells the owner by their command what it can tell no moderators.
    #[must_use]
    pub fn telling_owner_by(mut self, command: Option<AlertCommand>) -> Self {
        if let Teller::Owner(owner) = &mut self.teller {
            *owner = OwnerNotifier::new(command, self.bell.clone());
        }
        self
    }

    /// What wakes it: something came in from outside, or was asked.
    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// By when the agent has to do all of its work once more, or something is wrong.
    pub fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }

    /// The same agent, with a bell and a heartbeat that others have already.
    #[must_use]
    pub fn sharing(mut self, bell: Bell, heartbeat: Heartbeat) -> Self {
        (self.bell, self.heartbeat) = (bell, heartbeat);
        self
    }

    /// Works until `shutdown` is ready or a person has to act. Then what is in hand gets a little
    /// time to end; what does not is left as a crash would leave it, and is owed in the journal.
    pub async fn run(mut self, shutdown: impl Future<Output = ()>) -> Result<(), SourceError> {
        let mut shutdown = pin!(shutdown);
        self.source.start(&mut self.engine)?;
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
                wake = self.wait() => match wake? {
                    Wake::CallReturned(call) => self.shop.answered(&mut self.engine, call)?,
                    Wake::Reload(reload) => self.reload(*reload)?,
                    Wake::Due => {}
                },
            }
        }
        timeout(GRACE, self.shop.finish(&mut self.engine)).await.unwrap_or(Ok(()))?;
        Ok(self.engine.make_durable()?)
    }

    async fn turn(&mut self) -> Result<(), SourceError> {
        let engine = &mut self.engine;
        engine.begin_turn()?;
        engine.sync_after(SYNCED_WITHIN)?;
        self.source.run(engine).await?;
        let is_calling = |number| self.shop.is_calling_about(number);
        self.decisions.take_requests(engine, &*self.clock, is_calling)?;
        if let Some(listener) = &mut self.listener {
            listener.run(engine, is_calling).await?;
        }
        self.shop.run(engine, &mut self.source).await?;
        engine.commit()?;
        if self.source.is_up_to_date() {
            self.daily.run(engine)?;
        }
        engine.settle_incidents()?;
        self.waiting.run(engine)?;
        // Whatever is wrong with the chat, moderators are told.
        match &mut self.teller {
            Teller::Moderators(notifier) => notifier.run(engine).await?,
            Teller::Owner(owner) => owner.run(engine)?,
        }
        Ok(self.heartbeat.beat(engine, &self.source, self.reread_interval)?)
    }

    /// Waits for the next thing due, or for something from outside. Safe to drop.
    async fn wait(&mut self) -> Result<Wake<A>, SourceError> {
        let now = Instant::now();
        let due_at = self.next_due()?.max(now + BREATH);
        let is_idle = due_at > now + IDLE && !self.shop.is_calling();
        let _late = is_idle.then(|| LateTimers::by(self.timer_slack));
        let said = async {
            match &mut self.listener {
                Some(listener) => listener.changed().await,
                None => pending().await,
            }
        };
        let reload = async {
            match &mut self.reloads {
                Some(reloads) => reloads.recv().await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            call = self.shop.returned() => Ok(Wake::CallReturned(call)),
            Some(reload) = reload => Ok(Wake::Reload(Box::new(reload))),
            () = self.source.changed() => Ok(Wake::Due),
            () = said => Ok(Wake::Due),
            () = self.bell.notified() => Ok(Wake::Due),
            () = sleep_until(due_at) => Ok(Wake::Due),
        }
    }

    fn next_due(&self) -> Result<Instant, SourceError> {
        let engine = &self.engine;
        let others = [
            self.shop.next_due(engine, &self.source)?,
            self.daily.next_due(engine),
            self.waiting.next_due(),
            self.teller.next_due(engine)?,
            self.listener.as_ref().map(|listener| listener.next_due(engine)).transpose()?,
            engine.journal().unsynced_since().map(|since| since + SYNCED_WITHIN),
            // The heart beats, whatever the sources wait for.
            Some(Instant::now() + self.reread_interval),
        ];
        let first = self.source.next_due(engine)?;
        Ok(others.into_iter().flatten().fold(first, Instant::min))
    }
}

impl<M: Messenger> Teller<M> {
    fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        match self {
            Self::Moderators(notifier) => notifier.next_due(engine),
            Self::Owner(owner) => owner.next_due(engine),
        }
    }
}
