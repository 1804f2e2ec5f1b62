//! Everything that goes wrong on request.

use grammers_client::sender::InvocationError;
use grammers_client::tl;
use telegram_sandbox::datacentre::faults::{LinkFault, Point, Rule, UpdateFault};
use telegram_sandbox::world::{Login, Peer, Post};

use crate::stage::{Device, Stage, soon, text};

const SEND: &str = "messages.sendMessage";

#[tokio::test]
async fn a_call_is_held_after_it_took_effect_and_never_answered() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let rule = Rule::on(SEND).from(stage.seller).to(bot);
    let mut armed = stage.centre.faults().arm(rule.hold(Point::AfterExecuting));
    device.send(stage.group, "elsewhere", 1, None).await.unwrap();
    tokio::select! {
        answer = device.send(bot, "held", 2, None) => panic!("answered: {answer:?}"),
        met = soon(armed.matched()) => assert_eq!(met.unwrap().to, Some(bot)),
    }
    assert_eq!(text(&device.history(bot, 1).await[0]), "held");
}

#[tokio::test]
async fn a_call_is_held_before_it_takes_effect_until_released() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let rule = Rule::on(SEND).hold(Point::BeforeExecuting);
    let mut armed = stage.centre.faults().arm(rule);
    let releasing = async {
        soon(armed.matched()).await.unwrap();
        assert!(device.history(bot, 1).await.is_empty());
        armed.release();
    };
    let (sent, ()) = tokio::join!(device.send(bot, "held", 1, None), releasing);
    sent.unwrap();
    assert_eq!(device.history(bot, 10).await.len(), 1);
}

#[tokio::test]
async fn a_held_call_dies_with_its_connection() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let other = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let rule = Rule::on(SEND).hold(Point::BeforeExecuting);
    let mut armed = stage.centre.faults().arm(rule);
    tokio::select! {
        answer = device.send(bot, "held", 1, None) => panic!("answered: {answer:?}"),
        met = soon(armed.matched()) => drop(met.unwrap()),
    }
    stage.centre.cut_all();
    // Whoever connects now is served after the old connections saw the cut.
    other.history(bot, 1).await;
    armed.release();
    assert!(other.history(bot, 1).await.is_empty());
}

#[tokio::test]
async fn a_connection_is_cut_before_or_after() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    for (random_id, point, expected) in
        [(1, Point::BeforeExecuting, 0), (2, Point::AfterExecuting, 1)]
    {
        let armed = stage.centre.faults().arm(Rule::on(SEND).cut(point));
        let error = device.send(bot, "cut", random_id, None).await.unwrap_err();
        assert!(!matches!(error, InvocationError::Rpc(_)), "{error}");
        assert_eq!(device.history(bot, 10).await.len(), expected);
        drop(armed);
    }
}

#[tokio::test]
async fn a_flood_wait_ends_after_the_calls_it_was_made_for() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    let rule = Rule::on(SEND).after(1).times(2).flood_wait(7);
    let _armed = stage.centre.faults().arm(rule);
    device.send(bot, "passes", 1, None).await.unwrap();
    for _ in 0..2 {
        let error = device.send(bot, "waits", 2, None).await.unwrap_err();
        let InvocationError::Rpc(error) = error else {
            panic!("{error}");
        };
        assert_eq!((error.code, error.value), (420, Some(7)));
    }
    device.send(bot, "waits", 2, None).await.unwrap();
}

#[tokio::test]
async fn lost_updates_are_in_the_history() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    stage.centre.faults().set_updates(UpdateFault::Drop);
    let order = Post::new(stage.bot, Peer::User(stage.seller), "order");
    stage.world.post(order).unwrap();
    let history = device.history(Peer::User(stage.bot), 1).await;
    assert_eq!(text(&history[0]), "order");
}

#[tokio::test]
async fn a_dead_session_is_told_so() {
    let stage = Stage::new().await;
    let key = stage.world.logged_in_key(stage.seller);
    let device = Device::new(&stage, stage.seller, &key);
    let asking = || tl::functions::updates::GetState {};
    device.invoke(asking()).await.unwrap();
    for (login, error) in [
        (Login::Revoked, "SESSION_REVOKED"),
        (Login::Nobody, "AUTH_KEY_UNREGISTERED"),
        (Login::Duplicated, "AUTH_KEY_DUPLICATED"),
    ] {
        stage.world.set_login(&key, login);
        assert_eq!(device.refused(asking()).await, error);
    }
    let nobody = Device::new(&stage, stage.seller, &stage.world.unbound_key());
    assert_eq!(nobody.refused(asking()).await, "AUTH_KEY_UNREGISTERED");
}

#[tokio::test]
async fn a_silent_data_centre_does_nothing() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    device.history(bot, 1).await;
    stage.centre.faults().set_link(LinkFault::Silent);
    let waiting = device.client.invoke(&tl::functions::updates::GetState {});
    let waited = tokio::time::timeout(std::time::Duration::from_millis(200), waiting).await;
    assert!(waited.is_err());
    stage.centre.faults().set_link(LinkFault::Refuse);
    let late = stage.device(stage.seller);
    late.invoke(tl::functions::updates::GetState {}).await.unwrap_err();
}
