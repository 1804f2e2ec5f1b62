//! Updates, which only ring the bell: what they say is read in the history, so nothing of them is kept.

use std::sync::Arc;

use grammers_client::Client;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::functions;
use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;
use tracing::debug;

use super::link::ask;
use super::shared::Shared;
use super::transport::LinkEnd;
use crate::telegram::{CallError, ConnectError};

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
        Ok(())
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
    let listened = listening.wait_for(|listening| *listening).await;
    listened.map_err(|_| ConnectError::unreachable("nobody listens any more"))?;
    loop {
        let pause = match ask(shared, client, &functions::updates::GetState {}).await? {
            Ok(_) => return std::future::pending().await,
            Err(CallError::FloodWait(wait)) => wait,
            Err(error) => {
                debug!(%error, "Telegram refuses to send updates; asked again");
                shared.limits.silence
            }
        };
        sleep(pause).await;
    }
}
