//! What a bot asks for, and the form by which it is paid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::{Conversation, Message, MessageKey, Refusal, UserId, World, WorldEvent};

/// Telegram's own currency, in which digital goods are paid.
pub const STARS: &str = "XTR";

/// Telegram's limits.
const TITLE_CHARACTERS_MAX: usize = 32;
const DESCRIPTION_CHARACTERS_MAX: usize = 255;
const PAYLOAD_BYTES_MAX: usize = 128;
const STARS_MAX: i64 = 100_000;
/// The time for which a form can be sent.
const FORM_VALID_S: i32 = 600;
/// The length of the name of a link.
const SLUG_BYTES: usize = 16;
/// The most forms and links that are kept; more are a mistake of a test's.
const KEPT_MAX: usize = 100_000;

/// What a bot asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    pub bot: UserId,
    pub title: String,
    pub description: String,
    /// The bot's own words, which buyers don't see.
    pub payload: Vec<u8>,
    /// Three letters.
    pub currency: String,
    /// In the smallest units of the currency.
    pub prices: Vec<(String, i64)>,
    /// The provider's token; `None` for Stars.
    pub provider: Option<String>,
    /// The parameter of the bot's deep link, for a message that others may not pay when it is sent on.
    pub start_param: Option<String>,
}

/// The place where a buyer found an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceSource {
    /// A link, by its name: whoever has it may pay it, as often as they like.
    Link(String),
    /// A message, which is paid once.
    Message(MessageKey),
}

/// A form by which an invoice can be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentForm {
    pub id: i64,
    pub invoice: Invoice,
}

/// A form that somebody has asked for.
pub(super) struct Form {
    pub(super) buyer: UserId,
    pub(super) source: InvoiceSource,
    pub(super) invoice: Invoice,
    made_at: i32,
    /// True while it is being paid, and once it is.
    pub(super) submitted: bool,
}

impl Form {
    pub(super) fn is_expired(&self, now: i32) -> bool {
        now > self.made_at.saturating_add(FORM_VALID_S)
    }
}

impl Invoice {
    /// Returns true if it is paid in Stars.
    pub fn is_stars(&self) -> bool {
        self.currency == STARS
    }

    /// All prices together.
    pub fn total(&self) -> i64 {
        self.prices.iter().fold(0, |sum, (_, amount)| amount.saturating_add(sum))
    }

    /// The same, if Telegram takes it. Which of its names it has for a wrong title is not documented.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        let fits = |text: &str, max| (1..=max).contains(&text.chars().count());
        let is_code =
            self.currency.len() == 3 && self.currency.bytes().all(|it| it.is_ascii_uppercase());
        if !fits(&self.title, TITLE_CHARACTERS_MAX)
            || !fits(&self.description, DESCRIPTION_CHARACTERS_MAX)
            || !is_code
        {
            return Err(Refusal::MEDIA_INVALID);
        }
        if !(1..=PAYLOAD_BYTES_MAX).contains(&self.payload.len()) {
            return Err(Refusal::INVOICE_PAYLOAD_INVALID);
        }
        let max = if self.is_stars() { STARS_MAX } else { i64::MAX };
        if self.is_stars() && (self.prices.len() != 1 || self.provider.is_some()) {
            return Err(Refusal::STARS_INVOICE_INVALID);
        }
        if !(1..=max).contains(&self.total()) {
            return Err(Refusal::CURRENCY_TOTAL_AMOUNT_INVALID);
        }
        let is_test = |token: &str| {
            token
                .split_once(":TEST:")
                .is_some_and(|(id, rest)| !rest.is_empty() && id.parse::<u64>().is_ok())
        };
        if !self.is_stars() && !self.provider.as_deref().is_some_and(is_test) {
            return Err(Refusal::PAYMENT_PROVIDER_INVALID);
        }
        Ok(self)
    }
}

impl World {
    /// Makes a link of an invoice. Returns the name in it.
    pub fn export_invoice(&self, invoice: Invoice) -> Result<String, Refusal> {
        let invoice = invoice.checked()?;
        let mut state = self.state();
        let mut random = [0; SLUG_BYTES];
        state.fill_randomly(&mut random);
        let slug = URL_SAFE_NO_PAD.encode(random);
        if state.payments.links.len() >= KEPT_MAX {
            return Err(Refusal::INTERNAL);
        }
        state.payments.links.insert(slug.clone(), invoice.clone());
        state.subscriptions.emit(&WorldEvent::InvoiceExported { slug: slug.clone(), invoice });
        Ok(slug)
    }

    /// Has somebody look at an invoice.
    pub fn payment_form(
        &self,
        buyer: UserId,
        source: &InvoiceSource,
    ) -> Result<PaymentForm, Refusal> {
        let mut state = self.state();
        let invoice = match source {
            InvoiceSource::Link(slug) => {
                state.payments.links.get(slug).ok_or(Refusal::SLUG_INVALID)?
            }
            InvoiceSource::Message(key) => {
                let is_there = |message: &Message| match message.conversation {
                    Conversation::Private(one, other) => one == buyer || other == buyer,
                    Conversation::Group(_) | Conversation::Supergroup(_) => false,
                };
                let is_there = state.messages.get(key).is_some_and(is_there);
                let invoice = state.invoice_of(*key).filter(|_| is_there);
                invoice.ok_or(Refusal::MESSAGE_ID_INVALID)?
            }
        };
        let invoice = invoice.clone();
        let id = (state.randomness)().cast_signed();
        let form = Form {
            buyer,
            source: source.clone(),
            invoice: invoice.clone(),
            made_at: state.now(),
            submitted: false,
        };
        if state.payments.forms.len() >= KEPT_MAX {
            return Err(Refusal::INTERNAL);
        }
        state.payments.forms.insert(id, form);
        Ok(PaymentForm { id, invoice })
    }
}
