//! What goes wrong, on request and at run time.
//!
//! A [`Rule`] waits for certain calls; [`Faults::arm`] hands back an [`Armed`], through which a test
//! is told when such a call has come, and can let it go on. So "the next `messages.sendMessage` of
//! the seller is executed, I am told, and no answer ever comes" is
//! `faults.arm(Rule::on("messages.sendMessage").from(seller).hold(Point::AfterExecuting))`.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, watch};

use crate::sandbox::world::{Peer, UserId};

/// The most rules at a time, and the most calls a test may leave unread.
const RULES_MAX: usize = 256;

/// Before or after a call takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Nothing has happened yet.
    BeforeExecuting,
    /// It has taken effect; its answer has not left.
    AfterExecuting,
}

/// What a rule does to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    /// The call waits there until released, perhaps for ever.
    Hold(Point),
    /// The connection is cut there.
    Cut(Point),
    /// The call is refused.
    Refuse(Failure),
    /// Nothing; the call is only told.
    Watch,
}

/// An error as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: i32,
    pub(super) name: Cow<'static, str>,
}

/// Which calls something happens to, and what.
#[derive(Clone, Debug)]
#[must_use = "a rule does nothing until it is armed"]
pub struct Rule {
    method: &'static str,
    from: Option<UserId>,
    to: Option<Peer>,
    skip: usize,
    times: usize,
    action: Action,
}

impl Rule {
    /// The next call of a method, by Telegram's name: `messages.sendMessage`.
    pub fn on(method: &'static str) -> Self {
        Self {
            method,
            from: None,
            to: None,
            skip: 0,
            times: 1,
            action: Action::Watch,
        }
    }

    /// Only calls of this user.
    pub fn from(mut self, user: UserId) -> Self {
        self.from = Some(user);
        self
    }

    /// Only calls about this chat.
    pub fn to(mut self, peer: Peer) -> Self {
        self.to = Some(peer);
        self
    }

    /// Lets so many pass first.
    pub fn after(mut self, calls: usize) -> Self {
        self.skip = calls;
        self
    }

    /// So many calls instead of one.
    pub fn times(mut self, calls: usize) -> Self {
        self.times = calls;
        self
    }

    /// Makes the call wait until it is released, or for ever.
    pub fn hold(mut self, point: Point) -> Self {
        self.action = Action::Hold(point);
        self
    }

    /// Cuts the connection.
    pub fn cut(mut self, point: Point) -> Self {
        self.action = Action::Cut(point);
        self
    }

    /// Answers `FLOOD_WAIT_n`, without executing.
    pub fn flood_wait(self, wait_s: u32) -> Self {
        self.refuse(420, format!("FLOOD_WAIT_{wait_s}"))
    }

    /// Answers with an error, without executing.
    pub fn refuse(mut self, code: i32, name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        self.action = Action::Refuse(Failure { code, name });
        self
    }
}

/// A call that met a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Whose call.
    pub user: UserId,
    /// Telegram's name of the method.
    pub method: &'static str,
    /// The chat it is about.
    pub to: Option<Peer>,
}

/// A rule in force. Dropping it leaves the rule in force and its calls held.
#[derive(Debug)]
pub struct Armed {
    met: mpsc::Receiver<Met>,
    released: watch::Sender<bool>,
}

impl Armed {
    /// Waits for a call that meets the rule: before it executes, or after, as the rule says.
    /// `None` once the rule has done its work. Safe to drop.
    pub async fn met(&mut self) -> Option<Met> {
        self.met.recv().await
    }

    /// Lets all held calls go on, and all that will be held.
    pub fn release(&self) {
        self.released.send_replace(true);
    }
}

/// What becomes of updates on their way to clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateFault {
    /// They arrive.
    #[default]
    None,
    /// They are lost; only the difference and the history tell.
    Drop,
    /// Each arrives twice.
    Duplicate,
    /// Each second one overtakes the one before it.
    Swap,
}

