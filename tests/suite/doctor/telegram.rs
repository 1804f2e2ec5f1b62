//! What only Telegram knows.

use std::fs;

use telegram_sandbox::accounts::{MODERATOR, MODERATORS_BOT, SELLER, TRIBUTE};
use telegram_sandbox::datacentre::faults::Rule;
use telegram_sandbox::world::User;
use tribute_agent::order::UserId;

use crate::agent::{Moderators, Scene, options};
use crate::doctor::checkup::{end_login, of};
use crate::occupancy::open_when_free;

async fn scene(moderators: Moderators) -> Scene {
    Scene::with(options(Vec::new()), moderators).await
}

fn configure(scene: &Scene, from: &str, to: &str) {
    let config = fs::read_to_string(scene.config()).unwrap();
    assert!(config.contains(from), "{config}");
    fs::write(scene.config(), config.replace(from, to)).unwrap();
}

#[tokio::test]
async fn a_login_that_was_ended() {
    let scene = scene(Moderators::Supergroup).await;
    end_login(&scene);
    let session = scene.data.join("seller.session");
    let before = fs::read(&session).unwrap();
    let checkup = of(&scene).await;
    checkup.is("account", "failed");
    assert!(checkup.finding("account")["code"].as_str().unwrap().starts_with("telegram."));
    for check in ["tribute", "moderators", "moderators_phone", "telegram_clock"] {
        checkup.is(check, "skipped");
    }
    assert_eq!(fs::read(&session).unwrap(), before);
}

#[tokio::test]
async fn who_has_logged_out_is_not_told_that_telegram_did_it() {
    let scene = scene(Moderators::Supergroup).await;
    {
        let store = open_when_free(&scene.data.join("seller.session"));
        store.set_seller(UserId(SELLER.0)).unwrap();
        store.forget_keys().unwrap();
    }
    let checkup = of(&scene).await;
    checkup.is("session", "failed");
    checkup.says("session", "nobody is logged in");
    checkup.says("session", "session import");
    for check in ["account", "tribute", "moderators"] {
        checkup.is(check, "skipped");
        checkup.says(check, "Nobody is logged in.");
    }
    assert!(!checkup.report.to_string().contains("has ended this session"));
}

#[tokio::test]
async fn another_account_than_the_sessions_fails() {
    let scene = scene(Moderators::Supergroup).await;
    {
        let store = open_when_free(&scene.data.join("seller.session"));
        store.set_seller(UserId(5)).unwrap();
    }
    let checkup = of(&scene).await;
    checkup.failed("account", "session.other_account");
    checkup.is("tribute", "skipped");
}

#[tokio::test]
async fn moderators_who_are_the_bot_under_another_name() {
    let scene = scene(Moderators::Supergroup).await;
    let chat = format!("chat = {}", scene.running.ready().moderators_chat);
    configure(&scene, &chat, "chat = \"@wallet_of_tribute\"");
    let world = scene.running.world();
    world.add_user(User::bot(TRIBUTE.0, "Tribute", "wallet_of_tribute"));
    let checkup = of(&scene).await;
    checkup.failed("moderators", "telegram.moderators_are_tribute");
    for check in ["moderators_open", "moderators_phone"] {
        checkup.is(check, "skipped");
    }
    configure(&scene, "@wallet_of_tribute", "@tribute");
    let checkup = of(&scene).await;
    checkup.failed("config", "config.chat_is_tribute");
}

#[tokio::test]
async fn how_long_telegram_asks_to_wait_is_told() {
    let scene = scene(Moderators::Supergroup).await;
    let faults = scene.running.datacentre().faults();
    let _armed = faults.arm(Rule::on("contacts.resolveUsername").refuse(420, "FLOOD_WAIT_3600"));
    let checkup = of(&scene).await;
    checkup.is("tribute", "warning");
    checkup.says("tribute", "Telegram asks to wait 60 min");
    checkup.is("moderators", "ok");
    // Before anybody has said who is logged in, and afterwards.
    for knows_seller in [false, true] {
        if knows_seller {
            let store = open_when_free(&scene.data.join("seller.session"));
            store.set_seller(UserId(SELLER.0)).unwrap();
        }
        let rule = Rule::on("users.getUsers").refuse(420, "FLOOD_WAIT_600");
        let _armed = faults.arm(rule.always());
        let checkup = of(&scene).await;
        checkup.is("account", "warning");
        checkup.says("account", "Telegram asks to wait 10 min");
        checkup.is("tribute", "skipped");
        faults.disarm();
    }
}

#[tokio::test]
async fn a_bot_that_is_another() {
    let scene = scene(Moderators::Supergroup).await;
    configure(&scene, &format!("bot_id = {TRIBUTE}"), "bot_id = 5");
    let checkup = of(&scene).await;
    checkup.failed("tribute", "telegram.tribute_is_another");
    checkup.is("moderators", "ok");
    configure(&scene, "\"@tribute\"", "\"@nobody_at_all\"");
    of(&scene).await.failed("tribute", "telegram.tribute_missing");
}

#[tokio::test]
async fn a_chat_that_is_not_there() {
    let scene = scene(Moderators::Supergroup).await;
    let chat = scene.running.ready().moderators_chat.to_string();
    configure(&scene, &chat, "-1009999999999");
    let checkup = of(&scene).await;
    checkup.failed("moderators", "telegram.moderators_missing");
    checkup.is("tribute", "ok");
    checkup.is("moderators_open", "skipped");
}

