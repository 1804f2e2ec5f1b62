//! `sandbox` as a command: its lines, its exit, the configuration it writes.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::world;
use tribute_agent::cli::sandbox;
use tribute_agent::cli::{OrderSource, Sandbox as SandboxOptions};
use tribute_agent::config::Config;
use tribute_agent::i18n::{Language, use_language, with_language};
use tribute_agent::order::{Entity, EntityKind, UserId};
use tribute_agent::report::{CodedError, Exit, UserError};
use tribute_agent::sources::tribute_chat::message::{Reading, read};

use super::soon;
use crate::agent::{Agent, program};

fn options(orders: OrderSource) -> SandboxOptions {
    SandboxOptions {
        orders,
        interval: Duration::from_millis(5),
        private_chats: 0,
        faults: Vec::new(),
        bot: None,
        seed: 1,
        exit_when_done: true,
        settle_timeout: Duration::from_millis(200),
        write_config: None,
        salebot: false,
        codes: false,
        moderators_bot: false,
        payments_bot: false,
        moderators: None,
        server: false,
        no_telegram: false,
        purchases: None,
        buyers: None,
        json: true,
    }
}

async fn run(
    options: SandboxOptions,
    output: &mut (dyn Write + Send),
    shutdown: impl Future<Output = ()>,
) -> Result<Exit, CodedError> {
    sandbox::run(options, Path::new(""), output, shutdown).await
}

async fn lines(options: SandboxOptions) -> (Result<Exit, CodedError>, Vec<serde_json::Value>) {
    lines_in(Language::Russian, options).await
}

async fn lines_in(
    language: Language,
    options: SandboxOptions,
) -> (Result<Exit, CodedError>, Vec<serde_json::Value>) {
    use_language(language);
    let mut output = Vec::new();
    let exit = soon(run(options, &mut output, std::future::pending())).await;
    let text = String::from_utf8(output).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (exit, lines.collect())
}

#[tokio::test]
async fn without_a_client_everything_stays_unsettled() {
    let (exit, lines) = lines(options(OrderSource::Count(3))).await;
    assert_eq!(exit.unwrap(), Exit::Failed);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["event"], "ready");
    assert_eq!(lines[1]["event"], "done");
    assert_eq!(lines[1]["orders"], 3);
    assert_eq!(lines[1]["unsettled"], 3);
}

#[tokio::test]
async fn it_stays_up_until_it_is_told_to_go() {
    let mut output = Vec::new();
    let options = SandboxOptions {
        exit_when_done: false,
        settle_timeout: Duration::ZERO,
        ..options(OrderSource::Count(0))
    };
    let shutdown = tokio::time::sleep(Duration::from_millis(300));
    let started = tokio::time::Instant::now();
    let exit = soon(run(options, &mut output, shutdown)).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert_eq!(exit, Exit::Done);
}

#[tokio::test]
async fn a_reader_who_has_read_enough_is_no_failure() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    drop(reader);
    let exit = soon(run(options(OrderSource::Count(1)), &mut writer, std::future::pending())).await;
    assert_eq!(exit.unwrap(), Exit::Done);
}

#[tokio::test]
async fn a_file_of_orders_is_read_or_refused_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.jsonl");
    let source = || OrderSource::File(path.clone());
    std::fs::write(&path, "{\"text\":\"a\",\"entities\":[]}\nnonsense\n").unwrap();
    let error = lines(options(source())).await.0.unwrap_err();
    assert_eq!(error.code(), "sandbox.bad_order");
    assert_eq!(error.exit(), Exit::Usage);
    for language in [Language::English, Language::Russian] {
        assert!(with_language(language, || error.what()).contains('2'));
    }
    std::fs::write(&path, [0xff, 0xfe, b'\n']).unwrap();
    let error = lines(options(source())).await.0.unwrap_err();
    assert_eq!(error.code(), "sandbox.orders_unreadable");
    std::fs::write(&path, "\n").unwrap();
    let error = lines(options(source())).await.0.unwrap_err();
    assert_eq!((error.code(), error.exit()), ("sandbox.no_orders", Exit::Usage));
    std::fs::write(&path, "{\"text\":\"a\",\"entities\":[]}\n").unwrap();
    assert_eq!(lines(options(source())).await.1[1]["orders"], 1);
    std::fs::remove_file(&path).unwrap();
    let error = lines(options(source())).await.0.unwrap_err();
    assert_eq!(error.code(), "sandbox.orders_unreadable");
    let error = lines(options(OrderSource::Count(10_001))).await.0.unwrap_err();
    assert_eq!(error.code(), "sandbox.too_many_orders");
}

