//! What the bot does, mode by mode.

use std::time::Duration;

use telegram_sandbox::event::Kind;

use super::PATIENCE;
use super::scene::{BOT, Scene};

#[tokio::test]
async fn after_the_press_the_bot_does_as_its_mode_says() {
    for (modes, gone, without_buttons, written) in [
        ("edits", false, true, 0),
        ("late", false, true, 0),
        ("deletes", true, true, 0),
        ("writes", false, false, 1),
        ("writes,unlinked", false, false, 1),
        ("nothing", false, false, 0),
        ("nothing,notice_later", false, false, 1),
        ("slow,edits", false, true, 0),
        ("press_timeout,edits", false, true, 0),
    ] {
        let mut scene = Scene::modes(modes).await;
        let confirmation = scene.confirmation().await;
        let pressed = scene.press_send(confirmation).await;
        let expected = if modes.contains("press_timeout") {
            Err("BOT_RESPONSE_TIMEOUT".to_owned())
        } else {
            Ok(false)
        };
        assert_eq!(pressed, expected, "{modes}");
        assert!(scene.running.settled(PATIENCE).await.is_good(), "{modes}");
        let message = scene.seller.message(confirmation).await;
        assert_eq!(message.is_none(), gone, "{modes}");
        let buttons = scene.seller.buttons(confirmation).await;
        assert_eq!(buttons.is_empty(), without_buttons, "{modes}");
        let next = scene.seller.message(confirmation + 1).await;
        assert_eq!(next.is_some(), written == 1, "{modes}");
        if let Some(next) = next {
            let linked = !modes.contains("unlinked");
            assert_eq!(next.reply_to.is_some(), linked, "{modes}");
        }
    }
}

#[tokio::test]
async fn a_press_that_is_lost_or_refused_may_be_tried_again() {
    for (modes, answer) in
        [("press_lost", Err("BOT_RESPONSE_TIMEOUT".to_owned())), ("alert", Ok(true))]
    {
        let mut scene = Scene::modes(modes).await;
        let confirmation = scene.confirmation().await;
        for _ in 0..2 {
            assert_eq!(scene.press_send(confirmation).await, answer, "{modes}");
        }
        let totals = scene.running.totals();
        assert_eq!(totals.pressed_twice, 0, "{modes}");
        assert_eq!(totals.completed, 0, "{modes}");
        assert_eq!(scene.seller.buttons(confirmation).await.len(), 1, "{modes}");
    }
}

#[tokio::test]
async fn buttons_are_as_the_mode_says() {
    for (modes, labels) in [
        ("extra", ["Cancel", "Send"].as_slice()),
        ("foreign", &["Send to customer", "Abort"]),
        ("nobutton", &[]),
        ("unlinked", &["Send"]),
    ] {
        let mut scene = Scene::modes(modes).await;
        let confirmation = scene.confirmation().await;
        let buttons = scene.seller.buttons(confirmation).await;
        let shown: Vec<&str> = buttons.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(shown, labels, "{modes}");
        let message = scene.seller.message(confirmation).await.unwrap();
        assert_eq!(message.reply_to.is_none(), modes == "unlinked", "{modes}");
    }
}

#[tokio::test]
async fn a_keyboard_is_pressed_by_its_label() {
    let mut scene = Scene::modes("keyboard").await;
    let confirmation = scene.confirmation().await;
    let message = scene.seller.message(confirmation).await.unwrap();
    assert!(matches!(
        message.reply_markup,
        Some(grammers_client::tl::enums::ReplyMarkup::ReplyKeyboardMarkup(_))
    ));
    scene.seller.say(BOT, "Sent", None, 1).await;
    scene.seller.say(BOT, "Send", None, 2).await;
    scene.happens(|kind| *kind == Kind::Completed).await;
    scene.seller.say(BOT, "Send", None, 3).await;
    let totals = scene.running.settled(PATIENCE).await;
    assert_eq!(totals.completed, 1);
    assert_eq!(totals.pressed_twice, 1);
    assert_eq!(totals.misused, 1);
}

#[tokio::test]
async fn a_silent_bot_says_nothing() {
    let mut scene = Scene::modes("silent").await;
    scene.seller.reply(scene.order, "Done").await;
    scene.happens(|kind| matches!(kind, Kind::Reply { .. })).await;
    let totals = scene.running.settled(Duration::from_millis(200)).await;
    assert_eq!(totals.unsettled, 1);
    assert!(scene.events.try_next().is_none());
}
