//! `messages.*`.

mod pressing;
mod reading;
mod writing;

pub(in super::super) use pressing::get_bot_callback_answer;
pub(super) use reading::dialog;
pub(in super::super) use reading::{
    get_dialogs, get_history, get_messages, get_peer_dialogs, read_history, search,
};
pub(in super::super) use writing::{delete_messages, edit_message, forward_messages, send_message};
