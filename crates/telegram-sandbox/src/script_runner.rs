//! The loop in which the scripts play: what happens in the world goes to the bot and the ledger,
//! what they put off comes back when its time is there.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::accounts::{SELLER, TRIBUTE};
use super::event::{By, Event, EventStream, Kind, Outcome};
use super::ledger::{ChatMessage, Ledger};
use super::orders::OwnerReply;
use super::orders::PlannedOrder;
use super::running::Options;
use super::tribute::{ScheduledAction, Tribute};
use super::world::{Ids, Message, Origin, Peer, World, WorldEvent, WorldEvents};

#[derive(Debug)]
pub(super) enum Command {
    /// The bot sends this order now.
    Send { number: u32, planned: Box<PlannedOrder> },
    /// The owner answers this order by hand now.
    OwnerReplies { number: u32 },
}

#[derive(Debug)]
enum Timer {
    NextOrder,
    ScheduledAction(ScheduledAction),
}

pub(super) struct ScriptRunner {
    world: World,
    ledger: Arc<Ledger>,
    tribute: Tribute,
    first_order_after: Duration,
    interval: Duration,
    /// Orders that are still to be sent, in turn.
    unsent: VecDeque<u32>,
    timers: JoinSet<Timer>,
    /// The number of orders and actions that are still to come by themselves.
    pending: watch::Sender<usize>,
}

impl ScriptRunner {
    pub(super) fn new(world: &World, ledger: &Arc<Ledger>, options: &Options) -> Self {
        Self {
            world: world.clone(),
            ledger: Arc::clone(ledger),
            tribute: Tribute::new(world, ledger, options),
            first_order_after: options.first_order_after,
            interval: options.interval,
            unsent: VecDeque::new(),
            timers: JoinSet::new(),
            pending: watch::Sender::new(0),
        }
    }

    pub(super) fn plan(&mut self, number: u32, planned: PlannedOrder) {
        self.tribute.plan(number, planned);
        self.unsent.push_back(number);
        self.count_pending();
    }

    /// The number of orders and actions that are still to come by themselves.
    pub(super) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    pub(super) async fn run(
        mut self,
        mut world_events: WorldEvents,
        mut events: EventStream,
        mut commands: mpsc::Receiver<Command>,
    ) {
        for number in self.tribute.answered_by_hand(OwnerReply::BeforeStart) {
            self.unsent.retain(|unsent| *unsent != number);
            self.tribute.carry_out(ScheduledAction::Send(number));
        }
        loop {
            self.start_timers();
            tokio::select! {
                event = world_events.next() => match event {
                    Some(event) => self.on_world_event(&event),
                    None => return,
                },
                Some(Ok(timer)) = self.timers.join_next() => self.on_timer(&timer),
                event = events.next() => self.on_event(&event),
                Some(command) = commands.recv() => self.on_command(command),
            }
        }
    }

    fn on_world_event(&mut self, event: &WorldEvent) {
        match event {
            WorldEvent::FirstContact { user } if *user == SELLER => {
                self.after(self.first_order_after, Timer::NextOrder);
            }
            WorldEvent::Message { origin, to, message, ids, .. } if message.service.is_none() => {
                self.on_message(*origin, *to, message, ids);
            }
            WorldEvent::Edited { message, ids, .. } => self.on_edit(message, ids),
            WorldEvent::Callback { query, user, bot, message, message_id, data }
                if (*user, *bot) == (SELLER, TRIBUTE) =>
            {
                self.tribute.press_inline(*query, *message, *message_id, data);
            }
            WorldEvent::CallbackRefused { user, message_id, .. } if *user == SELLER => {
                self.tribute.press_refused(*message_id);
            }
            WorldEvent::RandomIdReused { same_message: false, .. } => self.ledger.misuse(),
            _ => {}
        }
    }

    fn on_message(&mut self, origin: Origin, to: Peer, message: &Message, ids: &Ids) {
        let with_bot = to == Peer::User(TRIBUTE);
        if message.from == TRIBUTE || with_bot && message.from != SELLER {
            return;
        }
        let by = match origin {
            Origin::Client => By::Client,
            Origin::Script => By::Owner,
        };
        let message_id = ids.for_user(SELLER).unwrap_or_default();
        if with_bot {
            self.tribute.hear(message, message_id, by);
            return;
        }
        let said = self.chat_message(message, message_id, to);
        if message.from == SELLER && by == By::Client {
            self.ledger.escalation(said);
        } else {
            self.ledger.message(None, said, false);
        }
    }

    /// Reports edits by people in the moderators' chats; the bot knows its own.
    fn on_edit(&self, message: &Message, ids: &Ids) {
        if message.from != TRIBUTE {
            let peer = message.conversation.seen_by(SELLER);
            let message_id = ids.for_user(SELLER).unwrap_or_default();
            self.ledger.message(None, self.chat_message(message, message_id, peer), true);
        }
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

    fn on_timer(&mut self, timer: &Timer) {
        match timer {
            Timer::ScheduledAction(action) => self.tribute.carry_out(*action),
            Timer::NextOrder => {
                if let Some(number) = self.unsent.pop_front() {
                    self.tribute.carry_out(ScheduledAction::Send(number));
                }
                if !self.unsent.is_empty() {
                    self.after(self.interval, Timer::NextOrder);
                }
            }
        }
    }

    fn on_event(&mut self, event: &Event) {
        let given = matches!(event.kind, Kind::Activation { outcome: Outcome::Activated, .. });
        if let (true, Some(number)) = (given, event.order)
            && self.tribute.owner_moment(number) == Some(OwnerReply::AfterActivation)
        {
            self.tribute.owner_replies(number);
        }
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::Send { number, planned } => {
                self.tribute.plan(number, *planned);
                self.tribute.carry_out(ScheduledAction::Send(number));
            }
            Command::OwnerReplies { number } => self.tribute.owner_replies(number),
        }
    }

    fn start_timers(&mut self) {
        for (delay, action) in self.tribute.take_scheduled() {
            self.after(delay, Timer::ScheduledAction(action));
        }
        self.count_pending();
    }

    fn after(&mut self, delay: Duration, timer: Timer) {
        self.timers.spawn(async move {
            tokio::time::sleep(delay).await;
            timer
        });
    }

    fn count_pending(&self) {
        let pending = self.unsent.len() + self.timers.len();
        self.pending.send_if_modified(|before| {
            let changed = *before != pending;
            *before = pending;
            changed
        });
    }
}
