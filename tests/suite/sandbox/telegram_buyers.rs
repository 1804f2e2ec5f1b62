//! People who buy at a bot of the sandbox's, which is a real grammers client here.

use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::functions::{messages, payments};
use grammers_client::tl::{self, enums, types};
use telegram_sandbox::accounts::PAYMENTS_BOT;
use telegram_sandbox::event::{EventStream, Kind};
use telegram_sandbox::faults::Fault;
use telegram_sandbox::telegram_buyers::TelegramBuyers;
use telegram_sandbox::tribute_api::planned::Buyers;
use telegram_sandbox::world::{AuthKey, Peer, UserId};
use telegram_sandbox::{Options, Running, Sandbox};
use tokio::sync::mpsc::Receiver;
use tokio::time::Duration;

use crate::agent;
use crate::datacentre::payments::scene::{answering, invoice, sending, stars};
use crate::stage::{Device, soon};

const API_HASH: &str = "0123456789abcdef0123456789abcdef";

/// A sandbox with buyers, and the bot that is paid.
struct Shop {
    running: Running,
    bot: Device,
    updates: Receiver<UpdatesLike>,
    events: EventStream,
}

impl Shop {
    async fn new(buyers: Buyers, first_words: &[&str], faults: Vec<Fault>) -> Self {
        let first_words = first_words.iter().map(|words| (*words).to_owned()).collect();
        let interval = Duration::from_millis(10);
        let telegram_buyers =
            TelegramBuyers { buyers, first_words, interval, ..TelegramBuyers::default() };
        let options = Options { telegram_buyers, faults, ..Options::default() };
        let running = Sandbox::start(options).await.unwrap();
        let token = running.ready().payments_bot.token.clone();
        let key = AuthKey::of_bot(&token);
        let mut bot = Device::at(running.datacentre(), running.world(), PAYMENTS_BOT, &key);
        let updates = bot.updates();
        soon(bot.client.bot_sign_in(&token, API_HASH)).await.unwrap();
        bot.invoke(tl::functions::updates::GetState {}).await.unwrap();
        let events = running.events();
        Self { running, bot, updates, events }
    }

    async fn export(&self, media: enums::InputMedia) {
        self.bot.invoke(payments::ExportInvoice { invoice_media: media }).await.unwrap();
    }

    /// The next update of the bot's that is wanted.
    async fn update<T>(&mut self, wanted: impl Fn(&enums::Update) -> Option<T>) -> T {
        loop {
            let UpdatesLike::Updates(enums::Updates::Updates(it)) =
                soon(self.updates.recv()).await.unwrap()
            else {
                continue;
            };
            if let Some(found) = it.updates.iter().find_map(&wanted) {
                return found;
            }
        }
    }

    /// The bot agrees to the next payment.
    async fn agree(&mut self) {
        let query = self.update(query).await;
        self.bot.invoke(answering(query, None)).await.unwrap();
    }

    async fn told(&mut self, wanted: impl Fn(&Kind) -> bool) -> Kind {
        loop {
            let event = soon(self.events.next()).await;
            if wanted(&event.kind) {
                return event.kind;
            }
        }
    }
}

fn query(update: &enums::Update) -> Option<i64> {
    match update {
        enums::Update::BotPrecheckoutQuery(it) => Some(it.query_id),
        _ => None,
    }
}

fn is_paid(kind: &Kind) -> bool {
    matches!(kind, Kind::TelegramPayment { .. })
}

/// Who paid, if this says so.
fn payer(update: &enums::Update) -> Option<i64> {
    let enums::Update::NewMessage(it) = update else { return None };
    let enums::Message::Service(note) = &it.message else { return None };
    let is_payment = matches!(note.action, enums::MessageAction::PaymentSentMe(_));
    let enums::Peer::User(user) = &note.peer_id else { return None };
    is_payment.then_some(user.user_id)
}

#[tokio::test]
async fn who_gets_a_link_pays_it() {
    let mut shop = Shop::new(Buyers::Pay, &[], vec![]).await;
    shop.export(stars(50)).await;
    shop.agree().await;
    let buyer = shop.update(payer).await;
    let paid = shop.told(is_paid).await;
    let Kind::TelegramPayment { payload, amount, currency, charge, .. } = paid else { panic!() };
    assert_eq!((payload.as_str(), amount, currency.as_str()), ("checkout 1", 50, "XTR"));
    let order = &shop.running.orders()[0];
    assert_eq!(order.payment, Some(format!("telegram-{PAYMENTS_BOT}-{charge}")));
    let refund = payments::RefundStarsCharge {
        user_id: types::InputUser { user_id: buyer, access_hash: 0 }.into(),
        charge_id: charge,
    };
    shop.bot.invoke(refund).await.unwrap();
    shop.told(|it| matches!(it, Kind::TelegramRefund { .. })).await;
    assert!(shop.running.orders()[0].refunded);
}

