//! Rules: what happens to certain calls, one after the other, as a test has laid down.

use std::borrow::Cow;

use tokio::sync::{mpsc, watch};

use super::Garbage;
use crate::world::{Peer, Refusal, UserId};

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

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code, name: refusal.name.into() }
    }
}

#[derive(Clone, Debug)]
pub(in super::super) enum Decision {
    Pass,
    /// It waits until it may go on.
    Hold(Point, watch::Receiver<bool>),
    Cut(Point),
    Refuse(Failure),
    Garble(Garbage),
    /// It takes effect and is never answered.
    Forget,
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
    listener: Option<mpsc::Sender<MatchedCall>>,
}

impl Rule {
    /// The next call of a method, by Telegram's name: `messages.sendMessage`.
    pub fn on(method: &'static str) -> Self {
        let decision = Decision::Pass;
        Self { method, from: None, to: None, skip: 0, times: 1, decision, listener: None }
    }

    /// Only calls of this user.
    pub fn from(self, user: UserId) -> Self {
        Self { from: Some(user), ..self }
    }

    /// Only calls about this chat.
    pub fn to(self, peer: Peer) -> Self {
        Self { to: Some(peer), ..self }
    }

    /// Lets so many pass first.
    pub fn after(self, calls: usize) -> Self {
        Self { skip: calls, ..self }
    }

    /// Applies to this number of calls instead of one.
    pub fn times(self, calls: usize) -> Self {
        Self { times: calls, ..self }
    }

    /// All calls, until the rule is [taken out of force](super::Faults::disarm).
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    /// Makes the call wait until it is released, or for ever.
    pub fn hold(self, point: Point) -> Self {
        Self { decision: Decision::Hold(point, watch::channel(false).1), ..self }
    }

    /// Cuts the connection.
    pub fn cut(self, point: Point) -> Self {
        Self { decision: Decision::Cut(point), ..self }
    }

    /// Answers `FLOOD_WAIT_n`, without executing.
    pub fn flood_wait(self, wait_s: u32) -> Self {
        self.refuse(420, format!("FLOOD_WAIT_{wait_s}"))
    }

    /// Answers with an error, without executing.
    pub fn refuse(self, code: i32, name: impl Into<Cow<'static, str>>) -> Self {
        Self { decision: Decision::Refuse(Failure { code, name: name.into() }), ..self }
    }

    /// Executes, and answers with nonsense.
    pub fn garble(self, garbage: Garbage) -> Self {
        Self { decision: Decision::Garble(garbage), ..self }
    }

    /// Connects the rule with its handle, with room for so many calls that a test has not looked at yet.
    pub(super) fn arm(&mut self, unread_max: usize) -> ArmedRule {
        let (listener, met) = mpsc::channel(unread_max);
        let (released, receiver) = watch::channel(false);
        if let Decision::Hold(_, gate) = &mut self.decision {
            *gate = receiver;
        }
        self.listener = Some(listener);
        ArmedRule { met, released }
    }

    pub(super) fn fits(&self, call: &MatchedCall) -> bool {
        self.method == call.method
            && self.from.is_none_or(|user| user == call.user)
            && self.to.is_none_or(|peer| Some(peer) == call.to)
    }

    /// Decides what happens to a call that fits, and who is told once it is there.
    pub(super) fn decide(&mut self) -> (Decision, Option<mpsc::Sender<MatchedCall>>) {
        if self.skip > 0 {
            self.skip -= 1;
            return (Decision::Pass, None);
        }
        self.times = self.times.saturating_sub(1);
        (self.decision.clone(), self.listener.clone())
    }

    pub(super) fn is_spent(&self) -> bool {
        self.times == 0
    }
}

/// A call that met a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
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
