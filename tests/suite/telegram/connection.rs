//! A connection that is cut, silent, revoked, or held by another.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use telegram_sandbox::datacentre::faults::{LinkFault, Point, Rule, UpdateFault};
use telegram_sandbox::world::{Login, World};
use tokio::time::Instant;
use tribute_agent::machine::environment;
use tribute_agent::order::{MessageId, UserId};
use tribute_agent::report::{Exit, UserError as _};
use tribute_agent::telegram::session::SessionStore;
use tribute_agent::telegram::{
    CallError, Chat, ChatReader as _, ConnectError, Fatal, Grammers, Message, Messenger as _, Span,
};

use super::scene::{Scene, outgoing, soon};

const NEWEST: Span = Span { above: MessageId(0), below: None, limit: 1 };

async fn read(seller: &Grammers) -> Result<Vec<Message>, CallError> {
    soon(seller.history(Chat::Tribute, NEWEST)).await
}

/// Reads as soon as it can be done: calls are short here, and the machine may be busy.
pub async fn read_at_last(seller: &Grammers) -> Vec<Message> {
    soon(async {
        loop {
            if let Ok(newest) = seller.history(Chat::Tribute, NEWEST).await {
                return newest;
            }
        }
    })
    .await
}

/// Listens to the bell until the newest message reads so.
pub async fn until_told(seller: &Grammers, text: &str) {
    soon(async {
        loop {
            seller.bell(Chat::Tribute).await;
            let newest = seller.history(Chat::Tribute, NEWEST).await;
            if newest.is_ok_and(|it| it.first().is_some_and(|it| it.text.as_str() == text)) {
                return;
            }
        }
    })
    .await;
}

/// Nobody knows yet who is logged in, and Telegram does not say.
#[tokio::test]
async fn a_wait_that_nobody_would_watch_is_told_at_once() {
    let mut scene = Scene::new().await;
    scene.settings.connect_timeout = Duration::from_hours(1);
    scene.settings = scene.settings.watched();
    let rule = Rule::on("users.getUsers").refuse(420, "FLOOD_WAIT_600");
    let _armed = scene.centre.faults().arm(rule.always());
    let wait = Duration::from_mins(10);
    match scene.try_connect().await {
        Err(ConnectError::Call(CallError::FloodWait(asked))) => assert_eq!(asked, wait),
        other => panic!("{:?}", other.err()),
    }
}

/// Whoever gave up would be started again, ask again, and be told to wait longer.
#[tokio::test]
async fn a_wait_before_the_first_word_is_sat_out() {
    let scene = Scene::new().await;
    let asking = || Rule::on("users.getUsers");
    let faults = scene.centre.faults();
    let mut refused = faults.arm(asking().refuse(420, "FLOOD_WAIT_1"));
    let mut asked_again = faults.arm(asking());
    let begun = Instant::now();
    assert!(scene.try_connect().await.is_ok());
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert!(soon(refused.matched()).await.is_some());
    assert!(soon(asked_again.matched()).await.is_some());
}

/// Another question proves as well that Telegram is there.
#[tokio::test]
async fn a_wait_with_the_proof_is_kept() {
    let mut scene = Scene::new().await;
    scene.settings.limits.silence = Duration::from_millis(50);
    let _seller = scene.connect().await;
    let faults = scene.centre.faults();
    let mut who = faults.arm(Rule::on("users.getUsers").flood_wait(3600).always());
    let mut what_time = faults.arm(Rule::on("help.getConfig").always());
    soon(who.matched()).await.unwrap();
    for _ in 0..3 {
        soon(what_time.matched()).await.unwrap();
    }
    tokio::select! {
        biased;
        _ = who.matched() => panic!("it was asked again"),
        () = std::future::ready(()) => {}
    }
}

