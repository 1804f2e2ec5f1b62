//! The messages that share a world, how each must end, and the world's rules, faults and shop.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ValueEnum as _;

use super::bank::BankStory;
use super::payments::Payments;
use super::shop::test_shop;
use super::webhooks::Webhooks;
use super::{FixtureFile, fixture, orders};
use crate::cli::sandbox::{ANY_ACCOUNT_PATTERN, Seller};
use crate::cli::{Failure, OrderSource, Rehearse, ShopFault};
use crate::config::{Config, ConfigError};
use crate::i18n::{self, arguments, t};
use crate::report::{CodedError, usage};
use crate::shop::{Client, CodesSettings, SupplierSettings};
use crate::telegram::Fatal;
use telegram_sandbox::faults::Fault;
use telegram_sandbox::moderators::Behaviour;
pub(super) use telegram_sandbox::orders::Expectation as End;
use telegram_sandbox::orders::PlannedOrder;

const ORDERS: usize = 10;
/// A session that is ended needs no more to be shown.
const ORDERS_OF_AN_ENDED_SESSION: usize = 3;

pub(super) struct Scenario {
    pub(super) cases: Vec<Case>,
    /// Only its rules, buttons and reply count.
    pub(super) config: Config,
    pub(super) faults: Vec<Fault>,
    pub(super) seed: u64,
    pub(super) in_basic_group: bool,
    /// How the moderators answer; `None`: they don't.
    pub(super) moderators: Option<Behaviour>,
    /// The owner's test server, and what it is tried with; `None`: the demo shop.
    pub(super) shop: Option<(Client, Vec<ShopFault>)>,
    /// Who gives the goods in the demo shop's place, and of how many codes of each sku there are.
    pub(super) supplier: Option<(SupplierSettings, u32)>,
    /// What Tribute posts, in place of the messages.
    pub(super) webhooks: Option<Webhooks>,
    /// What happens at T-Bank, in their place.
    pub(super) bank: Option<BankStory>,
    /// What is paid at the bot, in place of the messages.
    pub(super) payments: Option<Payments>,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    /// The number that people use: №7.
    pub(super) number: u32,
    pub(super) title: String,
    /// Where it was written: `07-two-numbers.toml`, `order 3`.
    pub(super) source: String,
    /// The message, and how the sandbox treats it.
    pub(super) planned: PlannedOrder,
    pub(super) expected: Expected,
}

/// Facts about an order by their names (`reason`, `replies`, …), as a report shows them.
pub(super) type Facts = BTreeMap<&'static str, String>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    /// `None`: any end.
    pub(super) end: Option<End>,
    pub(super) facts: Facts,
    /// A piece of every message to the moderators, and no message without one; `None`: whatever
    /// they are told.
    pub(super) told: Option<Vec<String>>,
    pub(super) tolerance: Tolerance,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tolerance {
    #[default]
    None,
    /// An order that was to be completed may be with people who are asked whether a lost press has
    /// taken effect: of a bot that shows nothing, nobody can know.
    PressMayBeLost,
    /// An order may be wherever it was when the agent had to stop.
    AgentStops,
}

/// The name of an end in `--json` and in fixtures.
pub(super) fn end_name(end: End) -> &'static str {
    match end {
        End::Completed => "completed",
        End::Escalated => "escalated",
        End::Closed => "closed",
        End::Refunded => "refunded",
        End::Ignored => "other",
    }
}

