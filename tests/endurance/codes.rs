//! Codes that are goods, and an agent that is killed while it gives them: each is given once, none is lost, and the
//! order for which there is none waits for the next import.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use telegram_sandbox::Language;
use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::orders::generator::demo_products;
use tokio::time::{Instant, sleep};
use tribute_agent::order::UserId;
use tribute_agent::telegram::session::SessionStore;

use crate::agent::{BOT, Moderators, Scene, options, orders, program, write_private};
use crate::private_folder;

/// One kill for so many orders.
const ORDERS_A_KILL: usize = 20;
/// How long an agent lives that is killed, in milliseconds.
const LIFE_MS: std::ops::Range<u64> = 150..700;
/// How long all may take to end after the last kill.
const SETTLES_WITHIN: Duration = Duration::from_mins(5);
const LOOKED_EVERY: Duration = Duration::from_millis(200);
/// The journal is there before the first agent is: whatever it finds is new to it.
const SINCE_ALL: &[&str] = &["--since", "all"];

/// Sells so many codes to one customer more, and says what was violated.
pub async fn run(codes: usize, seed: u64, folder: &Path) -> Vec<String> {
    let private = private_folder(folder, "codes");
    let sold = options(orders(codes + 1, "edits"));
    let data = private.path().to_owned();
    let scene = Scene::storing_in(data, private, sold, Moderators::default()).await;
    sell_codes(&scene);
    import(&scene, "first.csv", 0..codes).await;
    let mut dice = seed | 1;
    for _ in 0..codes / ORDERS_A_KILL {
        let agent = scene.agent_with(SINCE_ALL);
        // Knuth's numbers: what matters is that the seed decides.
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let life_ms = LIFE_MS.start + (dice >> 33) % (LIFE_MS.end - LIFE_MS.start);
        sleep(Duration::from_millis(life_ms)).await;
        agent.kill().await;
    }
    let mut violations = Vec::new();
    let agent = scene.agent_with(SINCE_ALL);
    if !comes(async || stock(&scene).await == (0, codes) && open(&scene).await.len() == 1).await {
        let open = open(&scene).await.len();
        violations.push(format!("{:?} free and given, {open} orders open", stock(&scene).await));
    }
    let waiting = open(&scene).await;
    violations.extend(
        waiting
            .iter()
            .filter(|order| order["reason"] != "out_of_stock")
            .map(|order| format!("it does not wait for codes: {order}")),
    );
    import(&scene, "second.csv", codes..codes + 1).await;
    if !comes(async || open(&scene).await.is_empty()).await {
        violations.push("the last one did not go on after the import".to_owned());
    }
    drop(agent);
    let told = told(&scene);
    let known: BTreeSet<&String> = told.iter().collect();
    if told.len() != codes + 1 || known.len() != told.len() {
        violations.push(format!("{} codes told, {} of them different", told.len(), known.len()));
    }
    if stock(&scene).await != (0, codes + 1) {
        violations.push(format!("in the end {:?} free and given", stock(&scene).await));
    }
    let totals = scene.running.settled(SETTLES_WITHIN).await;
    if totals.replied_twice + totals.pressed_twice + totals.misused > 0 {
        violations.push(format!("{totals:?}"));
    }
    violations
}

fn sell_codes(scene: &Scene) {
    // Whose journal it is, a login would have told.
    let store = SessionStore::open(&scene.data.join("seller.session")).unwrap();
    store.set_seller(UserId(SELLER.0)).unwrap();
    drop(store);
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let (before, rest) = text.split_once("[shop]\n").unwrap();
    let (_, after) = rest.split_once("[moderators]\n").unwrap();
    let mut config = format!("{before}[shop]\nkind = \"codes\"\n");
    for product in demo_products(Language::English) {
        writeln!(config, "[[product]]\nname = \"{}\"\nsku = \"key\"", product.name).unwrap();
    }
    config += "[reply]\ntemplate = \"Yours:\\n{{ code }}\"\n[moderators]\n";
    write_private(&scene.config(), &(config + after));
}

async fn import(scene: &Scene, name: &str, numbers: std::ops::Range<usize>) {
    let mut rows = "sku,code\n".to_owned();
    for number in numbers {
        writeln!(rows, "key,KEY-{number:06}-SECRET").unwrap();
    }
    let file = scene.folder.path().join(name);
    std::fs::write(&file, rows).unwrap();
    let words = ["import", file.to_str().unwrap()];
    let ended = program(&scene.config(), "codes", &words).output().await.unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

/// How many codes are free, and how many were given.
async fn stock(scene: &Scene) -> (usize, usize) {
    let rows = lines(scene, "codes", &["stock", "--json"]).await;
    let count = |key: &str| rows.iter().filter_map(|row| row[key].as_u64()).sum::<u64>();
    (usize::try_from(count("free")).unwrap(), usize::try_from(count("given")).unwrap())
}

async fn open(scene: &Scene) -> Vec<Value> {
    lines(scene, "orders", &["list", "--open", "--json"]).await
}

async fn lines(scene: &Scene, command: &str, words: &[&str]) -> Vec<Value> {
    let ended = program(&scene.config(), command, words).output().await.unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let said = String::from_utf8(ended.stdout).unwrap();
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The codes that customers were told.
fn told(scene: &Scene) -> Vec<String> {
    let chat = scene.chat(BOT);
    let texts = chat.iter().map(|view| view.message.body.text.as_str());
    let codes = texts.filter_map(|text| text.strip_prefix("Yours:\n"));
    codes.map(str::to_owned).collect()
}

/// Whether it is so before long.
async fn comes(is_so: impl AsyncFn() -> bool) -> bool {
    let until = Instant::now() + SETTLES_WITHIN;
    while Instant::now() < until {
        if is_so().await {
            return true;
        }
        // The journal tells nobody when it changes.
        sleep(LOOKED_EVERY).await;
    }
    false
}
