//! `shop test` of programs that give goods: what is called good, is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::agent::{program, write_private};
use crate::restore::home::ended;

const ACTIVATED: &str = r#"echo '{"status":"activated"}'"#;

/// What `shop test` says of the program, with these words.
async fn tested(script: &str, words: &[&str], timeout: &str) -> (Option<i32>, Value) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("give");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "[shop]\nkind = \"command\"\ncommand = [\"./give\"]\ntimeout = \"{timeout}\"\n\
         [account_id]\npattern = '\\d+'\nexamples = [\"12345\", \"23456\"]\n"
    );
    write_private(&config, &text);
    let words = [&["test", "--json"], words].concat();
    let said = ended(program(&config, "shop", &words)).await;
    let report = serde_json::from_str(&said.stdout);
    (said.code, report.unwrap_or_else(|_| panic!("{}{}", said.stdout, said.stderr)))
}

fn sample(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/command").join(name);
    fs::read_to_string(file).unwrap()
}

/// A program that passes the first call, and does this with all others.
fn after_the_test(script: &str) -> String {
    format!(
        "#!/bin/sh\ncall=$(cat)\ncase \"$call\" in *shop.test*) echo '{{\"status\":\"ok\"}}'; exit 0;; esac\n\
         {script}\n"
    )
}

/// The checks that are not as they should be, with how bad they are.
fn wrong(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter();
    let bad = checks.filter(|it| it["verdict"] == "wrong" || it["verdict"] == "dangerous");
    bad.map(|it| format!("{} {}", it["check"], it["verdict"]).replace('"', "")).collect()
}

#[tokio::test]
async fn the_samples_are_good() {
    for name in ["give.sh", "give.py"] {
        let (code, report) = tested(&sample(name), &["--full"], "2m").await;
        assert_eq!((code, &report["ok"]), (Some(0), &true.into()), "{name}: {report:#}");
        assert_eq!(report["checks"].as_array().unwrap().len(), 10, "{report:#}");
    }
}

#[tokio::test]
async fn what_is_not_good_is_not_called_so() {
    for (script, found) in [
        // It gives whatever it is asked, and as often.
        (
            ACTIVATED.to_owned(),
            &["garbage dangerous", "repeat dangerous", "two_at_once dangerous"][..],
        ),
        // It gives, and says so too late.
        (format!("sleep 3; {ACTIVATED}"), &["speed wrong"]),
        // It can't, whatever it is asked.
        ("echo busy >&2; exit 75".to_owned(), &["order wrong"]),
        ("echo 'Traceback: no such table'".to_owned(), &["order wrong", "repeat wrong"]),
        ("exit 3".to_owned(), &["order wrong", "unknown_type wrong"]),
        ("kill -9 $$".to_owned(), &["order wrong"]),
        // It names another account than it was asked for.
        (r#"echo '{"status":"activated","account_id":"777"}'"#.to_owned(), &["order wrong"]),
    ] {
        let (code, report) = tested(&after_the_test(&script), &["--full"], "4s").await;
        assert_eq!(code, Some(1), "{script}: {report:#}");
        let all = wrong(&report);
        for wanted in found {
            assert!(all.iter().any(|it| it == wanted), "{script}: {wanted} is not in {all:?}");
        }
    }
}

/// What fails at the first call is told, and tried no further.
#[tokio::test]
async fn a_program_that_does_not_answer_the_test_is_tried_no_further() {
    for (script, outcome) in [
        ("#!/bin/sh\nexit 75\n", "not_now"),
        ("#!/bin/sh\nexit 1\n", "failed"),
        ("#!/bin/sh\necho hello\n", "accepted_oddly"),
        ("#!/bin/sh\nsleep 60\n", "no_answer"),
        ("#!/no/such/shell\n", "no_answer"),
    ] {
        for words in [&[][..], &["--full"]] {
            let (code, report) = tested(script, words, "4s").await;
            assert_eq!((code, &report["run"]["outcome"]), (Some(1), &outcome.into()), "{report:#}");
            assert!(report["checks"].as_array().is_none_or(Vec::is_empty), "{report:#}");
        }
    }
}
