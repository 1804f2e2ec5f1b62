//! `--server`: the agent's server as the sandbox's Tribute finds it, and what is bought there.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use telegram_sandbox::LoopbackUrl;
use telegram_sandbox::tbank::BankOptions;
use telegram_sandbox::telegram_buyers::TelegramBuyers;
use telegram_sandbox::tribute_api::ApiOptions;
use telegram_sandbox::tribute_api::planned::purchases;

use super::orders::{Seller, read_purchases};
use super::{OrderSource, SandboxOptions};
use crate::i18n;
use crate::machine::{Machine, Randomness as _};
use crate::report::CodedError;

/// What those say to the bot that takes payments who come by themselves.
const FIRST_WORDS: [&str; 2] = ["/start 12345678", "/start 87654321"];
/// The purchases that nobody has asked for.
const PURCHASES: usize = 3;

/// Those who buy at the bot that takes payments; without it nobody comes, and nobody pays.
pub(super) fn telegram_buyers(options: &SandboxOptions) -> TelegramBuyers {
    if !options.payments_bot {
        return TelegramBuyers::default();
    }
    TelegramBuyers {
        buyers: options.buyers.unwrap_or_default(),
        first_words: FIRST_WORDS.map(str::to_owned).to_vec(),
        interval: options.interval,
        ..TelegramBuyers::default()
    }
}

/// Where the agent is to listen, and for whom.
pub(super) struct Server {
    pub(super) port: u16,
    pub(super) token: String,
}

impl Server {
    /// A free port, and a token that nobody knows.
    pub(super) fn reserve() -> io::Result<Self> {
        // Free again at once, for the agent.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let token = format!("{:016x}{:016x}", Machine.next_u64(), Machine.next_u64());
        Ok(Self { port, token })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.listen())
    }

    pub(super) fn listen(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Tribute's side: what is bought, and where that is told.
    pub(super) fn api_options(
        &self,
        options: &SandboxOptions,
        directory: &Path,
    ) -> Result<ApiOptions, CodedError> {
        let language = i18n::language().into();
        let purchases = match &options.purchases {
            Some(OrderSource::File(file)) => read_purchases(&directory.join(file))?,
            Some(OrderSource::Count(count)) => {
                let count = *count as usize;
                Seller::Sandbox.check_count(count)?;
                purchases(language, options.seed, count)
            }
            None => purchases(language, options.seed, PURCHASES),
        };
        Ok(ApiOptions {
            webhook_url: self.webhook_url("tribute"),
            language,
            purchases,
            interval: options.interval,
            buyers: options.buyers.unwrap_or_default(),
            ..ApiOptions::default()
        })
    }

    /// The bank's side.
    pub(super) fn bank_options(&self, options: &SandboxOptions) -> BankOptions {
        BankOptions {
            notification_url: self.webhook_url("tbank"),
            interval: options.interval,
            buyers: options.buyers.unwrap_or_default(),
            ..BankOptions::default()
        }
    }

    fn webhook_url(&self, name: &str) -> Option<LoopbackUrl> {
        format!("{}/webhooks/{name}", self.url()).parse().ok()
    }
}
