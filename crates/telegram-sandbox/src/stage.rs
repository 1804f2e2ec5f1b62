//! The loop in which the scripts play: what happens in the world goes to the bot and the ledger,
//! what they put off comes back when its time is there.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::event::{By, Event, Kind, Outcome};
use super::ledger::{Ledger, Said};
use super::log::EventStream;
use super::orders::PlannedOrder;
use super::owner::OwnerMoment;
use super::tribute::{Chore, InlinePress, Tribute};
use super::world::{Happening, Happenings, Ids, Message, Origin, Peer, UserId, World};

/// What a test or a rehearsal tells the scripts to do.
#[derive(Debug)]
pub(super) enum Command {
    /// The bot sends this order now.
    Send {
        /// Its number in the ledger.
        number: u32,
        /// The order.
        planned: Box<PlannedOrder>,
    },
    /// The owner answers this order by hand now.
    OwnerReplies {
        /// Its number in the ledger.
        number: u32,
    },
}

/// When orders are sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// From the seller's first contact to the first order.
    pub(super) first_after: Duration,
    /// From one order to the next.
    pub(super) interval: Duration,
}

/// Something to do when its time has come.
#[derive(Debug)]
enum Cue {
    NextOrder,
    Chore(Chore),
}

/// Everything that plays.
pub(super) struct Stage {
    world: World,
    ledger: Arc<Ledger>,
    seller: UserId,
    bot: UserId,
    tribute: Tribute,
    pace: Pace,
    /// Orders that are still to be sent, in turn.
    unsent: VecDeque<usize>,
    cues: JoinSet<Cue>,
    /// How much is still to be done without anybody asking for it.
    pending: watch::Sender<usize>,
}

/// Where the stage hears from.
pub(super) struct Ears {
    pub(super) happenings: Happenings,
    pub(super) events: EventStream,
    pub(super) commands: mpsc::Receiver<Command>,
}

impl Stage {
    pub(super) fn new(
        (seller, bot): (UserId, UserId),
        tribute: Tribute,
        world: World,
        ledger: Arc<Ledger>,
        pace: Pace,
    ) -> Self {
        Self {
            world,
            ledger,
            seller,
            bot,
            tribute,
            pace,
            unsent: VecDeque::new(),
            cues: JoinSet::new(),
            pending: watch::Sender::new(0),
        }
    }

    /// Takes in an order to be sent in its turn.
    pub(super) fn plan(&mut self, number: u32, planned: PlannedOrder) {
        let position = self.tribute.plan(number, planned);
        self.unsent.push_back(position);
        self.count_pending();
    }

    /// How much is still to be done without anybody asking for it.
    pub(super) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    /// Plays until the world is gone.
    pub(super) async fn play(mut self, mut ears: Ears) {
        for position in self.tribute.answered_by_hand(OwnerMoment::BeforeStart) {
            self.unsent.retain(|unsent| *unsent != position);
            self.tribute.carry_out(Chore::Send(position));
        }
        loop {
            self.put_off();
            tokio::select! {
                happening = ears.happenings.next() => match happening {
                    Some(happening) => self.happened(&happening),
                    None => return,
                },
                Some(Ok(cue)) = self.cues.join_next() => self.cue(&cue),
                event = ears.events.next() => self.told(&event),
                Some(command) = ears.commands.recv() => self.command(command),
            }
        }
    }

    fn happened(&mut self, happening: &Happening) {
        match happening {
            Happening::FirstContact { user } if *user == self.seller => {
                self.after(self.pace.first_after, Cue::NextOrder);
            }
            Happening::Message {
                origin,
                to,
                message,
                ids,
                ..
            } if message.service.is_none() => self.said(*origin, *to, message, ids),
            Happening::Edited { message, ids, .. } => self.edited(message, ids),
            Happening::Callback {
                query,
                user,
                bot,
                message,
                message_id,
                data,
            } if (*user, *bot) == (self.seller, self.bot) => {
                self.tribute.press_inline(InlinePress {
                    query: *query,
                    message: *message,
                    message_id: *message_id,
                    data,
                });
            }
            Happening::CallbackRefused {
                user, message_id, ..
            } if *user == self.seller => self.tribute.press_refused(*message_id),
            Happening::RandomIdReused {
                same_message: false,
                ..
            } => self.ledger.misuse(),
            _ => {}
        }
    }

    fn said(&mut self, origin: Origin, to: Peer, message: &Message, ids: &Ids) {
        let with_bot = to == Peer::User(self.bot);
        if message.from == self.bot || with_bot && message.from != self.seller {
            return;
        }
        let by = match origin {
            Origin::Client => By::Client,
            Origin::Script => By::Owner,
        };
        let message_id = ids.for_user(self.seller).unwrap_or_default();
        if with_bot {
            self.tribute.hear(message, message_id, by);
            return;
        }
        let said = self.as_said(message, message_id, to);
        if message.from == self.seller && by == By::Client {
            self.ledger.escalation(said);
        } else {
            self.ledger.message(None, said, false);
        }
    }

    /// What people edit in the moderators' chats is worth telling; what the bot edits it knows.
    fn edited(&self, message: &Message, ids: &Ids) {
        if message.from != self.bot {
            let peer = message.conversation.seen_by(self.seller);
            let message_id = ids.for_user(self.seller).unwrap_or_default();
            self.ledger
                .message(None, self.as_said(message, message_id, peer), true);
        }
    }

    fn as_said(&self, message: &Message, message_id: i32, chat: Peer) -> Said {
        Said {
            chat: chat.bot_api_id(),
            message_id,
            reply_to: message
                .reply_to
                .and_then(|key| self.world.id_for(self.seller, key)),
            from: message.from.0,
            text: message.body.text.clone(),
        }
    }

    fn cue(&mut self, cue: &Cue) {
        match cue {
            Cue::Chore(chore) => self.tribute.carry_out(*chore),
            Cue::NextOrder => {
                if let Some(position) = self.unsent.pop_front() {
                    self.tribute.carry_out(Chore::Send(position));
                }
                if !self.unsent.is_empty() {
                    self.after(self.pace.interval, Cue::NextOrder);
                }
            }
        }
    }

    fn told(&mut self, event: &Event) {
        let given = matches!(
            event.kind,
            Kind::Activation {
                outcome: Outcome::Activated,
                ..
            }
        );
        if let (true, Some(number)) = (given, event.order)
            && let Some(position) = self.tribute.position_of(number)
            && self.tribute.owner_moment(position) == Some(OwnerMoment::AfterActivation)
        {
            self.tribute.owner_replies(position);
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Send { number, planned } => {
                let position = self.tribute.plan(number, *planned);
                self.tribute.carry_out(Chore::Send(position));
            }
            Command::OwnerReplies { number } => {
                if let Some(position) = self.tribute.position_of(number) {
                    self.tribute.owner_replies(position);
                }
            }
        }
    }

    /// Starts the clocks of what was put off.
    fn put_off(&mut self) {
        for (delay, chore) in self.tribute.take_put_off() {
            self.after(delay, Cue::Chore(chore));
        }
        self.count_pending();
    }

    fn after(&mut self, delay: Duration, cue: Cue) {
        self.cues.spawn(async move {
            tokio::time::sleep(delay).await;
            cue
        });
    }

    fn count_pending(&self) {
        let pending = self.unsent.len() + self.cues.len();
        self.pending.send_if_modified(|before| {
            let changed = *before != pending;
            *before = pending;
            changed
        });
    }
}
