//! One history: the agent lives, dies and lives again; then everything calms down.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tribute_agent::agent::{Agent, Parts, Settings, Since};
use tribute_agent::config::{ReplyTemplate, Timing};
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::language::Language;
use tribute_agent::moderation::Voice;
use tribute_agent::order::life::Stage;
use tribute_agent::order::reading::Rules;

use crate::dice::Dice;
use crate::fuse::{Ending, Fuse, LoadedDice, WrongClock, until_cut};
use crate::plan::Plan;
use crate::world::deeds::{Deed, do_deeds};
use crate::world::line::Line;
use crate::world::shop::Counter;
use crate::world::{BOT, SELLER, World};
use crate::{story, verdict};

/// After the trouble the agent has so long to put everything right: the longest pause between two
/// calls to a shop is ten hours.
const PATIENCE: Duration = Duration::from_hours(36);
/// Two looks at a world that has come to rest are so far apart.
const REST: Duration = Duration::from_mins(4);
/// So many polls of the agent in a virtual hour are a loop that spins.
const POLLS_AN_HOUR_MAX: u64 = 20_000;
/// So many power cuts are enough for one history.
const CUTS_MAX: u32 = 12;
/// A machine that boots in 1970 learns the time so late.
const TIME_LEARNT_SECONDS: u64 = 120;
/// One history of so many begins without a journal, as a first start does.
const JOURNALS_MADE_EVERY: u64 = 16;
/// Whose journal it is.
const PINS: Pins = Pins {
    seller: SELLER,
    bot: BOT,
    livemode: true,
};

/// What came of a history.
pub struct Outcome {
    /// What happened that must never happen.
    pub violations: Vec<String>,
    /// How long it lasted, in virtual time.
    pub lasted: Duration,
    /// How many orders were paid.
    pub orders: usize,
    /// How many of them are completed.
    pub completed: usize,
    /// How often the power was cut.
    pub cuts: u32,
    /// The most polls of the agent within a virtual hour.
    pub polls_an_hour: u64,
}

/// What all histories begin with, made once: patterns and tables are slow to make.
#[derive(Clone)]
pub struct Wishes {
    rules: Rules,
    reply: ReplyTemplate,
    reply_alike: ReplyTemplate,
    /// A journal in which nothing has happened, byte for byte.
    empty_journal: Vec<u8>,
}

impl Wishes {
    /// Makes them, with the help of a file in `folder`.
    pub fn new(folder: &Path) -> Self {
        let template = folder.join(format!("{:?}.empty", std::thread::current().id()));
        let beginning = Timestamp::UNIX_EPOCH;
        drop(Journal::open(&template, PINS, "simulated", beginning).expect("a new journal"));
        let empty_journal = std::fs::read(&template).expect("the new journal");
        let reply = "Готово: {{ product }} → {{ account_id }}{% if payment_id %}, {{ payment_id }}{% endif %}";
        Self {
            rules: Rules::sample(),
            reply: ReplyTemplate::new(reply).expect("a template"),
            reply_alike: ReplyTemplate::new("Готово, спасибо!").expect("a template"),
            empty_journal,
        }
    }
}

/// How moderators are spoken to here.
pub fn voice() -> Voice {
    Voice {
        language: Language::Russian,
        time_zone: TimeZone::UTC,
    }
}

/// Lets the history of a seed happen, in `folder`.
pub fn of(seed: u64, wishes: &Wishes, folder: &Path, is_told: bool) -> Outcome {
    let path = folder.join(format!("{seed}.journal"));
    if !seed.is_multiple_of(JOURNALS_MADE_EVERY) {
        std::fs::write(&path, &wishes.empty_journal).expect("the empty journal");
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let outcome =
        tokio::task::LocalSet::new().block_on(&runtime, happen(seed, wishes, &path, is_told));
    drop(runtime);
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.clone().into_os_string();
        name.push(ending);
        drop(std::fs::remove_file(PathBuf::from(name)));
    }
    outcome
}

