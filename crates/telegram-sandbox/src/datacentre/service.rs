//! Messages about the connection itself: pings, acknowledgements, salts.

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, RawVec, Serializable, deserialize, enums, functions,
    types,
};

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
    types::FutureSalts {
        req_msg_id,
        now,
        salts: RawVec(salts.collect()),
    }
    .into()
}
