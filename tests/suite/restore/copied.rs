//! Two copies of one folder: the same session, the same journal, each at work.

use std::process::Stdio;

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{Point, Rule};
use telegram_sandbox::world::Post;

use crate::agent::{Agent, BOT, Scene, orders, program, write_private};
use crate::run::{COMPLETED, until_listed};

/// The answer names the account, as that of the default template does.
fn name_the_account(scene: &Scene) {
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let text = text.replace("Done: {{ product }}", "Done: {{ product }} → {{ account_id }}");
    write_private(&scene.config(), &text);
}

/// A second agent on a copy of what the first one left.
fn second_agent(scene: &Scene) -> Agent {
    let copy = scene.folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for file in std::fs::read_dir(&scene.data).unwrap() {
        let (path, name) = (file.as_ref().unwrap().path(), file.unwrap().file_name());
        // With the logs beside them, whatever those still hold.
        if name.to_string_lossy().starts_with("seller.") {
            std::fs::copy(path, copy.join(name)).unwrap();
        }
    }
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let here = |folder: &std::path::Path| format!("{}/seller.session", folder.display());
    let config = copy.join("config.toml");
    write_private(&config, &text.replace(&here(&scene.data), &here(&copy)));
    let log = scene.folder.path().join("agent.log");
    let log = std::fs::File::options().append(true).open(log).unwrap();
    Agent::spawn(program(&config, "run", &[]).stdout(Stdio::null()).stderr(log))
}

#[tokio::test]
async fn one_that_sees_the_others_reply_ends() {
    let scene = Scene::new(orders(1, "edits")).await;
    name_the_account(&scene);
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.kill().await;
    // Both have read that nobody has replied, and reply.
    let held = Rule::on("messages.sendMessage").to(BOT).hold(Point::BeforeExecuting);
    let mut held = scene.running.datacentre().faults().arm(held.times(2));
    let mut second = second_agent(&scene);
    let mut first = scene.agent();
    scene.running.send_order(orders(2, "edits").remove(1)).await;
    for _ in 0..2 {
        scene.comes(held.matched()).await.unwrap();
    }
    held.release();
    let code = tokio::select! {
        code = first.ends(&scene) => code,
        code = second.ends(&scene) => code,
    };
    let said = scene.said();
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("run.second_instance"), "{said}");
    assert!(said.contains("The account is logged in here"), "{said}");
}

/// Whoever starts again knows the reply that was not its own.
#[tokio::test]
async fn a_start_after_that_goes_on() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let mut agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    let chat = scene.chat(BOT);
    let reply = chat.iter().find(|view| view.message.body.text.starts_with("Done")).unwrap();
    let (text, order) = (reply.message.body.text.clone(), reply.message.reply_to.unwrap());
    let post = Post::new(SELLER, BOT, text).replying_to(order);
    scene.running.world().post(post).unwrap();
    assert_eq!(agent.ends(&scene).await, Some(3), "{}", scene.said());
    let _agent = scene.agent();
    let next = orders(2, "edits").remove(1);
    let number = scene.running.send_order(next).await;
    scene.completed(number).await;
    until_listed(&scene, number, COMPLETED).await;
}

#[tokio::test]
async fn one_that_is_started_on_another_machine_says_so() {
    let scene = Scene::new(Vec::new()).await;
    let said = |times| scene.said().matches("was last used on another machine").count() == times;
    for (machine, times) in [("phone", 0), ("phone", 0), ("server", 1), ("server", 1)] {
        let folder = scene.folder.path().join(machine);
        std::fs::create_dir_all(&folder).unwrap();
        write_private(&folder.join("machine_id"), machine);
        let environment = [("TRIBUTE_AGENT_MACHINE", folder.to_str().unwrap())];
        let before = scene.said().matches("at work").count();
        let agent = scene.agent_in(&environment, &[]);
        scene.until_said_often("at work", before + 1).await;
        assert!(said(times), "{}", scene.said());
        agent.kill().await;
    }
}