async fn happen(seed: u64, wishes: &Wishes, path: &Path, is_told: bool) -> Outcome {
    if is_told {
        story::is_born();
    }
    let mut dice = Dice::new(seed);
    let plan = Plan::of(&mut dice);
    let chaos = plan.nature.chaos;
    let world = World::new(plan.nature, dice.fork(), is_told);
    world.tell("nature", format_args!("{:?}", world.state().nature));
    for (at, deed) in plan.deeds {
        world.plan(at, deed);
    }
    let deeds = tokio::spawn(do_deeds(world.clone()));
    let lives = Lives {
        world: world.clone(),
        wishes: wishes.clone(),
        path: path.to_owned(),
        calm_at: Instant::now() + chaos,
        dice: dice.fork(),
        cuts: 0,
        polls_an_hour: 0,
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let lives = tokio::task::spawn_local(lives.live(stopped));
    sleep(chaos).await;
    world.calm(&mut dice);
    come_to_rest(&world, path).await;
    stop.send_replace(true);
    world.shutdown.notify_one();
    let lives = timeout(Duration::from_hours(2), lives).await;
    deeds.abort();
    let (cuts, polls_an_hour) = match lives {
        Ok(Ok(lives)) => (lives.cuts, lives.polls_an_hour),
        Ok(Err(failure)) => {
            world.violated(format!("the simulation itself failed: {failure}"));
            (0, 0)
        }
        Err(_) => {
            world.violated("the agent does not stop when asked to");
            (0, 0)
        }
    };
    let completed = verdict::judge(&world, path);
    let state = world.state();
    Outcome {
        violations: state.violations.clone(),
        lasted: world.elapsed(),
        orders: state.bot.sales.len(),
        completed,
        cuts,
        polls_an_hour,
    }
}

impl World {
    fn calm(&self, dice: &mut Dice) {
        self.tell("luck", "nothing goes wrong any more");
        let mut state = self.state();
        let now = Instant::now();
        state.is_calm = true;
        state.offline_until = now;
        state.moderators_closed_until = now;
        let is_unset = state.clock_error_ms < -7 * 86_400_000;
        if is_unset || dice.chance(70) {
            state.clock_error_ms = 0;
        }
        drop(state);
        self.bell.notify_one();
    }
}

/// Waits until nothing is owed any more and all orders have ended.
async fn come_to_rest(world: &World, path: &Path) {
    let begun = Instant::now();
    let mut quiet_looks = 0;
    let mut pause = REST;
    let mut journal = Observed::default();
    while begun.elapsed() < PATIENCE && quiet_looks < 3 {
        sleep(pause).await;
        if !world.state().violations.is_empty() {
            return;
        }
        let was_read = world
            .state()
            .sight
            .page_at
            .is_some_and(|page_at| page_at > begun);
        if was_read && !has_more_to_come(world) && journal.is_at_rest(world, path) {
            quiet_looks += 1;
        } else {
            quiet_looks = 0;
            pause = (pause * 2).min(Duration::from_hours(1));
        }
        if quiet_looks > 0 {
            pause = REST;
        }
    }
    if quiet_looks < 3 {
        world.tell("luck", "the agent never comes to rest");
    }
}

fn has_more_to_come(world: &World) -> bool {
    let state = world.state();
    let mut deeds = state.agenda.values();
    deeds.any(|deed| !matches!(deed, Deed::Bell | Deed::Online))
}

/// The journal, as somebody else than the agent sees it.
#[derive(Default)]
struct Observed {
    journal: Option<Journal>,
    of_life: u32,
}

impl Observed {
    fn is_at_rest(&mut self, world: &World, path: &Path) -> bool {
        // Every life may begin with another file.
        let life = world.state().lives;
        if self.journal.is_none() || self.of_life != life {
            self.journal = Journal::open_to_read(path).ok();
            self.of_life = life;
        }
        self.journal.as_ref().is_some_and(is_at_rest)
    }
}

fn is_at_rest(journal: &Journal) -> bool {
    let looked = || {
        let moving = journal.open_orders()?.iter().any(|record| {
            !matches!(
                record.life.state.stage(),
                Stage::Escalated | Stage::Replying
            )
        });
        let open = journal.open_orders()?;
        let replies = open
            .iter()
            .filter(|record| record.life.state.stage() == Stage::Replying);
        let replies = replies.count();
        let held = open.iter().any(|record| record.life.holds_the_place());
        let owes = journal.owed_effects()?.len() > replies;
        let tells = !journal.owed_notices()?.is_empty();
        Ok::<_, tribute_agent::journal::JournalError>(
            !moving && !owes && !tells && (replies == 0 || held),
        )
    };
    looked().unwrap_or(false)
}

/// The lives of the agent, one after the other.
struct Lives {
    world: Arc<World>,
    wishes: Wishes,
    path: PathBuf,
    calm_at: Instant,
    dice: Dice,
    cuts: u32,
    polls_an_hour: u64,
}

impl Lives {
    async fn live(mut self, stopped: tokio::sync::watch::Receiver<bool>) -> Self {
        while !*stopped.borrow() && self.one_life().await {
            let downtime = std::mem::take(&mut self.world.state().downtime);
            sleep_until((Instant::now() + downtime).min(self.calm_at)).await;
            self.boot();
        }
        self
    }

    /// A machine without a battery boots in 1970.
    fn boot(&mut self) {
        let state = self.world.state();
        if state.is_calm || !self.dice.chance(8) {
            return;
        }
        let true_ms = self.world.true_now().as_millisecond();
        let wrong = 1_000 - true_ms;
        let mend = -(wrong - state.clock_error_ms);
        drop(state);
        self.world.plan(Duration::ZERO, Deed::ClockJump(-mend));
        let learnt = self.dice.seconds(5..=TIME_LEARNT_SECONDS);
        self.world.plan(learnt, Deed::ClockJump(mend));
    }

    /// Returns whether another life follows.
    async fn one_life(&mut self) -> bool {
        let fuse = Fuse::new(self.fuse_length());
        {
            let mut state = self.world.state();
            state.sight = crate::world::Sight::default();
            state.lives += 1;
        }
        let world = self.world.clone();
        let agent = match self.born(&fuse) {
            Ok(agent) => agent,
            Err(error) => {
                world.violated(format!("the journal does not open: {error}"));
                return false;
            }
        };
        world.tell("agent", "starts");
        let watched = fuse.clone();
        let shutdown = world.shutdown.notified();
        let life = until_cut(agent.run(shutdown), &fuse);
        let ending = tokio::select! {
            biased;
            ending = life => ending,
            () = world.power.notified() => Ending::PowerCut,
            rate = too_busy(&watched) => {
                world.violated(format!("the loop spins: {rate} polls in an hour"));
                return false;
            }
        };
        self.ended(ending, &watched)
    }

    fn ended<E: std::fmt::Display>(&mut self, ending: Ending<Result<(), E>>, fuse: &Fuse) -> bool {
        self.polls_an_hour = self.polls_an_hour.max(fuse.busiest_hour());
        match ending {
            Ending::PowerCut => {
                self.world.tell("luck", "the agent's power is cut");
                self.cuts += 1;
                let mut state = self.world.state();
                if state.downtime.is_zero() && self.dice.chance(40) {
                    let long = self.dice.chance(30);
                    state.downtime = self.dice.seconds(if long { 60..=900 } else { 0..=20 });
                }
                true
            }
            Ending::Returned(Ok(())) => {
                self.world.tell("agent", "stops as asked");
                true
            }
            Ending::Returned(Err(error)) => {
                self.world.violated(format!("the agent gave up: {error}"));
                false
            }
            Ending::Panicked(words) => {
                self.world.violated(format!("the agent panicked: {words}"));
                false
            }
        }
    }

    fn fuse_length(&mut self) -> Option<u64> {
        let state = self.world.state();
        let wanted = !state.is_calm && self.cuts < CUTS_MAX;
        let percent = state.nature.cut_percent;
        drop(state);
        (wanted && self.dice.chance(percent)).then(|| {
            let scale = 1_u64 << self.dice.below(12);
            1 + self.dice.below(scale + 8)
        })
    }

    fn born(
        &mut self,
        fuse: &Arc<Fuse>,
    ) -> Result<Agent<Line, Counter>, tribute_agent::journal::JournalError> {
        let world = &self.world;
        let journal = Journal::open(&self.path, PINS, "simulated", world.true_now())?;
        Ok(Agent::new(Parts {
            settings: self.settings(),
            journal,
            messenger: Arc::new(Line {
                world: world.clone(),
                fuse: fuse.clone(),
            }),
            shop: Arc::new(Counter {
                world: world.clone(),
            }),
            clock: Arc::new(WrongClock {
                world: world.clone(),
                fuse: fuse.clone(),
            }),
            dice: Arc::new(LoadedDice::new(self.dice.roll(), fuse.clone())),
        }))
    }

    fn settings(&self) -> Settings {
        let nature = self.world.state().nature.clone();
        let wishes = &self.wishes;
        let reply = if nature.replies_alike {
            &wishes.reply_alike
        } else {
            &wishes.reply
        };
        Settings {
            seller: SELLER,
            bot: BOT,
            livemode: true,
            rules: wishes.rules.clone(),
            send_buttons: vec![crate::world::bot::SEND.to_owned(), "Send".to_owned()],
            reply: reply.clone(),
            pace: nature.pace,
            timing: Timing::default(),
            voice: voice(),
            since: nature.since_all.then_some(Since::All),
        }
    }
}

/// Ends when the agent is polled more often than any work can explain.
async fn too_busy(fuse: &Fuse) -> u64 {
    loop {
        sleep(Duration::from_mins(6)).await;
        let polls = fuse.next_tenth_of_an_hour();
        if polls > POLLS_AN_HOUR_MAX {
            return polls;
        }
    }
}
