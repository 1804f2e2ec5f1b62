//! Real grammers clients in the sandbox's data centre.

mod bots;
mod faults;
mod hostile;
mod library;
mod messages;
pub mod payments;
mod presses;
mod updates;

use telegram_sandbox::world::{Peer, Post};

use crate::stage::{Stage, sent_id, text};
use grammers_client::tl;

#[tokio::test]
async fn a_client_connects_reads_and_writes() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    device.invoke(tl::functions::updates::GetState {}).await.unwrap();
    let order =
        stage.world.post(Post::new(stage.bot, Peer::User(stage.seller), "an order")).unwrap();
    let history = device.history(bot, 10).await;
    assert_eq!(text(&history[0]), "an order");
    assert_eq!(history[0].id(), order.ids.for_user(stage.seller).unwrap());
    let sent = device.send(bot, "a reply", 77, Some(history[0].id())).await.unwrap();
    let history = device.history(bot, 10).await;
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].id(), sent_id(&sent));
    let tl::enums::Message::Message(reply) = &history[0] else {
        panic!("no text");
    };
    assert!(reply.out);
    let Some(tl::enums::MessageReplyHeader::Header(header)) = &reply.reply_to else {
        panic!("no reply");
    };
    assert_eq!(header.reply_to_msg_id, Some(history[1].id()));
}