/// What becomes of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkFault {
    /// They work.
    #[default]
    None,
    /// New ones are closed at once; those that stand, stay.
    Refuse,
    /// Old and new ones stay open, and nothing is answered; nothing takes effect.
    Silent,
}

/// A held call's way on.
#[derive(Clone, Debug)]
pub(super) struct Gate(watch::Receiver<bool>);

impl Gate {
    /// Waits until the call may go on; for ever, if nobody can release it any more.
    pub(super) async fn opened(mut self) {
        if self.0.wait_for(|released| *released).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Tells a test that its call is where the rule wanted it.
#[derive(Clone, Debug)]
pub(super) struct Bell {
    sender: mpsc::Sender<Met>,
    met: Met,
}

impl Bell {
    pub(super) fn ring(self) {
        // A test that doesn't listen is none of a client's business.
        drop(self.sender.try_send(self.met));
    }
}

/// What to do with a call.
#[derive(Debug)]
pub(super) enum Verdict {
    Pass,
    Watch(Bell),
    Hold(Point, Gate, Bell),
    Cut(Point, Bell),
    Refuse(Failure, Bell),
}

struct Live {
    rule: Rule,
    sender: mpsc::Sender<Met>,
    released: watch::Receiver<bool>,
}

#[derive(Default)]
struct Table {
    rules: Vec<Live>,
    updates: UpdateFault,
    link: LinkFault,
}

/// The faults of a data centre. Clones share them.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Table>>);

impl Faults {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a rule in force. Of several that fit a call, the oldest counts.
    ///
    /// # Panics
    ///
    /// With more rules in force than any test needs.
    pub fn arm(&self, rule: Rule) -> Armed {
        let (sender, met) = mpsc::channel(RULES_MAX);
        let (released, gate) = watch::channel(false);
        let live = Live {
            rule,
            sender,
            released: gate,
        };
        let mut table = self.table();
        assert!(table.rules.len() < RULES_MAX, "too many faults");
        table.rules.push(live);
        Armed { met, released }
    }

    /// Takes all rules out of force; calls that are held stay held.
    pub fn disarm(&self) {
        self.table().rules.clear();
    }

    /// Decides what becomes of updates from now on.
    pub fn set_updates(&self, fault: UpdateFault) {
        self.table().updates = fault;
    }

    /// Decides what becomes of connections from now on.
    pub fn set_link(&self, fault: LinkFault) {
        self.table().link = fault;
    }

    pub(super) fn updates(&self) -> UpdateFault {
        self.table().updates
    }

    pub(super) fn link(&self) -> LinkFault {
        self.table().link
    }

    /// What to do with a call; uses a rule up.
    pub(super) fn judge(&self, call: &Met) -> Verdict {
        let mut table = self.table();
        let fits = |rule: &Rule| {
            rule.method == call.method
                && rule.from.is_none_or(|user| user == call.user)
                && rule.to.is_none_or(|peer| Some(peer) == call.to)
        };
        let Some(index) = table.rules.iter().position(|live| fits(&live.rule)) else {
            return Verdict::Pass;
        };
        let live = &mut table.rules[index];
        if live.rule.skip > 0 {
            live.rule.skip -= 1;
            return Verdict::Pass;
        }
        let bell = Bell {
            sender: live.sender.clone(),
            met: call.clone(),
        };
        let verdict = match live.rule.action.clone() {
            Action::Watch => Verdict::Watch(bell),
            Action::Hold(point) => Verdict::Hold(point, Gate(live.released.clone()), bell),
            Action::Cut(point) => Verdict::Cut(point, bell),
            Action::Refuse(failure) => Verdict::Refuse(failure, bell),
        };
        live.rule.times = live.rule.times.saturating_sub(1);
        if live.rule.times == 0 {
            table.rules.remove(index);
        }
        verdict
    }
}