/// Each pause is twice the one before, less half of it at most.
#[tokio::test]
async fn a_line_that_does_not_hold_is_tried_ever_more_seldom() {
    const PAUSE: Duration = Duration::from_millis(50);
    let mut scene = Scene::new().await;
    scene.settings.limits.pause_min = PAUSE;
    scene.settings.limits.pause_max = PAUSE * 16;
    let cut = Rule::on("help.getConfig").cut(Point::AfterExecuting);
    let _armed = scene.centre.faults().arm(cut.times(5));
    let begun = Instant::now();
    scene.connect().await;
    let least = PAUSE * (1 + 2 + 4 + 8 + 16) / 2;
    assert!(begun.elapsed() >= least, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn the_bell_rings_for_what_is_new() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    for text in ["one", "two", "three"] {
        scene.bot_says(text);
        until_told(&seller, text).await;
    }
}

#[tokio::test]
async fn updates_that_are_lost_are_found_after_a_cut() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    scene.bot_says("before");
    until_told(&seller, "before").await;
    scene.centre.faults().set_updates(UpdateFault::Drop);
    scene.bot_says("lost");
    scene.centre.cut_all();
    until_told(&seller, "lost").await;
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_again() {
    let mut scene = Scene::new().await;
    scene.settings.limits.call = Duration::from_secs(2);
    let seller = scene.connect().await;
    let faults = scene.centre.faults();
    faults.set_link(LinkFault::Refuse);
    scene.centre.cut_all();
    let error = read(&seller).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_) | CallError::NotSent(_)), "{error:?}");
    scene.bot_says("meanwhile");
    faults.set_link(LinkFault::None);
    until_told(&seller, "meanwhile").await;
    read_at_last(&seller).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_for_a_new_connection() {
    let mut scene = Scene::new().await;
    scene.settings.limits.call = Duration::from_secs(2);
    scene.settings.limits.silence = Duration::from_millis(200);
    let seller = scene.connect().await;
    let faults = scene.centre.faults();
    let mut proof = faults.arm(Rule::on("users.getUsers").hold(Point::BeforeExecuting));
    let mut first_word = faults.arm(Rule::on("help.getConfig"));
    // Nobody calls: it asks by itself, hears nothing, and connects anew.
    soon(proof.matched()).await.unwrap();
    soon(first_word.matched()).await.unwrap();
    read_at_last(&seller).await;
}

#[tokio::test]
async fn updates_are_not_asked_for_before_somebody_listens() {
    let scene = Scene::new().await;
    let mut asked = scene.centre.faults().arm(Rule::on("updates.getState"));
    let seller = scene.connect().await;
    read(&seller).await.unwrap();
    // A first start sets its baseline now: whatever comes later is above it.
    tokio::select! {
        biased;
        _ = asked.matched() => panic!("the updates' state was asked for"),
        () = std::future::ready(()) => {}
    }
    tokio::select! {
        met = soon(asked.matched()) => assert!(met.is_some()),
        () = async { loop { seller.bell(Chat::Tribute).await } } => {}
    }
}

#[tokio::test]
async fn an_ended_session_ends_everything_at_once() {
    for (login, expected) in [
        (Login::Revoked, Fatal::SessionRevoked),
        (Login::Duplicated, Fatal::SessionDuplicated),
        (Login::Nobody, Fatal::SessionRevoked),
    ] {
        let scene = Scene::new().await;
        let seller = scene.connect().await;
        scene.world.set_login(&scene.key, login);
        assert_eq!(read(&seller).await, Err(CallError::Fatal(expected)));
        soon(async {
            while seller.fatal().is_none() {
                seller.bell(Chat::Tribute).await;
            }
        })
        .await;
        // It stays so, whatever becomes of the session.
        scene.world.set_login(&scene.key, Login::User(scene.seller));
        let sent = soon(seller.send(Chat::Tribute, &outgoing("hello", 1))).await;
        assert_eq!(sent, Err(CallError::Fatal(expected)));
        seller.shutdown().await;
    }
}

#[tokio::test]
async fn a_session_that_ended_while_nobody_asked_is_noticed() {
    let mut scene = Scene::new().await;
    scene.settings.limits.silence = Duration::from_millis(200);
    let seller = scene.connect().await;
    scene.world.set_login(&scene.key, Login::Revoked);
    soon(async {
        while seller.fatal().is_none() {
            seller.bell(Chat::Tribute).await;
        }
    })
    .await;
    assert_eq!(seller.fatal(), Some(Fatal::SessionRevoked));
}

