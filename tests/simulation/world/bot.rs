//! Tribute's bot, and what it knows of its sales.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::time::Instant;
use tribute_agent::order::{Button, ButtonKind, MessageId, Untrusted};
use tribute_agent::telegram::{CallError, PressAnswer};

use super::deeds::Deed;
use super::moderators::Word;
use super::sale::{Confirmation, Sale};
use super::{BOT, State, World};
use crate::plan::nature::{AfterPress, Links};
use crate::plan::order::{Answering, Moment};
use crate::planted::Planted;
use crate::promise::{Promise, Violation};

/// The button that may be pressed.
pub const SEND: &str = "Отправить";
/// What may stand on others, which are pressed when a moderator says so.
pub const LABELS: [&str; 3] = [STRANGE, "Отмена", "Вернуть деньги"];
const STRANGE: &str = "Отправить клиенту";

/// What the bot has sold, and what it asked the seller to confirm.
#[derive(Default)]
pub struct Bot {
    /// By the order message's id.
    pub sales: BTreeMap<i32, Sale>,
    /// By the confirmation message's id.
    pub confirmations: BTreeMap<i32, Confirmation>,
}

impl World {
    /// The seller's account wrote something in Tribute's chat.
    pub fn bot_hears(self: &Arc<Self>, message: i32, is_agents: bool) {
        let mut guard = self.state();
        let state = &mut *guard;
        let Some(heard) = state.tribute.messages.get(&message) else {
            return;
        };
        let target = heard.reply_to.map(|target| target.0);
        let is_label = heard.text.as_str() == SEND;
        let mut wrong = None;
        let sale = target.and_then(|id| state.bot.sales.get_mut(&id));
        let answer = match sale {
            Some(sale) if is_agents => {
                sale.replies.push(message);
                if sale.replies.len() > 1 {
                    let what = format!("the order {} was replied to twice", sale.message);
                    wrong = Some(Violation::of(Promise::NoSecondReply, what));
                }
                Some((sale.message, sale.order.answering))
            }
            Some(sale) => Some((sale.message, sale.order.answering)),
            None if is_label => {
                let is_said = state.talk.said.values().any(|said| said.word == Word::Press);
                wrong = state.bot.press_by_text(is_agents).filter(|_| !is_said);
                None
            }
            None if is_agents => {
                // A reply that lost its order: seen by people, answered by nobody.
                None
            }
            None => None,
        };
        let delay = state.nature.confirmation_delay(&mut state.dice);
        if let Some(wrong) = wrong {
            self.tell("VIOLATED", &wrong);
            state.violations.push(wrong);
        }
        let replied = answer.filter(|_| is_agents).map(|(sale, _)| sale);
        if let Some((sale, answering)) = answer
            && answering != Answering::Silent
            // Two keyboards at once: nobody could tell whose a press is.
            && (is_agents || !state.nature.keyboard)
        {
            self.agenda_push(state, delay, Deed::BotConfirms { sale, reply: message, is_agents });
        }
        drop(guard);
        if let Some(sale) = replied {
            self.comes_to(sale, Moment::Replied);
        }
    }

    /// The bot answers a reply with a button.
    pub fn bot_confirms(&self, sale: i32, reply: i32, is_agents: bool) {
        let at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let Some(answering) = state.bot.sales.get(&sale).map(|sale| sale.order.answering) else {
            return;
        };
        state.changes += 1;
        let links = match state.nature.links {
            Links::Always => true,
            Links::Never => false,
            Links::Sometimes => state.dice.chance(50),
        };
        let keyboard = state.nature.keyboard;
        let target = if state.dice.chance(70) { reply } else { sale };
        let message = state.tribute.write(BOT, false, "Отправить ответ покупателю?", at);
        message.reply_to = links.then_some(MessageId(target));
        let id = message.id.0;
        message.buttons = buttons(answering, keyboard, id);
        state.bot.confirmations.insert(
            id,
            Confirmation {
                sale,
                may_be_pressed: matches!(answering, Answering::Button | Answering::MoreButtons),
                is_agents,
                is_pressed: false,
                presses: 0,
            },
        );
        let shown: Vec<&str> = state.tribute.buttons(id).iter().map(|b| b.label.as_str()).collect();
        self.tell("bot", format_args!("asks about order {sale} in message {id}: {shown:?}"));
        drop(guard);
        self.comes_to(sale, Moment::Asked);
    }

