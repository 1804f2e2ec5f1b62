//! Invoices, forms and notes of payments.

use grammers_tl_types::{Serializable, enums, types};

use crate::world::{
    Invoice, InvoiceSource, Payment, PaymentForm, Peer, PreCheckout, Refusal, UserId, World,
};

use super::{address, blank, peers};

/// The number by which clients know who takes the money.
const PROVIDER_ID: i64 = 1;

pub(super) fn media(invoice: &Invoice) -> enums::MessageMedia {
    types::MessageMediaInvoice {
        shipping_address_requested: false,
        test: invoice.provider.is_some(),
        title: invoice.title.clone(),
        description: invoice.description.clone(),
        photo: None,
        receipt_msg_id: None,
        currency: invoice.currency.clone(),
        total_amount: invoice.total(),
        start_param: invoice.start_param.clone().unwrap_or_default(),
        extended_media: None,
    }
    .into()
}

/// What a bot asks for; parts of it that this Telegram does not know are refused.
pub(in super::super) fn read_invoice(
    media: &enums::InputMedia,
    bot: UserId,
) -> Result<Invoice, Refusal> {
    let enums::InputMedia::Invoice(media) = media else {
        return Err(Refusal::MEDIA_INVALID);
    };
    let enums::Invoice::Invoice(invoice) = &media.invoice;
    let enums::DataJson::Json(types::DataJson { data }) = &media.provider_data;
    let asks_more = invoice.name_requested
        || invoice.phone_requested
        || invoice.email_requested
        || invoice.shipping_address_requested
        || invoice.flexible
        || invoice.recurring
        || invoice.subscription_period.is_some()
        || invoice.max_tip_amount.is_some();
    let is_json = data.is_empty() || serde_json::from_str::<serde_json::Value>(data).is_ok();
    if media.extended_media.is_some() || asks_more || !is_json {
        return Err(Refusal::MEDIA_INVALID);
    }
    let price =
        |enums::LabeledPrice::Price(it): &enums::LabeledPrice| (it.label.clone(), it.amount);
    Ok(Invoice {
        bot,
        title: media.title.clone(),
        description: media.description.clone(),
        payload: media.payload.clone(),
        currency: invoice.currency.clone(),
        prices: invoice.prices.iter().map(price).collect(),
        provider: media.provider.clone().filter(|token| !token.is_empty()),
        start_param: media.start_param.clone(),
    })
}

pub(in super::super) fn payment_form(
    world: &World,
    buyer: UserId,
    form: PaymentForm,
) -> enums::payments::PaymentForm {
    let PaymentForm { id: form_id, invoice } = form;
    let users = peers(world, buyer, [Peer::User(invoice.bot)]).users;
    let price = |(label, amount): &(String, i64)| {
        types::LabeledPrice { label: label.clone(), amount: *amount }.into()
    };
    let prices: Vec<enums::LabeledPrice> = invoice.prices.iter().map(price).collect();
    let asked = types::Invoice {
        test: invoice.provider.is_some(),
        prices,
        ..blank(&[&[0; 4], &invoice.currency.to_bytes(), &Vec::<i64>::new().to_bytes()])
    };
    let (bot_id, invoice_asked) = (invoice.bot.0, asked.into());
    let (title, description) = (invoice.title, invoice.description);
    if invoice.provider.is_none() {
        return types::payments::PaymentFormStars {
            form_id,
            bot_id,
            title,
            description,
            photo: None,
            invoice: invoice_asked,
            users,
        }
        .into();
    }
    types::payments::PaymentForm {
        can_save_credentials: false,
        password_missing: false,
        form_id,
        bot_id,
        title,
        description,
        photo: None,
        invoice: invoice_asked,
        provider_id: PROVIDER_ID,
        url: String::from("https://provider.example/form"),
        native_provider: None,
        native_params: None,
        additional_methods: None,
        saved_info: None,
        saved_credentials: None,
        users,
    }
    .into()
}

fn charge(payment: &Payment) -> enums::PaymentCharge {
    types::PaymentCharge {
        id: payment.charge.clone(),
        provider_charge_id: payment.provider_charge.clone(),
    }
    .into()
}

