//! Which buttons the bot shows after a reply, and whether what it writes says what it answers.

use std::collections::BTreeMap;

use super::super::sorting::{Kind, Seen};
use super::lines::Lines;
use super::sale::Sale;
use crate::order::Untrusted;

/// What was seen of a label.
#[derive(Clone, Copy, Default)]
struct Label {
    /// Shown so often.
    shown: usize,
    /// So often it was the only one that could be pressed.
    alone: usize,
    /// So often the owner pressed it: of a reply keyboard only, others leave no trace.
    pressed: usize,
}

/// What was learned about confirmations.
pub(super) struct Buttons {
    configured: Vec<String>,
    labels: BTreeMap<String, Label>,
    /// Shown, but of a kind that is never pressed.
    untouchable: BTreeMap<String, usize>,
    answers: usize,
    to_reply: usize,
    to_order: usize,
    edited: usize,
    bare: usize,
}

impl Buttons {
    pub(super) fn of(seen: &[Seen<'_>], sales: &[Sale<'_>], configured: &[String]) -> Self {
        let mut buttons = Self {
            configured: configured.to_vec(),
            labels: BTreeMap::new(),
            untouchable: BTreeMap::new(),
            answers: 0,
            to_reply: 0,
            to_order: 0,
            edited: 0,
            bare: 0,
        };
        for sale in sales {
            buttons.see(sale);
        }
        for press in seen.iter().filter(|seen| seen.kind == Kind::Press) {
            let text = press.message.text.as_str().trim();
            if let Some(label) = buttons.labels.get_mut(text) {
                label.pressed += 1;
            }
        }
        buttons
    }

    fn see(&mut self, sale: &Sale<'_>) {
        let Some(answer) = sale.answer else { return };
        self.answers += 1;
        match sale.links_to_reply {
            Some(true) => self.to_reply += 1,
            Some(false) => self.to_order += 1,
            None => {}
        }
        self.edited += usize::from(answer.edited_at.is_some());
        self.bare += usize::from(answer.buttons.is_empty());
        let pressable = answer
            .buttons
            .iter()
            .filter(|button| button.may_be_pressed());
        let is_alone = pressable.count() == 1;
        for button in &answer.buttons {
            let text = button.label.as_str().trim().to_owned();
            if button.may_be_pressed() {
                let label = self.labels.entry(text).or_default();
                label.shown += 1;
                label.alone += usize::from(is_alone);
            } else {
                *self.untouchable.entry(text).or_default() += 1;
            }
        }
    }

    /// The labels to be pressed: those that are, and those that the owner's own presses or the lack
    /// of any other button speak for.
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
        let (answers, to_reply, to_order) = (self.answers, self.to_reply, self.to_order);
        let to_nothing = answers - to_reply - to_order;
        lines.comment(
            format!("Answers of the bot after a reply: {answers}. Linked to the reply: {to_reply}, to the order: {to_order}, to nothing: {to_nothing}."),
            format!("Ответов бота после ответа покупателю: {answers}. Привязаны к ответу: {to_reply}, к заказу: {to_order}, ни к чему: {to_nothing}."),
        );
        let (edited, bare) = (self.edited, self.bare);
        lines.comment(
            format!("Edited later: {edited}; without buttons now: {bare}."),
            format!("Изменены потом: {edited}; сейчас без кнопок: {bare}."),
        );
        if bare > 0 || answers == 0 {
            lines.comment(
                "A button that was pressed may be gone: to see it, answer an order, do not press, and look again.",
                "Нажатая кнопка могла исчезнуть. Чтобы увидеть её, ответьте на заказ, не нажимайте и посмотрите ещё раз.",
            );
        }
        let learned = self.learned();
        for (text, label) in &self.labels {
            let Label {
                shown,
                alone,
                pressed,
            } = label;
            let text = Untrusted::new(text.as_str());
            let taken = learned.contains(&text.as_str().to_owned());
            lines.comment(
                format!(
                    "«{text}»: shown {shown}, the only one {alone}, your presses seen {pressed}{}",
                    if taken { "" } else { ". NOT taken: is it the one to press?" }
                ),
                format!(
                    "«{text}»: показана {shown}, единственной {alone}, ваших нажатий видно {pressed}{}",
                    if taken { "" } else { ". НЕ взята: её ли нажимать?" }
                ),
            );
        }
        for (text, count) in &self.untouchable {
            let text = Untrusted::new(text.as_str());
            lines.comment(
                format!("«{text}»: shown {count}, opens something: never pressed"),
                format!("«{text}»: показана {count}, что-то открывает: никогда не нажимается"),
            );
        }
        lines.texts("send_buttons", &learned);
    }
}
