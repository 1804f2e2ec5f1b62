//! `payments.*`, and what else a payment takes.

use grammers_tl_types::functions::{messages, payments as request};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::{InvoiceSource, MailboxId, Peer, QueryId, Refusal, Tender, View};

use super::super::address;
use super::super::dispatch::{Context, Later, Method};
use super::super::render;
use super::writing::told_of;

/// The beginning of the links of invoices.
const LINK: &str = "https://t.me/$";
/// A card by this name has no money.
const DECLINED: &str = "tok_chargeDeclined";
/// The most transactions in an answer.
const TRANSACTIONS_MAX: usize = 100;

impl Method for request::ExportInvoice {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let invoice = render::read_invoice(&self.invoice_media, context.user)?;
        let slug = context.world.export_invoice(invoice)?;
        Ok(types::payments::ExportedInvoice { url: format!("{LINK}{slug}") })
    }
}

fn source(context: &Context, invoice: &enums::InputInvoice) -> Result<InvoiceSource, Refusal> {
    match invoice {
        enums::InputInvoice::Slug(it) => Ok(InvoiceSource::Link(it.slug.clone())),
        enums::InputInvoice::Message(it) => {
            let peer = address::peer(context, &it.peer)?;
            let view = context.world.view(context.user, MailboxId::Account, it.msg_id);
            let is_here = |view: &View| view.message.conversation.seen_by(context.user) == peer;
            let view = view.filter(is_here).ok_or(Refusal::MESSAGE_ID_INVALID)?;
            Ok(InvoiceSource::Message(view.message.key))
        }
        _ => Err(Refusal::INVOICE_INVALID),
    }
}

impl Method for request::GetPaymentForm {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let form = context.world.payment_form(context.user, &source(context, &self.invoice)?)?;
        Ok(render::payment_form(&context.world, context.user, form))
    }
}

/// `payments.sendStarsForm`: the bot is asked, and waited for as long as Telegram would.
pub(in super::super) fn send_stars_form(
    context: &Context,
    request: &request::SendStarsForm,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    pay(context, request.form_id, &request.invoice, Tender::Stars)
}

/// `payments.sendPaymentForm`: the same with a card.
pub(in super::super) fn send_payment_form(
    context: &Context,
    request: &request::SendPaymentForm,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    let enums::InputPaymentCredentials::Credentials(credentials) = &request.credentials else {
        return Err(Refusal::PAYMENT_CREDENTIALS_INVALID);
    };
    let enums::DataJson::Json(types::DataJson { data }) = &credentials.data;
    let data: serde_json::Value =
        serde_json::from_str(data).map_err(|_| Refusal::PAYMENT_CREDENTIALS_INVALID)?;
    if !data.is_object() {
        return Err(Refusal::PAYMENT_CREDENTIALS_INVALID);
    }
    let tender = if data["id"] == DECLINED { Tender::DeclinedCard } else { Tender::Card };
    pay(context, request.form_id, &request.invoice, tender)
}

fn pay(
    context: &Context,
    form: i64,
    invoice: &enums::InputInvoice,
    tender: Tender,
) -> Result<Later<Result<Vec<u8>, Refusal>>, Refusal> {
    let source = source(context, invoice)?;
    let paid = context.world.pay(context.actor(), form, &source, tender)?;
    let context = context.clone();
    Ok(Box::pin(async move {
        let updates = told_of(&context, &paid.await?)?;
        let result = types::payments::PaymentResult { updates };
        Ok(enums::payments::PaymentResult::from(result).to_bytes())
    }))
}

impl Method for messages::SetBotPrecheckoutResults {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let error = self.error.clone().unwrap_or_default();
        let verdict = if self.success { Ok(()) } else { Err(error) };
        context.world.answer_pre_checkout(context.user, QueryId(self.query_id), verdict)?;
        Ok(true)
    }
}

impl Method for request::RefundStarsCharge {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let buyer = address::user(context, &self.user_id)?;
        let posted = context.world.refund_stars(context.actor(), buyer, &self.charge_id)?;
        told_of(context, &posted)
    }
}

/// Nobody sees what others have.
fn check_own(context: &Context, peer: &enums::InputPeer) -> Result<(), Refusal> {
    let is_own = address::peer(context, peer)? == Peer::User(context.user);
    if is_own { Ok(()) } else { Err(Refusal::PEER_ID_INVALID) }
}

impl Method for request::GetStarsStatus {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        check_own(context, &self.peer)?;
        Ok(render::stars_status(&context.world, context.user, None, Vec::new()))
    }
}

impl Method for request::GetStarsTransactions {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        check_own(context, &self.peer)?;
        let (world, me) = (&context.world, context.user);
        let is_mine = |it: &&crate::world::Payment| {
            it.invoice.is_stars() && (it.buyer == me || it.invoice.bot == me)
        };
        let payments = world.payments();
        let both = payments.iter().filter(is_mine).flat_map(|it| {
            let back = it.refunded.map(|_| (it, true));
            [Some((it, false)), back].into_iter().flatten()
        });
        let comes_in = |amount: &enums::StarsAmount| match amount {
            enums::StarsAmount::Amount(it) => it.amount > 0,
            enums::StarsAmount::StarsTonAmount(_) => false,
        };
        let mut all: Vec<_> = both
            .map(|(payment, back)| render::transaction(me, payment, back))
            .filter(|it| self.inbound == self.outbound || comes_in(&it.amount) == self.inbound)
            .collect();
        all.sort_by_key(|it| it.date);
        if !self.ascending {
            all.reverse();
        }
        let offset: usize = self.offset.parse().unwrap_or(0);
        let limit = usize::try_from(self.limit).unwrap_or(0).clamp(1, TRANSACTIONS_MAX);
        let next = (offset.saturating_add(limit) < all.len()).then(|| (offset + limit).to_string());
        let page = all.into_iter().skip(offset).take(limit).map(Into::into).collect();
        let others = payments.iter().filter(is_mine).flat_map(|it| [it.buyer, it.invoice.bot]);
        let others: std::collections::BTreeSet<_> = others.collect();
        let others = others.into_iter().collect();
        Ok(render::stars_status(world, me, Some((page, next)), others))
    }
}
