//! What comes in, whatever it is called, and what is asked.

use std::fs;

use serde_json::Value;
use tribute_agent::report::Exit;

use super::desk::{Desk, at_a_terminal, is_kept, login, telethon_file};

const SANDBOX: &str = "127.0.0.1:9";
/// Telegram's second data centre.
const TELEGRAM: &str = "149.154.167.41:443";

#[tokio::test]
async fn telethons_file_is_known_by_what_is_in_it_and_left_as_it_was() {
    for address in [SANDBOX, "[::1]:9"] {
        let desk = Desk::new("en");
        telethon_file(&desk.path("login.txt"), &login(address));
        let before = desk.files();
        let ended = desk.import(&["login.txt", "--json"]).await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let told: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!((&told["imported"], &told["live"]), (&true.into(), &false.into()));
        is_kept(&ended.stdout);
        is_kept(&ended.stderr);
        let mut after = desk.files();
        after.retain(|path, _| !path.to_string_lossy().contains("main.session"));
        assert!(after == before, "{:?}", after.keys());
        desk.holds(&login(address)).await;
    }
}

#[tokio::test]
async fn a_sandboxs_login_is_said_to_be_none_of_telegrams() {
    for (language, address, words) in [
        ("en", SANDBOX, "a session of a sandbox on this machine (127.0.0.1:9)"),
        ("ru", SANDBOX, "сессия песочницы на этом компьютере (127.0.0.1:9)"),
        ("ru", TELEGRAM, "tribute-agent doctor --config "),
    ] {
        let desk = Desk::new(language);
        telethon_file(&desk.path("login.txt"), &login(address));
        let ended = desk.import(&["login.txt", "--yes"]).await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        let warns_of_two = ["if both run at once", "при одновременной работе"];
        let warned = warns_of_two.iter().any(|it| ended.stderr.contains(it));
        assert_eq!(warned, address == TELEGRAM, "{}", ended.stderr);
    }
}

#[tokio::test]
async fn a_string_session_is_known_by_what_is_in_it() {
    let desk = Desk::new("en");
    let text = login(SANDBOX).encode();
    let (start, end) = text.split_at(100);
    let spoilt = format!("\r\n {start}\r\n {end} \r\n\r\n");
    fs::write(desk.path("seller.session"), spoilt).unwrap();
    let ended = desk.import(&["seller.session"]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    is_kept(&ended.stderr);
    desk.holds(&login(SANDBOX)).await;
}

#[tokio::test]
async fn either_may_be_piped_in() {
    let made = Desk::new("en");
    telethon_file(&made.path("seller.session"), &login(SANDBOX));
    let file = fs::read(made.path("seller.session")).unwrap();
    let text = login(SANDBOX).encode();
    for (input, arguments) in [(file.as_slice(), &[][..]), (text.as_bytes(), &["-"])] {
        let desk = Desk::new("en");
        let ended = desk.import_piped(input, arguments).await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        desk.holds(&login(SANDBOX)).await;
    }
}

#[tokio::test]
async fn a_real_login_needs_a_yes() {
    let desk = Desk::new("en");
    telethon_file(&desk.path("seller.session"), &login(TELEGRAM));
    let before = desk.files();
    let text = login(TELEGRAM).encode();
    for ended in
        [desk.import(&["seller.session"]).await, desk.import_piped(text.as_bytes(), &[]).await]
    {
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains("session.unconfirmed"), "{}", ended.stderr);
        is_kept(&ended.stderr);
        assert!(desk.files() == before, "nothing was done");
    }
    let ended = desk.import_piped(text.as_bytes(), &["--yes"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    desk.holds(&login(TELEGRAM)).await;
}

#[tokio::test]
async fn at_a_terminal_somebody_is_asked_whether_the_old_program_is_stopped() {
    for (language, question, no, yes) in [
        ("en", "If both run at once, Telegram ends the session. [y/N]", "\n", "y\n"),
        ("ru", "При одновременной работе Telegram закроет сессию. [д/Н]", "не знаю\n", "Да\n"),
    ] {
        let desk = Desk::new(language);
        telethon_file(&desk.path("seller.session"), &login(TELEGRAM));
        let words = ["session", "import", "seller.session"];
        for (typed, expected) in [(no, Exit::Failed), ("", Exit::Failed), (yes, Exit::Done)] {
            assert!(!desk.path("main.session").exists(), "{typed:?}");
            let (exit, stdout, stderr) = at_a_terminal(desk.folder(), &words, typed).await;
            assert_eq!(exit, expected, "{stderr}");
            assert!(stderr.contains(question), "{stderr}");
            is_kept(&stdout);
            is_kept(&stderr);
        }
        assert!(desk.path("main.session").exists());
    }
}

#[tokio::test]
async fn a_session_that_is_there_is_not_overwritten() {
    let desk = Desk::new("en");
    telethon_file(&desk.path("seller.session"), &login(TELEGRAM));
    desk.import(&["seller.session", "--yes"]).await;
    let before = fs::read(desk.path("main.session")).unwrap();
    let ended = desk.import(&["seller.session", "--yes"]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("session.exists"), "{}", ended.stderr);
    assert!(fs::read(desk.path("main.session")).unwrap() == before);
}
