//! A play, watched until it has ended as expected and stays so, or until it is hopeless.

use std::rc::Rc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::case::{Case, End, Expected, Wanted};
use super::play::{Desertion, Play, Stage};
use super::progress::Progress;
use super::seen::{Seen, Sight, Told, Watcher};
use super::verdict::{Deviation, deviations, misdeeds};
use crate::agent::AgentError;
use crate::cli::sandbox::SandboxError;
use crate::journal::{JournalError, OpenIncident};
use crate::moderation::IncidentKind;
use crate::order::life::Event;
use crate::telegram::{ConnectError, Fatal};
use telegram_sandbox::datacentre::faults::FaultCounts;

/// Nothing may happen for so long after the expected end: a second reply would.
const QUIET: Duration = Duration::from_millis(600);
/// Between two looks. The journal has no bell.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// No look may take more of the time than this part.
const LOOK_SHARE: u32 = 4;

/// How long is waited for an end that does not come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Since anything last happened.
    pub(super) stalled: Duration,
    /// In all.
    pub(super) whole: Duration,
}

/// How a play ended.
pub(super) struct Performance {
    /// Message by message.
    pub(super) outcomes: Vec<Outcome>,
    /// What the moderators were told, first to last, as it stands.
    pub(super) told: Vec<Told>,
    /// What went wrong on the way, on purpose.
    pub(super) tally: FaultCounts,
    /// The end that Telegram made of it, where it was to make one.
    pub(super) ended: Option<Fatal>,
}

/// How a message ended.
pub(super) struct Outcome {
    /// What was rehearsed.
    pub(super) case: Case,
    /// How it had to end; with the owner's own server, as that has answered.
    pub(super) expected: Expected,
    /// What became of it.
    pub(super) seen: Seen,
    /// What is not as expected; empty: all is.
    pub(super) deviations: Vec<Deviation>,
    /// What happened to the order last, when it is not as expected.
    pub(super) last_event: Option<Event>,
}

impl Performance {
    /// Plays it.
    pub(super) async fn of(
        play: Play,
        patience: Patience,
        progress: &Rc<Progress>,
    ) -> Result<Self, SandboxError> {
        for case in &play.cases {
            progress.begin(case);
        }
        let stage = match Stage::set(&play).await {
            Ok(stage) => stage,
            // Where connections are cut on purpose, one world may not come to stand; the others do.
            Err(SandboxError::Connect(error)) => return Ok(unconnected(&play, &error, progress)),
            Err(error) => return Err(error),
        };
        let mut watcher = Watcher::new(&stage, Stage::greeting(&play));
        watch(&play, &stage, &mut watcher, patience, progress).await?;
        let look = |stage: &Stage| {
            let sight = watcher.look(stage, &play.cases)?;
            let last_events = sight.messages.iter().map(|seen| last_event(stage, seen));
            let last_events = last_events.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, JournalError>((sight, last_events, stage.sandbox.fault_counts()))
        };
        let (looked, desertion) = stage.strike(look).await;
        let (sight, last_events, tally) = looked?;
        let performance = judge(&play, sight, last_events, desertion, progress);
        Ok(Self {
            tally,
            ..performance
        })
    }
}

/// What happened to an order last, as the journal has it.
fn last_event(stage: &Stage, seen: &Seen) -> Result<Option<Event>, JournalError> {
    let Some(record) = &seen.record else {
        return Ok(None);
    };
    let mut events = stage.journal.events_of(record.number)?;
    Ok(events.pop().map(|recorded| recorded.event))
}

async fn watch(
    play: &Play,
    stage: &Stage,
    watcher: &mut Watcher,
    patience: Patience,
    progress: &Progress,
) -> Result<(), JournalError> {
    let begun = Instant::now();
    let mut last = Sight::default();
    let mut changed_at = begun;
    loop {
        let looked_at = Instant::now();
        let sight = watcher.look(stage, &play.cases)?;
        if sight != last {
            changed_at = looked_at;
            for (case, seen) in play.cases.iter().zip(&sight.messages) {
                progress.moved(case, seen);
            }
            last = sight;
        }
        let quiet = changed_at.elapsed();
        let is_over = quiet >= QUIET
            && !stage.sandbox.has_more_to_come()
            && play.end_of_session().is_none()
            && is_as_expected(play, &last);
        let is_hopeless = quiet >= patience.stalled
            || begun.elapsed() >= patience.whole
            || stage.is_deserted()
            || shop_refuses_our_key(play, stage)?
            || !misdeeds(&last).is_empty();
        if is_over || is_hopeless {
            return Ok(());
        }
        sleep(LOOK_EVERY.max(looked_at.elapsed() * LOOK_SHARE)).await;
    }
}

