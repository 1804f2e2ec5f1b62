//! The first step towards a key, which clients also take to see that Telegram is there.
//!
//! Keys come from the sandbox, never from clients: the next step is refused as an unknown key is.

use grammers_crypto::DequeBuffer;
use grammers_tl_types::{
    Cursor, Deserializable as _, Identifiable as _, Serializable as _, enums, functions, types,
};

/// The id in front of a packet without a key.
const NO_KEY: i64 = 0;
/// Answers end in 1, modulo 4; nobody looks at the rest of it before there is a key.
const ANSWER_ID: i64 = 1;
/// The product in Telegram's own example, which any client can factorise.
const PRODUCT: [u8; 8] = 0x17ed_4894_1a08_f981_u64.to_be_bytes();
/// Telegram's public key, by its fingerprint: a client that knew none would blame itself.
const FINGERPRINT: i64 = -3_414_540_481_677_951_611;

/// The answer to `req_pq_multi`; `None` for any other packet.
pub(super) fn answer(packet: &[u8]) -> Option<DequeBuffer<u8>> {
    let mut cursor = Cursor::from_slice(packet);
    let key_id = i64::deserialize(&mut cursor).ok()?;
    let _message_id = i64::deserialize(&mut cursor).ok()?;
    let _length = i32::deserialize(&mut cursor).ok()?;
    // With its constructor's id in front.
    let constructor = u32::deserialize(&mut cursor).ok()?;
    if key_id != NO_KEY || constructor != functions::ReqPqMulti::CONSTRUCTOR_ID {
        return None;
    }
    let request = functions::ReqPqMulti::deserialize(&mut cursor).ok()?;
    let body = enums::ResPq::Pq(types::ResPq {
        nonce: request.nonce,
        server_nonce: request.nonce,
        pq: PRODUCT.to_vec(),
        server_public_key_fingerprints: vec![FINGERPRINT],
    })
    .to_bytes();
    let mut packet = DequeBuffer::with_capacity(body.len() + 32, 32);
    packet.extend(NO_KEY.to_bytes());
    packet.extend(ANSWER_ID.to_bytes());
    packet.extend(i32::try_from(body.len()).ok()?.to_bytes());
    packet.extend(body);
    Some(packet)
}
