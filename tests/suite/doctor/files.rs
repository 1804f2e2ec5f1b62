//! Configuration, permissions, disk, session.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::agent::{Scene, program, write_private};
use crate::doctor::checkup::{checkup, of, read};
use crate::restore::home::Home;

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn mode(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_broken_configuration_hides_nothing_else() {
    let scene = Scene::new(Vec::new()).await;
    let broken = fs::read_to_string(scene.config()).unwrap() + "\npase = 1\n[telegramm]\n";
    fs::write(scene.config(), broken).unwrap();
    let checkup = of(&scene).await;
    checkup.failed("config", "config.unknown_key");
    checkup.says("config", "more");
    for check in ["permissions", "disk"] {
        checkup.is(check, "ok");
    }
    for check in ["session", "journal", "telegram", "account", "moderators", "shop", "application"]
    {
        checkup.is(check, "skipped");
    }
}

#[tokio::test]
async fn no_configuration_at_all_and_the_sample() {
    let door = Door::open();
    let folder = tempfile::tempdir().unwrap();
    let mut doctor = tokio::process::Command::new(env!("CARGO_BIN_EXE_tribute-agent"));
    doctor.args(["doctor", "--json"]).current_dir(folder.path());
    let nothing = read(door.before(doctor)).await;
    nothing.failed("config", "config.not_found");
    nothing.says("config", "tribute-agent init");
    for check in ["permissions", "disk", "session", "telegram", "shop"] {
        nothing.is(check, "skipped");
        nothing.says(check, "There is no configuration yet.");
    }
    assert!(!door.was_knocked_at());

    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml");
    let file = folder.path().join("config.toml");
    fs::copy(sample, &file).unwrap();
    let sample = read(door.before(program(&file, "doctor", &["--json"]))).await;
    sample.failed("config", "config.sample");
    for check in ["telegram", "account", "shop", "shop_clock"] {
        sample.is(check, "skipped");
    }
    assert!(!door.was_knocked_at());

    fs::write(&file, "[telegram]\nproxi = \"socks5://127.0.0.1:9\"\n").unwrap();
    let broken = read(door.before(program(&file, "doctor", &["--json"]))).await;
    broken.failed("config", "config.missing_key");
    assert!(!door.was_knocked_at());

    let own = "[telegram]\napi_id = 7654321\napi_hash = \"c0ffee0123456789abcdef0123456789\"\n[account_id]\npattern = '\\d{5}'\n";
    fs::write(&file, own).unwrap();
    let scene = Scene::new(Vec::new()).await;
    let telegram = scene.running.datacentre().address().to_string();
    let environment = [("TRIBUTE_AGENT_TELEGRAM_DOORS", telegram.as_str())];
    checkup(&file, &[], &environment).await.is("telegram", "ok");
    let own = door.before(program(&file, "doctor", &["--json"]));
    let (own, ()) = tokio::join!(read(own), door.is_knocked_at());
    own.is("telegram", "failed");
    own.says("telegram", "not Telegram");
}

/// Taken for Telegram's by `doctor`, but somebody else's.
struct Door(TcpListener);

impl Door {
    fn open() -> Self {
        let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        door.set_nonblocking(true).unwrap();
        Self(door)
    }

    /// A command that takes it for Telegram's.
    fn before(&self, mut command: tokio::process::Command) -> tokio::process::Command {
        let address = self.0.local_addr().unwrap().to_string();
        command.env("TRIBUTE_AGENT_TELEGRAM_DOORS", address);
        command
    }

    /// Waits until somebody comes, and says something that is no answer.
    async fn is_knocked_at(&self) {
        let door = self.0.try_clone().unwrap();
        let door = tokio::net::TcpListener::from_std(door).unwrap();
        let (mut visitor, _) = door.accept().await.unwrap();
        let request = visitor.read(&mut [0; 1024]).await.unwrap();
        assert!(request > 0);
        visitor.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    }

    fn was_knocked_at(&self) -> bool {
        self.0.accept().is_ok()
    }
}

#[tokio::test]
async fn only_what_is_there_is_said_to_be_private() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    write_private(&file, "[account_id]\npattern = '\\d{5}'\n");
    checkup(&file, &[], &[]).await.says("permissions", "that are there: 1.");
}

#[tokio::test]
async fn who_takes_accounts_that_are_in_doubt_is_warned() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    write_private(&file, "[account_id]\npattern = '\\d{5}'\nstrict = false\n");
    let checkup = checkup(&file, &[], &[]).await;
    checkup.is("config", "warning");
    checkup.says("config", "config.not_strict");
    checkup.says("config", "… and 1 more.");
}

