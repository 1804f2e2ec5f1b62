//! The configuration changes while `run` is at work.

use telegram_sandbox::accounts::{MODERATOR, TRIBUTE};
use telegram_sandbox::event::Kind;
use telegram_sandbox::world::{Peer, Post, SupergroupId};
use tribute_agent::durable;

use crate::agent::{BOT, Scene, orders, write_private};
use crate::run::{COMPLETED, until_listed};

impl Scene {
    /// What stands in the configuration, changed as by an editor that replaces files.
    pub fn reconfigure(&self, change: impl Fn(&str) -> String) {
        let before = std::fs::read_to_string(self.config()).unwrap();
        let fresh = self.folder.path().join("config.toml.new");
        write_private(&fresh, &change(&before));
        durable::publish(&fresh, &self.config()).unwrap();
    }

    async fn sell(&self, number: usize) {
        let order = orders(number, "edits").remove(number - 1);
        self.running.send_order(order).await;
    }

    /// What was replied to the order with this number.
    fn reply_to(&self, number: u32) -> String {
        let is_its = |kind: &Kind| matches!(kind, Kind::Reply { .. });
        let replies = self.events(is_its).into_iter();
        let mut texts =
            replies.filter(|event| event.order == Some(number)).map(|event| match event.kind {
                Kind::Reply { text, .. } => text,
                _ => String::new(),
            });
        texts.next().unwrap_or_default()
    }
}

#[tokio::test]
async fn new_rules_and_words_count_for_the_next_order() {
    let scene = Scene::new(orders(1, "edits")).await;
    let _agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    scene.reconfigure(|text| {
        let text = text.replace("Done: {{", "Delivered: {{");
        text + "[[product]]\nname = \"nothing that is sold\"\nsku = \"none\"\n"
    });
    scene.until_said("the configuration was read again").await;
    assert!(scene.said().contains("product, reply.template"), "{}", scene.tell());
    scene.sell(2).await;
    let refused = crate::run::escalated("unknown_product");
    until_listed(&scene, 2, refused).await;
    scene.reconfigure(|text| text.split("[[product]]").next().unwrap().to_owned());
    scene.until_said("changed=\"product\"").await;
    scene.sell(3).await;
    until_listed(&scene, 3, COMPLETED).await;
    assert!(scene.reply_to(1).starts_with("Done: "));
    assert!(scene.reply_to(3).starts_with("Delivered: "));
}

/// By the system: the next look without that would come after the test has given up.
#[tokio::test]
async fn a_change_is_told() {
    let scene = Scene::new(Vec::new()).await;
    scene.retime(&[("config_interval", "1s")]);
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    // The first change may come before the first look, which finds it. After that nothing looks.
    scene.reconfigure(|text| text.replace("pace = \"0s\"", "pace = \"1ms\""));
    scene.until_said("changed=\"pace\"").await;
    scene.reconfigure(|text| text.replace("Done: {{", "Delivered: {{"));
    scene.until_said("changed=\"reply.template\"").await;
}

#[tokio::test]
async fn what_is_owed_stays_as_it_was_frozen() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    scene.reconfigure(|text| text.replace("pace = \"0s\"", "pace = \"1h\""));
    let _agent = scene.agent();
    scene.completed(1).await;
    scene.sell(2).await;
    let owed = crate::run::End { state: "replying", reason: None };
    until_listed(&scene, 2, owed).await;
    scene.reconfigure(|text| text.replace("1h", "0s").replace("Done: {{", "Delivered: {{"));
    until_listed(&scene, 2, COMPLETED).await;
    assert!(scene.reply_to(2).starts_with("Done: "), "{}", scene.tell());
}

