//! The `config.toml` at the root: whole, and refused for real work.

use std::path::{Path, PathBuf};

use super::*;
use crate::report::UserError;
use crate::sources::tribute_chat::{RenderReply as _, ReplyValues};
use crate::telegram::ModeratorsAddress;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE_FILE)
}

#[test]
fn the_sample_is_whole_and_refused_for_real_work() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(Some(&sample()), folder.path(), &|_| None).unwrap();
    assert_eq!(config.refuse_sample().unwrap_err().code(), "config.sample");
    assert_eq!(config.moderators().unwrap().chat, ModeratorsAddress::Me);
    assert!(config.shop().is_ok() && config.telegram().is_ok());
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);

    let replaced = |name: &str| match name {
        "TRIBUTE_AGENT_SHOP_SECRET" => Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        "TRIBUTE_AGENT_TELEGRAM_API_HASH" => Some("00112233445566778899aabbccddeeff".to_owned()),
        _ => None,
    };
    let config = Config::load(Some(&sample()), folder.path(), &replaced).unwrap();
    assert!(config.refuse_sample().is_ok());
}

/// What is commented out in the sample is no less true: with the `# ` taken away it still loads.
#[test]
fn what_the_sample_comments_out_is_good_too() {
    let text = std::fs::read_to_string(sample()).unwrap();
    let is_key = |line: &str| {
        let key = line.split(['=', ' ', ']']).next().unwrap_or_default();
        line.starts_with('[')
            || (line.contains(" = ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let uncommented: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_key(rest)).unwrap_or(line))
        .collect();
    let whole = uncommented.join("\n").replace("whsec_…", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert!(whole.lines().filter(|line| line.starts_with('[')).count() >= 12);
    let config = load(&whole).unwrap();
    assert_eq!(config.timing, Timing::default());
    assert_eq!(config.pace, load("").unwrap().pace);
    assert_eq!(config.language, Language::Russian);
    assert!(config.shop().unwrap().test.is_some());
    assert_eq!(config.rules().unwrap().profiles.len(), 3);
}

#[test]
fn the_language_is_read_of_a_file_that_is_broken_otherwise() {
    let scene = Scene::new("language = \"ru\"\npace = \n[broken\n");
    let document = Document::find(None, scene.folder.path()).unwrap();
    assert_eq!(document.language(), Some(Language::Russian));
    let absent = Document::find(Some(Path::new("/absent/config.toml")), scene.folder.path());
    assert_eq!(absent.unwrap_err().code(), "config.not_found");
    let config = Scene::new(GOOD.replace("language = \"en\"", ""))
        .with_variable("LANG", "ru_RU.UTF-8")
        .load();
    assert_eq!(config.unwrap().language, Language::Russian);
}

#[test]
fn the_default_reply_works_in_both_languages() {
    for language in ["ru", "en"] {
        let text = format!("language = \"{language}\"\n[account_id]\npattern = '\\d+'\n");
        let reply = load(&text).unwrap().reply;
        let values = ReplyValues { product: "1 алмаз".to_owned(), ..ReplyValues::default() };
        assert!(reply.render(&values).unwrap().contains("1 алмаз"));
    }
}
