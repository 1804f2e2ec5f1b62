//! `tribute`: what it asks, shows and refuses.

use serde_json::{Value, json};

use super::{KEY, Scene};
use crate::restore::home::Ended;

impl Scene {
    async fn asks(&self, words: &[&str]) -> Ended {
        self.command("tribute", words).await
    }

    /// Sells something in this currency; returns the purchase's number.
    async fn sells(&self, currency: &str) -> String {
        let number = self.buys(json!({ "currency": currency, "amount": 250 }), |it| it);
        loop {
            let mut purchases = self.api().purchases().into_iter();
            if let Some(purchase) = purchases.find(|it| it.order == Some(number)) {
                return purchase.id.to_string();
            }
            tokio::task::yield_now().await;
        }
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn products_are_shown_in_a_table_or_line_by_line() {
    let account = Scene::new().await;
    let all = account.asks(&["products", "--json"]).await;
    assert_eq!(all.code, Some(0), "{}", all.stderr);
    let all = lines(&all.stdout);
    assert_eq!(all.len(), 9);
    let custom = account.asks(&["products", "--type", "custom", "--json"]).await;
    let custom = lines(&custom.stdout);
    assert!(custom.len() == 4 && custom.iter().all(|it| it["type"] == "custom"), "{custom:?}");
    assert_eq!(custom[0]["pending_orders"], 0);
    let table = account.asks(&["products"]).await.stdout;
    let name = all[0]["name"].as_str().unwrap();
    assert!(table.contains("Waiting") && table.contains(name), "{table}");
    let id = all[0]["id"].as_str().unwrap();
    let one = account.asks(&["product", id]).await.stdout;
    assert!(one.contains(name) && one.contains(id), "{one}");
    assert_eq!(lines(&account.asks(&["product", id, "--json"]).await.stdout)[0], all[0]);
}

#[tokio::test]
async fn the_shop_and_its_orders_are_shown() {
    let account = Scene::new().await;
    let shop = account.asks(&["shop"]).await;
    assert_eq!(shop.code, Some(0), "{}", shop.stderr);
    let orders = account.asks(&["orders"]).await;
    assert_eq!((orders.code, orders.stdout.trim()), (Some(0), "Nothing there."));
    let missing = account.asks(&["order", "no-such"]).await;
    assert_eq!(missing.code, Some(1));
    assert!(missing.stderr.contains("error[tribute.refused]"), "{}", missing.stderr);
    assert!(missing.stderr.contains("nothing of this number"), "{}", missing.stderr);
}

#[tokio::test]
async fn a_key_that_tribute_does_not_know_is_told() {
    let account = Scene::new().await;
    account.configure(&KEY.replace("c0de", "c0df"), "");
    let shop = account.asks(&["shop"]).await;
    assert_eq!(shop.code, Some(3));
    assert!(shop.stderr.contains("error[tribute.wrong_key]"), "{}", shop.stderr);
    assert!(!shop.stderr.contains("46f8870dc0df"), "{}", shop.stderr);
    account.configure("t.me/tribute/app?startapp=pQ7", "");
    let shop = account.asks(&["shop"]).await;
    assert_eq!(shop.code, Some(2));
    assert!(shop.stderr.contains("a link to a product at Tribute"), "{}", shop.stderr);
}

#[tokio::test]
async fn only_what_was_paid_in_stars_goes_back_and_only_when_it_is_meant() {
    let account = Scene::new().await;
    let (euros, stars) = (account.sells("eur").await, account.sells("xtr").await);
    let asked = account.asks(&["cancel", &stars]).await;
    assert_eq!(asked.code, Some(2), "{}", asked.stderr);
    let refused = account.asks(&["cancel", &euros, "--yes"]).await;
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("Only purchases paid in Stars"), "{}", refused.stderr);
    let refunded = |id: &str| {
        let purchases = account.api().purchases();
        purchases.into_iter().find(|it| it.id.to_string() == id).unwrap().refunded
    };
    assert!(!refunded(&stars) && !refunded(&euros));
    let done = account.asks(&["cancel", &stars, "--yes", "--json"]).await;
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(lines(&done.stdout)[0]["success"], true);
    assert!(refunded(&stars));
    let again = account.asks(&["cancel", &stars, "--yes"]).await;
    assert!(again.stderr.contains("given back already"), "{}", again.stderr);
}
