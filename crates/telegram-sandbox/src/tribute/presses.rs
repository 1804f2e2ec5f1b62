//! The bot's reactions to presses.

use crate::accounts::{SELLER, TRIBUTE};
use crate::event::By;
use crate::ledger::{Press, PressEffect};
use crate::world::{CallbackAnswer, Edit, Markup, MessageKey, Post, QueryId};

use super::mode::{AfterPress, Buttons, Link, PressOutcome};
use super::sale::{Role, Sale};
use super::texts::Button;
use super::{ScheduledAction, Tribute};

/// A press of an inline button that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InlinePress<'a> {
    pub(crate) query: QueryId,
    pub(crate) message: MessageKey,
    pub(crate) message_id: i32,
    pub(crate) data: &'a [u8],
}

impl Tribute {
    /// The seller's client pressed a button that is there.
    pub(crate) fn press_inline(&mut self, press: InlinePress<'_>) {
        let sale = match self.sales.role_of(press.message) {
            Some(Role::Confirmation(number)) => self.sales.get(number),
            Some(Role::Order(_)) | None => None,
        };
        let found = sale.and_then(|sale| Some((sale, button_of(sale, press.data)?)));
        let Some((sale, button)) = found else {
            self.note(None, press.message_id, "", PressEffect::Misuse, By::Client);
            self.answer(press.query, CallbackAnswer::default());
            return;
        };
        let (number, modes, pressed) = (sale.number, sale.modes, sale.pressed);
        let label = self.texts.label(button, modes.buttons);
        let effect = match (button, modes.press) {
            (Button::Cancel | Button::Link | Button::Refund, _) => PressEffect::Misuse,
            (Button::Send, _) if pressed => PressEffect::Again,
            (Button::Send, PressOutcome::Works | PressOutcome::TimesOut) => PressEffect::Effective,
            (Button::Send, PressOutcome::Lost | PressOutcome::Alert) => PressEffect::Ineffective,
        };
        self.note(Some(number), press.message_id, &label, effect, By::Client);
        match effect {
            PressEffect::Effective => self.after_press(number, press.message),
            PressEffect::Misuse => self.edit(press.message, &self.texts.lines.cancelled),
            PressEffect::Again | PressEffect::Ineffective => {}
        }
        let answer = match (effect, modes.press) {
            (PressEffect::Misuse, _) => CallbackAnswer::notice(&self.texts.lines.cancelled),
            (PressEffect::Again, _) => CallbackAnswer::alert(&self.texts.lines.sent_before),
            (_, PressOutcome::Works) => CallbackAnswer::default(),
            (_, PressOutcome::Alert) => CallbackAnswer::alert(&self.texts.lines.not_now),
            (_, PressOutcome::TimesOut | PressOutcome::Lost) => {
                self.world.time_out_callback(press.query);
                return;
            }
        };
        self.answer(press.query, answer);
    }

    /// The seller's client pressed a button that is not there any more, or never was.
    pub(crate) fn press_refused(&mut self, message_id: i32) {
        let sale = self.sales.confirmed_by(message_id);
        let effect = match sale {
            Some(sale) if sale.pressed => PressEffect::Again,
            _ => PressEffect::Misuse,
        };
        self.note(
            sale.map(|sale| sale.number),
            message_id,
            "",
            effect,
            By::Client,
        );
    }

    /// The seller's account touched a key of the keyboard.
    pub(super) fn press_key(&mut self, number: u32, button: Button, message_id: i32, by: By) {
        let Some(sale) = self.sales.get(number) else {
            return;
        };
        let confirmation = sale.confirmations.last().map(|asked| asked.key);
        let label = self.texts.label(button, sale.modes.buttons);
        let effect = match button {
            Button::Send if sale.pressed => PressEffect::Again,
            Button::Send => PressEffect::Effective,
            Button::Cancel | Button::Link | Button::Refund => PressEffect::Misuse,
        };
        self.note(Some(number), message_id, &label, effect, by);
        match (effect, confirmation) {
            (PressEffect::Effective, Some(confirmation)) => {
                self.after_press(number, confirmation);
            }
            (PressEffect::Misuse, _) => self.write(&self.texts.lines.cancelled, None, true),
            _ => {}
        }
    }

