//! The session file, which remembers how far its journal had come.

use std::fmt;
use std::sync::Arc;

use crate::journal::{Progress, ProgressStore, ProgressStoreError};
use crate::telegram::session::{SessionSnapshot, SessionStore};

/// Under this name the session keeps it.
const KEY: &str = "journal";

/// The session as the journal's [`ProgressStore`].
#[derive(Debug)]
pub struct SessionProgressStore(pub Arc<SessionStore>);

/// What a session that is only looked at remembers of its journal.
pub(super) fn remembered(session: &SessionSnapshot) -> Option<Progress> {
    serde_json::from_str(session.recall(KEY)?).ok()
}

impl ProgressStore for SessionProgressStore {
    fn load(&self) -> Result<Option<Progress>, ProgressStoreError> {
        let remembered = self.0.recall(KEY);
        let read = |text: String| serde_json::from_str(&text);
        let read = remembered.map(read).transpose();
        read.map_err(|error| ProgressStoreError(error.to_string()))
    }

    fn save(&self, progress: &Progress) -> Result<(), ProgressStoreError> {
        let failed = |error: &dyn fmt::Display| ProgressStoreError(error.to_string());
        let text = serde_json::to_string(progress).map_err(|error| failed(&error))?;
        self.0.remember(KEY, &text).map_err(|error| failed(&error))
    }
}
