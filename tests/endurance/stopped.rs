//! The process stands still for longer than it waits for anything, while the world goes on. When it
//! may go on, every time-out is over at once; everything settles all the same, once.

use std::path::Path;
use std::time::Duration;

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{ArmedRule, Point, Rule};
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::shop::{Hold, HoldPoint};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::agent::{BOT, Moderators, Scene, options, orders};
use crate::private_folder;

/// Longer than the longest time-out of a call: 20 seconds, for a press.
const STOPPED: Duration = Duration::from_secs(21);
/// How long everything may take to settle afterwards, nothing happening.
const SETTLES_WITHIN: Duration = Duration::from_secs(15);
const LOOKED_EVERY: Duration = Duration::from_millis(200);

/// What is in hand when the process is stopped.
#[derive(Clone, Copy, Debug)]
enum InHand {
    Nothing,
    Activation(HoldPoint),
    Reply(Point),
    Press(Point),
    /// The reply stands, and the bot takes its time.
    Waiting,
}

/// What the world does meanwhile, and what becomes of a call in hand: it is answered, or its
/// connection dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meanwhile {
    Answers,
    ConnectionDies,
    OwnerAnswers,
}

/// How the order is listed in the end.
#[derive(Clone, Copy, Debug)]
enum End {
    Completed,
    /// A press that nobody saw take effect, of a bot that nobody knows.
    PressUnknown,
    AnsweredByHand,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    modes: &'static str,
    in_hand: InHand,
    meanwhile: Meanwhile,
    end: End,
}

const fn case(modes: &'static str, in_hand: InHand, meanwhile: Meanwhile, end: End) -> Case {
    Case { modes, in_hand, meanwhile, end }
}

const CASES: [Case; 15] = {
    use End::{AnsweredByHand, Completed, PressUnknown};
    use HoldPoint::{AfterEffect, BeforeEffect};
    use InHand::{Activation, Nothing, Press, Reply, Waiting};
    use Meanwhile::{Answers, ConnectionDies, OwnerAnswers};
    use Point::{AfterExecuting, BeforeExecuting};
    [
        case("edits", Nothing, Answers, Completed),
        case("edits", Nothing, ConnectionDies, Completed),
        case("unlinked", Nothing, OwnerAnswers, AnsweredByHand),
        case("edits", Activation(BeforeEffect), Answers, Completed),
        case("edits", Activation(AfterEffect), ConnectionDies, Completed),
        case("edits", Activation(AfterEffect), OwnerAnswers, AnsweredByHand),
        case("edits", Reply(BeforeExecuting), ConnectionDies, Completed),
        case("edits", Reply(AfterExecuting), Answers, Completed),
        case("unlinked", Reply(AfterExecuting), ConnectionDies, Completed),
        case("edits", Press(AfterExecuting), Answers, Completed),
        case("deletes", Press(AfterExecuting), ConnectionDies, Completed),
        case("edits", Press(BeforeExecuting), Answers, Completed),
        case("edits", Press(BeforeExecuting), ConnectionDies, PressUnknown),
        case("slow", Waiting, Answers, Completed),
        case("slow,unlinked", Waiting, ConnectionDies, Completed),
    ]
};

/// Plays all cases, all at once, and says what was violated.
pub async fn all(folder: &Path) -> Vec<String> {
    let mut playing = JoinSet::new();
    for case in CASES {
        let private = private_folder(folder, "stopped");
        playing.spawn(async move {
            play(case, private).await.map_err(|what| format!("{case:?}: {what}"))
        });
    }
    let mut violations = Vec::new();
    while let Some(played) = playing.join_next().await {
        match played {
            Ok(Ok(())) => {}
            Ok(Err(violation)) => violations.push(violation),
            Err(broken) => violations.push(format!("stopped: {broken}")),
        }
    }
    violations
}

/// So many cases there are.
pub fn count() -> usize {
    CASES.len()
}

