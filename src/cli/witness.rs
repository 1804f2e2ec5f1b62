//! The session file, which remembers how far its journal had come.

use std::fmt;
use std::sync::Arc;

use crate::journal::{Forgetful, Progress, Witness};
use crate::telegram::session::{Look, SessionStore};

/// Under this name the session keeps it.
const KEY: &str = "journal";

/// The session as the journal's [`Witness`].
pub struct SessionWitness(pub Arc<SessionStore>);

/// What a session that is only looked at remembers of its journal.
pub(super) fn remembered(session: &Look) -> Option<Progress> {
    serde_json::from_str(session.recall(KEY)?).ok()
}

impl Witness for SessionWitness {
    fn recall(&self) -> Result<Option<Progress>, Forgetful> {
        let remembered = self.0.recall(KEY);
        remembered
            .map(|text| serde_json::from_str(&text).map_err(|error| Forgetful(error.to_string())))
            .transpose()
    }

    fn remember(&self, progress: &Progress) -> Result<(), Forgetful> {
        let forgetful = |error: &dyn fmt::Display| Forgetful(error.to_string());
        let text = serde_json::to_string(progress).map_err(|error| forgetful(&error))?;
        self.0
            .remember(KEY, &text)
            .map_err(|error| forgetful(&error))
    }
}

impl fmt::Debug for SessionWitness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionWitness")
            .field(&self.0.path())
            .finish()
    }
}
