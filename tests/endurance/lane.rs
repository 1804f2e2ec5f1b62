//! A lane: one world, and one agent in it that is killed again and again while orders come in.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use telegram_sandbox::SeededRng;
use telegram_sandbox::event::{By, Kind};
use telegram_sandbox::ledger::OrderRecord;
use telegram_sandbox::world::RepeatAnswer;
use tokio::time::{Instant, sleep};
use tribute_agent::journal::Journal;

use crate::agent::{Agent, Moderators, Scene, options};
use crate::judge;
use crate::moment::{Errand, Moment};
use crate::private_folder;
use crate::tally::{Ending, Tally};
use crate::trade::{self, Nature, Ware};

/// How likely, of a hundred, something happens while the agent is dead.
const SOLD_PERCENT: usize = 35;
const BY_HAND_PERCENT: usize = 4;
/// How long everything may take to settle once the agent is left alone, nothing happening: what is held back from
/// the moderators waits for up to a minute.
const SETTLES_WITHIN: Duration = Duration::from_secs(75);
/// How long the journal may take to agree, and the moderators to be told all of it.
const LISTED_WITHIN: Duration = Duration::from_secs(150);
const LOOKED_EVERY: Duration = Duration::from_millis(200);

/// What a lane is.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    /// From 0.
    pub number: usize,
    pub kills: usize,
    /// After this nobody is killed any more.
    pub time: Duration,
}

impl Plan {
    pub fn nature(&self) -> Nature {
        Nature::ALL[self.number % Nature::ALL.len()]
    }

    /// Whether Telegram forgets each `random_id` at once: then what moderators are told may be told
    /// twice, and nothing else.
    pub fn is_forgetful(&self) -> bool {
        self.number % 3 == 2
    }

    fn dice(&self) -> SeededRng {
        let mut dice = SeededRng::new(self.seed);
        let mut seed = 0;
        for _ in 0..=self.number {
            seed = dice.next_u64();
        }
        SeededRng::new(seed)
    }
}

/// What a lane has been through.
pub struct Lane {
    pub plan: Plan,
    pub scene: Scene,
    /// What was sold, by the sandbox's number.
    pub sold: BTreeMap<u32, Ware>,
    /// The orders that the owner answered while the agent was dead, and how often it had then.
    pub by_hand: BTreeMap<u32, usize>,
    pub violations: Vec<String>,
    stock: Vec<Ware>,
    dice: SeededRng,
}

/// Runs a lane to its end, and says what was violated.
pub async fn run(plan: Plan, folder: &Path, tally: &Tally) -> Vec<String> {
    let mut lane = Lane::open(plan, folder).await;
    let begun = Instant::now();
    for _ in 0..plan.kills {
        if begun.elapsed() > plan.time {
            break;
        }
        lane.between_lives().await;
        lane.live(tally).await;
    }
    lane.settle().await;
    judge::judge(&mut lane, tally).await;
    if !lane.violations.is_empty() {
        let story = lane.folder().join("story.txt");
        std::fs::write(story, lane.scene.tell()).unwrap();
    }
    lane.violations
}

impl Lane {
    async fn open(plan: Plan, folder: &Path) -> Self {
        let mut dice = plan.dice();
        let mut stock = trade::make(plan.nature(), plan.kills / 2 + 3, &mut dice);
        stock.reverse();
        let private = private_folder(folder, &format!("lane-{}", plan.number));
        let data = private.path().to_owned();
        let scene = Scene::storing_in(data, private, options(Vec::new()), Moderators::default());
        let scene = scene.await;
        let world = scene.running.world();
        let mut manners = world.quirks();
        if plan.is_forgetful() {
            manners.random_id_memory = Some(Duration::ZERO);
        } else if plan.number % 2 == 1 {
            manners.random_id_repeat = RepeatAnswer::Error;
        }
        world.set_quirks(manners);
        Self {
            plan,
            scene,
            sold: BTreeMap::new(),
            by_hand: BTreeMap::new(),
            violations: Vec::new(),
            stock,
            dice,
        }
    }

    fn folder(&self) -> &Path {
        self.scene.folder.path()
    }

