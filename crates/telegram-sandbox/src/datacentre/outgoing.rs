//! Packets on their way out: at once, or late and in small pieces.

use std::time::Duration;

use grammers_crypto::DequeBuffer;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use super::faults::{ConnectionEpoch, Faults};
use super::frames::FrameWriter;

/// The size of the pieces in which slow packets come, in bytes,
const PIECE_BYTES: usize = 48;
/// and the time between them.
const PIECE_LATER: Duration = Duration::from_millis(1);

/// A packet on its way out.
pub(super) struct OutgoingPacket {
    pub(super) packet: DequeBuffer<u8>,
    /// The time at which it may leave, if it is slow.
    pub(super) leaves_at: Option<Instant>,
}

pub(super) async fn write_all(
    mut writer: FrameWriter,
    mut parcels: mpsc::Receiver<OutgoingPacket>,
    (faults, epoch): (&Faults, ConnectionEpoch),
) -> std::io::Error {
    while let Some(OutgoingPacket { packet, leaves_at }) = parcels.recv().await {
        if let Some(leaves_at) = leaves_at {
            sleep_until(leaves_at).await;
        }
        if faults.is_blackholed(epoch) {
            continue;
        }
        let pieces = leaves_at.map(|_| PIECE_BYTES);
        if let Err(error) = write(&mut writer, packet, pieces).await {
            return error;
        }
    }
    // The other side of the channel ends first only together with this task.
    std::future::pending().await
}

pub(super) async fn write(
    writer: &mut FrameWriter,
    packet: DequeBuffer<u8>,
    pieces: Option<usize>,
) -> std::io::Result<()> {
    let frame = writer.pack(packet);
    for piece in frame.chunks(pieces.unwrap_or(frame.len()).max(1)) {
        writer.write(piece).await?;
        if pieces.is_some() {
            sleep(PIECE_LATER).await;
        }
    }
    Ok(())
}
