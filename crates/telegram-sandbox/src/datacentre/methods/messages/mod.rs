//! `messages.*`.

mod pressing;
mod reading;
mod writing;

pub(in super::super) use pressing::press;
pub(super) use reading::dialog;
