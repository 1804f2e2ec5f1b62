//! Telethon's `StringSession`: a data centre's address and a key, as one line of text.

use std::net::{IpAddr, SocketAddr};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

use crate::world::AuthKey;

/// The only version there is.
const VERSION: &str = "1";

pub(super) fn encode(dc_id: u8, address: SocketAddr, key: &AuthKey) -> String {
    let mut bytes = vec![dc_id];
    match address.ip() {
        IpAddr::V4(ip) => bytes.extend(ip.octets()),
        IpAddr::V6(ip) => bytes.extend(ip.octets()),
    }
    bytes.extend(address.port().to_be_bytes());
    bytes.extend(key.bytes());
    format!("{VERSION}{}", URL_SAFE.encode(bytes))
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::world::World;

    #[test]
    fn it_holds_what_telethon_reads_from_it() {
        let world = World::new();
        let key = world.unbound_key();
        let text = encode(2, SocketAddr::from(([127, 0, 0, 1], 443)), &key);
        let bytes = URL_SAFE.decode(text.strip_prefix(VERSION).unwrap()).unwrap();
        assert_eq!(bytes[..7], [2, 127, 0, 0, 1, 1, 187]);
        assert_eq!(bytes[7..], key.bytes()[..]);
    }
}
