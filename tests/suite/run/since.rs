//! `--since`: which of the orders are taken that came while nobody was there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use telegram_sandbox::Options;
use telegram_sandbox::orders::PlannedOrder;
use tokio::task::JoinSet;
use tribute_agent::machine::{Clock as _, Machine};

use super::chat::NOTICE;
use super::{COMPLETED, agrees, ends, until_listed};
use crate::agent::{Moderators, Scene, options, orders, sent};

/// Telegram's clock, while the past is made up: so many hours ago.
#[derive(Clone, Default)]
struct HoursAgo(Arc<AtomicI64>);

impl HoursAgo {
    fn now(&self) -> Timestamp {
        hours_ago(self.0.load(Ordering::Relaxed))
    }
}

fn hours_ago(hours: i64) -> Timestamp {
    Machine.now() - SignedDuration::from_hours(hours)
}

/// A scene with a past.
struct Past {
    scene: Scene,
    clock: HoursAgo,
}

impl Past {
    async fn new() -> Self {
        let clock = HoursAgo::default();
        let options = Options {
            clock: Arc::new({
                let clock = clock.clone();
                move || clock.now()
            }),
            ..options(Vec::new())
        };
        let scene = Scene::with(options, Moderators::default()).await;
        Self { scene, clock }
    }

    fn turn_to(&self, hours_ago: i64) {
        self.clock.0.store(hours_ago, Ordering::Relaxed);
    }

    async fn sold(&mut self, order: PlannedOrder, hours_ago: i64) {
        self.turn_to(hours_ago);
        let number = self.scene.running.send_order(order).await;
        sent(&mut self.scene, number).await;
    }
}

async fn nothing_older_is_taken(since: &str) {
    let mut past = Past::new().await;
    let [oldest, old, recent, newest] = orders(4, "edits").try_into().unwrap();
    past.sold(oldest, 80).await;
    past.sold(old, 75).await;
    past.turn_to(1);
    // More than a page.
    for _ in 0..120 {
        past.scene.running.bot_says(NOTICE).unwrap();
    }
    past.sold(recent, 1).await;
    past.sold(newest, 0).await;
    let mut scene = past.scene;
    let _agent = scene.agent_in(&[("TZ", "UTC")], &["--since", since]);
    for number in [3, 4] {
        let line = until_listed(&scene, number, COMPLETED).await;
        agrees(&scene, number, &line);
    }
    assert_eq!(scene.listed().await.len(), 2, "{since}: {}", scene.tell());
    scene.until_told("2 orders in it are older").await;
}

#[tokio::test]
async fn what_is_older_is_not_taken() {
    let yesterday = hours_ago(24).strftime("%Y-%m-%d").to_string();
    let mut scenes = JoinSet::new();
    for since in ["2h".to_owned(), yesterday] {
        scenes.spawn(async move { nothing_older_is_taken(&since).await });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn what_was_never_read_is_taken_however_old_it_is() {
    let mut past = Past::new().await;
    past.turn_to(3);
    let mut agent = past.scene.agent();
    past.scene.until_said("orders are taken from here on").await;
    agent.terminate().await;
    assert_eq!(agent.exit_code().await, Some(0));
    let [old, new] = orders(2, "edits").try_into().unwrap();
    past.sold(old, 2).await;
    past.sold(new, 0).await;
    let _agent = past.scene.agent_with(&["--since", "1h"]);
    ends(&past.scene, COMPLETED).await;
}
