//! The cases that share a world, with its rules, its faults and its shop.

use reqwest::Url;

use super::case::{Case, Tolerance};
use super::{Orders, RehearseOptions, broken, fixture, no_folder, orders};
use crate::cli::Failure;
use crate::cli::sandbox::Seller;
use crate::cli::temporary::TemporaryFolder;
use crate::config::{Config, ConfigError, ReplyTemplate, Shop, Tribute, default_template};
use crate::i18n::{self, arguments};
use crate::machine::Machine;
use crate::report::{CodedError, usage};
use crate::shop::{Client, Settings};
use crate::sources::tribute_chat::message::Rules;
use crate::telegram::Fatal;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::tribute::texts::BotTexts;

/// A session that is ended needs no more to be shown.
const ORDERS_OF_AN_ENDED_SESSION: usize = 3;

/// The cases that are rehearsed in one world.
pub(super) struct Scenario {
    /// In the order in which they are sent.
    pub(super) cases: Vec<Case>,
    pub(super) rules: AgentRules,
    pub(super) faults: Vec<Fault>,
    pub(super) seed: u64,
    pub(super) in_basic_group: bool,
    /// The owner's test server; `None`: the demo shop.
    pub(super) shop: Option<Client>,
}

/// The part of a configuration that a rehearsal's agent takes over.
#[derive(Clone, Debug)]
pub(super) struct AgentRules {
    pub(super) reading: Rules,
    /// The buttons that may be pressed; the bot shows the first.
    pub(super) send_buttons: Vec<String>,
    pub(super) reply: ReplyTemplate,
}

pub(super) fn scenarios(options: &RehearseOptions) -> Result<Vec<Scenario>, Failure> {
    let is_ended = options.faults.iter().any(|fault| fault.is_final());
    let made_up = |count| {
        let examples = options.config.as_ref().map(|it| it.examples.as_slice());
        shared(options, |rules| orders::made_up(rules, examples, count))
    };
    let mut scenarios = match &options.orders {
        Orders::Fixtures(_) if is_ended => vec![made_up(ORDERS_OF_AN_ENDED_SESSION)?],
        Orders::Fixtures(files) => {
            let folder = TemporaryFolder::create(&Machine).map_err(|error| no_folder(&error))?;
            let files = (1..).zip(files);
            let read = files.map(|(number, file)| fixture::read(file, number, folder.path()));
            read.collect::<Result<_, _>>()?
        }
        Orders::Count(count) => {
            Seller::Rehearse.check_count(*count)?;
            vec![made_up(*count)?]
        }
        Orders::File(path) => vec![shared(options, |rules| orders::of_file(path, rules))?],
    };
    for scenario in &mut scenarios {
        scenario.faults.clone_from(&options.faults);
        // Allows for the faults that are injected.
        for case in &mut scenario.cases {
            if is_ended {
                case.expected.tolerate(Tolerance::AgentStops);
            } else if !options.faults.is_empty() {
                case.expected.tolerate(Tolerance::PressMayBeLost);
            }
        }
    }
    Ok(scenarios)
}

/// One world for all the orders.
fn shared(
    options: &RehearseOptions,
    orders: impl FnOnce(&Rules) -> Result<Vec<Case>, CodedError>,
) -> Result<Scenario, Failure> {
    let rules = match &options.config {
        Some(config) => AgentRules::of(config)?,
        None => AgentRules::for_anything()?,
    };
    let cases = orders(&rules.reading)?;
    let shop = match (&options.shop, &options.config) {
        (Some(url), Some(config)) => Some(test_shop(url, config.shop()?)?),
        _ => None,
    };
    Ok(Scenario { cases, rules, faults: Vec::new(), seed: 1, in_basic_group: false, shop })
}

impl Scenario {
    /// The error with which Telegram is to end the session, if it is.
    pub(super) fn fatal(&self) -> Option<Fatal> {
        self.faults.iter().find_map(|fault| match fault {
            Fault::Revoked => Some(Fatal::SessionRevoked),
            Fault::Duplicated => Some(Fatal::SessionDuplicated),
            _ => None,
        })
    }
}

impl AgentRules {
    pub(super) fn of(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self {
            reading: config.rules()?.clone(),
            send_buttons: config.tribute.send_buttons.clone(),
            reply: config.reply.clone(),
        })
    }

    /// Rules for orders of which nothing is known: every product passes, an account is a number.
    fn for_anything() -> Result<Self, CodedError> {
        let language = i18n::language();
        let reply = ReplyTemplate::new(default_template(language)).map_err(|it| broken(&it))?;
        let mut send_buttons = Tribute::default().send_buttons;
        let shown = BotTexts::new(language.into()).send_label;
        send_buttons.sort_by_key(|label| *label != shown);
        Ok(Self { reading: Rules::sample(), send_buttons, reply })
    }
}

/// The test server at `url`, never the live one; called as the live one is, or as `[shop.test]` says.
fn test_shop(url: &str, shop: &Shop) -> Result<Client, CodedError> {
    if is_same_place(url, &shop.live.url) {
        return Err(usage("rehearse.live_shop", arguments!()));
    }
    Client::new(Settings {
        url: url.to_owned(),
        ..shop.test.as_ref().unwrap_or(&shop.live).clone()
    })
}

/// Whether two addresses lead to the same handler, however they are written.
fn is_same_place(one: &str, other: &str) -> bool {
    let place = |url: &Url| {
        let host = url.host_str().map(|host| host.trim_end_matches('.').to_owned());
        let path = url.path().trim_end_matches('/').to_owned();
        (host, url.port_or_known_default(), path)
    };
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => place(&one) == place(&other),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_shop_is_known_however_it_is_written() {
        let live = "https://shop.example/tribute";
        for same in [
            live,
            "https://SHOP.example/tribute",
            "https://shop.example:443/tribute/",
            "https://shop.example./tribute",
            "https://shop.example/a/../tribute?x=1#y",
        ] {
            assert!(is_same_place(same, live), "{same}");
        }
        for other in [
            "https://test.shop.example/tribute",
            "https://shop.example/tribute-test",
            "https://shop.example:8443/tribute",
            "http://127.0.0.1:8000/tribute",
        ] {
            assert!(!is_same_place(other, live), "{other}");
        }
    }
}
