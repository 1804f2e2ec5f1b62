//! All that the shop may answer.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use telegram_sandbox::Language;
use telegram_sandbox::orders::generator::{Product, demo_products};
use telegram_sandbox::shop::ShopResponse;
use tokio::task::JoinSet;

use super::{COMPLETED, End, bodies, ends, escalated, until_listed};
use crate::agent::{Scene, orders, without_account};
use crate::shop::server::{Server, reply};
use crate::shop::signed_response::signed;
use crate::shop::tls::{Authority, GOOD_YEARS};
use crate::shop::{ACTIVATED, OTHER_SECRET, SECRET, now};

async fn all_end(cases: &[(&'static [&'static str], End)]) {
    let mut scenes = JoinSet::new();
    for &(moves, end) in cases {
        scenes.spawn(async move {
            let mut planned = orders(2, "edits");
            let moves = moves.iter().map(|name| name.parse::<ShopResponse>().unwrap());
            let moves: Vec<ShopResponse> = moves.collect();
            for order in &mut planned {
                order.shop.clone_from(&moves);
            }
            let scene = Scene::new(planned).await;
            if moves.contains(&ShopResponse::TimeoutButDone) {
                scene.let_the_shop_take("1s");
            }
            let _agent = scene.agent();
            ends(&scene, end).await;
        });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn not_now() {
    all_end(&[
        (&["503", "503"], COMPLETED),
        (&["timeout_but_done"], COMPLETED),
        (&["pending"], COMPLETED),
        (&["close", "retry_after 1"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn not_the_shop_or_not_our_key() {
    all_end(&[(&["cdn_403"], COMPLETED), (&["bad_signature"], COMPLETED), (&["301"], COMPLETED)])
        .await;
}

#[tokio::test]
async fn clearly_yes_whatever_stands_beside_it() {
    all_end(&[
        (&["lone_surrogate"], COMPLETED),
        (&["cp1251"], COMPLETED),
        (&["huge_number"], COMPLETED),
        (&["deep"], COMPLETED),
        (&["gzip"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn a_number_is_as_good_as_a_text() {
    let mut planned = orders(1, "edits");
    planned[0].shop = vec![ShopResponse::NumberId];
    let scene = Scene::new(planned).await;
    let _agent = scene.agent();
    let line = until_listed(&scene, 1, COMPLETED).await;
    assert_eq!(line["payment_id"], "1001", "{}", scene.tell());
}

#[tokio::test]
async fn no() {
    all_end(&[
        (&["refused order_not_found"], escalated("shop_refused")),
        (&["unclear"], escalated("shop_unclear")),
        (&["other_account"], escalated("account_mismatch")),
    ])
    .await;
}

/// One customer's trouble is not the shop's: others are served as always, and people hear of that one.
#[tokio::test]
async fn one_who_is_never_found_keeps_nobody_waiting() {
    for never in ["404", "bad_signature"] {
        let scene = Scene::new(Vec::new()).await;
        let _agent = scene.agent();
        for (index, mut order) in orders(4, "edits").into_iter().enumerate() {
            let is_never_found = index == 1;
            if is_never_found {
                order.shop = vec![never.parse().unwrap(); 100];
            }
            let number = scene.running.send_order(order).await;
            if is_never_found {
                scene.until_said_often("the shop answered", 2).await;
            } else {
                until_listed(&scene, number, COMPLETED).await;
            }
        }
        until_listed(&scene, 2, escalated("shop_refused")).await;
        let line = scene.listed_order(2).await.unwrap();
        assert!((3..=6).contains(&line["activation_attempts"].as_u64().unwrap()), "{line}");
    }
}

impl Scene {
    /// Puts these lines in the place of `[shop]`.
    pub fn configure_shop(&self, lines: &str) {
        let section = |text: &str| {
            let (before, rest) = text.split_once("[shop]\n").unwrap();
            let (_, after) = rest.split_once("[account_id]\n").unwrap();
            format!("{before}[shop]\n{lines}\n[account_id]\n{after}")
        };
        self.reconfigure(section);
    }
}

#[tokio::test]
async fn it_is_called_as_it_is_configured() {
    let authority = Authority::new();
    let tls = authority.server_config("localhost", GOOD_YEARS);
    let was_asked = AtomicBool::new(false);
    let mut shop = Server::https(tls, move |call| {
        if was_asked.swap(true, Ordering::Relaxed) {
            signed(SECRET, call.header("webhook-id"), now(), ACTIVATED)
        } else {
            reply(200, ACTIVATED)
        }
    })
    .await;
    let scene = Scene::new(orders(1, "edits")).await;
    scene.configure_shop(&format!(
        "url = \"{}\"\nsecret = \"{SECRET}\"\nprevious_secret = \"{OTHER_SECRET}\"\n\
         ca_file = \"{}\"\nrequire_signed_response = true\n",
        shop.https_url("localhost"),
        authority.file().display()
    ));
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    // What is not signed counts for nothing.
    for _ in 0..2 {
        let call = shop.seen();
        assert!(call.is_signed_with(SECRET) && call.is_signed_with(OTHER_SECRET));
    }
    shop.assert_nothing_more();
}

#[tokio::test]
async fn it_is_told_its_own_names_of_what_is_in_the_catalogue() {
    let scene = Scene::new(orders(3, "edits")).await;
    let sold = demo_products(Language::English);
    scene.reconfigure(|text| {
        let entry = |Product { name, sku, quantity, .. }: &Product| {
            format!("[[product]]\nname = \"{name}\"\nsku = \"{sku}\"\nquantity = {quantity}\n")
        };
        sold.iter().map(entry).fold(text.to_owned(), |text, entry| text + &entry)
    });
    let _agent = scene.agent();
    for number in 1..=3 {
        let line = until_listed(&scene, number, COMPLETED).await;
        let is_it = |product: &&Product| line["product"] == product.name.as_str();
        let Product { name, sku, quantity, .. } = sold.iter().find(is_it).unwrap();
        let told = json!({ "name": name, "sku": sku, "quantity": quantity });
        for body in bodies(&scene, &line) {
            assert_eq!(body["data"]["product"], told, "{}", scene.tell());
        }
    }
}

#[tokio::test]
async fn the_live_shop_hears_nothing_of_a_sandbox() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let ready = scene.running.ready();
    let (url, secret) = (&ready.shop.url, &ready.shop.secret);
    let live = format!("url = \"https://shop.invalid/\"\nsecret = \"{secret}\"\n");
    scene.configure_shop(&live);
    let mut agent = scene.agent();
    assert_eq!(agent.ends(&scene).await, Some(2), "{}", scene.tell());
    assert!(scene.said().contains("[shop.live_in_sandbox]"));
    scene.configure_shop(&format!("{live}test = {{ url = \"{url}\", secret = \"{secret}\" }}\n"));
    let _agent = scene.agent_with(&["--since", "all"]);
    scene.completed(1).await;
}

#[tokio::test]
async fn nor_does_it_after_the_configuration_has_changed() {
    let scene = Scene::new(Vec::new()).await;
    let ready = scene.running.ready();
    let (url, secret) = (&ready.shop.url, &ready.shop.secret);
    let live = format!("url = \"https://shop.invalid/\"\nsecret = \"{secret}\"\n");
    scene.configure_shop(&format!("{live}test = {{ url = \"{url}\", secret = \"{secret}\" }}\n"));
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    scene.reconfigure(|text| text.replace("Done: {{", "Given: {{"));
    scene.until_said("the configuration was read again").await;
    let mut sold = orders(2, "edits").into_iter();
    scene.running.send_order(sold.next().unwrap()).await;
    scene.until_said("the shop answered").await;
    assert!(scene.said().contains("answer=\"activated\""), "{}", scene.tell());
    // With that gone nobody is left that may be called. Taken or refused, a change is told by name.
    scene.configure_shop(&live);
    scene.until_said("shop.test").await;
    assert!(scene.said().contains("shop.live_in_sandbox"), "{}", scene.tell());
    scene.running.send_order(sold.next().unwrap()).await;
    for number in [1, 2] {
        until_listed(&scene, number, COMPLETED).await;
    }
}

/// How the shop answers the first call about an order, and how the order ends.
type Answer = (&'static str, End);

const UNCLEAR: Answer = ("unclear", escalated("shop_unclear"));
const CLEAR: Answer = ("activated", COMPLETED);

/// Sells orders, each after the end of the one before, and one more. Whether the shop is asked about
/// that one.
async fn is_asked_after(scene: &Scene, answers: &[Answer]) -> bool {
    let mut orders = orders(answers.len() + 1, "edits").into_iter();
    for ((answer, end), mut order) in answers.iter().zip(&mut orders) {
        order.shop = vec![answer.parse().unwrap()];
        let number = scene.running.send_order(order).await;
        until_listed(scene, number, *end).await;
    }
    let last = scene.running.send_order(orders.next().unwrap()).await;
    scene.until_said_often("new order", answers.len() + 1).await;
    // Once the next message is read, all is done that the last order's reading was followed by.
    let next = scene.running.send_order(without_account()).await;
    until_listed(scene, next, escalated("no_account_id")).await;
    scene.listed_order(last).await.unwrap()["activation_attempts"] != 0
}

/// What moderators are told when no more calls are made.
const STOPPED: &str = "The shop has not confirmed any goods";

#[tokio::test]
async fn one_that_is_never_clear_is_not_asked_about_every_order() {
    let mut scene = Scene::new(Vec::new()).await;
    scene.retime(&[("probe_interval", "1h")]);
    let _agent = scene.agent();
    let is_asked = is_asked_after(&scene, &[UNCLEAR; 3]).await;
    assert!(!is_asked, "{}", scene.tell());
    assert_eq!(scene.running.shop().calls().len(), 3);
    scene.until_told(STOPPED).await;
}

#[tokio::test]
async fn a_clear_answer_ends_the_row_of_unclear_ones() {
    let scene = Scene::new(Vec::new()).await;
    scene.retime(&[("probe_interval", "1h")]);
    let _agent = scene.agent();
    let answers = [UNCLEAR, UNCLEAR, CLEAR, UNCLEAR];
    assert!(is_asked_after(&scene, &answers).await, "{}", scene.tell());
    assert_eq!(scene.told(scene.running.supergroup(), STOPPED), 0);
}
