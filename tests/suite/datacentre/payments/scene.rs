//! A bot that sells, logged in, and somebody with Stars.

use grammers_client::sender::InvocationError;
use grammers_client::session::updates::UpdatesLike;
use grammers_client::tl::functions::{messages as request, payments};
use grammers_client::tl::{self, enums, types};
use telegram_sandbox::world::{AuthKey, Peer, User, UserId};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;

use crate::stage::{Device, Stage, soon};

pub const BOT: UserId = UserId(7_000_000_002);
pub const API_HASH: &str = "0123456789abcdef0123456789abcdef";
pub const TOKEN_OF_PROVIDER: &str = "1234:TEST:abcd";

/// A bot that sells, logged in, and somebody with 100 Stars.
pub struct Scene {
    pub stage: Stage,
    pub bot: Device,
    pub buyer: Device,
    updates: Receiver<UpdatesLike>,
}

impl Scene {
    pub async fn new() -> Self {
        let stage = Stage::new().await;
        let token = stage.world.register_bot(User::bot(BOT.0, "Shop", "shop_bot"));
        let mut bot = Device::new(&stage, BOT, &AuthKey::of_bot(&token));
        soon(bot.client.bot_sign_in(&token, API_HASH)).await.unwrap();
        let updates = bot.updates();
        bot.invoke(tl::functions::updates::GetState {}).await.unwrap();
        let buyer = stage.device(stage.moderator);
        stage.world.set_stars(stage.moderator, 100);
        Self { stage, bot, buyer, updates }
    }

    pub async fn link(&self, invoice: enums::InputMedia) -> enums::InputInvoice {
        let answer = self.bot.invoke(payments::ExportInvoice { invoice_media: invoice }).await;
        let enums::payments::ExportedInvoice::Invoice(exported) = answer.unwrap();
        let slug = exported.url.strip_prefix("https://t.me/$").unwrap().to_owned();
        types::InputInvoiceSlug { slug }.into()
    }

    /// An invoice in the chat with the buyer, as the buyer names it.
    pub async fn message(&self, random_id: i64) -> enums::InputInvoice {
        let sending = sending(&self.bot, Peer::User(self.buyer.user), stars(50), random_id);
        self.bot.invoke(sending).await.unwrap();
        let newest = self.stage.world.chat(self.buyer.user, Peer::User(BOT)).pop().unwrap();
        let peer = self.buyer.input(Peer::User(BOT));
        types::InputInvoiceMessage { peer, msg_id: newest.id }.into()
    }

    pub async fn form(&self, invoice: &enums::InputInvoice) -> i64 {
        let request = payments::GetPaymentForm { invoice: invoice.clone(), theme_params: None };
        match self.buyer.invoke(request).await.unwrap() {
            enums::payments::PaymentForm::Stars(form) => {
                let enums::Invoice::Invoice(invoice) = form.invoice;
                assert_eq!((form.bot_id, invoice.currency.as_str()), (BOT.0, "XTR"));
                assert_eq!(form.users.len(), 1);
                form.form_id
            }
            enums::payments::PaymentForm::Form(form) => form.form_id,
            enums::payments::PaymentForm::StarGift(_) => panic!("no gift"),
        }
    }

    pub async fn stars_form(&self, invoice: &enums::InputInvoice) -> payments::SendStarsForm {
        payments::SendStarsForm { form_id: self.form(invoice).await, invoice: invoice.clone() }
    }

    /// The next question to the bot.
    pub async fn asked(&mut self) -> types::UpdateBotPrecheckoutQuery {
        loop {
            let UpdatesLike::Updates(enums::Updates::Updates(it)) =
                soon(self.updates.recv()).await.unwrap()
            else {
                continue;
            };
            if let Some(enums::Update::BotPrecheckoutQuery(query)) = it.updates.first() {
                assert_eq!(it.users[0].id(), query.user_id);
                return query.clone();
            }
        }
    }

    /// The buyer pays, and the bot answers so.
    pub async fn paid(&mut self, invoice: &enums::InputInvoice, error: Option<&str>) -> Told {
        let form = self.stars_form(invoice).await;
        self.sent(form, error).await
    }

