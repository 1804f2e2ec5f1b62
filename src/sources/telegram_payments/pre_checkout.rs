//! Whether a buyer may pay, by what the journal knows; pure.

use jiff::Timestamp;

use crate::i18n::{Language, t};
use crate::order::catalogue::Catalogue;
use crate::order::checkout::{Checkout, CheckoutState};
use crate::order::{ProviderName, Untrusted};
use crate::telegram::payments::PreCheckout;

/// Why a buyer may not pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody here has asked for this to be paid.
    Unknown,
    /// It was paid before.
    Paid,
    /// Somebody was told a moment ago that they may pay it.
    BeingPaid,
    /// Its time is over.
    Expired,
    /// It was called off.
    Failed,
    /// The shop sells it no longer.
    NotForSale,
    /// There are not enough codes of it now.
    SoldOut,
    /// The invoice names another price.
    OtherPrice,
    /// Whether it may be paid can't be told now.
    NotNow,
    /// The shop says no, in its words.
    Shop(Option<Untrusted>),
}

/// Whether what is asked may be paid. `checkout` is the one that the payload names, if there is one.
pub fn decide(
    asked: &PreCheckout,
    checkout: Option<&Checkout>,
    catalogue: &Catalogue,
    now: Timestamp,
) -> Result<(), Refusal> {
    let checkout = checkout.filter(|it| it.provider == ProviderName::Telegram);
    let checkout = checkout.ok_or(Refusal::Unknown)?;
    let wish = &checkout.wish;
    match &checkout.state {
        // Nobody but the bot makes invoices: the link of one that is being created may be out already.
        CheckoutState::Creating { .. }
        | CheckoutState::Open { .. }
        | CheckoutState::Unclear { .. } => {}
        CheckoutState::Paid { .. } | CheckoutState::Refunded { .. } => return Err(Refusal::Paid),
        CheckoutState::Expired { .. } => return Err(Refusal::Expired),
        CheckoutState::Failed { .. } => return Err(Refusal::Failed),
    }
    if checkout.order.is_some() {
        return Err(Refusal::Paid);
    }
    if now >= wish.expires_at {
        return Err(Refusal::Expired);
    }
    let is_same_price =
        asked.amount == wish.price.amount && asked.currency == wish.price.currency.to_string();
    if !is_same_price {
        return Err(Refusal::OtherPrice);
    }
    // Only what is of the catalogue names an item: its price is today's, too.
    let Some(item) = &wish.item else { return Ok(()) };
    let mut prices =
        catalogue.entries().filter(|entry| entry.item == *item).map(|it| it.price).peekable();
    if prices.peek().is_none() {
        return Err(Refusal::NotForSale);
    }
    if prices.any(|price| price == Some(wish.price)) { Ok(()) } else { Err(Refusal::OtherPrice) }
}

impl Refusal {
    /// The name, for the log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Paid => "paid",
            Self::BeingPaid => "being_paid",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::NotForSale => "not_for_sale",
            Self::SoldOut => "sold_out",
            Self::OtherPrice => "other_price",
            Self::NotNow => "not_now",
            Self::Shop(_) => "shop",
        }
    }

    /// What the buyer reads, in this thread's language.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Shop(Some(words)) => words.as_str().to_owned(),
            refusal => t!("telegram_payments-may-not-pay", why = refusal.name()),
        }
    }
}

