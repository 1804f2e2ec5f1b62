//! An agent that has a server and no Telegram account.

use std::net::TcpListener;
use std::time::Duration;

use reqwest::Method;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::{PATIENCE, Scene, answered};

#[tokio::test]
async fn it_works_alone_and_ends_when_it_is_asked_to() {
    let scene = Scene::new();
    let mut running = scene.start().await;
    let health = running.is_well().await;
    assert_eq!(health["status"], "ok");
    assert!(scene.said().contains("at work live=false"), "{}", scene.said());
    let second = scene.command("run", &[]).await;
    assert_eq!(second.code, Some(3), "{}", second.stderr);
    assert!(second.stderr.contains("session.already_running"), "{}", second.stderr);
    let status = scene.command("status", &[]).await;
    assert_eq!(status.code, Some(0), "{} {}", status.stdout, status.stderr);
    let list = scene.command("orders", &["list", "--json"]).await;
    assert_eq!((list.code, &*list.stdout), (Some(0), ""), "{}", list.stderr);
    // Whoever is connected and asks nothing holds nothing up.
    let address = running.url.strip_prefix("http://").unwrap();
    let mut idle = TcpStream::connect(address).await.unwrap();
    let asked_at = Instant::now();
    running.agent.terminate().await;
    assert_eq!(running.agent.exit_code().await, Some(0), "{}", scene.said());
    assert!(asked_at.elapsed() < Duration::from_secs(5), "{:?}", asked_at.elapsed());
    let closed = timeout(PATIENCE, idle.read(&mut [0; 8])).await.unwrap();
    assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
}

#[tokio::test]
async fn a_port_that_is_taken_is_told() {
    let scene = Scene::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let text = std::fs::read_to_string(scene.config()).unwrap();
    crate::agent::write_private(&scene.config(), &text.replace("127.0.0.1:0", &listen));
    let refused = scene.command("run", &[]).await;
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("server.cannot_listen"), "{}", refused.stderr);
    assert!(refused.stderr.contains("another program does"), "{}", refused.stderr);
}

#[tokio::test]
async fn monitors_and_developers_are_answered() {
    let scene = Scene::new().with_orders(2);
    let running = scene.start().await;
    running.is_well().await;
    let (status, document) = answered(running.anonymous(Method::GET, "/openapi.json")).await;
    assert_eq!(status, 200);
    assert!(document["paths"]["/api/v1/orders"].is_object(), "{document}");
    let metrics = running.request(Method::GET, "/metrics").send().await.unwrap();
    assert_eq!(metrics.status(), 200);
    let kind = metrics.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = metrics.text().await.unwrap();
    for line in [
        "tribute_agent_open_orders{state=\"escalated\"} 2\n",
        "tribute_agent_connected 1\n",
        "# TYPE tribute_agent_orders counter\n",
        "tribute_agent_order_seconds_bucket{le=\"+Inf\"} 0\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.ends_with("# EOF\n"), "{text}");
}

/// What moderators would read, the owner's command does.
#[tokio::test]
async fn the_owner_is_told_by_their_command() {
    let scene = Scene::new();
    let told = scene.folder.path().join("told");
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let command = format!(
        "alert_command = [\"tee\", \"-a\", \"{}\"]\n{text}config_interval = \"50ms\"\n",
        told.display()
    );
    crate::agent::write_private(&scene.config(), &command);
    let _running = scene.start().await;
    crate::agent::write_private(&scene.config(), &format!("pase = 1\n{command}"));
    let is_told = async {
        while !std::fs::read_to_string(&told).unwrap_or_default().contains("`pase`") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, is_told).await.unwrap_or_else(|_| panic!("{}", scene.said()));
    assert!(scene.said().contains("a person is needed, or should know"), "{}", scene.said());
}

/// How often the threads of a process went to sleep, and so were woken.
#[cfg(target_os = "linux")]
fn wakes(process: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let status = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("status")));
    let counts = status.flatten().map(|status| {
        let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        count.unwrap().trim().parse::<u64>().unwrap()
    });
    counts.sum()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn nothing_wakes_one_that_nobody_asks() {
    const WATCHED: Duration = Duration::from_secs(20);
    let scene = Scene::new();
    let running = scene.start().await;
    running.is_well().await;
    // What was written is on the disk, and connections without a request are closed.
    tokio::time::sleep(WATCHED).await;
    let before = wakes(running.agent.id());
    // Time itself is what this is about.
    tokio::time::sleep(WATCHED).await;
    let woken = wakes(running.agent.id()) - before;
    // Six a minute.
    assert!(woken <= 2, "{woken} in {WATCHED:?}");
}
