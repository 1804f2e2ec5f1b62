//! The content of decrypted packets: messages, alone, in containers, zipped; and the making of answers.

use std::io::Read;

use flate2::read::GzDecoder;
use grammers_tl_types::{Cursor, Deserializable, Serializable, deserialize, enums, types};

/// The longest a zipped message may be once unzipped.
const UNZIPPED_BYTES_MAX: usize = 1024 * 1024;
/// The most messages in a container.
const CONTAINER_MESSAGES_MAX: usize = 1020;
/// Zipped and container messages inside each other: no client needs more.
const NESTING_MAX: usize = 3;

const MSG_CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;

/// A packet that no client would send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("it ends too early, or holds an unknown constructor")]
    Truncated,
    #[error("a length in it is impossible")]
    Length,
    #[error("its zipped part can't be unzipped")]
    Zip,
    #[error("it is nested too deeply, or holds too many messages")]
    TooMuch,
}

impl From<deserialize::Error> for Malformed {
    fn from(_: deserialize::Error) -> Self {
        Self::Truncated
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) salt: i64,
    pub(super) session_id: i64,
}

/// A message of a client's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Incoming {
    pub(super) msg_id: i64,
    pub(super) body: Vec<u8>,
}

pub(super) fn open(plaintext: &[u8]) -> Result<(Header, Vec<Incoming>), Malformed> {
    let mut cursor = Cursor::from_slice(plaintext);
    let header =
        Header { salt: i64::deserialize(&mut cursor)?, session_id: i64::deserialize(&mut cursor)? };
    let message = read_message(&mut cursor, plaintext.len())?;
    let mut messages = Vec::new();
    flatten(message, 0, &mut messages)?;
    Ok((header, messages))
}

fn read_message(cursor: &mut Cursor<'_>, available: usize) -> Result<Incoming, Malformed> {
    let msg_id = i64::deserialize(cursor)?;
    let _seq_no = i32::deserialize(cursor)?;
    let length = usize::try_from(i32::deserialize(cursor)?).map_err(|_| Malformed::Length)?;
    if length > available || length < 4 || !length.is_multiple_of(4) {
        return Err(Malformed::Length);
    }
    let mut body = vec![0; length];
    cursor.read_exact(&mut body)?;
    Ok(Incoming { msg_id, body })
}

fn flatten(message: Incoming, depth: usize, messages: &mut Vec<Incoming>) -> Result<(), Malformed> {
    if depth > NESTING_MAX || messages.len() >= CONTAINER_MESSAGES_MAX {
        return Err(Malformed::TooMuch);
    }
    let mut cursor = Cursor::from_slice(&message.body);
    match u32::deserialize(&mut cursor)? {
        MSG_CONTAINER => {
            let count = i32::deserialize(&mut cursor)?;
            if !usize::try_from(count).is_ok_and(|count| count <= CONTAINER_MESSAGES_MAX) {
                return Err(Malformed::TooMuch);
            }
            for _ in 0..count {
                let inner = read_message(&mut cursor, message.body.len())?;
                flatten(inner, depth + 1, messages)?;
            }
        }
        GZIP_PACKED => {
            let body = unzipped(&Vec::<u8>::deserialize(&mut cursor)?)?;
            let msg_id = message.msg_id;
            flatten(Incoming { msg_id, body }, depth + 1, messages)?;
        }
        _ => messages.push(message),
    }
    Ok(())
}

fn unzipped(packed: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut body = Vec::new();
    let limit = UNZIPPED_BYTES_MAX as u64 + 1;
    let read = GzDecoder::new(packed).take(limit).read_to_end(&mut body);
    match read {
        Ok(length) if length <= UNZIPPED_BYTES_MAX => Ok(body),
        Ok(_) => Err(Malformed::TooMuch),
        Err(_) => Err(Malformed::Zip),
    }
}

pub(super) fn rpc_result(request: i64, body: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(body.len() + 12);
    RPC_RESULT.serialize(&mut result);
    request.serialize(&mut result);
    result.extend_from_slice(body);
    result
}

pub(super) fn rpc_error(request: i64, code: i32, name: &str) -> Vec<u8> {
    let error =
        enums::RpcError::from(types::RpcError { error_code: code, error_message: name.to_owned() });
    rpc_result(request, &error.to_bytes())
}

/// Numbers the server's messages, and puts them into packets.
#[derive(Debug, Default)]
pub(super) struct Sealer {
    last_msg_id: i64,
    content_related: i32,
}

