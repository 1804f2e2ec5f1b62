//! Who may not pay is answered, and why; nothing is charged.

use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::world::{Invoice, InvoiceSource};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::{BUYER, PRICE, SHOP_BOT, Shop, source};
use crate::shop::server::{Server, reply};

const REFUSED: &str = "BOT_PRECHECKOUT_FAILED";

impl Shop {
    /// The buyer presses "Pay", and nothing comes of it, for this reason.
    pub async fn refused(&self, link: &InvoiceSource, why: &str) {
        let before = self.scene.said().matches("a buyer may not pay").count();
        let stars = self.world().stars(BUYER);
        let told = self.scene.comes(self.pays_by(link)).await.unwrap();
        assert_eq!(told.unwrap_err().name, REFUSED);
        self.scene.until_said_often("a buyer may not pay", before + 1).await;
        let said = self.scene.said();
        let told = said.lines().rfind(|it| it.contains("a buyer may not pay")).unwrap();
        assert!(told.contains(&format!("why=\"{why}\"")), "{told}");
        assert_eq!(self.world().stars(BUYER), stars);
    }

    /// An invoice that another program makes with the bot's token.
    fn forged(&self, payload: &str, amount: i64) -> InvoiceSource {
        let invoice = Invoice {
            bot: SHOP_BOT,
            title: "Diamond".to_owned(),
            description: "Diamond".to_owned(),
            payload: payload.as_bytes().to_vec(),
            currency: "XTR".to_owned(),
            prices: vec![("Diamond".to_owned(), amount)],
            provider: None,
            start_param: None,
        };
        InvoiceSource::Link(self.world().export_invoice(invoice).unwrap())
    }
}

#[tokio::test]
async fn what_nobody_asked_for_or_at_another_price_can_not_be_paid() {
    let shop = Shop::new().await;
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&[]).await;
    let id = checkout["id"].as_str().unwrap();
    shop.refused(&shop.forged("no checkout", PRICE), "unknown").await;
    let unknown = format!("chk_{}", "0".repeat(32));
    shop.refused(&shop.forged(&unknown, PRICE), "unknown").await;
    shop.refused(&shop.forged(id, PRICE - 1), "other_price").await;
    shop.paid(&checkout).await;
    shop.until_order(1, "completed").await;
}

#[tokio::test]
async fn what_is_sold_no_longer_can_not_be_paid() {
    let shop = Shop::new().await;
    let product = format!(
        "[[product]]\nname = \"Diamond of thirty-two carats and more\"\nsku = \"diamond-1\"\nprice = \"{PRICE} XTR\"\n"
    );
    let other = product.replace("diamond-1", "diamond-2").replace("Diamond", "Other");
    shop.change("[shop]\n", &format!("{product}{other}[shop]\n"));
    let _agent = shop.agent().await;
    let checkout = shop.checkout(&["--sku", "diamond-1"]).await;
    shop.change(&product, "");
    shop.scene.until_said("the configuration was read again").await;
    shop.refused(&source(&checkout), "not_for_sale").await;
}

/// The shop's words reach the buyer; a shop that says `ok` is asked once for each payment.
#[tokio::test]
async fn the_shop_may_say_no_before_anything_is_charged() {
    let mut server = Server::http(|seen| {
        let call: Value = serde_json::from_slice(&seen.body).unwrap();
        match (call["type"].as_str(), call["data"]["account_id"].as_str()) {
            (Some("order.check"), Some("12345678")) => reply(200, r#"{"status":"ok"}"#),
            (Some("order.check"), _) => {
                let words = r#"{"error":{"code":"no_such_account","message":"Who is that?"}}"#;
                reply(422, words)
            }
            _ => reply(200, r#"{"status":"activated"}"#),
        }
    })
    .await;
    let shop = Shop::with("ask_shop = true").await;
    let url = shop.scene.running.shop().url().to_owned();
    shop.change(&url, &server.url());
    let _agent = shop.agent().await;
    let other = shop.checkout(&["--account", "87654321"]).await;
    shop.refused(&source(&other), "shop").await;
    let checkout = shop.checkout(&[]).await;
    shop.paid(&checkout).await;
    shop.until_order(1, "completed").await;
    let kinds = [server.next().await, server.next().await, server.next().await]
        .map(|seen| serde_json::from_slice::<Value>(&seen.body).unwrap()["type"].clone());
    assert_eq!(kinds, ["order.check", "order.check", "order.activate"]);
}

/// The agent has a thousand other things to do, and the shop never answers: the buyer is answered all the same, by what
/// the owner has decided.
#[tokio::test]
async fn a_silent_shop_keeps_no_buyer_waiting_for_more_than_telegram_waits() {
    for (on_silence, is_paid) in [("decline", false), ("accept", true)] {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let lines = format!("ask_shop = true\non_silence = \"{on_silence}\"");
        let shop = Shop::with(&lines).await;
        let url = shop.scene.running.shop().url().to_owned();
        shop.change(&url, &format!("http://{}/", silent.local_addr().unwrap()));
        let _agent = shop.agent().await;
        let checkout = shop.checkout(&[]).await;
        let began = Instant::now();
        if is_paid {
            shop.paid(&checkout).await;
        } else {
            shop.refused(&source(&checkout), "not_now").await;
        }
        assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
        shop.scene.until_said("the shop does not say whether a buyer may pay").await;
    }
}
