//! Staying connected: the sandbox does to the real agent what Telegram and the network do, and every
//! order ends settled, once.
//!
//! | what happens | tests |
//! |---|---|
//! | TCP is cut while idle | `telegram::connection::updates_that_are_lost_are_found_after_a_cut` |
//! | the server can't be reached | `telegram::connection::a_server_that_comes_back_is_found_again` |
//! | a cut, or no answer, in the middle of any call | `calls::whatever_call_is_cut_off` |
//! | a press whose connection is cut is one press | `telegram::calls::a_press_that_is_cut_is_unknown_and_was_one_press` |
//! | many cuts under load | `calls::cuts_now_and_then_under_load` |
//! | an answer never comes | `calls::whatever_call_is_never_answered`, `updates::a_wish_for_updates_that_is_never_answered` |
//! | the peer is dead, and nobody hangs up | `silence::a_peer_that_is_gone_without_a_word` |
//! | TCP is accepted, nothing is answered | `silence::a_server_that_takes_connections_and_says_nothing` |
//! | `FLOOD_WAIT` | `waits` |
//! | answers that make the library panic | `calls::answers_that_make_no_sense` |
//! | updates lost, doubled, swapped | `updates::whatever_becomes_of_updates` |
//! | `differenceTooLong` | `updates::a_difference_is_never_asked_for` |
//! | the queue of updates is full | `updates::more_updates_than_are_kept` |
//! | a phone sleeps, a process is stopped | `silence::a_process_that_was_stopped_connects_at_once`, `connection::clock_jump` |
//! | the session is ended, duplicated, unknown (−404), the account banned or frozen | `ends` |
//! | the session is used twice on one machine | `telegram::connection::a_second_holder_is_refused_until_the_first_is_gone` |
//! | names are looked up once; a wait is kept | `waits::a_name_is_looked_up_once_and_in_peace` |
//! | Tribute's chat is kept from us; we were away | `kept_away` |
//! | the moderators' group becomes a supergroup, or the owner names another chat | `moderators` |
//! | all of it | `chaos`, `secrecy` |

mod calls;
mod chaos;
mod ends;
mod kept_away;
mod moderators;
mod silence;
mod updates;
mod waits;

use crate::agent::{Scene, orders};

pub const HISTORY: &str = "messages.getHistory";
pub const LOOK: &str = "messages.getMessages";
pub const PRESS: &str = "messages.getBotCallbackAnswer";
pub const SEND: &str = "messages.sendMessage";

/// A scene whose agent does not look at the chat before it must.
pub async fn scene(count: usize) -> Scene {
    let scene = Scene::new(orders(count, "edits")).await;
    scene.retime(&[("telegram_silence", "4s"), ("reread_interval", "1h")]);
    scene
}

/// Nor waits long for Telegram.
pub async fn impatient(count: usize) -> Scene {
    let scene = scene(count).await;
    scene.retime(&[("telegram_timeout", "2s")]);
    scene
}

/// The bot sells one more.
pub async fn sell(scene: &mut Scene, number: u32) {
    let made = orders(number as usize, "edits").pop().unwrap();
    assert_eq!(scene.running.send_order(made).await, number);
}
