//! The bot's reactions to presses.

use crate::accounts::TRIBUTE;
use crate::event::By;
use crate::ledger::PressEffect;
use crate::world::{CallbackAnswer, Edit, Markup, MessageKey, QueryId};

use super::mode::{AfterPress, Buttons, Link, PressOutcome};
use super::sale::{Role, Sale};
use super::texts::Button;
use super::{ScheduledAction, Tribute};

impl Tribute {
    /// The seller's client pressed a button that is there.
    pub(crate) fn press_inline(
        &mut self,
        query: QueryId,
        message: MessageKey,
        message_id: i32,
        data: &[u8],
    ) {
        let sale = match self.sales.role_of(message) {
            Some(Role::Confirmation(number)) => self.sales.get(number),
            Some(Role::Order(_)) | None => None,
        };
        let found = sale.and_then(|sale| Some((sale, button_of(sale, data)?)));
        let Some((sale, button)) = found else {
            let effect = PressEffect::Misuse;
            self.ledger.press(None, message_id, "", effect, By::Client);
            self.world.answer_callback(query, CallbackAnswer::default());
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
        self.ledger.press(Some(number), message_id, &label, effect, By::Client);
        match effect {
            PressEffect::Effective => self.after_press(number, message),
            PressEffect::Misuse => self.edit(message, &self.texts.lines.cancelled),
            PressEffect::Again | PressEffect::Ineffective => {}
        }
        let answer = match (effect, modes.press) {
            (PressEffect::Misuse, _) => CallbackAnswer::notice(&self.texts.lines.cancelled),
            (PressEffect::Again, _) => CallbackAnswer::alert(&self.texts.lines.sent_before),
            (_, PressOutcome::Works) => CallbackAnswer::default(),
            (_, PressOutcome::Alert) => CallbackAnswer::alert(&self.texts.lines.not_now),
            (_, PressOutcome::TimesOut | PressOutcome::Lost) => {
                self.world.time_out_callback(query);
                return;
            }
        };
        self.world.answer_callback(query, answer);
    }

    /// The seller's client pressed a button that is not there any more, or never was.
    pub(crate) fn press_refused(&mut self, message_id: i32) {
        let sale = self.sales.confirmed_by(message_id);
        let effect = match sale {
            Some(sale) if sale.pressed => PressEffect::Again,
            _ => PressEffect::Misuse,
        };
        let number = sale.map(|sale| sale.number);
        self.ledger.press(number, message_id, "", effect, By::Client);
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
        self.ledger.press(Some(number), message_id, &label, effect, by);
        match (effect, confirmation) {
            (PressEffect::Effective, Some(confirmation)) => {
                self.after_press(number, confirmation);
            }
            (PressEffect::Misuse, _) => {
                let text = &self.texts.lines.cancelled;
                self.say(text, None, Some(Markup::HideKeyboard));
            }
            _ => {}
        }
    }

    pub(super) fn owner_presses(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number).filter(|sale| !sale.pressed) else {
            return;
        };
        let Some(asked) = sale.confirmations.last().copied() else {
            return;
        };
        let label = self.texts.label(Button::Send, sale.modes.buttons);
        let effect = PressEffect::Effective;
        self.ledger.press(Some(number), asked.message_id, &label, effect, By::Owner);
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
                let hide = keyboard.then_some(Markup::HideKeyboard);
                self.say(&self.texts.lines.sent, reply_to, hide);
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
        self.say(&self.texts.lines.declined, reply_to, None);
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
