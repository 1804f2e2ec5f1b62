//! Messages about the connection itself: pings, acknowledgements, salts, the first step towards a key.

use grammers_crypto::DequeBuffer;
use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, RawVec, Serializable, deserialize, enums, functions,
    types,
};

/// The time for which a salt is valid.
const SALT_VALID_S: i32 = 1800;
/// The most salts that are given at a time.
const SALTS_MAX: i32 = 64;

/// The id in front of a packet without a key.
const NO_KEY: i64 = 0;
/// Answers end in 1, modulo 4; nobody looks at the rest of it before there is a key.
const ANSWER_ID: i64 = 1;
/// The product in Telegram's own example, which any client can factorise.
const PRODUCT: [u8; 8] = 0x17ed_4894_1a08_f981_u64.to_be_bytes();
/// Telegram's public key, by its fingerprint: a client that knew none would blame itself.
const FINGERPRINT: i64 = -3_414_540_481_677_951_611;

pub(super) enum Service {
    Silent,
    /// Is answered with this, bare.
    Answer(Vec<u8>),
    /// Is no service message but a request.
    Request,
}

pub(super) fn answer(msg_id: i64, body: &[u8], now: i32) -> deserialize::Result<Service> {
    let mut cursor = Cursor::from_slice(body);
    let answer = match u32::deserialize(&mut cursor)? {
        types::MsgsAck::CONSTRUCTOR_ID
        | types::HttpWait::CONSTRUCTOR_ID
        | types::MsgsStateInfo::CONSTRUCTOR_ID => return Ok(Service::Silent),
        functions::Ping::CONSTRUCTOR_ID | functions::PingDelayDisconnect::CONSTRUCTOR_ID => {
            let ping_id = i64::deserialize(&mut cursor)?;
            enums::Pong::from(types::Pong { msg_id, ping_id }).to_bytes()
        }
        functions::GetFutureSalts::CONSTRUCTOR_ID => {
            salts(msg_id, i32::deserialize(&mut cursor)?, now).to_bytes()
        }
        types::MsgsStateReq::CONSTRUCTOR_ID => {
            let asked = Vec::<i64>::deserialize(&mut cursor)?;
            enums::MsgsStateInfo::from(types::MsgsStateInfo {
                req_msg_id: msg_id,
                info: vec![4; asked.len()], // "received", of each
            })
            .to_bytes()
        }
        functions::DestroySession::CONSTRUCTOR_ID => {
            let session_id = i64::deserialize(&mut cursor)?;
            enums::DestroySessionRes::from(types::DestroySessionNone { session_id }).to_bytes()
        }
        _ => return Ok(Service::Request),
    };
    Ok(Service::Answer(answer))
}

/// At least two, or grammers goes on asking.
fn salts(req_msg_id: i64, asked: i32, now: i32) -> enums::FutureSalts {
    let salts = (0..asked.clamp(2, SALTS_MAX)).map(|index| {
        let valid_since = now.saturating_add(index * SALT_VALID_S);
        types::FutureSalt {
            valid_since,
            valid_until: valid_since.saturating_add(2 * SALT_VALID_S),
            salt: i64::from(index) + 1,
        }
    });
    types::FutureSalts { req_msg_id, now, salts: RawVec(salts.collect()) }.into()
}

/// The answer to `req_pq_multi`, the first step towards a key, which clients also take to see that
/// Telegram is there; `None` for any other packet. Keys come from the sandbox, never from clients: the
/// next step is refused as an unknown key is.
pub(super) fn answer_without_key(packet: &[u8]) -> Option<DequeBuffer<u8>> {
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
