//! Looking through the account's chats for one whose access hash nobody told us.

use grammers_client::session::types::{PeerId, PeerRef};

use crate::telegram::CallError;
use crate::telegram::connection::Connection;

/// Who has more chats gives a username.
const CHATS_MAX: usize = 3000;

/// How to address `wanted`, if it is among the account's chats.
pub(super) async fn find(
    connection: &Connection,
    wanted: PeerId,
) -> Result<Option<PeerRef>, CallError> {
    let begin = |client: grammers_client::Client| async move { Ok(client.iter_dialogs()) };
    let mut dialogs = connection.call(begin).await?;
    for _ in 0..CHATS_MAX {
        // A page at most: so each call is bounded in time.
        let next = |_| async move {
            let found = match dialogs.next().await? {
                Some(dialog) => Some((dialog.peer_id(), dialog.peer().to_ref().await?)),
                None => None,
            };
            Ok((found, dialogs))
        };
        let (found, rest) = connection.call(next).await?;
        dialogs = rest;
        match found {
            Some((id, address)) if id == wanted => return Ok(address),
            Some(_) => {}
            None => break,
        }
    }
    Ok(None)
}