    /// The buyer sends a form, and the bot answers so.
    pub async fn sent(&mut self, form: payments::SendStarsForm, error: Option<&str>) -> Told {
        let paying = paying(&self.buyer, form);
        let query = self.asked().await;
        assert_eq!((query.currency.as_str(), query.total_amount), ("XTR", 50));
        assert_eq!(query.payload, b"checkout 1");
        assert!(self.bot.invoke(answering(query.query_id, error)).await.unwrap());
        soon(paying).await.unwrap()
    }

    pub fn balances(&self) -> (i64, i64) {
        (self.stage.world.stars(self.buyer.user), self.stage.world.stars(BOT))
    }
}

/// What a buyer is told of a payment: the note in the chat, or Telegram's name of the reason why there is none.
pub type Told = Result<enums::Updates, String>;

/// A payment that waits for the bot.
pub fn paying<R>(device: &Device, form: R) -> JoinHandle<Told>
where
    R: tl::RemoteCall<Return = enums::payments::PaymentResult> + Send + Sync + 'static,
{
    let client = device.client.clone();
    tokio::spawn(async move {
        match client.invoke(&form).await {
            Ok(enums::payments::PaymentResult::Result(it)) => Ok(it.updates),
            Ok(other) => panic!("{other:?}"),
            Err(InvocationError::Rpc(error)) => Err(error.name),
            Err(other) => Err(other.to_string()),
        }
    })
}

pub fn answering(query_id: i64, error: Option<&str>) -> request::SetBotPrecheckoutResults {
    let error = error.map(str::to_owned);
    request::SetBotPrecheckoutResults { success: error.is_none(), query_id, error }
}

pub fn invoice(
    currency: &str,
    amounts: &[i64],
    provider: Option<&str>,
) -> types::InputMediaInvoice {
    let price =
        |amount: &i64| types::LabeledPrice { label: "It".to_owned(), amount: *amount }.into();
    types::InputMediaInvoice {
        title: "Diamond".to_owned(),
        description: "A diamond".to_owned(),
        photo: None,
        invoice: types::Invoice {
            test: provider.is_some(),
            name_requested: false,
            phone_requested: false,
            email_requested: false,
            shipping_address_requested: false,
            flexible: false,
            phone_to_provider: false,
            email_to_provider: false,
            recurring: false,
            currency: currency.to_owned(),
            prices: amounts.iter().map(price).collect(),
            max_tip_amount: None,
            suggested_tip_amounts: None,
            terms_url: None,
            subscription_period: None,
        }
        .into(),
        payload: b"checkout 1".to_vec(),
        provider: provider.map(str::to_owned),
        provider_data: types::DataJson { data: "{}".to_owned() }.into(),
        start_param: None,
        extended_media: None,
    }
}

pub fn stars(amount: i64) -> enums::InputMedia {
    invoice("XTR", &[amount], None).into()
}

pub fn sending(
    bot: &Device,
    to: Peer,
    media: enums::InputMedia,
    random_id: i64,
) -> request::SendMedia {
    request::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: bot.input(to),
        reply_to: None,
        media,
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
    }
}

/// The note in an answer.
pub fn note(updates: &enums::Updates) -> (types::MessageService, enums::MessageAction) {
    let enums::Updates::Updates(it) = updates else { panic!("{updates:?}") };
    match &it.updates[..] {
        [
            enums::Update::NewMessage(types::UpdateNewMessage {
                message: enums::Message::Service(note),
                ..
            }),
        ] => (note.clone(), note.action.clone()),
        other => panic!("{other:?}"),
    }
}

/// All that is new for the bot since a state; and the state then.
pub async fn difference(bot: &Device, pts: i32) -> (Vec<enums::Message>, i32) {
    let request = tl::functions::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date: 0,
        qts: 0,
        qts_limit: None,
    };
    match bot.invoke(request).await.unwrap() {
        enums::updates::Difference::Difference(it) => {
            let enums::updates::State::State(state) = it.state;
            (it.new_messages, state.pts)
        }
        enums::updates::Difference::Empty(_) => (Vec::new(), pts),
        other => panic!("{other:?}"),
    }
}

pub async fn pts(bot: &Device) -> i32 {
    let state = bot.invoke(tl::functions::updates::GetState {}).await.unwrap();
    let enums::updates::State::State(state) = state;
    state.pts
}
