//! The agent's ear for Tribute's webhooks, and behind it the agent's own source. In place of a server with
//! threads of its own it takes what arrives between two of the agent's turns; it verifies, keeps and answers
//! in the same way.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use std::sync::Arc;
use telegram_sandbox::tribute_api::signature;
use tokio::time::Instant;
use tribute_agent::engine::{Engine, Source};
use tribute_agent::inbox::{Heard, Webhook as _};
use tribute_agent::journal::JournalError;
use tribute_agent::order::Record;
use tribute_agent::order::catalogue::Catalogue;
use tribute_agent::sources::tribute_api::{AccountFrom, ApiWorker, Settings};
use tribute_agent::sources::tribute_shop::ShopWorker;
use tribute_agent::sources::webhooks::Endpoint;
use tribute_agent::sources::{self, SourceError};
use tribute_agent::tribute::webhook::SIGNATURE_HEADER;
use tribute_agent::tribute::{ApiKey, Client};

use crate::history::wishes::{PINS, formatter};
use crate::planted::Planted;
use crate::shop_at_tribute::{self, ShopAtTribute};
use crate::world::World;
use crate::world::webhooks::Arrived;

const KEY: &str = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
const STRANGERS_KEY: &str = "00000000-0000-4000-8000-000000000000";

/// What the owner wants of Tribute's API. Nobody calls it here.
pub fn settings() -> Settings {
    Settings {
        client: client(),
        livemode: PINS.livemode,
        catalogue: Catalogue::default(),
        account: AccountFrom::TelegramId,
        forward: Vec::new(),
        formatter: formatter(),
    }
}

/// A client that nobody uses.
pub fn client() -> Client {
    Client::new("http://127.0.0.1:1/api/v1", key()).expect("a client")
}

fn key() -> ApiKey {
    ApiKey::new(KEY).expect("a key")
}

/// Takes what Tribute's server sends.
pub struct Ear {
    world: Arc<World>,
    endpoint: Endpoint,
    worker: ApiWorker,
    shop: ShopWorker<ShopAtTribute>,
}

impl Ear {
    /// One that has heard nothing yet.
    pub fn new(world: Arc<World>, settings: Settings) -> Self {
        let endpoint = Endpoint(key());
        let asked = ShopAtTribute(world.clone());
        let shop = ShopWorker::asking(shop_at_tribute::settings(), asked, |asked, _| asked.clone());
        Self { world, endpoint, worker: ApiWorker::new(settings), shop }
    }

    fn verified(&self, body: &str, key: &str) -> Option<Heard> {
        let signature = signature(key, body.as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE_HEADER, HeaderValue::from_str(&signature).expect("a header"));
        self.endpoint.verify(&headers, body.as_bytes()).ok()
    }

    /// Keeps it, then answers.
    fn hear(&self, engine: &mut Engine, arrived: &Arrived) -> Result<(), JournalError> {
        let body = &arrived.body;
        if arrived.is_forged_before && self.verified(body, STRANGERS_KEY).is_some() {
            self.world.took_forged(body);
        }
        let Some(Heard::Event { source, dedup_key }) = self.verified(body, KEY) else {
            panic!("Tribute is not believed: {body}");
        };
        let now = engine.now();
        if !self.world.plants(Planted::WebhooksUnkept) {
            engine.write(|writer| writer.receive(&source, &dedup_key, body.as_bytes(), now))?;
            engine.make_durable()?;
        }
        self.world.answered(arrived);
        Ok(())
    }
}

impl Source for Ear {
    type Error = SourceError;
    type Settings = sources::Settings;

    fn next_due(&self, engine: &Engine) -> Result<Instant, SourceError> {
        if self.world.has_arrived() {
            return Ok(Instant::now());
        }
        Ok(self.worker.next_due(engine)?.min(self.shop.next_due(engine)?))
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        while let Some(arrived) = self.world.arrived() {
            self.hear(engine, &arrived)?;
        }
        while let Some(id) = self.world.asked_for() {
            shop_at_tribute::ask(engine, id)?;
            self.world.answered_checkout();
        }
        self.worker.run(engine).await?;
        self.shop.run(engine).await
    }

    async fn changed(&mut self) {
        tokio::select! {
            biased;
            () = self.world.webhooks_bell.notified() => {}
            () = self.worker.changed() => {}
            () = self.shop.changed() => {}
        }
    }

    fn owns(&self, record: &Record) -> bool {
        self.worker.owns(record) || self.shop.owns(record)
    }
}
