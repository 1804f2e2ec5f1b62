//! Bytes that no client sends: they harm nobody but who sends them.

use telegram_sandbox::world::Peer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stage::{Stage, soon};

/// A packet in TCP Full, with the checksum it has to have.
fn packet(payload: &[u8]) -> Vec<u8> {
    use grammers_mtproto::transport::{Full, Transport};
    let mut buffer = grammers_crypto::DequeBuffer::with_capacity(payload.len() + 16, 16);
    buffer.extend(payload.iter().copied());
    Full::new().pack(&mut buffer);
    buffer[..].to_vec()
}

/// What the data centre says before it closes the connection.
async fn answer_to(stage: &Stage, bytes: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(stage.centre.address()).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A reset is as good as an end.
    drop(soon(socket.read_to_end(&mut answer)).await);
    answer
}

#[tokio::test]
async fn hostile_bytes_end_only_their_own_connection() {
    let stage = Stage::new().await;
    let device = stage.device(stage.seller);
    let bot = Peer::User(stage.bot);
    device.history(bot, 1).await;
    let known = stage.world.logged_in_key(stage.seller).id();
    let mut wrong_checksum = packet(&[1; 64]);
    *wrong_checksum.last_mut().unwrap() ^= 1;
    let garbage: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let with_known_key = |rest: &[u8]| packet(&[known.as_slice(), rest].concat());
    let silent_ends = [
        garbage,
        wrong_checksum,
        u32::MAX.to_le_bytes().to_vec(),
        0x7fff_ffff_u32.to_le_bytes().to_vec(),
        [4_u32.to_le_bytes(), [0; 4]].concat(),
        with_known_key(&[]),
        with_known_key(&[7; 16]),
        with_known_key(&[7; 16 + 64]),
        with_known_key(&[7; 20]),
    ];
    for bytes in silent_ends {
        assert_eq!(answer_to(&stage, &bytes).await, Vec::<u8>::new());
    }
    for payload in [&[1; 64][..], &[0; 40][..], &[9; 4][..]] {
        let answer = answer_to(&stage, &packet(payload)).await;
        assert_eq!(answer[..4], (-404_i32).to_le_bytes());
    }
    device.send(bot, "still here", 1, None).await.unwrap();
}
