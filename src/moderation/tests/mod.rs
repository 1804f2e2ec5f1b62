//! What moderators read, word for word, in both languages.
//!
//! In the expected texts monospace stands in backticks, a quote behind `> `.

mod buttons;
mod choices;
mod daily;
mod incidents;
mod markup;
mod notices;
mod reasons;
mod samples;
mod states;
mod waiting;
mod words;
