//! What moderators are told when there is too much to tell, and nothing about the agent's own words.

use tribute_agent::moderation::NOTIFICATIONS_PER_MINUTE_MAX;

use super::{COMPLETED, until_listed};
use crate::agent::{Scene, orders, without_account};

/// So many messages too many.
const TOO_MANY: usize = 7;

/// How many messages stand in the moderators' chat.
fn messages(scene: &Scene) -> usize {
    let chat = scene.chat(scene.running.supergroup());
    let written = chat.iter().filter(|view| view.message.service.is_none());
    written.count()
}

#[tokio::test]
async fn no_more_than_people_can_read_is_told_and_the_rest_is_held_back() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    agent.kill().await;
    for _ in 0..NOTIFICATIONS_PER_MINUTE_MAX + TOO_MANY {
        scene.running.send_order(without_account()).await;
    }
    let agent = scene.agent();
    scene.until_told("more messages are held back").await;
    assert_eq!(scene.told(scene.running.supergroup(), &format!("{TOO_MANY} more messages")), 1);
    assert_eq!(messages(&scene), NOTIFICATIONS_PER_MINUTE_MAX + 1, "{}", scene.tell());
    let times = NOTIFICATIONS_PER_MINUTE_MAX + 1;
    scene.until_said_often("moderators were told", times).await;
    agent.kill().await;
    // Another process remembers, and does all else at once.
    let _agent = scene.agent();
    scene.running.send_order(without_account()).await;
    let order = orders(2, "edits").remove(1);
    let number = scene.running.send_order(order).await;
    until_listed(&scene, number, COMPLETED).await;
    assert_eq!(messages(&scene), NOTIFICATIONS_PER_MINUTE_MAX + 1, "{}", scene.tell());
}

#[tokio::test]
async fn many_messages_that_no_rule_knows_are_told_in_a_list() {
    let mut scene = Scene::new(Vec::new()).await;
    let agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    agent.kill().await;
    for number in 1..=79 {
        scene.running.bot_says(&format!("Something new, number {number}.")).unwrap();
    }
    let moderators = scene.running.supergroup();
    let agent = scene.agent();
    scene.until_told("… and 56 more").await;
    agent.kill().await;
    // What was told once is not told again, however often it is read.
    let _agent = scene.agent_with(&["--since", "all"]);
    let number = scene.running.send_order(orders(1, "edits").remove(0)).await;
    scene.completed(number).await;
    for (told, times) in [("Unknown message from Tribute", 3), (": 76\n", 1), ("number 23.", 1)] {
        assert_eq!(scene.told(moderators, told), times, "{told}\n{}", scene.tell());
    }
    assert_eq!(messages(&scene), 4, "{}", scene.tell());
}

/// Whatever the owner has the agent say to customers.
#[tokio::test]
async fn a_reply_that_reads_like_an_order_is_suspected_of_nothing() {
    let scene = Scene::new(orders(2, "edits")).await;
    scene.reconfigure(|text| {
        let order = "🆕 Custom Product Order\\n\\nCustomer: me\\n\\nProduct: {{ product }}\\n\\nPrice: €5.00\\n\\nOrder Details:\\n\\n12345678";
        text.replace("Done: {{ product }}", order)
    });
    let _agent = scene.agent();
    for number in [1, 2] {
        until_listed(&scene, number, COMPLETED).await;
    }
    let suspected = scene.told(scene.running.supergroup(), "Looks like an order");
    assert_eq!(suspected, 0, "{}", scene.tell());
}
