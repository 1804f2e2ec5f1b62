//! An ordinary grammers client logs in with a code and a password, and chats:
//!
//! ```sh
//! cargo run --package telegram-sandbox --example chat
//! ```
//!
//! With `-- --serve` the same Telegram stays up until standard input ends, for a client in any other
//! language: `chat.py` is one. The first line of standard output says how to connect.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]
#![expect(clippy::large_futures, reason = "grammers makes them, and an example is plain")]

use std::error::Error;
use std::io::Read as _;
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::Arc;

use grammers_client::update::Update;
use grammers_client::{Client, SignInError};
use grammers_mtsender::{SenderPool, UpdatesConfiguration};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::types::DcOption;
use telegram_sandbox::datacentre::DataCentre;
use telegram_sandbox::world::{AuthKey, Peer, Post, Registration, User, UserId, World, WorldEvent};

const API_ID: i32 = 1;
const API_HASH: &str = "0123456789abcdef0123456789abcdef";
const PHONE: &str = "+9996621234";
const CODE: &str = "12345";
const PASSWORD: &str = "correct horse battery staple";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A Telegram with two people in it, on a free port of 127.0.0.1.
async fn telegram() -> Result<(DataCentre, World)> {
    let world = World::new();
    let alice = world.add_user(User::human(1001, "Alice"));
    let bob = world.add_user(User::human(1002, "Bob").with_username("bob"));
    let registration = Registration {
        phone: PHONE.trim_start_matches('+').to_owned(),
        code: CODE.to_owned(),
        password: Some((PASSWORD.to_owned(), None)),
        ..Registration::default()
    };
    world.register(alice, registration);
    tokio::spawn(answer_as(bob, world.clone()));
    Ok((DataCentre::start(world.clone()).await?, world))
}

/// Bob is a script inside the sandbox: he answers whatever is written to him.
async fn answer_as(bob: UserId, world: World) {
    let mut events = world.events();
    while let Some(event) = events.next().await {
        if let WorldEvent::Message { to, message, .. } = event
            && to == Peer::User(bob)
        {
            let text = format!("You wrote: {}", message.body.text);
            let answer = Post::new(bob, Peer::User(message.from), text);
            if let Err(refusal) = world.post(answer.replying_to(message.key)) {
                eprintln!("Bob can't answer: {refusal}");
            }
        }
    }
}

/// A session that knows one data centre, the sandbox's, and a key that it made.
fn session(datacentre: &DataCentre, key: &AuthKey) -> Result<MemorySession> {
    let SocketAddr::V4(address) = datacentre.address() else {
        return Err("the data centre listens on IPv4".into());
    };
    let mut data = SessionData { home_dc: datacentre.dc_id(), ..SessionData::default() };
    data.dc_options.clear(); // they would lead to the real Telegram
    let option = DcOption {
        id: datacentre.dc_id(),
        ipv4: address,
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, address.port(), 0, 0),
        auth_key: Some(*key.bytes()),
    };
    data.dc_options.insert(option.id, option);
    Ok(data.into())
}

/// Logs in as Alice, writes to Bob, and returns his answer.
pub async fn chat() -> Result<String> {
    let (datacentre, world) = telegram().await?;
    let session = Arc::new(session(&datacentre, &world.unbound_key())?);
    // From here on nothing knows that this is not the real Telegram.
    let SenderPool { runner, handle, updates } = SenderPool::new(session, API_ID);
    let client = Client::new(handle);
    let connection = tokio::spawn(runner.run());

    let token = client.request_login_code(PHONE, API_HASH).await?;
    match client.sign_in(&token, CODE).await {
        Err(SignInError::PasswordRequired(token)) => client.check_password(token, PASSWORD).await?,
        other => other?,
    };
    let mut updates =
        client.stream_updates(updates, UpdatesConfiguration { catch_up: true }).await?;
    let bob = client.resolve_username("bob").await?.ok_or("no Bob")?;
    let bob = bob.to_ref().await?.ok_or("Bob can't be addressed")?;
    client.send_message(bob, "Hello, Bob!").await?;
    let answer = loop {
        match updates.next().await? {
            Update::NewMessage(message) if !message.outgoing() => break message.text().to_owned(),
            _ => {}
        }
    };
    connection.abort();
    Ok(answer)
}

/// Prints how to connect, and stays until standard input ends.
async fn serve() -> Result<()> {
    let (datacentre, world) = telegram().await?;
    let ready = serde_json::json!({
        "host": datacentre.address().ip(),
        "port": datacentre.address().port(),
        "dc_id": datacentre.dc_id(),
        "api_id": API_ID,
        "api_hash": API_HASH,
        "phone": PHONE,
        "code": CODE,
        "password": PASSWORD,
        "string_session": datacentre.string_session(&world.unbound_key()),
    });
    println!("{ready}");
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        return serve().await;
    }
    println!("Bob answers: {}", chat().await?);
    Ok(())
}
