//! What is paid without the chat: Tribute's API and the bank, as far as they are served.

use std::sync::Arc;

use tokio::sync::watch;

use super::event::{ApiAddress, BankAddress, Ready};
use super::faults::Fault;
use super::ledger::Ledger;
use super::running::Options;
use super::shop::DemoShop;
use super::tbank::Bank;
use super::tribute_api::planned::PlannedPurchase;
use super::tribute_api::{Surroundings, TributeApi};

#[derive(Default)]
pub(crate) struct Payments {
    pub(crate) tribute_api: Option<TributeApi>,
    pub(crate) bank: Option<Bank>,
}

impl Payments {
    /// Serves what is wanted, with its purchases planned, and says where.
    pub(crate) async fn open(
        options: &mut Options,
        ledger: &Arc<Ledger>,
        shop: &DemoShop,
        ready: &mut Ready,
    ) -> std::io::Result<Self> {
        let around = || Surroundings {
            ledger: Arc::clone(ledger),
            clock: options.clock.clone(),
            randomness: options.randomness.clone(),
            seed: options.seed,
        };
        let (api_around, bank_around) = (around(), around());
        let mut payments = Self::default();
        if let Some(mut wanted) = options.tribute_api.take() {
            let purchases = std::mem::take(&mut wanted.purchases);
            let api = TributeApi::open(wanted, api_around).await?;
            let planned = purchases.into_iter().map(|it| (plan(&api, shop, &it), it));
            api.begin(planned.collect());
            ready.tribute_api = Some(ApiAddress { url: api.url(), key: api.key().to_owned() });
            payments.tribute_api = Some(api);
        }
        if let Some(wanted) = options.bank.take() {
            let bank = Bank::open(wanted, bank_around).await?;
            ready.tbank = Some(BankAddress {
                url: bank.url(),
                terminal_key: bank.terminal_key().to_owned(),
                password: bank.password().to_owned(),
            });
            payments.bank = Some(bank);
        }
        Ok(payments)
    }

    /// Something is told by a webhook, now. Returns its number, if it is an order and the API is served.
    pub(crate) fn buy(&self, shop: &DemoShop, planned: PlannedPurchase) -> Option<u32> {
        let api = self.tribute_api.as_ref()?;
        let number = plan(api, shop, &planned);
        api.buy(number, planned);
        number
    }

    pub(crate) fn inject(&self, fault: Fault) {
        if let Some(api) = &self.tribute_api {
            api.inject(fault);
        }
        if let Some(bank) = &self.bank {
            bank.inject(fault);
        }
    }

    pub(crate) fn clear_faults(&self) {
        if let Some(api) = &self.tribute_api {
            api.clear_faults();
        }
        if let Some(bank) = &self.bank {
            bank.clear_faults();
        }
    }

    /// How much is still to come by itself; nothing, for ever, where something is not served.
    pub(crate) fn pending(&self) -> [watch::Receiver<usize>; 2] {
        let api = self.tribute_api.as_ref().map(TributeApi::pending);
        let bank = self.bank.as_ref().map(Bank::pending);
        [api, bank].map(|it| it.unwrap_or_else(|| watch::Sender::new(0).subscribe()))
    }
}

fn plan(api: &TributeApi, shop: &DemoShop, planned: &PlannedPurchase) -> Option<u32> {
    let number = api.plan(planned)?;
    shop.set_script(number, planned.shop.clone());
    shop.set_refund_script(number, planned.shop_refund.clone());
    Some(number)
}
