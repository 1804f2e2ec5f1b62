//! Answers pre-checkouts: each in a task of its own, within Telegram's ten seconds, whatever the agent, the journal and
//! the shop are busy with.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use super::OnSilence;
use super::pre_checkout::{Refusal, decide, spoken};
use crate::i18n::{Language, with_language};
use crate::journal::{Journal, JournalError};
use crate::machine::SharedClock;
use crate::metrics::{PRE_CHECKOUTS, count};
use crate::order::CheckoutId;
use crate::order::catalogue::{Catalogue, Item};
use crate::order::checkout::Checkout;
use crate::order::life::ShopAnswer;
use crate::shop::{Activator as _, Supplier, Verb, encode_check};
use crate::telegram::CallError;
use crate::telegram::payments::{PaymentsBot, PreCheckout};

/// So long the journal may take to say what it knows.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// So long the shop may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);
/// Who may pay has so long before somebody else may: nobody tells that a payment has failed.
const HOLD: Duration = Duration::from_mins(1);
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
    held: Held,
}

/// The checkouts that somebody is told they may pay, and until when that keeps others from it; the first one first.
#[derive(Default)]
struct Held(Mutex<Vec<Hold>>);

struct Hold {
    id: CheckoutId,
    item: Option<Item>,
    until: Instant,
}

impl Held {
    /// Holds a checkout, if nobody does. Returns those before it that want the same.
    fn hold(&self, id: &CheckoutId, item: Option<&Item>) -> Result<Vec<CheckoutId>, Refusal> {
        let (mut held, now) = (self.kept(), Instant::now());
        held.retain(|it| it.until > now);
        if held.iter().any(|it| it.id == *id) {
            return Err(Refusal::BeingPaid);
        }
        let sku = item.map(|item| &item.sku);
        let is_same = |it: &&Hold| it.item.as_ref().map(|item| &item.sku) == sku;
        let before = held.iter().filter(is_same).map(|it| it.id.clone()).collect();
        held.push(Hold { id: id.clone(), item: item.cloned(), until: now + HOLD });
        Ok(before)
    }

    fn release(&self, id: &CheckoutId) {
        self.kept().retain(|it| it.id != *id);
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answering {
    pub(super) fn new(
        asking: watch::Receiver<Asking>,
        journal: Journal,
        clock: SharedClock,
    ) -> Self {
        let journal = Arc::new(Mutex::new(journal));
        let (checks, held) = (Semaphore::new(CHECKS_MAX), Held::default());
        Self { asking, journal, clock, checks, held }
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
        let wished = checkout.as_ref().and_then(|it| it.wish.language.as_deref());
        let language = asked.language.as_deref().or(wished);
        let language = language.map_or(asking.language, spoken);
        let words = verdict.as_ref().err().map(|why| with_language(language, || why.words()));
        let (user, payload) = (asked.user.0, asked.payload.excerpt(PAYLOAD_CHARACTERS_MAX));
        let answered = bot.answer_pre_checkout(asked.query, words.as_deref()).await;
        let is_heard = matches!(answered, Ok(true) | Err(CallError::Unknown(_)));
        if let Some(checkout) = checkout.filter(|_| verdict.is_ok() && !is_heard) {
            self.held.release(&checkout.id);
        }
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
            (Some(checkout), Ok(())) => self.hold(asked, asking, checkout).await,
            (_, decided) => decided,
        };
        (verdict, checkout)
    }

    /// Keeps others from a checkout that may be paid, unless there is nothing to be given.
    async fn hold(
        &self,
        asked: &PreCheckout,
        asking: &Asking,
        checkout: &Checkout,
    ) -> Result<(), Refusal> {
        let before = self.held.hold(&checkout.id, checkout.wish.item.as_ref())?;
        let verdict = self.ask_shop(asked, asking, checkout, before).await;
        if verdict.is_err() {
            self.held.release(&checkout.id);
        }
        verdict
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
        before: Vec<CheckoutId>,
    ) -> Result<(), Refusal> {
        if asking.shop.stock().is_some() {
            let Some(item) = checkout.wish.item.clone() else { return Err(Refusal::NotForSale) };
            let is_there = self.look(move |journal| is_in_stock(journal, &item, &before)).await?;
            return is_there.then_some(()).ok_or(Refusal::SoldOut);
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
                let why = answer.map_or_else(|_| "no answer".to_owned(), |it| in_words(&it));
                warn!(checkout = %checkout.id, why, "the shop does not say whether a buyer may pay");
                silence
            }
        }
    }
}

/// Whether there are codes for this beside those for which others may be paying: of whom has paid, they are taken.
fn is_in_stock(
    journal: &Journal,
    item: &Item,
    before: &[CheckoutId],
) -> Result<bool, JournalError> {
    let mut wanted = item.quantity;
    for id in before {
        let other = journal.checkout(id)?.filter(|other| other.order.is_none());
        let other = other.and_then(|other| other.wish.item);
        wanted = wanted.saturating_add(other.map_or(0, |item| item.quantity));
    }
    Ok(journal.free_codes(&item.sku, wanted)? >= wanted)
}

/// An answer that says neither yes nor no, for the log.
fn in_words(answer: &ShopAnswer) -> String {
    let words = match answer {
        ShopAnswer::Unavailable { why, .. } => return why.to_string(),
        ShopAnswer::Intercepted { status, .. } => return format!("HTTP {status}, not by the shop"),
        ShopAnswer::Misconfigured { code, .. } => return format!("it refuses the call: {code}"),
        ShopAnswer::Refused { .. } => "it does not know order.check",
        ShopAnswer::Pending { .. } => "not yet",
        ShopAnswer::Unclear { .. } => "another status than \"ok\"",
        ShopAnswer::Activated(_) | ShopAnswer::AlreadyActivated(_) | ShopAnswer::OutOfStock => {
            "what is said of an activation"
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_may_pay_at_a_time() {
        let held = Held::default();
        let [one, other] = [CheckoutId::new([0, 1]), CheckoutId::new([0, 2])];
        let item = |sku: &str| Some(Item { sku: sku.to_owned(), quantity: 1 });
        let (key, card) = (item("key"), item("card"));
        let taken = |id, item: &Option<Item>| held.hold(id, item.as_ref());
        assert_eq!(taken(&one, &key), Ok(Vec::new()));
        assert_eq!(taken(&one, &key), Err(Refusal::BeingPaid));
        assert_eq!(taken(&other, &key), Ok(vec![one.clone()]));
        held.release(&one);
        assert_eq!(taken(&one, &card), Ok(Vec::new()));
        assert_eq!(taken(&other, &key), Err(Refusal::BeingPaid));
        tokio::time::advance(HOLD).await;
        assert_eq!((taken(&one, &key), held.kept().len()), (Ok(Vec::new()), 1));
    }
}
