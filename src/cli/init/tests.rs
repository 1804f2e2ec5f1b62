//! The whole conversation, with somebody who answers from a list.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use secrecy::ExposeSecret as _;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::super::terminal::Gone;
use super::*;
use crate::report::Explain as _;

/// Answers in turn, and leaves when there is nothing left to say.
#[derive(Default)]
struct Script {
    answers: VecDeque<&'static str>,
    heard: String,
    /// What they do in the end: nothing at all, instead of leaving.
    falls_asleep: bool,
}

impl Script {
    fn of(answers: &[&'static str]) -> Self {
        Self {
            answers: answers.iter().copied().collect(),
            ..Self::default()
        }
    }
}

impl Person for Script {
    fn tell(&mut self, text: &str) {
        self.heard.push_str(text);
        self.heard.push('\n');
    }

    fn prompt(&mut self, text: &str) {
        self.tell(text);
    }

    async fn line(&mut self) -> Result<String, Gone> {
        match self.answers.pop_front() {
            Some(answer) => Ok(answer.to_owned()),
            None if self.falls_asleep => std::future::pending().await,
            None => Err(Gone::Left),
        }
    }
}

/// The conversation, and what is said behind it.
async fn hold_to_the_end(
    script: &mut Script,
    language: &mut Language,
    file: &Path,
    world: &World<'_>,
) -> Result<Exit, InitError> {
    let written = hold(script, language, file, world).await?;
    script.tell(&written.next_steps);
    Ok(Exit::Done)
}

/// A place for the file, and a Telegram that opens its door.
struct Desk {
    folder: TempDir,
    door: TcpListener,
}

impl Desk {
    async fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            door: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join(LOCAL_FILE)
    }

    async fn talk(&self, script: &mut Script) -> Result<Exit, InitError> {
        let world = World {
            doors: vec![self.door.local_addr().unwrap()],
            clock: &Machine,
            dice: &Machine,
            environment: |_| None,
        };
        let mut language = Language::English;
        hold_to_the_end(script, &mut language, &self.file(), &world).await
    }

    fn is_empty(&self) -> bool {
        self.folder.path().read_dir().unwrap().next().is_none()
    }
}

const KEY: &str = "c0ffee0123456789abcdef0123456789";
/// Everything left for later that can be: language, application, shop, products, chat.
const SHORTEST: [&str; 9] = ["en", "", "", "5", "12345", "", "", "", ""];

