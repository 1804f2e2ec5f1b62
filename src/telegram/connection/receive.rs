//! Takes updates off the connection. They are only the bell: what they say is read in the history.

use std::fmt::Display;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use grammers_mtsender::{InvocationError, SenderPoolHandle, UpdatesReceiver};
use grammers_session::Session as _;
use grammers_session::types::{PeerInfo, UpdateState, UpdatesState};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{enums, functions};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, sleep_until};
use tracing::{debug, warn};

use super::life::{End, Unanswered, ask, verdict};
use super::shared::Shared;
use crate::telegram::CallError;
use crate::telegram::session::SessionError;

/// What the updates go through before grammers puts them in order: it asks for what is missing
/// without a time limit, and meanwhile takes none.
pub(super) struct Tap {
    /// As they come off the wire; where this is full, grammers drops what comes.
    pub raw: Receiver<UpdatesLike>,
    /// To the one who puts them in order.
    pub forward: Sender<UpdatesLike>,
}

/// Runs from when somebody listens until the connection breaks. In a task of its own: `next` loses
/// updates when it is dropped.
pub(super) async fn run<E: Display>(
    shared: Arc<Shared>,
    line: SenderPoolHandle,
    receiver: impl Future<Output = Result<UpdatesReceiver, E>>,
    mut tap: Tap,
) -> End {
    // An error means that the connection is being closed.
    if shared
        .listening
        .subscribe()
        .wait_for(|listening| *listening)
        .await
        .is_err()
    {
        return End::broken("nobody listens any more");
    }
    if let Err(end) = learn_state(&shared, &line).await {
        return end;
    }
    let mut receiver = match receiver.await {
        Ok(receiver) => receiver,
        Err(error) => return End::broken(error.to_string()),
    };
    loop {
        let batch = match tap.while_passing(&shared, Box::pin(receiver.next())).await {
            Ok(batch) => batch,
            Err(end) => return end,
        };
        match batch {
            Ok((_updates, _users, chats)) => {
                remember_channels(&shared, &chats).await;
                shared.bell.notify_one();
                if let Err(error) = receiver.sync_update_state().await {
                    // What is not saved is received again. A disk that stays full is the journal's
                    // to tell.
                    warn!(%error, "can't save how far updates were seen");
                }
            }
            Err(error) => {
                let wait = match patience_asked(&shared, &error) {
                    Ok(wait) => wait,
                    Err(end) => return end,
                };
                debug!(%error, ?wait, "no difference from Telegram");
                let waited = sleep_until(Instant::now() + wait);
                if let Err(end) = tap.while_passing(&shared, waited).await {
                    return end;
                }
            }
        }
    }
}

/// On a first connection: where the account stands, asked with a time limit. grammers would wait for
/// ever, and takes an error for an answer.
async fn learn_state(shared: &Shared, line: &SenderPoolHandle) -> Result<(), End> {
    let cannot_keep = |error: SessionError| End::broken(error.to_string());
    let known = shared.store.updates_state().await.map_err(cannot_keep)?;
    if known != UpdatesState::default() {
        return Ok(());
    }
    let enums::updates::State::State(state) =
        match ask(shared, line, &functions::updates::GetState {}).await {
            Ok(state) => state,
            // It is asked for again on the next connection.
            Err(Unanswered::Unwilling(_)) => return Ok(()),
            Err(Unanswered::Gone(end)) => return Err(end),
        };
    let state = UpdatesState {
        pts: state.pts,
        qts: state.qts,
        date: state.date,
        seq: state.seq,
        channels: Vec::new(),
    };
    let kept = shared.store.set_update_state(UpdateState::All(state));
    kept.await.map_err(cannot_keep)
}

/// How long not to ask for the difference again. Only what Telegram itself said leaves the
/// connection as it is: calls go on, and every update still rings the bell.
fn patience_asked(shared: &Shared, error: &InvocationError) -> Result<Duration, End> {
    let InvocationError::Rpc(_) = error else {
        return Err(verdict(shared, error));
    };
    match shared.judge(error) {
        CallError::Fatal(fatal) => Err(End::Fatal(fatal)),
        CallError::FloodWait(wait) => Ok(wait),
        CallError::Refused(_) | CallError::NotSent(_) | CallError::Unknown(_) => {
            Ok(shared.limits.difference)
        }
    }
}

impl Tap {
    /// Lets updates pass, each with a ring, until `what` is done; or until one has waited so long
    /// that nobody can be putting them in order any more.
    async fn while_passing<T>(
        &mut self,
        shared: &Shared,
        what: impl Future<Output = T>,
    ) -> Result<T, End> {
        let mut what = pin!(what);
        let mut stuck_at = None;
        loop {
            if self.forward.capacity() == self.forward.max_capacity() {
                stuck_at = None;
            }
            let stuck = async {
                match stuck_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                done = &mut what => return Ok(done),
                update = self.raw.recv() => {
                    let Some(update) = update else {
                        return Err(End::broken("the connection's task has ended"));
                    };
                    shared.hear();
                    shared.bell.notify_one();
                    match self.forward.try_send(update) {
                        // What does not fit is missed, and asked for, or found in the history.
                        Ok(()) | Err(TrySendError::Full(_)) => {}
                        Err(TrySendError::Closed(_)) => {
                            return Err(End::broken("nobody takes updates"));
                        }
                    }
                    stuck_at = stuck_at.or_else(|| Some(Instant::now() + shared.limits.call));
                }
                () = stuck => {
                    if self.forward.capacity() < self.forward.max_capacity() {
                        return Err(End::broken("the difference never comes"));
                    }
                }
            }
        }
    }
}

/// A gap in a channel's updates can only be asked about with its access hash. Users are not kept:
/// nothing needs them.
async fn remember_channels(shared: &Shared, chats: &[enums::Chat]) {
    for chat in chats {
        if let enums::Chat::Channel(channel) = chat
            && let Err(error) = shared.store.cache_peer(PeerInfo::from(channel)).await
        {
            warn!(%error, "can't save a chat's address");
        }
    }
}
