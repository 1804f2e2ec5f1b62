//! The sandbox as a whole: set up, running, torn down.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::accounts::{self, SELLER, TRIBUTE};
use super::datacentre::DataCentre;
use super::datacentre::faults::FaultCounts;
use super::event::{EventStream, Ready, Totals};
use super::faults::{Fault, FaultInjector};
use super::language::Language;
use super::ledger::{Ledger, OrderRecord};
use super::moderators::{Behaviour, Moderators};
use super::orders::PlannedOrder;
use super::payments::Payments;
use super::salebot::Salebot;
use super::shop::{DemoShop, ShopOptions};
use super::system::{self, Clock, Randomness};
use super::tbank::{Bank, BankOptions};
use super::telegram_buyers::{BuyersAtWork, TelegramBuyers};
use super::tribute::mode::Modes;
use super::tribute::texts::BotTexts;
use super::tribute::{Command, Delays, Tribute};
use super::tribute_api::planned::PlannedPurchase;
use super::tribute_api::{ApiOptions, TributeApi};
use super::world::{Edit, MailboxId, MessageKey, Peer, Post, Posted, Refusal, World};

/// Of the shop's secret, in bytes.
const SHOP_KEY_BYTES: usize = 32;
/// More than anybody sends at once.
const COMMANDS_MAX: usize = 1024;

/// The options of a sandbox.
#[derive(Clone)]
pub struct Options {
    /// The orders to send, in turn.
    pub orders: Vec<PlannedOrder>,
    /// From the seller's first contact to the first order.
    pub first_order_after: Duration,
    /// From one order to the next.
    pub interval: Duration,
    /// The time without an event, once all is settled, after which nothing more is expected.
    pub quiet: Duration,
    /// The bot's behaviour about orders that don't say otherwise.
    pub modes: Modes,
    /// The bot's delays.
    pub delays: Delays,
    /// The bot's texts.
    pub texts: BotTexts,
    /// The manner in which the moderators answer; `None`: they don't.
    pub moderators: Option<Behaviour>,
    /// With how many people the seller chats in private; many make it look like a personal account.
    pub private_chats: u32,
    /// The faults from the start.
    pub faults: Vec<Fault>,
    /// True if the shop fails to keep `order_id` unique, to show which promise falls then.
    pub shop_without_deduplication: bool,
    /// Tribute's API; `None`: it is not served.
    pub tribute_api: Option<ApiOptions>,
    /// T-Bank's; `None`: it is not served.
    pub bank: Option<BankOptions>,
    /// True if a project at Salebot is served, in the place of the demo shop.
    pub salebot: bool,
    /// Those who buy at bots.
    pub telegram_buyers: TelegramBuyers,
    /// The code with which the seller signs in; `None`: a new one.
    pub code: Option<String>,
    /// The id of the seller's first message after their `/start`; `None`: a small one, always the same.
    pub first_message_id: Option<i32>,
    /// Decides what goes wrong when.
    pub seed: u64,
    /// The time in this world.
    pub clock: Clock,
    /// Decides session keys, the shop's secret and the like.
    pub randomness: Randomness,
}

impl Default for Options {
    fn default() -> Self {
        let interval = Duration::from_millis(200);
        Self {
            orders: Vec::new(),
            first_order_after: interval,
            interval,
            quiet: Duration::from_secs(2),
            modes: Modes::default(),
            delays: Delays::default(),
            texts: BotTexts::new(Language::default()),
            moderators: None,
            private_chats: 0,
            faults: Vec::new(),
            shop_without_deduplication: false,
            tribute_api: None,
            bank: None,
            salebot: false,
            telegram_buyers: TelegramBuyers::default(),
            code: None,
            first_message_id: None,
            seed: 1,
            clock: system::clock(),
            randomness: system::randomness(),
        }
    }
}

/// The way to a [`Running`] sandbox.
pub struct Sandbox;

