//! What can be asked for: a number, a file, faults; and what can't.

use serde_json::{Value, json};
use tribute_agent::cli::{self, OrderSource, Rehearse, rehearse};
use tribute_agent::report::Exit;

use super::own::configure;
use super::{command, stdio};

#[tokio::test]
async fn the_live_shop_is_refused_by_any_name_wherever_the_configuration_is_named() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "http://127.0.0.1:9/tribute");
    for url in ["localhost:9/tribute", "127.0.0.1:9//tribute", "[::1]:9/%74ribute"] {
        let (mut stdio, _, err) = stdio(folder.path());
        let url = format!("http://{url}");
        let words = ["tribute-agent", "--config", "mine.toml", "rehearse", "--shop", &url];
        let exit = cli::run(words.map(Into::into).into(), &mut stdio).await;
        assert_eq!(exit, Exit::Usage, "{url}");
        assert!(err.text().contains("rehearse.live_shop"), "{url}: {}", err.text());
    }
}

#[tokio::test]
async fn what_must_not_be_rehearsed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "https://shop.example/tribute");
    std::fs::write(folder.path().join("bare.toml"), "[account_id]\npattern = '\\d+'\n").unwrap();
    std::fs::write(folder.path().join("empty.jsonl"), "\n\n").unwrap();
    std::fs::write(folder.path().join("bad.jsonl"), "{\"text\":\"a\",\"entities\":[]}\nnope\n")
        .unwrap();
    let live = "https://SHOP.example:443/tribute/";
    for (arguments, code) in [
        (vec!["--config", "mine.toml", "--shop", live], "rehearse.live_shop"),
        (vec!["--config", "mine.toml", "--shop", "http://shop.example/test"], "shop.plain_http"),
        (vec!["--config", "mine.toml", "--shop", "nonsense"], "shop.url"),
        (vec!["--config", "bare.toml"], "rehearse.no_examples"),
        (vec!["--orders", "empty.jsonl"], "rehearse.no_orders"),
        (vec!["--orders", "bad.jsonl"], "line 2"),
        (vec!["--orders", "missing.jsonl"], "rehearse.orders_unreadable"),
        (vec!["--orders", "99999"], "rehearse.too_many_orders"),
        (vec!["--shop", "http://127.0.0.1:1/"], "usage.missing_argument]: `--config <FILE>`"),
        (vec!["--shop-faults", "all"], "usage.missing_argument]: `--shop <URL>`"),
        (vec!["--faults", "earthquake"], "drop"),
        (
            vec!["--faults", "dup,api_errors"],
            "rehearse.fault_without_effect]: `--faults api_errors`",
        ),
        (vec!["--faults", "webhooks_lost"], "rehearse.fault_without_effect]"),
        (vec!["--faults", "webhooks_out_of_order"], "rehearse.fault_without_effect]"),
        (vec!["--orders", "5", "--faults", "webhooks_twice"], "rehearse.fault_without_effect]"),
        (vec!["--orders", "5", "--faults", "payments_twice"], "rehearse.fault_without_effect]"),
        (
            vec!["--config", "mine.toml", "--faults", "webhooks_twice"],
            "rehearse.fault_without_effect]",
        ),
    ] {
        let rehearsal = command(folder.path(), &arguments).await;
        assert_eq!(rehearsal.exit, Exit::Usage, "{arguments:?}");
        assert!(rehearsal.stderr.contains(code), "{arguments:?}: {}", rehearsal.stderr);
        assert_eq!(rehearsal.stdout, "", "{arguments:?}");
    }
}

/// A line of a file of orders.
fn order(account: &str, more: &Value) -> String {
    let text = format!(
        "🆕 Custom Product Order\n\nCustomer: Ann {account}\nProduct: tea\nPrice: €5.00\nOrder Details: {account}"
    );
    let mut line = json!({"text": text, "entities": []});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    format!("{line}\n")
}

