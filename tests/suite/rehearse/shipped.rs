//! The fixtures that come with the program.

use std::collections::BTreeSet;

use serde_json::json;
use tribute_agent::cli::rehearse::{FixtureFile, fixtures};
use tribute_agent::i18n::Language;
use tribute_agent::order_view::json::{CHECKOUT_KEYS, KEYS};
use tribute_agent::report::Exit;

use super::play;

fn fixture(name: &str, from: &str, to: &str) -> FixtureFile {
    let mut file = fixtures().into_iter().find(|file| file.name == name).unwrap();
    assert!(file.text.contains(from), "{from}");
    file.text = file.text.replacen(from, to, 1).into();
    file
}

#[tokio::test]
async fn every_fixture_ends_as_expected_in_both_languages() {
    let russian = play(fixtures(), Language::Russian, true).await;
    let english = play(fixtures(), Language::English, false).await;
    for rehearsal in [&russian, &english] {
        assert_eq!(rehearsal.exit, Exit::Done, "{}", rehearsal.stdout);
    }
    assert_eq!(russian.stderr, "", "machines wait for the end");
    let (orders, summary) = russian.objects();
    assert_eq!(orders.len(), fixtures().len());
    let ends = |end: &str| orders.iter().filter(|order| order["state"] == end).count();
    assert_eq!(
        summary,
        json!({
            "orders": orders.len(), "as_expected": orders.len(), "completed": ends("completed"),
            "escalated": ends("escalated"), "closed": ends("closed"),
            "other": ends("other") + ends("refunded"),
        })
    );
    for order in &orders {
        assert_eq!(order["state"], order["expected"]);
        let keys = order.as_object().unwrap().keys().map(String::as_str);
        let keys: BTreeSet<&str> = keys.filter(|key| !CHECKOUT_KEYS.contains(key)).collect();
        let contract = KEYS.into_iter().chain(["expected", "as_expected"]).collect();
        assert_eq!(keys, contract);
    }
    assert_eq!(english.stderr.lines().count(), orders.len(), "{}", english.stderr);
    for line in ["✓ 01-plain.toml · completed", "✓ 18-donation.toml · no order"] {
        assert!(english.stderr.lines().any(|it| it == line), "{line}\n{}", english.stderr);
    }
    for told in ["20-unknown-notice.toml", "21-forwarded.toml"] {
        let line = format!("✓ {told} · no order; the moderators were told");
        assert!(english.stderr.contains(&line), "{line}\n{}", english.stderr);
    }
    assert!(english.stdout.contains("There is no button “Send”"), "{}", english.stdout);
    assert!(english.stdout.contains("Two account numbers"));
    assert!(!english.stdout.contains('\u{1b}'), "no colours into a pipe");
}

#[tokio::test]
async fn a_fixture_made_wrong_is_named_with_what_came() {
    let wrong = vec![
        fixture("01-plain.toml", "account_id = \"12345\"", "account_id = \"54321\""),
        fixture("02-plain-russian.toml", "presses = 1", "presses = 2"),
        fixture("03-thousands.toml", "amount = 125000", "amount = 1250"),
        fixture("08-no-number.toml", "ru = [\"", "ru = [\"никогда \u{2068}"),
        fixture(
            "09-two-numbers.toml",
            "reason = \"ambiguous_account_id\"",
            "reason = \"no_account_id\"",
        ),
        fixture(
            "18-donation.toml",
            "state = \"other\"",
            "state = \"escalated\"\nreason = \"no_details\"",
        ),
        fixture("19-subscription.toml", "# A known", "# Still a known"),
    ];
    let rehearsal = play(wrong, Language::Russian, false).await;
    assert_eq!(rehearsal.exit, Exit::Failed);
    for line in [
        "✗ 01-plain.toml: номер аккаунта: ожидалось 54321, вышло 12345",
        "✗ 02-plain-russian.toml: нажатий: ожидалось 2, вышло 1",
        "✗ 03-thousands.toml: цена: ожидалось 12.50 EUR, вышло 1250.00 EUR",
        "✗ 08-no-number.toml: модераторам написано: ожидалось «никогда ",
        "✗ 09-two-numbers.toml: причина: ожидалось no_account_id, вышло ambiguous_account_id",
        "✗ 18-donation.toml: состояние: ожидалось у модераторов, вышло не заказ",
        "Как ожидалось: 1 из 7",
    ] {
        assert!(rehearsal.stdout.contains(line), "{line}\n{}", rehearsal.stdout);
    }
    assert!(!rehearsal.stdout.contains("✗ 19"));
}