/// With another secret than the server's no order will ever get further.
fn shop_refuses_our_key(play: &Play, stage: &Stage) -> Result<bool, JournalError> {
    let is_misconfigured =
        |incident: &OpenIncident| incident.kind == IncidentKind::ShopMisconfigured.name();
    Ok(play.shop.is_some() && stage.journal.open_incidents()?.iter().any(is_misconfigured))
}

fn is_as_expected(play: &Play, sight: &Sight) -> bool {
    let mut pairs = play.cases.iter().zip(&sight.messages);
    pairs.all(|(case, seen)| deviations(&expected(play, case, seen), seen, &sight.told).is_empty())
}

/// What the owner's own server answers is taken as the truth.
fn expected(play: &Play, case: &Case, seen: &Seen) -> Expected {
    if play.shop.is_some() && case.expected.end == Wanted::Just(End::Completed) {
        case.expected.by_answer(seen.answer.as_ref())
    } else {
        case.expected.clone()
    }
}

fn judge(
    play: &Play,
    sight: Sight,
    last_events: Vec<Option<Event>>,
    desertion: Option<Desertion>,
    progress: &Progress,
) -> Performance {
    // What is wrong with the world as a whole is said once.
    let mut whole = misdeeds(&sight);
    let ended = play.end_of_session();
    match (ended, desertion) {
        (Some(fatal), Some(Desertion::Error(AgentError::Telegram(came)))) if came == fatal => {}
        (Some(fatal), None) => whole.push(not_stopped(fatal)),
        (_, desertion) => whole.extend(desertion.map(Desertion::into_deviation)),
    }
    let mut outcomes = Vec::with_capacity(play.cases.len());
    for ((case, seen), last_event) in play.cases.iter().zip(sight.messages).zip(last_events) {
        let expected = expected(play, case, &seen);
        let mut deviations = deviations(&expected, &seen, &sight.told);
        deviations.append(&mut whole);
        progress.ended(case, &seen, deviations.is_empty());
        let case = case.clone();
        outcomes.push(Outcome {
            case,
            expected,
            seen,
            deviations,
            last_event,
        });
    }
    Performance {
        outcomes,
        told: sight.told,
        tally: FaultCounts::default(),
        ended,
    }
}

fn not_stopped(fatal: Fatal) -> Deviation {
    Deviation {
        aspect: "agent",
        expected: format!("stops: {fatal}"),
        came: "works on".to_owned(),
    }
}

/// A play that never began.
fn unconnected(play: &Play, error: &ConnectError, progress: &Progress) -> Performance {
    let deviation = Deviation {
        aspect: "connection",
        expected: "stands".to_owned(),
        came: error.to_string(),
    };
    let outcome = |case: &Case| {
        let seen = Seen::default();
        progress.ended(case, &seen, false);
        Outcome {
            case: case.clone(),
            expected: case.expected.clone(),
            seen,
            deviations: vec![deviation.clone()],
            last_event: None,
        }
    };
    Performance {
        outcomes: play.cases.iter().map(outcome).collect(),
        told: Vec::new(),
        tally: FaultCounts::default(),
        ended: None,
    }
}

impl Desertion {
    fn into_deviation(self) -> Deviation {
        let came = match self {
            Self::Quiet => "the agent stopped by itself".to_owned(),
            Self::Error(error) => error.to_string(),
            Self::Panic(panic) => panic,
            Self::Stuck => "the agent does not stop when asked to".to_owned(),
        };
        Deviation {
            aspect: "agent",
            expected: "works to the end".to_owned(),
            came,
        }
    }
}
