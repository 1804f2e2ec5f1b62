//! The bot's reactions to messages of the seller's account.

use crate::accounts::{SELLER, TRIBUTE};
use crate::event::By;
use crate::ledger::ChatMessage;
use crate::orders::Expectation;
use crate::world::{Edit, Message};

use super::mode::{Buttons, Link, Markup, Timing};
use super::sale::{Confirmation, Role, Sale};
use super::texts::Button;
use super::{ScheduledAction, Tribute};

impl Tribute {
    /// The seller's account wrote to the bot; `message_id` is that account's number for it.
    pub(crate) fn hear(&mut self, message: &Message, message_id: i32, by: By) {
        let role = message.reply_to.and_then(|key| self.sales.role_of(key));
        if let Some((number, button)) = self.key_pressed(&message.body.text, role) {
            self.press_key(number, button, message_id, by);
        } else if let Some(Role::Order(number)) = role {
            self.hear_reply(number, message, message_id, by);
        } else {
            self.hear_stray(message, message_id, role);
        }
    }

    fn hear_reply(&mut self, number: u32, message: &Message, message_id: i32, by: By) {
        let Some(sale) = self.sales.get_mut(number) else {
            return;
        };
        sale.reply = Some((message.key, by));
        let text = message.body.text.clone();
        self.ledger.reply(number, message_id, text, by);
        if sale.pressed {
            self.say(&self.texts.lines.sent_before, Some(message.key), None);
        } else if sale.planned.expect == Some(Expectation::Ignored) {
            // Nothing was ordered: there is nothing to confirm.
            self.say(&self.texts.lines.how_to_reply, Some(message.key), None);
        } else {
            let delay = match sale.modes.timing {
                Timing::Prompt => self.delays.confirmation,
                Timing::Slow => self.delays.slow,
                Timing::Silent => return,
            };
            self.scheduled(delay, ScheduledAction::Confirm(number));
        }
    }

    /// A message that replies to no order and is no key of the keyboard.
    fn hear_stray(&mut self, message: &Message, message_id: i32, role: Option<Role>) {
        let order = match role {
            Some(Role::Confirmation(number)) => Some(number),
            _ => None,
        };
        self.ledger.misuse();
        let reply_to = message.reply_to.and_then(|key| self.world.id_for(SELLER, key));
        let said = ChatMessage {
            chat: TRIBUTE.0,
            message_id,
            reply_to,
            from: SELLER.0,
            text: message.body.text.clone(),
        };
        self.ledger.message(order, said, false);
        self.say(&self.texts.lines.how_to_reply, Some(message.key), None);
    }

    pub(super) fn confirm(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number) else {
            return;
        };
        let (reply, modes) = (sale.reply, sale.modes);
        let text = match modes.buttons {
            Buttons::None => &self.texts.lines.received,
            _ => &self.texts.lines.confirm,
        };
        let reply_to = reply.filter(|_| modes.link == Link::Linked);
        let markup = self.texts.markup(number, modes);
        let Some(posted) = self.say(text, reply_to.map(|(key, _)| key), markup) else {
            return;
        };
        let message_id = posted.ids.for_user(SELLER).unwrap_or_default();
        let key = posted.message;
        if let Some(markup) = self.texts.markup_once_read(number, modes) {
            let edit = Edit { markup: Some(Some(markup)), ..Edit::default() };
            self.world.edit_once_read(key, edit);
        }
        self.sales.asked(number, Confirmation { key, message_id });
        self.ledger.confirmation(number, message_id);
        if reply.is_some_and(|(_, by)| by == By::Owner) && modes.buttons != Buttons::None {
            self.scheduled(self.delays.owner_press, ScheduledAction::OwnerPress(number));
        }
    }

    /// The key of the keyboard with this label: that of the confirmation that is replied to, else of
    /// the newest one that still waits, else of the newest one.
    fn key_pressed(&self, text: &str, role: Option<Role>) -> Option<(u32, Button)> {
        let keyboard = |sale: &Sale| {
            sale.modes.markup == Markup::Keyboard && sale.modes.buttons != Buttons::None
        };
        let number = match role {
            Some(Role::Order(_)) => None,
            Some(Role::Confirmation(number)) => Some(number),
            None => self
                .sales
                .newest_confirmed(|sale| keyboard(sale) && !sale.pressed)
                .or_else(|| self.sales.newest_confirmed(keyboard)),
        }?;
        let sale = self.sales.get(number).filter(|sale| keyboard(sale))?;
        let buttons = sale.modes.buttons;
        [Button::Send, Button::Cancel]
            .into_iter()
            .filter(|button| *button == Button::Send || buttons != Buttons::Send)
            .find(|button| self.texts.label(*button, buttons) == text)
            .map(|button| (number, button))
    }
}
