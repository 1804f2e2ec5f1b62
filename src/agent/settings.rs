//! What the owner wants of the agent.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Time;

use super::{Agent, AgentSource, Teller};
use crate::engine::{EncodePayload, LostPayment, NewAct, Note};
use crate::i18n::Language;
use crate::journal::{
    EffectKind, JournalError, NewEffect, NewOrder, NotificationKey, Pins, UnknownMessage,
};
use crate::moderation::commands::{ACCOUNT_TAKEN_AFTER, ListenerSettings, OrderReader};
use crate::moderation::{DailyReport, WaitingReport, WaitingSettings};
use crate::order::checkout::{Checkout, RefundPart};
use crate::order::life::{DeliveryAct, Effect};
use crate::order::purchase::{OrderForm, Problem};
use crate::order::{AccountId, Code, ProviderName, Record, Untrusted, UserId};
use crate::report::{Coded as _, CodedError};
use crate::rich_text::RichText;
use crate::shop::{self, Activator};
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use crate::sources::tribute_chat::{self, DeliveryPayloads};
use crate::sources::{self, tbank, tribute_api};
use crate::tbank::Merchant;
use crate::telegram::Messenger;
use crate::telegram::bot::GrammersBot;

/// What the owner wants of the agent, and who everybody is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Of the sources.
    pub sources: sources::Settings,
    /// When moderators read every day how it went; `None`: never.
    pub daily: Option<Time>,
    /// Who may decide in the moderators' chat, everybody if nobody is named; `None`: nobody is heard.
    pub moderators: Option<Vec<UserId>>,
    /// The owner's bot in that chat.
    pub moderators_bot: Option<UserId>,
    /// So long an account number that they gave can be taken back.
    pub account_taken_after: Duration,
    /// What they are told of the orders that wait for them.
    pub waiting: WaitingSettings,
    /// By so much timers may be late while nothing is due: several wake the machine at once then. Telegram,
    /// which hears from us every minute, closes a connection after 75 s of silence.
    pub timer_slack: Duration,
}

impl Settings {
    pub(super) fn listener(&self) -> Option<ListenerSettings> {
        let (bot, account_taken_after) = (self.moderators_bot, self.account_taken_after);
        let allowed = self.moderators.clone();
        allowed.map(|allowed| ListenerSettings {
            bot,
            account_taken_after,
            ..listening(&self.sources, allowed)
        })
    }

    /// How requests are decided.
    pub(super) fn decisions(&self) -> ListenerSettings {
        listening(&self.sources, Vec::new())
    }

    pub(super) fn shop_pace(&self) -> shop::Pace {
        shop::Pace {
            incident_after: self.sources.chat.timing.incident_after,
            pending_after: self.sources.chat.timing.pending_after,
            probe_interval: self.sources.chat.timing.probe_interval,
        }
    }

    pub(super) fn daily_report(&self) -> DailyReport {
        DailyReport { formatter: self.sources.chat.formatter.clone(), hour: self.daily }
    }

    pub(super) fn waiting_report(&self) -> WaitingReport {
        WaitingReport::new(self.sources.chat.formatter.clone(), self.waiting)
    }
}

pub(super) fn listening(settings: &sources::Settings, allowed: Vec<UserId>) -> ListenerSettings {
    let chat = &settings.chat;
    ListenerSettings {
        formatter: chat.formatter.clone(),
        allowed,
        bot: None,
        account_taken_after: ACCOUNT_TAKEN_AFTER,
        reader: Arc::new(Orders {
            rules: chat.rules.clone(),
            pins: chat.pins,
            api: settings.api.clone(),
            providers: settings.providers(),
            merchant: settings.tbank.as_ref().map(|bank| bank.merchant.clone()),
        }),
        reread_interval: chat.timing.reread_interval,
    }
}

/// Reads orders again.
struct Orders {
    rules: Rules,
    pins: Pins,
    api: Option<tribute_api::Settings>,
    /// By whom checkouts are paid.
    providers: Vec<ProviderName>,
    /// What T-Bank is asked for, where it is there.
    merchant: Option<Merchant>,
}

impl OrderReader for Orders {
    fn reread(&self, record: &Record) -> Option<OrderForm> {
        if record.source == tribute_api::SOURCE {
            return self.api.as_ref()?.reread(record);
        }
        let reading = read(record.text.as_str(), &[], &self.rules);
        match reading {
            // Who paid, the message's entities had told.
            Reading::Order(form) if record.source == tribute_chat::SOURCE => {
                Some(OrderForm { customer: record.form.customer.clone(), ..*form })
            }
            Reading::Order(_) | Reading::Notice | Reading::Unrecognised => None,
        }
    }

    fn can_refund(&self, record: &Record, is_part: bool) -> bool {
        match ProviderName::of_source(&record.source) {
            // The others give back all of it or nothing.
            Some(provider) => {
                let is_there = self.providers.contains(&provider) && record.is_refundable();
                is_there && (!is_part || provider == ProviderName::Tbank)
            }
            None => !is_part && self.api.is_some() && tribute_api::can_refund(record),
        }
    }

