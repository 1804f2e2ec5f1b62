//! Updates, which only ring the bell: what they say is read in the history, so nothing of them is kept.

use std::sync::Arc;

use grammers_client::Client;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::functions;
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;
use tracing::debug;

use super::link::{LinkEnd, Unanswered, ask};
use super::shared::Shared;
use crate::telegram::CallError;

/// Rings the bell for whatever comes, until the connection ends.
pub(super) async fn ring(
    shared: Arc<Shared>,
    client: Client,
    mut updates: Receiver<UpdatesLike>,
) -> LinkEnd {
    let ringing = async {
        while let Some(update) = updates.recv().await {
            if matches!(update, UpdatesLike::ConnectionClosed) {
                break;
            }
            shared.note_answer();
            shared.bell.notify_one();
        }
        LinkEnd::Closed
    };
    tokio::select! {
        end = ringing => end,
        end = subscribe(&shared, &client) => end,
    }
}

/// Asks Telegram, once somebody listens, to send updates on this connection. Returns only when the
/// connection is of no use any more.
async fn subscribe(shared: &Shared, client: &Client) -> LinkEnd {
    let mut listening = shared.listening.subscribe();
    if listening.wait_for(|listening| *listening).await.is_err() {
        return LinkEnd::broken("nobody listens any more");
    }
    loop {
        let pause = match ask(shared, client, &functions::updates::GetState {}).await {
            Ok(_) => return std::future::pending().await,
            Err(Unanswered::Gone(end)) => return end,
            Err(Unanswered::Refused(CallError::FloodWait(wait))) => wait,
            Err(Unanswered::Refused(error)) => {
                debug!(%error, "Telegram refuses to send updates; asked again");
                shared.limits.silence
            }
        };
        sleep(pause).await;
    }
}
