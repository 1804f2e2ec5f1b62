//! `fixtures/forged/`: orders that somebody forged, each with what `parse` must make of it. One run
//! of the real binary reads them all.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tribute_agent::order::Money;
use tribute_agent::order::entity::utf16_len;

use super::parse_lines;

/// The rules that all of them are read by: the sample pattern, no catalogue.
const RULES: &str = "[account_id]\npattern = '\\b\\d{4,12}\\b'\n";

/// A forged order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forged {
    text: String,
    #[serde(default)]
    entities: Vec<ForgedEntity>,
    expected: Expected,
}

/// An entity with the Bot API's names. Where it stands is said by what it covers, or in UTF-16 code
/// units.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgedEntity {
    r#type: String,
    covers: Option<String>,
    offset: Option<usize>,
    length: Option<usize>,
    user: Option<i64>,
    url: Option<String>,
}

/// What must be read. What is not written must not be.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    kind: Option<String>,
    recognised: Option<bool>,
    telegram_id: Option<i64>,
    product: Option<String>,
    price: Option<Money>,
    account_id: Option<String>,
    problem: Option<String>,
}

impl Forged {
    /// The message as `parse --lines` takes it.
    fn line(&self) -> String {
        let entities: Vec<Value> =
            self.entities.iter().map(|entity| entity.in_json(&self.text)).collect();
        json!({ "text": self.text, "entities": entities }).to_string()
    }
}

impl ForgedEntity {
    fn in_json(&self, text: &str) -> Value {
        let covered = self.covers.as_deref().map(|covered| {
            let start = text.find(covered).expect("what is covered stands in the text");
            (utf16_len(&text[..start]), utf16_len(covered))
        });
        let (offset, length) = covered.unwrap_or_else(|| {
            let place = self.offset.zip(self.length);
            place.expect("what it covers, or its offset and length")
        });
        json!({
            "type": self.r#type, "offset": offset, "length": length,
            "user": { "id": self.user }, "url": self.url,
        })
    }
}

impl Expected {
    /// What `parse --json` said, in the same words.
    fn said(said: &Value) -> Self {
        let is_order = said["kind"] == "order";
        let text = |key: &str| said[key].as_str().map(str::to_owned);
        Self {
            kind: text("kind").filter(|_| !is_order),
            recognised: said["recognised"].as_bool().filter(|_| !is_order),
            telegram_id: said["customer"]["telegram_id"].as_i64(),
            product: text("product"),
            price: serde_json::from_value(said["price"].clone()).ok(),
            account_id: text("account_id"),
            problem: text("problem"),
        }
    }
}

fn fixtures() -> Vec<(String, Forged)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forged");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let forged = toml::from_str(&fs::read_to_string(path).unwrap());
        let forged = forged.unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, forged)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn forged_orders_are_read_as_they_must_be() {
    let fixtures = fixtures();
    let lines: Vec<String> = fixtures.iter().map(|(_, forged)| forged.line()).collect();
    let said = parse_lines(RULES, lines.join("\n"));
    assert!(fixtures.len() > 40 && fixtures.len() == said.len());
    for ((name, forged), said) in fixtures.iter().zip(&said) {
        assert_eq!(Expected::said(said), forged.expected, "{name}: {said}");
    }
}
