//! The buttons that the bot shows after a reply, and whether what it writes says what it answers.

use std::collections::BTreeMap;

use super::super::classify::{Classified, Kind};
use super::{Lines, OrderStory};
use crate::i18n::t;
use crate::order::{MessageId, Untrusted};
use crate::telegram::Message;

/// What was seen of a label.
#[derive(Clone, Copy, Default)]
struct Label {
    shown: usize,
    /// So often it was the only one that can be pressed.
    alone: usize,
    /// So often the owner pressed it: of a reply keyboard only, others leave no trace.
    pressed: usize,
}

/// Writes which labels are to be pressed, and all that was seen of them.
pub(super) fn write(
    messages: &[Classified<'_>],
    stories: &[OrderStory<'_>],
    configured: &[String],
    lines: &mut Lines,
) {
    let answered = stories.iter();
    let answered = answered.filter_map(|story| Some((story, story.answer?)));
    let answered: Vec<(&OrderStory<'_>, &Message)> = answered.collect();
    let linked_to = |target: fn(&OrderStory<'_>) -> Option<MessageId>| {
        let is_linked = |story, to: Option<MessageId>| to.is_some() && to == target(story);
        let answered = answered.iter();
        answered.filter(|(story, it)| is_linked(story, it.reply_to)).count()
    };
    let to_reply = linked_to(|story| Some(story.reply?.id));
    let to_order = linked_to(|story| Some(story.order.id));
    let count = |is: fn(&Message) -> bool| answered.iter().filter(|(_, it)| is(it)).count();
    let without_buttons = count(|answer| answer.buttons.is_empty());
    lines.push("\n[tribute]");
    lines.comment(&t!(
        "inspect-learned-answers",
        answers = answered.len(),
        to_reply = to_reply,
        to_order = to_order,
        to_nothing = answered.len() - to_reply - to_order,
        edited = count(|answer| answer.edited_at.is_some()),
        without_buttons = without_buttons,
    ));
    if without_buttons > 0 || answered.is_empty() {
        lines.comment(&t!("inspect-learned-gone"));
    }
    let mut learned = configured.to_vec();
    for ((is_dead, text), label) in labels(messages, answered.iter().map(|(_, answer)| *answer)) {
        // The owner's own presses, or the lack of any other button.
        let speaks_for_it = label.pressed > 0 || label.alone > 0;
        if !learned.contains(&text) && speaks_for_it && crate::config::is_label(&text) {
            learned.push(text.clone());
        }
        let taken = match learned.contains(&text) {
            _ if is_dead => "never",
            true => "yes",
            false => "no",
        };
        lines.comment(&t!(
            "inspect-learned-button",
            label = Untrusted::new(text).to_string(),
            shown = label.shown,
            alone = label.alone,
            pressed = label.pressed,
            taken = taken,
        ));
    }
    lines.texts("send_buttons", &learned);
}

/// The labels that these answers show, those last whose buttons are never pressed (`true`).
fn labels<'m>(
    messages: &[Classified<'_>],
    answers: impl Iterator<Item = &'m Message>,
) -> BTreeMap<(bool, String), Label> {
    let mut labels: BTreeMap<(bool, String), Label> = BTreeMap::new();
    for answer in answers {
        let pressable = answer.buttons.iter().filter(|it| it.may_be_pressed());
        let is_alone = pressable.count() == 1;
        for button in &answer.buttons {
            let (is_dead, text) = (!button.may_be_pressed(), button.label.as_str().trim());
            let label = labels.entry((is_dead, text.to_owned())).or_default();
            label.shown += 1;
            label.alone += usize::from(is_alone && !is_dead);
        }
    }
    for press in messages.iter().filter(|it| it.kind == Kind::Press) {
        let text = press.message.text.as_str().trim().to_owned();
        if let Some(label) = labels.get_mut(&(false, text)) {
            label.pressed += 1;
        }
    }
    labels
}