#[tokio::test]
async fn a_wrong_one_is_refused_and_told_once_and_so_is_its_mending() {
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    scene.reconfigure(|text| text.replace("Done: {{", "Done: {% if {{"));
    scene.until_told("mistake in the new settings").await;
    scene.sell(1).await;
    scene.completed(1).await;
    assert!(scene.reply_to(1).starts_with("Done: "));
    // It was looked at many times since.
    let refusals = scene.said().matches("configuration is refused").count();
    assert_eq!(refusals, 1, "{}", scene.tell());
    scene.reconfigure(|text| text.replace("Done: {% if {{", "Given: {{"));
    scene.until_told("right again").await;
    scene.sell(2).await;
    until_listed(&scene, 2, COMPLETED).await;
    assert!(scene.reply_to(2).starts_with("Given: "));
    assert_eq!(scene.told(scene.running.supergroup(), "mistake in the new settings"), 1);
    assert_eq!(scene.told(scene.running.supergroup(), "right again"), 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_what_to_write_in_the_readers_language() {
    let mut scene = Scene::new(Vec::new()).await;
    scene.in_russian();
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let good = std::fs::read_to_string(scene.config()).unwrap();
    for (from, to, told) in [
        (
            "url = ",
            "ulr = ",
            "строка 13: неизвестный ключ `ulr` в разделе [shop]. Может быть, `url`?",
        ),
        (
            "\"0s\"",
            "5",
            "строка 2: в `pace` стоит число, а так нельзя. Напишите промежуток времени в кавычках",
        ),
        ("\"0s\"", "0s", "строка 2: текст должен стоять в кавычках"),
        ("\"Send\"", "\"Send", "строка 10: это не TOML: "),
        (
            "{{ product }}",
            "{{ product|uper }}",
            "строка 1 шаблона не работает: filter uper is unknown. Может быть, `upper`?",
        ),
        ("{{ product }}", "{{ product", "строка 1 шаблона не работает: "),
        ("\\b\\d{8}\\b", "(\\d{8}", "шаблон — не регулярное выражение: unclosed group"),
    ] {
        scene.reconfigure(|_| good.replacen(from, to, 1));
        scene.until_told(told).await;
        scene.reconfigure(|_| good.clone());
        scene.until_told("Настройки снова в порядке").await;
    }
}

#[tokio::test]
async fn moderators_do_not_become_the_bot() {
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let chat = format!("chat = {}", scene.running.ready().moderators_chat);
    scene.reconfigure(|text| text.replace(&chat, "chat = \"@Tribute\""));
    scene.until_told("the chat with Tribute's bot").await;
    scene.sell(1).await;
    scene.completed(1).await;
    assert_eq!(scene.told(BOT, "mistake in the new settings"), 0, "{}", scene.tell());
}

#[tokio::test]
async fn who_may_decide_counts_at_once() {
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("moderators are heard from here on").await;
    scene.reconfigure(|text| text.replace("[timing]", "allowed = [1]\n[timing]"));
    scene.until_said("moderators.allowed").await;
    let chat = Peer::Supergroup(SupergroupId(1_900_000_777));
    scene.running.world().post(Post::new(MODERATOR, chat, "/orders")).unwrap();
    scene.until_told("only those who are named").await;
}

const WRONG_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The secret lies in a file of its own, and is the wrong one; nobody knocks twice an hour.
fn with_a_wrong_secret(scene: &Scene) {
    let right = &scene.running.ready().shop.secret;
    write_private(&scene.folder.path().join("secret"), WRONG_SECRET);
    scene.reconfigure(|text| {
        let text = text.replace("probe_interval = \"300ms\"", "probe_interval = \"1h\"");
        text.replace(&format!("secret = \"{right}\""), "secret_file = \"secret\"")
    });
}

fn mend_the_secret(scene: &Scene) {
    let right = &scene.running.ready().shop.secret;
    write_private(&scene.folder.path().join("secret"), right);
}

#[tokio::test]
async fn another_secret_opens_the_shop_at_once() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    with_a_wrong_secret(&scene);
    let _agent = scene.agent();
    scene.until_told("signature").await;
    mend_the_secret(&scene);
    scene.completed(1).await;
    let said = scene.said();
    assert!(said.contains("changed=\"shop.secret_file\""), "{said}");
    assert!(!said.contains("whsec_"), "{said}");
}

#[tokio::test]
async fn so_does_a_restart() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    with_a_wrong_secret(&scene);
    let agent = scene.agent();
    scene.until_told("signature").await;
    agent.kill().await;
    mend_the_secret(&scene);
    let _agent = scene.agent();
    scene.completed(1).await;
}

#[tokio::test]
async fn what_cannot_change_while_it_runs_needs_a_restart() {
    let mut scene = Scene::new(Vec::new()).await;
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    let bot = format!("bot_id = {}", TRIBUTE.0);
    let chat = format!("chat = {}", scene.running.ready().moderators_chat);
    scene.reconfigure(|text| {
        let text = text.replace("seller.session", "other.session");
        let text = text.replace(&bot, "bot_id = 1").replace(&chat, "chat = \"me\"");
        text.replace("Done: {{", "Given: {{")
    });
    let fixed = "moderators.chat, telegram.session, tribute.bot_id";
    scene.until_told(fixed).await;
    scene.sell(1).await;
    // It works on, with the session, the bot and the moderators that it has, and with what could
    // change.
    scene.completed(1).await;
    assert!(scene.reply_to(1).starts_with("Given: "));
    assert!(!scene.data.join("other.session").exists());
    assert_eq!(scene.told(scene.running.supergroup(), fixed), 1);
    assert_eq!(scene.told(BOT, "telegram.session"), 0);
}

#[tokio::test]
async fn another_language_counts_at_once() {
    let mut scene = Scene::new(Vec::new()).await;
    scene.in_russian();
    let _agent = scene.agent();
    scene.until_said("orders are taken from here on").await;
    scene.reconfigure(|text| text.replace("language = \"ru\"", "language = \"en\""));
    scene.until_said("the configuration was read again").await;
    scene.reconfigure(|text| text.replace("Done: {{", "Done: {% if {{"));
    scene.until_said("the changed configuration is refused").await;
    scene.until_told("line 20: the template's line 1 does not work").await;
}
