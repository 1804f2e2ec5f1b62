//! What buyers did becomes what they are to be told, and what is to be paid: in one transaction.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::answers::{Message, Reaction};
use super::pace::{Heard, Pace};
use crate::engine::{Engine, encode};
use crate::i18n::{Language, t, with_language};
use crate::journal::{Invoiced, JournalError, KnownBuyer, NewCheckout, RequestKey};
use crate::order::catalogue::Entry;
use crate::order::checkout::{CheckoutState, CheckoutStatus, Wish};
use crate::order::{AccountId, CheckoutId, Money, ProviderName, Untrusted, UserId};
use crate::sources::telegram_payments::Settings;
use crate::sources::telegram_payments::pre_checkout::spoken;
use crate::telegram::bot::Tap;
use crate::telegram::payments::Wrote;

/// So long an invoice can be paid.
const OPEN: SignedDuration = SignedDuration::from_hours(24);
/// One that can be paid no longer than this is not sent again.
const OPEN_MIN: SignedDuration = SignedDuration::from_hours(1);
/// A tap so soon after the first one is the same tap.
const SAME_TAP: SignedDuration = SignedDuration::from_mins(1);

/// Something that a buyer is to be told, as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    Message(Message),
    Invoice(CheckoutId),
}

/// Takes a message of a buyer's.
pub(super) fn wrote(
    engine: &mut Engine,
    settings: &Settings,
    pace: &mut Pace,
    wrote: &Wrote,
) -> Result<(), JournalError> {
    let (showcase, user) = (&settings.showcase, wrote.buyer.address.id);
    if showcase.moderator == Some(user) {
        return Ok(());
    }
    let mut buyer = known(engine, user)?;
    buyer.language = wrote.buyer.language.clone().or(buyer.language);
    let language = language_of(&buyer, settings);
    match pace.count(user, Instant::now()) {
        Heard::Yes => {}
        Heard::TooMuch => return too_much(engine, user, language),
        Heard::No => return Ok(()),
    }
    let reply = with_language(language, || showcase.reply_to(&wrote.text, buyer.account.as_ref()));
    buyer.account = reply.account.or(buyer.account);
    let now = engine.now();
    engine.write(|writer| writer.remember_buyer(&buyer, now))?;
    tell(engine, user, &Told::Message(reply.message))
}

/// Takes a tap of a buyer's. Returns what is shown to them for a moment; `None`: it is not for us to answer.
pub(super) fn tapped(
    engine: &mut Engine,
    settings: &Settings,
    pace: &mut Pace,
    tap: &Tap,
) -> Result<Option<String>, JournalError> {
    let (showcase, user) = (&settings.showcase, tap.user);
    // Where several people see a button, it is none for buyers.
    if tap.chat != user.0 || showcase.moderator == Some(user) {
        return Ok(None);
    }
    let mut buyer = known(engine, user)?;
    let language = language_of(&buyer, settings);
    match pace.count(user, Instant::now()) {
        Heard::Yes => {}
        Heard::TooMuch | Heard::No => {
            return Ok(Some(with_language(language, || t!("buyers-too-much"))));
        }
    }
    let account = buyer.account.clone().filter(|_| showcase.account.is_some());
    let reaction = with_language(language, || showcase.react_to(&tap.data, account.as_ref()));
    match reaction {
        Reaction::Nothing => Ok(Some(String::new())),
        Reaction::Say(message) => {
            tell(engine, user, &Told::Message(message))?;
            Ok(Some(String::new()))
        }
        Reaction::Invoice(entry, price) => {
            let button = String::from_utf8_lossy(&tap.data).into_owned();
            let now = engine.now();
            let again = asked_before(engine, &buyer, (&button, account.as_ref()), now)?;
            if again.as_ref().is_some_and(|it| now.duration_since(it.at) < SAME_TAP) {
                return Ok(Some(with_language(language, || t!("buyers-invoice-above"))));
            }
            let checkout = match again {
                Some(again) => again.checkout,
                None => ask_for(engine, (entry, price), account.as_ref(), language)?,
            };
            info!(user = user.0, %checkout, "a buyer asks for an invoice");
            tell(engine, user, &Told::Invoice(checkout.clone()))?;
            buyer.invoiced = Some(Invoiced { button, account, checkout, at: now });
            engine.write(|writer| writer.remember_buyer(&buyer, now))?;
            Ok(Some(String::new()))
        }
    }
}

