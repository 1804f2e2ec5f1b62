//! `orders list` and `orders export` of more orders than a screen or the memory takes.

use std::path::Path;

use tokio::process::Command;
use tribute_agent::journal::NewOrder;
use tribute_agent::order::Untrusted;
use tribute_agent::order::purchase::OrderForm;

use crate::pty::Window;
use crate::restore::home::{Home, ended, insert, new_order, now};

const ORDERS: i32 = 120;

fn home() -> Home {
    let home = Home::new();
    insert(&mut home.open(), 1..=ORDERS);
    home
}

/// The numbers in the lines of a table.
fn numbers(table: &str) -> Vec<i32> {
    let cells = table.lines().filter_map(|line| line.strip_prefix(' ')?.split(' ').next());
    cells.filter_map(|cell| cell.parse().ok()).collect()
}

async fn at_a_terminal(home: &Home, words: &[&str]) -> String {
    let folder = home.path("");
    let window = Window { folder: &folder, size: (40, 120), environment: &[] };
    let mut terminal = window.start(&[&["orders", "list"], words].concat());
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    terminal.shown()
}

#[tokio::test]
async fn a_terminal_gets_the_newest_and_is_told_how_to_see_the_rest() {
    let home = home();
    let newest = at_a_terminal(&home, &[]).await;
    assert_eq!(numbers(&newest), (71..=120).collect::<Vec<_>>(), "{newest}");
    assert!(newest.contains("\n70 more orders are older: the same command with `--before 71`"));
    let next = at_a_terminal(&home, &["--before", "71"]).await;
    assert_eq!(numbers(&next), (21..=70).collect::<Vec<_>>(), "{next}");
    assert!(next.contains("20 more orders are older"), "{next}");
    let last = at_a_terminal(&home, &["--before", "21"]).await;
    assert_eq!(numbers(&last), (1..=20).collect::<Vec<_>>(), "{last}");
    assert!(!last.contains("older"), "{last}");
    home.speaks("ru");
    let newest = at_a_terminal(&home, &["--limit", "2"]).await;
    assert_eq!(numbers(&newest), [119, 120], "{newest}");
    let words = newest.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "заказов: 118. Следующие покажет та же команда с `--before 119`.";
    assert!(words.contains(told), "{newest}");
}

#[tokio::test]
async fn a_pipe_gets_all_of_them_unless_it_asks_for_less() {
    let home = home();
    let all = home.command("orders", &["list"]).await;
    assert_eq!(numbers(&all.stdout), (1..=ORDERS).collect::<Vec<_>>(), "{}", all.stdout);
    assert!(!all.stderr.contains("older"), "{}", all.stderr);
    let some = home.command("orders", &["list", "--limit", "3"]).await;
    assert_eq!(numbers(&some.stdout), [118, 119, 120], "{}", some.stdout);
    assert!(some.stderr.contains("117 more orders are older"), "{}", some.stderr);
    for (words, expected) in [
        (&["list", "--json"][..], 1..=ORDERS),
        (&["list", "--json", "--limit", "50", "--before", "71"], 21..=70),
        (&["list", "--json", "--limit", "50", "--before", "21"], 1..=20),
        (&["export", "--json"], 1..=ORDERS),
    ] {
        let told = home.command("orders", words).await;
        let orders = told.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
        let numbers = orders.map(|order: serde_json::Value| order["number"].as_i64().unwrap());
        let numbers: Vec<i64> = numbers.collect();
        assert_eq!(numbers, expected.map(i64::from).collect::<Vec<_>>(), "{words:?}");
    }
}

#[tokio::test]
async fn a_spreadsheet_takes_what_is_exported() {
    let home = Home::new();
    let mut order = new_order(1);
    order.form.product = Some(Untrusted::new("=cmd, \"алмаз\""));
    let priceless = NewOrder { form: OrderForm::default(), ..new_order(2) };
    home.open()
        .write(|writer| {
            writer.insert_order(order, now())?;
            writer.insert_order(priceless, now())
        })
        .unwrap();
    let csv = home.command("orders", &["export", "--csv"]).await;
    assert_eq!(csv.code, Some(0), "{}", csv.stderr);
    assert_eq!(
        csv.stdout,
        "number,id,state,reason,message_id,account_id,product,price,currency,payment_id,\
         activations,activation_attempts,created_at,updated_at,source\n\
         1,test-777-6675346585-1,activating,,1,12345,\"'=cmd, \"\"алмаз\"\"\",5.00,EUR,,\
         0,0,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z,tribute_chat\n\
         2,test-777-6675346585-2,activating,,2,12345,,,,,\
         0,0,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z,tribute_chat\n"
    );
    let neither = home.command("orders", &["export"]).await;
    assert_eq!(neither.code, Some(2), "{}", neither.stderr);
    let both = home.command("orders", &["export", "--csv", "--json"]).await;
    assert_eq!(both.code, Some(2), "{}", both.stderr);
}

/// A command that may have this much memory.
#[cfg(target_os = "linux")]
fn limited(kilobytes: u32, config: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let line = format!("ulimit -d {kilobytes}; exec \"$@\"");
    command.args(["-c", &line, "sh", env!("CARGO_BIN_EXE_tribute-agent"), "orders"]).args(words);
    command.arg("--config").arg(config);
    command
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_more_than_a_page_is_in_memory() {
    const TEXT_BYTES: usize = 20_000;
    const COUNT: i32 = 2_000;
    let home = Home::new();
    let text = "x".repeat(TEXT_BYTES);
    let filled = home.open().write(|writer| {
        for message in 1..=COUNT {
            writer.insert_order(
                NewOrder { text: Untrusted::new(text.clone()), ..new_order(message) },
                now(),
            )?;
        }
        Ok(())
    });
    filled.unwrap();
    // All texts together have 40 MB.
    for words in [&["export", "--csv"][..], &["export", "--json"], &["list", "--json"], &["list"]] {
        let told = ended(limited(24_000, &home.path("config.toml"), words)).await;
        assert_eq!(told.code, Some(0), "{words:?}: {}", told.stderr);
        assert!(told.stdout.lines().count() >= 2_000, "{words:?}");
    }
}
