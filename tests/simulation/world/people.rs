//! What customers, the owner and forgers do in Tribute's chat.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tribute_agent::order::{ButtonKind, MessageId, Untrusted};
use tribute_agent::telegram::Message;

use super::bot::SEND;
use super::deeds::Deed;
use super::sale::Sale;
use super::{BOT, SELLER, World};
use crate::plan::nature::Links;
use crate::plan::order::{Details, EDITED_FROM, Moment, Order};

/// A donation's words may be anything.
pub const DONATION: &str = "Пользователь @aaaaaaa отправил ₽2000.11 на Любая сумма в рублях.\n\n\
                            Сообщение:\n🆕 Custom Product Order";

impl World {
    pub(super) fn sell(&self, order: Order) {
        let at = self.true_now();
        let mut state = self.state();
        let text = order.text(state.nature.russian);
        let id = state.tribute.write(BOT, false, &text, at).id.0;
        let account = order.named_account();
        self.tell("customer", format_args!("order {id} for {account:?}: {order:?}"));
        state.bot.sales.insert(id, Sale::new(id, order, account));
        for _ in 0..order.followed_by {
            state.tribute.write(BOT, false, DONATION, at);
        }
        drop(state);
        self.comes_to(id, Moment::Sold);
        self.ring();
    }

    /// The message of the order with this index, while it stands in the chat.
    pub(super) fn order_message(&self, index: u32) -> Option<i32> {
        let state = self.state();
        let mut sales = state.bot.sales.values();
        let id = sales.find(|sale| sale.order.index == index)?.message;
        state.tribute.messages.contains_key(&id).then_some(id)
    }

    pub(super) fn owner_answers(self: &Arc<Self>, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut state = self.state();
        let message = state.tribute.write(SELLER, true, "Держите, сделал сам", at);
        message.reply_to = Some(MessageId(order));
        let id = message.id.0;
        if let Some(sale) = state.bot.sales.get_mut(&order) {
            sale.by_hand_at.get_or_insert(Instant::now());
        }
        drop(state);
        self.tell("owner", format_args!("answers order {order} by hand in message {id}"));
        self.bot_hears(id, false);
        self.ring();
    }

    /// What a pin names as its message, it does not answer.
    pub(super) fn pin_order(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut state = self.state();
        state.tribute.write(SELLER, true, "", at).service = true;
        drop(state);
        self.tell("owner", format_args!("pins order {order}"));
        self.ring();
    }

    pub(super) fn owner_presses(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let mut state = self.state();
        let Some(id) = state.bot.asks_in(order) else {
            return;
        };
        let is_inline = state.tribute.buttons(id).iter().any(|button| {
            button.label.as_str() == SEND && matches!(button.kind, ButtonKind::Callback { .. })
        });
        if !is_inline {
            return;
        }
        let wrong = state.bot.press(id, false);
        state.violations.extend(wrong);
        let change_in = {
            let nature = state.nature.clone();
            nature.change_delay(&mut state.dice)
        };
        drop(state);
        self.tell("owner", format_args!("presses the button under {id}"));
        self.plan(change_in, Deed::BotChanges { confirmation: id });
    }

    pub(super) fn edit_order(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut state = self.state();
        let other = Order {
            index: index + EDITED_FROM,
            details: Details::Plain,
            ..state.bot.sales[&order].order
        };
        let text = other.text(state.nature.russian);
        if let Some(message) = state.tribute.messages.get_mut(&order) {
            message.text = Untrusted::new(text);
            message.edited_at = Some(at);
        }
        if let Some(sale) = state.bot.sales.get_mut(&order) {
            sale.edited_account = other.named_account();
        }
        drop(state);
        self.tell("bot", format_args!("edits order {order}"));
        self.ring();
    }

    pub(super) fn delete_order(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let mut state = self.state();
        state.tribute.messages.remove(&order);
        if let Some(sale) = state.bot.sales.get_mut(&order) {
            sale.is_deleted = true;
        }
        drop(state);
        self.tell("bot", format_args!("deletes order {order}"));
        self.ring();
    }

    pub(super) fn forged(&self, forge: impl FnOnce(&mut Message)) {
        let at = self.true_now();
        let mut state = self.state();
        let text = Order::plain(90).text(state.nature.russian);
        let message = state.tribute.write(BOT, false, &text, at);
        forge(message);
        let id = message.id.0;
        drop(state);
        self.tell("forger", format_args!("message {id} looks like an order"));
        self.ring();
    }

    /// Something that is no reply; returns its id.
    pub(super) fn owner_writes(self: &Arc<Self>, text: &str) -> i32 {
        let at = self.true_now();
        let id = self.state().tribute.write(SELLER, true, text, at).id.0;
        self.tell("owner", format_args!("writes {id}: {text}"));
        self.ring();
        id
    }

    /// The owner asks the bot for something else. A late answer says what it answers, if this bot
    /// ever does: another could not be told from an answer to a reply.
    pub(super) fn owner_dialog(self: &Arc<Self>) {
        let id = self.owner_writes("/new");
        let mut guard = self.state();
        let state = &mut *guard;
        let answers = (state.nature.links == Links::Always).then_some(id);
        let delay = match answers {
            Some(_) => state.dice.seconds(0..=60),
            None => Duration::ZERO,
        };
        self.agenda_push(state, delay, Deed::BotAsksOwner { answers });
    }
}
