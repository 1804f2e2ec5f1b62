//! The shop's client against real servers on loopback, some of which misbehave.

mod client;
mod probe;
#[cfg(unix)]
mod program;
mod python;
mod salebot;
pub mod server;
mod settings;
pub mod signed_response;
pub mod tls;
mod transport;
mod trial;

use jiff::Timestamp;
use tribute_agent::machine::{Clock as _, Machine};
use tribute_agent::order::Untrusted;
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{Activator as _, Call, Client, Secret, Settings};

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
pub const ACTIVATED: &str = r#"{"status":"activated","payment_id":"A-1001"}"#;

fn secret() -> Secret {
    Secret::parse(SECRET).unwrap()
}

/// The real time: the published library reads the machine's clock.
pub fn now() -> Timestamp {
    Machine.now()
}

fn call() -> Call {
    Call {
        webhook_id: "777000-6675346585-495:activate:1".to_owned(),
        body: r#"{"type":"order.tried","details":"алмаз"}"#.to_owned(),
    }
}

fn client(url: &str) -> Client {
    Client::new(Settings::new(url, secret())).unwrap()
}

/// What one call to a url comes to, with the defaults.
async fn activate(url: &str) -> ShopAnswer {
    client(url).activate(&call(), now()).await
}

fn unavailable(why: &str) -> ShopAnswer {
    ShopAnswer::Unavailable { why: Untrusted::new(why), retry_after: None }
}

fn is_activated(answer: &ShopAnswer) -> bool {
    matches!(answer, ShopAnswer::Activated(receipt) if receipt.payment_id == Some(Untrusted::new("A-1001")))
}
