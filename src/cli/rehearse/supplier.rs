//! Who gives the goods in a rehearsal: the demo shop, what the rules name, or the owner's test server.

use std::collections::BTreeSet;
use std::time::Duration;

use super::scenario::Scenario;
use crate::cli::ShopFault;
use crate::config::Config;
use crate::i18n::arguments;
use crate::journal::{Journal, JournalError};
use crate::order::Code;
use crate::report::{CodedError, failed};
use crate::shop::{self, Prefix, SalebotKey, SalebotSettings, Secret, Supplier, SupplierSettings};
use telegram_sandbox::event::{Ready, SalebotAddress};

const SHOP_TIMEOUT: Duration = Duration::from_secs(3);

/// Who gives the goods, and what a test server is tried with.
pub(super) fn of(
    scenario: &Scenario,
    ready: &Ready,
) -> Result<(Supplier, Vec<ShopFault>), CodedError> {
    if let Some((client, faults)) = &scenario.shop {
        return Ok((Supplier::Http(client.clone()), faults.clone()));
    }
    if let (true, Some(project)) = (scenario.is_of_salebot(), &ready.salebot) {
        return Ok((Supplier::new(SupplierSettings::Salebot(salebot(project)?))?, Vec::new()));
    }
    if let Some((settings, _)) = &scenario.supplier {
        return Ok((Supplier::new(settings.clone())?, Vec::new()));
    }
    let demo = &ready.shop;
    let settings = shop::Settings::new(&*demo.url, Secret::parse(&demo.secret)?);
    let settings = shop::Settings { timeout: SHOP_TIMEOUT, ..settings };
    Ok((Supplier::Http(shop::Client::new(settings)?), Vec::new()))
}

/// The sandbox's own project at Salebot, whatever the scenario's rules say.
fn salebot(project: &SalebotAddress) -> Result<SalebotSettings, CodedError> {
    let problem = || failed("rehearse.cannot_listen", arguments!(problem = "salebot"));
    Ok(SalebotSettings {
        url: project.url.clone(),
        api_key: SalebotKey::new(&project.api_key).ok_or_else(problem)?,
        prefix: Prefix::new(&project.prefix).ok_or_else(problem)?,
        timeout: SHOP_TIMEOUT,
    })
}

/// Takes in so many made-up codes of all that is sold.
pub(super) fn stock(
    journal: &mut Journal,
    config: &Config,
    count: u32,
) -> Result<(), JournalError> {
    journal.write(|writer| {
        let skus = config.catalogue.entries().map(|entry| &entry.item.sku);
        for sku in skus.collect::<BTreeSet<_>>() {
            for number in 1..=count {
                writer.import_code(sku, &Code::known(format!("DEMO-{sku}-{number:04}")))?;
            }
        }
        Ok(())
    })
}
