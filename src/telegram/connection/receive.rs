//! Takes updates off the connection. They are only the bell: what they say is read in the history.

use std::sync::Arc;

use grammers_mtsender::UpdatesReceiver;
use grammers_session::Session as _;
use grammers_session::types::PeerInfo;
use grammers_tl_types::enums;
use tracing::warn;

use super::life::{End, verdict};
use super::shared::Shared;

/// Runs from when somebody listens until the connection breaks. In a task of its own: `next` loses updates when it is dropped.
pub(super) async fn run(shared: Arc<Shared>, mut receiver: UpdatesReceiver) -> End {
    // An error means that the connection is being closed.
    if shared
        .listening
        .subscribe()
        .wait_for(|listening| *listening)
        .await
        .is_err()
    {
        return End::broken("nobody listens any more");
    }
    loop {
        let chats = match receiver.next().await {
            Ok((_updates, _users, chats)) => chats,
            Err(error) => return verdict(&shared, &error),
        };
        shared.hear();
        remember_channels(&shared, &chats).await;
        shared.bell.notify_one();
        if let Err(error) = receiver.sync_update_state().await {
            // What is not saved is received again. A disk that stays full is the journal's to tell.
            warn!(%error, "can't save how far updates were seen");
        }
    }
}

/// A gap in a channel's updates can only be asked about with its access hash. Users are not kept:
/// nothing needs them.
async fn remember_channels(shared: &Shared, chats: &[enums::Chat]) {
    for chat in chats {
        if let enums::Chat::Channel(channel) = chat
            && let Err(error) = shared.store.cache_peer(PeerInfo::from(channel)).await
        {
            warn!(%error, "can't save a chat's address");
        }
    }
}
