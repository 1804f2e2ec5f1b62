//! The bot's reactions to messages and presses of the seller's account.

use crate::accounts::TRIBUTE;
use crate::event::By;
use crate::ledger::PressEffect;
use crate::orders::Expectation;
use crate::world::{CallbackAnswer, Markup, Message, MessageKey, Peer, QueryId, Refusal};

use super::mode::{Buttons, PressOutcome, Timing};
use super::sale::{Role, Sale};
use super::texts::Button;
use super::{Action, Tribute};

const SENT_URL: &str = "https://t.me/tribute?start=sent";

impl Tribute {
    /// The seller's account wrote to the bot; `message_id` is that account's number for it.
    pub(super) fn hear(&mut self, message: &Message, message_id: i32, by: By) {
        let role = message.reply_to.and_then(|key| self.sales.role_of(key));
        if let Some((number, button)) = self.key_pressed(&message.body.text, role) {
            self.press_key(number, button, message_id, by);
        } else if let Some(Role::Order(number)) = role {
            self.hear_reply(number, message, message_id, by);
        } else {
            let order = role.map(Role::order);
            self.ledger.misuse();
            let said = self.chat_message(message, message_id, Peer::User(TRIBUTE));
            self.ledger.message(order, said, false);
            self.say(&self.options.texts.lines.how_to_reply, Some(message.key), None);
        }
    }

    fn hear_reply(&mut self, number: u32, message: &Message, message_id: i32, by: By) {
        let Some(sale) = self.sales.get_mut(number) else {
            return;
        };
        sale.reply = Some((message.key, by));
        self.ledger.reply(number, message_id, message.body.text.clone(), by);
        let (lines, delays) = (self.options.texts.lines, self.options.delays);
        if sale.pressed {
            self.say(&lines.sent_before, Some(message.key), None);
        } else if sale.planned.expect == Some(Expectation::Ignored) {
            // Nothing was ordered: there is nothing to confirm.
            self.say(&lines.how_to_reply, Some(message.key), None);
        } else {
            let delay = match sale.modes.timing {
                Timing::Prompt => delays.confirmation,
                Timing::Slow => delays.slow,
                Timing::Silent => return,
            };
            self.after(delay, Action::Confirm(number));
        }
    }

    /// The key of the keyboard with this label: that of the confirmation that is replied to, else of
    /// the newest one that still waits, else of the newest one.
    fn key_pressed(&self, text: &str, role: Option<Role>) -> Option<(u32, Button)> {
        let keyboard = |sale: &Sale| sale.modes.keyboard && sale.modes.buttons != Buttons::None;
        let sale = match role {
            Some(Role::Order(_)) => None,
            Some(Role::Confirmation(number)) => self.sales.get(number),
            None => self
                .sales
                .newest_confirmed(|sale| keyboard(sale) && !sale.pressed)
                .or_else(|| self.sales.newest_confirmed(keyboard)),
        };
        let sale = sale.filter(|sale| keyboard(sale))?;
        let buttons = sale.modes.buttons;
        let keys: &[Button] = match buttons {
            Buttons::Send => &[Button::Send],
            _ => &[Button::Send, Button::Cancel],
        };
        let pressed = keys.iter().find(|key| self.options.texts.label(**key, buttons) == text)?;
        Some((sale.number, *pressed))
    }

    /// The seller's account touched a key of the keyboard.
    fn press_key(&mut self, number: u32, button: Button, message_id: i32, by: By) {
        let Some(sale) = self.sales.get(number) else {
            return;
        };
        let confirmation = sale.confirmations.last().copied();
        let label = self.options.texts.label(button, sale.modes.buttons);
        let effect = match button {
            Button::Send if sale.pressed => PressEffect::Again,
            Button::Send => PressEffect::Effective,
            Button::Cancel | Button::Link | Button::Refund => PressEffect::Misuse,
        };
        self.ledger.press(Some(number), message_id, label, effect, by);
        match (effect, confirmation) {
            (PressEffect::Effective, Some((confirmation, _))) => {
                self.after_press(number, confirmation);
            }
            (PressEffect::Misuse, _) => {
                let text = &self.options.texts.lines.cancelled;
                self.say(text, None, Some(Markup::HideKeyboard));
            }
            _ => {}
        }
    }

    /// The seller's client pressed a button that is there.
    pub(super) fn press_inline(
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
            self.ledger.press(None, message_id, "", PressEffect::Misuse, By::Client);
            self.world.answer_callback(query, CallbackAnswer::default());
            return;
        };
        let (number, modes, lines) = (sale.number, sale.modes, self.options.texts.lines);
        let effect = match (button, modes.press) {
            (Button::Cancel | Button::Link | Button::Refund, _) => PressEffect::Misuse,
            (Button::Send, _) if sale.pressed => PressEffect::Again,
            (
                Button::Send,
                PressOutcome::Works
                | PressOutcome::Toasts
                | PressOutcome::Links
                | PressOutcome::TimesOut
                | PressOutcome::Errs,
            ) => PressEffect::Effective,
            (
                Button::Send,
                PressOutcome::Lost | PressOutcome::ToastRefuses | PressOutcome::Alert,
            ) => PressEffect::Ineffective,
        };
        let label = self.options.texts.label(button, modes.buttons);
        self.ledger.press(Some(number), message_id, label, effect, By::Client);
        match effect {
            PressEffect::Effective => self.after_press(number, message),
            PressEffect::Misuse => self.edit(message, &lines.cancelled),
            PressEffect::Again | PressEffect::Ineffective => {}
        }
        let answer = match (effect, modes.press) {
            (PressEffect::Misuse, _) => CallbackAnswer::notice(&lines.cancelled),
            (PressEffect::Again, _) => CallbackAnswer::alert(&lines.sent_before),
            (_, PressOutcome::Works) => CallbackAnswer::default(),
            (_, PressOutcome::Toasts) => CallbackAnswer::notice(&lines.sent),
            (_, PressOutcome::Links) => CallbackAnswer::link(SENT_URL),
            (_, PressOutcome::ToastRefuses) => CallbackAnswer::notice(&lines.not_now),
            (_, PressOutcome::Alert) => CallbackAnswer::alert(&lines.not_now),
            (_, PressOutcome::TimesOut | PressOutcome::Lost) => {
                self.world.refuse_callback(query, Refusal::BOT_RESPONSE_TIMEOUT);
                return;
            }
            (_, PressOutcome::Errs) => {
                self.world.refuse_callback(query, Refusal::MESSAGE_ID_INVALID);
                return;
            }
        };
        self.world.answer_callback(query, answer);
    }

    /// The seller's client pressed a button that is not there any more, or never was.
    pub(super) fn press_refused(&self, message_id: i32) {
        let sale = self.sales.confirmed_by(message_id);
        let effect = match sale {
            Some(sale) if sale.pressed => PressEffect::Again,
            _ => PressEffect::Misuse,
        };
        self.ledger.press(sale.map(|sale| sale.number), message_id, "", effect, By::Client);
    }
}

fn button_of(sale: &Sale, data: &[u8]) -> Option<Button> {
    let buttons: &[Button] = match sale.modes.buttons {
        Buttons::Send | Buttons::None => &[Button::Send],
        Buttons::Extra | Buttons::Foreign => &[Button::Send, Button::Cancel],
        Buttons::Refund => &[Button::Send, Button::Refund],
    };
    buttons.iter().find(|button| button.data(sale.number) == data).copied()
}
