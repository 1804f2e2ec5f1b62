//! What is paid becomes an order, once, whatever happens on the way.

use std::time::Duration;

use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::shop::HoldPoint;
use telegram_sandbox::world::{Actor, Peer, WorldEvent};
use tokio::time::sleep;

use super::{ACCOUNT, BUYER, PRICE, SHOP_BOT, Shop, source};

#[tokio::test]
async fn a_link_is_paid_the_goods_are_given_and_the_buyer_is_told() {
    let shop = Shop::new().await;
    let agent = shop.agent().await;
    let checkout = shop.checkout(&["--reference", "cart-7"]).await;
    assert_eq!(checkout["status"], "open");
    shop.paid(&checkout).await;
    shop.until_read("Done: Diamond").await;
    let order = shop.until_order(1, "completed").await;
    let payment = shop.world().payments().remove(0);
    assert!(payment.invoice.description.contains(ACCOUNT), "{}", payment.invoice.description);
    let charge = payment.charge;
    assert_eq!(order["id"], format!("test-telegram-{}-{charge}", SHOP_BOT.0));
    assert_eq!(order["source"], "telegram_payments");
    let calls = shop.calls();
    let data = &calls[0]["data"];
    assert_eq!(data["checkout_id"], checkout["id"]);
    assert_eq!(data["reference"], "cart-7");
    assert_eq!(data["price"], serde_json::json!({"amount": PRICE, "currency": "XTR"}));
    assert_eq!(data["customer"]["telegram_id"], BUYER.0);
    let shown = shop.shown(&checkout).await;
    assert_eq!((&shown["status"], &shown["order_id"]), (&"paid".into(), &order["id"]));
    // Who has the link may try again, and is told why not.
    let refused = shop.scene.comes(shop.pays(&checkout)).await.unwrap().unwrap_err();
    assert_eq!(refused.name, "BOT_PRECHECKOUT_FAILED");
    agent.terminate().await;
    assert_eq!((shop.calls().len(), shop.read("Done: Diamond")), (1, 1));
}

/// Telegram waits ten seconds for the bot; what was agreed to is paid whether the agent sees that or not.
#[tokio::test]
async fn what_is_paid_while_the_agent_is_away_is_an_order_when_it_is_back() {
    let shop = Shop::new().await;
    let agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    // The answer is the last that Telegram hears of this agent.
    let paying = shop.pays(&checkout);
    shop.scene.until_said("a buyer may pay").await;
    agent.kill().await;
    shop.scene.comes(paying).await.unwrap().unwrap();
    let _agent = shop.scene.agent();
    shop.until_read("Done: Diamond").await;
    shop.until_order(1, "completed").await;
    assert_eq!((shop.given(), shop.read("Done: Diamond")), (1, 1));
}

#[tokio::test]
async fn a_payment_is_one_order_however_often_the_agent_is_killed() {
    let shop = Shop::new().await;
    let agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    shop.paid(&checkout).await;
    agent.kill().await;
    for pause_ms in [20, 60, 120, 200, 300, 450] {
        let agent = shop.scene.agent();
        sleep(Duration::from_millis(pause_ms)).await;
        agent.kill().await;
    }
    let _agent = shop.scene.agent();
    shop.until_read("Done: Diamond").await;
    shop.until_order(1, "completed").await;
    assert_eq!(shop.read("Done: Diamond"), 1);
    assert_eq!(shop.scene.listed().await.len(), 1);
    assert_eq!(shop.given(), 1);
}

/// Two devices at once, before the agent can have heard that either has paid.
#[tokio::test]
async fn who_pays_in_the_same_moment_is_refused() {
    let shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    let rule = Rule::on("updates.getDifference").from(SHOP_BOT).hold(Point::BeforeExecuting);
    let mut unheard = shop.scene.running.datacentre().faults().arm(rule);
    shop.paid(&checkout).await;
    shop.scene.comes(unheard.matched()).await.unwrap();
    shop.refused(&source(&checkout), "being_paid").await;
    unheard.release();
    shop.until_order(1, "completed").await;
    assert_eq!(shop.world().stars(BUYER), 1_000 - PRICE);
}

/// Another program, or an agent before this one, has agreed to both.
#[tokio::test]
async fn a_second_payment_of_a_checkout_is_for_moderators_who_give_it_back() {
    let mut shop = Shop::new().await;
    let agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    agent.kill().await;
    let mut events = shop.world().events();
    let paying = [shop.pays(&checkout), shop.pays(&checkout)];
    for _ in &paying {
        let asked = async {
            loop {
                if let Some(WorldEvent::PreCheckout { query, .. }) = events.next().await {
                    return query;
                }
            }
        };
        let query = shop.scene.comes(asked).await;
        shop.world().answer_pre_checkout(SHOP_BOT, query, Ok(())).unwrap();
    }
    for paid in paying {
        shop.scene.comes(paid).await.unwrap().unwrap();
    }
    let _agent = shop.scene.agent();
    shop.told("paid before").await;
    let second = shop.until_order(2, "escalated").await;
    assert_eq!(second["reason"], "paid_twice");
    shop.until_order(1, "completed").await;
    shop.command("orders", &["refund", "2", "--yes"]).await;
    shop.until_order(2, "refunded").await;
    assert_eq!(shop.world().stars(BUYER), 1_000 - PRICE);
    assert_eq!(shop.calls().len(), 1);
}

#[tokio::test]
async fn stars_go_back_by_a_command_and_the_shop_takes_the_goods_back() {
    let shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    shop.paid(&checkout).await;
    shop.until_order(1, "completed").await;
    shop.command("orders", &["refund", "1", "--yes"]).await;
    let order = shop.until_order(1, "refunded").await;
    assert_eq!(shop.world().stars(BUYER), 1_000);
    assert!(shop.is_taken_back(&order));
    assert_eq!(shop.shown(&checkout).await["status"], "refunded");
}

/// By the owner in another program, or by Telegram itself.
#[tokio::test]
async fn a_refund_that_telegram_tells_of_is_told_to_the_shop() {
    let shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    shop.paid(&checkout).await;
    shop.until_order(1, "completed").await;
    let charge = shop.world().payments()[0].charge.clone();
    let bot = Actor { user: SHOP_BOT, connection: None };
    shop.world().refund_stars(bot, BUYER, &charge).unwrap();
    let order = shop.until_order(1, "refunded").await;
    assert!(shop.is_taken_back(&order));
}

/// The goods are given all the same; people see to it that the buyer hears of it.
#[tokio::test]
async fn a_buyer_who_has_blocked_the_bot_is_for_moderators() {
    let mut shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    let mut held = shop.scene.running.shop().hold_next(HoldPoint::AfterEffect);
    shop.paid(&checkout).await;
    shop.scene.comes(held.arrived()).await.unwrap();
    shop.world().set_blocked(BUYER, SHOP_BOT, true);
    held.release();
    // What it would have said, for a person to say.
    shop.told("Done: Diamond").await;
    let order = shop.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "reply_refused");
    assert_eq!(shop.read("Done: Diamond"), 0);
    assert_eq!(shop.world().chat(BUYER, Peer::User(SHOP_BOT)).len(), 1, "the note of the payment");
    shop.world().set_blocked(BUYER, SHOP_BOT, false);
    shop.command("orders", &["retry", "1"]).await;
    shop.until_read("Done: Diamond").await;
    shop.until_order(1, "completed").await;
    assert_eq!(shop.calls().len(), 1);
}
