//! What buyers write and tap is answered: the account, the products, an invoice, and what goes wrong with that.

use std::time::Duration;

use telegram_sandbox::world::{
    InlineAction, InvoiceSource, Markup, Peer, Post, Refusal, User, UserId, View,
};
use tokio::time::sleep;

use super::{ACCOUNT, BUYER, SHOP_BOT, Shop};

/// Somebody else with Stars.
const OTHER: UserId = UserId(777_000_901);

impl Shop {
    /// A shop that sells something for Stars.
    async fn selling() -> Self {
        let shop = Self::with("support = \"@shop_support\"").await;
        let product =
            "[[product]]\nname = \"Star diamond\"\nsku = \"star-diamond\"\nprice = \"50 XTR\"\n";
        shop.change("[moderators]\n", &format!("{product}\n[moderators]\n"));
        shop.world()
            .add_user(User { lang_code: Some("ru".to_owned()), ..User::human(OTHER.0, "Anna") });
        shop
    }

    pub fn says(&self, who: UserId, text: &str) {
        self.world().post(Post::new(who, Peer::User(SHOP_BOT), text)).unwrap();
    }

    /// What the bot has said to somebody, oldest first.
    fn heard(&self, who: UserId) -> Vec<View> {
        let chat = self.world().chat(who, Peer::User(SHOP_BOT));
        let said = |view: &View| view.message.from == SHOP_BOT && view.message.service.is_none();
        chat.into_iter().filter(said).collect()
    }

    fn count(&self, who: UserId, words: &str) -> usize {
        self.heard(who).iter().filter(|it| it.message.body.text.contains(words)).count()
    }

    fn invoices(&self, who: UserId) -> Vec<View> {
        self.heard(who).into_iter().filter(|it| it.message.body.invoice.is_some()).collect()
    }

    /// Waits until the bot has said this so often.
    pub async fn until_heard(&self, who: UserId, words: &str, count: usize) -> View {
        let heard = async {
            while self.count(who, words) < count {
                sleep(Duration::from_millis(20)).await;
            }
        };
        self.scene.comes(heard).await;
        let said = |it: &View| it.message.body.text.contains(words);
        self.heard(who).into_iter().rfind(said).unwrap()
    }

    pub async fn until_invoices(&self, who: UserId, count: usize) -> View {
        let sent = async {
            while self.invoices(who).len() < count {
                sleep(Duration::from_millis(20)).await;
            }
        };
        self.scene.comes(sent).await;
        self.invoices(who).pop().unwrap()
    }

    /// Taps a button below a message. Returns what is shown.
    pub async fn taps(&self, who: UserId, view: &View, data: &[u8]) -> Result<String, Refusal> {
        let id = self.world().id_for(who, view.message.key).unwrap_or_default();
        let answer = self.world().press(who, Peer::User(SHOP_BOT), id, data)?;
        let answer = self.scene.comes(answer).await?;
        Ok(answer.text.unwrap_or_default())
    }
}

/// The first button below a message.
pub fn button(view: &View) -> (String, Vec<u8>) {
    let Some(Markup::Inline(rows)) = &view.message.body.markup else { panic!("no buttons") };
    let data = |action: &InlineAction| match action {
        InlineAction::Callback(data) => Some(data.clone()),
        InlineAction::Url(_) | InlineAction::Buy => None,
    };
    let mut buttons = rows.iter().flatten();
    buttons.find_map(|it| Some((it.label.clone(), data(&it.action)?))).unwrap()
}

#[tokio::test]
async fn whoever_says_start_is_led_to_an_invoice_and_pays_it_once() {
    let shop = Shop::selling().await;
    let agent = shop.agent().await;
    shop.says(BUYER, "/start");
    shop.until_heard(BUYER, "Which account is it for?", 1).await;
    shop.says(BUYER, ACCOUNT);
    let offer = shop.until_heard(BUYER, &format!("For account {ACCOUNT}"), 1).await;
    let (label, data) = button(&offer);
    assert_eq!(label, "Star diamond · ⭐\u{A0}50");
    assert_eq!(shop.taps(BUYER, &offer, &data).await.unwrap(), "");
    let invoice = shop.until_invoices(BUYER, 1).await;
    let asked = invoice.message.body.invoice.clone().unwrap();
    assert_eq!((asked.title.as_str(), asked.currency.as_str()), ("Star diamond", "XTR"));
    assert_eq!((asked.total(), asked.start_param.as_deref()), (50, Some(ACCOUNT)));
    assert!(asked.description.contains(ACCOUNT), "{}", asked.description);

    // The same tap again is no second invoice.
    assert!(shop.taps(BUYER, &offer, &data).await.unwrap().contains("already"));
    shop.scene
        .comes(shop.pays_by(&InvoiceSource::Message(invoice.message.key)))
        .await
        .unwrap()
        .unwrap();
    shop.until_read("Done: Star diamond").await;
    let order = shop.until_order(1, "completed").await;
    assert_eq!(order["account_id"], ACCOUNT);
    assert_eq!(shop.calls()[0]["data"]["product"]["sku"], "star-diamond");

    // What is paid is bought anew, by a checkout of its own, also by who comes back later.
    agent.terminate().await;
    let _agent = shop.scene.agent();
    shop.says(BUYER, "/buy");
    let offer = shop.until_heard(BUYER, &format!("For account {ACCOUNT}"), 2).await;
    shop.taps(BUYER, &offer, &data).await.unwrap();
    let second = shop.until_invoices(BUYER, 2).await.message.body.invoice.unwrap();
    assert_ne!(second.payload, asked.payload);
}

