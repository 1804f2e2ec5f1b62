//! Looking through the account's chats for one whose access hash nobody told us.

use grammers_session::types::{PeerId, PeerInfo, PeerRef};
use grammers_tl_types::{enums, functions, types};

use crate::telegram::CallError;
use crate::telegram::connection::Connection;
use crate::telegram::convert::id_of;

const PAGE: i32 = 100;
/// Three thousand chats; who has more gives a username.
const PAGES_MAX: usize = 30;

/// One page of the account's chats.
struct Page {
    dialogs: Vec<enums::Dialog>,
    messages: Vec<enums::Message>,
    chats: Vec<enums::Chat>,
    users: Vec<enums::User>,
    last: bool,
}

/// Where the next page begins.
struct Offset {
    date: i32,
    message: i32,
    peer: enums::InputPeer,
}

/// How to address `wanted`, if it is among the account's chats.
pub(super) async fn find(
    connection: &Connection,
    wanted: PeerId,
) -> Result<Option<PeerRef>, CallError> {
    let mut offset = Offset {
        date: 0,
        message: 0,
        peer: enums::InputPeer::Empty,
    };
    for _ in 0..PAGES_MAX {
        let page = page(connection, offset).await?;
        if let Some(found) = page.address(wanted) {
            return Ok(Some(found));
        }
        match page.next() {
            Some(next) => offset = next,
            None => break,
        }
    }
    Ok(None)
}

async fn page(connection: &Connection, offset: Offset) -> Result<Page, CallError> {
    let request = functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: offset.date,
        offset_id: offset.message,
        offset_peer: offset.peer,
        limit: PAGE,
        hash: 0,
    };
    let answer = connection
        .invoke(&request, connection.limits().call)
        .await?;
    Ok(match answer {
        enums::messages::Dialogs::Dialogs(all) => Page {
            dialogs: all.dialogs,
            messages: all.messages,
            chats: all.chats,
            users: all.users,
            last: true,
        },
        enums::messages::Dialogs::Slice(slice) => Page {
            dialogs: slice.dialogs,
            messages: slice.messages,
            chats: slice.chats,
            users: slice.users,
            last: false,
        },
        enums::messages::Dialogs::NotModified(_) => Page {
            dialogs: Vec::new(),
            messages: Vec::new(),
            chats: Vec::new(),
            users: Vec::new(),
            last: true,
        },
    })
}

impl Page {
    fn address(&self, wanted: PeerId) -> Option<PeerRef> {
        let bare = wanted.bare_id()?;
        let chats = self.chats.iter().filter(|chat| chat.id() == bare);
        let users = self.users.iter().filter(|user| user.id() == bare);
        chats
            .map(PeerInfo::from)
            .chain(users.map(PeerInfo::from))
            .find(|info| info.id() == wanted)
            .and_then(|info| info.auth())
            .map(|auth| PeerRef { id: wanted, auth })
    }

    fn next(&self) -> Option<Offset> {
        if self.last {
            return None;
        }
        self.dialogs.iter().rev().find_map(|dialog| match dialog {
            enums::Dialog::Dialog(dialog) => self.after(dialog),
            enums::Dialog::Folder(_) | enums::Dialog::Community(_) => None,
        })
    }

    fn after(&self, dialog: &types::Dialog) -> Option<Offset> {
        let peer = id_of(&dialog.peer)?;
        let date = self.messages.iter().find_map(|message| match message {
            enums::Message::Message(message) => (message.id == dialog.top_message
                && message.peer_id == dialog.peer)
                .then_some(message.date),
            enums::Message::Service(message) => (message.id == dialog.top_message
                && message.peer_id == dialog.peer)
                .then_some(message.date),
            enums::Message::Empty(_) => None,
        })?;
        Some(Offset {
            date,
            message: dialog.top_message,
            peer: self.address(peer)?.into(),
        })
    }
}
