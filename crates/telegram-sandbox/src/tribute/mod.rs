//! The scripted Tribute bot: sends orders, asks to confirm what the seller replies, takes presses;
//! and the owner, who answers some orders by hand.
//!
//! - [`mode`]: the ways in which it can behave; [`texts`]: what it says.
//! - `sale`: what it remembers of an order.
//! - `reactions`: what it makes of what the seller's account does; `actions`: what it does itself.
//! - `moderators_chat`: the other chats, in which it only listens, for the events.

mod actions;
pub mod mode;
pub(crate) mod moderators_chat;
mod reactions;
mod sale;
pub mod texts;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use self::sale::Sales;
use super::accounts::{MODERATORS_BOT, SELLER, TRIBUTE};
use super::event::{By, Event, EventStream, Kind, Outcome};
use super::ledger::{ChatMessage, Ledger};
use super::orders::{OwnerReply, PlannedOrder};
use super::running::Options;
use super::world::{Ids, Message, MessageKey, Origin, Peer, World, WorldEvent, WorldEvents};

/// The bot's delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// From the seller's reply to the confirmation.
    pub confirmation: Duration,
    /// The same for a bot that is `slow`.
    pub slow: Duration,
    /// From the press to the edit, for a bot that edits `late`.
    pub late: Duration,
    /// From the press to the moderation's notice.
    pub notice: Duration,
    /// From the confirmation to the owner's own press, when the owner answers by hand.
    pub owner_press: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            confirmation: Duration::from_millis(20),
            slow: Duration::from_secs(20),
            late: Duration::from_secs(30),
            notice: Duration::from_secs(2),
            owner_press: Duration::from_millis(200),
        }
    }
}

#[derive(Debug)]
pub(super) enum Command {
    /// The bot sends this order now.
    Send { number: u32, planned: Box<PlannedOrder> },
    /// The owner answers this order by hand now.
    OwnerReplies { number: u32 },
    /// The owner presses this order's button by hand now.
    OwnerPresses { number: u32 },
}

/// An action of the bot or the owner that is due later; numbers are orders'.
#[derive(Debug)]
enum Action {
    SendNext,
    Confirm(u32),
    /// Takes the buttons off this confirmation.
    Edit(MessageKey),
    /// Tells what moderation made of the order.
    Notice(u32),
    OwnerPress(u32),
}

pub(super) struct Tribute {
    world: World,
    ledger: Arc<Ledger>,
    options: Options,
    sales: Sales,
    /// Orders that are still to be sent, in turn.
    unsent: VecDeque<u32>,
    timers: JoinSet<Action>,
    /// The number of orders and actions that are still to come by themselves.
    pending: watch::Sender<usize>,
}

impl Tribute {
    pub(super) fn new(world: &World, ledger: &Arc<Ledger>, options: Options) -> Self {
        Self {
            world: world.clone(),
            ledger: Arc::clone(ledger),
            options,
            sales: Sales::default(),
            unsent: VecDeque::new(),
            timers: JoinSet::new(),
            pending: watch::Sender::new(0),
        }
    }

    /// Takes in an order that is sent when its turn comes.
    pub(super) fn plan(&mut self, number: u32, planned: PlannedOrder) {
        self.sales.add(number, planned, self.options.modes);
        self.unsent.push_back(number);
        self.count_pending();
    }

    pub(super) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    pub(super) async fn run(
        mut self,
        mut world_events: WorldEvents,
        mut events: EventStream,
        mut commands: mpsc::Receiver<Command>,
    ) {
        for number in self.sales.answered_before_start() {
            self.unsent.retain(|unsent| *unsent != number);
            self.send_order(number);
        }
        loop {
            self.count_pending();
            tokio::select! {
                event = world_events.next() => match event {
                    Some(event) => self.on_world_event(&event),
                    None => return,
                },
                Some(Ok(action)) = self.timers.join_next() => self.carry_out(&action),
                event = events.next() => self.on_event(&event),
                Some(command) = commands.recv() => self.on_command(command),
            }
        }
    }

    fn on_world_event(&mut self, event: &WorldEvent) {
        match event {
            WorldEvent::FirstContact { user } if *user == SELLER => {
                self.after(self.options.first_order_after, Action::SendNext);
            }
            WorldEvent::Message { origin, to, message, ids, .. } if message.service.is_none() => {
                self.on_message(*origin, *to, message, ids);
            }
            // The bot knows its own edits; those by people in the moderators' chats are told.
            WorldEvent::Edited { message, ids, .. } if message.from != TRIBUTE => {
                self.overhear_edit(message, ids);
            }
            WorldEvent::Callback { query, user, bot, message, message_id, data }
                if (*user, *bot) == (SELLER, TRIBUTE) =>
            {
                self.press_inline(*query, *message, *message_id, data);
            }
            WorldEvent::Callback { user, bot, message, data, .. } if *bot == MODERATORS_BOT => {
                self.overhear_tap(*user, *message, data);
            }
            WorldEvent::CallbackAnswered { user, bot, message, answer }
                if *bot == MODERATORS_BOT =>
            {
                self.overhear_toast(*user, *message, answer);
            }
            WorldEvent::CallbackRefused { user, message_id } if *user == SELLER => {
                self.press_refused(*message_id);
            }
            WorldEvent::RandomIdReused { same_message: false, .. } => self.ledger.misuse(),
            _ => {}
        }
    }

    fn on_message(&mut self, origin: Origin, to: Peer, message: &Message, ids: &Ids) {
        if ids.for_user(SELLER).is_none() && matches!(to, Peer::User(_)) {
            return; // what others have to say to each other
        }
        let with_bot = to == Peer::User(TRIBUTE);
        if message.from == TRIBUTE || with_bot && message.from != SELLER {
            return;
        }
        let by = match origin {
            Origin::Client => By::Client,
            Origin::Script => By::Owner,
        };
        if with_bot {
            return self.hear(message, id_of(ids), by);
        }
        self.overhear(message, ids, to, by);
    }

    fn chat_message(&self, message: &Message, message_id: i32, chat: Peer) -> ChatMessage {
        ChatMessage {
            chat: chat.bot_api_id(),
            message_id,
            reply_to: message.reply_to.and_then(|key| self.world.id_for(SELLER, key)),
            from: message.from.0,
            text: message.body.text.clone(),
        }
    }

    fn on_event(&mut self, event: &Event) {
        if let Kind::Activation { outcome: Outcome::Activated, .. } = event.kind
            && let Some(number) = event.order
            && self.sales.owner_reply(number) == Some(OwnerReply::AfterActivation)
        {
            self.owner_replies(number);
        }
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::Send { number, planned } => {
                self.sales.add(number, *planned, self.options.modes);
                self.send_order(number);
            }
            Command::OwnerReplies { number } => self.owner_replies(number),
            Command::OwnerPresses { number } => self.owner_presses(number),
        }
    }

    fn after(&mut self, delay: Duration, action: Action) {
        self.timers.spawn(async move {
            tokio::time::sleep(delay).await;
            action
        });
    }

    fn count_pending(&self) {
        let pending = self.unsent.len() + self.timers.len();
        self.pending.send_if_modified(|before| std::mem::replace(before, pending) != pending);
    }
}

/// The seller's id for a message.
fn id_of(ids: &Ids) -> i32 {
    ids.for_user(SELLER).unwrap_or_default()
}
