//! Goods that are codes, and goods that a program gives: nobody's server is called.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use telegram_sandbox::Language;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::orders::generator::demo_products;
use tribute_agent::order::UserId;
use tribute_agent::telegram::session::SessionStore;

use super::{COMPLETED, End, escalated, until_listed};
use crate::agent::{BOT, Scene, orders, program};
use crate::restore::home::{Ended, ended};

/// The whole configuration for codes, in the place of shop, accounts and reply: each order gets one.
fn sell_codes(scene: &Scene, template: &str) {
    // Whose journal it is, a login would have told.
    let store = SessionStore::open(&scene.data.join("seller.session")).unwrap();
    store.set_seller(UserId(SELLER.0)).unwrap();
    let products = demo_products(Language::English);
    let product = |name: &str| format!("[[product]]\nname = \"{name}\"\nsku = \"key\"\n");
    let products: String = products.iter().map(|it| product(&it.name)).collect();
    scene.reconfigure(|text| {
        let (before, rest) = text.split_once("[shop]\n").unwrap();
        let (_, after) = rest.split_once("[moderators]\n").unwrap();
        format!(
            "{before}[shop]\nkind = \"codes\"\nlow_stock = 1\n{products}\
             [reply]\ntemplate = \"{template}\"\n[moderators]\n{after}"
        )
    });
}

fn code(number: usize) -> String {
    format!("KEY-{number:04}-SECRET-{number:04}")
}

fn write_codes(scene: &Scene, name: &str, numbers: std::ops::Range<usize>) -> String {
    let rows: Vec<String> = numbers.map(|number| format!("key,{}\r\n", code(number))).collect();
    let rows = rows.concat();
    let file = scene.folder.path().join(name);
    fs::write(&file, format!("\u{FEFF}sku,code\r\n{rows}")).unwrap();
    file.to_str().unwrap().to_owned()
}

async fn codes(scene: &Scene, words: &[&str]) -> Ended {
    ended(program(&scene.config(), "codes", words)).await
}

async fn stock(scene: &Scene) -> (u64, u64) {
    let stock = codes(scene, &["stock", "--json"]).await;
    let row: Value = serde_json::from_str(&stock.stdout).unwrap();
    assert_eq!(row["sku"], "key");
    (row["free"].as_u64().unwrap(), row["given"].as_u64().unwrap())
}

/// The codes in our replies, in the order in which they stand.
fn replied_codes(scene: &Scene) -> Vec<String> {
    let chat = scene.chat(BOT);
    let lines = chat.iter().flat_map(|view| view.message.body.text.lines());
    lines.filter(|line| line.starts_with("KEY-")).map(str::to_owned).collect()
}

#[tokio::test]
async fn each_order_gets_its_code_and_what_is_missing_comes_later() {
    let mut scene = Scene::new(orders(3, "edits")).await;
    sell_codes(&scene, "Yours: {{ product }}\\n{{ code }}");
    let before = write_codes(&scene, "before.csv", 1..3);
    let imported = codes(&scene, &["import", &before]).await;
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    assert_eq!(stock(&scene).await, (2, 0));
    let _agent = scene.agent_with(&["--since", "all"]);
    scene.until_told("not enough codes of").await;
    let mut ends = Vec::new();
    for number in 1..=3 {
        let listed = async {
            loop {
                let line = scene.listed_order(number).await;
                let state = line.as_ref().and_then(|it| it["state"].as_str());
                if matches!(state, Some("completed" | "escalated")) {
                    return line.unwrap();
                }
            }
        };
        ends.push(scene.comes(listed).await);
    }
    let waiting: Vec<&Value> = ends.iter().filter(|it| it["state"] == "escalated").collect();
    assert_eq!(waiting.len(), 1, "{ends:?}");
    assert_eq!(waiting[0]["reason"], "out_of_stock");
    assert_eq!(stock(&scene).await, (0, 2));
    // Told once, by the first order that left so few.
    assert_eq!(
        scene.told(scene.running.supergroup(), "One code of key is left"),
        1,
        "{}",
        scene.tell()
    );

    let again = codes(&scene, &["import", &before]).await;
    assert_eq!(again.code, Some(1), "{}", again.stderr);
    assert!(again.stderr.contains("line 2: the code was given to the order"), "{}", again.stderr);
    let after = write_codes(&scene, "after.csv", 3..5);
    assert_eq!(codes(&scene, &["import", &after]).await.code, Some(0));
    for number in 1..=3 {
        until_listed(&scene, number, COMPLETED).await;
    }
    let given = replied_codes(&scene);
    let known: BTreeSet<String> = given.iter().cloned().collect();
    assert_eq!((given.len(), known), (3, (1..4).map(code).collect()), "{}", scene.tell());
    assert_eq!(stock(&scene).await, (1, 3));
    assert!(scene.running.shop().calls().is_empty());
}