    pub fn wrong(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// The world goes on while the agent is dead.
    async fn between_lives(&mut self) {
        if self.dice.below(100) < BY_HAND_PERCENT {
            self.answer_by_hand(|_| true).await;
        }
        if self.dice.below(100) < SOLD_PERCENT {
            self.sell(|_| true).await;
        }
    }

    /// Whatever it takes for a moment to come.
    async fn run(&mut self, errand: Errand) {
        match errand {
            Errand::Nothing => {}
            Errand::Sell => self.sell(|_| true).await,
            Errand::SellForNobody => self.sell(|ware| ware.account.is_none()).await,
            Errand::AnswerByHand => self.answer_by_hand(|order| order.escalated).await,
        }
    }

    /// Sells the next order that is wanted; if there is none, the next one.
    async fn sell(&mut self, wanted: impl Fn(&Ware) -> bool) {
        let under_way = self.scene.running.totals().unsettled;
        if under_way >= self.plan.nature().under_way_max() || self.stock.is_empty() {
            return;
        }
        let last = self.stock.len() - 1;
        let position = self.stock.iter().rposition(wanted).unwrap_or(last);
        let ware = self.stock.remove(position);
        let number = self.scene.running.send_order(ware.planned.clone()).await;
        self.sold.insert(number, ware);
    }

    /// The owner answers an order that nobody has answered yet.
    async fn answer_by_hand(&mut self, wanted: impl Fn(&OrderRecord) -> bool) {
        let open: Vec<u32> = self
            .scene
            .running
            .orders()
            .iter()
            .filter(|order| order.replies == 0 && order.message_id.is_some() && wanted(order))
            .map(|order| order.number)
            .filter(|number| self.sold[number].bot_answers)
            .collect();
        let Some(&number) = self.dice.choose(&open) else {
            return;
        };
        self.scene.running.owner_answers(number).await;
        self.scene
            .until(|event| {
                event.order == Some(number)
                    && matches!(event.kind, Kind::Reply { by: By::Owner, .. })
            })
            .await;
        let ours = judge::replies_by_client(&self.scene, number);
        self.by_hand.insert(number, ours);
    }

    /// One life of the agent, to its violent end.
    async fn live(&mut self, tally: &Tally) {
        let moment = Moment::roll(&mut self.dice);
        self.run(moment.errand()).await;
        let mut trap = moment.lie_in_wait(&self.scene);
        let mut agent = self.scene.agent_with(&["--since", "all"]);
        let has_come = trap.springs().await;
        if agent.is_running() {
            agent.kill().await;
            tally.killed(has_come.then(|| moment.name()));
        } else {
            let code = agent.exit_code().await;
            self.wrong(format!("the agent ended by itself with {code:?}"));
        }
        self.scene.running.datacentre().faults().disarm();
    }

    /// The agent is left alone until there is nothing more to do.
    async fn settle(&mut self) {
        let mut agent = self.scene.agent_with(&["--since", "all"]);
        self.scene.running.settled(SETTLES_WITHIN).await;
        let begun = Instant::now();
        while !(self.owes_the_moderators_nothing() && self.is_at_rest().await)
            && begun.elapsed() < LISTED_WITHIN
        {
            // The journal tells nobody when it changes.
            sleep(LOOKED_EVERY).await;
        }
        self.end(&mut agent).await;
    }

    async fn is_at_rest(&self) -> bool {
        let listed = self.scene.listed().await;
        let at_rest = |state: &str| ["completed", "escalated", "closed"].contains(&state);
        listed.len() >= self.sold.len()
            && listed.iter().all(|line| at_rest(line["state"].as_str().unwrap_or_default()))
    }

    /// Whether the moderators have been told all that there is.
    fn owes_the_moderators_nothing(&self) -> bool {
        let journal = Journal::open_to_read(&self.scene.data.join("seller.journal"));
        journal.and_then(|journal| journal.owed_notifications()).is_ok_and(|owed| owed.is_empty())
    }

    async fn end(&mut self, agent: &mut Agent) {
        agent.terminate().await;
        let code = agent.exit_code().await;
        if code != Some(0) {
            self.wrong(format!("asked to end, the agent ended with {code:?}"));
        }
    }

    /// What became of the orders, for the figures.
    pub fn endings(&self) -> Vec<Ending> {
        let orders = self.scene.running.orders();
        orders
            .iter()
            .map(|order| match (order.completed, order.escalated) {
                (true, _) => Ending::Completed,
                (false, true) => Ending::Escalated,
                (false, false) => Ending::Unsettled,
            })
            .collect()
    }
}
