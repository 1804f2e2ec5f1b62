//! `init`: the real binary at a real pseudo-terminal, beside a sandbox.

use std::fs;
use std::path::Path;

use telegram_sandbox::accounts::MODERATORS_BOT;
use tempfile::TempDir;
use tribute_agent::config::Config;
use tribute_agent::telegram::import;

use crate::agent::Scene;
use crate::doctor::checkup::checkup;
use crate::pty::{Terminal, Window};
use crate::restore::home::{Ended, ended};
use crate::session::desk::is_private;

const FILE: &str = "config.local.toml";
const KEY: &str = "c0ffee0123456789abcdef0123456789";
/// Nobody listens there.
const NOWHERE: (&str, &str) = ("TRIBUTE_AGENT_TELEGRAM_DOORS", "127.0.0.1:9");

fn at_a_terminal(folder: &Path, environment: &[(&str, &str)], words: &[&str]) -> Terminal {
    let window = Window {
        folder,
        // No line is broken within the words that are waited for.
        size: (24, 300),
        environment,
    };
    window.start(&[&["init"], words].concat())
}

fn is_empty(folder: &TempDir) -> bool {
    folder.path().read_dir().unwrap().next().is_none()
}

/// The program without a terminal.
async fn piped(folder: &Path, language: &str, words: &[&str]) -> Ended {
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_tribute-agent"));
    program
        .args(words)
        .current_dir(folder)
        .env("LANG", language)
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true);
    ended(program).await
}

/// What a command that can't be carried out says, in Russian.
async fn told(folder: &Path, words: &[&str]) -> String {
    let ended = piped(folder, "ru_RU.UTF-8", words).await;
    assert_eq!(ended.code, Some(2), "{words:?}: {}", ended.stderr);
    ended.stderr
}

/// The last three topics.
async fn what_is_sold_and_to_whom(terminal: &mut Terminal, chat: i64, token: &str) {
    terminal.answers("Сколько в нём цифр", "восемь").await;
    terminal.sees("«8», если во всех 8").await;
    terminal.answers("Сколько в нём цифр", "8").await;
    terminal.sees("Понял: номер из 8 цифр, например 12345678.").await;
    terminal.answers("Настоящий номер", "12345678").await;
    terminal.answers("Настоящий номер", "").await;
    terminal.sees("за номер аккаунта не сойдут: телефон").await;
    terminal.answers("Товар", "1 алмаз").await;
    terminal.answers("артикул (sku)", "diamond-1").await;
    terminal.answers("сколько штук", "").await;
    terminal.answers("цена", "").await;
    terminal.answers("Товар", "").await;
    terminal.answers("Чат:", &chat.to_string()).await;
    terminal.answers("Кто вправе", "").await;
    terminal.sees("@BotFather и отправьте /newbot").await;
    terminal.answers("Токен бота", "@our_bot").await;
    terminal.sees("Похоже, это имя пользователя").await;
    terminal.answers("Токен бота", token).await;
}

