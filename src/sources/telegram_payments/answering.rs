//! Answers pre-checkouts: each in a task of its own, within Telegram's ten seconds, whatever the agent, the journal and
//! the shop are busy with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;
use tracing::{info, warn};

use super::OnSilence;
use super::pre_checkout::{Refusal, decide, spoken};
use crate::i18n::{Language, with_language};
use crate::journal::{Journal, JournalError};
use crate::machine::SharedClock;
use crate::metrics::{PRE_CHECKOUTS, count};
use crate::order::CheckoutId;
use crate::order::catalogue::Catalogue;
use crate::order::checkout::Checkout;
use crate::order::life::ShopAnswer;
use crate::shop::{Activator as _, Supplier, Verb, encode_check};
use crate::telegram::payments::{PaymentsBot, PreCheckout};

/// So long the journal may take to say what it knows.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// So long the shop may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);
/// The shop is asked so many questions at once; one more counts as not answered.
const CHECKS_MAX: usize = 64;
/// A checkout's name has so many.
const PAYLOAD_CHARACTERS_MAX: usize = 36;

/// What counts when a buyer wants to pay.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What the shop sells.
    pub catalogue: Catalogue,
    /// Whether the shop is asked, too, and what its silence means.
    pub ask_shop: Option<OnSilence>,
    /// Who gives the goods.
    pub shop: Arc<Supplier>,
    /// Whether real money is paid.
    pub livemode: bool,
    /// Of those whose own is not known.
    pub language: Language,
}

/// Answers pre-checkouts.
pub(super) struct Answering {
    asking: watch::Receiver<Asking>,
    /// Only read.
    journal: Arc<Mutex<Journal>>,
    clock: SharedClock,
    checks: Semaphore,
}

impl Answering {
    pub(super) fn new(
        asking: watch::Receiver<Asking>,
        journal: Journal,
        clock: SharedClock,
    ) -> Self {
        let journal = Arc::new(Mutex::new(journal));
        Self { asking, journal, clock, checks: Semaphore::new(CHECKS_MAX) }
    }

    /// Answers all that come in at this bot, for as long as it is waited for.
    pub(super) async fn answer_all<B: PaymentsBot>(self: &Arc<Self>, bot: &Arc<B>) {
        let mut tasks = JoinSet::new();
        loop {
            let asked = tokio::select! {
                asked = bot.next_pre_checkout() => asked,
                Some(_) = tasks.join_next() => continue,
            };
            let (answering, bot) = (self.clone(), bot.clone());
            tasks.spawn(async move { answering.answer(&*bot, asked).await });
        }
    }

    async fn answer<B: PaymentsBot>(&self, bot: &B, asked: PreCheckout) {
        let asking = self.asking.borrow().clone();
        let (verdict, checkout) = self.verdict(&asked, &asking).await;
        let wished = checkout.and_then(|it| it.wish.language);
        let language = asked.language.as_deref().or(wished.as_deref());
        let language = language.map_or(asking.language, spoken);
        let words = verdict.as_ref().err().map(|why| with_language(language, || why.words()));
        let (user, payload) = (asked.user.0, asked.payload.excerpt(PAYLOAD_CHARACTERS_MAX));
        let answered = bot.answer_pre_checkout(asked.query, words.as_deref()).await;
        let elapsed = asked.came_at.elapsed();
        let outcome = match (&answered, &verdict) {
            (Ok(true), Ok(())) => "accepted",
            (Ok(true), Err(_)) => "declined",
            (Ok(false), _) => "late",
            (Err(_), _) => "unanswered",
        };
        count(PRE_CHECKOUTS, [outcome]);
        match (answered, verdict) {
            (Ok(true), Ok(())) => info!(user, payload, ?elapsed, "a buyer may pay"),
            (Ok(true), Err(why)) => {
                info!(user, payload, why = why.name(), ?elapsed, "a buyer may not pay");
            }
            (Ok(false), _) => warn!(user, payload, ?elapsed, "a buyer was answered too late"),
            (Err(failure), _) => {
                warn!(user, payload, %failure, ?elapsed, "a buyer who wants to pay was not answered");
            }
        }
    }

    async fn verdict(
        &self,
        asked: &PreCheckout,
        asking: &Asking,
    ) -> (Result<(), Refusal>, Option<Checkout>) {
        let checkout = match asked.payload.as_str().parse() {
            Ok(id) => match self.checkout(id).await {
                Ok(checkout) => checkout,
                Err(refusal) => return (Err(refusal), None),
            },
            Err(_) => None,
        };
        let decided = decide(asked, checkout.as_ref(), &asking.catalogue, self.clock.now());
        let verdict = match (&checkout, decided) {
            (Some(checkout), Ok(())) => self.ask_shop(asked, asking, checkout).await,
            (_, decided) => decided,
        };
        (verdict, checkout)
    }

    /// What the journal knows; a disk that does not answer keeps nobody waiting.
    async fn checkout(&self, id: CheckoutId) -> Result<Option<Checkout>, Refusal> {
        self.look(move |journal| journal.checkout(&id)).await
    }

    async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let journal = self.journal.clone();
        let looking =
            spawn_blocking(move || look(&journal.lock().unwrap_or_else(PoisonError::into_inner)));
        match timeout(LOOK_TIMEOUT, looking).await {
            Ok(Ok(Ok(found))) => Ok(found),
            Ok(Ok(Err(error))) => {
                warn!(%error, "the journal can't be read for a buyer");
                Err(Refusal::NotNow)
            }
            Ok(Err(_)) | Err(_) => Err(Refusal::NotNow),
        }
    }

    /// Of codes the journal knows whether there are any; a shop is asked where the owner wants that.
    async fn ask_shop(
        &self,
        asked: &PreCheckout,
        asking: &Asking,
        checkout: &Checkout,
    ) -> Result<(), Refusal> {
        if asking.shop.stock().is_some() {
            let Some(item) = checkout.wish.item.clone() else { return Err(Refusal::NotForSale) };
            let wanted = item.quantity;
            let free = self.look(move |journal| journal.free_codes(&item.sku, wanted)).await?;
            return if free < wanted { Err(Refusal::NotForSale) } else { Ok(()) };
        }
        let silence = match asking.ask_shop {
            None => return Ok(()),
            Some(OnSilence::Decline) => Err(Refusal::NotNow),
            Some(OnSilence::Accept) => Ok(()),
        };
        let Ok(_permit) = self.checks.try_acquire() else { return silence };
        let now = self.clock.now();
        let call = encode_check(checkout, asked.user, asked.query.0, (now, asking.livemode));
        let checking = asking.shop.call(Verb::Check, &call, now);
        match timeout(CHECK_TIMEOUT, checking).await {
            Ok(ShopAnswer::Activated(_)) => Ok(()),
            Ok(ShopAnswer::Refused { code, message }) if code.as_str() != "unsupported_type" => {
                Err(Refusal::Shop(message))
            }
            answer => {
                let why = answer.map_or_else(|_| "no answer".to_owned(), |it| format!("{it:?}"));
                warn!(checkout = %checkout.id, why, "the shop does not say whether a buyer may pay");
                silence
            }
        }
    }
}
