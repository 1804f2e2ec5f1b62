//! Calls that are under way, one for each thing that they are about.

use std::future::{Future, pending};

use tokio::task::JoinSet;
use tracing::error;

/// More are not under way at once.
const CALLS_MAX: usize = 16;

/// Calls about `K` that return a `T`.
pub(crate) struct Calls<K, T> {
    tasks: JoinSet<(K, T)>,
    under_way: Vec<K>,
    returned: Vec<(K, T)>,
}

impl<K, T> Default for Calls<K, T> {
    fn default() -> Self {
        Self { tasks: JoinSet::new(), under_way: Vec::new(), returned: Vec::new() }
    }
}

impl<K: Copy + Eq + Send + 'static, T: Send + 'static> Calls<K, T> {
    /// Begins one about something that no other is about.
    pub(crate) fn begin(&mut self, about: K, call: impl Future<Output = T> + Send + 'static) {
        self.under_way.push(about);
        self.tasks.spawn(async move { (about, call.await) });
    }

    /// How many more may begin.
    pub(crate) fn room(&self) -> usize {
        CALLS_MAX.saturating_sub(self.under_way.len())
    }

    /// Whether one about this may begin.
    pub(crate) fn has_room_for(&self, about: K) -> bool {
        self.room() > 0 && !self.under_way.contains(&about)
    }

    /// Whether something has returned that was not taken.
    pub(crate) fn have_returned(&self) -> bool {
        !self.returned.is_empty()
    }

    /// What has returned.
    pub(crate) fn take_returned(&mut self) -> Vec<(K, T)> {
        let returned = std::mem::take(&mut self.returned);
        self.under_way.retain(|it| returned.iter().all(|(about, _)| about != it));
        returned
    }

    /// Waits until one returns; for ever while none is under way. Safe to drop.
    pub(crate) async fn changed(&mut self) {
        match self.tasks.join_next().await {
            None => pending().await,
            Some(Ok(returned)) => self.returned.push(returned),
            Some(Err(failure)) => {
                error!(%failure, "a call to a provider broke off");
                // Which one, nobody knows: all that have not returned are begun anew.
                self.tasks.abort_all();
                self.under_way.retain(|it| self.returned.iter().any(|(about, _)| about == it));
            }
        }
    }
}
