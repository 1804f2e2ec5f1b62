//! The buttons that the bot shows after a reply, and whether what it writes says what it answers.

use std::collections::BTreeMap;

use super::super::classify::{Classified, Kind};
use super::OrderStory;
use super::lines::Lines;
use crate::i18n::t;
use crate::order::Untrusted;

/// What was seen of a label that can be pressed.
#[derive(Clone, Copy, Default)]
struct Label {
    shown: usize,
    /// So often it was the only one.
    alone: usize,
    /// So often the owner pressed it: of a reply keyboard only, others leave no trace.
    pressed: usize,
}

/// What was learned about confirmations.
#[derive(Default)]
pub(super) struct Buttons {
    configured: Vec<String>,
    labels: BTreeMap<String, Label>,
    /// Shown, but of a kind that is never pressed.
    never_pressed: BTreeMap<String, usize>,
    answers: usize,
    linked_to_reply: usize,
    linked_to_order: usize,
    edited: usize,
    /// Without buttons now.
    bare: usize,
}

impl Buttons {
    pub(super) fn of(
        messages: &[Classified<'_>],
        stories: &[OrderStory<'_>],
        configured: &[String],
    ) -> Self {
        let mut buttons = Self {
            configured: configured.to_vec(),
            ..Self::default()
        };
        for story in stories {
            buttons.add(story);
        }
        for press in messages.iter().filter(|it| it.kind == Kind::Press) {
            let text = press.message.text.as_str().trim();
            if let Some(label) = buttons.labels.get_mut(text) {
                label.pressed += 1;
            }
        }
        buttons
    }

    fn add(&mut self, story: &OrderStory<'_>) {
        let Some(answer) = story.answer else { return };
        self.answers += 1;
        self.linked_to_reply += usize::from(story.links_to_reply == Some(true));
        self.linked_to_order += usize::from(story.links_to_reply == Some(false));
        self.edited += usize::from(answer.edited_at.is_some());
        self.bare += usize::from(answer.buttons.is_empty());
        let pressable = answer.buttons.iter().filter(|it| it.may_be_pressed());
        let is_alone = pressable.count() == 1;
        for button in &answer.buttons {
            let text = button.label.as_str().trim().to_owned();
            if button.may_be_pressed() {
                let label = self.labels.entry(text).or_default();
                label.shown += 1;
                label.alone += usize::from(is_alone);
            } else {
                *self.never_pressed.entry(text).or_default() += 1;
            }
        }
    }

    /// The labels to be pressed: those that are, and those that the owner's own presses or the lack of any
    /// other button speak for.
    fn learned(&self) -> Vec<String> {
        let mut learned = self.configured.clone();
        for (text, label) in &self.labels {
            let speaks_for_it = label.pressed > 0 || label.alone > 0;
            if speaks_for_it && crate::config::is_label(text) && !learned.contains(text) {
                learned.push(text.clone());
            }
        }
        learned
    }

    pub(super) fn write(&self, lines: &mut Lines) {
        lines.section("[tribute]");
        lines.comment(&t!(
            "inspect-learned-answers",
            answers = self.answers,
            to_reply = self.linked_to_reply,
            to_order = self.linked_to_order,
            to_nothing = self.answers - self.linked_to_reply - self.linked_to_order,
            edited = self.edited,
            without_buttons = self.bare,
        ));
        if self.bare > 0 || self.answers == 0 {
            lines.comment(&t!("inspect-learned-gone"));
        }
        let learned = self.learned();
        for (text, label) in &self.labels {
            let is_taken = learned.contains(text);
            lines.comment(&t!(
                "inspect-learned-button",
                label = Untrusted::new(text.as_str()).to_string(),
                shown = label.shown,
                alone = label.alone,
                pressed = label.pressed,
                taken = if is_taken { "yes" } else { "no" },
            ));
        }
        for (text, count) in &self.never_pressed {
            let label = Untrusted::new(text.as_str()).to_string();
            lines.comment(&t!(
                "inspect-learned-never-pressed",
                label = label,
                shown = *count
            ));
        }
        lines.texts("send_buttons", &learned);
    }
}