#[tokio::test]
async fn what_it_writes_is_what_the_agent_works_with() {
    let scene = Scene::new(Vec::new()).await;
    let ready = scene.running.ready();
    let folder = tempfile::tempdir().unwrap();
    let doors = scene.running.datacentre().address().to_string();
    let environment =
        [("TRIBUTE_AGENT_TELEGRAM_DOORS", doors.as_str()), ("TRIBUTE_AGENT_LOG", "trace")];
    let session = folder.path().join("sessions/main.session");
    import::import(&ready.seller.string_session, &session, false).unwrap();
    let mut terminal = at_a_terminal(folder.path(), &environment, &[]);
    terminal.answers("Язык", "2").await;
    terminal.answers("Как у вас покупают?", "1").await;
    terminal.answers("api_id", "2040").await;
    terminal.sees("Telegram ограничивает и блокирует").await;
    terminal.answers("api_id", "7654321").await;
    terminal.answers("api_hash", KEY).await;
    terminal.sees("доступен напрямую").await;
    terminal.answers("Кто выдаёт товар?", "1").await;
    terminal.answers("Адрес", "https://t.me/tribute/app?startapp=p1").await;
    terminal.sees("ссылка на товар").await;
    terminal.answers("Адрес", &ready.shop.url).await;
    terminal.answers("Секрет", "Api-Key: 0123456789").await;
    terminal.sees("HTTP-заголовок").await;
    terminal.answers("Секрет", &ready.shop.secret).await;
    terminal.answers("Проверить сервер", "").await;
    terminal.sees("✓ Магазин на месте").await;
    what_is_sold_and_to_whom(&mut terminal, ready.moderators_chat, &ready.bot.token).await;
    terminal.sees("✓ @sandbox_moderators_bot: токен верный.").await;
    terminal.sees("Закреплять сообщения может.").await;
    terminal.sees("1 · Ваше приложение в Telegram: api_id 7654321").await;
    terminal.answers("Записать?", "д").await;
    terminal.answers("зазвонит ли телефон?", "д").await;
    terminal.answers("Зазвонил телефон?", "д").await;
    terminal.sees("Телефон зазвонил.").await;
    terminal.sees("tribute-agent login").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert_eq!(scene.told(scene.running.supergroup(), "🔔"), 1);
    // Once, where it was typed: neither told again nor logged.
    for secret in [KEY, &ready.shop.secret, &ready.bot.token] {
        assert_eq!(terminal.shown().matches(secret).count(), 1, "{secret}");
    }

    let file = folder.path().join(FILE);
    is_private(&file);
    assert_eq!(folder.path().read_dir().unwrap().count(), 2);
    let checkup = checkup(&file, &[], &environment[..1]).await;
    assert_eq!(checkup.code, Some(0), "{checkup:?}");
    for check in
        ["config", "permissions", "account", "tribute", "moderators", "moderators_bot", "shop"]
    {
        checkup.is(check, "ok");
    }
}

#[tokio::test]
async fn who_leaves_leaves_nothing_behind() {
    for (key, words) in [(b'c', "Stopped."), (b'd', "The input has ended.")] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
        terminal.answers("Language", "1").await;
        terminal.answers("How do customers buy?", "").await;
        terminal.sees("api_id (Enter").await;
        terminal.presses_control(key).await;
        terminal.sees(words).await;
        terminal.sees("Nothing has been written.").await;
        assert_eq!(terminal.ends().await, Some(1));
        assert!(is_empty(&folder), "{words}");
    }
}

/// A secret was shown, and they go to the server with it.
#[tokio::test]
async fn who_leaves_with_answers_finds_them_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Language", "2").await;
    terminal.answers("Как у вас покупают?", "").await;
    terminal.answers("api_id (Enter", "").await;
    terminal.answers("Прокси SOCKS5", "").await;
    terminal.answers("Кто выдаёт товар?", "1").await;
    terminal.answers("Адрес", "http://127.0.0.1:9/").await;
    terminal.answers("Секрет", "").await;
    terminal.sees("TRIBUTE_SECRET=").await;
    let secret = terminal.sees("\n").await.trim().to_owned();
    terminal.sees("потом нажмите Enter").await;
    terminal.presses_control(b'c').await;
    terminal.sees("Остановлено. Настройки не записаны").await;
    assert_eq!(terminal.ends().await, Some(1));
    assert!(!folder.path().join(FILE).exists());
    is_private(&folder.path().join(format!("{FILE}.draft")));

    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Продолжить с ними?", "").await;
    terminal.answers("api_id (Enter", "").await;
    terminal.answers("Прокси SOCKS5", "").await;
    terminal.answers("Сколько в нём цифр", "").await;
    terminal.answers("Товар", "").await;
    terminal.answers("Чат:", "").await;
    terminal.answers("Записать?", "").await;
    terminal.sees("Записано").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
    assert!(text.contains(&format!("secret = \"{secret}\"")), "{text}");
    is_private(&folder.path().join(FILE));
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[tokio::test]
async fn where_telegram_is_blocked_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Language", "2").await;
    terminal.answers("Как у вас покупают?", "").await;
    terminal.answers("api_id (Enter", "").await;
    terminal.sees("Напрямую Telegram отсюда недоступен").await;
    terminal.sees("[telegram] proxy").await;
    terminal.answers("Прокси SOCKS5", "").await;
    terminal.answers("Кто выдаёт товар?", "").await;
    terminal.presses_control(b'c').await;
    assert_eq!(terminal.ends().await, Some(1));
}