/// The note of a payment: the bot is told what it is for, the buyer isn't.
pub(super) fn paid(viewer: UserId, payment: &Payment) -> enums::MessageAction {
    let Invoice { bot, currency, .. } = &payment.invoice;
    let (currency, total_amount) = (currency.clone(), payment.invoice.total());
    if viewer == *bot {
        return types::MessageActionPaymentSentMe {
            recurring_init: false,
            recurring_used: false,
            currency,
            total_amount,
            payload: payment.invoice.payload.clone(),
            info: None,
            shipping_option_id: None,
            charge: charge(payment),
            subscription_until_date: None,
        }
        .into();
    }
    types::MessageActionPaymentSent {
        recurring_init: false,
        recurring_used: false,
        currency,
        total_amount,
        invoice_slug: match &payment.source {
            InvoiceSource::Link(slug) => Some(slug.clone()),
            InvoiceSource::Message(_) => None,
        },
        subscription_until_date: None,
    }
    .into()
}

pub(super) fn refunded(viewer: UserId, payment: &Payment) -> enums::MessageAction {
    let Invoice { bot, currency, payload, .. } = &payment.invoice;
    types::MessageActionPaymentRefunded {
        peer: address::render(Peer::User(*bot)),
        currency: currency.clone(),
        total_amount: payment.invoice.total(),
        payload: (viewer == *bot).then(|| payload.clone()),
        charge: charge(payment),
    }
    .into()
}

pub(super) fn pre_checkout(world: &World, bot: UserId, asked: &PreCheckout) -> enums::Updates {
    let update = types::UpdateBotPrecheckoutQuery {
        query_id: asked.query.0,
        user_id: asked.buyer.0,
        payload: asked.invoice.payload.clone(),
        info: None,
        shipping_option_id: None,
        currency: asked.invoice.currency.clone(),
        total_amount: asked.invoice.total(),
    };
    let users = peers(world, bot, [Peer::User(asked.buyer)]).users;
    let (updates, chats) = (vec![update.into()], Vec::new());
    types::Updates { updates, users, chats, date: world.now(), seq: 0 }.into()
}

/// The words that Telegram shows a buyer whom the bot has refused.
pub(super) fn popup(world: &World, text: &str) -> enums::Updates {
    let update = types::UpdateServiceNotification {
        popup: true,
        invert_media: false,
        inbox_date: None,
        r#type: Refusal::BOT_PRECHECKOUT_FAILED.name.to_owned(),
        message: text.to_owned(),
        media: enums::MessageMedia::Empty,
        entities: Vec::new(),
    };
    types::UpdateShort { update: update.into(), date: world.now() }.into()
}

/// How many Stars somebody has, and what became of them.
pub(in super::super) fn stars_status(
    world: &World,
    user: UserId,
    history: Option<(Vec<enums::StarsTransaction>, Option<String>)>,
    others: Vec<UserId>,
) -> enums::payments::StarsStatus {
    let (history, next_offset) = history.map_or((None, None), |(all, next)| (Some(all), next));
    types::payments::StarsStatus {
        balance: stars(world.stars(user)),
        subscriptions: None,
        subscriptions_next_offset: None,
        subscriptions_missing_balance: None,
        history,
        next_offset,
        chats: Vec::new(),
        users: peers(world, user, others.into_iter().map(Peer::User)).users,
    }
    .into()
}

fn stars(amount: i64) -> enums::StarsAmount {
    types::StarsAmount { amount, nanos: 0 }.into()
}

/// A payment, or its way back, in the book of one of the two.
pub(in super::super) fn transaction(
    user: UserId,
    payment: &Payment,
    back: bool,
) -> types::StarsTransaction {
    let is_bot = user == payment.invoice.bot;
    let other = if is_bot { payment.buyer } else { payment.invoice.bot };
    let sign = if is_bot == back { -1 } else { 1 };
    let peer = types::StarsTransactionPeer { peer: address::render(Peer::User(other)) };
    let amount = stars(sign * payment.invoice.total());
    let peer = enums::StarsTransactionPeer::from(peer);
    types::StarsTransaction {
        refund: back,
        id: payment.charge.clone(),
        date: payment.refunded.filter(|_| back).unwrap_or(payment.date),
        title: Some(payment.invoice.title.clone()),
        description: Some(payment.invoice.description.clone()),
        bot_payload: is_bot.then(|| payment.invoice.payload.clone()),
        ..blank(&[&[0; 8], &amount.to_bytes(), &[0; 4], &peer.to_bytes()])
    }
}
