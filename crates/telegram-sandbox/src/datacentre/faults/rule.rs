//! Rules: what happens to certain calls, one after the other, as a test has laid down.

use std::borrow::Cow;

use tokio::sync::{mpsc, watch};

use super::Garbage;
use crate::world::{Peer, UserId};

/// Before or after a call takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Nothing has happened yet.
    BeforeExecuting,
    /// It has taken effect; its answer has not left.
    AfterExecuting,
}

/// An error as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Failure {
    pub(in super::super) code: i32,
    pub(in super::super) name: Cow<'static, str>,
}

/// The calls that are affected, and the effect.
#[derive(Clone, Debug)]
#[must_use = "a rule does nothing until it is armed"]
pub struct Rule {
    method: &'static str,
    from: Option<UserId>,
    to: Option<Peer>,
    skip: usize,
    times: usize,
    decision: Decision,
}

impl Rule {
    /// The next call of a method, by Telegram's name: `messages.sendMessage`.
    pub fn on(method: &'static str) -> Self {
        Self { method, from: None, to: None, skip: 0, times: 1, decision: Decision::Pass }
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

    /// Applies to this number of calls instead of one.
    pub fn times(mut self, calls: usize) -> Self {
        self.times = calls;
        self
    }

    /// All calls, until the rule is [taken out of force](super::Faults::disarm).
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    /// Makes the call wait until it is released, or for ever.
    pub fn hold(mut self, point: Point) -> Self {
        self.decision = Decision::Hold(point, Gate::closed());
        self
    }

    /// Cuts the connection.
    pub fn cut(mut self, point: Point) -> Self {
        self.decision = Decision::Cut(point);
        self
    }

    /// Answers `FLOOD_WAIT_n`, without executing.
    pub fn flood_wait(self, wait_s: u32) -> Self {
        self.refuse(420, format!("FLOOD_WAIT_{wait_s}"))
    }

    /// Answers with an error, without executing.
    pub fn refuse(mut self, code: i32, name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        self.decision = Decision::Refuse(Failure { code, name });
        self
    }

    /// Executes, and answers with nonsense.
    pub fn garble(mut self, garbage: Garbage) -> Self {
        self.decision = Decision::Garble(garbage);
        self
    }

    fn fits(&self, call: &MatchedCall) -> bool {
        self.method == call.method
            && self.from.is_none_or(|user| user == call.user)
            && self.to.is_none_or(|peer| Some(peer) == call.to)
    }
}

/// A call that met a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedCall {
    pub user: UserId,
    pub method: &'static str,
    pub to: Option<Peer>,
}

/// A rule in force. Dropping it leaves the rule in force and its calls held.
#[derive(Debug)]
pub struct ArmedRule {
    met: mpsc::Receiver<MatchedCall>,
    released: watch::Sender<bool>,
}

impl ArmedRule {
    /// Waits for a call that meets the rule: before it executes, or after, as the rule says.
    /// `None` once the rule has done its work. Safe to drop.
    pub async fn matched(&mut self) -> Option<MatchedCall> {
        self.met.recv().await
    }

    /// Lets all held calls go on, and all that will be held.
    pub fn release(&self) {
        self.released.send_replace(true);
    }
}

/// A held call's way on.
#[derive(Clone, Debug)]
pub(in super::super) struct Gate(watch::Receiver<bool>);

impl Gate {
    /// A gate that nobody can open.
    fn closed() -> Self {
        Self(watch::channel(false).1)
    }

    /// Waits until the call may go on; for ever, if nobody can release it any more.
    pub(in super::super) async fn opened(mut self) {
        if self.0.wait_for(|released| *released).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Tells a test that its call is where the rule wanted it.
#[derive(Clone, Debug)]
pub(in super::super) struct Signal(pub(super) Option<(mpsc::Sender<MatchedCall>, MatchedCall)>);

impl Signal {
    pub(in super::super) fn send(self) {
        if let Some((sender, met)) = self.0 {
            // A test that doesn't listen is none of a client's business.
            drop(sender.try_send(met));
        }
    }
}

#[derive(Clone, Debug)]
pub(in super::super) enum Decision {
    Pass,
    Hold(Point, Gate),
    Cut(Point),
    Refuse(Failure),
    Garble(Garbage),
    /// It takes effect and is never answered.
    Forget,
}

pub(super) struct ActiveRule {
    rule: Rule,
    sender: mpsc::Sender<MatchedCall>,
}

impl ActiveRule {
    /// Puts a rule in force, with room for so many calls that a test has not looked at yet.
    pub(super) fn new(mut rule: Rule, unread_max: usize) -> (Self, ArmedRule) {
        let (sender, met) = mpsc::channel(unread_max);
        let (released, receiver) = watch::channel(false);
        if let Decision::Hold(_, gate) = &mut rule.decision {
            *gate = Gate(receiver);
        }
        (Self { rule, sender }, ArmedRule { met, released })
    }

    pub(super) fn fits(&self, call: &MatchedCall) -> bool {
        self.rule.fits(call)
    }

    pub(super) fn decide(&mut self, call: &MatchedCall) -> (Decision, Signal) {
        if self.rule.skip > 0 {
            self.rule.skip -= 1;
            return (Decision::Pass, Signal(None));
        }
        self.rule.times = self.rule.times.saturating_sub(1);
        let signal = Signal(Some((self.sender.clone(), call.clone())));
        (self.rule.decision.clone(), signal)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.rule.times == 0
    }
}
