//! The server's half of MTProto 2.0.
//!
//! `grammers-crypto` knows the client's half only. Both differ in where they read the key: the
//! client's packets use it from byte 0, the server's from byte 8. So the key rotated by 8 bytes makes
//! the client's functions do the server's work; only the key's id in front has to be put right.

use grammers_crypto::{AuthKey as CryptoKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};

use crate::world::{AuthKey, KeyId};

/// By how many bytes the two halves differ.
const SHIFT: usize = 8;

/// A packet that was not made with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not encrypted with this key")]
pub(super) struct NotOurs;

pub(super) struct Cipher {
    key_id: KeyId,
    incoming: CryptoKey,
    incoming_id: KeyId,
    outgoing: CryptoKey,
}

impl Cipher {
    pub(super) fn new(key: &AuthKey) -> Self {
        let (mut incoming, mut outgoing) = (*key.bytes(), *key.bytes());
        incoming.rotate_right(SHIFT);
        outgoing.rotate_left(SHIFT);
        Self {
            key_id: key.id(),
            incoming: CryptoKey::from_bytes(incoming),
            incoming_id: AuthKey(incoming).id(),
            outgoing: CryptoKey::from_bytes(outgoing),
        }
    }

    pub(super) fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Decrypts a client's packet, padding included.
    pub(super) fn decrypt<'packet>(
        &self,
        packet: &'packet mut [u8],
    ) -> Result<&'packet [u8], NotOurs> {
        let (key_id, _) = packet.split_first_chunk_mut::<8>().ok_or(NotOurs)?;
        if *key_id != self.key_id {
            return Err(NotOurs);
        }
        *key_id = self.incoming_id;
        Ok(decrypt_data_v2(packet, &self.incoming).map_err(|_| NotOurs)?)
    }

    pub(super) fn encrypt(&self, plaintext: &[u8]) -> DequeBuffer<u8> {
        let mut packet = DequeBuffer::with_capacity(plaintext.len() + 64, 64);
        packet.extend(plaintext.iter().copied());
        encrypt_data_v2(&mut packet, &self.outgoing);
        packet[..8].copy_from_slice(&self.key_id);
        packet
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::world::World;

    /// A key, the server's cipher for it, and the client's own.
    fn both_sides() -> (Cipher, CryptoKey) {
        let world = World::new();
        let key = world.unbound_key();
        (Cipher::new(&key), CryptoKey::from_bytes(*key.bytes()))
    }

    #[test]
    fn the_client_reads_what_the_server_wrote() {
        let (server, client) = both_sides();
        let mut packet = server.encrypt(&[7; 32])[..].to_vec();
        let plaintext = decrypt_data_v2(&mut packet, &client).unwrap();
        assert_eq!(plaintext[..32], [7; 32]);
    }

    #[test]
    fn the_server_reads_what_the_client_wrote_and_nothing_else() {
        let (server, client) = both_sides();
        let mut packet = DequeBuffer::with_capacity(32, 32);
        packet.extend([7; 32]);
        encrypt_data_v2(&mut packet, &client);
        let mut forged = packet[..].to_vec();
        assert_eq!(server.decrypt(&mut packet[..]).unwrap()[..32], [7; 32]);
        if let Some(last) = forged.last_mut() {
            *last ^= 1;
        }
        assert_eq!(server.decrypt(&mut forged), Err(NotOurs));
        assert_eq!(server.decrypt(&mut [0; 7]), Err(NotOurs));
    }
}
