//! `inspect --learn`: buttons and wordings that the configuration lacks, by what the owner did by hand.
//!
//! The messages are read twice: first for wordings of the order message that no rule knows (`wordings`), then,
//! with those, for what became of each order (`buttons`). What comes of it is valid TOML, and everything that
//! stays uncertain a comment in it.

mod buttons;
mod wordings;

use std::path::Path;

use super::classify::{Classified, Kind, classify};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::untrusted::is_invisible;
use crate::sources::tribute_chat::Settings;
use crate::sources::tribute_chat::message::Rules;
use crate::telegram::Message;

use wordings::Wordings;

/// An order, and what became of it in the chat.
#[derive(Clone, Copy)]
struct OrderStory<'m> {
    order: &'m Message,
    /// The owner's reply; of several, the first.
    reply: Option<&'m Message>,
    /// What the bot wrote about it then; with buttons, if anything had some.
    answer: Option<&'m Message>,
}

/// Lines for the configuration in `file`, by messages that stand in the chat one after the other, oldest first.
pub(super) fn suggest(messages: &[Message], settings: &Settings, file: &Path) -> String {
    let wordings = Wordings::of(&classify(messages, settings), &settings.rules);
    let profiles = wordings.with(&settings.rules.profiles);
    let settings =
        Settings { rules: Rules { profiles, ..settings.rules.clone() }, ..settings.clone() };
    let classified = classify(messages, &settings);
    let orders = classified.iter().filter(|it| it.kind == Kind::Order);
    let stories = orders.map(|order| OrderStory::of(order.message, &classified));
    let stories: Vec<_> = stories.collect();
    let mut lines = Lines::default();
    lines.comment(&t!(
        "inspect-learned",
        messages = messages.len(),
        orders = stories.len(),
        answered = stories.iter().filter(|it| it.reply.is_some()).count(),
    ));
    lines.comment(&t!("inspect-learned-use", file));
    buttons::write(&classified, &stories, &settings.send_buttons, &mut lines);
    wordings.write(&mut lines);
    lines.0
}

impl<'m> OrderStory<'m> {
    fn of(order: &'m Message, messages: &[Classified<'m>]) -> Self {
        let of_kind = |kind| messages.iter().filter(move |it| it.kind == kind);
        let reply = of_kind(Kind::Reply).find(|reply| reply.about == Some(order.id));
        let reply = reply.map(|reply| reply.message);
        let is_its = |answer: &&Classified<'_>| {
            let about = answer.about;
            about == Some(order.id) || about.is_some() && about == reply.map(|reply| reply.id)
        };
        let mut answers = of_kind(Kind::Confirmation).chain(of_kind(Kind::Answer));
        Self { order, reply, answer: answers.find(is_its).map(|answer| answer.message) }
    }
}

/// Lines of a configuration: TOML that a terminal shows and nothing in it obeys.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Something for the reader.
    fn comment(&mut self, text: &str) {
        for line in text.split('\n') {
            self.push(&format!("# {}", Untrusted::new(line)));
        }
    }

    fn text(&mut self, key: &str, text: &str) {
        self.push(&format!("{key} = {}", quoted(text)));
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.push(&format!("{key} = [{}]", texts.join(", ")));
    }

    fn push(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// As TOML writes a text; what can't be seen is written by its number.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|character| match character {
        '"' | '\\' => format!("\\{character}"),
        hidden if is_invisible(hidden) => format!("\\U{:08X}", u32::from(hidden)),
        shown => shown.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::*;

    proptest! {
        #[test]
        fn whatever_it_is_it_can_be_read_back(text in any::<String>()) {
            let mut lines = Lines::default();
            lines.comment(&text);
            lines.push("\n[a]");
            lines.text("b", &text);
            lines.texts("c", std::slice::from_ref(&text));
            let written = lines.0;
            prop_assert!(!written.replace('\n', "").contains(is_invisible));
            let read: Table = written.parse().unwrap();
            prop_assert_eq!(read["a"]["b"].as_str().unwrap(), text.as_str());
            prop_assert_eq!(read["a"]["c"][0].as_str().unwrap(), text.as_str());
        }
    }
}