#[tokio::test]
async fn the_moderators_bot_is_in_the_configuration_if_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.toml");
    for moderators_bot in [false, true] {
        let options = SandboxOptions { moderators_bot, ..with_config(&path) };
        let first = lines(options).await.1.remove(0);
        let config = Config::load(Some(&path), folder.path(), &|_| None).unwrap();
        let token = config.moderators().unwrap().bot_token.as_ref();
        let token = token.map(|token| token.expose_secret().to_owned());
        assert_eq!(
            token,
            first["bot"]["token"].as_str().filter(|_| moderators_bot).map(str::to_owned)
        );
        let id = first["bot"]["id"].as_i64().unwrap();
        assert!(first["bot"]["token"].as_str().unwrap().starts_with(&format!("{id}:")));
        assert!(first["bot"]["username"].is_string());
    }
}

#[tokio::test]
async fn the_server_is_in_the_configuration_if_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.toml");
    for no_telegram in [false, true] {
        let options = SandboxOptions { server: true, no_telegram, ..with_config(&path) };
        let (_, lines) = lines(options).await;
        let config: toml::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let (api, server) = (&lines[0]["tribute_api"], &lines[0]["server"]);
        assert_eq!(config["tribute_api"]["key"].as_str(), api["key"].as_str());
        assert_eq!(config["tribute_api"]["url"].as_str(), api["url"].as_str());
        let listen = config["server"]["listen"].as_str().unwrap();
        assert!(listen.starts_with("127.0.0.1:") && server["url"] == format!("http://{listen}"));
        let token = config["server"]["token"].as_str();
        assert!(token == server["token"].as_str() && token.unwrap().len() >= 32);
        for chat in ["telegram", "tribute", "moderators"] {
            assert_eq!(config.get(chat).is_none(), no_telegram, "{chat}");
        }
        assert_eq!(
            config.get("livemode").and_then(toml::Value::as_bool),
            no_telegram.then_some(false)
        );
        assert_eq!(config.get("journal").is_some(), no_telegram);
        assert_eq!(lines.last().unwrap()["orders"], 3);
        let config = Config::load(Some(&path), folder.path(), &|_| None).unwrap();
        config.check_runnable().unwrap();
        assert_eq!(config.is_without_telegram(), no_telegram);
    }
}

