//! `inspect --learn`: buttons and wordings that the configuration lacks, by what the owner did by hand.
//!
//! The messages are read twice: first for wordings of the order message that no rule knows (`wordings`), then,
//! with those, for what became of each order (`buttons`). `lines` writes valid TOML, and everything that stays
//! uncertain as comments.

mod buttons;
mod lines;
mod wordings;

use std::path::Path;

use super::classify::{Classified, Kind, classify};
use crate::i18n::t;
use crate::sources::tribute_chat::Settings;
use crate::sources::tribute_chat::message::Rules;
use crate::telegram::Message;

use buttons::Buttons;
use lines::Lines;
use wordings::Wordings;

/// What was learned.
pub(super) struct Suggestions {
    messages: usize,
    orders: usize,
    answered: usize,
    wordings: Wordings,
    buttons: Buttons,
}

/// An order, and what became of it in the chat.
#[derive(Clone, Copy)]
struct OrderStory<'m> {
    /// The owner's reply; of several, the first.
    reply: Option<&'m Message>,
    /// What the bot wrote about it then; with buttons, if anything had some.
    answer: Option<&'m Message>,
    /// Whether that replies to our reply (`Some(true)`), to the order (`Some(false)`) or to nothing.
    links_to_reply: Option<bool>,
}

impl Suggestions {
    /// Of messages that stand in the chat one after the other, oldest first.
    pub(super) fn of(messages: &[Message], settings: &Settings) -> Self {
        let wordings = Wordings::of(&classify(messages, settings), &settings.rules);
        let rules = Rules {
            profiles: wordings.with(&settings.rules.profiles),
            ..settings.rules.clone()
        };
        let settings = Settings {
            rules,
            ..settings.clone()
        };
        let classified = classify(messages, &settings);
        let orders = classified.iter().filter(|it| it.kind == Kind::Order);
        let stories = orders.map(|order| OrderStory::of(order.message, &classified));
        let stories: Vec<_> = stories.collect();
        Self {
            messages: messages.len(),
            orders: stories.len(),
            answered: stories.iter().filter(|it| it.reply.is_some()).count(),
            wordings,
            buttons: Buttons::of(&classified, &stories, &settings.send_buttons),
        }
    }

    /// Lines for the configuration in `file`.
    pub(super) fn render(&self, file: &Path) -> String {
        let mut lines = Lines::default();
        lines.comment(&t!(
            "inspect-learned",
            messages = self.messages,
            orders = self.orders,
            answered = self.answered,
        ));
        let file = file.display().to_string();
        lines.comment(&t!("inspect-learned-use", file = file));
        self.buttons.write(&mut lines);
        self.wordings.write(&mut lines);
        lines.finish()
    }
}

impl<'m> OrderStory<'m> {
    fn of(order: &Message, messages: &[Classified<'m>]) -> Self {
        let of_kind = |kind| messages.iter().filter(move |it| it.kind == kind);
        let reply = of_kind(Kind::Reply).find(|reply| reply.about == Some(order.id));
        let reply = reply.map(|reply| reply.message);
        let is_its = |answer: &&Classified<'_>| {
            let about = answer.about;
            about == Some(order.id) || about.is_some() && about == reply.map(|reply| reply.id)
        };
        let mut answers = of_kind(Kind::Confirmation).chain(of_kind(Kind::Answer));
        let answer = answers.find(is_its).map(|answer| answer.message);
        let target = answer.and_then(|answer| answer.reply_to);
        Self {
            reply,
            answer,
            links_to_reply: target.map(|target| target != order.id),
        }
    }
}
