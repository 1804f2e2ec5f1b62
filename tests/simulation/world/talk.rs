//! What else the bot says: later words about an order, questions, and what is about no order at all.

use std::sync::Arc;

use tokio::time::Instant;
use tribute_agent::order::{Button, ButtonKind, MessageId, Untrusted};

use super::bot::SEND;
use super::sale::Words;
use super::{BOT, World};

impl World {
    /// After a press moderation may still refuse an order.
    pub(super) fn bot_speaks(&self, index: u32) {
        // Where to complain: a button that is nothing to confirm with.
        let complain = |id| (id % 2 == 0).then(support).into_iter().collect();
        self.says_later(index, "Модерация отклонила заказ: отказ", false, complain);
    }

    /// After a press it may ask whether that was meant.
    pub(super) fn bot_asks_again(&self, index: u32) {
        if self.state().nature.keyboard {
            return;
        }
        let answers = |id| vec![callback("Да", id), callback("Нет", id)];
        self.says_later(index, "Точно отправить? вопрос", true, answers);
    }

    /// Says something about an order that was confirmed, with a number to know it by.
    fn says_later(
        &self,
        index: u32,
        words: &str,
        asks: bool,
        buttons: impl FnOnce(i32) -> Vec<Button>,
    ) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let Some(sale) = state.bot.sales.get_mut(&order) else {
            return;
        };
        if sale.presses + sale.presses_by_hand == 0 {
            return;
        }
        let text = format!("{words} {order}-{}", sale.words.len());
        let message = state.tribute.write(BOT, false, &text, at);
        message.reply_to = Some(MessageId(order));
        let id = message.id.0;
        message.buttons = buttons(id);
        self.tell("bot", format_args!("says of order {order}, in message {id}: {text}"));
        sale.words.push(Words { at: Instant::now(), text, asks });
        drop(guard);
        self.ring();
    }

    /// Before anybody has answered an order it shows a button that confirms nothing yet.
    pub(super) fn bot_reminds(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let is_answered = state
            .bot
            .sales
            .get(&order)
            .is_none_or(|sale| !sale.replies.is_empty() || sale.by_hand_at.is_some());
        if is_answered || state.nature.keyboard {
            return;
        }
        let words = "Ответьте на заказ, чтобы отправить его";
        let message = state.tribute.write(BOT, false, words, at);
        message.reply_to = Some(MessageId(order));
        let id = message.id.0;
        message.buttons = vec![callback(SEND, id)];
        drop(guard);
        self.tell("bot", format_args!("reminds of order {order} in message {id}"));
        self.ring();
    }

    pub(super) fn replace_button(&self, index: u32) {
        self.change_buttons(index, |button| {
            if let ButtonKind::Callback { data } = &mut button.kind {
                data.extend(b":again");
            }
        });
    }

    pub(super) fn refund_button(&self, index: u32) {
        self.change_buttons(index, |button| {
            if let ButtonKind::Callback { data } = &mut button.kind {
                data.extend(b":refund");
                button.label = Untrusted::new("Вернуть деньги");
            }
        });
    }

    fn change_buttons(&self, index: u32, change: impl Fn(&mut Button)) {
        let mut guard = self.state();
        let state = &mut *guard;
        let mut sales = state.bot.sales.values();
        let sale = sales.find(|sale| sale.order.index == index);
        let Some(id) = sale.and_then(|sale| state.bot.asked_in(sale.message)) else {
            return;
        };
        let message = state.tribute.messages.get_mut(&id);
        message.into_iter().flat_map(|message| &mut message.buttons).for_each(change);
        drop(guard);
        self.tell("bot", format_args!("replaces the button under {id}"));
        self.ring();
    }

    pub(super) fn other(&self, text: &str) {
        let at = self.true_now();
        let mut state = self.state();
        let id = state.tribute.write(BOT, false, text, at).id.0;
        drop(state);
        self.tell("bot", format_args!("writes {id}: {}", text.replace('\n', " ⏎ ")));
        self.ring();
    }

    /// Something that asks nobody to confirm anything.
    pub(super) fn advertises(&self) {
        let at = self.true_now();
        let mut state = self.state();
        let message = state.tribute.write(BOT, false, "Реклама: продавайте и подписки", at);
        message.buttons = vec![support()];
        let id = message.id.0;
        drop(state);
        self.tell("bot", format_args!("advertises in message {id}"));
        self.ring();
    }

    /// Whatever the owner does there is the owner's to confirm.
    pub(super) fn bot_asks_owner(self: &Arc<Self>, answers: Option<i32>) {
        let at = self.true_now();
        let mut state = self.state();
        let message = state.tribute.write(BOT, false, "Отправить товар всем подписчикам?", at);
        let id = message.id.0;
        message.reply_to = answers.map(MessageId);
        message.buttons = vec![callback(SEND, id)];
        drop(state);
        self.tell("bot", format_args!("asks the owner in message {id}"));
        self.ring();
    }
}

fn callback(label: &str, message: i32) -> Button {
    Button {
        label: Untrusted::new(label),
        kind: ButtonKind::Callback { data: format!("{label}:{message}").into_bytes() },
    }
}

fn support() -> Button {
    Button {
        label: Untrusted::new("Поддержка"),
        kind: ButtonKind::NeverPressed { kind: "keyboardButtonUrl".to_owned() },
    }
}