#[tokio::test]
async fn a_link_names_the_account_and_everybody_is_spoken_to_in_their_language() {
    let shop = Shop::selling().await;
    let _agent = shop.agent().await;
    shop.says(OTHER, &format!("/start {ACCOUNT}"));
    let offer = shop.until_heard(OTHER, &format!("Для аккаунта {ACCOUNT}"), 1).await;
    shop.says(OTHER, "/terms");
    shop.until_heard(OTHER, "а не у Telegram", 1).await;
    shop.says(OTHER, "/paysupport");
    shop.until_heard(OTHER, "@shop_support", 1).await;
    let (_, data) = button(&offer);
    shop.taps(OTHER, &offer, &data).await.unwrap();
    let invoice = shop.until_invoices(OTHER, 1).await.message.body.invoice.unwrap();
    assert!(invoice.description.contains("Для аккаунта"), "{}", invoice.description);
    shop.scene.until_said("a buyer asks for an invoice").await;
    assert_eq!(shop.heard(BUYER).len(), 0);
    let names = |language: &str| {
        let commands = shop.world().bot_commands(SHOP_BOT, None, language);
        commands.into_iter().map(|it| it.command).collect::<Vec<_>>()
    };
    for language in ["", "en", "ru"] {
        assert_eq!(names(language), ["start", "buy", "terms", "paysupport"], "{language}");
    }
}

#[tokio::test]
async fn hostile_words_and_forged_taps_change_nothing() {
    let shop = Shop::selling().await;
    let agent = shop.agent().await;
    let hostile = [
        "\u{202E}87654321\u{202C} and 12345678",
        "'; DROP TABLE buyers; --",
        "{{ product }} %s <b>",
        "/start ../../etc/passwd",
        "/nonsense",
        "😀",
    ];
    for text in hostile {
        shop.says(BUYER, text);
    }
    shop.says(BUYER, &"9".repeat(4096));
    let answered = async {
        while shop.heard(BUYER).len() < hostile.len() + 1 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    shop.scene.comes(answered).await;
    for view in shop.heard(BUYER) {
        let text = &view.message.body.text;
        assert!(!text.contains("DROP") && !text.contains('\u{202E}'), "{text}");
        assert!(view.message.body.markup.is_none(), "{text}");
    }
    shop.says(BUYER, &format!("/buy {ACCOUNT}"));
    let offer = shop.until_heard(BUYER, &format!("For account {ACCOUNT}"), 1).await;
    let (_, data) = button(&offer);
    // Another one's button is no button of mine; made-up ones are nobody's.
    assert!(shop.taps(OTHER, &offer, &data).await.is_err());
    for forged in [&b"buy:000000000000000000000000"[..], b"page:7", b"\xff", b"k1"] {
        let _ = shop.taps(BUYER, &offer, forged).await;
    }
    assert_eq!((shop.invoices(BUYER).len(), shop.invoices(OTHER).len()), (0, 0));
    agent.terminate().await;
    assert!(!shop.scene.said().contains("DROP"));
}

#[tokio::test]
async fn a_flood_is_answered_to_a_point_and_others_are_heard() {
    let shop = Shop::selling().await;
    let _agent = shop.agent().await;
    for _ in 0..60 {
        shop.says(BUYER, "/terms");
    }
    shop.until_heard(BUYER, "a lot at once", 1).await;
    shop.says(OTHER, "/start");
    shop.until_heard(OTHER, "Для какого аккаунта?", 1).await;
    assert_eq!(shop.heard(BUYER).len(), 21);
}

/// What was written meanwhile is read and answered, once.
#[tokio::test]
async fn who_writes_while_the_agent_is_away_is_answered_when_it_is_back() {
    let shop = Shop::selling().await;
    let agent = shop.agent().await;
    agent.kill().await;
    shop.says(BUYER, &format!("/start {ACCOUNT}"));
    let agent = shop.scene.agent();
    shop.until_heard(BUYER, &format!("For account {ACCOUNT}"), 1).await;
    agent.kill().await;
    let _agent = shop.scene.agent();
    shop.says(BUYER, "/terms");
    shop.until_heard(BUYER, "not from Telegram", 1).await;
    assert_eq!(shop.count(BUYER, &format!("For account {ACCOUNT}")), 1);
}

#[tokio::test]
async fn who_has_blocked_the_bot_stops_nothing() {
    let shop = Shop::selling().await;
    let _agent = shop.agent().await;
    shop.says(BUYER, "/start");
    shop.until_heard(BUYER, "Which account", 1).await;
    shop.world().set_blocked(BUYER, SHOP_BOT, true);
    let _ = shop.world().post(Post::new(BUYER, Peer::User(SHOP_BOT), "/start"));
    shop.says(OTHER, "/start");
    shop.until_heard(OTHER, "Для какого аккаунта?", 1).await;
}
