//! A request out of its wrappers, refused where reading it could do harm.
//!
//! Some of Telegram's types hold themselves, and the library reads them by recursion: a few thousand
//! levels of them would end the process. What could hold them is not looked into.

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, deserialize, enums, functions, types,
};

use crate::world::{ClientInfo, Refusal};

/// The most wrappers around a request.
const WRAPPERS_MAX: usize = 8;
/// The longest request that is looked into; the longest message is far shorter.
const REQUEST_BYTES_MAX: usize = 64 * 1024;
/// The deepest nesting of a client's description of itself.
const JSON_NESTING_MAX: usize = 8;

const INVOKE_WITH_LAYER: u32 = 0xda9b_0d0d;
const INIT_CONNECTION: u32 = 0xc1cd_5ea9;
const INVOKE_WITHOUT_UPDATES: u32 = 0xbf94_59b7;
const INVOKE_AFTER_MSG: u32 = 0xcb9f_372d;

const VECTOR: u32 = 0x1cb5_c415;

/// `messages.sendMessage` and `messages.editMessage`: a rich text follows, which can hold itself.
const FLAG_RICH: u32 = 1 << 23;
/// `messages.editMessage`: media follow, which can hold themselves.
const FLAG_MEDIA: u32 = 1 << 14;
/// `inputMediaInvoice`: other media follow.
const FLAG_EXTENDED_MEDIA: u32 = 1 << 2;

/// A request, unwrapped.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: u32,
    pub(super) parameters: Vec<u8>,
    pub(super) wants_updates: bool,
    pub(super) client: Option<ClientInfo>,
}

impl Request {
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() > REQUEST_BYTES_MAX {
            return Err(Refusal::LIMIT_INVALID);
        }
        let request = unwrap(body).map_err(|_| Refusal::INPUT_REQUEST_INVALID)?;
        if request.may_hold_itself() {
            return Err(Refusal::MEDIA_INVALID);
        }
        Ok(request)
    }

    fn may_hold_itself(&self) -> bool {
        let forbidden = match self.method {
            functions::messages::SendMessage::CONSTRUCTOR_ID => FLAG_RICH,
            functions::messages::EditMessage::CONSTRUCTOR_ID => FLAG_RICH | FLAG_MEDIA,
            functions::messages::SendMedia::CONSTRUCTOR_ID
            | functions::payments::ExportInvoice::CONSTRUCTOR_ID => {
                return !self.has_plain_invoice().unwrap_or(false);
            }
            _ => return false,
        };
        let flags = self.parameters.first_chunk::<4>();
        flags.is_some_and(|flags| u32::from_le_bytes(*flags) & forbidden != 0)
    }
}

impl Request {
    /// Returns true if the media in it are an invoice without media of its own: others can hold themselves.
    fn has_plain_invoice(&self) -> deserialize::Result<bool> {
        let mut cursor = Cursor::from_slice(&self.parameters);
        if self.method == functions::messages::SendMedia::CONSTRUCTOR_ID {
            let flags = u32::deserialize(&mut cursor)?;
            enums::InputPeer::deserialize(&mut cursor)?;
            if flags & 1 != 0 {
                enums::InputReplyTo::deserialize(&mut cursor)?;
            }
        }
        let is_invoice = u32::deserialize(&mut cursor)? == types::InputMediaInvoice::CONSTRUCTOR_ID;
        Ok(is_invoice && u32::deserialize(&mut cursor)? & FLAG_EXTENDED_MEDIA == 0)
    }
}

/// Takes the wrappers off a request. The library's types for them know no inner request.
fn unwrap(body: &[u8]) -> deserialize::Result<Request> {
    let mut cursor = Cursor::from_slice(body);
    let mut wants_updates = true;
    let mut client = None;
    for _ in 0..WRAPPERS_MAX {
        let method = u32::deserialize(&mut cursor)?;
        match method {
            INVOKE_WITH_LAYER => drop(i32::deserialize(&mut cursor)?),
            INVOKE_AFTER_MSG => drop(i64::deserialize(&mut cursor)?),
            INVOKE_WITHOUT_UPDATES => wants_updates = false,
            INIT_CONNECTION => client = Some(read_init_connection(&mut cursor)?),
            _ => {
                return Ok(Request {
                    method,
                    parameters: body[cursor.pos()..].to_vec(),
                    wants_updates,
                    client,
                });
            }
        }
    }
    Err(deserialize::Error::UnexpectedEof)
}

