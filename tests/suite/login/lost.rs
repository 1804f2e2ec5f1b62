//! The line is cut in the middle of a login.

use telegram_sandbox::accounts::{CODE, PASSWORD};
use telegram_sandbox::datacentre::faults::{Point, Rule};

use super::phone::to_the_code;
use super::qr::{login_by_qr, token};
use super::scene::{ENGLISH, Scene};
use crate::stage::soon;

#[tokio::test]
async fn whatever_answer_is_lost_there_is_one_login() {
    for (method, with_password) in [
        ("auth.sendCode", false),
        ("auth.signIn", false),
        ("auth.signIn", true),
        ("account.getPassword", true),
        ("auth.checkPassword", true),
        ("messages.getDialogs", false),
    ] {
        for point in [Point::BeforeExecuting, Point::AfterExecuting] {
            let scene = Scene::new(ENGLISH).await;
            if !with_password {
                scene.seller_is(|seller| seller.password = None);
            }
            let faults = scene.running.datacentre().faults();
            let mut armed = faults.arm(Rule::on(method).cut(point));
            let mut terminal = scene.login();
            to_the_code(&mut terminal, ENGLISH).await;
            terminal.types(CODE).await;
            if with_password {
                terminal.sees(ENGLISH.password).await;
                terminal.types(PASSWORD).await;
            }
            terminal.sees(ENGLISH.done).await;
            assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
            assert!(soon(armed.matched()).await.is_some(), "{method} was cut");
            assert!(scene.is_logged_in());
        }
    }
}

#[tokio::test]
async fn a_qr_code_whose_acceptance_is_lost() {
    for point in [Point::BeforeExecuting, Point::AfterExecuting] {
        let scene = Scene::new(ENGLISH).await;
        scene.seller_is(|seller| seller.password = None);
        let faults = scene.running.datacentre().faults();
        let cut = Rule::on("auth.exportLoginToken").after(1).cut(point);
        let mut armed = faults.arm(cut);
        let mut terminal = login_by_qr(&scene);
        let token = token(&mut terminal).await;
        scene.accepts(token).await;
        terminal.sees(ENGLISH.done).await;
        assert_eq!(terminal.ends().await, Some(0), "{}", terminal.shown());
        assert!(soon(armed.matched()).await.is_some());
        assert!(scene.is_logged_in());
    }
}