/// Facts that are numbers; what is not written is 0.
pub(super) fn counted(counts: &[(&'static str, Option<u32>)]) -> Facts {
    let counts = counts.iter();
    counts.map(|(name, count)| (*name, count.unwrap_or_default().to_string())).collect()
}

pub(super) fn shown(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "—".to_owned(), |fact| fact.to_string())
}

impl Expected {
    /// Completed: given once, answered once, pressed once.
    pub(super) fn completed() -> Self {
        let facts = [("reason", "—"), ("activations", "1"), ("replies", "1"), ("presses", "1")];
        let facts = facts.map(|(name, fact)| (name, fact.to_owned())).into();
        Self { end: Some(End::Completed), facts, ..Self::default() }
    }

    /// Allows for injected faults: what moderators were to read may be over before it could be
    /// sent, and a call may be made once more; the end is the same, but for the `tolerance`.
    fn tolerate(&mut self, tolerance: Tolerance) {
        if tolerance == Tolerance::AgentStops {
            *self = Self::default();
        }
        self.told = None;
        self.facts.remove("attempts");
        self.tolerance = tolerance;
    }
}

/// What was asked for; relative paths begin in `directory`.
pub(super) async fn scenarios(
    arguments: &Rehearse,
    config: Option<Config>,
    fixtures: &[FixtureFile],
    directory: &Path,
) -> Result<Vec<Scenario>, Failure> {
    if arguments.shop.is_some() && config.is_none() {
        let argument = format!("--config <{}>", t!("help-values.file"));
        let arguments =
            arguments!(argument, command = "tribute-agent rehearse", detail = "argument");
        return Err(usage("usage.missing_argument", arguments).into());
    }
    let is_ended = arguments.faults.iter().any(|fault| fault.is_final());
    let are_played = arguments.orders.is_none() && config.is_none() && !is_ended;
    check_faults(&arguments.faults, are_played)?;
    let tolerance = match arguments.faults[..] {
        [] => None,
        _ if is_ended => Some(Tolerance::AgentStops),
        _ => Some(Tolerance::PressMayBeLost),
    };
    let mut scenarios = if are_played {
        let read = (1..).zip(fixtures).map(|(number, file)| fixture::read(file, number));
        let mut played = read.collect::<Result<Vec<Scenario>, _>>()?;
        played.retain(|scenario| scenario.is_played_with(&arguments.faults));
        played
    } else {
        vec![shared(arguments, config, directory).await?]
    };
    for scenario in &mut scenarios {
        scenario.faults.extend(&arguments.faults);
        if let Some(bank) = &mut scenario.bank {
            bank.add_faults(&arguments.faults);
        }
        if let Some(tolerance) = tolerance {
            scenario.cases.iter_mut().for_each(|case| case.expected.tolerate(tolerance));
        }
    }
    Ok(scenarios)
}

/// Refuses faults of what does not happen: webhooks come from fixtures only, in their order.
fn check_faults(faults: &[Fault], are_fixtures_played: bool) -> Result<(), CodedError> {
    let is_of_order =
        |fault: Fault| matches!(fault, Fault::WebhooksLost | Fault::WebhooksOutOfOrder);
    let why = |fault: Fault| match fault {
        _ if fault.is_of_api() => Some("api"),
        _ if fault.is_of_webhooks() && !are_fixtures_played => Some("webhooks"),
        _ if fault.is_of_payments() && !are_fixtures_played => Some("payments"),
        _ if is_of_order(fault) => Some("order"),
        _ => None,
    };
    let refused = faults.iter().find_map(|fault| Some((fault.name(), why(*fault)?)));
    refused.map_or(Ok(()), |(fault, why)| {
        Err(usage("rehearse.fault_without_effect", arguments!(fault, why)))
    })
}

async fn shared(
    arguments: &Rehearse,
    config: Option<Config>,
    directory: &Path,
) -> Result<Scenario, Failure> {
    let count = match &arguments.orders {
        Some(OrderSource::Count(count)) => *count as usize,
        _ if config.is_some() => ORDERS,
        _ => ORDERS_OF_AN_ENDED_SESSION,
    };
    Seller::Rehearse.check_count(count)?;
    let shop = match (&arguments.shop, &config) {
        (Some(url), Some(config)) => {
            let named = arguments.shop_faults.clone();
            let all = &ShopFault::value_variants()[..3];
            let faults = if named.contains(&ShopFault::All) { all.to_vec() } else { named };
            Some((test_shop(url, config.shop()?).await?, faults))
        }
        _ => None,
    };
    let config = config.map_or_else(|| config_for_anything(count), Ok)?;
    let mut cases = match &arguments.orders {
        Some(OrderSource::File(file)) => {
            orders::of_file(&directory.join(file), config.rules()?, &config.examples)?
        }
        _ => orders::made_up(config.rules()?, &config.examples, count)?,
    };
    let sells_codes = config.shop().is_ok_and(|shop| shop.codes.is_some()) && shop.is_none();
    let supplier = sells_codes.then(|| {
        let most = config.catalogue.entries().map(|entry| entry.item.quantity).max();
        let codes = most.unwrap_or(1).saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
        (SupplierSettings::Codes(CodesSettings::default()), codes)
    });
    for case in cases.iter_mut().filter(|_| shop.is_some() || sells_codes) {
        // Only the demo shop has a book that could be looked into.
        case.expected.facts.remove("activations");
    }
    Ok(Scenario {
        cases,
        config,
        faults: Vec::new(),
        seed: 1,
        in_basic_group: false,
        moderators: None,
        shop,
        supplier,
        webhooks: None,
        bank: None,
        payments: None,
    })
}

/// Rules for orders of which nothing is known: every product passes, an account is a number.
fn config_for_anything(count: usize) -> Result<Config, ConfigError> {
    let language = i18n::language().code();
    let text = format!("language = '{language}'\naccount_id.pattern = '{ANY_ACCOUNT_PATTERN}'");
    let mut config = Config::of_text(&text, Path::new("config.toml"), &|_| None)?;
    let numbers = (0..count).map(|index| (10_000_019 + 7_919 * index).to_string());
    config.examples = numbers.collect();
    Ok(config)
}

impl Scenario {
    /// Whether a project at Salebot hears of the payments.
    pub(super) fn is_of_salebot(&self) -> bool {
        matches!(self.supplier, Some((SupplierSettings::Salebot(_), _)))
    }

    /// Whether orders come by messages.
    pub(super) fn is_of_chat(&self) -> bool {
        self.webhooks.is_none() && self.bank.is_none() && self.payments.is_none()
    }

    /// Whether it ends as it does without these faults, and one of them would go wrong in it. Who can't ask the bot in
    /// time whether they may pay, can't pay: that is Telegram's promise, and not broken by the agent.
    fn is_played_with(&self, faults: &[Fault]) -> bool {
        let are_all = |of: fn(Fault) -> bool| faults.iter().all(|fault| of(*fault));
        faults.is_empty()
            || match &self.payments {
                Some(_) => are_all(Fault::is_of_payments),
                None if self.is_of_chat() => {
                    !are_all(|it| it.is_of_webhooks() || it.is_of_payments())
                }
                None => !are_all(Fault::is_of_payments),
            }
    }

    /// The error with which Telegram is to end the session, if it is.
    pub(super) fn fatal(&self) -> Option<Fatal> {
        self.faults.iter().find_map(|fault| match fault {
            Fault::Revoked => Some(Fatal::SessionRevoked),
            Fault::Duplicated => Some(Fatal::SessionDuplicated),
            _ => None,
        })
    }
}
