//! `logout`: asks, ends the session at Telegram, and leaves the journal.

use std::fs;

use telegram_sandbox::accounts::{CODE, MODERATOR, SELLER};
use telegram_sandbox::datacentre::faults::{LinkFault, Rule};
use telegram_sandbox::world::Login;
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::order::UserId;
use tribute_agent::telegram::import;

use super::phone::to_the_code;
use super::scene::{ENGLISH, OTHERS_CODE, OTHERS_PHONE, RUSSIAN, Scene, Words};
use crate::agent::program;
use crate::restore::home::{PINS, ended, insert, now};

/// Somebody who has logged in, and has two open orders.
async fn at_work(words: Words) -> Scene {
    let scene = logged_in(words).await;
    let journal = scene.folder.path().join("main.journal");
    let pins = Pins { seller: UserId(SELLER.0), ..PINS };
    let mut journal = Journal::open(&journal, pins, "journal-1", now()).unwrap();
    insert(&mut journal, 1..=2);
    scene
}

/// Somebody who has logged in, and has not begun to work.
async fn logged_in(words: Words) -> Scene {
    let scene = Scene::new(words).await;
    scene.seller_is(|seller| seller.password = None);
    let mut terminal = scene.login();
    to_the_code(&mut terminal, words).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
    scene
}