    /// The agent's press of an inline button arrives.
    pub fn press_lands(&self, message: i32, data: &[u8]) -> Result<PressAnswer, CallError> {
        let mut guard = self.state();
        let state = &mut *guard;
        let button = state.tribute.buttons(message).iter().find(
            |button| matches!(&button.kind, ButtonKind::Callback { data: its } if its == data),
        );
        let Some(button) = button else {
            let name = if state.tribute.messages.contains_key(&message) {
                "DATA_INVALID"
            } else {
                "MESSAGE_ID_INVALID"
            };
            return Err(CallError::Refused(name.to_owned()));
        };
        let mut label = button.label.as_str().to_owned();
        if state.nature.planted == Some(Planted::PressesTheFirst) {
            let first = state.tribute.buttons(message).first();
            label = first.map_or(label, |first| first.label.as_str().to_owned());
        }
        state.changes += 1;
        self.tell("bot", format_args!("«{label}» under {message} is pressed"));
        let alerts = state
            .bot
            .confirmations
            .get(&message)
            .and_then(|known| state.bot.sales.get(&known.sale));
        if alerts.is_some_and(|sale| sale.order.alerts) {
            return Ok(PressAnswer::Alert(Untrusted::new("Попробуйте позже")));
        }
        let said = state.presses_said(message);
        let wrong = if label == SEND || said > 0 {
            let wrong = state.bot.press(message, true);
            wrong.filter(|_| said == 0 || state.bot.presses(message) > 1 + said)
        } else {
            let what = format!("«{label}» was pressed, which nobody allowed");
            Some(Violation::of(Promise::NothingForeign, what))
        };
        if let Some(wrong) = wrong {
            self.tell("VIOLATED", &wrong);
            state.violations.push(wrong);
        }
        let change_in = state.nature.change_delay(&mut state.dice);
        self.agenda_push(state, change_in, Deed::BotChanges { confirmation: message });
        let sale = state.bot.confirmations.get(&message).map(|known| known.sale);
        let errs = state.nature.presses_err;
        drop(guard);
        if let Some(sale) = sale {
            self.comes_to(sale, Moment::Pressed);
        }
        if errs {
            return Err(CallError::Refused("MESSAGE_ID_INVALID".to_owned()));
        }
        Ok(PressAnswer::Accepted { notice: None })
    }

    /// What this bot does after a press.
    pub fn bot_changes(&self, confirmation: i32) {
        let at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        state.changes += 1;
        let after = state.nature.after_press;
        let sale = state.bot.confirmations.get(&confirmation).map(|known| known.sale);
        self.tell("bot", format_args!("after the press under {confirmation}: {after:?}"));
        match after {
            AfterPress::Edits => {
                if let Some(message) = state.tribute.messages.get_mut(&confirmation) {
                    message.buttons.clear();
                    message.text = Untrusted::new("Отправлено");
                    message.edited_at = Some(at);
                }
            }
            AfterPress::Deletes => {
                state.tribute.messages.remove(&confirmation);
            }
            AfterPress::Writes => {
                let message = state.tribute.write(BOT, false, "Заказ отправлен на модерацию", at);
                message.reply_to = sale.map(MessageId);
            }
            AfterPress::Nothing => {}
        }
        drop(guard);
        if let Some(sale) = sale {
            self.comes_to(sale, Moment::Changed);
        }
    }
}

