//! The shop, and its clock.

use std::fs;

use hyper::header::DATE;

use crate::agent::Scene;
use crate::doctor::checkup::of;
use crate::shop::server::{Reply, Server, reply};

const OK: &str = r#"{"status":"ok"}"#;
const BAD_SIGNATURE: &str = r#"{"error":{"code":"bad_signature"}}"#;

/// Has the configuration name another shop.
pub fn use_shop(scene: &Scene, url: &str) {
    let config = fs::read_to_string(scene.config()).unwrap();
    fs::write(scene.config(), config.replace(&scene.running.ready().shop.url, url)).unwrap();
}

/// A scene with a shop that verifies, and answers as it is told.
async fn with_shop(answer: fn(Reply) -> Reply) -> (Scene, Server) {
    let scene = Scene::new(Vec::new()).await;
    let secret = scene.running.ready().shop.secret.clone();
    let server = Server::http(move |seen| {
        answer(if seen.is_signed_with(&secret) {
            reply(200, OK)
        } else {
            reply(401, BAD_SIGNATURE)
        })
    })
    .await;
    use_shop(&scene, &server.url());
    (scene, server)
}

/// The same answer at another time of day.
fn at(date: &'static str) -> impl Fn(Reply) -> Reply {
    move |mut reply| {
        reply.headers_mut().insert(DATE, date.parse().unwrap());
        reply
    }
}

#[tokio::test]
async fn a_shop_that_is_not_there() {
    let scene = Scene::new(Vec::new()).await;
    use_shop(&scene, "http://127.0.0.1:9/activate?token=hunter2");
    let checkup = of(&scene).await;
    checkup.is("shop", "failed");
    checkup.is("shop_clock", "skipped");
    checkup.is("moderators", "ok");
    assert_eq!(checkup.code, Some(1));
}

#[tokio::test]
async fn a_shop_with_another_secret() {
    let scene = Scene::new(Vec::new()).await;
    let secret = &scene.running.ready().shop.secret;
    let config = fs::read_to_string(scene.config()).unwrap();
    let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    fs::write(scene.config(), config.replace(secret, other)).unwrap();
    let checkup = of(&scene).await;
    checkup.is("shop", "failed");
    checkup.says("shop", "secrets");
}

#[tokio::test]
async fn a_shop_that_takes_anything_is_dangerous() {
    let scene = Scene::new(Vec::new()).await;
    let server = Server::http(|_| reply(200, OK)).await;
    use_shop(&scene, &server.url());
    let checkup = of(&scene).await;
    checkup.is("shop", "failed");
    checkup.says("shop", "DANGEROUS");
}

#[tokio::test]
async fn a_shop_whose_refusal_can_not_be_told_is_worth_a_look() {
    let (scene, _server) =
        with_shop(|answer| if answer.status() == 401 { reply(500, "") } else { answer }).await;
    of(&scene).await.is("shop", "warning");
}

#[tokio::test]
async fn a_shop_in_another_time() {
    let (scene, _server) = with_shop(|answer| at("Sun, 06 Nov 1994 08:49:37 GMT")(answer)).await;
    let checkup = of(&scene).await;
    checkup.is("shop", "ok");
    checkup.is("shop_clock", "failed");
    checkup.says("shop_clock", "ahead");
}