#[tokio::test]
async fn an_interrupt_at_the_question_is_a_no() {
    let scene = logged_in(RUSSIAN).await;
    let mut terminal = scene.at_a_terminal(&["logout"]);
    terminal.sees("[д/Н]").await;
    terminal.presses_control(b'c').await;
    terminal.sees("Вы не вышли: ничего не сделано.").await;
    assert_eq!(terminal.ends().await, Some(1), "{}", terminal.shown());
    assert!(!terminal.shown().contains("logout.refused"), "{}", terminal.shown());
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn open_orders_are_shown_the_session_ends_and_the_journal_stays() {
    for (words, question, no, declined, yes, told) in [
        (ENGLISH, "[y/N]", "n", "You are still logged in", "y", "Orders that are open: 2."),
        (RUSSIAN, "[д/Н]", "нет", "Вы не вышли", "да", "Открытых заказов: 2."),
    ] {
        let scene = at_work(words).await;
        let journal = fs::read(scene.folder.path().join("main.journal")).unwrap();
        let mut terminal = scene.at_a_terminal(&["logout"]);
        let shown = terminal.sees(told).await;
        assert!(shown.contains("1 алмаз"), "{shown}");
        terminal.sees(question).await;
        terminal.types(no).await;
        terminal.sees(declined).await;
        assert_eq!(terminal.ends().await, Some(1));
        assert!(scene.is_logged_in());

        let mut terminal = scene.at_a_terminal(&["logout"]);
        let asked = terminal.sees(question).await;
        let account = "Seller, @sandbox_seller (id 777000111)? ";
        assert!(asked.contains(account), "whose it is: {asked}");
        terminal.types(yes).await;
        terminal.sees("[telegram] session = \"sessions/second.session\"").await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
        assert!(!scene.is_logged_in());
        let mut again = scene.at_a_terminal(&["logout"]);
        let shown = again.sees("[logout.nobody]").await;
        assert!(!shown.contains(question), "nobody is asked: {shown}");
        assert_eq!(again.ends().await, Some(3));
        assert!(fs::read(scene.folder.path().join("main.journal")).unwrap() == journal);
        let export = ended(program(&scene.config(), "session", &["export"])).await;
        assert!(export.stderr.contains("[session.no_key]"), "{}", export.stderr);
        let run = ended(program(&scene.config(), "run", &[])).await;
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        assert!(run.stderr.contains("tribute-agent login"), "{}", run.stderr);
    }
}

#[tokio::test]
async fn who_is_logged_out_can_bring_another_login() {
    let scene = at_work(ENGLISH).await;
    let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let again = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(again.code, Some(3));
    assert!(again.stderr.contains("[logout.nobody]"), "{}", again.stderr);
    let key = scene.world().unbound_key();
    let text = scene.running.datacentre().string_session(&key);
    import::import(&text, &scene.session(), false).unwrap();
    let mut terminal = scene.login();
    to_the_code(&mut terminal, ENGLISH).await;
    terminal.types(CODE).await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
}

/// Its chats would be looked for at the wrong addresses, and its orders given other numbers.
#[tokio::test]
async fn who_brings_another_accounts_login_is_told_so_by_whatever_would_work_with_it() {
    for (words, whose, told) in [
        (ENGLISH, "account 777000111's", "To go on with account 777000111"),
        (RUSSIAN, "аккаунта 777000111", "Чтобы продолжить с аккаунтом 777000111"),
    ] {
        let scene = at_work(words).await;
        let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
        assert_eq!(out.code, Some(0), "{}", out.stderr);
        let key = scene.world().logged_in_key(MODERATOR);
        let file = scene.folder.path().join("login.txt");
        fs::write(&file, scene.running.datacentre().string_session(&key)).unwrap();
        let import = ["import", file.to_str().unwrap()];
        let imported = ended(program(&scene.config(), "session", &import)).await;
        assert_eq!(imported.code, Some(0), "{}", imported.stderr);
        assert!(imported.stderr.contains(whose), "{}", imported.stderr);
        for (command, arguments) in
            [("run", &[][..]), ("orders", &["adopt", "--since", "all", "--yes"])]
        {
            let refused = ended(program(&scene.config(), command, arguments)).await;
            assert_eq!(refused.code, Some(3), "{}", refused.stderr);
            for words in ["[session.other_account]", told] {
                assert!(refused.stderr.contains(words), "{}", refused.stderr);
            }
        }
    }
}

#[tokio::test]
async fn before_any_work_another_account_may_take_the_session() {
    let scene = logged_in(ENGLISH).await;
    let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let told = "with this account or another one: tribute-agent session import --config";
    assert!(out.stderr.contains(told), "{}", out.stderr);
    let key = scene.world().unbound_key();
    let text = scene.running.datacentre().string_session(&key);
    import::import(&text, &scene.session(), false).unwrap();
    scene.somebody_else_may_log_in();
    let mut terminal = scene.login();
    terminal.answers(ENGLISH.phone, &format!("+{OTHERS_PHONE}")).await;
    terminal.answers(ENGLISH.code, OTHERS_CODE).await;
    terminal.sees("Logged in: ").await;
    assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
}

#[tokio::test]
async fn how_long_telegram_asks_to_wait_is_told() {
    let scene = logged_in(RUSSIAN).await;
    let faults = scene.running.datacentre().faults();
    let _armed = faults.arm(Rule::on("auth.logOut").refuse(420, "FLOOD_WAIT_600"));
    let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(out.code, Some(1), "{}", out.stderr);
    for words in ["[logout.flood_wait]", "подождать 10 мин"] {
        assert!(out.stderr.contains(words), "{}", out.stderr);
    }
    assert!(scene.is_logged_in());
}

#[tokio::test]
async fn offline_it_says_where_to_end_the_session() {
    for (words, place) in [(ENGLISH, "Settings → Devices"), (RUSSIAN, "Настройки → Устройства")]
    {
        let scene = at_work(words).await;
        let centre = scene.running.datacentre();
        centre.faults().set_link(LinkFault::Refuse);
        let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
        assert_eq!(out.code, Some(1), "{}", out.stderr);
        assert!(out.stderr.contains("[logout.offline]"), "{}", out.stderr);
        assert!(out.stderr.contains(place), "{}", out.stderr);
        let export = ended(program(&scene.config(), "session", &["export"])).await;
        assert_eq!(export.code, Some(0), "the key is still there: {}", export.stderr);
    }
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_is_cleaned_up() {
    let scene = at_work(ENGLISH).await;
    let devices = scene.world().devices(SELLER);
    let ours = devices.iter().find(|device| device.client.device_model == "tribute-agent");
    let key = scene.world().auth_key(2, ours.unwrap().key).unwrap();
    scene.world().set_login(&key, Login::Revoked);
    let out = ended(program(&scene.config(), "logout", &["--yes"])).await;
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    assert!(out.stderr.contains("had ended this session already"), "{}", out.stderr);
}

/// Whoever lost the account must be able to take another one: nobody is left to log out.
#[tokio::test]
async fn a_session_whose_account_is_gone_is_cleaned_up() {
    let scene = at_work(ENGLISH).await;
    let faults = scene.running.datacentre().faults();
    for method in ["users.getUsers", "auth.logOut"] {
        let rule = Rule::on(method).refuse(401, "USER_DEACTIVATED_BAN");
        drop(faults.arm(rule.always()));
    }
    // Without a terminal, and without --yes.
    let out = ended(program(&scene.config(), "logout", &[])).await;
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let again = ended(program(&scene.config(), "logout", &[])).await;
    assert!(again.stderr.contains("[logout.nobody]"), "{}", again.stderr);
}

#[tokio::test]
async fn without_a_terminal_it_wants_a_yes() {
    let scene = at_work(ENGLISH).await;
    let out = ended(program(&scene.config(), "logout", &[])).await;
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.contains("[logout.unconfirmed]"), "{}", out.stderr);
    assert!(scene.is_logged_in());
}