/// The language of a buyer whose Telegram is in this one (`ru`, `en-GB`), as far as we speak it.
pub(super) fn spoken(code: &str) -> Language {
    let is_russian = code.split(['-', '_']).next() == Some("ru");
    if is_russian { Language::Russian } else { Language::English }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;
    use crate::i18n::with_language;
    use crate::order::catalogue::{Entry, Item};
    use crate::order::checkout::Wish;
    use crate::order::{CheckoutId, Currency, Money, UserId};
    use crate::telegram::bot::QueryId;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn item(quantity: u32) -> Item {
        Item { sku: "diamond".to_owned(), quantity }
    }

    fn catalogue(quantity: u32) -> Catalogue {
        catalogue_at(quantity, Some(50))
    }

    fn catalogue_at(quantity: u32, stars: Option<i64>) -> Catalogue {
        let name = "Diamond".to_owned();
        let price = stars.map(|amount| Money { amount, currency: Currency::STARS });
        Catalogue::new(vec![Entry { name, item: item(quantity), price, tribute_id: None }]).unwrap()
    }

    fn checkout() -> Checkout {
        Checkout {
            number: 1,
            id: CheckoutId::new([0, 1]),
            provider: ProviderName::Telegram,
            wish: Wish {
                account: None,
                item: Some(item(1)),
                title: Untrusted::new("Diamond"),
                description: None,
                price: Money { amount: 50, currency: Currency::STARS },
                reference: None,
                email: None,
                phone: None,
                language: None,
                success_url: None,
                fail_url: None,
                expires_at: NOW + jiff::SignedDuration::from_secs(1),
                recurring: None,
                receipt: None,
                extra: None,
            },
            state: CheckoutState::Open { external_id: "1".to_owned(), url: String::new() },
            order: None,
            created_at: NOW,
            token: None,
        }
    }

    fn asked(amount: i64, currency: &str) -> PreCheckout {
        PreCheckout {
            query: QueryId(1),
            user: UserId(7),
            language: None,
            payload: Untrusted::new(""),
            currency: currency.to_owned(),
            amount,
            came_at: Instant::now(),
        }
    }

    fn decided(change: impl FnOnce(&mut Checkout)) -> Result<(), Refusal> {
        let mut checkout = checkout();
        change(&mut checkout);
        decide(&asked(50, "XTR"), Some(&checkout), &catalogue(1), NOW)
    }

    #[test]
    fn what_was_asked_for_may_be_paid_once_in_time_at_its_price() {
        assert_eq!(decided(|_| {}), Ok(()));
        assert_eq!(
            decided(|it| it.state = CheckoutState::Creating { asked_at: None, why: None }),
            Ok(())
        );
        assert_eq!(decided(|it| it.wish.item = None), Ok(()));
        let external_id = || "1".to_owned();
        for (state, refusal) in [
            (CheckoutState::Paid { external_id: external_id() }, Refusal::Paid),
            (CheckoutState::Refunded { external_id: external_id() }, Refusal::Paid),
            (CheckoutState::Expired { external_id: None }, Refusal::Expired),
            (CheckoutState::Failed { external_id: None, why: Untrusted::new("") }, Refusal::Failed),
        ] {
            assert_eq!(decided(|it| it.state = state), Err(refusal));
        }
        assert_eq!(decided(|it| it.wish.expires_at = NOW), Err(Refusal::Expired));
        assert_eq!(decided(|it| it.provider = ProviderName::Tbank), Err(Refusal::Unknown));
        let order = || Some((1, "telegram-1-1".parse().unwrap()));
        assert_eq!(decided(|it| it.order = order()), Err(Refusal::Paid));
    }

    #[test]
    fn another_price_and_what_is_not_sold_are_refused() {
        let (checkout, sold) = (checkout(), catalogue(1));
        let decide = |amount, currency, sold: &Catalogue| {
            decide(&asked(amount, currency), Some(&checkout), sold, NOW)
        };
        assert_eq!(decide(50, "XTR", &sold), Ok(()));
        for (amount, currency) in [(49, "XTR"), (5_000, "XTR"), (50, "EUR"), (50, "XTS"), (50, "")]
        {
            assert_eq!(decide(amount, currency, &sold), Err(Refusal::OtherPrice), "{currency}");
        }
        assert_eq!(decide(50, "XTR", &catalogue(2)), Err(Refusal::NotForSale));
        assert_eq!(decide(50, "XTR", &Catalogue::default()), Err(Refusal::NotForSale));
        assert_eq!(super::decide(&asked(50, "XTR"), None, &sold, NOW), Err(Refusal::Unknown));
    }

    #[test]
    fn what_is_of_the_catalogue_has_todays_price() {
        let checkout = checkout();
        for stars in [Some(51), Some(49), None] {
            let today = catalogue_at(1, stars);
            let decided = decide(&asked(50, "XTR"), Some(&checkout), &today, NOW);
            assert_eq!(decided, Err(Refusal::OtherPrice), "{stars:?}");
        }
        let entry = |name: &str, amount| Entry {
            name: name.to_owned(),
            item: item(1),
            price: Some(Money { amount, currency: Currency::STARS }),
            tribute_id: None,
        };
        let both = Catalogue::new(vec![entry("Dear", 70), entry("Cheap", 50)]).unwrap();
        assert_eq!(decide(&asked(50, "XTR"), Some(&checkout), &both, NOW), Ok(()));
    }

    #[test]
    fn buyers_read_why_in_their_language() {
        for refusal in [
            Refusal::Unknown,
            Refusal::Paid,
            Refusal::BeingPaid,
            Refusal::Expired,
            Refusal::Failed,
            Refusal::NotForSale,
            Refusal::SoldOut,
            Refusal::OtherPrice,
            Refusal::NotNow,
            Refusal::Shop(None),
        ] {
            let words = |code| with_language(spoken(code), || refusal.words());
            assert!(words("ru").contains(|letter| matches!(letter, 'а'..='я')));
            assert!(words("en-GB").is_ascii() && words("de").is_ascii(), "{refusal:?}");
            assert!(words("ru").chars().count() <= 200);
        }
        let shop = Refusal::Shop(Some(Untrusted::new("No such account")));
        assert_eq!(shop.words(), "No such account");
    }
}
