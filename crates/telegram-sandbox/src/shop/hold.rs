//! Holding a call, for tests that kill the caller at the worst moment.

use tokio::sync::oneshot;

/// The point at which a call is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldPoint {
    /// The request is read and verified; nothing has been given.
    BeforeEffect,
    /// The goods are given; the answer is not on its way.
    AfterEffect,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCall {
    pub order_id: String,
    pub webhook_id: String,
}

/// A hold on the next call. Dropping it lets the call go on.
#[derive(Debug)]
#[must_use = "dropping a hold releases the call"]
pub struct Hold {
    arrived: oneshot::Receiver<HeldCall>,
    release: oneshot::Sender<()>,
}

/// The shop's end of a [`Hold`].
#[derive(Debug)]
pub(super) struct PendingHold {
    pub(super) moment: HoldPoint,
    arrived: oneshot::Sender<HeldCall>,
    released: oneshot::Receiver<()>,
}

pub(super) fn hold(moment: HoldPoint) -> (PendingHold, Hold) {
    let (arrived_sender, arrived) = oneshot::channel();
    let (release, released) = oneshot::channel();
    let pending = PendingHold { moment, arrived: arrived_sender, released };
    (pending, Hold { arrived, release })
}

impl Hold {
    /// Waits until a call stands at the moment asked for; `None` when the shop is gone.
    pub async fn arrived(&mut self) -> Option<HeldCall> {
        (&mut self.arrived).await.ok()
    }

    /// Lets the call go on.
    pub fn release(self) {
        // The caller may be dead: then nobody waits, and that is fine.
        let _ = self.release.send(());
    }
}

impl PendingHold {
    /// Tells that `call` is here and waits for its release.
    pub(super) async fn wait(self, call: HeldCall) {
        if self.arrived.send(call).is_ok() {
            // An error is a dropped hold: that releases too.
            let _ = self.released.await;
        }
    }
}
