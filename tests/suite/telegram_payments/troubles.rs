//! Buyers are answered whatever the agent waits for; people hear of a bot that is away.

use std::time::Duration;

use telegram_sandbox::accounts::MODERATORS_BOT;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::world::{Peer, Post, ServerQuirks};
use tokio::time::Instant;

use super::{ACCOUNT, BUYER, SHOP_BOT, Shop};
use crate::agent::program;
use crate::server::both::{start, with_server};

/// The agent waits for a page of the chat's history, and does nothing else meanwhile.
#[tokio::test]
async fn a_buyer_is_answered_while_history_is_read() {
    let shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    let rule = Rule::on("messages.getHistory").hold(Point::BeforeExecuting);
    let mut armed = shop.scene.running.datacentre().faults().arm(rule);
    shop.scene.comes(armed.matched()).await.unwrap();
    let began = Instant::now();
    shop.paid(&checkout).await;
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    shop.until_order(1, "completed").await;
}

/// Two logins of one bot: Telegram tells both everything.
#[tokio::test]
async fn one_bot_may_be_paid_and_speak_to_moderators() {
    let mut shop = Shop::new().await;
    let token = shop.scene.running.ready().bot.token.clone();
    shop.change("[moderators]\n", &format!("[moderators]\nbot_token = \"{token}\"\n"));
    let own = shop.token.clone();
    shop.change(&own, &token);
    shop.bot = MODERATORS_BOT;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    shop.paid(&checkout).await;
    shop.until_read("Done: Diamond").await;
    let order = shop.until_order(1, "completed").await;
    assert!(order["id"].as_str().unwrap().starts_with("test-telegram-7000000333-"));
}

#[tokio::test]
async fn moderators_hear_of_a_bot_whose_token_was_revoked() {
    let mut shop = Shop::new().await;
    // At once, not when it has been away for long.
    shop.scene.retime(&[("incident_after", "1h")]);
    with_server(&shop.scene);
    let mut running = start(&shop.scene).await;
    shop.scene.until_said("buyers of this bot are heard from now on").await;
    let health = running.is_well().await;
    assert_eq!(health["sources"]["telegram_payments"], "ok", "{health}");
    shop.world().renew_bot_token(SHOP_BOT);
    shop.told("The bot that takes payments can't be reached").await;
    let price = ["create", "--provider", "telegram", "--price", "50 XTR", "--title", "Diamond"];
    let asked = [&price[..], &["--account", ACCOUNT]].concat();
    let refused =
        shop.scene.comes(program(&shop.scene.config(), "checkout", &asked).output()).await;
    let errors = String::from_utf8(refused.unwrap().stderr).unwrap();
    assert!(errors.contains("checkout.provider_unavailable"), "{errors}");
    let (_, health) = running.get("/healthz").await;
    assert_eq!(health["sources"]["telegram_payments"], "failing", "{health}");
    assert!(running.agent.is_running(), "everything else goes on");
}

/// What is older than Telegram tells one by one is told as that; what comes then is heard.
#[tokio::test]
async fn people_hear_of_updates_that_telegram_does_not_tell() {
    let mut shop = Shop::new().await;
    let agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    agent.terminate().await;
    shop.scene.until_said("stopped, as was asked").await;
    for text in ["Hello", "Anybody there?"] {
        shop.world().post(Post::new(BUYER, Peer::User(SHOP_BOT), text)).unwrap();
    }
    let quirks = ServerQuirks { difference_too_long_from: Some(1), ..ServerQuirks::default() };
    shop.world().set_quirks(quirks);
    let _agent = shop.scene.agent();
    shop.told("A payment may have been missed").await;
    shop.world().set_quirks(ServerQuirks::default());
    shop.scene.until_said_often("buyers of this bot are heard from now on", 2).await;
    shop.paid(&checkout).await;
    shop.until_order(1, "completed").await;
}