#[tokio::test]
async fn in_saved_messages_no_phone_rings() {
    let scene = scene(Moderators::Me).await;
    let checkup = of(&scene).await;
    checkup.is("moderators", "ok");
    checkup.is("moderators_phone", "warning");
    checkup.says("moderators_phone", "Saved Messages");
    assert_eq!(checkup.code, Some(0));
}

#[tokio::test]
async fn where_nobody_else_is_no_phone_rings() {
    for (moderators, is_basic) in [(Moderators::Supergroup, false), (Moderators::Group, true)] {
        let scene = scene(moderators).await;
        let chat = if is_basic { scene.running.group() } else { scene.running.supergroup() };
        of(&scene).await.is("moderators_phone", "ok");
        // A bot has no phone.
        scene.running.world().change_group(chat, |it| it.members = [SELLER, TRIBUTE].into());
        of(&scene).await.is("moderators_phone", "warning");
        scene.running.world().change_group(chat, |it| {
            it.members = [SELLER, TRIBUTE, MODERATOR].into();
        });
        of(&scene).await.says("moderators_phone", "account: 1");
    }
}

/// Gives the scene's agent the owner's bot.
fn give_bot(scene: &Scene) {
    let line = format!("[moderators]\nbot_token = \"{}\"\n", scene.running.ready().bot.token);
    configure(scene, "[moderators]\n", &line);
    configure(scene, "board = false", "board = true");
}

#[tokio::test]
async fn the_bot_is_looked_at_and_nothing_is_changed_by_that() {
    for moderators in [Moderators::Supergroup, Moderators::Group] {
        let scene = scene(moderators).await;
        of(&scene).await.is("moderators_bot", "not_needed");
        give_bot(&scene);
        let before = super::picture(&scene);
        let checkup = of(&scene).await;
        checkup.is("moderators_bot", "ok");
        for words in ["@sandbox_moderators_bot", "may write", "may pin"] {
            checkup.says("moderators_bot", words);
        }
        assert!(super::picture(&scene) == before, "a check changes nothing");
        let world = scene.running.world();
        assert!(world.devices(MODERATORS_BOT).is_empty(), "its login is ended");
        // Nobody else need be there for a phone to ring.
        let chat = match moderators {
            Moderators::Group => scene.running.group(),
            _ => scene.running.supergroup(),
        };
        world.change_group(chat, |it| it.members = [SELLER, MODERATORS_BOT].into());
        of(&scene).await.is("moderators_phone", "ok");
        // Basic groups forbid nobody anything.
        if let Moderators::Supergroup = moderators {
            world.change_group(chat, |it| it.may_not_pin.extend([MODERATORS_BOT]));
            let checkup = of(&scene).await;
            checkup.is("moderators_bot", "warning");
            checkup.says("moderators_bot", "may not pin");
            world.change_group(chat, |it| it.may_not_write.extend([MODERATORS_BOT]));
            of(&scene).await.says("moderators_bot", "may not write");
        }
        world.change_group(chat, |it| it.members = [SELLER].into());
        let checkup = of(&scene).await;
        checkup.says("moderators_bot", "is not in the moderators' chat");
        checkup.is("moderators_phone", "warning");
        assert_eq!(checkup.code, Some(0), "the seller's account speaks in its place");
    }
}

#[tokio::test]
async fn a_bots_token_that_nobody_knows() {
    let scene = scene(Moderators::Supergroup).await;
    give_bot(&scene);
    scene.running.world().renew_bot_token(MODERATORS_BOT);
    let checkup = of(&scene).await;
    checkup.is("moderators_bot", "warning");
    assert_eq!(checkup.finding("moderators_bot")["code"], "login.bot_token_refused");
}

/// `run` has logged it in, and logs in no more: nor does a look.
#[tokio::test]
async fn a_bots_login_that_is_there_is_used_and_stays() {
    let scene = scene(Moderators::Supergroup).await;
    give_bot(&scene);
    let mut agent = scene.agent();
    scene.until_said("moderators are heard from here on").await;
    agent.terminate().await;
    assert_eq!(agent.ends(&scene).await, Some(0));
    assert_eq!(scene.running.world().devices(MODERATORS_BOT).len(), 1);
    of(&scene).await.is("moderators_bot", "ok");
    assert_eq!(scene.running.world().devices(MODERATORS_BOT).len(), 1);
}

#[tokio::test]
async fn no_bot_can_be_in_saved_messages() {
    let scene = scene(Moderators::Me).await;
    give_bot(&scene);
    let checkup = of(&scene).await;
    checkup.is("moderators_bot", "warning");
    checkup.is("moderators_phone", "warning");
    checkup.says("moderators_bot", "Saved Messages");
}

#[tokio::test]
async fn a_chat_that_strangers_can_enter() {
    for (moderators, words) in [
        (Moderators::Supergroup, "public"),
        (Moderators::Supergroup, "link"),
        (Moderators::Group, "link"),
    ] {
        let scene = scene(moderators).await;
        of(&scene).await.is("moderators_open", "ok");
        let world = scene.running.world();
        let (group, supergroup) = (scene.running.group(), scene.running.supergroup());
        if words == "public" {
            world.change_group(supergroup, |it| it.username = Some("our_moderators".to_owned()));
        } else {
            for chat in [group, supergroup] {
                let invitation = Some("https://t.me/+AbCdEf".to_owned());
                world.change_group(chat, |it| it.invitation = invitation);
            }
        }
        let open = of(&scene).await;
        open.is("moderators_open", "warning");
        open.says("moderators_open", words);
        configure(&scene, "[timing]", "allowed = [777]\n[timing]");
        of(&scene).await.is("moderators_open", "ok");
    }
}