#[tokio::test]
async fn what_was_answered_is_what_the_configuration_says() {
    let desk = Desk::new().await;
    let mut script = Script::of(&[
        "2", // language
        "App api_id: 7654321",
        KEY,
        "http://127.0.0.1:9/activate",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "н", // no test
        "от 6 до 9",
        "1234567",
        "987654321",
        "",
        "10 алмазов \"x\\",
        "diamond-10",
        "10",
        "5.00 EUR",
        "1 алмаз",
        "diamond-1",
        "",
        "",
        "", // no more products
        "-1001234567890",
        "111, 222",
        "", // write
    ]);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    let config = Config::load(Some(&desk.file()), desk.folder.path(), &|_| None).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    config.refuse_sample().unwrap();
    assert_eq!(config.language, Language::Russian);
    let telegram = config.telegram().unwrap();
    assert_eq!(telegram.api_id, 7_654_321);
    assert_eq!(telegram.api_hash.expose_secret(), KEY);
    assert!(telegram.session.ends_with("sessions/main.session"));
    assert!(telegram.proxy.is_none());
    assert_eq!(
        config.shop().unwrap().live.url,
        "http://127.0.0.1:9/activate"
    );
    assert_eq!(config.examples, ["1234567", "987654321"]);
    assert_eq!(config.rules.account.as_str(), r"\b\d{6,9}\b");
    let moderators = config.moderators().unwrap();
    assert_eq!(moderators.allowed.len(), 2);
    let text = std::fs::read_to_string(desk.file()).unwrap();
    assert!(text.contains(r#"name = '10 алмазов "x\'"#) && text.contains("price = \"5.00 EUR\""));
    assert!(!script.heard.contains(KEY) && !script.heard.contains("whsec_MfKQ9"));
}

#[tokio::test]
async fn all_that_can_wait_waits() {
    let desk = Desk::new().await;
    let mut script = Script::of(&SHORTEST);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    let config = Config::load(Some(&desk.file()), desk.folder.path(), &|_| None).unwrap();
    assert!(config.telegram().is_err() && config.shop().is_err());
    assert!(script.heard.contains(
        "fill in, in the file: [telegram] api_id, api_hash · [shop] url, secret · [[product]]"
    ));
    for command in ["login", "doctor", "rehearse --config", "run"] {
        assert!(
            script.heard.contains(&format!("tribute-agent {command}")),
            "{command}"
        );
    }
}

#[tokio::test]
async fn who_leaves_at_any_question_leaves_nothing_behind() {
    for count in 0..SHORTEST.len() {
        let desk = Desk::new().await;
        let mut script = Script::of(&SHORTEST[..count]);
        let left = desk.talk(&mut script).await.unwrap_err();
        assert!(matches!(left, InitError::Left), "after {count}: {left}");
        assert!(desk.is_empty(), "after {count}");
    }
    let desk = Desk::new().await;
    let mut refuses = Script::of(&["en", "", "", "5", "12345", "", "", "", "n"]);
    let stopped = desk.talk(&mut refuses).await.unwrap_err();
    assert!(
        matches!(stopped, InitError::Stopped) && desk.is_empty(),
        "{stopped}"
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_for_ever() {
    let desk = Desk::new().await;
    let mut script = Script {
        falls_asleep: true,
        ..Script::of(&["en"])
    };
    let silent = desk.talk(&mut script).await.unwrap_err();
    assert!(
        matches!(silent, InitError::Silent) && desk.is_empty(),
        "{silent}"
    );
}

#[tokio::test]
async fn nobody_is_asked_for_ever() {
    let desk = Desk::new().await;
    let mut script = Script::of(&["en", "6", "2040", "+79161234567", KEY, "what?", "7654321"]);
    let error = desk.talk(&mut script).await.unwrap_err();
    assert!(matches!(error, InitError::TooManyTries), "{error}");
    assert_eq!(script.answers.len(), 1, "five tries");
    assert!(desk.is_empty());
}

#[tokio::test]
async fn a_question_mark_explains_and_is_no_try() {
    let desk = Desk::new().await;
    let mut script = Script::of(&["en", "?"]);
    desk.talk(&mut script).await.unwrap_err();
    for words in [
        "ERROR",
        "mobile network",
        "5 to 32",
        "Desktop",
        "hours later",
    ] {
        assert!(script.heard.contains(words), "{words}: {}", script.heard);
    }
}

#[tokio::test]
async fn a_pattern_that_takes_telephones_is_refused_unless_they_insist() {
    let beginning = ["en", "", "", "9-12", "1234567890", ""];
    let desk = Desk::new().await;
    let mut wiser =
        Script::of(&[&beginning[..], &["n", "10", "1234567890", "", "", "", ""]].concat());
    assert_eq!(
        desk.talk(&mut wiser).await.unwrap(),
        Exit::Done,
        "{}",
        wiser.heard
    );
    assert!(wiser.heard.contains("A telephone number would be taken"));
    let text = std::fs::read_to_string(desk.file()).unwrap();
    assert!(text.contains(r"\b\d{10}\b"), "{text}");

    let desk = Desk::new().await;
    let mut insists = Script::of(&[&beginning[..], &["y", "", "", ""]].concat());
    assert_eq!(
        desk.talk(&mut insists).await.unwrap(),
        Exit::Done,
        "{}",
        insists.heard
    );
}

#[tokio::test]
async fn numbers_with_letters_get_a_pattern_of_their_own() {
    let desk = Desk::new().await;
    let mut script = Script::of(&[
        "en", "", "", "letters", "US-12345", "US-678", "", "", "", "", "",
    ]);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    assert!(
        script
            .heard
            .contains("«my id US-12345, thanks!» → US-12345"),
        "{}",
        script.heard
    );
    let config = Config::load(Some(&desk.file()), desk.folder.path(), &|_| None).unwrap();
    assert_eq!(config.rules.account.as_str(), r"\bUS\-\d{3,5}\b");
    assert_eq!(config.examples, ["US-12345", "US-678"]);
}

#[tokio::test]
async fn a_real_number_that_does_not_fit_begins_it_anew() {
    let desk = Desk::new().await;
    let mut script = Script::of(&["en", "", "", "6-9", "12345", "5", "12345", "", "", "", ""]);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    assert!(script.heard.contains("nothing is found"));
}

#[tokio::test]
async fn a_new_secret_comes_with_the_line_for_the_shop() {
    let desk = Desk::new().await;
    let answers = [
        "en",
        "",
        "http://127.0.0.1:9/a",
        "",
        "n",
        "5",
        "12345",
        "",
        "",
        "",
        "",
    ];
    let mut script = Script::of(&answers);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    let (_, secret) = script.heard.split_once("TRIBUTE_SECRET=").unwrap();
    let secret = secret.lines().next().unwrap();
    let text = std::fs::read_to_string(desk.file()).unwrap();
    assert!(text.contains(&format!("secret = \"{secret}\"")), "{text}");
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_told_and_need_not_stop_them() {
    let desk = Desk::new().await;
    let shut = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url: &'static str = format!("http://{}/a", shut.local_addr().unwrap()).leak();
    drop(shut);
    let answers = ["en", "", url, "", "", "", "5", "12345", "", "", "", ""];
    let mut script = Script::of(&answers);
    assert_eq!(
        desk.talk(&mut script).await.unwrap(),
        Exit::Done,
        "{}",
        script.heard
    );
    assert!(
        script.heard.contains("✗ No answer from 127.0.0.1"),
        "{}",
        script.heard
    );
}

#[tokio::test]
async fn where_telegram_is_blocked_a_proxy_is_asked_for_and_tried() {
    let desk = Desk::new().await;
    let shut = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let blocked = shut.local_addr().unwrap();
    drop(shut);
    let no_proxy: &'static str = format!("socks5://{blocked}").leak();
    let world = World {
        doors: vec![blocked],
        clock: &Machine,
        dice: &Machine,
        environment: |_| None,
    };
    let answers = [
        "en",
        "7654321",
        KEY,
        "tg://proxy?server=a&port=1&secret=b",
        "http://a:1",
        no_proxy,
        "y",
        "",
        "5",
        "12345",
        "",
        "",
        "",
        "",
    ];
    let mut script = Script::of(&answers);
    let mut language = Language::English;
    let ended = hold_to_the_end(&mut script, &mut language, &desk.file(), &world).await;
    assert_eq!(ended.unwrap(), Exit::Done, "{}", script.heard);
    for words in [
        "blocked",
        "proxy for Telegram's own apps",
        "socks5://",
        "The proxy can't be reached",
    ] {
        assert!(script.heard.contains(words), "{words}: {}", script.heard);
    }
    let config = Config::load(Some(&desk.file()), desk.folder.path(), &|_| None).unwrap();
    let proxy = config.telegram().unwrap().proxy.clone().unwrap();
    assert_eq!(proxy.to_string(), blocked.to_string());
}

#[test]
fn every_end_is_explained_in_both_languages() {
    let ends = [
        InitError::NoTerminal,
        InitError::Exists("config.local.toml".into()),
        InitError::Stopped,
        InitError::Left,
        InitError::Silent,
        InitError::TooManyTries,
    ];
    for end in ends {
        let (english, russian) = (Language::English, Language::Russian);
        assert_ne!(end.what(english), end.what(russian), "{end}");
        assert_ne!(end.remedy(english), end.remedy(russian), "{end}");
    }
}