/// A stranger's answer is money: whoever may come in is told of before it is written.
#[tokio::test]
async fn a_chat_that_strangers_can_enter_and_a_bot_that_is_not_there_are_told() {
    let scene = Scene::new(Vec::new()).await;
    let ready = scene.running.ready();
    scene.running.world().change_group(scene.running.supergroup(), |group| {
        group.username = Some("our_moderators".to_owned());
        group.members.remove(&MODERATORS_BOT);
    });
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("sessions/main.session");
    import::import(&ready.seller.string_session, &session, false).unwrap();
    fs::write(folder.path().join(FILE), WHOLE).unwrap();
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Что изменить?", "6").await;
    terminal.answers("Чат:", &ready.moderators_chat.to_string()).await;
    terminal.answers("Кто вправе", "").await;
    terminal.answers("Токен бота", &ready.bot.token).await;
    terminal.sees("✗ Чат открытый: войти и отвечать агенту может кто угодно.").await;
    terminal.sees("allowed = [111, 222]").await;
    terminal.sees("не в чате модераторов").await;
    terminal.sees("Добавьте @sandbox_moderators_bot в группу").await;
    terminal.answers("Записать?", "н").await;
    terminal.answers("Номер из списка", "").await;
    assert_eq!(terminal.ends().await, Some(1), "{}", terminal.shown());
    assert!(!folder.path().join("sessions/main.bot.session").exists());
}

/// Nothing is missing here.
const WHOLE: &str = "language = \"ru\"\n\
    telegram = { api_id = 7654321, api_hash = \"c0ffee0123456789abcdef0123456789\" }\n\
    shop = { url = \"http://127.0.0.1:9/\", secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\" }\n\
    account_id = { pattern = '\\b\\d{8}\\b' }\n\
    moderators = { chat = \"me\" }\n\
    [[product]]\nname = \"1 алмаз\"\nsku = \"diamond-1\"\n";

#[tokio::test]
async fn a_configuration_is_changed_only_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    fs::write(&file, WHOLE).unwrap();
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Что изменить?", "").await;
    terminal.sees("файл остался как был").await;
    assert_eq!(terminal.ends().await, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), WHOLE);

    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.answers("Что изменить?", "6").await;
    terminal.answers("Чат:", "@tribute").await;
    terminal.sees("Это бот самого Tribute").await;
    terminal.answers("Чат:", "-1001234567890").await;
    terminal.answers("Кто вправе", "").await;
    terminal.answers("Токен бота", "").await;
    terminal.sees("Чат и бота проверит").await;
    terminal.sees("Будет записано в config.local.toml").await;
    terminal.answers("Записать?", "").await;
    terminal.sees("Записано").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let changed = WHOLE.replace("\"me\"", "-1001234567890");
    assert_eq!(fs::read_to_string(&file).unwrap(), changed);

    // Nobody is asked without a terminal.
    let refused = told(folder.path(), &["init"]).await;
    assert!(refused.contains("ошибка[init.exists]"), "{refused}");
    assert!(refused.contains("mv config.local.toml"), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), changed);
    // Another name is another file.
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &["--config", "other.toml"]);
    terminal.answers("Язык", "2").await;
    terminal.presses_control(b'c').await;
    assert_eq!(terminal.ends().await, Some(1));
}

