//! Thirteen orders, each left in another state, as a crash would leave them: the world around the
//! journals in `fixtures/journals`. What the shop gave, what stands in the chat and what was pressed
//! is as those journals say, or a step further.

use std::path::Path;
use std::sync::Arc;

use telegram_sandbox::accounts::{SELLER, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::world::View;
use tribute_agent::config::Config;
use tribute_agent::engine::NewAct;
use tribute_agent::journal::{EffectKind, Pins};
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::life::{Delivery, ShopAnswer, begin};
use tribute_agent::order::purchase::OrderForm;
use tribute_agent::order::{Button, ButtonKind, MessageId, OrderId, Record, Untrusted, UserId};
use tribute_agent::rich_text::RichText;
use tribute_agent::shop::{self, Activator as _, Call, Secret};
use tribute_agent::sources::tribute_chat;
use tribute_agent::sources::tribute_chat::message::{Reading, read};
use tribute_agent::telegram::{
    self, Chat, Grammers, Limits, Messenger as _, ModeratorsAddress, Outgoing, Sent,
};

use crate::agent::{BOT, Scene, orders, sent, without_account};
use crate::occupancy::open_when_free;

/// Whose journal it is.
pub const PINS: Pins = Pins { seller: UserId(SELLER.0), bot: UserId(TRIBUTE.0), livemode: false };
/// How many orders there are; their numbers are those of the journal and of the sandbox.
pub const ORDERS: u32 = 13;
/// The shop's answer to its activation is lost, or recorded, or long ago.
pub const GIVEN: [u32; 8] = [3, 5, 6, 7, 8, 9, 10, 11];
/// The order that nobody can fulfil as it stands.
pub const WITHOUT_ACCOUNT: u32 = 12;
/// The order that has ended.
pub const COMPLETED: u32 = 13;
/// Replied to, in this order. The last two after the chat was read for the last time.
const REPLIED: [u32; 6] = [COMPLETED, 9, 10, 11, 8, 7];
const PRESSED: [u32; 2] = [COMPLETED, 11];

/// The world at the moment of the crash.
pub struct InFlight {
    pub scene: Scene,
    config: Config,
    messenger: Grammers,
    /// What the shop said when it was asked for these orders.
    pub answers: Vec<(u32, ShopAnswer)>,
}

impl InFlight {
    /// Brings the world there, with the seller's own session and calls to the shop.
    pub async fn staged() -> Self {
        let mut scene = Scene::new(Vec::new()).await;
        for order in planned() {
            scene.running.send_order(order).await;
        }
        sent(&mut scene, ORDERS).await;
        let config = Config::load(Some(&scene.config()), Path::new(""), &|_| None).unwrap();
        let messenger = connect(&scene, &config).await;
        let mut world = Self { scene, config, messenger, answers: Vec::new() };
        world.give().await;
        for number in REPLIED {
            world.reply(number).await;
        }
        world
    }

    /// The seller's session is free again.
    pub async fn leave(self) -> Scene {
        self.messenger.shutdown().await;
        self.scene
    }

    async fn give(&mut self) {
        let shop = self.scene.running.shop();
        let secret = Secret::parse(shop.secret()).unwrap();
        let client = shop::Client::new(shop::Settings::new(shop.url(), secret)).unwrap();
        for number in GIVEN.into_iter().chain([COMPLETED]) {
            let answer = client.activate(&self.call(number), Machine.now()).await;
            assert!(matches!(answer, ShopAnswer::Activated(_)), "{answer:?}");
            self.answers.push((number, answer));
        }
    }

    async fn reply(&mut self, number: u32) {
        let sent = self.messenger.send(Chat::Tribute, &self.outgoing(number)).await;
        assert!(matches!(sent, Ok(Sent::As(_))), "{sent:?}");
        self.scene
            .until(|event| {
                event.order == Some(number) && matches!(event.kind, Kind::Confirmation { .. })
            })
            .await;
        if PRESSED.contains(&number) {
            let (message, button) = self.confirmation(number);
            let ButtonKind::Callback { data } = button.kind else {
                panic!("an inline button");
            };
            self.messenger.press(message, &data).await.unwrap();
            self.scene.completed(number).await;
        }
    }

    /// The order message.
    pub fn message(&self, number: u32) -> MessageId {
        let orders = self.scene.running.orders();
        MessageId(orders[number as usize - 1].message_id.unwrap())
    }

    pub fn id(&self, number: u32) -> OrderId {
        tribute_chat::order_id(PINS, self.message(number))
    }

    pub fn text(number: u32) -> String {
        planned().swap_remove(number as usize - 1).text
    }

    pub fn form(&self, number: u32) -> OrderForm {
        match read(&Self::text(number), &[], self.config.rules().unwrap()) {
            Reading::Order(form) => *form,
            other => panic!("{other:?}"),
        }
    }

    /// The call to the shop, as it was frozen.
    pub fn call(&self, number: u32) -> Call {
        let form = OrderForm { item: None, ..self.form(number) };
        let (now, message) = (super::home::now(), self.message(number));
        let record = Record {
            number,
            id: self.id(number),
            source: tribute_chat::SOURCE,
            text: Untrusted::new(Self::text(number)),
            life: begin(&form, Delivery::tribute_chat(message)).order,
            form,
            decided_by: None,
            ordered_at: now,
            created_at: now,
            updated_at: now,
        };
        let act = NewAct {
            kind: EffectKind::Activate,
            record: &record,
            codes: &[],
            generation: 1,
            random_id: 1,
            now,
        };
        let owed = shop::encode_activation(&act).unwrap();
        serde_json::from_str(&owed.payload).unwrap()
    }

    /// The reply, as it was frozen.
    pub fn outgoing(&self, number: u32) -> Outgoing {
        Outgoing {
            text: RichText::plain(format!("Done: №{number}")),
            reply_to: Some(self.message(number)),
            random_id: 1_000 + i64::from(number),
        }
    }

    /// The reply that stands in the chat.
    pub fn reply_of(&self, number: u32) -> MessageId {
        MessageId(self.answer_to(self.message(number)).id)
    }

    /// The bot's message that asks to confirm, and its button.
    pub fn confirmation(&self, number: u32) -> (MessageId, Button) {
        let message = self.answer_to(self.reply_of(number)).id;
        let button = Button {
            label: Untrusted::new("Send"),
            kind: ButtonKind::Callback {
                data: format!("product_order:send:{number}").into_bytes(),
            },
        };
        (MessageId(message), button)
    }

    fn answer_to(&self, message: MessageId) -> View {
        let mut chat = self.scene.chat(BOT).into_iter();
        chat.find(|view| view.reply_to_id == Some(message.0))
            .unwrap_or_else(|| panic!("nothing answers {message}\n{}", self.scene.tell()))
    }
}

/// The orders; the bot lets go of a button that was pressed, and says what it answers.
fn planned() -> Vec<PlannedOrder> {
    let mut planned = orders(ORDERS as usize, "edits");
    planned[WITHOUT_ACCOUNT as usize - 1] =
        PlannedOrder { bot: planned[0].bot, ..without_account() };
    for order in &mut planned {
        order.entities.clear();
    }
    planned
}

async fn connect(scene: &Scene, config: &Config) -> Grammers {
    let store = open_when_free(&scene.folder.path().join("seller.session"));
    let settings = telegram::Settings {
        api_id: config.telegram().unwrap().api_id,
        tribute_username: config.tribute.bot.clone(),
        tribute_id: config.tribute.bot_id,
        moderators: ModeratorsAddress::Me,
        proxy: None,
        topic: None,
        connect_timeout: std::time::Duration::from_secs(20),
        limits: Limits::default(),
    };
    let connecting =
        telegram::connect(settings, Arc::new(store), Arc::new(Machine), Arc::new(Machine));
    connecting.await.unwrap().0
}
