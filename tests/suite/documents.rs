//! What the documents say, against what the sources say.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use telegram_sandbox::faults;
use telegram_sandbox::tribute::mode;
use tribute_agent::cli::rehearse::fixtures;
use tribute_agent::config::Config;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All that stands in `.rs` files under `src`, without their tests.
pub fn sources() -> String {
    let mut found = String::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
            }
        }
    }
    found
}

/// What stands in the first group of `pattern`, everywhere in `text`.
fn all(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.captures_iter(text);
    found.map(|found| found[1].to_owned()).collect()
}

/// The names in backticks in the first column of a page's tables, from a heading on to another.
pub fn first_column(page: &str, from: &str, to: Option<&str>) -> BTreeSet<String> {
    let (_, part) = page.split_once(from).expect("the heading stands there");
    let part = match to {
        Some(to) => part.split_once(to).expect("the heading stands there").0,
        None => part,
    };
    let cells = all(r"(?m)^\| (`[^|]*) \|", part);
    cells.iter().flat_map(|cell| all("`([^`]+)`", cell)).collect()
}

#[test]
fn every_error_code_has_its_line_and_every_line_its_code() {
    const CODE: &str = r#""([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)""#;
    let sources = sources();
    let body = Regex::new(r"(?s)fn code\(&?self\) -> &'static str \{.*?\n    \}").unwrap();
    let bodies: Vec<&str> = body.find_iter(&sources).map(|body| body.as_str()).collect();
    let mut codes = all(CODE, &bodies.concat());
    let makers = r"(?:fault!|\b(?:failed|usage|action_required|not_written))";
    codes.extend(all(&format!(r"{makers}\(\s*{CODE}"), &sources));
    codes.extend(all(r#""((?:rehearse|sandbox|usage)\.[a-z_]+)""#, &sources));
    codes.extend(all(r#""([a-z]+\.(?:refused|unconfirmed))""#, &sources));
    // A file's name.
    codes.remove("sandbox.toml");
    assert!(codes.len() > 100, "the search finds no codes: {codes:?}");
    assert_eq!(first_column(&file("docs/errors.md"), "# ", None), codes);
}

#[test]
fn every_state_reason_and_key_has_its_line() {
    let page = file("docs/orders.md");
    let names = |source: &str| all(r#"=> "([a-z_]+)""#, &file(source));
    let mut decided = names("src/order/life/state.rs");
    decided.extend(names("src/order/purchase.rs"));
    assert_eq!(first_column(&page, "## States", Some("## The other keys")), decided);
    for language in ["en", "ru"] {
        let texts = file(&format!("locales/{language}/orders.ftl"));
        let is_missing = |name: &&String| !texts.contains(&format!("[{name}]"));
        assert_eq!(decided.iter().find(is_missing), None, "{language}");
    }

    let source = file("src/order_view/json.rs");
    let lists = [" KEYS: ", " CHECKOUT_KEYS: "].map(|list| {
        let (_, keys) = source.split_once(list).unwrap();
        keys.split_once("];").unwrap().0
    });
    let mut keys = all(r#""([a-z_]+)""#, &lists.concat());
    for explained_above in ["state", "reason"] {
        assert!(keys.remove(explained_above));
    }
    assert_eq!(first_column(&page, "## The other keys", None), keys);
}

/// The names of an enumeration's variants.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let source = file(source);
    let (_, body) = source.split_once(&format!("pub enum {name} {{")).expect("it is there");
    all(r"(?m)^    ([A-Z][A-Za-z]*)", body.split_once("\n}").unwrap().0)
}

#[test]
fn whatever_can_come_has_its_line() {
    let page = file("docs/reliability.md");
    let (_, table) = page.split_once("## What can come").unwrap();
    let rows = table.split_once("\n## ").unwrap().0.lines().filter(|line| line.starts_with("| "));
    let (mut sandbox, mut simulation) = (BTreeSet::new(), BTreeSet::new());
    for row in rows.skip(1) {
        let [_, comes, done, modes, actors, _] = *row.split('|').collect::<Vec<_>>() else {
            panic!("four columns: {row}");
        };
        assert!(!comes.trim().is_empty() && !done.trim().is_empty(), "{row}");
        sandbox.extend(all("`([^`]+)`", modes));
        simulation.extend(all("`([^`]+)`", actors));
    }
    let snake = |name: &String| {
        let words = Regex::new("(.)([A-Z])").unwrap();
        words.replace_all(name, "${1}_$2").to_lowercase()
    };
    let mut served: BTreeSet<String> = mode::all().iter().map(ToString::to_string).collect();
    served.extend(faults::NAMES.iter().map(ToString::to_string));
    let sources = "crates/telegram-sandbox/src";
    served.extend(variants(&format!("{sources}/orders/mod.rs"), "OwnerReply").iter().map(snake));
    served.extend(variants(&format!("{sources}/world/message.rs"), "Form").iter().map(snake));
    assert_eq!(sandbox, served);

    let mut acting = BTreeSet::new();
    for (source, name) in [
        ("plan/nature.rs", "Links"),
        ("plan/nature.rs", "AfterPress"),
        ("plan/order.rs", "Answering"),
        ("world/deeds.rs", "Deed"),
        ("world/fate.rs", "Fate"),
        ("world/moderators.rs", "Speaker"),
        ("world/moderators.rs", "Word"),
    ] {
        acting.extend(variants(&format!("tests/simulation/{source}"), name));
    }
    assert_eq!(simulation, acting);
}

#[test]
fn the_architecture_stays_short_and_names_what_is_there() {
    let page = file("ARCHITECTURE.md");
    assert!(page.len() <= 5 * 1024, "{} bytes", page.len());
    let paths = all(r"`((?:src|crates|tests|docs|fixtures|benches)/[a-z_/.0-9-]*)`", &page);
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        assert!(root().join(&path).exists(), "{path} is not there");
    }
}

#[test]
fn links_lead_somewhere() {
    let mut pages = vec![PathBuf::from("docs")];
    pages.extend(
        [
            "README.md",
            "README.ru.md",
            "ARCHITECTURE.md",
            "SECURITY.md",
            "CHANGELOG.md",
            "DEPENDENCIES.md",
            "CONTRIBUTING.md",
        ]
        .map(PathBuf::from),
    );
    while let Some(page) = pages.pop() {
        if root().join(&page).is_dir() {
            let entries = fs::read_dir(root().join(&page)).unwrap();
            pages.extend(entries.map(|entry| page.join(entry.unwrap().file_name())));
            continue;
        }
        let folder = root().join(page.parent().unwrap());
        for target in all(r"\]\(([^)#]+)(?:#[^)]*)?\)", &file(page.to_str().unwrap())) {
            let is_elsewhere = target.starts_with("https://");
            assert!(is_elsewhere || folder.join(&target).exists(), "{}: {target}", page.display());
        }
    }
}

#[test]
fn the_transcript_is_of_these_fixtures() {
    let page = file("README.md");
    let (_, transcript) = page.split_once("$ cargo run --release -- rehearse\n").unwrap();
    let transcript = transcript.split_once("\n```").unwrap().0;
    assert!(transcript.lines().count() < 15);
    let fixtures = fixtures();
    // The last one is about two payments.
    let all_of_them = format!("{0} of {0} as expected", fixtures.len() + 1);
    assert!(transcript.contains(&all_of_them), "{all_of_them}");
    let row = Regex::new(r"(?m)^│ (\d+) +(.*?)  +(.*?) +✓ +│$").unwrap();
    let mut rows = 0;
    for shown in row.captures_iter(transcript) {
        let fixture = &fixtures[shown[1].parse::<usize>().unwrap() - 1];
        let title = format!("en = {:?}", &shown[2]);
        assert!(fixture.text.contains(&title), "{}: {title}", fixture.name);
        rows += 1;
    }
    assert!(rows > 3, "{rows} rows");
}

#[test]
fn documents_name_only_commands_that_exist() {
    const PAGES: [&str; 20] = [
        "README.md",
        "README.ru.md",
        "SECURITY.md",
        "config.toml",
        "docs/activation-protocol.md",
        "docs/activation-protocol.ru.md",
        "docs/adding-a-wording.md",
        "docs/doctor.md",
        "docs/errors.md",
        "docs/inspect.md",
        "docs/logs.md",
        "docs/operations.md",
        "docs/operations.ru.md",
        "docs/orders.md",
        "docs/scaling.md",
        "docs/setup.md",
        "docs/setup.ru.md",
        "docs/tribute-api.md",
        "docs/tribute-api.ru.md",
        "samples/README.md",
    ];
    const COMMANDS: [&str; 25] = [
        "doctor",
        "init",
        "inspect",
        "login",
        "logout",
        "orders account",
        "orders adopt",
        "orders approve",
        "orders backup",
        "orders close",
        "orders given",
        "orders list",
        "orders refund",
        "orders retry",
        "orders show",
        "parse",
        "rehearse",
        "run",
        "sandbox",
        "session export",
        "session import",
        "shop test",
        "status",
        "tribute cancel",
        "tribute products",
    ];
    let mut count = 0;
    for page in PAGES {
        for command in all(r"(?m)(?:`|^    )tribute-agent ([a-z]+(?: [a-z]+)?)", &file(page)) {
            let is_known = COMMANDS
                .iter()
                .any(|known| command == *known || command.starts_with(&format!("{known} ")));
            assert!(is_known, "{page}: {command}");
            count += 1;
        }
    }
    assert!(count > 10, "{count} commands");
}

#[test]
fn the_shortest_configuration_is_one() {
    let page = file("README.md");
    let (_, shown) = page.split_once("```toml\n").unwrap();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let shown = shown.split_once("```").unwrap().0;
    let filled = shown.replace("whsec_…", secret).replace('…', "0123456789abcdef0123456789abcdef");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), filled).unwrap();
    let config = Config::load(None, folder.path(), &|_| None).unwrap();
    assert!(config.telegram().is_ok() && config.shop().is_ok() && config.moderators().is_ok());
    assert!(config.refuse_sample().is_ok());
}

/// A metric without `tribute_agent_` in front, and without what its samples add at its end.
fn family(name: &str) -> &str {
    let name = name.strip_prefix("tribute_agent_").unwrap_or(name);
    let ends = ["_total", "_bucket", "_sum", "_count"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// What the server tells, its page and the Grafana board say alike.
#[test]
fn metrics_are_those_that_exist() {
    let sources = [file("src/metrics.rs"), file("src/http/metrics.rs")].concat();
    let code: BTreeSet<String> =
        all(r#"(?:name: |begin\(&mut text, )"([a-z_]+)""#, &sources).into_iter().collect();
    let page = file("docs/server.md");
    let rows = first_column(&page, "## Metrics", None);
    let page: BTreeSet<String> =
        rows.iter().map(|row| family(row.split('{').next().unwrap()).to_owned()).collect();
    assert_eq!(page, code);
    let board: serde_json::Value = serde_json::from_str(&file("packaging/grafana.json")).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let shown = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let shown = shown.map(|target| target["expr"].as_str().unwrap().to_owned());
    let shown = all(r"(tribute_agent_[a-z_]+)", &shown.collect::<Vec<_>>().join("\n"));
    let shown: BTreeSet<String> = shown.iter().map(|name| family(name).to_owned()).collect();
    assert_eq!(shown, code, "the board shows all of them, and no others");
}

/// Only webhooks come in from outside, to where the server listens by default.
#[test]
fn samples_of_proxies_let_webhooks_in_and_nothing_else() {
    for (name, path, rest) in [
        ("packaging/nginx.conf", "location /webhooks/ {", "return 404;"),
        ("packaging/Caddyfile", "handle /webhooks/* {", "respond 404"),
        ("packaging/cloudflared.yml", "path: ^/webhooks/", "http_status:404"),
    ] {
        let sample = file(name);
        assert!(sample.contains(path) && sample.contains(rest), "{name}");
        let to_agent = all(r"(127\.0\.0\.1:\d+)", &sample);
        assert_eq!(to_agent.into_iter().collect::<Vec<_>>(), ["127.0.0.1:8787"], "{name}");
        assert_eq!(sample.matches("127.0.0.1").count(), 1, "{name}");
    }
}