#[tokio::test]
async fn a_file_of_orders_and_faults() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        order("11111", &json!({"expect": "completed", "bot": "unlinked"})),
        order("22222", &json!({"expect": "escalated", "shop": ["refused gone"]})),
        order("nothing", &json!({})),
        "{\"text\":\"Пользователь @a отправил донат €5.00.\",\"entities\":[],\"expect\":\"ignored\"}\n".to_owned(),
        order("33333", &json!({"expect": "escalated"})),
    ];
    std::fs::write(folder.path().join("orders.jsonl"), lines.concat()).unwrap();
    let arguments = ["--orders", "orders.jsonl", "--faults", "drop", "--json"];
    let rehearsal = command(folder.path(), &arguments).await;
    assert_eq!(rehearsal.exit, Exit::Failed);
    let (orders, summary) = rehearsal.objects();
    let column = |key: &str| orders.iter().map(|order| order[key].clone()).collect::<Vec<_>>();
    assert_eq!(column("state"), ["completed", "escalated", "escalated", "other", "completed"]);
    assert_eq!(column("as_expected"), [true, true, true, true, false]);
    assert_eq!(
        column("expected"),
        [json!("completed"), json!("escalated"), Value::Null, json!("other"), json!("escalated")]
    );
    assert_eq!(summary["as_expected"], 4);
}

#[tokio::test]
async fn webhooks_and_payments_that_meet_faults_end_as_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let played = rehearse::fixtures();
    let count = |folder: &str| played.iter().filter(|it| it.name.starts_with(folder)).count();
    let webhooks = count("webhooks/") + count("bank/");
    let payments = count("payments/");
    for (faults, played) in [
        ("webhooks_twice,webhooks_forged,webhooks_base64,webhooks_strings", webhooks),
        ("webhooks_camel_case,webhooks_late", webhooks),
        ("webhooks_snake_case,webhooks_twice", webhooks),
        ("payments_twice", payments),
        ("payments_untold", payments),
    ] {
        let rehearsal = command(folder.path(), &["--faults", faults, "--json"]).await;
        assert_eq!(rehearsal.exit, Exit::Done, "{faults}: {}", rehearsal.stdout);
        let (orders, summary) = rehearsal.objects();
        assert_eq!((orders.len(), &summary["as_expected"]), (played, &json!(played)), "{faults}");
    }
}

#[tokio::test]
async fn an_interrupt_ends_it_with_what_is_known_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (mut stdio, out, err) = stdio(folder.path());
    let orders = Some(OrderSource::Count(50));
    let arguments = Rehearse { orders, json: true, ..Rehearse::default() };
    let at_once = rehearse::run(arguments, None, Vec::new(), &mut stdio, async {}).await;
    assert_eq!(interrupted(at_once), "Interrupted after 0 of 50 orders.");
    assert_eq!(out.text(), "");

    let folder = tempfile::tempdir().unwrap();
    // The second order never ends.
    let shop = Value::from(vec!["pending"; 99]);
    let lines = [json!({"shop": []}), json!({ "shop": shop })].map(|more| order("11111", &more));
    std::fs::write(folder.path().join("orders.jsonl"), lines.concat()).unwrap();
    let arguments =
        Rehearse { orders: Some(OrderSource::File("orders.jsonl".into())), ..Rehearse::default() };
    let (mut stdio, out, _) = self::stdio(folder.path());
    stdio.stderr = Box::new(err.clone());
    let first_is_over = async {
        while !err.text().contains("✓ order 1 · completed") {
            tokio::task::yield_now().await;
        }
    };
    let ended = rehearse::run(arguments, None, Vec::new(), &mut stdio, first_is_over).await;
    assert_eq!(interrupted(ended), "Interrupted after 1 of 2 orders.");
    assert!(out.text().contains("1 of 1 as expected"), "{}", out.text());
}

fn interrupted(ended: cli::Outcome) -> String {
    let Err(cli::Failure::Explained(error)) = ended else {
        panic!("it went on");
    };
    assert_eq!((error.code(), error.exit()), ("rehearse.interrupted", Exit::Failed));
    error.what()
}
