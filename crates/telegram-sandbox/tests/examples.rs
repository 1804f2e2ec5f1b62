//! The examples of the README do what they say.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should say where")]

#[path = "../examples/chat.rs"]
#[expect(dead_code, reason = "an example's main function is not called")]
mod chat;

use std::time::Duration;

use tokio::time::timeout;

#[tokio::test]
async fn a_grammers_client_logs_in_and_chats() {
    let answer = timeout(Duration::from_mins(1), Box::pin(chat::chat())).await;
    assert_eq!(answer.unwrap().unwrap(), "You wrote: Hello, Bob!");
}
