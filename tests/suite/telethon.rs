//! An unpatched Telethon in the sandbox: that is how we know that it is Telegram-like, and not only
//! what one library happens to accept.

use std::process::Stdio;

use serde_json::{Value, json};
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{
    AuthKey, CallbackAnswer, Edit, InlineButton, Markup, Peer, Post, WorldEvent,
};
use telegram_sandbox::{Options, Sandbox};
use tokio::process::Command;
use tribute_agent::machine::environment;

use crate::agent;
use crate::server::{http, listened_at};
use crate::stage::{PATIENCE, Stage};

/// Names a Python that has Telethon.
const PYTHON: &str = "TRIBUTE_AGENT_TELETHON_PYTHON";
const ASSISTANT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/telethon/assistant.py");
const LOGIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/telethon/login.py");
const MODERATORS_BOT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/telethon/moderators_bot.py");
const BUYER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/telethon/buyer.py");
const SERVER_TOKEN: &str = "0123456789abcdef0123456789abcdef";
const API_HASH: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn telethon_fulfils_an_order() {
    let Some(python) = environment(PYTHON) else {
        println!("skipped: {PYTHON} names no Python with Telethon");
        return;
    };
    let stage = Stage::new().await;
    let seller = Peer::User(stage.seller);
    for number in 0..120 {
        let note = format!("note {number}");
        stage.world.post(Post::new(stage.bot, seller, note)).unwrap();
    }
    let order = "🆕 Custom Product Order\n\nCustomer: A";
    stage.world.post(Post::new(stage.bot, seller, order)).unwrap();
    let session = stage.world.logged_in_key(stage.seller);
    let mut assistant = Command::new(python);
    assistant
        .arg(ASSISTANT)
        .arg(stage.centre.string_session(&session))
        .args(["1", API_HASH, "tribute"])
        .args([stage.supergroup, stage.group].map(|peer| peer.bot_api_id().to_string()));
    let bot = tokio::spawn(answer_like_a_bot(stage));
    succeeds(assistant).await;
    bot.abort();
}

#[tokio::test]
async fn telethon_signs_in_with_a_password_and_logs_out() {
    let Some(python) = environment(PYTHON) else {
        println!("skipped: {PYTHON} names no Python with Telethon");
        return;
    };
    let running = Sandbox::start(Options::default()).await.unwrap();
    let login = running.ready().login.clone().unwrap();
    let mut script = Command::new(python);
    script.args([LOGIN, &login.string_session, "1", API_HASH]).args([
        login.phone,
        login.code,
        login.password,
    ]);
    succeeds(script).await;
    assert!(running.world().devices(SELLER).is_empty(), "all are ended");
}

#[tokio::test]
async fn telethon_is_a_bot_whose_buttons_telethon_taps() {
    let Some(python) = environment(PYTHON) else {
        println!("skipped: {PYTHON} names no Python with Telethon");
        return;
    };
    let running = Sandbox::start(Options::default()).await.unwrap();
    let mut events = running.events();
    let ready = running.ready();
    let session = running.datacentre().string_session(&AuthKey::of_bot(&ready.bot.token));
    let mut script = Command::new(python);
    script.args([MODERATORS_BOT, &session, &ready.bot.token, &ready.moderator.string_session]);
    script.args(["1", API_HASH]);
    script.args([ready.moderators_chat, ready.moderators_basic_group].map(|chat| chat.to_string()));
    succeeds(script).await;
    let told: Vec<Kind> = std::iter::from_fn(|| events.try_next()).map(|it| it.kind).collect();
    let told = |wanted: fn(&Kind) -> bool| told.iter().filter(|kind| wanted(kind)).count();
    let is_card = |kind: &Kind| match kind {
        Kind::Card { number, buttons, edited, .. } => {
            *number == 148 && *buttons == ["12345"] && !edited
        }
        _ => false,
    };
    assert_eq!(told(is_card), 2);
    assert_eq!(told(|kind| matches!(kind, Kind::Toast { text, .. } if text == "taken")), 2);
    let is_tap = |kind: &Kind| matches!(kind, Kind::ModeratorSaid { by_button: true, text, .. } if text == "12345");
    assert_eq!(told(is_tap), 2);
    assert_eq!(told(|kind| matches!(kind, Kind::ModeratorSaid { by_button: false, .. })), 4);
}

