//! Wrong answers, and second thoughts.

use super::desk::Desk;
use super::script::{Answers, KEY, NO_SHOP, SECRET};

/// More than anybody is asked.
const NONSENSE: [&str; 5] = ["восемь", "curl -s x | sh", "-", "много", "99999"];

#[tokio::test]
async fn a_question_that_cant_be_settled_costs_no_other_answer() {
    let desk = Desk::new().await;
    let script = desk
        .hears(
            Answers::later()
                .application(&["7654321", KEY])
                .shop(&[NO_SHOP, "", "n"])
                .account(&NONSENSE)
                .products(&["x1", "d", "0", "0", "0", "0", "0", "y1", "d", "", "", ""])
                .moderators(&["123", "123", "123", "123", "123"]),
        )
        .await;
    script.heard_all(&[
        "Type in figures how many digits",
        "Your other answers are kept.",
        "This product is left out",
        "123 is the id of a person",
        "[account_id] pattern · [moderators] chat",
    ]);
    let config = desk.config();
    assert_eq!(config.missing_sections(), ["account_id", "moderators"]);
    assert_eq!(config.telegram().unwrap().api_id, 7_654_321);
    // The secret that was shown is the one that is written.
    let (_, shown) = script.heard.split_once("TRIBUTE_SECRET=").unwrap();
    let shown = shown.lines().next().unwrap();
    assert!(desk.text().contains(&format!("secret = \"{shown}\"")));
    assert!(desk.text().contains("name = \"y1\"") && !desk.text().contains("name = \"x1\""));
}

#[tokio::test]
async fn an_api_hash_that_cant_be_settled_costs_no_other_answer() {
    let desk = Desk::new().await;
    let wrong = ["7654321", "1", "2", "3", "4", "5"];
    let answers = Answers::later().application(&wrong);
    desk.hears(answers.shop(&[NO_SHOP, SECRET, "n"])).await;
    assert!(desk.config().telegram().is_err() && desk.config().shop().is_ok());
}

#[tokio::test]
async fn an_answer_can_be_given_anew_before_it_is_written() {
    let desk = Desk::new().await;
    let script = desk
        .hears(
            Answers::later().account(&["8", ""]).moderators(&["-100123456789", "", ""]).review(&[
                "n",
                "11",
                "6",
                "-1001234567890",
                "111",
                "",
                "y",
            ]),
        )
        .await;
    assert_eq!(script.heard.matches("This is what it comes to").count(), 2);
    script.heard_all(&["A number from 1 to 10."]);
    let text = desk.text();
    assert!(text.contains("chat = -1001234567890\n") && text.contains("allowed = [111]"));
    assert!(text.contains(r"\b\d{8}\b"), "{text}");
}

#[tokio::test]
async fn a_question_mark_explains_and_is_no_try() {
    let desk = Desk::new().await;
    let script = desk.hears(Answers::later().application(&["?", "?", "?", "?", ""])).await;
    script.heard_all(&["ERROR", "mobile network", "5 to 32", "Desktop", "hours later"]);
}

#[tokio::test]
async fn what_is_neither_yes_nor_no_is_the_default() {
    let desk = Desk::new().await;
    let review = ["maybe", "?", "1", "ok", "да?"];
    let script = desk.hears(Answers::later().review(&review)).await;
    script.heard_all(&["y or n, please.", "Taken as yes."]);
    assert!(desk.file().exists());
}
