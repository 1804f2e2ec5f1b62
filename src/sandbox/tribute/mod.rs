//! The scripted Tribute bot.

pub mod mode;
