//! Updates that do not come as they should. They are only the bell.

use telegram_sandbox::datacentre::faults::{LinkFault, Point, Rule};
use telegram_sandbox::faults::Fault;
use tokio::task::JoinSet;

use super::{impatient, scene, sell};
use crate::telegram::connection::until_told;
use crate::telegram::scene::Scene as SmallScene;

#[tokio::test]
async fn whatever_becomes_of_updates() {
    let mut scenes = JoinSet::new();
    for fault in [Fault::Drop, Fault::Dup, Fault::Reorder] {
        scenes.spawn(async move {
            let scene = scene(5).await;
            scene.retime(&[("reread_interval", "500ms")]);
            scene.running.inject(fault);
            let _agent = scene.agent();
            scene.settled().await;
        });
    }
    scenes.join_all().await;
}

/// What was missed is read in the history, so nothing can be too long.
#[tokio::test]
async fn a_difference_is_never_asked_for() {
    let mut scene = scene(1).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.running.inject(Fault::DifferenceTooLong);
    let centre = scene.running.datacentre();
    let mut asked = centre.faults().arm(Rule::on("updates.getDifference"));
    centre.faults().set_link(LinkFault::Refuse);
    centre.cut_all();
    for number in 2..=6 {
        sell(&mut scene, number).await;
    }
    scene.running.datacentre().faults().set_link(LinkFault::None);
    scene.settled().await;
    tokio::select! {
        biased;
        _ = asked.matched() => panic!("a difference was asked for"),
        () = std::future::ready(()) => {}
    }
}

/// A data centre that never answers one call may be of no use for others: another connection is made.
#[tokio::test]
async fn a_wish_for_updates_that_is_never_answered() {
    let mut scene = impatient(1).await;
    let _agent = scene.agent();
    scene.completed(1).await;
    let centre = scene.running.datacentre();
    let rule = Rule::on("updates.getState").always();
    let mut asked = centre.faults().arm(rule.hold(Point::BeforeExecuting));
    centre.cut_all();
    scene.comes(asked.matched()).await.unwrap();
    for number in 2..=4 {
        sell(&mut scene, number).await;
        scene.completed(number).await;
    }
    scene.until_said("the data centre does not answer").await;
    sell(&mut scene, 5).await;
    scene.settled().await;
}

#[tokio::test]
async fn more_updates_than_are_kept() {
    const MORE_THAN_FIT: usize = 500;
    let scene = SmallScene::new().await;
    let seller = scene.connect().await;
    // Nobody takes them yet.
    for number in 0..MORE_THAN_FIT {
        scene.bot_says(&number.to_string());
    }
    until_told(&seller, &(MORE_THAN_FIT - 1).to_string()).await;
    scene.bot_says("later");
    until_told(&seller, "later").await;
}
