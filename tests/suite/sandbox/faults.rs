//! Faults by name, as a client meets them.

use grammers_client::sender::InvocationError;
use grammers_client::tl;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::event::Kind;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::world::Post;
use telegram_sandbox::{Options, Sandbox};

use super::scene::{BOT, order_sent};
use super::seller::Seller;
use super::{orders, until};

/// Sends twice under one key while something goes wrong: what the calls came to, and how often the
/// order was replied to.
async fn two_replies(fault: Fault) -> ([String; 2], u32) {
    let running = Sandbox::start(Options {
        orders: orders(1, "silent"),
        faults: vec![fault],
        ..Options::default()
    })
    .await
    .unwrap();
    let mut events = running.events();
    let seller = Seller::connect(&running).await;
    let order = order_sent(&mut events).await;
    let request = seller.sending(BOT, "Done", Some(order), 7);
    let mut replies = Vec::new();
    for _ in 0..2 {
        let sent: Result<tl::enums::Updates, _> = seller.invoke(&request).await;
        replies.push(named(sent));
    }
    // Everything that was sent before this has been heard when this has.
    let last = Post::new(SELLER, BOT, "hello");
    running.world().post(last).unwrap();
    until(&mut events, |kind| matches!(kind, Kind::Message { .. })).await;
    (replies.try_into().unwrap(), running.orders()[0].replies)
}

fn named<T>(result: Result<T, InvocationError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(InvocationError::Rpc(error)) => error.name,
        Err(_) => "cut".to_owned(),
    }
}

#[tokio::test]
async fn a_fault_is_what_its_name_says() {
    for (fault, calls, replies) in [
        (Fault::Floods, ["FLOOD_WAIT", "ok"], 1),
        (Fault::SendCutBefore, ["ok", "cut"], 1),
        (Fault::SendCutAfter, ["ok", "cut"], 1),
        (Fault::RandomIdDuplicate, ["ok", "RANDOM_ID_DUPLICATE"], 1),
        (Fault::RandomIdForgotten, ["ok", "ok"], 2),
        (Fault::Revoked, ["ok", "SESSION_REVOKED"], 1),
        (Fault::Duplicated, ["ok", "AUTH_KEY_DUPLICATED"], 1),
    ] {
        assert_eq!(two_replies(fault).await, (calls.map(str::to_owned), replies), "{fault:?}");
    }
}
