//! Configurations as files: broken ones, good ones, the sample.
//!
//! - `broken`: one mistake each. `meaning`: what a good file means, and where secrets come from.
//! - `sample`: the `config.toml` at the root.

mod broken;
mod meaning;
mod sample;

use super::*;
use crate::report::UserError;

/// A whole configuration that is good.
const GOOD: &str = r#"language = "en"
pace = "2s"

[telegram]
api_id = 4242
api_hash = "00112233445566778899aabbccddeeff"
session = "sessions/main.session"

[tribute]
bot = "@tribute"
bot_id = 6675346585
send_buttons = ["Send"]

[shop]
url = "https://shop.example/tribute"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

[account_id]
pattern = '\b\d{4,12}\b'
examples = ["12345"]

[[product]]
name = "1 алмаз"
sku = "diamond-1"
price = "5.00 EUR"

[reply]
template = "Done: {{ product }}{% if payment_id %} {{ payment_id }}{% endif %}"

[moderators]
chat = -1001234567890
allowed = [111, 222]
"#;

/// A configuration file in a folder of its own.
struct Scene {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, &'static str)>,
}

impl Scene {
    fn new(text: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(LOCAL_FILE), text).unwrap();
        Self { folder, environment: Vec::new() }
    }

    fn with_file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn with_variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let environment = |name: &str| {
            let found = self.environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::load(None, self.folder.path(), &environment)
    }
}

fn load(text: &str) -> Result<Config, ConfigError> {
    Scene::new(text).load()
}

/// The good file with one passage changed.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from:?} stands there once");
    GOOD.replace(from, to)
}

/// Code and line of each mistake.
fn mistakes(text: &str) -> Vec<(&'static str, Option<usize>)> {
    let error = load(text).expect_err("it is broken");
    error.mistakes().map(|mistake| (mistake.code(), mistake.line())).collect()
}