    fn why_no_part(
        &self,
        record: &Record,
        checkout: Option<&Checkout>,
        part: &RefundPart,
    ) -> Option<CodedError> {
        let merchant = self.merchant.as_ref().filter(|_| record.source == tbank::SOURCE)?;
        let refused = merchant.receipt_of_part(record, checkout, part).err()?;
        Some(refused.coded())
    }

    fn account(&self, text: &str) -> Option<AccountId> {
        self.rules.account.matches_whole(text)
    }

    /// Nothing of it can be read: people say the account, and the shop is told the first line for a product.
    fn adopt(&self, unknown: &UnknownMessage) -> (NewOrder, Vec<Effect>) {
        let first = unknown.text.as_str().lines().find(|line| !line.trim().is_empty());
        let form = OrderForm {
            product: first.map(|line| Untrusted::new(line.trim())),
            details: Some(unknown.text.clone()),
            problem: Some(Problem::NoAccountId),
            ..OrderForm::default()
        };
        let text = unknown.text.clone();
        tribute_chat::new_order(self.pins, unknown.message, text, form, unknown.sent_at)
    }
}

/// Encodes what orders owe: each act by the room that carries it out.
pub struct Payloads {
    delivery: DeliveryPayloads,
    /// Whether whoever gives the goods hears of payments that bring none.
    has_notes: bool,
}

impl Payloads {
    /// Payloads as the owner wants them.
    pub fn new(settings: &tribute_chat::Settings) -> Self {
        let delivery = DeliveryPayloads {
            reply: settings.reply.clone(),
            decimal_comma: settings.formatter.language == Language::Russian,
        };
        Self { delivery, has_notes: false }
    }

    /// The same, for whoever gives the goods so.
    #[must_use]
    pub fn for_shop(self, shop: &impl Activator) -> Self {
        Self { has_notes: shop.hears_of_payments(), ..self }
    }
}

impl EncodePayload for Payloads {
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect> {
        match act.kind {
            EffectKind::Activate => shop::encode_activation(act),
            EffectKind::Deliver(DeliveryAct::Message) => {
                sources::encode_message(act, self.delivery.reply_text(act.record, act.codes))
            }
            EffectKind::Deliver(delivery) => self.delivery.encode(act, delivery),
            EffectKind::Revoke => shop::encode_revocation(act),
        }
    }

    fn draft(&self, record: &Record, codes: &[Code]) -> Untrusted {
        Untrusted::new(self.delivery.draft(record, codes))
    }

    fn note(&self, payment: &LostPayment<'_>, now: Timestamp) -> Option<Note> {
        self.has_notes.then(|| shop::encode_lost_payment(payment, now)).flatten()
    }
}

/// What the owner has changed while the agent works. It is taken between two turns: in the middle of
/// one, half of it would go by other rules than the rest.
pub struct Reload<A> {
    /// What counts from now on; `None`: what counted before.
    pub taken: Option<(Settings, Arc<A>)>,
    /// What moderators are to read about it.
    pub notifications: Vec<RichText>,
    /// The owner's bot, connected again.
    pub bot: Option<Arc<GrammersBot>>,
}

impl<A> Default for Reload<A> {
    /// Nothing has changed.
    fn default() -> Self {
        Self { taken: None, notifications: Vec::new(), bot: None }
    }
}

impl<M: Messenger, A: Activator, S: AgentSource> Agent<M, A, S> {
    pub(super) fn reload(&mut self, reload: Reload<A>) -> Result<(), JournalError> {
        if let Some((settings, shop)) = reload.taken {
            let chat = &settings.sources.chat;
            let (payloads, formatter) =
                (Payloads::new(chat).for_shop(&*shop), chat.formatter.clone());
            if let Teller::Moderators(notifier) = &mut self.teller {
                notifier.reconfigure(formatter.clone());
            }
            let approve_first = chat.approve_first;
            self.engine.reconfigure(Box::new(payloads), Box::new(formatter), approve_first);
            self.shop.reconfigure(shop, settings.shop_pace());
            self.daily = settings.daily_report();
            self.decisions = settings.decisions();
            self.waiting = settings.waiting_report();
            if let (Some(listener), Some(settings)) = (&mut self.listener, settings.listener()) {
                listener.reconfigure(settings);
            }
            self.timer_slack = settings.timer_slack;
            self.reread_interval = chat.timing.reread_interval;
            self.source.reconfigure(settings.sources);
        }
        if let Some(bot) = reload.bot {
            self.speak_through(bot);
        }
        for text in reload.notifications {
            let key = NotificationKey::once(&format!("settings:{:016x}", self.engine.random_u64()));
            self.engine.notify(&key, &text)?;
        }
        Ok(())
    }
}
