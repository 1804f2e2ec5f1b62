//! The bot's calls: each once.

use std::time::Duration;

use grammers_client::tl::{enums, functions, types};
use secrecy::ExposeSecret as _;

use super::heard::heard;
use super::{BuyerAddress, Difference, GrammersPayments, Invoice, PaymentsBot, PreCheckout};
use super::{InlineButton, QueryId, Tap, UpdateState};
use crate::rich_text::cut_to_utf16;
use crate::telegram::bot::calls::{answer_to_tap, bot_commands, keyboard, taken};
use crate::telegram::messenger::sending::{message_to, sent};
use crate::telegram::{CallError, Outgoing, Sent};

/// Telegram shows no more of why somebody can't pay.
const REFUSAL_UTF16_MAX: usize = 200;
/// What a provider is told that needs to be told nothing.
const NO_DATA: &str = "null";

impl PaymentsBot for GrammersPayments {
    async fn export_invoice(&self, invoice: &Invoice) -> Result<String, CallError> {
        let request = functions::payments::ExportInvoice { invoice_media: media(invoice) };
        let enums::payments::ExportedInvoice::Invoice(exported) =
            self.connection.invoke(&request).await?;
        Ok(exported.url)
    }

    async fn send_invoice(
        &self,
        to: BuyerAddress,
        invoice: &Invoice,
        random_id: i64,
    ) -> Result<Sent, CallError> {
        let request = functions::messages::SendMedia {
            silent: false,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: to.into(),
            reply_to: None,
            media: media(invoice),
            message: String::new(),
            random_id,
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
        };
        sent(self.connection.invoke(&request).await, random_id)
    }

    async fn send(
        &self,
        to: BuyerAddress,
        outgoing: &Outgoing,
        buttons: &[Vec<InlineButton>],
    ) -> Result<Sent, CallError> {
        let request = functions::messages::SendMessage {
            reply_markup: keyboard(buttons),
            ..message_to(to.into(), outgoing)
        };
        sent(self.connection.invoke(&request).await, outgoing.random_id)
    }

    async fn answer_pre_checkout(
        &self,
        query: QueryId,
        refusal: Option<&str>,
    ) -> Result<bool, CallError> {
        let request = functions::messages::SetBotPrecheckoutResults {
            success: refusal.is_none(),
            query_id: query.0,
            error: refusal.map(|words| cut_to_utf16(words, REFUSAL_UTF16_MAX)),
        };
        taken(self.connection.invoke(&request).await)
    }

    async fn refund(&self, buyer: BuyerAddress, charge_id: &str) -> Result<(), CallError> {
        let BuyerAddress { id, access_hash } = buyer;
        let request = functions::payments::RefundStarsCharge {
            user_id: types::InputUser { user_id: id.0, access_hash }.into(),
            charge_id: charge_id.to_owned(),
        };
        match self.connection.invoke(&request).await {
            Err(CallError::Refused(name)) if name == "CHARGE_ALREADY_REFUNDED" => Ok(()),
            answer => answer.map(drop),
        }
    }

    async fn state(&self) -> Result<UpdateState, CallError> {
        Ok(self.connection.invoke(&functions::updates::GetState {}).await?.into())
    }

    async fn difference(&self, since: UpdateState) -> Result<Difference, CallError> {
        use enums::updates::Difference as Told;
        let UpdateState { pts, qts, date } = since;
        let request = functions::updates::GetDifference {
            pts,
            pts_limit: None,
            pts_total_limit: None,
            date,
            qts,
            qts_limit: None,
        };
        let told = match self.connection.invoke(&request).await {
            // Nothing is known there of what was read here.
            Err(CallError::Refused(name)) if name.starts_with("PERSISTENT_TIMESTAMP_") => {
                return Ok(Difference::TooLong);
            }
            told => told?,
        };
        let (messages, updates, users, state, is_last) = match told {
            Told::Empty(_) => return Ok(Difference::Nothing),
            Told::TooLong(_) => return Ok(Difference::TooLong),
            Told::Difference(it) => (it.new_messages, it.other_updates, it.users, it.state, true),
            Told::Slice(it) => {
                (it.new_messages, it.other_updates, it.users, it.intermediate_state, false)
            }
        };
        self.connection.keep_pre_checkouts(&updates, &users);
        Ok(Difference::Next { heard: heard(&messages, &users), state: state.into(), is_last })
    }

    async fn rung(&self) {
        self.connection.bell_anywhere().await;
    }

    async fn next_pre_checkout(&self) -> PreCheckout {
        self.connection.pre_checkout().await
    }

    fn take_tap(&self) -> Option<Tap> {
        self.connection.take_tap()
    }

    async fn answer_tap(&self, query: QueryId, text: &str, alert: bool) -> Result<bool, CallError> {
        taken(self.connection.invoke(&answer_to_tap(query, text, alert)).await)
    }

    async fn register_commands(
        &self,
        language: &str,
        commands: &[(&str, String)],
    ) -> Result<(), CallError> {
        let request = functions::bots::SetBotCommands {
            scope: enums::BotCommandScope::Users,
            lang_code: language.to_owned(),
            commands: bot_commands(commands),
        };
        self.connection.invoke(&request).await.map(drop)
    }

    fn away_for(&self) -> Duration {
        self.connection.down_for()
    }
}

fn media(invoice: &Invoice) -> enums::InputMedia {
    let price = invoice.price;
    let amount = types::LabeledPrice { label: invoice.title.clone(), amount: price.amount };
    let asked = types::Invoice {
        test: false,
        name_requested: false,
        phone_requested: false,
        email_requested: false,
        shipping_address_requested: false,
        flexible: false,
        phone_to_provider: false,
        email_to_provider: false,
        recurring: false,
        currency: price.currency.to_string(),
        prices: vec![amount.into()],
        max_tip_amount: None,
        suggested_tip_amounts: None,
        terms_url: None,
        subscription_period: None,
    };
    let data = invoice.provider_data.clone().unwrap_or_else(|| NO_DATA.to_owned());
    let provider = invoice.provider_token.as_ref().map(|it| it.expose_secret().to_owned());
    let media = types::InputMediaInvoice {
        title: invoice.title.clone(),
        description: invoice.description.clone(),
        photo: None,
        invoice: asked.into(),
        payload: invoice.payload.clone().into_bytes(),
        provider,
        provider_data: types::DataJson { data }.into(),
        start_param: invoice.start_param.clone(),
        extended_media: None,
    };
    media.into()
}

impl From<BuyerAddress> for enums::InputPeer {
    fn from(address: BuyerAddress) -> Self {
        let BuyerAddress { id, access_hash } = address;
        types::InputPeerUser { user_id: id.0, access_hash }.into()
    }
}

impl From<enums::updates::State> for UpdateState {
    fn from(state: enums::updates::State) -> Self {
        let enums::updates::State::State(types::updates::State { pts, qts, date, .. }) = state;
        Self { pts, qts, date }
    }
}