#[tokio::test]
async fn who_comes_by_themselves_taps_and_pays_in_the_chat() {
    let mut shop = Shop::new(Buyers::Pay, &["/start 12345678"], vec![]).await;
    let buyer = shop
        .update(|update| match update {
            enums::Update::NewMessage(types::UpdateNewMessage {
                message: enums::Message::Message(it),
                ..
            }) if it.message == "/start 12345678" => match it.peer_id {
                enums::Peer::User(types::PeerUser { user_id }) => Some(UserId(user_id)),
                _ => None,
            },
            _ => None,
        })
        .await;
    let callback =
        types::InlineButtonTypeCallback { requires_password: false, data: b"diamond".to_vec() };
    let (text, r#type) = ("Diamond".to_owned(), callback.into());
    let button = types::KeyboardInlineButton { style: None, text, r#type }.into();
    let row = types::KeyboardInlineButtonRow { buttons: vec![button] }.into();
    let markup = types::ReplyInlineMarkup { force_reply: false, rows: vec![row] };
    let offer = messages::SendMessage {
        reply_markup: Some(markup.into()),
        ..shop.bot.sending(Peer::User(buyer), "What would you like?", 1, None)
    };
    shop.bot.invoke(offer).await.unwrap();
    let tap = shop
        .update(|update| match update {
            enums::Update::BotCallbackQuery(it) => Some(it.clone()),
            _ => None,
        })
        .await;
    assert_eq!((tap.user_id, tap.data.as_deref()), (buyer.0, Some(&b"diamond"[..])));
    shop.bot.invoke(sending(&shop.bot, Peer::User(buyer), stars(50), 2)).await.unwrap();
    shop.agree().await;
    assert_eq!(shop.update(payer).await, buyer.0);
}

/// The agent, who talks with them as the sandbox's own bot would not.
#[tokio::test]
async fn the_agent_sells_to_who_comes_by_themselves() {
    let first_words = vec!["/start 12345678".to_owned(), "/start".to_owned()];
    let telegram_buyers =
        TelegramBuyers { buyers: Buyers::Pay, first_words, ..TelegramBuyers::default() };
    let mut options = agent::options(Vec::new());
    options.telegram_buyers = telegram_buyers;
    let mut scene = agent::Scene::with(options, agent::Moderators::default()).await;
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let more = format!(
        "[[product]]\nname = \"Diamonds\"\nsku = \"diamonds\"\nquantity = 1\nprice = \"250 XTR\"\n\
         [telegram_payments]\nbot_token = \"{}\"\n[timing]",
        scene.running.ready().payments_bot.token
    );
    agent::write_private(&scene.config(), &text.replace("[timing]", &more));
    let _agent = scene.agent();
    scene.until(|event| is_paid(&event.kind)).await;
    scene.until(|event| event.kind == Kind::Completed).await;
    let told = scene.until(
        |event| matches!(&event.kind, Kind::BuyerTold { text, .. } if text == "Done: Diamonds"),
    );
    told.await;
    assert_eq!(scene.settled().await.len(), 1, "who names no account is asked for one");
}

#[tokio::test]
async fn who_pays_twice_at_once_pays_twice() {
    let mut shop = Shop::new(Buyers::Twice, &[], vec![]).await;
    shop.export(stars(50)).await;
    shop.agree().await;
    shop.agree().await;
    shop.told(is_paid).await;
    shop.told(is_paid).await;
    assert_eq!(shop.running.orders().len(), 2);
}

#[tokio::test]
async fn who_has_too_few_stars_at_first_pays_later() {
    let mut shop = Shop::new(Buyers::Decline, &[], vec![]).await;
    shop.export(stars(50)).await;
    let failed = shop.told(|it| matches!(it, Kind::PaymentFailed { .. })).await;
    assert!(matches!(failed, Kind::PaymentFailed { reason, .. } if reason == "BALANCE_TOO_LOW"));
    shop.agree().await;
    shop.told(is_paid).await;
}

#[tokio::test]
async fn a_card_that_is_declined_is_followed_by_a_better_one() {
    let mut shop = Shop::new(Buyers::Decline, &[], vec![]).await;
    shop.export(invoice("RUB", &[9900], Some("1:TEST:x")).into()).await;
    shop.agree().await;
    shop.told(|it| matches!(it, Kind::PaymentFailed { .. })).await;
    shop.agree().await;
    shop.told(is_paid).await;
}

#[tokio::test]
async fn who_blocks_the_bot_has_paid_and_hears_nothing() {
    let mut shop = Shop::new(Buyers::Block, &[], vec![]).await;
    shop.export(stars(50)).await;
    shop.agree().await;
    let buyer = Peer::User(UserId(shop.update(payer).await));
    let thanks = shop.bot.sending(buyer, "Thank you", 1, None);
    assert_eq!(shop.bot.refused(thanks).await, "USER_IS_BLOCKED");
}

#[tokio::test]
async fn a_refusal_is_told_to_the_one_who_wanted_to_pay() {
    let mut shop = Shop::new(Buyers::Late, &[], vec![]).await;
    shop.export(stars(50)).await;
    let query = shop.update(query).await;
    shop.bot.invoke(answering(query, Some("It is too late."))).await.unwrap();
    let told = shop.told(|it| matches!(it, Kind::PreCheckout { .. })).await;
    let Kind::PreCheckout { verdict, text, .. } = told else { panic!() };
    assert_eq!((verdict.as_str(), text.as_deref()), ("declined", Some("It is too late.")));
    let failed = shop.told(|it| matches!(it, Kind::PaymentFailed { .. })).await;
    assert!(
        matches!(failed, Kind::PaymentFailed { reason, .. } if reason == "BOT_PRECHECKOUT_FAILED")
    );
}

#[tokio::test]
async fn a_payment_is_told_twice_or_only_found_in_the_difference() {
    let mut shop = Shop::new(Buyers::Pay, &[], vec![Fault::PaymentsTwice]).await;
    shop.export(stars(50)).await;
    shop.agree().await;
    let first = shop.update(payer).await;
    assert_eq!(shop.update(payer).await, first);
    shop.running.clear_faults();
    shop.running.inject(Fault::PaymentsUntold);
    shop.export(stars(50)).await;
    shop.agree().await;
    shop.told(is_paid).await;
    shop.told(is_paid).await;
    // What comes next is not the payment.
    shop.export(stars(50)).await;
    let next = shop.update(|it| payer(it).or_else(|| query(it).map(|_| 0))).await;
    assert_eq!(next, 0);
    assert_eq!(shop.running.world().chat(PAYMENTS_BOT, Peer::User(UserId(first))).len(), 1);
}