/// The chats and the orders are those of the one who was here before.
#[tokio::test]
async fn another_account_than_the_sessions_is_refused() {
    let scene = Scene::new().await;
    scene.log_in(&scene.world.logged_in_key(scene.moderator));
    let known = UserId(scene.seller.0);
    scene.store().set_seller(known).unwrap();
    let error = scene.try_connect().await.err().unwrap();
    let found = UserId(scene.moderator.0);
    let expected = Fatal::OtherAccount { known, found };
    assert!(matches!(error, ConnectError::Fatal(fatal) if fatal == expected), "{error}");
    assert_eq!(error.exit(), Exit::ActionRequired);
}

#[tokio::test]
async fn a_login_that_has_become_another_accounts_is_noticed() {
    let mut scene = Scene::new().await;
    scene.settings.limits.silence = Duration::from_millis(200);
    let seller = scene.connect().await;
    scene.world.set_login(&scene.key, Login::User(scene.moderator));
    soon(async {
        while seller.fatal().is_none() {
            seller.bell(Chat::Tribute).await;
        }
    })
    .await;
    let fatal = seller.fatal().unwrap();
    assert_eq!(fatal.code(), "session.other_account");
}

#[tokio::test]
async fn a_key_without_a_login_is_told_when_connecting() {
    let scene = Scene::new().await;
    scene.log_in(&scene.world.unbound_key());
    let error = scene.try_connect().await.err().unwrap();
    assert!(matches!(error, ConnectError::Fatal(Fatal::NotLoggedIn)), "{error}");
}

#[tokio::test]
async fn a_key_that_was_forgotten_is_kept_and_told() {
    let scene = Scene::new().await;
    let stranger = World::new();
    let key = stranger.unbound_key();
    scene.log_in(&key);
    let known = UserId(scene.seller.0);
    scene.store().set_seller(known).unwrap();
    let error = scene.try_connect().await.err().unwrap();
    assert!(matches!(error, ConnectError::Fatal(Fatal::SessionRevoked)), "{error}");
    let kept = scene.store().string_session().unwrap();
    assert_eq!(kept.auth_key.expose(), key.bytes());
}

#[tokio::test]
async fn a_second_holder_is_refused_until_the_first_is_gone() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    let error = SessionStore::open(&scene.path()).unwrap_err();
    assert_eq!(error.code(), "session.already_running");
    seller.shutdown().await;
    scene.connect().await;
}

/// Names the session that the other process holds.
const HOLD: &str = "TRIBUTE_AGENT_TEST_HOLD";

#[test]
#[ignore = "the other process of the test below"]
fn another_process() {
    let path = environment(HOLD).unwrap();
    let _store = SessionStore::open(path.as_ref()).unwrap();
    println!("holding");
    loop {
        std::thread::park();
    }
}

#[tokio::test]
async fn a_holder_that_is_killed_holds_nothing_any_more() {
    let scene = Scene::new().await;
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture"])
        .arg("telegram::connection::another_process")
        .env(HOLD, scene.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(other.stdout.take().unwrap());
    let held = told.lines().any(|line| line.unwrap().contains("holding"));
    let error = SessionStore::open(&scene.path()).map(drop);
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(held);
    assert_eq!(error.unwrap_err().code(), "session.already_running");
    scene.store();
}

#[tokio::test]
async fn what_came_while_nobody_was_connected_rings_the_bell() {
    let scene = Scene::new().await;
    let seller = scene.connect().await;
    scene.bot_says("one");
    until_told(&seller, "one").await;
    seller.shutdown().await;
    scene.bot_says("two");
    let seller = scene.connect().await;
    until_told(&seller, "two").await;
}

#[tokio::test]
async fn who_can_not_connect_in_time_is_told_why() {
    let mut scene = Scene::new().await;
    scene.settings.connect_timeout = Duration::from_millis(500);
    scene.centre.faults().set_link(LinkFault::Refuse);
    let error = scene.try_connect().await.err().unwrap();
    assert!(matches!(error, ConnectError::Unreachable(_)), "{error}");
    assert_eq!(error.exit(), Exit::Failed);
    // Nothing is left behind that would hold the session.
    scene.centre.faults().set_link(LinkFault::None);
    scene.settings.connect_timeout = Duration::from_secs(30);
    scene.connect().await;
}
