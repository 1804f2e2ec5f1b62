//! Messages about the connection itself: pings, acknowledgements, salts.

use grammers_tl_types::{Cursor, Deserializable, Serializable, deserialize};

const MSGS_ACK: u32 = 0x62d6_b459;
const PING: u32 = 0x7abe_77ec;
const PING_DELAY_DISCONNECT: u32 = 0xf342_7b8c;
const PONG: u32 = 0x3477_73c5;
const GET_FUTURE_SALTS: u32 = 0xb921_bd04;
const FUTURE_SALTS: u32 = 0xae50_0895;
const HTTP_WAIT: u32 = 0x9299_359f;
const MSGS_STATE_REQ: u32 = 0xda69_fb52;
const MSGS_STATE_INFO: u32 = 0x04de_b57d;
const DESTROY_SESSION: u32 = 0xe751_2126;
const DESTROY_SESSION_NONE: u32 = 0x62d3_50c9;

/// The time for which a salt is valid.
const SALT_VALID_S: i32 = 1800;
/// The most salts that are given at a time.
const SALTS_MAX: i32 = 64;

/// The kind of a client's message.
pub(super) enum Service {
    Silent,
    /// Is answered with this, bare.
    Answer(Vec<u8>),
    /// Is no service message but a request.
    Request,
}

/// Answers a message, if it is MTProto's own.
pub(super) fn answer(msg_id: i64, body: &[u8], now: i32) -> deserialize::Result<Service> {
    let mut cursor = Cursor::from_slice(body);
    let mut answer = Vec::new();
    match u32::deserialize(&mut cursor)? {
        MSGS_ACK | HTTP_WAIT | MSGS_STATE_INFO => return Ok(Service::Silent),
        PING | PING_DELAY_DISCONNECT => {
            PONG.serialize(&mut answer);
            msg_id.serialize(&mut answer);
            i64::deserialize(&mut cursor)?.serialize(&mut answer);
        }
        GET_FUTURE_SALTS => salts(msg_id, i32::deserialize(&mut cursor)?, now, &mut answer),
        MSGS_STATE_REQ => {
            let asked = Vec::<i64>::deserialize(&mut cursor)?;
            MSGS_STATE_INFO.serialize(&mut answer);
            msg_id.serialize(&mut answer);
            vec![4_u8; asked.len()].serialize(&mut answer); // "received", of each
        }
        DESTROY_SESSION => {
            DESTROY_SESSION_NONE.serialize(&mut answer);
            i64::deserialize(&mut cursor)?.serialize(&mut answer);
        }
        _ => return Ok(Service::Request),
    }
    Ok(Service::Answer(answer))
}

/// At least two, or grammers goes on asking.
fn salts(msg_id: i64, asked: i32, now: i32, answer: &mut Vec<u8>) {
    let count = asked.clamp(2, SALTS_MAX);
    FUTURE_SALTS.serialize(answer);
    msg_id.serialize(answer);
    now.serialize(answer);
    count.serialize(answer);
    for index in 0..count {
        let since = now.saturating_add(index * SALT_VALID_S);
        since.serialize(answer);
        since.saturating_add(2 * SALT_VALID_S).serialize(answer);
        (i64::from(index) + 1).serialize(answer);
    }
}
