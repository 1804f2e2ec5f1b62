//! The bot that takes payments, as the configuration has it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::super::home::Home;
use super::{formatter_for, telegram_settings};
use crate::config::{Config, ConfigError, TelegramPayments};
use crate::machine::Machine;
use crate::order::UserId;
use crate::report::CodedError;
use crate::shop::Supplier;
use crate::sources::telegram_payments::{Asking, Parts, PaymentsThread, Settings, Showcase};
use crate::telegram::bot::Credentials;
use crate::telegram::{self, ModeratorsAddress};

/// After so long a try to connect is told, and another one begun.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// A thread that is begun once there is a journal.
pub(super) struct WaitingPayments(Option<Parts>);

impl WaitingPayments {
    /// Of the owner's bot, if there is one; what counts there comes out of `asking`.
    pub(super) fn new(
        config: &Config,
        home: &Home,
        asking: Option<watch::Receiver<Asking>>,
    ) -> Result<Self, ConfigError> {
        let (Ok(payments), Some(asking), Some(seller)) =
            (config.telegram_payments(), asking, home.session())
        else {
            return Ok(Self(None));
        };
        let api_hash = config.telegram()?.api_hash.clone();
        // No chat of moderators is looked for here.
        let settings = telegram_settings(config, ModeratorsAddress::Me)?;
        Ok(Self(Some(Parts {
            settings: telegram::Settings { connect_timeout: CONNECT_TIMEOUT, ..settings },
            credentials: Credentials { api_hash, token: payments.bot_token.clone() },
            seller: seller.clone(),
            asking,
            clock: Arc::new(Machine),
            rng: Arc::new(Machine),
        })))
    }

    /// Begins, once.
    pub(super) fn start(&mut self, journal: &Path) -> Result<Option<PaymentsThread>, CodedError> {
        self.0.take().map(|parts| PaymentsThread::start(journal, parts)).transpose()
    }
}

/// What the owner wants of the bot.
pub(super) fn settings_for(config: &Config, livemode: bool) -> Option<Settings> {
    let payments = config.telegram_payments().ok()?;
    Some(Settings {
        bot: payments.bot()?,
        provider_token: payments.provider.as_ref().map(|provider| provider.token.clone()),
        livemode,
        reread_interval: config.timing.reread_interval,
        incident_after: config.timing.incident_after,
        formatter: formatter_for(config),
        showcase: showcase_of(config, payments),
    })
}

fn showcase_of(config: &Config, payments: &TelegramPayments) -> Showcase {
    let rules = config.rules().ok().filter(|rules| !rules.needs_no_account);
    Showcase {
        catalogue: config.catalogue.clone(),
        account: rules.map(|rules| rules.account.clone()),
        example: config.examples.first().cloned(),
        has_provider: payments.provider.is_some(),
        terms: payments.terms.clone(),
        support: payments.support.clone(),
        language: config.language,
        moderator: moderator(config, payments),
    }
}

/// Whoever is written to by the same bot as a moderator, in a chat of their own.
fn moderator(config: &Config, payments: &TelegramPayments) -> Option<UserId> {
    let moderators = config.moderators().ok()?;
    let is_same = moderators.bot().is_some() && moderators.bot() == payments.bot();
    moderators.chat.user().filter(|_| is_same)
}

/// What counts when a buyer wants to pay.
pub(super) fn asking_for(config: &Config, livemode: bool, shop: Arc<Supplier>) -> Option<Asking> {
    let payments = config.telegram_payments().ok()?;
    Some(Asking {
        catalogue: config.catalogue.clone(),
        ask_shop: payments.ask_shop,
        shop,
        livemode,
        language: config.language,
    })
}