/// Owes a buyer something. Who is not told for want of room asks again.
pub(super) fn tell(engine: &mut Engine, user: UserId, told: &Told) -> Result<(), JournalError> {
    let (random_id, now, answer) = (engine.random_id(), engine.now(), encode(told));
    let has_room = engine.write(|writer| writer.owe_answer(user, &answer, random_id, now))?;
    if !has_room {
        warn!(user = user.0, "so many buyers wait for an answer that this one gets none");
    }
    Ok(())
}

fn too_much(engine: &mut Engine, user: UserId, language: Language) -> Result<(), JournalError> {
    debug!(user = user.0, "a buyer writes more than is answered");
    let message = with_language(language, || t!("buyers-too-much")).into();
    tell(engine, user, &Told::Message(message))
}

fn known(engine: &Engine, user: UserId) -> Result<KnownBuyer, JournalError> {
    let unknown = || KnownBuyer { user, account: None, language: None, invoiced: None };
    Ok(engine.journal().buyer(user)?.unwrap_or_else(unknown))
}

pub(super) fn language_of(buyer: &KnownBuyer, settings: &Settings) -> Language {
    buyer.language.as_deref().map_or(settings.showcase.language, spoken)
}

/// The invoice for the same that was sent last and can still be paid.
fn asked_before(
    engine: &Engine,
    buyer: &KnownBuyer,
    (button, account): (&str, Option<&AccountId>),
    now: Timestamp,
) -> Result<Option<Invoiced>, JournalError> {
    let is_same = |it: &&Invoiced| it.button == button && it.account.as_ref() == account;
    let Some(invoiced) = buyer.invoiced.as_ref().filter(is_same) else { return Ok(None) };
    let checkout = engine.journal().checkout(&invoiced.checkout)?;
    let can_be_paid = checkout.is_some_and(|it| {
        it.state.status() == CheckoutStatus::Open
            && it.order.is_none()
            && it.wish.expires_at.duration_since(now) > OPEN_MIN
    });
    Ok(can_be_paid.then(|| invoiced.clone()))
}

/// Has a checkout made.
fn ask_for(
    engine: &mut Engine,
    (entry, price): (&Entry, Money),
    account: Option<&AccountId>,
    language: Language,
) -> Result<CheckoutId, JournalError> {
    let id = CheckoutId::new([engine.random_u64(), engine.random_u64()]);
    let now = engine.now();
    let wish = Wish {
        account: account.cloned(),
        item: Some(entry.item.clone()),
        title: Untrusted::new(&entry.name),
        description: None,
        price,
        reference: None,
        email: None,
        phone: None,
        language: Some(language.code().to_owned()),
        success_url: None,
        fail_url: None,
        expires_at: now.saturating_add(OPEN).unwrap_or(now),
        recurring: None,
        receipt: None,
        extra: None,
    };
    // No program's key has a space.
    let idempotency_key = format!("tap {id}");
    let request = RequestKey { idempotency_key, digest: String::new() };
    let new = NewCheckout { id: id.clone(), provider: ProviderName::Telegram, wish, request };
    // It is paid in the chat: no link is made.
    let open = CheckoutState::Open { external_id: id.to_string(), url: String::new() };
    let expires_at = new.wish.expires_at;
    engine.write(|writer| {
        let number = writer.new_checkout(&new, now)?;
        writer.set_checkout_state(number, &open, Some(expires_at))
    })?;
    Ok(id)
}