#[tokio::test]
async fn a_configuration_without_sections() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(&file, "[account_id]\npattern = '\\d{5}'\n[[product]]\nname = \"a\"\nsku = \"b\"\n")
        .unwrap();
    let checkup = checkup(&file, &[], &[]).await;
    checkup.is("config", "ok");
    checkup.failed("application", "config.missing_section");
    checkup.failed("shop", "config.missing_section");
    for check in ["session", "journal", "account"] {
        checkup.is(check, "skipped");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_others_can_read_is_named_and_left_as_it_is() {
    let scene = Scene::new(Vec::new()).await;
    let session = scene.data.join("seller.session");
    let secret = scene.folder.path().join("secret.txt");
    fs::write(&secret, &scene.running.ready().shop.secret).unwrap();
    let config = fs::read_to_string(scene.config()).unwrap();
    let written = format!("secret = \"{}\"", scene.running.ready().shop.secret);
    assert!(config.contains(&written));
    fs::write(scene.config(), config.replace(&written, "secret_file = \"secret.txt\"")).unwrap();
    for (path, mode) in [(&session, 0o640), (&secret, 0o604), (&scene.config(), 0o620)] {
        set_mode(path, mode);
    }
    let checkup = of(&scene).await;
    checkup.is("permissions", "warning");
    for name in ["seller.session", "secret.txt", "config.toml", "chmod 600"] {
        checkup.says("permissions", name);
    }
    assert_eq!(checkup.code, Some(0), "{:#}", checkup.report);
    for (path, expected) in [(&session, 0o640), (&secret, 0o604), (&scene.config(), 0o620)] {
        assert_eq!(mode(path), expected, "{}", path.display());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_open_folder_for_sessions_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let sessions = folder.path().join("sessions");
    fs::create_dir(&sessions).unwrap();
    set_mode(&sessions, 0o755);
    let config = "[telegram]\napi_id = 7654321\napi_hash = \"c0ffee0123456789abcdef0123456789\"\n[account_id]\npattern = '\\d{5}'\n";
    let file = folder.path().join("config.toml");
    fs::write(&file, config).unwrap();
    set_mode(&file, 0o600);
    let checkup = checkup(&file, &[], &[]).await;
    checkup.is("permissions", "warning");
    checkup.says("permissions", "chmod 700");
    checkup.is("application", "ok");
    assert_eq!(mode(&sessions), 0o755);
}

#[tokio::test]
async fn a_disk_that_is_full_or_nearly_so() {
    let home = Home::new();
    let machine = tempfile::tempdir().unwrap();
    let environment = [("TRIBUTE_AGENT_MACHINE", machine.path().to_str().unwrap())];
    for (free, verdict) in [("1000000", "failed"), ("100000000", "warning"), ("1000000000", "ok")] {
        fs::write(machine.path().join("free_bytes"), free).unwrap();
        let checkup = checkup(&home.path("config.toml"), &[], &environment).await;
        checkup.is("disk", verdict);
    }
}

#[tokio::test]
async fn a_session_that_is_missing_or_something_else() {
    let scene = Scene::new(Vec::new()).await;
    let session = scene.data.join("seller.session");
    fs::write(&session, "no session at all, but long enough to have a header".repeat(9)).unwrap();
    of(&scene).await.failed("session", "session.not_a_session");
    fs::remove_file(&session).unwrap();
    let missing = of(&scene).await;
    missing.failed("session", "session.missing");
    for check in ["running", "account", "tribute"] {
        missing.is(check, "skipped");
    }
    assert!(!session.exists());
}

#[tokio::test]
async fn an_application_that_everybody_uses() {
    let home = Home::new();
    let config = fs::read_to_string(home.path("config.toml")).unwrap();
    let config = config.replace("api_id = 12345", "api_id = 2040");
    fs::write(home.path("config.toml"), config).unwrap();
    // A sandbox does not mind.
    let sandbox = checkup(&home.path("config.toml"), &[], &[]).await;
    sandbox.is("application", "not_needed");
    fs::remove_file(home.path("main.session")).unwrap();
    let checkup = checkup(&home.path("config.toml"), &[], &[]).await;
    checkup.is("application", "warning");
    checkup.says("application", "Telegram Desktop");
}

#[tokio::test]
async fn wrong_usage_is_no_finding() {
    let home = Home::new();
    let wrong =
        crate::restore::home::ended(program(&home.path("config.toml"), "doctor", &["--rings"]))
            .await;
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
    assert!(wrong.stderr.contains("--ring"), "{}", wrong.stderr);
}
