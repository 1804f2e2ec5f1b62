//! Devices: what the settings show, and ending one.

use super::super::sessions::{ClientInfo, Device};
use super::super::{KeyId, Login, Refusal, UserId, World};

/// A device that somebody is logged in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// By which it is ended.
    pub hash: i64,
    /// Its key.
    pub key: KeyId,
    /// The client's description of itself.
    pub client: ClientInfo,
    /// The time of the login, in unix seconds.
    pub since: i32,
}

impl World {
    /// The devices on which a user is logged in.
    pub fn devices(&self, user: UserId) -> Vec<DeviceInfo> {
        let state = self.state();
        let devices = state.sessions.by_id.iter();
        devices
            .filter(|(_, device)| device.login == Login::User(user))
            .map(|(key, device)| info(*key, device))
            .collect()
    }

    /// Ends a device of a user's from another one.
    pub(crate) fn end_device(&self, user: UserId, hash: i64) -> Result<(), Refusal> {
        let mut state = self.state();
        let mut devices = state.sessions.by_id.iter_mut();
        let (_, device) = devices
            .find(|(key, device)| hash_of(**key) == hash && device.login == Login::User(user))
            .ok_or(Refusal::HASH_INVALID)?;
        device.login = Login::Revoked;
        Ok(())
    }

    /// The device forgets who it is.
    pub(crate) fn log_out(&self, key: KeyId) -> Result<(), Refusal> {
        self.state().device(key)?.login = Login::Nobody;
        Ok(())
    }
}

fn info(key: KeyId, device: &Device) -> DeviceInfo {
    DeviceInfo {
        hash: hash_of(key),
        key,
        client: device.client.clone(),
        since: device.since,
    }
}

fn hash_of(key: KeyId) -> i64 {
    i64::from_be_bytes(key)
}
