//! The agent's ear for what Tribute's server and the bank's tell, and behind it the agent's own sources. In place of a
//! server with threads of its own it takes what arrives between two of the agent's turns; it verifies, keeps and
//! answers in the same way.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use telegram_sandbox::tribute_api::signature;
use tokio::time::Instant;
use tribute_agent::engine::{Engine, Source};
use tribute_agent::inbox::{Heard, Webhook as _};
use tribute_agent::journal::JournalError;
use tribute_agent::order::Record;
use tribute_agent::sources::tbank::{self, BankWorker};
use tribute_agent::sources::telegram_payments::{BotLink, PaymentsWorker};
use tribute_agent::sources::tribute_api::ApiWorker;
use tribute_agent::sources::tribute_shop::ShopWorker;
use tribute_agent::sources::webhooks::Endpoint;
use tribute_agent::sources::{self, SourceError};
use tribute_agent::tribute::webhook::SIGNATURE_HEADER;

use crate::planted::Planted;
use crate::servers;
use crate::world::World;
use crate::world::paid_bot::BotLine;
use crate::world::webhooks::{Arrived, Sender};

const STRANGERS_KEY: &str = "00000000-0000-4000-8000-000000000000";

/// The sources that servers tell of.
type Sources = ((ApiWorker, ShopWorker), (BankWorker, Option<PaymentsWorker<BotLine>>));

/// Takes what servers send, and what the agent is asked for.
pub struct Ear {
    world: Arc<World>,
    tribute: Endpoint,
    bank: tbank::Endpoint,
    sources: Sources,
}

impl Ear {
    /// One that has heard nothing yet.
    pub fn new(world: Arc<World>) -> Self {
        let api = ApiWorker::new(servers::api(&world));
        let shop = ShopWorker::new(servers::tribute_shop(&world));
        let bank = BankWorker::new(servers::bank(&world));
        let has_bot = world.state().nature.has_paid_bot;
        let link = || BotLink::to(BotLine(world.clone()));
        let bot = has_bot.then(|| PaymentsWorker::new(servers::telegram(), link()));
        Self {
            world,
            tribute: Endpoint(servers::key()),
            bank: tbank::Endpoint(servers::terminal()),
            sources: ((api, shop), (bank, bot)),
        }
    }

    /// What is heard; Tribute signs the whole body with this key, the bank has signed it within.
    fn verified(&self, sender: Sender, body: &str, key: &str) -> Option<Heard> {
        if sender == Sender::Bank {
            return self.bank.verify(&HeaderMap::new(), body.as_bytes()).ok();
        }
        let signature = signature(key, body.as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE_HEADER, HeaderValue::from_str(&signature).expect("a header"));
        self.tribute.verify(&headers, body.as_bytes()).ok()
    }

    /// Keeps it, then answers.
    fn hear(&self, engine: &mut Engine, arrived: &Arrived) -> Result<(), JournalError> {
        let Arrived { sender, body, forged, .. } = arrived;
        if let Some(forged) = forged
            && self.verified(*sender, forged, STRANGERS_KEY).is_some()
        {
            self.world.took_forged(forged);
        }
        let heard = self.verified(*sender, body, servers::KEY);
        let Some(Heard::Event { source, dedup_key }) = heard else {
            panic!("{sender:?} is not believed: {body}");
        };
        let now = engine.now();
        let is_unkept = match sender {
            Sender::Tribute => self.world.plants(Planted::WebhooksUnkept),
            Sender::Bank => self.world.plants(Planted::PaymentsHidden),
        };
        if !is_unkept {
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
        self.sources.next_due(engine)
    }

    async fn run(&mut self, engine: &mut Engine) -> Result<(), SourceError> {
        while let Some(arrived) = self.world.arrived() {
            self.hear(engine, &arrived)?;
        }
        while let Some(asked) = self.world.asked() {
            let is_known = servers::take(engine, &self.world, asked)?;
            self.world.has_heard(is_known);
        }
        self.sources.run(engine).await?;
        for wanted in self.world.waiting_checkouts() {
            if let Some(state) = servers::stands(engine, wanted)? {
                self.world.answered_checkout(wanted, &state);
            }
        }
        Ok(())
    }

    async fn changed(&mut self) {
        tokio::select! {
            biased;
            () = self.world.webhooks_bell.notified() => {}
            () = self.sources.changed() => {}
        }
    }

    fn owns(&self, record: &Record) -> bool {
        self.sources.owns(record)
    }
}