#[tokio::test]
async fn a_code_is_whole_in_the_reply_and_nowhere_else() {
    let scene = Scene::new(orders(1, "edits")).await;
    sell_codes(&scene, "Yours: {{ codes }}");
    let file = write_codes(&scene, "codes.csv", 7..8);
    assert_eq!(codes(&scene, &["import", &file]).await.code, Some(0));
    let _agent = scene.talkative_agent();
    until_listed(&scene, 1, COMPLETED).await;
    let whole = code(7);
    assert!(scene.chat(BOT).iter().any(|view| view.message.body.text.ends_with(&whole)));
    assert!(!scene.said().contains(&whole));
    assert_eq!(scene.told(scene.running.supergroup(), &whole), 0);
    let masked = codes(&scene, &["given", "1"]).await;
    assert_eq!(masked.stdout, "KE…07\n");
    let show = |words: &'static [&'static str]| ended(program(&scene.config(), "orders", words));
    for hidden in [&["show", "1"][..], &["show", "1", "--json"], &["list", "--json"]] {
        let shown = show(hidden).await;
        assert!(!shown.stdout.contains(&whole), "{}", shown.stdout);
    }
    assert!(show(&["show", "1", "--codes"]).await.stdout.contains(&whole));
}

#[tokio::test]
async fn a_file_with_a_mistake_is_not_taken_at_all() {
    let scene = Scene::new(Vec::new()).await;
    sell_codes(&scene, "Yours: {{ code }}");
    let file = scene.folder.path().join("codes.csv");
    let rows =
        "sku,code\nkey,A-1\nkey,\"A-2\nkeys,A-3\nkey,A-1\nkey,A\0-4\nkey,A-5\nSECRET-6,key\n";
    fs::write(&file, rows).unwrap();
    let words = ["import", file.to_str().unwrap()];
    let refused = codes(&scene, &words).await;
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    for line in [
        "line 3: a quote is not closed",
        "line 4: no product has the sku “keys”",
        "line 5: the same code stands in line 2",
        "line 6: the code has a character in it that nobody sees",
        "line 8: sku and code are swapped",
        "5 lines are not right\n",
    ] {
        assert!(refused.stderr.contains(line), "{line}: {}", refused.stderr);
    }
    assert!(!refused.stderr.contains("SECRET"), "{}", refused.stderr);
    assert_eq!(stock(&scene).await, (0, 0));
    fs::write(&file, "sku,code\nkey,A-1\nkey,A-5\n").unwrap();
    let tried = codes(&scene, &[&words[..], &["--dry-run"]].concat()).await;
    assert_eq!((tried.code, &*tried.stdout), (Some(0), "key: 2\n"), "{}", tried.stderr);
    assert_eq!(stock(&scene).await, (0, 0));
    assert_eq!(codes(&scene, &words).await.code, Some(0));
    let again = codes(&scene, &[&words[..], &["--skip-known"]].concat()).await;
    assert_eq!((again.code, &*again.stdout), (Some(0), ""), "{}", again.stderr);
    assert_eq!(stock(&scene).await, (2, 0));
}

#[cfg(unix)]
async fn program_ends(script: &str, end: End) -> Scene {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new(orders(1, "edits")).await;
    let file = scene.folder.path().join("give.sh");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
    scene.configure_shop("kind = \"command\"\ncommand = [\"./give.sh\", \"--fast\"]\n");
    let _agent = scene.agent();
    until_listed(&scene, 1, end).await;
    scene
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_gives_the_goods() {
    let script = "cat > \"call-$1\"; [ -e once ] || { touch once; echo busy >&2; exit 75; }
                  echo \"$TRIBUTE_ORDER_ID\" >> orders
                  echo '{\"status\":\"activated\",\"payment_id\":\"A-7\"}'";
    let scene = program_ends(script, COMPLETED).await;
    let line = scene.listed_order(1).await.unwrap();
    assert_eq!((&line["payment_id"], &line["activation_attempts"]), (&"A-7".into(), &2.into()));
    let read = |name| fs::read_to_string(scene.folder.path().join(name)).unwrap();
    assert_eq!(read("orders").trim(), line["id"].as_str().unwrap());
    let call: Value = serde_json::from_str(&read("call---fast")).unwrap();
    assert_eq!((&call["type"], &call["data"]["order_id"]), (&"order.activate".into(), &line["id"]));
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_fails_is_not_asked_again() {
    let mut scene =
        program_ends("echo 'no such player' >&2; exit 3", escalated("shop_unclear")).await;
    scene.until_told("exit 3: no such player").await;
}
