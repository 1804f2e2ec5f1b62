//! Two copies of one folder: the same session, the same journal, each at work.

use std::process::Stdio;

use telegram_sandbox::accounts::SELLER;

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
    for file in ["seller.session", "seller.journal"] {
        std::fs::copy(scene.data.join(file), copy.join(file)).unwrap();
    }
    let text = std::fs::read_to_string(scene.config()).unwrap();
    let here = |folder: &std::path::Path| format!("{}/seller.session", folder.display());
    let config = copy.join("config.toml");
    write_private(&config, &text.replace(&here(&scene.data), &here(&copy)));
    let log = std::fs::File::create(copy.join("agent.log")).unwrap();
    Agent::spawn(program(&config, "run", &[]).stdout(Stdio::null()).stderr(log))
}

#[tokio::test]
async fn one_that_sees_the_others_reply_ends() {
    let scene = Scene::new(orders(1, "edits")).await;
    name_the_account(&scene);
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    agent.kill().await;
    let mut second = second_agent(&scene);
    let mut first = scene.agent();
    for order in orders(13, "edits").split_off(1) {
        scene.running.send_order(order).await;
    }
    let code = tokio::select! {
        code = scene.comes(first.exit_code()) => code,
        code = scene.comes(second.exit_code()) => code,
    };
    let copys = std::fs::read_to_string(scene.folder.path().join("copy/agent.log")).unwrap();
    let said = scene.said() + &copys;
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("run.second_instance"), "{said}");
    assert!(said.contains("The account is logged in here"), "{said}");
}

/// Whoever starts again knows the reply that was not its own.
#[tokio::test]
async fn a_start_after_that_goes_on() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    until_listed(&scene, 1, COMPLETED).await;
    let chat = scene.chat(BOT);
    let order = chat.first().unwrap().message.key;
    let reply = chat.iter().find(|view| view.message.from == SELLER).unwrap();
    let text = reply.message.body.text.clone();
    let post = telegram_sandbox::world::Post::new(SELLER, BOT, text).replying_to(order);
    scene.running.world().post(post).unwrap();
    let mut agent = agent;
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
