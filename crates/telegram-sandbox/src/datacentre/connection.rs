//! One client's connection: packets in, answers and updates out.
//!
//! What is quick is answered at once, in the order it was asked; what waits (a bot's answer, a held
//! call) goes on in a task of its own, which ends with the connection.

use std::convert::Infallible;

use grammers_crypto::DequeBuffer;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::world::{ConnectionId, Notice, UserId};

use super::cipher::{Cipher, NotOurs};
use super::dispatch::{Call, Outcome};
use super::envelope::{self, Header, Incoming, Sealer};
use super::faults::{Garbage, LinkFault, UpdateFault};
use super::frames::{FrameError, FrameReader, FrameWriter, OutgoingPacket};
use super::render;
use super::server::Shared;
use super::service::{self, Service};

/// The most packets that may wait for a client that doesn't read.
const PACKETS_WAITING_MAX: usize = 1024;
/// The most calls of one client that may wait at a time.
const CALLS_WAITING_MAX: usize = 256;

#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectionEnd {
    #[error(transparent)]
    FrameError(#[from] FrameError),
    #[error("its key is unknown here")]
    UnknownKey,
    #[error("a packet was {0}")]
    NotOurs(#[from] NotOurs),
    #[error("a packet is malformed: {0}")]
    Malformed(#[from] envelope::Malformed),
    #[error("it was cut on purpose")]
    Cut,
    #[error("the client does not read what it is sent, or asks too much at a time")]
    Overloaded,
}

struct Connection {
    id: ConnectionId,
    epoch: u64,
    shared: Shared,
    cipher: Cipher,
    header: Header,
    sealer: Sealer,
    outgoing: mpsc::Sender<OutgoingPacket>,
    /// The user whose updates are sent here, and their receiver.
    watching: Option<(UserId, mpsc::Receiver<Notice>)>,
    /// While it is nobody's: where it comes in that its QR code was accepted.
    signing_in: Option<mpsc::Receiver<()>>,
    /// An update that the next one overtakes.
    overtaken: Option<Vec<u8>>,
    waiting: JoinSet<(i64, Outcome)>,
}

/// Serves a client until it is gone.
pub(super) async fn serve(
    socket: TcpStream,
    (id, epoch): (ConnectionId, u64),
    shared: Shared,
) -> ConnectionEnd {
    let mut cuts = shared.cuts.clone();
    cuts.mark_unchanged();
    let faults = shared.faults.clone();
    let cut = async {
        // An error says that the data centre itself has ended.
        while cuts.changed().await.is_ok() {
            // Nobody hears of the end of what a black hole has swallowed.
            if !faults.is_blackholed(epoch) {
                return;
            }
        }
    };
    let ended = tokio::select! {
        Err(ended) = converse(socket, (id, epoch), shared) => ended,
        () = cut => ConnectionEnd::Cut,
    };
    if matches!(ended, ConnectionEnd::Cut) {
        faults.count(|counts| counts.cuts += 1);
    }
    ended
}

async fn converse(
    socket: TcpStream,
    (id, epoch): (ConnectionId, u64),
    shared: Shared,
) -> Result<Infallible, ConnectionEnd> {
    let (reader, writer) = socket.into_split();
    let mut frames = FrameReader::new(reader);
    let mut writer = FrameWriter::new(writer);
    let packet = loop {
        let packet = frames.next().await?;
        if shared.faults.is_silenced(epoch) {
            continue;
        }
        match service::answer_without_key(&packet) {
            Some(answer) => writer.write(answer, None).await.map_err(FrameError::Io)?,
            None => break packet,
        }
    };
    let key = packet
        .first_chunk::<8>()
        .and_then(|key_id| shared.world.auth_key(shared.number, *key_id))
        .filter(|_| shared.faults.link() != LinkFault::UnknownKey);
    let Some(key) = key else {
        drop(writer.write_unknown_key().await);
        return Err(ConnectionEnd::UnknownKey);
    };
    let (outgoing, to_write) = mpsc::channel(PACKETS_WAITING_MAX);
    let faults = shared.faults.clone();
    let connection = Connection {
        id,
        epoch,
        shared,
        cipher: Cipher::new(&key),
        header: Header::default(),
        sealer: Sealer::default(),
        outgoing,
        watching: None,
        signing_in: None,
        overtaken: None,
        waiting: JoinSet::new(),
    };
    tokio::select! {
        ended = connection.run(packet, frames) => ended,
        error = writer.write_all(to_write, &faults, epoch) => Err(FrameError::Io(error).into()),
    }
}

impl Connection {
    async fn run(
        mut self,
        first: Vec<u8>,
        mut frames: FrameReader,
    ) -> Result<Infallible, ConnectionEnd> {
        self.take(first)?;
        loop {
            tokio::select! {
                biased;
                notice = received(self.watching.as_mut().map(|(_, notices)| notices)) => self.update(notice.as_ref())?,
                Some(()) = received(self.signing_in.as_mut()) => {
                    let update = render::token_accepted(self.shared.world.now());
                    self.pass_on(update)?;
                }
                Some(Ok((msg_id, outcome))) = self.waiting.join_next() => {
                    self.answer(msg_id, &outcome)?;
                }
                packet = frames.next() => self.take(packet?)?,
            }
        }
    }

    fn take(&mut self, mut packet: Vec<u8>) -> Result<(), ConnectionEnd> {
        if self.is_silenced() {
            return Ok(());
        }
        let (header, messages) = envelope::open(self.cipher.decrypt(&mut packet)?)?;
        self.header = header;
        for message in messages {
            let now = self.shared.world.now();
            let service = service::answer(message.msg_id, &message.body, now);
            match service.map_err(envelope::Malformed::from)? {
                Service::Silent => {}
                Service::Answer(answer) => self.send(true, &answer)?,
                Service::Request => self.request(&message)?,
            }
        }
        Ok(())
    }

    fn request(&mut self, message: &Incoming) -> Result<(), ConnectionEnd> {
        let key_id = self.cipher.key_id();
        let call = match Call::read(&self.shared, self.id, key_id, &message.body) {
            Ok(call) => call,
            Err(failure) => return self.answer(message.msg_id, &Outcome::Failed(failure)),
        };
        self.signing_in = self.signing_in.take().filter(|_| call.is_nobodys());
        let world = &self.shared.world;
        if let Some(user) = call.wants_updates() {
            if self.watching.as_ref().is_none_or(|(who, _)| *who != user) {
                self.watching = Some((user, world.watch(user, self.id)));
            }
        } else if call.is_nobodys() {
            self.watching = None;
            self.signing_in.get_or_insert_with(|| world.watch_tokens(key_id, self.id));
        }
        match call.begin() {
            Ok(outcome) => self.answer(message.msg_id, &outcome),
            Err(_) if self.waiting.len() >= CALLS_WAITING_MAX => Err(ConnectionEnd::Overloaded),
            Err(later) => {
                let msg_id = message.msg_id;
                self.waiting.spawn(async move { (msg_id, later.await) });
                Ok(())
            }
        }
    }

    fn answer(&mut self, msg_id: i64, outcome: &Outcome) -> Result<(), ConnectionEnd> {
        match outcome {
            Outcome::Done(body) => self.send(true, &envelope::rpc_result(msg_id, body)),
            Outcome::Failed(failure) => {
                let error = envelope::rpc_error(msg_id, failure.code, &failure.name);
                self.send(true, &error)
            }
            Outcome::Garbled(garbage) => self.send_garbage(msg_id, *garbage),
            Outcome::Cut => Err(ConnectionEnd::Cut),
        }
    }

    fn send_garbage(&mut self, msg_id: i64, garbage: Garbage) -> Result<(), ConnectionEnd> {
        const UNKNOWN_CONSTRUCTOR: [u8; 4] = [0xBA, 0xD0, 0xBA, 0xD0];
        let nonsense = envelope::rpc_result(msg_id, &UNKNOWN_CONSTRUCTOR);
        match garbage {
            Garbage::Nonsense => self.send(true, &nonsense),
            Garbage::Empty => self.send(true, &envelope::rpc_result(msg_id, &[])),
            Garbage::OtherSession => {
                let session_id = self.header.session_id;
                self.header.session_id = !session_id;
                let sent = self.send(true, &nonsense);
                self.header.session_id = session_id;
                sent
            }
            Garbage::Noise => {
                let mut packet = DequeBuffer::with_capacity(nonsense.len(), 64);
                packet.extend(nonsense);
                self.post(packet)
            }
        }
    }

    /// Passes an update on, as far as the faults let it.
    fn update(&mut self, notice: Option<&Notice>) -> Result<(), ConnectionEnd> {
        let world = &self.shared.world;
        let Some((user, notices)) = &mut self.watching else {
            return Ok(());
        };
        let update = if let Some(notice) = notice {
            render::update(world, *user, notice)
        } else {
            *notices = world.watch(*user, self.id);
            Some(render::too_long())
        };
        update.map_or(Ok(()), |update| self.pass_on(update))
    }

    fn pass_on(&mut self, update: Vec<u8>) -> Result<(), ConnectionEnd> {
        if self.is_silenced() {
            return Ok(());
        }
        let faults = self.shared.faults.clone();
        match faults.updates() {
            UpdateFault::Drop => faults.count(|counts| counts.updates_lost += 1),
            UpdateFault::None => {
                // What was to be overtaken is not any more.
                if let Some(waiting) = self.overtaken.take() {
                    self.send(false, &waiting)?;
                }
                self.send(false, &update)?;
            }
            UpdateFault::Duplicate => {
                faults.count(|counts| counts.updates_doubled += 1);
                self.send(false, &update)?;
                self.send(false, &update)?;
            }
            UpdateFault::Swap => match self.overtaken.take() {
                None => self.overtaken = Some(update),
                Some(overtaken) => {
                    faults.count(|counts| counts.updates_swapped += 1);
                    self.send(false, &update)?;
                    self.send(false, &overtaken)?;
                }
            },
        }
        Ok(())
    }

    fn is_silenced(&self) -> bool {
        self.shared.faults.is_silenced(self.epoch)
    }

    fn send(&mut self, answer: bool, body: &[u8]) -> Result<(), ConnectionEnd> {
        let now = self.shared.world.now();
        let plaintext = self.sealer.seal(self.header, now, answer, body);
        self.post(self.cipher.encrypt(&plaintext))
    }

    fn post(&mut self, packet: DequeBuffer<u8>) -> Result<(), ConnectionEnd> {
        if self.is_silenced() {
            return Ok(());
        }
        let latency = self.shared.faults.latency();
        let leaves_at = latency.map(|latency| Instant::now() + latency);
        let sent = self.outgoing.try_send(OutgoingPacket { packet, leaves_at });
        sent.map_err(|_| ConnectionEnd::Overloaded)
    }
}

/// The next thing from a channel, if there is one to wait for.
async fn received<T>(receiver: Option<&mut mpsc::Receiver<T>>) -> Option<T> {
    match receiver {
        Some(receiver) => receiver.recv().await,
        None => std::future::pending().await,
    }
}
