//! What happens at its time: people's and the bot's deeds, and bad luck.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tribute_agent::order::UserId;

use super::bank::Step;
use super::fate::Fate;
use super::moderators::Saying;
use super::payments::{Asked, Wanted};
use super::people::DONATION;
use super::purchases::Purchase;
use super::shop::Mood;
use super::{State, World};
use crate::plan::order::{Moment, Order, Surprise};

/// Something that happens at its time.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// A customer paid.
    Sale(Order),
    /// Somebody buys a ready-made product; the same again: Tribute tells it once more.
    Buys(Purchase),
    /// The money for it goes back.
    PaysBack(u32),
    /// The owner imports so many codes of every kind.
    ImportsCodes(u32),
    /// The agent is asked for something that has to do with money.
    Asks(Asked),
    /// A customer pays an order in the shop at Tribute, by its place there.
    PaysOrder(usize),
    /// The money for it is to go back.
    PaysOrderBack(usize),
    /// Now it is back.
    OrderIsPaidBack(usize),
    /// A charge there is made, or fails.
    SettlesCharge(usize),
    /// Something happens to a payment at the bank, by its place there.
    AtBank(usize, Step),
    /// A buyer wants to pay the bot, and has tried so often.
    AsksToPay(Wanted, u32),
    /// A buyer pays the bot.
    PaysBot(Wanted),
    /// The money goes back, by the payment's place there.
    BotPaysBack(usize),
    /// Telegram forgets what it was to tell the bot.
    UpdatesForgotten,
    /// Tribute's server tells of a purchase that names none.
    TellsNonsense,
    /// Somebody tries to tell something, by its place in what it tells.
    Attempt(usize),
    /// The owner replies to an order.
    OwnerAnswers(u32),
    /// The owner presses the button of an order.
    OwnerPresses(u32),
    /// The owner pins an order.
    PinOrder(u32),
    /// The order message is edited.
    EditOrder(u32),
    /// The order message is deleted.
    DeleteOrder(u32),
    /// The bot says something about an order.
    BotSpeaks(u32),
    /// The bot asks once more about an order whose button was pressed.
    BotAsksAgain(u32),
    /// The bot reminds of an order that nobody has answered.
    BotReminds(u32),
    /// The bot replaces the button of an order by another one of the same label.
    ReplaceButton(u32),
    /// The bot replaces the button of an order by one that gives the money back.
    RefundButton(u32),
    /// A donation, which may quote anything.
    Donation,
    /// A message that no rule knows.
    Unknown,
    /// One without words.
    Picture,
    /// One with a link under it.
    Advert,
    /// The bot's chat shows a forwarded order.
    Forwarded,
    /// One that was sent through another bot.
    ViaBot,
    /// An order that is not from the bot.
    Stranger,
    /// The owner writes something that is no reply.
    OwnerWrites,
    /// The owner talks with the bot, which shows a button that is not ours.
    OwnerDialog,
    /// What it shows then, and what it says to answer.
    BotAsksOwner { answers: Option<i32> },
    /// The bot answers a reply.
    BotConfirms { sale: i32, reply: i32, is_agents: bool },
    /// The bot does what it does after a press.
    BotChanges { confirmation: i32 },
    /// A late update.
    Bell,
    /// No call gets through for a while.
    Offline(Duration),
    /// The network is back.
    Online,
    /// No answer to a reading of Tribute's chat can be decoded for a while.
    Deaf(Duration),
    /// They can be, after so long.
    Hears(Duration),
    /// The shop fails for a while.
    ShopTrouble(Duration, Mood),
    /// The agent's clock jumps by so many milliseconds.
    ClockJump(i64),
    /// The agent's clock falls back to 1970, for so long.
    ClockUnset(Duration),
    /// The agent's power is cut, for so long.
    PowerCut(Duration),
    /// Nothing can be recorded for a while.
    DiskFull(Duration),
    /// The moderators' chat can't be written to for a while.
    ModeratorsClosed(Duration),
    /// A moderator deletes what the agent wrote.
    NoticesDeleted,
    /// Somebody says something in the moderators' chat.
    ModeratorSays(Saying),
    /// The agent is asked to stop, and started again.
    Restart,
    /// What will become of the next press, or of the next message of the agent's to the bot.
    NextAct(Fate),
    /// What will become of the next calls to Telegram.
    NextCalls(&'static [Fate]),
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

/// For how long a surprise lasts that lasts.
const SURPRISE_LASTS: Duration = Duration::from_secs(40);

impl World {
    fn happens(self: &Arc<Self>, deed: Deed) {
        match deed {
            Deed::Sale(order) => self.sell(order),
            Deed::Buys(purchase) => self.buys(purchase),
            Deed::PaysBack(id) => self.pays_back(id),
            Deed::ImportsCodes(count) => self.imports_codes(count),
            Deed::Asks(asked) => self.asks(asked),
            Deed::PaysOrder(index) => self.pays_order(index),
            Deed::PaysOrderBack(index) => self.pays_order_back(index),
            Deed::OrderIsPaidBack(index) => self.order_is_paid_back(index),
            Deed::SettlesCharge(index) => self.settles_charge(index),
            Deed::AtBank(index, step) => self.at_bank(index, step),
            Deed::AsksToPay(wanted, tries) => self.asks_to_pay(wanted, tries),
            Deed::PaysBot(wanted) => self.pays_bot(wanted),
            Deed::BotPaysBack(index) => drop(self.bot_pays_back(index)),
            Deed::UpdatesForgotten => self.updates_are_forgotten(),
            Deed::TellsNonsense => self.tells_nonsense(),
            Deed::Attempt(index) => self.attempts(index),
            Deed::OwnerAnswers(index) => self.owner_answers(index),
            Deed::OwnerPresses(index) => self.owner_presses(index),
            Deed::PinOrder(index) => self.pin_order(index),
            Deed::EditOrder(index) => self.edit_order(index),
            Deed::DeleteOrder(index) => self.delete_order(index),
            Deed::BotSpeaks(index) => self.bot_speaks(index),
            Deed::BotAsksAgain(index) => self.bot_asks_again(index),
            Deed::BotReminds(index) => self.bot_reminds(index),
            Deed::ReplaceButton(index) => self.replace_button(index),
            Deed::RefundButton(index) => self.refund_button(index),
            Deed::Donation => self.other(DONATION),
            Deed::Unknown => self.other("Ваш заказ ждёт чего-то нового"),
            Deed::Picture => self.other(""),
            Deed::Advert => self.advertises(),
            Deed::Forwarded => self.forged(|message| message.forwarded = true),
            Deed::ViaBot => self.forged(|message| message.via_bot = true),
            Deed::Stranger => self.forged(|message| message.sender = Some(UserId(4242))),
            Deed::OwnerWrites => drop(self.owner_writes("/help")),
            Deed::OwnerDialog => self.owner_dialog(),
            Deed::BotAsksOwner { answers } => self.bot_asks_owner(answers),
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
            Deed::ModeratorSays(saying) => self.moderator_says(saying),
            Deed::Hears(lasted) => self.hears_again(lasted),
            Deed::NextAct(fate) => self.state().next_act = Some(fate),
            Deed::NextCalls(fates) => self.state().next_calls.extend(fates),
            Deed::Restart => self.shutdown.notify_one(),
            bad_luck => self.bad_luck(bad_luck),
        }
    }

    /// What happens only while things go wrong.
    fn bad_luck(&self, deed: Deed) {
        let mut state = self.state();
        if state.is_calm {
            return;
        }
        self.tell("luck", format_args!("{deed:?}"));
        let now = Instant::now();
        match deed {
            Deed::Offline(lasting) => {
                state.offline_until = now + lasting;
                self.agenda_push(&mut state, lasting, Deed::Online);
            }
            Deed::Deaf(lasting) => {
                state.deaf_until = now + lasting;
                self.agenda_push(&mut state, lasting, Deed::Hears(lasting));
            }
            Deed::ShopTrouble(lasting, mood) => state.shop.trouble = (now + lasting, mood),
            Deed::ClockJump(by_ms) => {
                state.clock_error_ms += by_ms;
                state.clock_changes += 1;
            }
            Deed::ClockUnset(lasting) => {
                let wrong_by = 1_000 - self.true_now().as_millisecond() - state.clock_error_ms;
                state.clock_error_ms += wrong_by;
                state.clock_changes += 1;
                self.agenda_push(&mut state, lasting, Deed::ClockJump(-wrong_by));
            }
            Deed::PowerCut(lasting) => {
                state.downtime = lasting;
                self.power.notify_one();
            }
            Deed::DiskFull(lasting) => state.disk_full_until = now + lasting,
            Deed::ModeratorsClosed(lasting) => state.moderators_closed_until = now + lasting,
            Deed::NoticesDeleted => {
                let State { moderators, talk, .. } = &mut *state;
                moderators.messages.retain(|id, _| talk.said.contains_key(id));
            }
            _ => {}
        }
    }

    /// An order comes to a moment: perhaps something is to happen then.
    pub fn comes_to(&self, sale: i32, moment: Moment) {
        let mut state = self.state();
        let Some(sale) = state.bot.sales.get_mut(&sale) else {
            return;
        };
        let index = sale.order.index;
        let Some((_, after, surprise)) = sale.order.surprise.take_if(|(at, ..)| *at == moment)
        else {
            return;
        };
        let deed = match surprise {
            Surprise::OwnerAnswers => Deed::OwnerAnswers(index),
            Surprise::OwnerPresses => Deed::OwnerPresses(index),
            Surprise::OwnerWrites => Deed::OwnerWrites,
            Surprise::OwnerPins => Deed::PinOrder(index),
            Surprise::IsEdited => Deed::EditOrder(index),
            Surprise::IsDeleted => Deed::DeleteOrder(index),
            Surprise::BotSpeaks => Deed::BotSpeaks(index),
            Surprise::BotAsksAgain => Deed::BotAsksAgain(index),
            Surprise::BotReminds => Deed::BotReminds(index),
            Surprise::ButtonReplaced => Deed::ReplaceButton(index),
            Surprise::ButtonTurnsIntoRefund => Deed::RefundButton(index),
            Surprise::PowerCut => Deed::PowerCut(SURPRISE_LASTS),
            Surprise::Offline => Deed::Offline(SURPRISE_LASTS),
            Surprise::DiskFull => Deed::DiskFull(SURPRISE_LASTS),
            Surprise::ClockJump => Deed::ClockJump(3_600_000),
            Surprise::AnswerLost => {
                Deed::NextAct(Fate::Arrives { there: Duration::ZERO, back: None })
            }
        };
        self.agenda_push(&mut state, after, deed);
    }
}
