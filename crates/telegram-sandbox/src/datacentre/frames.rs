//! TCP Full: a byte stream cut into checked, numbered packets; on their way out they leave at once,
//! or late and in small pieces.

use std::time::Duration;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::transport::{Error, Full, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use super::faults::Faults;

/// The longest packet that is taken; Telegram's own limit is close to it.
const PACKET_BYTES_MAX: usize = 1024 * 1024;
/// The most bytes asked of the socket at a time.
const READ_BYTES: usize = 16 * 1024;
/// The size of the pieces in which slow packets come, in bytes,
const PIECE_BYTES: usize = 48;
/// and the time between them.
const PIECE_LATER: Duration = Duration::from_millis(1);

#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    #[error("the client closed the connection")]
    Closed,
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("not a packet: {0}")]
    NoPacket(String),
}

pub(super) struct FrameReader {
    socket: OwnedReadHalf,
    transport: Full,
    buffer: Vec<u8>,
}

impl FrameReader {
    pub(super) fn new(socket: OwnedReadHalf) -> Self {
        Self { socket, transport: Full::new(), buffer: Vec::new() }
    }

    /// The next packet. Safe to drop: what was read stays.
    pub(super) async fn next(&mut self) -> Result<Vec<u8>, FrameError> {
        loop {
            if let Some(packet) = self.take()? {
                return Ok(packet);
            }
            self.buffer.reserve(READ_BYTES);
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err(FrameError::Closed);
            }
        }
    }

    fn take(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = self.buffer.first_chunk::<4>() else {
            return Ok(None);
        };
        // The first bytes decide how much would be read: so they are looked at first.
        let length = u32::from_le_bytes(*length);
        if !usize::try_from(length).is_ok_and(|length| length <= PACKET_BYTES_MAX) {
            return Err(FrameError::NoPacket(format!("{length} bytes long")));
        }
        match self.transport.unpack(&mut self.buffer) {
            Ok(offset) => {
                let packet = self.buffer[offset.data_range].to_vec();
                self.buffer.drain(..offset.next_offset);
                Ok(Some(packet))
            }
            Err(Error::MissingBytes) => Ok(None),
            Err(error) => Err(FrameError::NoPacket(error.to_string())),
        }
    }
}

pub(super) struct FrameWriter {
    socket: OwnedWriteHalf,
    transport: Full,
}

impl FrameWriter {
    pub(super) fn new(socket: OwnedWriteHalf) -> Self {
        Self { socket, transport: Full::new() }
    }

    /// Tells the client that its key is unknown here (−404), and ends the connection. There is no
    /// key to encrypt this with: it is written in place of a packet's length and number.
    pub(super) async fn write_unknown_key(&mut self) -> std::io::Result<()> {
        let code = (-404_i32).to_le_bytes();
        self.socket.write_all(&[code, code, code].concat()).await?;
        self.socket.shutdown().await
    }

    /// Writes what is sent to the client, as far as it gets through.
    pub(super) async fn write_all(
        mut self,
        mut packets: mpsc::Receiver<OutgoingPacket>,
        faults: &Faults,
        epoch: u64,
    ) -> std::io::Error {
        while let Some(OutgoingPacket { packet, leaves_at }) = packets.recv().await {
            if let Some(leaves_at) = leaves_at {
                sleep_until(leaves_at).await;
            }
            if faults.is_blackholed(epoch) {
                continue;
            }
            if let Err(error) = self.write(packet, leaves_at.map(|_| PIECE_BYTES)).await {
                return error;
            }
        }
        // The other side of the channel ends first only together with this task.
        std::future::pending().await
    }

    pub(super) async fn write(
        &mut self,
        mut packet: DequeBuffer<u8>,
        pieces: Option<usize>,
    ) -> std::io::Result<()> {
        self.transport.pack(&mut packet);
        for piece in packet[..].chunks(pieces.unwrap_or(packet.len()).max(1)) {
            self.socket.write_all(piece).await?;
            if pieces.is_some() {
                sleep(PIECE_LATER).await;
            }
        }
        Ok(())
    }
}

pub(super) struct OutgoingPacket {
    pub(super) packet: DequeBuffer<u8>,
    /// The time at which it may leave, if it is slow.
    pub(super) leaves_at: Option<Instant>,
}