/// A sandbox that runs until it is dropped or [shut down](Running::shutdown).
pub struct Running {
    ready: Ready,
    datacentre: Arc<DataCentre>,
    shop: DemoShop,
    ledger: Arc<Ledger>,
    /// The moderators' supergroup and basic group.
    chats: (Peer, Peer),
    commands: mpsc::Sender<Command>,
    pending: watch::Receiver<usize>,
    moderators_pending: watch::Receiver<usize>,
    quiet: Duration,
    injector: FaultInjector,
    payments: Payments,
    salebot: Option<Salebot>,
    telegram_buyers: BuyersAtWork,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Sets everything up on free ports of 127.0.0.1. The error is that of listening there.
    pub async fn start(mut options: Options) -> std::io::Result<Running> {
        let world = World::with(options.clock.clone(), options.randomness.clone());
        let random = options.randomness.clone();
        let code = options.code.take();
        let code = code.unwrap_or_else(|| format!("{:05}", random() % 100_000));
        let (chats, tokens) = accounts::populate(&world, options.private_chats, &code);
        if let Some(id) = options.first_message_id {
            world.number_messages_from(SELLER, id);
        }
        let ledger = Arc::new(Ledger::new(options.clock.clone()));
        let shop_options = ShopOptions {
            key: (0..SHOP_KEY_BYTES).map(|_| random().to_le_bytes()[0]).collect(),
            without_deduplication: options.shop_without_deduplication,
        };
        let shop = DemoShop::open(shop_options, Arc::clone(&ledger), options.clock.clone()).await?;
        let datacentre = Arc::new(DataCentre::start(world.clone()).await?);
        let mut ready = accounts::ready(&datacentre, &shop, chats, (&code, tokens));
        let injector = FaultInjector::new(Arc::clone(&datacentre), SELLER, options.seed);
        let (orders, faults) =
            (std::mem::take(&mut options.orders), std::mem::take(&mut options.faults));
        let quiet = options.quiet;
        let orders: Vec<_> = orders.into_iter().map(|it| (ledger.plan(&it), it)).collect();
        let buyers = std::mem::take(&mut options.telegram_buyers);
        let telegram_buyers = BuyersAtWork::begin(&world, &ledger, buyers);
        let payments = Payments::open(&mut options, &ledger, &shop, &mut ready).await?;
        let salebot = Salebot::open_if(options.salebot, &ledger, &options.randomness).await?;
        ready.salebot = salebot.as_ref().map(Salebot::address);
        let behaviour = options.moderators;
        if behaviour.is_some() {
            accounts::add_scripted(&world, chats);
        }
        let words = options.texts.moderator_words;
        let moderators = Moderators::new(&world, behaviour.unwrap_or_default(), words);
        let moderators_pending = moderators.pending();
        let mut tribute = Tribute::new(&world, &ledger, options);
        for (number, planned) in orders {
            set_script(&shop, salebot.as_ref(), number, &planned);
            tribute.plan(number, planned);
        }
        let (commands, commands_received) = mpsc::channel(COMMANDS_MAX);
        let pending = tribute.pending();
        let mut tasks = JoinSet::new();
        tasks.spawn(tribute.run(world.events(), ledger.events(), commands_received));
        if behaviour.is_some() {
            tasks.spawn(moderators.run(world.events()));
        }
        for fault in faults {
            injector.inject(fault);
            payments.inject(fault);
        }
        Ok(Running {
            ready,
            datacentre,
            shop,
            ledger,
            chats,
            commands,
            pending,
            moderators_pending,
            quiet,
            injector,
            payments,
            salebot,
            telegram_buyers,
            tasks,
        })
    }
}

/// Whoever gives the goods responds so to the calls about an order.
fn set_script(shop: &DemoShop, salebot: Option<&Salebot>, number: u32, planned: &PlannedOrder) {
    shop.set_script(number, planned.shop.clone());
    if let Some(salebot) = salebot {
        salebot.set_script(number, planned.shop.clone());
    }
}

impl Running {
    /// Returns what a client needs to connect.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Returns the events, from the first on.
    pub fn events(&self) -> EventStream {
        self.ledger.events()
    }

    /// Returns the record of each order so far.
    pub fn orders(&self) -> Vec<OrderRecord> {
        self.ledger.orders()
    }

    /// Returns the totals so far.
    pub fn totals(&self) -> Totals {
        self.ledger.totals()
    }

    /// Returns true if something is still to happen without anybody asking for it.
    pub fn has_more_to_come(&self) -> bool {
        *self.pending.borrow() > 0
            || *self.moderators_pending.borrow() > 0
            || *self.telegram_buyers.pending().borrow() > 0
            || self.payments.pending().iter().any(|pending| *pending.borrow() > 0)
    }

    /// Tribute's API, if it is served.
    pub fn tribute_api(&self) -> Option<&TributeApi> {
        self.payments.tribute_api.as_ref()
    }

    /// T-Bank, if it is served.
    pub fn bank(&self) -> Option<&Bank> {
        self.payments.bank.as_ref()
    }

    /// The project at Salebot, if one is served.
    pub fn salebot(&self) -> Option<&Salebot> {
        self.salebot.as_ref()
    }

    /// Something is told by a webhook, now. Returns its number, if it is an order and the API is served.
    pub fn buy(&self, planned: PlannedPurchase) -> Option<u32> {
        self.payments.buy(&self.shop, planned)
    }

