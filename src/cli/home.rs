//! What one process at a time works with: the session and the journal beside it; without a Telegram account, the
//! journal alone.

use std::path::Path;
use std::sync::Arc;

use tracing::warn;

use super::run::pins;
use super::{Failure, SessionProgressStore, orders};
use crate::config::Config;
use crate::journal::{Journal, JournalError};
use crate::machine::{Clock as _, HostInfo, Machine, Randomness as _};
use crate::order::UserId;
use crate::telegram::lock::SessionLock;
use crate::telegram::session::{SessionError, SessionStore};

/// Under this name the session keeps on which machine it was used last.
const MACHINE: &str = "machine";
/// Nobody's account: where there is no Telegram, the journal is of no seller.
pub(super) const NOBODY: UserId = UserId(0);

/// The files, with their lock.
pub(super) enum Home {
    Session(Arc<SessionStore>),
    Journal { lock: SessionLock },
}

impl Home {
    /// Takes the lock that lies beside `held`, [the session or the journal](Config::held_file).
    pub(super) fn open(config: &Config, held: &Path) -> Result<Self, SessionError> {
        if config.is_without_telegram() {
            return Ok(Self::Journal { lock: SessionLock::acquire(held)? });
        }
        Ok(Self::Session(Arc::new(SessionStore::open(held)?)))
    }

    pub(super) fn session(&self) -> Option<&Arc<SessionStore>> {
        match self {
            Self::Session(store) => Some(store),
            Self::Journal { .. } => None,
        }
    }

    /// Whether real money is paid.
    pub(super) fn is_live(&self, config: &Config) -> bool {
        self.session().map_or(config.livemode, |store| store.is_live())
    }

    /// Whose journal it is, as far as that is known before the first login.
    pub(super) fn seller(&self) -> Option<UserId> {
        match self {
            Self::Session(store) => store.seller(),
            Self::Journal { .. } => Some(NOBODY),
        }
    }

    /// The journal, which a session remembers.
    pub(super) fn open_journal(
        &self,
        path: &Path,
        config: &Config,
        seller: UserId,
    ) -> Result<Journal, JournalError> {
        let (name, now) = (format!("{:016x}", Machine.next_u64()), Machine.now());
        match self {
            Self::Session(store) => {
                let progress = Box::new(SessionProgressStore(store.clone()));
                let pins = pins(config, seller, store.is_live());
                Journal::open_tracked(path, pins, &name, now, progress)
            }
            Self::Journal { .. } => {
                Journal::open(path, pins(config, seller, config.livemode), &name, now)
            }
        }
    }

    /// The journal of who has logged in before: where nobody has, there is one, or nothing to be done with it.
    pub(super) fn open_known_journal(&self, config: &Config) -> Result<Journal, Failure> {
        let known = || Ok::<_, Failure>(orders::read(config)?.pins().seller);
        let seller = self.seller().map_or_else(known, Ok)?;
        Ok(self.open_journal(&config.journal()?, config, seller)?)
    }

    /// What has to be held as long as the agent works: a connection holds its session itself. Notices a session that
    /// was copied or moved here: its other copy may still be at work.
    pub(super) fn keep(self, host: &HostInfo) -> Result<Option<SessionLock>, SessionError> {
        let store = match self {
            Self::Session(store) => store,
            Self::Journal { lock } => return Ok(Some(lock)),
        };
        let (known, here) = (store.recall(MACHINE), host.machine_id());
        if let Some(here) = here.filter(|here| known.as_ref() != Some(here)) {
            if known.is_some() {
                warn!("the session was last used on another machine");
            }
            store.remember(MACHINE, &here)?;
        }
        Ok(None)
    }
}
