//! Programs that answer, that do not, and that leave others behind.

use std::fs;
use std::path::Path;

use tokio::time::Instant;

use super::*;
use crate::order::Untrusted;
use crate::order::life::Receipt;

const ACTIVATED: &str = r#"{"status":"activated","payment_id":"A-1"}"#;

fn program(script: &str, folder: &Path, timeout: Duration) -> Program {
    let argv = ["sh", "-c", script, "sh", "a $(id) ; b"].map(str::to_owned).to_vec();
    Program::new(CommandSettings { argv, folder: folder.to_owned(), timeout })
}

fn call() -> Call {
    let webhook_id = "test-777000-6675346585-495:activate:1".to_owned();
    Call { webhook_id, body: r#"{"type":"order.activate"}"#.to_owned() }
}

async fn answer(script: &str) -> ShopAnswer {
    let folder = tempfile::tempdir().unwrap();
    let program = program(script, folder.path(), Duration::from_secs(20));
    program.activate(&call(), Timestamp::UNIX_EPOCH).await
}

fn unclear(excerpt: &str) -> ShopAnswer {
    ShopAnswer::Unclear { excerpt: Untrusted::new(excerpt) }
}

fn not_now(why: &str) -> ShopAnswer {
    ShopAnswer::Unavailable { why: Untrusted::new(why), retry_after: None }
}

#[tokio::test]
async fn what_it_says_counts_when_it_ends_well() {
    let activated = ShopAnswer::Activated(Receipt {
        payment_id: Some(Untrusted::new("A-1")),
        ..Receipt::default()
    });
    assert_eq!(answer(&format!("cat > /dev/null; echo '{ACTIVATED}'")).await, activated);
    // One that reads nothing.
    assert_eq!(answer(&format!("exec <&-; echo '{ACTIVATED}'")).await, activated);
    let refused = r#"{"error":{"code":"no_account","message":"Nobody"}}"#;
    let expected = ShopAnswer::Refused {
        code: Untrusted::new("no_account"),
        message: Some(Untrusted::new("Nobody")),
    };
    assert_eq!(answer(&format!("echo '{refused}'")).await, expected);
    let pending = ShopAnswer::Pending { retry_after: None };
    assert_eq!(answer(r#"echo '{"status":"pending"}'"#).await, pending);
    for words in ["", "done", "<html>"] {
        assert_eq!(answer(&format!("echo '{words}'")).await, unclear(&format!("{words}\n")));
    }
}

#[tokio::test]
async fn the_exit_code_comes_before_the_words() {
    let said = format!("echo '{ACTIVATED}'; echo 'no such account' >&2;");
    assert_eq!(answer(&format!("{said} exit 75")).await, not_now("not now: no such account"));
    assert_eq!(answer("exit 75").await, not_now("not now: "));
    assert_eq!(answer(&format!("{said} exit 3")).await, unclear("exit 3: no such account"));
    assert_eq!(answer("exit 1").await, unclear("exit 1"));
    assert_eq!(answer("kill -9 $$").await, unclear("signal 9"));
}

#[tokio::test]
async fn it_gets_the_call_the_order_and_nothing_else_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("cat > call; env > environment; echo \"$1\" > words; echo '{ACTIVATED}'");
    let program = program(&script, folder.path(), Duration::from_secs(20));
    program.activate(&call(), Timestamp::UNIX_EPOCH).await;
    let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("call"), read("words")), (call().body, "a $(id) ; b\n".to_owned()));
    let environment = read("environment");
    assert!(environment.contains("TRIBUTE_ORDER_ID=test-777000-6675346585-495\n"));
    // Cargo sets this for every test.
    assert!(!environment.contains("CARGO_MANIFEST_DIR"), "{environment}");
}

#[test]
fn an_event_has_no_order() {
    let call = |id: &str| Call { webhook_id: id.to_owned(), body: String::new() };
    assert_eq!(order_id(&call("test-tribute-event-7")), None);
    assert_eq!(order_id(&call("1-2-3:refund:1")), Some("1-2-3"));
    assert_eq!(order_id(&call("api:1-2:activate:2")), Some("api:1-2"));
}

#[tokio::test]
async fn one_that_is_not_there_has_done_nothing() {
    let argv = vec!["/nowhere/at/all".to_owned()];
    let settings = CommandSettings { argv, folder: "/".into(), timeout: Duration::from_secs(1) };
    let answer = Program::new(settings).activate(&call(), Timestamp::UNIX_EPOCH).await;
    let ShopAnswer::Unavailable { why, .. } = answer else { panic!("{answer:?}") };
    assert!(why.as_str().starts_with("can't be started: "), "{why}");
}

#[tokio::test]
async fn too_much_said_is_read_to_the_end_and_says_nothing() {
    let script = format!("echo '{ACTIVATED}'; head -c 1000000 /dev/zero | tr '\\0' ' '");
    assert!(matches!(answer(&script).await, ShopAnswer::Unclear { .. }));
    let script = "head -c 1000000 /dev/zero | tr '\\0' x >&2; echo the end >&2; exit 2";
    let ShopAnswer::Unclear { excerpt } = answer(script).await else { panic!("unclear") };
    assert_eq!(excerpt.as_str().chars().count(), EXCERPT_CHARACTERS);
}

/// Waits until nobody holds the file's lock any more; whoever began to write there has gone.
fn ends(pipe: &Path) -> std::thread::JoinHandle<usize> {
    let pipe = pipe.to_owned();
    std::thread::spawn(move || fs::read(pipe).unwrap().len())
}

fn made_pipe(folder: &Path) -> std::path::PathBuf {
    let pipe = folder.join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    pipe
}

#[tokio::test]
async fn at_its_limit_it_is_ended_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let held = ends(&made_pipe(folder.path()));
    // The child and the child's child hold the pipe open; who reads there comes to the end when both are gone.
    let script = "exec 3> pipe; sh -c 'sleep 1000; true' & sleep 1000; true";
    let program = program(script, folder.path(), Duration::from_millis(300));
    let answer = program.activate(&call(), Timestamp::UNIX_EPOCH).await;
    assert_eq!(answer, not_now("timed out after 300 ms"));
    assert_eq!(tokio::task::spawn_blocking(|| held.join().unwrap()).await.unwrap(), 0);
}

#[tokio::test]
async fn nothing_is_left_of_a_call_that_nobody_waits_for() {
    let folder = tempfile::tempdir().unwrap();
    let held = ends(&made_pipe(folder.path()));
    let script = "exec 3> pipe; sh -c 'sleep 1000; true' & sleep 1000; true";
    let program = program(script, folder.path(), Duration::from_secs(1000));
    let call = call();
    let calling = program.activate(&call, Timestamp::UNIX_EPOCH);
    assert!(timeout(Duration::from_millis(300), calling).await.is_err());
    assert_eq!(tokio::task::spawn_blocking(|| held.join().unwrap()).await.unwrap(), 0);
}

#[tokio::test]
async fn what_it_leaves_at_work_is_not_waited_for() {
    let begun = Instant::now();
    let activated = answer(&format!("echo '{ACTIVATED}'; sleep 15 &")).await;
    assert!(matches!(activated, ShopAnswer::Activated(_)), "{activated:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}