#[tokio::test]
async fn what_was_left_for_later_is_asked_once_more_and_added() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, _) = WHOLE.split_once("moderators").unwrap();
    fs::write(folder.path().join(FILE), begun).unwrap();
    let mut terminal = at_a_terminal(folder.path(), &[NOWHERE], &[]);
    terminal.sees("останется как есть").await;
    terminal.answers("Товар", "10 алмазов").await;
    terminal.answers("его артикул (sku)", "diamond-10").await;
    terminal.answers("сколько штук", "").await;
    terminal.answers("цена", "").await;
    terminal.answers("Товар", "").await;
    terminal.answers("Чат:", "123").await;
    terminal.sees("123 — id человека, а не группы").await;
    terminal.answers("Чат:", "-1001234567890").await;
    terminal.answers("Кто вправе", "").await;
    terminal.answers("Токен бота", "").await;
    terminal.answers("Записать?", "").await;
    terminal.sees("Записано").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let file = folder.path().join(FILE);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(begun), "{text}");
    let config = Config::load(Some(&file), folder.path(), &|_| None).unwrap();
    assert!(config.missing_sections().is_empty());
}

/// Whoever has nothing but the binary has the sample all the same.
#[tokio::test]
async fn the_sample_can_be_printed() {
    let folder = tempfile::tempdir().unwrap();
    let ended = piped(folder.path(), "en_US.UTF-8", &["init", "--print-sample"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(ended.stdout, crate::documents::file("config.toml"));
    assert!(is_empty(&folder));
}

/// Who has no configuration yet is told how to come by one, wherever it is looked for.
#[tokio::test]
async fn who_has_no_configuration_is_told_of_init() {
    let folder = tempfile::tempdir().unwrap();
    for words in [&["run"][..], &["login"], &["orders", "list"]] {
        let run = told(folder.path(), words).await;
        assert!(run.contains("ошибка[config.not_found]"), "{run}");
        assert!(run.contains("`tribute-agent init`"), "{run}");
    }
    fs::write(folder.path().join(FILE), "language = \"ru\"\n").unwrap();
    for (words, section) in [
        (&["run"][..], "[shop]"),
        (&["parse"], "[account_id]"),
        (&["shop", "test"], "[shop]"),
        (&["login"], "[telegram]"),
    ] {
        let run = told(folder.path(), words).await;
        assert!(run.contains("config.missing_section"), "{run}");
        assert!(run.contains(section) && run.contains("`tribute-agent init`"));
        assert!(run.contains("`tribute-agent init --print-sample`"), "{run}");
    }
}

/// Words are whole, however narrow the terminal: nobody can copy half an address.
#[tokio::test]
async fn advice_is_broken_between_words() {
    let folder = tempfile::tempdir().unwrap();
    let window =
        Window { folder: folder.path(), size: (24, 40), environment: &[("LANG", "ru_RU.UTF-8")] };
    let mut terminal = window.start(&["run"]);
    assert_eq!(terminal.ends().await, Some(2));
    let shown = terminal.shown();
    let (_, advice) = shown.split_once("  → ").unwrap();
    assert!(advice.lines().count() > 2, "{shown}");
    for line in advice.lines() {
        assert!(line.chars().count() <= 40, "{line:?}");
    }
    let words: Vec<&str> = advice.split_whitespace().collect();
    assert!(words.join(" ").contains("`tribute-agent init` задаст"), "{shown}");
}

#[tokio::test]
async fn without_a_terminal_it_says_what_to_do_instead() {
    for (language, words) in [("en_US.UTF-8", "error"), ("ru_RU.UTF-8", "ошибка")] {
        let folder = tempfile::tempdir().unwrap();
        let ended = piped(folder.path(), language, &["init"]).await;
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        let refused = format!("{words}[init.no_terminal]");
        assert!(ended.stderr.contains(&refused), "{}", ended.stderr);
        let instead =
            "tribute-agent init --print-sample > config.local.toml && chmod 600 config.local.toml";
        assert!(ended.stderr.contains(instead), "{}", ended.stderr);
        assert!(is_empty(&folder));
    }
}

/// A terminal to be told at is not one to be asked at.
#[tokio::test]
async fn an_answer_that_is_piped_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window {
        folder: folder.path(),
        size: (24, 80),
        environment: &[NOWHERE, ("PROGRAM", env!("CARGO_BIN_EXE_tribute-agent"))],
    };
    let mut terminal = window.start_program("sh", &["-c", "yes '' | \"$PROGRAM\" init"]);
    terminal.sees("init.no_terminal").await;
    assert_eq!(terminal.ends().await, Some(2));
    assert!(is_empty(&folder));
}
