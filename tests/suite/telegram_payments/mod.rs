//! Checkouts that are paid to the owner's own bot: the real binary, against the sandbox's data centre.

mod codes;
mod paid;
mod refused;
mod talk;
mod troubles;

use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{
    Actor, InvoiceSource, Peer, Posted, Refusal, Tender, User, UserId, World,
};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::agent::{Agent, Moderators, Scene, options, program, write_private};

/// The bot that is paid.
pub const SHOP_BOT: UserId = UserId(7_000_000_444);
/// Somebody with Stars.
pub const BUYER: UserId = UserId(777_000_900);
const ACCOUNT: &str = "12345678";
const PRICE: i64 = 50;

/// A scene with a bot that is paid and a buyer, in which nothing is sold in Tribute's chat.
pub struct Shop {
    pub scene: Scene,
    pub bot: UserId,
    /// What the configuration says that it logs in with.
    pub token: String,
}

impl Shop {
    pub async fn new() -> Self {
        Self::with("").await
    }

    /// With more lines of `[telegram_payments]`.
    pub async fn with(lines: &str) -> Self {
        let scene = Scene::with(options(Vec::new()), Moderators::Supergroup).await;
        let world = scene.running.world();
        let token = world.register_bot(User::bot(SHOP_BOT.0, "Shop", "sandbox_shop_bot"));
        world.add_user(User::human(BUYER.0, "Ivan"));
        world.set_stars(BUYER, 1_000);
        let section = format!("[telegram_payments]\nbot_token = \"{token}\"\n{lines}\n");
        let shop = Self { scene, bot: SHOP_BOT, token };
        shop.change("[moderators]\n", &format!("{section}[moderators]\n"));
        shop.scene.retime(&[("incident_after", "1m")]);
        shop
    }

    pub fn world(&self) -> &World {
        self.scene.running.world()
    }

    /// Has the configuration read otherwise.
    pub fn change(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.scene.config()).unwrap();
        assert!(text.contains(from), "{text}");
        write_private(&self.scene.config(), &text.replace(from, to));
    }

    /// `run`, once the bot is connected and what was said to it before is passed.
    pub async fn agent(&self) -> Agent {
        let heard = self.scene.said().matches("the bot that is paid is connected").count();
        let agent = self.scene.agent();
        self.scene.until_said_often("the bot that is paid is connected", heard + 1).await;
        self.scene.until_said("buyers of this bot are heard from now on").await;
        agent
    }

    pub async fn command(&self, command: &str, words: &[&str]) -> Value {
        let mut program = program(&self.scene.config(), command, words);
        let output = self.scene.comes(program.output()).await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}\n{}", self.scene.tell());
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// A checkout with a link.
    pub async fn checkout(&self, more: &[&str]) -> Value {
        let price = format!("{PRICE} XTR");
        let words = ["create", "--provider", "telegram", "--account", ACCOUNT];
        let goods = ["--price", &price, "--title", "Diamond"];
        let goods = if more.contains(&"--sku") { &[][..] } else { &goods[..] };
        let words = if more.contains(&"--account") { &words[..3] } else { &words[..] };
        self.command("checkout", &[words, goods, more, &["--json"]].concat()).await
    }

    /// The buyer presses "Pay" below a link.
    pub fn pays(&self, checkout: &Value) -> JoinHandle<Result<Posted, Refusal>> {
        let link = source(checkout);
        self.pays_by(&link)
    }

    pub fn pays_by(&self, source: &InvoiceSource) -> JoinHandle<Result<Posted, Refusal>> {
        let (world, source) = (self.world().clone(), source.clone());
        tokio::spawn(async move {
            let form = world.payment_form(BUYER, &source)?.id;
            let buyer = Actor { user: BUYER, connection: None };
            world.pay(buyer, form, &source, Tender::Stars)?.await
        })
    }

    /// The same, and the bot agrees.
    pub async fn paid(&self, checkout: &Value) -> Posted {
        let told = self.scene.comes(self.pays(checkout)).await.unwrap();
        told.unwrap_or_else(|refusal| panic!("{refusal:?}\n{}", self.scene.tell()))
    }

    /// How often the buyer has read this from the bot.
    pub fn read(&self, words: &str) -> usize {
        let chat = self.world().chat(BUYER, Peer::User(self.bot));
        chat.iter().filter(|view| view.message.body.text.contains(words)).count()
    }

    /// Waits until the buyer has read this.
    pub async fn until_read(&self, words: &str) {
        let read = async {
            while self.read(words) == 0 {
                sleep(Duration::from_millis(20)).await;
            }
        };
        self.scene.comes(read).await;
    }

    /// Waits until an order of the list stands so; returns it.
    pub async fn until_order(&self, number: u32, state: &str) -> Value {
        let wanted = async {
            loop {
                let orders = self.scene.listed().await;
                let order = orders.into_iter().find(|it| it["number"] == number);
                if let Some(order) = order.filter(|it| it["state"] == state) {
                    return order;
                }
            }
        };
        self.scene.comes(wanted).await
    }

    pub async fn shown(&self, checkout: &Value) -> Value {
        self.command("checkout", &["show", checkout["id"].as_str().unwrap(), "--json"]).await
    }

    /// The activation calls that the shop was made.
    pub fn calls(&self) -> Vec<Value> {
        let calls = self.scene.running.shop().calls();
        calls.iter().map(|call| serde_json::from_str(&call.body).unwrap()).collect()
    }

    /// The orders that the shop has given goods for, each once.
    pub fn given(&self) -> usize {
        let effects = self.scene.running.shop().effects();
        assert!(effects.values().all(|it| it.count == 1), "{effects:?}");
        effects.len()
    }

    /// Whether the shop has taken an order's goods back.
    pub fn is_taken_back(&self, order: &Value) -> bool {
        let id = order["id"].as_str().unwrap();
        self.scene.running.shop().revoked().contains(id)
    }

    /// Waits until moderators were told this.
    pub async fn told(&mut self, words: &str) {
        self.scene
            .until(|event| match &event.kind {
                Kind::Escalation { text, .. } | Kind::Message { text, .. } => text.contains(words),
                _ => false,
            })
            .await;
    }
}

/// The invoice below a checkout's link.
pub fn source(checkout: &Value) -> InvoiceSource {
    let url = checkout["url"].as_str().unwrap_or_else(|| panic!("no link: {checkout}"));
    InvoiceSource::Link(url.rsplit('$').next().unwrap().to_owned())
}
