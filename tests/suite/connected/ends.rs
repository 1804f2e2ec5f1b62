//! Ends that need a person: told in words, once, and nothing is lost or made worse.

use std::fs;

use telegram_sandbox::accounts::SELLER;
use telegram_sandbox::datacentre::faults::{LinkFault, Rule};
use telegram_sandbox::world::Refusal;
use tokio::task::JoinSet;
use tribute_agent::telegram::import;

use super::{PRESS, scene, sell};
use crate::agent::Scene;
use crate::occupancy::open_when_free;

const SOMEONE_MUST_ACT: Option<i32> = Some(3);

/// An end, and what the owner reads of it.
struct End {
    answer: Refusal,
    code: &'static str,
    words: [&'static str; 2],
}

const fn end(code: i32, name: &'static str, told: &'static str, words: [&'static str; 2]) -> End {
    End { answer: Refusal { code, name }, code: told, words }
}

const ENDED: [&str; 2] = ["Telegram has ended this session", "Telegram завершил эту сессию"];
const GONE: [&str; 2] = ["banned, frozen or deleted", "заблокирован, заморожен или удалён"];

const ENDS: [End; 7] = [
    end(401, "SESSION_REVOKED", "telegram.session_revoked", ENDED),
    end(401, "AUTH_KEY_UNREGISTERED", "telegram.session_revoked", ENDED),
    end(
        406,
        "AUTH_KEY_DUPLICATED",
        "telegram.session_duplicated",
        ["used in two places at once", "пользовались в двух местах одновременно"],
    ),
    end(401, "USER_DEACTIVATED", "telegram.account_gone", GONE),
    end(401, "USER_DEACTIVATED_BAN", "telegram.account_gone", GONE),
    end(420, "FROZEN_METHOD_INVALID", "telegram.account_gone", GONE),
    end(400, "FROZEN_PARTICIPANT_MISSING", "telegram.account_gone", GONE),
];

fn auth_key(scene: &Scene) -> [u8; 256] {
    let store = open_when_free(&scene.data.join("seller.session"));
    *store.string_session().unwrap().auth_key.expose()
}

#[tokio::test]
async fn each_is_told_in_words_and_ends_the_program() {
    let mut scenes = JoinSet::new();
    for (index, end) in ENDS.into_iter().enumerate() {
        scenes.spawn(async move {
            let mut scene = scene(1).await;
            let is_russian = index % 2 == 1;
            if is_russian {
                scene.in_russian();
            }
            let mut agent = scene.agent();
            scene.completed(1).await;
            let faults = scene.running.datacentre().faults();
            faults.end_sessions(SELLER, end.answer);
            assert_eq!(agent.ends(&scene).await, SOMEONE_MUST_ACT);
            let said = scene.said();
            let words = end.words[usize::from(is_russian)];
            assert!(said.contains(end.code) && said.contains(words), "{said}");
        });
    }
    scenes.join_all().await;
}

#[tokio::test]
async fn a_key_that_is_unknown_is_kept_and_no_other_is_made() {
    let mut scene = scene(1).await;
    let mut agent = scene.agent();
    scene.completed(1).await;
    let centre = scene.running.datacentre();
    centre.faults().set_link(LinkFault::UnknownKey);
    centre.cut_all();
    assert_eq!(agent.ends(&scene).await, SOMEONE_MUST_ACT);
    assert!(scene.said().contains("telegram.session_revoked"), "{}", scene.said());
    let key = auth_key(&scene);
    // It is as good as before.
    scene.running.datacentre().faults().set_link(LinkFault::None);
    let agent = scene.agent();
    sell(&mut scene, 2).await;
    scene.completed(2).await;
    agent.kill().await;
    assert_eq!(auth_key(&scene), key);
}

#[tokio::test]
async fn orders_go_on_after_the_next_login() {
    let scene = scene(2).await;
    let faults = scene.running.datacentre().faults();
    let mut pressed = faults.arm(Rule::on(PRESS));
    let mut agent = scene.agent();
    scene.comes(pressed.matched()).await.unwrap();
    faults.end_sessions(SELLER, Refusal::SESSION_REVOKED);
    assert_eq!(agent.ends(&scene).await, SOMEONE_MUST_ACT);
    scene.running.clear_faults();
    let session = scene.data.join("seller.session");
    let centre = scene.running.datacentre();
    let login = centre.string_session(&centre.world().logged_in_key(SELLER));
    fs::remove_file(&session).unwrap();
    import::import(&login, &session, false).unwrap();
    let _agent = scene.agent();
    scene.settled().await;
}