    /// The owner presses the button by hand.
    pub(super) fn owner_presses(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number).filter(|sale| !sale.pressed) else {
            return;
        };
        let Some(asked) = sale.confirmations.last().copied() else {
            return;
        };
        let label = self.texts.label(Button::Send, sale.modes.buttons);
        let effect = PressEffect::Effective;
        self.note(Some(number), asked.message_id, &label, effect, By::Owner);
        self.after_press(number, asked.key);
    }

    /// A press took effect: what the bot then does, by its mode.
    fn after_press(&mut self, number: u32, confirmation: MessageKey) {
        let Some(sale) = self.sales.get_mut(number) else {
            return;
        };
        sale.pressed = true;
        let modes = sale.modes;
        match modes.after_press {
            AfterPress::Edits => self.edit(confirmation, &self.texts.lines.sent),
            AfterPress::EditsLate => {
                self.scheduled(self.delays.late, ScheduledAction::Edit(confirmation));
            }
            AfterPress::Deletes => {
                if let Err(refusal) = self.world.delete(TRIBUTE, &[confirmation]) {
                    tracing::warn!(%refusal, "the bot can't delete its message");
                }
            }
            AfterPress::Writes => {
                let reply_to = (modes.link == Link::Linked).then_some(confirmation);
                let keyboard = modes.markup == super::mode::Markup::Keyboard;
                self.write(&self.texts.lines.sent, reply_to, keyboard);
            }
            AfterPress::Nothing => {}
        }
        if modes.notice_later {
            self.scheduled(self.delays.notice, ScheduledAction::Notice(number));
        }
    }

    /// The confirmation reads otherwise and has no buttons any more.
    pub(super) fn edit(&self, confirmation: MessageKey, text: &str) {
        let edit = Edit {
            text: Some((text.to_owned(), Vec::new())),
            markup: Some(None),
            ..Edit::default()
        };
        if let Err(refusal) = self.world.edit(confirmation, edit) {
            tracing::warn!(%refusal, "the bot can't edit its message");
        }
    }

    /// Moderation has refused the order.
    pub(super) fn notice(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number) else {
            return;
        };
        let reply_to = match sale.modes.link {
            Link::Linked => sale.reply.map(|(key, _)| key),
            Link::Unlinked => None,
        };
        self.write(&self.texts.lines.declined, reply_to, false);
    }

    fn write(&self, text: &str, reply_to: Option<MessageKey>, hide_keyboard: bool) {
        let mut post = Post::new(TRIBUTE, super::Peer::User(SELLER), text);
        if let Some(key) = reply_to {
            post = post.replying_to(key);
        }
        if hide_keyboard {
            post = post.with_markup(Markup::HideKeyboard);
        }
        if let Err(refusal) = self.world.post(post) {
            tracing::warn!(%refusal, "the bot can't write");
        }
    }

    fn answer(&self, query: QueryId, answer: CallbackAnswer) {
        // Who pressed may be gone.
        self.world.answer_callback(query, answer);
    }

    fn note(&self, order: Option<u32>, message_id: i32, label: &str, effect: PressEffect, by: By) {
        let press = Press { effect, by };
        self.ledger
            .press(order, message_id, label.to_owned(), press);
    }
}

fn button_of(sale: &Sale, data: &[u8]) -> Option<Button> {
    let other = match sale.modes.buttons {
        Buttons::Send | Buttons::None => None,
        Buttons::Extra | Buttons::Foreign => Some(Button::Cancel),
        Buttons::Refund => Some(Button::Refund),
    };
    [Some(Button::Send), other]
        .into_iter()
        .flatten()
        .find(|button| button.data(sale.number) == data)
}
