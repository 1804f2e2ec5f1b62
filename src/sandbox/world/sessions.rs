//! Which authorization key belongs to whom.

use std::collections::BTreeMap;
use std::fmt;

use sha1::{Digest, Sha1};

use super::state::State;
use super::{Refusal, UserId, World};

/// The last eight bytes of a key's SHA-1, by which packets name it.
pub type KeyId = [u8; 8];

/// The most keys the world keeps; more are a mistake of a test's.
const KEYS_MAX: usize = 10_000;

/// An authorization key.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey([u8; 256]);

impl AuthKey {
    /// The key itself.
    pub fn bytes(&self) -> &[u8; 256] {
        &self.0
    }

    /// How packets name it.
    pub fn id(&self) -> KeyId {
        let mut id = KeyId::default();
        id.copy_from_slice(&Sha1::digest(self.0)[12..]);
        id
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthKey(…)")
    }
}

/// What a key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// Nobody has logged in with it yet.
    Nobody,
    /// This user is logged in.
    User(UserId),
    /// The session was ended from another device.
    Revoked,
    /// The key was used in two places at once, and is dead.
    Duplicated,
}

impl Login {
    /// Whose requests these are.
    pub fn user(self) -> Result<UserId, Refusal> {
        match self {
            Self::User(user) => Ok(user),
            Self::Nobody => Err(Refusal::AUTH_KEY_UNREGISTERED),
            Self::Revoked => Err(Refusal::SESSION_REVOKED),
            Self::Duplicated => Err(Refusal::AUTH_KEY_DUPLICATED),
        }
    }
}

/// All keys.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_id: BTreeMap<KeyId, (AuthKey, Login)>,
}

impl World {
    /// A new key with which `user` is logged in: another device of theirs.
    pub fn session_for(&self, user: UserId) -> AuthKey {
        self.state().new_key(Login::User(user))
    }

    /// A new key with which nobody is logged in.
    pub fn session_for_nobody(&self) -> AuthKey {
        self.state().new_key(Login::Nobody)
    }

    /// Changes what a key is good for: revokes a session, logs somebody in.
    pub fn set_login(&self, key: &AuthKey, login: Login) {
        let mut state = self.state();
        if let Some((_, current)) = state.sessions.by_id.get_mut(&key.id()) {
            *current = login;
        }
    }

    /// The key that packets name so, if it is one of this world's.
    pub fn auth_key(&self, id: KeyId) -> Option<AuthKey> {
        let state = self.state();
        state.sessions.by_id.get(&id).map(|(key, _)| key.clone())
    }

    /// What the key is good for now.
    pub fn login(&self, id: KeyId) -> Login {
        let state = self.state();
        let known = state.sessions.by_id.get(&id);
        known.map_or(Login::Nobody, |(_, login)| *login)
    }
}

impl State {
    fn new_key(&mut self, login: Login) -> AuthKey {
        assert!(self.sessions.by_id.len() < KEYS_MAX, "too many sessions");
        let mut bytes = [0; 256];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&self.randomness.next_u64().to_le_bytes());
        }
        let key = AuthKey(bytes);
        self.sessions.by_id.insert(key.id(), (key.clone(), login));
        key
    }
}
