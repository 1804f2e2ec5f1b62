//! A SOCKS5 proxy that checks what it is told, and can be as bad as they come.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How it treats those who come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the standard says.
    Serve,
    /// It connects nobody, and says so with this code.
    Refuse(u8),
    /// It takes the greeting and never answers.
    Hang,
    /// It hangs up at once.
    HangUp,
    /// It is a web server.
    SpeakHttp,
    /// It connects, and then nothing comes through.
    Swallow,
}

/// What it wants to be told.
pub type Password = Option<(&'static str, &'static str)>;

pub struct Server {
    pub address: SocketAddr,
    manner: watch::Sender<Manner>,
    /// Raised to hang up on everybody.
    cuts: watch::Sender<u32>,
    visitors: watch::Sender<usize>,
    destinations: Arc<Mutex<Vec<SocketAddr>>>,
    listening: JoinHandle<()>,
}

/// What every connection knows.
#[derive(Clone)]
struct Rules {
    manner: watch::Receiver<Manner>,
    password: Password,
    /// Where everybody ends up, whatever they ask for: Telegram is on this machine today.
    telegram: SocketAddr,
    destinations: Arc<Mutex<Vec<SocketAddr>>>,
}

impl Server {
    pub async fn start(password: Password, telegram: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (manner, cuts) = (watch::Sender::new(Manner::Serve), watch::Sender::new(0));
        let visitors = watch::Sender::new(0);
        let destinations = Arc::new(Mutex::new(Vec::new()));
        let rules = Rules {
            manner: manner.subscribe(),
            password,
            telegram,
            destinations: Arc::clone(&destinations),
        };
        let (count, cutting) = (visitors.clone(), cuts.clone());
        let listening = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                count.send_modify(|count| *count += 1);
                let mut cut = cutting.subscribe();
                let rules = rules.clone();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = cut.changed() => {}
                        // A visitor who breaks the rules sees it by the end of the connection.
                        _ = attend(client, &rules) => {}
                    }
                });
            }
        });
        Self { address, manner, cuts, visitors, destinations, listening }
    }

    /// From now on.
    pub fn behave(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    pub fn cut_all(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Waits until so many more have come.
    pub async fn visited_again(&self, times: usize) {
        let mut visitors = self.visitors.subscribe();
        let enough = *visitors.borrow() + times;
        visitors.wait_for(|count| *count >= enough).await.unwrap();
    }

    /// Where it was asked to connect to, in order.
    pub fn destinations(&self) -> Vec<SocketAddr> {
        self.destinations.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut_all();
    }
}

async fn attend(mut client: TcpStream, rules: &Rules) -> io::Result<()> {
    let manner = *rules.manner.borrow();
    if manner == Manner::HangUp {
        return Ok(());
    }
    let version = client.read_u8().await?;
    match manner {
        Manner::Hang => return std::future::pending().await,
        Manner::SpeakHttp => return client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await,
        _ => demand(version == 5)?,
    }
    choose_method(&mut client, rules.password).await?;
    let destination = asked_for(&mut client).await?;
    rules.destinations.lock().unwrap().push(destination);
    let code = match manner {
        Manner::Refuse(code) => code,
        _ => 0,
    };
    // Bound to a name, of a length of its own: nobody may count on ten bytes.
    let mut answer = vec![5, code, 0, 3, 5];
    answer.extend_from_slice(b"there\x01\x02");
    client.write_all(&answer).await?;
    demand(code == 0)?;
    if manner == Manner::Swallow {
        return tokio::io::copy(&mut client, &mut tokio::io::sink()).await.map(drop);
    }
    let mut telegram = TcpStream::connect(rules.telegram).await?;
    copy_bidirectional(&mut client, &mut telegram).await.map(drop)
}

async fn choose_method(client: &mut TcpStream, password: Password) -> io::Result<()> {
    let wanted = if password.is_some() { 2 } else { 0 };
    let offered = read_counted(client).await?;
    if !offered.contains(&wanted) {
        client.write_all(&[5, 0xff]).await?;
        return demand(false);
    }
    client.write_all(&[5, wanted]).await?;
    let Some((user, password)) = password else {
        return Ok(());
    };
    demand(client.read_u8().await? == 1)?;
    let told = (read_counted(client).await?, read_counted(client).await?);
    let is_right = told.0 == user.as_bytes() && told.1 == password.as_bytes();
    client.write_all(&[1, u8::from(!is_right)]).await?;
    demand(is_right)
}

/// An IPv4 address and a port: Telegram's addresses are never names.
async fn asked_for(client: &mut TcpStream) -> io::Result<SocketAddr> {
    let mut head = [0; 4];
    client.read_exact(&mut head).await?;
    demand(head == [5, 1, 0, 1])?;
    let ip = Ipv4Addr::from_bits(client.read_u32().await?);
    Ok(SocketAddr::new(IpAddr::V4(ip), client.read_u16().await?))
}

async fn read_counted(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

fn demand(fits: bool) -> io::Result<()> {
    fits.then_some(()).ok_or(io::ErrorKind::InvalidData.into())
}
