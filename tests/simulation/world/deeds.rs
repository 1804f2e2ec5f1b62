//! What people, the bot and bad luck do at their times.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tribute_agent::order::{Button, ButtonKind, MessageId, Untrusted, UserId};

use super::bot::{SEND, Sale};
use super::shop::Mood;
use super::{BOT, SELLER, World};
use crate::plan::{Details, Order};

/// Something that happens at its time.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// A customer paid.
    Sale(Order),
    /// The owner replies to an order.
    OwnerAnswers(u32),
    /// The owner presses the button of an order.
    OwnerPresses(u32),
    /// The order message is edited.
    EditOrder(u32),
    /// The order message is deleted.
    DeleteOrder(u32),
    /// The bot says something about an order.
    BotSpeaks(u32),
    /// A donation, which may quote anything.
    Donation,
    /// A message that no rule knows.
    Unknown,
    /// The bot's chat shows a forwarded order.
    Forwarded,
    /// An order that is not from the bot.
    Stranger,
    /// The owner writes something that is no reply.
    OwnerWrites,
    /// The owner talks with the bot, which shows a button that is not ours.
    OwnerDialog,
    /// The bot answers a reply.
    BotConfirms {
        sale: i32,
        reply: i32,
        is_agents: bool,
    },
    /// The bot does what it does after a press.
    BotChanges { confirmation: i32 },
    /// A late update.
    Bell,
    /// No call gets through for a while.
    Offline(Duration),
    /// The network is back.
    Online,
    /// The shop fails for a while.
    ShopTrouble(Duration, Mood),
    /// The agent's clock jumps by so many milliseconds.
    ClockJump(i64),
    /// The agent's power is cut, for so long.
    PowerCut(Duration),
    /// The moderators' chat can't be written to for a while.
    ModeratorsClosed(Duration),
    /// A moderator deletes what the agent wrote.
    NoticesDeleted,
    /// The agent is asked to stop, and started again.
    Restart,
}

/// Does what is on the agenda, for ever.
pub async fn do_deeds(world: Arc<World>) {
    loop {
        let next = world.state().agenda.keys().next().copied();
        let Some(key) = next else {
            world.agenda_changed.notified().await;
            continue;
        };
        tokio::select! {
            biased;
            () = sleep_until(key.0) => {
                let deed = world.state().agenda.remove(&key);
                if let Some(deed) = deed {
                    world.happens(deed);
                }
            }
            () = world.agenda_changed.notified() => {}
        }
    }
}

impl World {
    fn happens(self: &Arc<Self>, deed: Deed) {
        let is_calm = self.state().is_calm;
        match deed {
            Deed::Sale(order) => self.sell(order),
            Deed::OwnerAnswers(index) => self.owner_answers(index),
            Deed::OwnerPresses(index) => self.owner_presses(index),
            Deed::EditOrder(index) => self.edit_order(index),
            Deed::DeleteOrder(index) => self.delete_order(index),
            Deed::BotSpeaks(index) => self.bot_speaks(index),
            Deed::Donation => self.other(BOT, "Пользователь @aaaaaaa отправил ₽2000.11 на Любая сумма в рублях.\n\nСообщение:\n🆕 Custom Product Order"),
            Deed::Unknown => self.other(BOT, "Ваш заказ ждёт чего-то нового"),
            Deed::Forwarded => self.forged(BOT, true),
            Deed::Stranger => self.forged(UserId(4242), false),
            Deed::OwnerWrites => self.owner_writes("/help"),
            Deed::OwnerDialog => self.owner_dialog(),
            Deed::BotConfirms { sale, reply, is_agents } => {
                self.bot_confirms(sale, reply, is_agents);
                self.ring();
            }
            Deed::BotChanges { confirmation } => {
                self.bot_changes(confirmation);
                self.ring();
            }
            Deed::Bell => self.bell.notify_one(),
            Deed::Online => {
                self.tell("luck", "the network is back");
                self.bell.notify_one();
            }
            Deed::Restart => self.shutdown.notify_one(),
            _ if is_calm => {}
            Deed::Offline(lasting) => {
                self.tell("luck", format_args!("the network is down for {lasting:?}"));
                self.state().offline_until = Instant::now() + lasting;
                self.plan(lasting, Deed::Online);
            }
            Deed::ShopTrouble(lasting, mood) => {
                self.tell("luck", format_args!("the shop is {mood:?} for {lasting:?}"));
                self.state().shop.trouble = (Instant::now() + lasting, mood);
            }
            Deed::ClockJump(by_ms) => {
                self.tell("luck", format_args!("the clock jumps by {by_ms} ms"));
                self.state().clock_error_ms += by_ms;
            }
            Deed::PowerCut(lasting) => {
                self.state().downtime = lasting;
                self.power.notify_one();
            }
            Deed::ModeratorsClosed(lasting) => {
                self.tell("luck", format_args!("nobody may write to the moderators for {lasting:?}"));
                self.state().moderators_closed_until = Instant::now() + lasting;
            }
            Deed::NoticesDeleted => {
                self.tell("luck", "a moderator deletes what was told");
                self.state().moderators.messages.clear();
            }
        }
    }

    fn sell(&self, order: Order) {
        let at = self.true_now();
        let mut state = self.state();
        let (text, account) = order_text(order, state.nature.russian);
        let id = state.tribute.write(BOT, false, &text, at).id.0;
        self.tell(
            "customer",
            format_args!("order {id} for {account:?}: {order:?}"),
        );
        state.bot.sales.insert(id, Sale::new(id, order, account));
        drop(state);
        self.ring();
    }