fn read_init_connection(cursor: &mut Cursor<'_>) -> deserialize::Result<ClientInfo> {
    let flags = u32::deserialize(cursor)?;
    let client = ClientInfo {
        api_id: i32::deserialize(cursor)?,
        device_model: String::deserialize(cursor)?,
        system_version: String::deserialize(cursor)?,
        app_version: String::deserialize(cursor)?,
    };
    for _ in 0..3 {
        String::deserialize(cursor)?; // languages
    }
    if flags & 1 != 0 {
        enums::InputClientProxy::deserialize(cursor)?;
    }
    if flags & 2 != 0 {
        skip_json(cursor, 0)?;
    }
    Ok(client)
}

fn skip_json(cursor: &mut Cursor<'_>, depth: usize) -> deserialize::Result<()> {
    let too_deep = depth > JSON_NESTING_MAX;
    match u32::deserialize(cursor)? {
        types::JsonNull::CONSTRUCTOR_ID => {}
        types::JsonBool::CONSTRUCTOR_ID => drop(bool::deserialize(cursor)?),
        types::JsonNumber::CONSTRUCTOR_ID => drop(f64::deserialize(cursor)?),
        types::JsonString::CONSTRUCTOR_ID => drop(String::deserialize(cursor)?),
        types::JsonArray::CONSTRUCTOR_ID if !too_deep => {
            for _ in 0..vector_length(cursor)? {
                skip_json(cursor, depth + 1)?;
            }
        }
        types::JsonObject::CONSTRUCTOR_ID if !too_deep => {
            for _ in 0..vector_length(cursor)? {
                expect(cursor, types::JsonObjectValue::CONSTRUCTOR_ID)?;
                String::deserialize(cursor)?;
                skip_json(cursor, depth + 1)?;
            }
        }
        id => return Err(deserialize::Error::UnexpectedConstructor { id }),
    }
    Ok(())
}

fn vector_length(cursor: &mut Cursor<'_>) -> deserialize::Result<u32> {
    expect(cursor, VECTOR)?;
    u32::deserialize(cursor)
}

fn expect(cursor: &mut Cursor<'_>, expected: u32) -> deserialize::Result<()> {
    match u32::deserialize(cursor)? {
        id if id == expected => Ok(()),
        id => Err(deserialize::Error::UnexpectedConstructor { id }),
    }
}

#[cfg(test)]
mod tests {
    use grammers_tl_types::Serializable;

    use super::*;

    fn init_connection(json: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        INVOKE_WITH_LAYER.serialize(&mut body);
        229_i32.serialize(&mut body);
        INIT_CONNECTION.serialize(&mut body);
        2_u32.serialize(&mut body);
        1_i32.serialize(&mut body);
        for _ in 0..6 {
            String::from("text").serialize(&mut body);
        }
        body.extend_from_slice(json);
        functions::help::GetConfig::CONSTRUCTOR_ID.serialize(&mut body);
        body
    }

    fn nested(levels: usize) -> Vec<u8> {
        let mut json = Vec::new();
        for _ in 0..levels {
            types::JsonArray::CONSTRUCTOR_ID.serialize(&mut json);
            VECTOR.serialize(&mut json);
            1_u32.serialize(&mut json);
        }
        types::JsonNull::CONSTRUCTOR_ID.serialize(&mut json);
        json
    }

    #[test]
    fn what_a_client_says_of_itself_is_skipped() {
        let object = enums::Jsonvalue::JsonObject(types::JsonObject {
            value: vec![
                types::JsonObjectValue {
                    key: String::from("tz_offset"),
                    value: types::JsonNumber { value: 3600.0 }.into(),
                }
                .into(),
            ],
        });
        let request = Request::read(&init_connection(&object.to_bytes())).unwrap();
        assert_eq!(request.method, functions::help::GetConfig::CONSTRUCTOR_ID);
        assert!(request.wants_updates);
        assert_eq!(request.client.unwrap().device_model, "text");
    }

    #[test]
    fn what_holds_itself_too_often_is_refused() {
        assert!(Request::read(&init_connection(&nested(3))).is_ok());
        let refused = Request::read(&init_connection(&nested(4000)));
        assert_eq!(refused.unwrap_err(), Refusal::INPUT_REQUEST_INVALID);
        let mut rich = functions::messages::SendMessage::CONSTRUCTOR_ID.to_bytes();
        FLAG_RICH.serialize(&mut rich);
        assert_eq!(Request::read(&rich).unwrap_err(), Refusal::MEDIA_INVALID);
    }

    #[test]
    fn wrappers_without_end_are_refused() {
        let wrapped = INVOKE_WITHOUT_UPDATES.to_bytes().repeat(WRAPPERS_MAX);
        let refused = Request::read(&wrapped).unwrap_err();
        assert_eq!(refused, Refusal::INPUT_REQUEST_INVALID);
        let long = vec![0; REQUEST_BYTES_MAX + 1];
        assert_eq!(Request::read(&long).unwrap_err(), Refusal::LIMIT_INVALID);
    }
}
