//! What only Telegram knows.

use std::fs;

use sha1::{Digest as _, Sha1};
use tribute_agent::sandbox::running::{MODERATOR, SELLER, TRIBUTE};
use tribute_agent::sandbox::world::Login;
use tribute_agent::telegram::string_session::StringSession;

use crate::agent::{Moderators, Scene, options};
use crate::doctor::checkup::of;

async fn scene(moderators: Moderators) -> Scene {
    Scene::with(options(Vec::new()), moderators).await
}

fn configure(scene: &Scene, from: &str, to: &str) {
    let config = fs::read_to_string(scene.config()).unwrap();
    assert!(config.contains(from), "{config}");
    fs::write(scene.config(), config.replace(from, to)).unwrap();
}

/// Ends the seller's login, from another device.
fn revoke(scene: &Scene) {
    let login = &scene.running.ready().seller.string_session;
    let key = StringSession::decode(login).unwrap().auth_key;
    let id = Sha1::digest(key.expose())[12..].try_into().unwrap();
    let world = scene.running.world();
    world.set_login(&world.auth_key(2, id).unwrap(), Login::Revoked);
}

#[tokio::test]
async fn a_login_that_was_ended() {
    let scene = scene(Moderators::Supergroup).await;
    revoke(&scene);
    let session = scene.data.join("seller.session");
    let before = fs::read(&session).unwrap();
    let checkup = of(&scene).await;
    checkup.is("account", "failed");
    assert!(
        checkup.finding("account")["code"]
            .as_str()
            .unwrap()
            .starts_with("telegram.")
    );
    for check in [
        "tribute",
        "moderators",
        "moderators_phone",
        "telegram_clock",
    ] {
        checkup.is(check, "skipped");
    }
    assert_eq!(fs::read(&session).unwrap(), before);
}

#[tokio::test]
async fn a_bot_that_is_another() {
    let scene = scene(Moderators::Supergroup).await;
    configure(&scene, &format!("bot_id = {TRIBUTE}"), "bot_id = 5");
    let checkup = of(&scene).await;
    checkup.failed("tribute", "telegram.tribute_is_another");
    checkup.is("moderators", "ok");
    configure(&scene, "\"@tribute\"", "\"@nobody_at_all\"");
    of(&scene)
        .await
        .failed("tribute", "telegram.tribute_missing");
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
        let chat = if is_basic {
            scene.running.group()
        } else {
            scene.running.supergroup()
        };
        of(&scene).await.is("moderators_phone", "ok");
        // A bot has no phone.
        scene.running.world().set_members(chat, &[SELLER, TRIBUTE]);
        of(&scene).await.is("moderators_phone", "warning");
        scene
            .running
            .world()
            .set_members(chat, &[SELLER, TRIBUTE, MODERATOR]);
        of(&scene).await.says("moderators_phone", "account: 1");
    }
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
            world.set_username(supergroup, Some("our_moderators"));
        } else {
            for chat in [group, supergroup] {
                world.set_invitation(chat, Some("https://t.me/+AbCdEf"));
            }
        }
        let open = of(&scene).await;
        open.is("moderators_open", "warning");
        open.says("moderators_open", words);
        configure(&scene, "[timing]", "allowed = [777]\n[timing]");
        of(&scene).await.is("moderators_open", "ok");
    }
}
