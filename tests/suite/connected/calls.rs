//! Calls that go wrong, one by one.

use telegram_sandbox::datacentre::faults::{Garbage, LinkFault, Point, Rule};
use telegram_sandbox::faults::Fault;
use tokio::task::JoinSet;

use super::{HISTORY, LOOK, PRESS, SEND, impatient, scene, sell};
use crate::agent::Scene;

/// All that an order needs, and after how many calls of the kind it is met: the first press has to
/// arrive, or nobody would know whether this bot shows what was pressed.
const CALLS: [(&str, usize); 4] = [(HISTORY, 1), (LOOK, 0), (SEND, 0), (PRESS, 1)];

/// Two orders, while something happens to one call: both are completed, once.
async fn two_orders(rule: Rule, then: impl Fn(&Scene)) {
    let scene = impatient(2).await;
    let mut armed = scene.running.datacentre().faults().arm(rule);
    let _agent = scene.agent();
    scene.comes(armed.matched()).await.unwrap();
    then(&scene);
    scene.settled().await;
}

#[tokio::test]
async fn whatever_call_is_cut_off() {
    let mut scenes = JoinSet::new();
    for (method, after) in CALLS {
        for point in [Point::BeforeExecuting, Point::AfterExecuting] {
            let rule = Rule::on(method).after(after).cut(point);
            scenes.spawn(two_orders(rule, |_| {}));
        }
    }
    scenes.join_all().await;
}

#[tokio::test]
async fn whatever_call_is_never_answered() {
    let mut scenes = JoinSet::new();
    for (method, after) in CALLS {
        let rule = Rule::on(method).after(after).hold(Point::AfterExecuting);
        scenes.spawn(two_orders(rule, |_| {}));
    }
    // And nothing else on that connection ever is.
    let rule = Rule::on(SEND).hold(Point::AfterExecuting);
    scenes.spawn(two_orders(rule, |scene| {
        let faults = scene.running.datacentre().faults();
        faults.set_link(LinkFault::Blackhole);
        faults.set_link(LinkFault::None);
    }));
    scenes.join_all().await;
}

#[tokio::test]
async fn answers_that_make_no_sense() {
    let mut scenes = JoinSet::new();
    for garbage in [Garbage::OtherSession, Garbage::Noise, Garbage::Nonsense, Garbage::Empty] {
        for (method, after) in [(HISTORY, 1), (SEND, 0)] {
            let rule = Rule::on(method).after(after).garble(garbage);
            scenes.spawn(two_orders(rule, |_| {}));
        }
    }
    scenes.join_all().await;
}

#[tokio::test]
async fn cuts_now_and_then_under_load() {
    let mut scene = scene(1).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    // From here on a press that was cut off may be made again.
    scene.until_said("a press changes the message it was under").await;
    scene.running.inject(Fault::Cuts);
    let mut number = 1;
    while scene.running.fault_counts().cuts < 2 {
        number += 1;
        sell(&mut scene, number).await;
        scene.completed(number).await;
    }
    scene.settled().await;
}
