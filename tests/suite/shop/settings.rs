//! Settings that no call can be made with are refused at once.

use std::path::PathBuf;
use std::time::Duration;

use tribute_agent::i18n::{Language, with_language};
use tribute_agent::report::{Exit, UserError as _};
use tribute_agent::shop::{Client, Settings};

use super::secret;

/// The code of the refusal; every refusal explains itself in both languages.
fn refused(change: impl FnOnce(&mut Settings)) -> &'static str {
    let mut settings = Settings::new("https://shop.example/tribute", secret());
    change(&mut settings);
    let error = Client::new(settings).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
    assert!(is_russian(&with_language(Language::Russian, || error.what())));
    assert!(is_russian(&with_language(Language::Russian, || error.remedy())));
    assert!(!with_language(Language::English, || error.what()).is_empty());
    assert!(!with_language(Language::English, || error.remedy()).is_empty());
    error.code()
}

#[test]
fn urls() {
    assert_eq!(refused(|it| it.url = "shop.example".to_owned()), "shop.url");
    let plain = "http://shop.example/".to_owned();
    assert_eq!(refused(|it| it.url = plain), "shop.plain_http");
    let credentials = "https://a:b@shop.example/".to_owned();
    assert_eq!(refused(|it| it.url = credentials), "shop.credentials_in_url");
}

#[test]
fn limits_and_names() {
    assert_eq!(refused(|it| it.timeout = Duration::ZERO), "shop.timeout");
    assert_eq!(refused(|it| it.timeout = Duration::from_secs(121)), "shop.timeout");
    assert_eq!(refused(|it| it.user_agent = "a\nb".to_owned()), "shop.user_agent");
}

#[test]
fn authorities_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem");
    assert_eq!(refused(|it| it.ca_file = Some(missing)), "shop.ca_file_unreadable");

    let with = |contents: &str| -> Option<PathBuf> {
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, contents).unwrap();
        Some(path)
    };
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for contents in ["", "hello", &key, garbage] {
        let code = refused(|it| it.ca_file = with(contents));
        assert_eq!(code, "shop.ca_file_contents", "{contents}");
    }
}