impl State {
    /// How often a moderator said that the button under this message is to be pressed.
    fn presses_said(&self, message: i32) -> u32 {
        let sale = self.bot.confirmations.get(&message).map(|known| known.sale);
        let said = sale.into_iter().flat_map(|sale| self.words_on(sale));
        u32::try_from(said.filter(|said| said.word == Word::Press).count()).unwrap()
    }
}

impl Bot {
    /// The message whose button asks about a sale and was not pressed.
    pub fn asks_in(&self, sale: i32) -> Option<i32> {
        let mut asked = self.confirmations.iter();
        let asked = asked.find(|(_, known)| known.sale == sale && !known.is_pressed);
        asked.map(|(&id, _)| id)
    }

    /// The message whose button asks about a sale and was not pressed; else one that was.
    pub fn asked_in(&self, sale: i32) -> Option<i32> {
        let mut asked = self.confirmations.iter();
        let pressed = asked.find(|(_, known)| known.sale == sale);
        self.asks_in(sale).or(pressed.map(|(&id, _)| id))
    }

    /// How often the agent pressed a button under this message.
    fn presses(&self, message: i32) -> u32 {
        self.confirmations.get(&message).map_or(0, |known| known.presses)
    }

    /// A message of the seller's reads like the keyboard's button.
    fn press_by_text(&mut self, is_agents: bool) -> Option<Violation> {
        let mut asked = self.confirmations.iter().filter(|(_, known)| known.may_be_pressed);
        let asked = asked.find(|(_, known)| !known.is_pressed);
        match asked.map(|(&id, _)| id) {
            Some(id) => self.press(id, is_agents),
            None if is_agents => Some(Violation::of(
                Promise::NoSecondPress,
                "the button's text was sent when no button was shown",
            )),
            None => None,
        }
    }

    /// The button to send is pressed; says what is wrong with that.
    pub fn press(&mut self, message: i32, is_agents: bool) -> Option<Violation> {
        let Some(confirmation) = self.confirmations.get_mut(&message) else {
            let what = format!("a button under {message}, which asks about no order, was pressed");
            return is_agents.then(|| Violation::of(Promise::NothingForeign, what));
        };
        confirmation.is_pressed = true;
        confirmation.presses += u32::from(is_agents);
        let is_twice = confirmation.presses > 1;
        let (sale, asked_agent) = (confirmation.sale, confirmation.is_agents);
        let sale = self.sales.get_mut(&sale)?;
        sale.confirmed_at = Some(Instant::now());
        if !is_agents {
            sale.presses_by_hand += 1;
            return None;
        }
        sale.presses += 1;
        let id = sale.message;
        if !asked_agent {
            let what = format!("the owner's confirmation of order {id} was pressed");
            Some(Violation::of(Promise::NothingForeign, what))
        } else if is_twice {
            let what = format!("order {id} was confirmed twice");
            Some(Violation::of(Promise::NoSecondPress, what))
        } else {
            None
        }
    }
}

fn buttons(answering: Answering, keyboard: bool, id: i32) -> Vec<Button> {
    let button = |label: &str, data: String| Button {
        label: Untrusted::new(label),
        kind: if keyboard {
            ButtonKind::KeyboardText
        } else {
            ButtonKind::Callback { data: data.into_bytes() }
        },
    };
    let send = || button(SEND, format!("send:{id}"));
    let strange = || button(STRANGE, format!("strange:{id}"));
    match answering {
        Answering::Button => vec![send()],
        Answering::MoreButtons => vec![button("Отмена", format!("cancel:{id}")), send()],
        Answering::StrangeButton => vec![strange()],
        Answering::TwoAlike => vec![send(), button(SEND, format!("other:{id}"))],
        Answering::WebButton => vec![Button {
            label: Untrusted::new(SEND),
            kind: ButtonKind::NeverPressed { kind: "keyboardButtonWebView".to_owned() },
        }],
        Answering::NoButton | Answering::Silent => Vec::new(),
    }
}