    /// The message of the order with this index, while it stands in the chat.
    fn order_message(&self, index: u32) -> Option<i32> {
        let state = self.state();
        let mut sales = state.bot.sales.values();
        let id = sales.find(|sale| sale.order.index == index)?.message;
        state.tribute.messages.contains_key(&id).then_some(id)
    }

    fn owner_answers(self: &Arc<Self>, index: u32) {
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
        self.tell(
            "owner",
            format_args!("answers order {order} by hand in message {id}"),
        );
        self.bot_hears(id, false);
        self.ring();
    }

    fn owner_presses(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let mut state = self.state();
        let mut asked = state.bot.confirmations.iter();
        let asked = asked.find(|(_, known)| known.sale == order && !known.is_pressed);
        let Some((&id, _)) = asked else {
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

    fn edit_order(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut state = self.state();
        let other = Order {
            index: index + 50,
            details: Details::Plain,
            ..state.bot.sales[&order].order
        };
        let (text, account) = order_text(other, state.nature.russian);
        if let Some(message) = state.tribute.messages.get_mut(&order) {
            message.text = Untrusted::new(text);
            message.edited_at = Some(at);
        }
        if let Some(sale) = state.bot.sales.get_mut(&order) {
            sale.edited_account = account;
        }
        drop(state);
        self.tell("bot", format_args!("edits order {order}"));
        self.ring();
    }

    fn delete_order(&self, index: u32) {
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

    fn bot_speaks(&self, index: u32) {
        let Some(order) = self.order_message(index) else {
            return;
        };
        let at = self.true_now();
        let mut state = self.state();
        let sale = &state.bot.sales[&order];
        if sale.presses + sale.presses_by_hand == 0 {
            return;
        }
        let words = format!("Модерация отклонила заказ, код {}", 7_000 + index);
        let message = state.tribute.write(BOT, false, &words, at);
        message.reply_to = Some(MessageId(order));
        let id = message.id.0;
        drop(state);
        self.tell(
            "bot",
            format_args!("says of order {order}, in message {id}: {words}"),
        );
        self.ring();
    }

    fn other(&self, sender: UserId, text: &str) {
        let at = self.true_now();
        let mut state = self.state();
        let id = state.tribute.write(sender, false, text, at).id.0;
        drop(state);
        self.tell(
            "bot",
            format_args!("writes {id}: {}", text.replace('\n', " ⏎ ")),
        );
        self.ring();
    }

    fn forged(&self, sender: UserId, forwarded: bool) {
        let at = self.true_now();
        let mut state = self.state();
        let order = Order {
            index: 90,
            details: Details::Plain,
            answering: crate::plan::Answering::Silent,
            is_refused: false,
            alerts: false,
        };
        let (text, _) = order_text(order, state.nature.russian);
        let message = state.tribute.write(sender, false, &text, at);
        message.forwarded = forwarded;
        let id = message.id.0;
        drop(state);
        self.tell("forger", format_args!("message {id} looks like an order"));
        self.ring();
    }

    fn owner_writes(self: &Arc<Self>, text: &str) {
        let at = self.true_now();
        let id = self.state().tribute.write(SELLER, true, text, at).id.0;
        self.tell("owner", format_args!("writes {id}: {text}"));
        self.ring();
    }

    fn owner_dialog(self: &Arc<Self>) {
        self.owner_writes("/new");
        let at = self.true_now();
        let mut state = self.state();
        let message = state
            .tribute
            .write(BOT, false, "Отправить товар всем подписчикам?", at);
        let id = message.id.0;
        message.buttons = vec![Button {
            label: Untrusted::new(SEND),
            kind: ButtonKind::Callback {
                data: format!("broadcast:{id}").into_bytes(),
            },
        }];
        drop(state);
        self.tell("bot", format_args!("asks the owner in message {id}"));
        self.ring();
    }
}

/// The order message, and the account that it names.
fn order_text(order: Order, russian: bool) -> (String, Option<String>) {
    let account = (100_000 + order.index * 1_111).to_string();
    let details = match order.details {
        Details::Plain => format!("ID: {account}"),
        Details::Hostile => format!(
            "{account}\u{202E}\nPrice: €0.01\nЦена: €0.01\nCustomer: admin\n<b>№1</b> */close* {account}"
        ),
        Details::Long => format!("{account} {}", "очень нужно ".repeat(250)),
        Details::NoAccount => "положите мне на счёт".to_owned(),
        Details::TwoAccounts => format!("{account} или 999999"),
    };
    let named = !matches!(order.details, Details::NoAccount | Details::TwoAccounts);
    let text = if russian {
        format!(
            "🆕 Новый заказ: товар на заказ\n\nПокупатель: Иван {0}\n\nТовар: {0} алмазов\n\nЦена: 500,00 ₽\n\nДетали заказа:\n\n{details}",
            order.index
        )
    } else {
        format!(
            "🆕 Custom Product Order\n\nTo complete this order, press and hold.\n\nCustomer: Ivan\n\nProduct: {} diamonds\n\nPrice: €5.00\n\nOrder Details:\n\n{details}",
            order.index
        )
    };
    (text, named.then_some(account))
}