impl Sealer {
    /// A packet's plaintext with one message. `answer` tells answers from what comes unasked.
    pub(super) fn seal(&mut self, header: Header, now: i32, answer: bool, body: &[u8]) -> Vec<u8> {
        let mut packet = Vec::with_capacity(body.len() + 32);
        header.salt.serialize(&mut packet);
        header.session_id.serialize(&mut packet);
        self.next_msg_id(now, answer).serialize(&mut packet);
        (self.content_related * 2 + 1).serialize(&mut packet);
        self.content_related = self.content_related.wrapping_add(1) & 0x3fff_ffff;
        i32::try_from(body.len()).unwrap_or(i32::MAX).serialize(&mut packet);
        packet.extend_from_slice(body);
        packet
    }

    /// Grows always; its lowest bits tell answers (1) from what comes unasked (3).
    fn next_msg_id(&mut self, now: i32, answer: bool) -> i64 {
        let at_least = i64::from(now) << 32;
        let base = at_least.max((self.last_msg_id | 3) + 1);
        self.last_msg_id = base | if answer { 1 } else { 3 };
        self.last_msg_id
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn message(body: &[u8]) -> Vec<u8> {
        let mut message = Vec::new();
        8_i64.serialize(&mut message);
        1_i32.serialize(&mut message);
        i32::try_from(body.len()).unwrap().serialize(&mut message);
        message.extend_from_slice(body);
        message
    }

    fn packet(body: &[u8]) -> Vec<u8> {
        let mut packet = Vec::new();
        1_i64.serialize(&mut packet);
        2_i64.serialize(&mut packet);
        packet.extend(message(body));
        packet
    }

    fn container(messages: &[Vec<u8>]) -> Vec<u8> {
        let mut body = MSG_CONTAINER.to_bytes();
        i32::try_from(messages.len()).unwrap().serialize(&mut body);
        body.extend(messages.concat());
        body
    }

    fn zipped(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(body).unwrap();
        let mut packed = GZIP_PACKED.to_bytes();
        encoder.finish().unwrap().serialize(&mut packed);
        packed
    }

    #[test]
    fn messages_are_found_in_containers_and_zipped() {
        let body = container(&[message(&[1; 8]), message(&zipped(&[2; 600]))]);
        let (header, messages) = open(&packet(&body)).unwrap();
        assert_eq!((header.salt, header.session_id), (1, 2));
        let bodies: Vec<&[u8]> = messages.iter().map(|it| it.body.as_slice()).collect();
        assert_eq!(bodies, [&[1; 8][..], &[2; 600][..]]);
    }

    #[test]
    fn malformed_packets_are_told_apart() {
        let whole = packet(&[1; 8]);
        assert_eq!(open(&whole[..20]), Err(Malformed::Truncated));
        assert_eq!(open(&packet(&[1; 3])), Err(Malformed::Length));
        let mut lying = whole.clone();
        lying[28..32].copy_from_slice(&i32::MAX.to_le_bytes());
        assert_eq!(open(&lying), Err(Malformed::Length));
        lying[28..32].copy_from_slice(&(-4_i32).to_le_bytes());
        assert_eq!(open(&lying), Err(Malformed::Length));
        let mut broken = zipped(&[2; 600]);
        broken[5] ^= 0xff; // where the zipped part begins
        assert_eq!(open(&packet(&broken)), Err(Malformed::Zip));
    }

    #[test]
    fn too_much_is_refused() {
        let bomb = zipped(&vec![0; UNZIPPED_BYTES_MAX + 4]);
        assert_eq!(open(&packet(&bomb)), Err(Malformed::TooMuch));
        let deep = (0..=NESTING_MAX).fold(vec![1; 8], |body, _| container(&[message(&body)]));
        assert_eq!(open(&packet(&deep)), Err(Malformed::TooMuch));
        let many = container(&vec![message(&[1; 4]); CONTAINER_MESSAGES_MAX + 1]);
        assert_eq!(open(&packet(&many)), Err(Malformed::TooMuch));
    }

    #[test]
    fn the_servers_message_ids_grow_and_tell_answers_from_updates() {
        let mut sealer = Sealer::default();
        let ids = [true, false, true, true].map(|answer| sealer.next_msg_id(100, answer));
        assert!(ids.is_sorted_by(|one, next| one < next));
        assert_eq!(ids.map(|id| id % 4), [1, 3, 1, 1]);
        assert_eq!(ids[0] >> 32, 100);
    }
}
