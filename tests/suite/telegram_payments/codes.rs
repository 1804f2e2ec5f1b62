//! Codes that are sold for Stars: the buyer names no account, and has the code from the bot.

use std::fs;

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::world::InvoiceSource;
use tribute_agent::order::UserId;
use tribute_agent::telegram::session::SessionStore;

use super::talk::button;
use super::{BUYER, Shop};

const CODE: &str = "KEY-0001-SECRET-0001";

impl Shop {
    async fn with_codes(codes: &[&str]) -> Self {
        let shop = Self::new().await;
        // Whose journal it is, a login would have told.
        let session = shop.scene.data.join("seller.session");
        SessionStore::open(&session).unwrap().set_seller(UserId(SELLER.0)).unwrap();
        shop.scene.reconfigure(|text| {
            let (before, rest) = text.split_once("[shop]\n").unwrap();
            let (_, after) = rest.split_once("[telegram_payments]\n").unwrap();
            format!(
                "{before}[shop]\nkind = \"codes\"\n[reply]\ntemplate = \"Yours: {{{{ code }}}}\"\n\
                 [[product]]\nname = \"Key\"\nsku = \"key\"\nprice = \"50 XTR\"\n\
                 [telegram_payments]\n{after}"
            )
        });
        shop.import(codes).await;
        shop
    }

    async fn import(&self, codes: &[&str]) {
        let file = self.scene.folder.path().join("codes.csv");
        let rows: Vec<String> = codes.iter().map(|code| format!("key,{code}")).collect();
        fs::write(&file, format!("sku,code\n{}\n", rows.join("\n"))).unwrap();
        self.command("codes", &["import", file.to_str().unwrap(), "--json"]).await;
    }
}

#[tokio::test]
async fn the_bot_tells_the_code_and_sells_no_more_than_there_are() {
    let shop = Shop::with_codes(&[CODE]).await;
    let _agent = shop.agent().await;
    shop.says(BUYER, "/start");
    let offer = shop.until_heard(BUYER, "What would you like", 1).await;
    let (label, data) = button(&offer);
    assert_eq!(label, "Key · ⭐\u{A0}50");
    shop.taps(BUYER, &offer, &data).await.unwrap();
    let invoice = shop.until_invoices(BUYER, 1).await;
    let invoice = InvoiceSource::Message(invoice.message.key);
    shop.scene.comes(shop.pays_by(&invoice)).await.unwrap().unwrap();
    shop.until_read(&format!("Yours: {CODE}")).await;
    let order = shop.until_order(1, "completed").await;
    assert!(order["account_id"].is_null(), "{order}");
    assert!(!shop.scene.said().contains(CODE));

    // The next one is refused before it costs anything, until there are codes again.
    shop.taps(BUYER, &offer, &data).await.unwrap();
    let invoice = shop.until_invoices(BUYER, 2).await;
    let invoice = InvoiceSource::Message(invoice.message.key);
    assert!(shop.scene.comes(shop.pays_by(&invoice)).await.unwrap().is_err());
    assert_eq!(shop.world().stars(BUYER), 950);
    shop.import(&["KEY-0002-SECRET-0002"]).await;
    shop.scene.comes(shop.pays_by(&invoice)).await.unwrap().unwrap();
    shop.until_read("Yours: KEY-0002-SECRET-0002").await;
}
