//! Faults by name, as a client meets them.

use grammers_client::tl;
use grammers_mtsender::InvocationError;
use tribute_agent::sandbox::event::Kind;
use tribute_agent::sandbox::faults::Fault;
use tribute_agent::sandbox::running::SELLER;
use tribute_agent::sandbox::world::Post;
use tribute_agent::sandbox::{Options, Sandbox};

use super::scene::{BOT, order_sent};
use super::seller::Seller;
use super::{orders, until};

/// Sends twice under one key while something goes wrong: what the second call came to, and how
/// often the order was replied to.
async fn second_reply(fault: Fault) -> (Result<(), InvocationError>, u32) {
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
    seller.invoke(&request).await.unwrap();
    let second = seller
        .invoke(&request)
        .await
        .map(|_: tl::enums::Updates| ());
    // Everything that was sent before this has been heard when this has.
    let last = Post::new(SELLER, BOT, "hello");
    running.world().post(last).unwrap();
    until(&mut events, |kind| matches!(kind, Kind::Message { .. })).await;
    (second, running.orders()[0].replies)
}

fn named(result: Result<(), InvocationError>) -> String {
    match result {
        Ok(()) => "ok".to_owned(),
        Err(InvocationError::Rpc(error)) => error.name,
        Err(_) => "cut".to_owned(),
    }
}

#[tokio::test]
async fn a_fault_is_what_its_name_says() {
    for (fault, second, replies) in [
        (Fault::Floods, "FLOOD_WAIT", 1),
        (Fault::SendCutBefore, "cut", 1),
        (Fault::SendCutAfter, "cut", 1),
        (Fault::RandomIdDuplicate, "RANDOM_ID_DUPLICATE", 1),
        (Fault::RandomIdForgotten, "ok", 2),
    ] {
        let (result, replied) = second_reply(fault).await;
        assert_eq!(named(result), second, "{fault:?}");
        assert_eq!(replied, replies, "{fault:?}");
    }
}
