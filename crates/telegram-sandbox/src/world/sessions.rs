//! Authorization keys, their users and devices: what the settings show, and ending one.
#![expect(missing_docs, reason = "most fields are what their names say")]

use std::fmt;

use sha1::{Digest, Sha1};

use super::login::Srp;
use super::state::State;
use super::{Refusal, UserId, World};

/// The last eight bytes of a key's SHA-1, by which packets name it.
pub type KeyId = [u8; 8];

/// The most keys the world keeps; more are a mistake of a test's.
const KEYS_MAX: usize = 10_000;

/// The data centre that is everybody's home unless they are at home elsewhere.
pub const HOME_DATA_CENTRE: u8 = 2;

/// An authorization key.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey(pub(crate) [u8; 256]);

impl AuthKey {
    pub fn bytes(&self) -> &[u8; 256] {
        &self.0
    }

    /// Returns the id by which packets name it.
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

/// The login of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// Nobody has logged in with it yet.
    Nobody,
    /// This user has shown the code, or the QR code; their password is still to come.
    PasswordPending(UserId),
    /// This user is logged in.
    User(UserId),
    /// The session was ended from another device.
    Revoked,
    /// The key was used in two places at once, and is dead.
    Duplicated,
}

impl Login {
    /// Returns the user whose requests these are.
    pub fn user(self) -> Result<UserId, Refusal> {
        match self {
            Self::User(user) => Ok(user),
            Self::Nobody => Err(Refusal::AUTH_KEY_UNREGISTERED),
            Self::PasswordPending(_) => Err(Refusal::SESSION_PASSWORD_NEEDED),
            Self::Revoked => Err(Refusal::SESSION_REVOKED),
            Self::Duplicated => Err(Refusal::AUTH_KEY_DUPLICATED),
        }
    }
}

/// A client's description of itself when it connects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientInfo {
    pub api_id: i32,
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
}

/// A key, and the device it is on.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) key: AuthKey,
    pub(super) data_centre: u8,
    pub(super) login: Login,
    pub(super) client: ClientInfo,
    /// The time of the login, in unix seconds.
    pub(super) since: i32,
    /// The password that is being asked for.
    pub(super) srp: Option<Srp>,
}

/// A device that somebody is logged in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    pub key: KeyId,
    pub client: ClientInfo,
    /// The time of the login, in unix seconds.
    pub since: i32,
}

impl DeviceInfo {
    /// The number by which it is ended.
    pub fn hash(&self) -> i64 {
        i64::from_be_bytes(self.key)
    }
}

impl World {
    /// A new key with which `user` is logged in: another device of theirs.
    pub fn logged_in_key(&self, user: UserId) -> AuthKey {
        let mut state = self.state();
        let home = state.logins.home_of(user);
        state.new_key(home, Login::User(user))
    }

    /// A new key with which nobody is logged in.
    pub fn unbound_key(&self) -> AuthKey {
        self.unbound_key_in(HOME_DATA_CENTRE)
    }

    /// The same, at another data centre than most are at home in.
    pub fn unbound_key_in(&self, data_centre: u8) -> AuthKey {
        self.state().new_key(data_centre, Login::Nobody)
    }

    /// Changes what a key is good for: revokes a session, logs somebody in.
    pub fn set_login(&self, key: &AuthKey, login: Login) {
        if let Some(device) = self.state().sessions.get_mut(&key.id()) {
            device.login = login;
        }
    }

    /// The key that packets to this data centre name so, if it is one of this world's.
    pub fn auth_key(&self, data_centre: u8, id: KeyId) -> Option<AuthKey> {
        let state = self.state();
        let device = state.sessions.get(&id).filter(|device| device.data_centre == data_centre);
        device.map(|device| device.key.clone())
    }

    /// Returns the login of a key.
    pub fn login(&self, id: KeyId) -> Login {
        self.state().sessions.get(&id).map_or(Login::Nobody, |device| device.login)
    }

    pub(crate) fn introduce(&self, id: KeyId, client: ClientInfo) {
        if let Some(device) = self.state().sessions.get_mut(&id) {
            device.client = client;
        }
    }

    /// The devices on which a user is logged in.
    pub fn devices(&self, user: UserId) -> Vec<DeviceInfo> {
        let state = self.state();
        let devices = state.sessions.iter().filter(|(_, it)| it.login == Login::User(user));
        let devices = devices.map(|(key, device)| DeviceInfo {
            key: *key,
            client: device.client.clone(),
            since: device.since,
        });
        devices.collect()
    }

    pub(crate) fn end_device(&self, user: UserId, hash: i64) -> Result<(), Refusal> {
        let mut state = self.state();
        let device = state.sessions.get_mut(&hash.to_be_bytes());
        let device = device.filter(|device| device.login == Login::User(user));
        device.ok_or(Refusal::HASH_INVALID)?.login = Login::Revoked;
        Ok(())
    }

    /// The device forgets who it is.
    pub(crate) fn log_out(&self, key: KeyId) -> Result<(), Refusal> {
        self.state().device(key)?.login = Login::Nobody;
        Ok(())
    }
}

impl State {
    pub(super) fn device(&mut self, key: KeyId) -> Result<&mut Device, Refusal> {
        self.sessions.get_mut(&key).ok_or(Refusal::AUTH_KEY_UNREGISTERED)
    }

    fn new_key(&mut self, data_centre: u8, login: Login) -> AuthKey {
        let mut key = AuthKey([0; 256]);
        self.fill_randomly(&mut key.0);
        self.add_key(&key, data_centre, login);
        key
    }

    pub(super) fn add_key(&mut self, key: &AuthKey, data_centre: u8, login: Login) {
        assert!(self.sessions.len() < KEYS_MAX, "too many sessions");
        let (client, since) = (ClientInfo::default(), self.now());
        let device = Device { key: key.clone(), data_centre, login, client, since, srp: None };
        self.sessions.insert(key.id(), device);
    }

    pub(super) fn end_devices(&mut self, user: UserId) {
        let devices = self.sessions.values_mut().filter(|it| it.login == Login::User(user));
        devices.for_each(|device| device.login = Login::Revoked);
    }

    pub(super) fn fill_randomly(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let random = (self.randomness)().to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}