async fn play(case: Case, folder: TempDir) -> Result<(), String> {
    let data = folder.path().to_owned();
    let scene = Scene::storing_in(data, folder, options(Vec::new()), Moderators::default());
    let mut scene = scene.await;
    let agent = scene.agent();
    let held = in_hand(case, &mut scene).await;
    agent.signal("-STOP").await;
    meanwhile(case, &mut scene, held).await;
    // That nothing of the kind is waited for any more when it goes on is what this is about.
    sleep(STOPPED).await;
    agent.signal("-CONT").await;
    scene.running.settled(SETTLES_WITHIN).await;
    let judged = judge(case, &scene).await;
    judged.map_err(|what| format!("{what}\n{}", scene.tell()))
}

/// What holds a call where it is.
enum Held {
    Nowhere,
    AtTheShop(Hold),
    AtTelegram(ArmedRule),
}

/// Waits until the case's call is in hand.
async fn in_hand(case: Case, scene: &mut Scene) -> Held {
    let mut held = match case.in_hand {
        InHand::Nothing | InHand::Waiting => Held::Nowhere,
        InHand::Activation(moment) => Held::AtTheShop(scene.running.shop().hold_next(moment)),
        InHand::Reply(point) => held_at(scene, "messages.sendMessage", point),
        InHand::Press(point) => held_at(scene, "messages.getBotCallbackAnswer", point),
    };
    sell(case, scene).await;
    match &mut held {
        Held::Nowhere if matches!(case.in_hand, InHand::Nothing) => scene.completed(1).await,
        Held::Nowhere => {
            scene.until(is_reply).await;
        }
        Held::AtTheShop(call) => {
            scene.comes(call.arrived()).await;
        }
        Held::AtTelegram(calls) => {
            scene.comes(calls.matched()).await;
        }
    }
    held
}

fn held_at(scene: &Scene, method: &'static str, point: Point) -> Held {
    let rule = Rule::on(method).from(SELLER).to(BOT).hold(point);
    Held::AtTelegram(scene.running.datacentre().faults().arm(rule))
}

async fn sell(case: Case, scene: &Scene) -> u32 {
    let sold = scene.running.orders().len();
    let order = orders(sold + 1, case.modes).remove(sold);
    scene.running.send_order(order).await
}

/// The world goes on while the process stands still.
async fn meanwhile(case: Case, scene: &mut Scene, held: Held) {
    let number = match case.in_hand {
        InHand::Nothing => sell(case, scene).await,
        _ => 1,
    };
    match case.meanwhile {
        Meanwhile::Answers => {}
        Meanwhile::ConnectionDies => scene.running.datacentre().cut_all(),
        Meanwhile::OwnerAnswers => {
            // The stage does one thing after the other: the order stands in the chat by then.
            scene.running.owner_answers(number).await;
        }
    }
    if let Held::AtTelegram(calls) = &held {
        calls.release();
    }
    // What the shop holds it lets go of when this is dropped.
}

fn is_reply(event: &Event) -> bool {
    matches!(event.kind, Kind::Reply { .. })
}

async fn judge(case: Case, scene: &Scene) -> Result<(), String> {
    let totals = scene.running.totals();
    if !totals.is_good() || totals.misused > 0 {
        return Err(format!("{totals:?}"));
    }
    for order in scene.running.orders() {
        if order.effects > 1 || order.replies != 1 || order.presses > 1 {
            return Err(format!("{order:?}"));
        }
    }
    let number = u32::try_from(scene.running.orders().len()).unwrap();
    let (state, reason) = match case.end {
        End::Completed => ("completed", None),
        End::PressUnknown => ("escalated", Some("press_unknown")),
        End::AnsweredByHand => ("closed", Some("answered_by_hand")),
    };
    let deadline = Instant::now() + SETTLES_WITHIN;
    loop {
        let line = scene.listed_order(number).await.unwrap_or_default();
        if line["state"] == state && line["reason"].as_str() == reason {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(format!("it is listed as {line}"));
        }
        // The journal tells nobody when it changes.
        sleep(LOOKED_EVERY).await;
    }
}
