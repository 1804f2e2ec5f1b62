//! A seller in front of an order.

use telegram_sandbox::Running;
use telegram_sandbox::accounts::TRIBUTE;
use telegram_sandbox::event::EventStream;
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::world::Peer;

use super::seller::Seller;
use super::{orders, sandbox, until};

/// The bot's chat.
pub const BOT: Peer = Peer::User(TRIBUTE);

/// A sandbox with a seller at the moment at which the first order has come.
pub struct Scene {
    pub running: Running,
    pub seller: Seller,
    pub events: EventStream,
    pub order: i32,
}

impl Scene {
    pub async fn with(orders: Vec<PlannedOrder>) -> Self {
        let running = sandbox(orders).await;
        let mut events = running.events();
        let seller = Seller::connect(&running).await;
        let order = order_sent(&mut events).await;
        Self { running, seller, events, order }
    }

    pub async fn modes(modes: &str) -> Self {
        Self::with(orders(1, modes)).await
    }

    /// Replies to the order and waits for the message that asks to confirm.
    pub async fn confirmation(&mut self) -> i32 {
        self.seller.reply(self.order, "Done").await;
        self.next_confirmation().await
    }

    pub async fn next_confirmation(&mut self) -> i32 {
        let asked = |kind: &Kind| matches!(kind, Kind::Confirmation { .. });
        match until(&mut self.events, asked).await.kind {
            Kind::Confirmation { message_id } => message_id,
            other => panic!("{other:?}"),
        }
    }

    pub async fn happens(&mut self, wanted: impl Fn(&Kind) -> bool) {
        until(&mut self.events, wanted).await;
    }

    pub async fn press_send(&self, confirmation: i32) -> Result<bool, String> {
        let buttons = self.seller.buttons(confirmation).await;
        let (_, data) = buttons
            .iter()
            .find(|(label, _)| label.starts_with("Send"))
            .expect("there is a button that sends");
        let answer = self.seller.press(confirmation, data).await;
        answer.map(|answer| answer.alert)
    }
}

/// The id of the next order message.
pub async fn order_sent(events: &mut EventStream) -> i32 {
    let sent = |kind: &Kind| matches!(kind, Kind::OrderSent { .. });
    match until(events, sent).await.kind {
        Kind::OrderSent { message_id } => message_id,
        other => panic!("{other:?}"),
    }
}
