//! Number, code, password.

use telegram_sandbox::accounts::{CODE, PASSWORD, PHONE, SELLER};
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::world::{Peer, Post, SERVICE};

use super::scene::{ENGLISH, RUSSIAN, Scene, Words};
use crate::agent::{options, orders, program};
use crate::pty::Terminal;
use crate::session::desk::is_private;

/// Types the number and sees where the code went.
pub async fn to_the_code(terminal: &mut Terminal, words: Words) {
    terminal.sees(words.phone).await;
    terminal.types(PHONE).await;
    terminal.sees(words.code).await;
}

#[tokio::test]
async fn number_code_and_password_in_both_languages() {
    for words in [ENGLISH, RUSSIAN] {
        let scene = Scene::new(words).await;
        let mut terminal = scene.login();
        to_the_code(&mut terminal, words).await;
        terminal.types("11111").await;
        terminal.sees(words.two_left).await;
        terminal.sees(words.code).await;
        terminal.types(CODE).await;
        terminal.sees(words.password).await;
        terminal.types("not the password").await;
        terminal.sees(words.two_left).await;
        terminal.sees(words.password).await;
        terminal.types(PASSWORD).await;
        terminal.sees(words.done).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
        let shown = terminal.shown();
        assert!(shown.contains(PHONE) && shown.contains(CODE), "it is a terminal: {shown}");
        for secret in [PASSWORD, "not the password"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(scene.is_logged_in());
        is_private(&scene.session());
    }
}

#[tokio::test]
async fn where_the_code_is_and_what_kills_it_is_said_and_true() {
    let scene = Scene::new(ENGLISH).await;
    scene.seller_is(|seller| seller.password = None);
    let mut terminal = scene.login();
    terminal.sees(ENGLISH.phone).await;
    terminal.types(PHONE).await;
    let told = terminal.sees(ENGLISH.code).await;
    assert!(told.contains("INSIDE Telegram, not as an SMS"), "{told}");
    assert!(told.contains("Do not forward it to anybody"), "{told}");
    let from_telegram = scene.world().chat(SELLER, Peer::User(SERVICE));
    let text = &from_telegram.last().unwrap().message.body.text;
    assert!(text.contains(CODE), "{text}");
    let to_oneself = Post::new(SELLER, Peer::User(SELLER), text);
    scene.world().post(to_oneself).unwrap();
    terminal.types(CODE).await;
    terminal.sees("This code has expired").await;
    terminal.sees(ENGLISH.code).await;
    terminal.types("7-32 05").await;
    terminal.sees(ENGLISH.done).await;
    assert_eq!(terminal.ends().await, Some(0));
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn letters_are_not_sent_where_a_code_has_digits_only() {
    for (words, refused) in
        [(ENGLISH, "it has 5 digits and nothing else"), (RUSSIAN, "в нём 5 цифр и ничего больше")]
    {
        let scene = Scene::new(words).await;
        scene.seller_is(|seller| seller.password = None);
        let mut terminal = scene.login();
        to_the_code(&mut terminal, words).await;
        // More than the tries that there are.
        for typed in ["abcde", "1234", "123456", "what code?"] {
            terminal.types(typed).await;
            terminal.sees(refused).await;
            terminal.sees(words.code).await;
        }
        terminal.types(CODE).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    }
}

#[tokio::test]
async fn what_is_no_number_is_not_sent_and_a_guess_is_asked_about() {
    for (words, refused, question, yes, shown) in [
        (
            ENGLISH,
            "nothing was sent to Telegram",
            "Is it +7 916 123-45-67? [Y/n] ",
            "",
            "Number: +7 916 123-45-67",
        ),
        (
            RUSSIAN,
            "в Telegram ничего не отправлено",
            "Это +7 916 123-45-67? [Д/н] ",
            "да",
            "Номер: +7 916 123-45-67",
        ),
    ] {
        let scene = Scene::new(words).await;
        scene.seller_is(|seller| {
            seller.phone = "79161234567".to_owned();
            seller.password = None;
        });
        let faults = scene.running.datacentre().faults();
        let _armed = faults.arm(Rule::on("auth.sendCode").refuse(500, "SENT"));
        let mut terminal = scene.login();
        terminal.answers(words.phone, "abc").await;
        terminal.sees(refused).await;
        terminal.answers(words.phone, "8 (916) 123-45-67").await;
        terminal.answers(question, "n").await;
        terminal.sees(words.phone).await;
        faults.disarm();
        terminal.types("+8 916 123-45-67").await;
        terminal.answers(question, yes).await;
        terminal.sees(shown).await;
        terminal.answers(words.code, CODE).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
        assert!(scene.is_logged_in());
    }
}

/// The line's end of an answer that is not shown is not shown either.
#[tokio::test]
async fn an_empty_answer_is_told_and_asked_about_again() {
    for (words, told) in [(ENGLISH, "Nothing was typed."), (RUSSIAN, "Вы ничего не ввели.")]
    {
        let scene = Scene::new(words).await;
        let mut terminal = scene.login();
        terminal.answers(words.phone, "").await;
        terminal.sees(told).await;
        to_the_code(&mut terminal, words).await;
        terminal.types(CODE).await;
        terminal.answers(words.password, "").await;
        let between = terminal.sees(told).await;
        assert!(between.starts_with("\r\n"), "a line of its own: {between:?}");
        terminal.answers(words.password, PASSWORD).await;
        terminal.sees(words.done).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    }
}

#[tokio::test]
async fn what_comes_next_is_said_as_it_has_to_be_typed() {
    let scene = Scene::new(RUSSIAN).await;
    scene.seller_is(|seller| seller.password = None);
    let mut terminal = scene.login();
    to_the_code(&mut terminal, RUSSIAN).await;
    terminal.types(CODE).await;
    let config = scene.config();
    for command in ["doctor", "run"] {
        let typed = format!("tribute-agent {command} --config {}", config.display());
        terminal.sees(&typed).await;
    }
    assert_eq!(terminal.ends().await, Some(0));
}

#[tokio::test]
async fn a_code_by_mail_and_another_way_when_it_does_not_come() {
    let mailed = |scene: &Scene| {
        scene.seller_is(|seller| {
            seller.email_pattern = Some("s***r@example.org".to_owned());
            seller.password = None;
        });
    };
    let scene = Scene::new(ENGLISH).await;
    mailed(&scene);
    let mut terminal = scene.login();
    terminal.sees(ENGLISH.phone).await;
    terminal.types(PHONE).await;
    terminal.sees("by e-mail, to s***r@example.org").await;
    terminal.sees("Code from the e-mail").await;
    terminal.types("11111").await;
    terminal.sees(ENGLISH.two_left).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());

    let scene = Scene::new(RUSSIAN).await;
    mailed(&scene);
    let mut terminal = scene.login();
    terminal.sees(RUSSIAN.phone).await;
    terminal.types(PHONE).await;
    terminal.sees("Код из письма").await;
    terminal.types("новый").await;
    terminal.sees("по SMS").await;
    terminal.sees(RUSSIAN.code).await;
    terminal.types("новый").await;
    terminal.sees("Другого способа получить код нет").await;
    terminal.sees(RUSSIAN.code).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn somebody_at_home_elsewhere_is_followed_there() {
    let scene = Scene::new(ENGLISH).await;
    let _there = scene.seller_moves(|seller| seller.password = None).await;
    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn run_works_with_what_login_made() {
    let scene = Scene::with(options(orders(2, "edits")), ENGLISH).await;
    scene.seller_is(|seller| seller.password = None);
    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    let _agent = program(&scene.config(), "run", &["--since", "all"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut events = scene.running.events();
    let completed = async {
        for number in 1..=2 {
            while !matches!(events.next().await.kind, telegram_sandbox::event::Kind::Completed) {}
            println!("completed: {number}");
        }
    };
    tokio::time::timeout(crate::pty::PATIENCE, completed).await.expect("both complete");
}

#[tokio::test]
async fn what_looks_personal_or_is_the_wrong_account_is_said() {
    let options = telegram_sandbox::Options { private_chats: 40, ..options(Vec::new()) };
    let scene = Scene::with(options, ENGLISH).await;
    scene.seller_is(|seller| seller.password = None);
    let config = std::fs::read_to_string(scene.config()).unwrap();
    let other_bot = config.replace("[tribute]", "[tribute]\nbot = \"@other\"\nbot_id = 5");
    std::fs::write(scene.config(), other_bot).unwrap();
    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    terminal.types(CODE).await;
    terminal.sees("there is no chat with @other").await;
    terminal.sees("private chats: 40 or more").await;
    assert_eq!(terminal.ends().await, Some(0));
}
