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

/// Who sells codes, with this file of them; what `doctor` finds.
async fn with_codes(file: &str) -> crate::doctor::checkup::Checkup {
    let scene = Scene::new(Vec::new()).await;
    let products = "[[product]]\nname = \"Card\"\nsku = \"card\"\n";
    scene.reconfigure(|text| {
        let (before, rest) = text.split_once("[shop]\n").unwrap();
        let (_, after) = rest.split_once("[moderators]\n").unwrap();
        format!(
            "{before}[shop]\nkind = \"codes\"\ncodes = \"codes.csv\"\n{products}\
             [reply]\ntemplate = \"{{{{ code }}}}\"\n[moderators]\n{after}"
        )
    });
    fs::write(scene.folder.path().join("codes.csv"), file).unwrap();
    of(&scene).await
}

#[tokio::test]
async fn a_file_of_codes_is_looked_through() {
    for (file, verdict, words) in [
        ("sku,code\ncard,A-1\n", "warning", "not imported yet: 1"),
        ("name,code\ncard,A-1\n", "failed", "sku"),
        ("sku,code\ncard,A-1\ncard,A-1\n", "failed", "the same code stands in line 2"),
        ("sku,code\ncards,A-1\n", "failed", "no product has the sku “cards”"),
    ] {
        let checkup = with_codes(file).await;
        checkup.is("shop", verdict);
        checkup.says("shop", words);
        // There is none in the stock.
        checkup.says("shop", "card");
        assert!(!checkup.written.contains("A-1"), "{}", checkup.written);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_can_not_be_started_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    for (mode, first_line, verdict) in [
        (None, "", "failed"),
        (Some(0o600), "#!/bin/sh", "failed"),
        (Some(0o700), "#!/no/such/shell", "failed"),
        (Some(0o700), "#!/bin/sh", "ok"),
    ] {
        let scene = Scene::new(Vec::new()).await;
        scene.configure_shop("kind = \"command\"\ncommand = [\"./give.sh\"]\n");
        let file = scene.folder.path().join("give.sh");
        if let Some(mode) = mode {
            fs::write(&file, format!("{first_line}\necho '{{\"status\":\"ok\"}}'\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        }
        let checkup = of(&scene).await;
        checkup.is("shop", verdict);
        if verdict == "failed" {
            checkup.says("shop", "chmod +x");
        }
    }
}
