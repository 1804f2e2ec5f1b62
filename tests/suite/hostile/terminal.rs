//! What outsiders wrote never reaches a terminal as it is: the real binary, over a real journal.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::order::account::AccountPattern;
use tribute_agent::order::life::{ChatEvent, Event, PressOutcome, Receipt, ShopAnswer};
use tribute_agent::order::untrusted::is_invisible;
use tribute_agent::order::{MessageId, Untrusted, UserId};
use tribute_agent::sources::tribute_chat;
use tribute_agent::sources::tribute_chat::message::{Reading, Rules, read};

/// Clears the screen, renames the window, colours, turns the writing round, hides.
const EVIL: &str = "\u{1B}[2J\u{1B}]0;x\u{7}\u{9B}31m\u{202E}\u{200B}\u{E0041}\r\u{8}\u{7F}";

const CONFIG: &str = r#"
language = "en"
[telegram]
api_id = 4242
api_hash = "00112233445566778899aabbccddeeff"
session = "sessions/main.session"
[account_id]
pattern = '\S+'
"#;

/// A folder with a configuration and a journal in which everything that can be hostile is.
fn scene() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    let pins = Pins { seller: UserId(777_000), bot: UserId(6_675_346_585), livemode: true };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let path = folder.path().join("sessions/main.journal");
    fs::create_dir(folder.path().join("sessions")).unwrap();
    let mut journal = Journal::open(&path, pins, "journal-1", now).unwrap();
    let text = format!(
        "🆕 Custom Product Order\nCustomer: {EVIL}\nProduct: {EVIL}\nPrice: €5.00\nOrder Details:\n{EVIL}"
    );
    let rules = Rules { account: AccountPattern::new(r"(?s).+").unwrap(), ..Rules::sample() };
    let Reading::Order(form) = read(&text, &[], &rules) else {
        panic!("an order is always one");
    };
    let (new, _) = tribute_chat::new_order(pins, MessageId(7), Untrusted::new(text), *form, now);
    journal
        .write(|writer| {
            let record = writer.insert_order(new, now)?;
            for event in events() {
                writer.record_event(&record, &event, now)?;
            }
            Ok(())
        })
        .unwrap();
    folder
}

fn events() -> Vec<Event> {
    let words = || Untrusted::new(EVIL);
    let answers = [
        ShopAnswer::Refused { code: words(), message: Some(words()) },
        ShopAnswer::Unavailable { why: words(), retry_after: None },
        ShopAnswer::Unclear { excerpt: words() },
        ShopAnswer::Activated(Receipt { payment_id: Some(words()), ..Receipt::default() }),
    ];
    let answered = answers.map(|answer| Event::ShopAnswered { answer, jitter: 0, alone: false });
    answered
        .into_iter()
        .chain([
            ChatEvent::ReplyRefused { why: words() }.into(),
            ChatEvent::BotMessage { text: words() }.into(),
            ChatEvent::PressAnswered(PressOutcome::Refused(words())).into(),
        ])
        .collect()
}

/// What the command wrote to both streams.
fn shown(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tribute-agent"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    for text in [&out, &err] {
        let is_sent = |letter: &char| *letter != '\n' && is_invisible(*letter);
        assert_eq!(text.chars().find(is_sent), None, "{arguments:?}: {text:?}");
    }
    (out, err)
}

#[test]
fn orders_are_shown_and_not_sent() {
    let scene = scene();
    for arguments in [["orders", "list"].as_slice(), &["orders", "show", "1"]] {
        let (people, _) = shown(scene.path(), arguments);
        assert!(people.contains("⟨001B⟩"), "{people}");
        let (machines, _) = shown(scene.path(), &[arguments, &["--json"]].concat());
        let order: Value = serde_json::from_str(&machines).unwrap();
        assert_eq!(order["product"], EVIL.trim());
        assert_eq!(order["account_id"], EVIL.trim());
    }
}

#[test]
fn errors_are_shown_and_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let escaped = "\\u001b[2J\\u009b31m\\u202e";
    for text in [
        format!("\"{escaped}\" = 1\n[account_id]\npattern = 'x'"),
        format!("pace = \"{escaped}\"\n[account_id]\npattern = 'x'"),
        format!("[account_id]\npattern = \"[{escaped}\""),
        format!(
            "[account_id]\npattern = 'x'\n[reply]\ntemplate = \"{{{{ '{escaped}'|{escaped} }}}}\""
        ),
        format!(
            "[account_id]\npattern = 'x'\n[shop]\nurl = \"{escaped}\"\nsecret_file = \"{escaped}\""
        ),
        "\u{1B}[2J".to_owned(),
    ] {
        fs::write(folder.path().join("config.toml"), &text).unwrap();
        let (_, err) = shown(folder.path(), &["parse", "--lines"]);
        assert!(err.contains("error[config."), "{text}: {err}");
    }
    let (_, err) = shown(folder.path(), &["--config", "\u{1B}[2J\u{9B}.toml", "parse"]);
    assert!(err.contains("⟨001B⟩"), "{err}");
    let (_, err) = shown(folder.path(), &["\u{1B}[2J\u{9B}"]);
    assert!(err.contains("error[usage."), "{err}");
}
