//! The key that is the login.

use std::fmt;

/// How many bytes an authorisation key has.
pub const AUTH_KEY_BYTES: usize = 256;

/// MTProto's permanent authorisation key: whoever has it is logged in. `Debug` never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey([u8; AUTH_KEY_BYTES]);

impl AuthKey {
    /// Takes the bytes as they are.
    pub const fn new(bytes: [u8; AUTH_KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the connection and for storage. Never print them.
    pub const fn expose(&self) -> &[u8; AUTH_KEY_BYTES] {
        &self.0
    }
}

impl TryFrom<&[u8]> for AuthKey {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        Ok(Self(bytes.try_into()?))
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", AuthKey::new([7; 256])), "AuthKey(…)");
    }
}