    /// The demo shop.
    pub fn shop(&self) -> &DemoShop {
        &self.shop
    }

    /// The data centre, with its faults.
    pub fn datacentre(&self) -> &DataCentre {
        &self.datacentre
    }

    /// Makes something go wrong for the seller's clients, or those of Tribute's API and the bank's, from now on.
    pub fn inject(&self, fault: Fault) {
        self.injector.inject(fault);
        self.payments.inject(fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.injector.clear();
        self.payments.clear_faults();
    }

    /// Returns the faults so far.
    pub fn fault_counts(&self) -> FaultCounts {
        self.injector.counts()
    }

    /// The Telegram itself.
    pub fn world(&self) -> &World {
        self.datacentre.world()
    }

    /// The moderators' supergroup.
    pub fn supergroup(&self) -> Peer {
        self.chats.0
    }

    /// The moderators' basic group.
    pub fn group(&self) -> Peer {
        self.chats.1
    }

    /// The bot sends one more order, now. Returns its number.
    pub async fn send_order(&self, planned: PlannedOrder) -> u32 {
        let number = self.ledger.plan(&planned);
        set_script(&self.shop, self.salebot.as_ref(), number, &planned);
        self.command(Command::Send { number, planned: Box::new(planned) }).await;
        number
    }

    /// The owner answers an order by hand, now.
    pub async fn owner_answers(&self, number: u32) {
        self.command(Command::OwnerReplies { number }).await;
    }

    /// Has the owner press an order's button by hand.
    pub async fn owner_presses(&self, number: u32) {
        self.command(Command::OwnerPresses { number }).await;
    }

    async fn command(&self, command: Command) {
        // The bot ends with this handle, so there is always somebody to hear it.
        let _ = self.commands.send(command).await;
    }

    /// The bot says something to the seller that is no order.
    pub fn bot_says(&self, text: &str) -> Result<Posted, Refusal> {
        self.world().post(Post::new(TRIBUTE, Peer::User(SELLER), text))
    }

    /// The message with which an order was sent, once it is.
    pub fn order_message(&self, number: u32) -> Option<MessageKey> {
        let orders = self.ledger.orders();
        let order = orders.iter().find(|order| order.number == number)?;
        let view = self.world().view(SELLER, MailboxId::Account, order.message_id?)?;
        Some(view.message.key)
    }

    /// The bot edits an order message.
    pub fn edit_order(&self, number: u32, text: &str) -> Result<(), Refusal> {
        let key = self.order_message(number).ok_or(Refusal::MESSAGE_ID_INVALID)?;
        self.world().edit(key, Edit::text(text))
    }

    /// The bot deletes an order message.
    pub fn delete_order(&self, number: u32) -> Result<(), Refusal> {
        let key = self.order_message(number).ok_or(Refusal::MESSAGE_ID_INVALID)?;
        self.world().delete(TRIBUTE, &[key])
    }

    /// Waits until every order has ended as it should and nothing more is going to happen, or
    /// until nothing has happened for `timeout`. Returns the totals then.
    pub async fn settled(&self, timeout: Duration) -> Totals {
        let mut events = self.events();
        let mut pending = self.pending.clone();
        let mut moderators = self.moderators_pending.clone();
        let [mut api, mut bank] = self.payments.pending();
        let mut buyers = self.telegram_buyers.pending();
        let mut last = Instant::now();
        loop {
            while events.try_next().is_some() {
                last = Instant::now();
            }
            pending.mark_unchanged();
            moderators.mark_unchanged();
            api.mark_unchanged();
            bank.mark_unchanged();
            buyers.mark_unchanged();
            let busy = self.has_more_to_come();
            let settled = !busy && self.totals().unsettled == 0;
            let patience = if settled { self.quiet.min(timeout) } else { timeout };
            tokio::select! {
                _ = events.next() => last = Instant::now(),
                changed = pending.changed() => match changed {
                    Ok(()) => last = Instant::now(),
                    Err(_) => return self.totals(),
                },
                Ok(()) = moderators.changed() => last = Instant::now(),
                Ok(()) = api.changed() => last = Instant::now(),
                Ok(()) = bank.changed() => last = Instant::now(),
                Ok(()) = buyers.changed() => last = Instant::now(),
                () = tokio::time::sleep_until(last + patience) => return self.totals(),
            }
        }
    }

    /// Ends it: connections are cut, ports are free.
    pub async fn shutdown(mut self) -> Totals {
        self.tasks.shutdown().await;
        self.ledger.totals()
    }
}