/// The agent sells, and a person pays: once, though they try again; and their Stars come back.
#[tokio::test]
async fn telethon_buys_with_stars() {
    let Some(python) = environment(PYTHON) else {
        println!("skipped: {PYTHON} names no Python with Telethon");
        return;
    };
    let mut scene = agent::Scene::new(Vec::new()).await;
    let ready = scene.running.ready().clone();
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let more = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\ntoken = \"{SERVER_TOKEN}\"\n\
         [telegram_payments]\nbot_token = \"{}\"\n[shop]",
        ready.payments_bot.token
    );
    agent::write_private(&scene.config(), &text.replace("[shop]", &more));
    let _agent = scene.agent();
    scene.until_said("buyers of this bot are heard from now on").await;
    scene.until_said("the server listens").await;
    let url = listened_at(&scene.said(), 0).unwrap();
    let post = async |path: &str, body: Value| {
        let call = http().post(format!("{url}/api/v1/{path}")).bearer_auth(SERVER_TOKEN);
        let call = call.header("idempotency-key", "1").header("content-type", "application/json");
        let answer = call.body(body.to_string()).send().await.unwrap();
        let told = answer.text().await.unwrap();
        serde_json::from_str::<Value>(&told).unwrap_or_else(|_| panic!("{told}"))
    };
    let price = json!({ "amount": 250, "currency": "XTR" });
    let wish = json!({ "provider": "telegram", "account_id": "12345678", "title": "Diamonds", "price": price });
    let told = post("checkouts", wish).await;
    let link = told["url"].as_str().unwrap_or_else(|| panic!("{told}: {}", scene.said()));
    let mut script = Command::new(python);
    script.args([BUYER, &ready.buyer.string_session, "1", API_HASH, link]);
    script.args([&ready.payments_bot.username, "250"]);
    let script = tokio::spawn(succeeds(script));
    let is_refusal =
        |kind: &Kind| matches!(kind, Kind::PreCheckout { verdict, .. } if verdict == "declined");
    let paid = scene.until(|event| event.kind == Kind::Completed).await;
    scene.until(|event| is_refusal(&event.kind)).await;
    post("orders/1/refund", json!({})).await;
    script.await.unwrap();
    let payments = scene.running.world().payments();
    let order = &scene.running.orders()[0];
    assert_eq!((payments.len(), paid.order), (1, Some(order.number)), "{}", scene.said());
    assert!(order.refunded && order.effects == 1, "{order:?}: {}", scene.said());
}

/// The script ends well, and says so.
async fn succeeds(mut script: Command) {
    let child =
        script.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let output = tokio::time::timeout(PATIENCE * 3, child.wait_with_output())
        .await
        .expect("the script ends")
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.trim_end().ends_with("done"), "{said}\n{complaints}");
}

/// Confirms each reply with a button, and takes the button away once it is pressed.
async fn answer_like_a_bot(mut stage: Stage) {
    while let Some(event) = stage.events.next().await {
        match event {
            WorldEvent::Message { to, message, .. }
                if to == Peer::User(stage.bot) && message.reply_to.is_some() =>
            {
                let buttons = vec![vec![InlineButton::callback("Send", "send:1")]];
                let confirmation = Post::new(stage.bot, Peer::User(message.from), "Confirm")
                    .replying_to(message.key)
                    .with_markup(Markup::Inline(buttons));
                stage.world.post(confirmation).unwrap();
            }
            WorldEvent::Callback { query, message, .. } => {
                let without_button = Edit {
                    text: Some((String::from("Sent to moderation"), Vec::new())),
                    markup: Some(None),
                    ..Edit::default()
                };
                stage.world.edit(message, without_button).unwrap();
                stage.world.answer_callback(query, CallbackAnswer::notice("Sent"));
            }
            _ => {}
        }
    }
}