#[tokio::test]
async fn what_is_bought_is_given_by_an_agent_with_that_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.toml");
    let options = SandboxOptions {
        server: true,
        no_telegram: true,
        settle_timeout: Duration::from_secs(30),
        ..with_config(&path)
    };
    use_language(Language::English);
    let mut output = Vec::new();
    let agent = async {
        while !path.exists() {
            // A folder tells nobody when it fills.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Agent::spawn(program(&path, "run", &[]).stdout(Stdio::null()).stderr(Stdio::null()))
    };
    let selling = soon(run(options, &mut output, std::future::pending()));
    let (exit, _agent) = tokio::join!(selling, agent);
    let output = String::from_utf8(output).unwrap();
    assert_eq!(exit.unwrap(), Exit::Done, "{output}");
    let told = r#""event":"webhook_sent","name":"new_digital_product","status":200"#;
    assert_eq!(output.matches(told).count(), 3, "{output}");
    assert_eq!(output.matches(r#""event":"completed""#).count(), 3, "{output}");
}

#[tokio::test]
async fn a_file_of_purchases_is_read_or_refused_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("purchases.jsonl");
    let options = || SandboxOptions {
        server: true,
        no_telegram: true,
        purchases: Some(OrderSource::File(path.clone())),
        ..options(OrderSource::Count(0))
    };
    std::fs::write(&path, "{}\n{\"event\":\"new_donation\"}\n").unwrap();
    assert_eq!(lines(options()).await.1.last().unwrap()["orders"], 1);
    std::fs::write(&path, "{}\nnonsense\n").unwrap();
    let error = lines(options()).await.0.unwrap_err();
    assert_eq!((error.code(), error.exit()), ("sandbox.bad_purchase", Exit::Usage));
    assert!(error.what().contains('2'));
}

fn with_config(path: &Path) -> SandboxOptions {
    SandboxOptions { write_config: Some(path.to_owned()), ..options(OrderSource::Count(0)) }
}

#[tokio::test]
async fn the_configuration_fits_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.toml");
    let mut sessions = Vec::new();
    for _ in 0..2 {
        let (exit, lines) = lines(with_config(&path)).await;
        assert_eq!(exit.unwrap(), Exit::Done);
        let config: toml::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(config["shop"]["url"].as_str(), lines[0]["shop"]["url"].as_str());
        assert_eq!(config["shop"]["secret"].as_str(), lines[0]["shop"]["secret"].as_str());
        assert_eq!(config["moderators"]["chat"].as_integer(), lines[0]["moderators_chat"].as_i64());
        assert_eq!(config["tribute"]["send_buttons"][0].as_str(), Some("Отправить"));
        let pattern = config["account_id"]["pattern"].as_str().unwrap();
        let example = config["account_id"]["examples"][0].as_str().unwrap();
        assert!(regex::Regex::new(pattern).unwrap().is_match(example));
        let session = config["telegram"]["session"].as_str().unwrap().to_owned();
        assert!(folder.path().join(&session).exists());
        let config = Config::load(Some(&path), folder.path(), &|_| None).unwrap();
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
        config.refuse_sample().unwrap();
        assert_eq!(config.rules().unwrap().catalogue.entries().count(), 4);
        sessions.push(session);
    }
    assert_ne!(sessions[0], sessions[1]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_configuration_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.toml");
    lines(with_config(&path)).await.0.unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn what_people_wrote_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    for contents in ["", "# Written by", "language = \"ru\"\n"] {
        std::fs::write(&path, contents).unwrap();
        let error = lines(with_config(&path)).await.0.unwrap_err();
        assert_eq!(error.code(), "sandbox.config_not_ours", "{contents:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), contents);
    }
    let nowhere = folder.path().join("config.toml/config.toml");
    assert!(lines(with_config(&nowhere)).await.0.is_err());
}

#[tokio::test]
async fn the_configuration_reads_the_orders() {
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::English, Language::Russian] {
        let path = folder.path().join("sandbox.toml");
        lines_in(language, with_config(&path)).await.0.unwrap();
        let config = Config::load(Some(&path), folder.path(), &|_| None).unwrap();
        for order in OrderGenerator::demo(language.into(), 1).generate(50) {
            let reading = read(&order.text, &entities(&order), config.rules().unwrap());
            let Reading::Order(form) = reading else {
                panic!("{reading:?}");
            };
            assert_eq!(form.problem, None, "{}", order.text);
        }
    }
}

fn entities(order: &PlannedOrder) -> Vec<Entity> {
    let entities = order.entities.iter().map(|entity| Entity {
        kind: match entity.kind {
            world::EntityKind::TextMention(user) => {
                EntityKind::TextMention { user: UserId(user.0) }
            }
            _ => EntityKind::Mention,
        },
        offset_utf16: usize::try_from(entity.offset_utf16).unwrap(),
        length_utf16: usize::try_from(entity.length_utf16).unwrap(),
    });
    entities.collect()
}
