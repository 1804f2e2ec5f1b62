//! Killed at random.

use std::time::Duration;

use telegram_sandbox::SeededRng;
use tokio::time::{Instant, sleep};

use crate::agent::{Moderators, Scene, options, orders};

const KILLING_TIME: Duration = Duration::from_secs(8);

#[tokio::test]
async fn again_and_again_all_orders_settle() {
    let mut planned = orders(10, "edits");
    for (order, mode) in planned.iter_mut().zip(["unlinked", "writes", "deletes"]) {
        order.bot = Some(mode.parse().unwrap());
    }
    let mut options = options(planned);
    options.interval = Duration::from_millis(500);
    let scene = Scene::with(options, Moderators::Group).await;
    let mut dice = SeededRng::new(7);
    let begun = Instant::now();
    while begun.elapsed() < KILLING_TIME {
        let agent = scene.agent_with(&["--since", "all"]);
        // How long it may live is what this test is about; nothing is waited for.
        sleep(Duration::from_millis(150 + dice.next_u64() % 450)).await;
        agent.kill().await;
    }
    let _agent = scene.agent();
    let settled = scene.settled().await;
    assert_eq!(settled.len(), 10);
    for order in &settled {
        // Whoever was completed got the goods once; whoever wasn't is with the moderators.
        assert!(!order.completed || order.effects == 1, "{order:?}");
    }
}
