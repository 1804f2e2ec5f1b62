//! The events of the sandbox, as its standard output tells them: one JSON object per line.
//!
//! The first line is [`Ready`], the last is [`Totals`]; between them is one [`Event`] per line.
//! Programs outside this repository rely on the names here.
#![expect(missing_docs, reason = "most fields are what their names say")]

use serde::Serialize;

use tokio::sync::watch;

/// The first line: everything a client needs to connect.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename = "ready")]
pub struct Ready {
    pub host: String,
    pub port: u16,
    pub dc_id: i32,
    /// Any client's `api_id` will do; this one is as good.
    pub api_id: i32,
    pub api_hash: String,
    /// The account that sells.
    pub seller: Account,
    /// A person in the moderators' chats.
    pub moderator: Account,
    /// A key that has no user yet, for trying out the login.
    pub login: Option<Login>,
    /// The scripted bot.
    pub tribute: Bot,
    /// The bot that the owner has made for the moderators.
    pub bot: OwnBot,
    /// The bot that the owner has made to be paid at.
    pub payments_bot: OwnBot,
    /// Somebody with Stars who pays nothing by themselves.
    pub buyer: Account,
    /// The moderators' supergroup, as Bot API ids are written: `-100…`.
    pub moderators_chat: i64,
    /// The moderators' basic group: `-…`.
    pub moderators_basic_group: i64,
    pub shop: ShopAddress,
    /// Tribute's API, if it is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tribute_api: Option<ApiAddress>,
    /// T-Bank's acquiring, if it is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tbank: Option<BankAddress>,
    /// A project at Salebot, if one is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salebot: Option<SalebotAddress>,
}

/// An account that is logged in already.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    pub id: i64,
    /// Its session as Telethon's `StringSession` writes it.
    pub string_session: String,
}

/// The means to log in.
#[derive(Clone, Debug, Serialize)]
pub struct Login {
    pub phone: String,
    /// The code that would arrive.
    pub code: String,
    pub password: String,
    /// A session without a user.
    pub string_session: String,
}

/// A bot.
#[derive(Clone, Debug, Serialize)]
pub struct Bot {
    pub id: i64,
    /// Without the `@`.
    pub username: String,
}

/// A bot for a client to log in as.
#[derive(Clone, Debug, Serialize)]
pub struct OwnBot {
    pub token: String,
    pub id: i64,
    /// Without the `@`.
    pub username: String,
}

/// The address of activation calls, and the secret they are signed with.
#[derive(Clone, Debug, Serialize)]
pub struct ShopAddress {
    pub url: String,
    pub secret: String,
}

/// The address of Tribute's API, and the key of its calls and webhooks.
#[derive(Clone, Debug, Serialize)]
pub struct ApiAddress {
    pub url: String,
    pub key: String,
}

/// The address of T-Bank's acquiring, and the terminal of the shop.
#[derive(Clone, Debug, Serialize)]
pub struct BankAddress {
    pub url: String,
    pub terminal_key: String,
    pub password: String,
}

/// The address of a project at Salebot, its key, and what its messages about payments begin with.
#[derive(Clone, Debug, Serialize)]
pub struct SalebotAddress {
    pub url: String,
    pub api_key: String,
    pub prefix: String,
}

/// A line between the first and the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    #[serde(flatten)]
    pub kind: Kind,
    /// The time: Unix seconds, with a fraction.
    pub ts: f64,
    /// The order that it is about, from 1, by the sandbox's own knowledge of what it sent.
    pub order: Option<u32>,
}

/// The event. Messages have the ids that the seller's account knows them by.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Kind {
    /// The bot sent the order to the seller.
    OrderSent { message_id: i32 },
    /// A call came to the shop.
    Activation {
        /// For which account; `None` when the call can't be trusted or names none.
        account_id: Option<String>,
        webhook_id: Option<String>,
        outcome: Outcome,
    },
    /// The seller's account replied to the order message.
    Reply { message_id: i32, text: String, by: By },
    /// The bot asked the seller to confirm.
    Confirmation {
        /// The message with the button.
        message_id: i32,
    },
    /// The seller's account pressed a button.
    Press {
        /// The message under which the button stands, or the message that the keyboard sent.
        message_id: i32,
        label: String,
        /// True if the bot took it.
        effective: bool,
        by: By,
    },
    /// The order is on its way to the customer.
    Completed,
    /// The seller's account, or the moderators' bot, wrote to the moderators.
    Escalation {
        text: String,
        chat: i64,
        message_id: i32,
        /// The orders it is about, when it is about several: `order` is `None` then.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        orders: Vec<u32>,
    },
    /// It was a card: a message that goes by a number, or such a one reads otherwise now.
    Card {
        /// The number, as it is written there.
        number: u64,
        text: String,
        /// The labels of its buttons.
        buttons: Vec<String>,
        chat: i64,
        message_id: i32,
        edited: bool,
    },
    /// The moderators' bot showed somebody this, who had pressed a button.
    Toast {
        text: String,
        /// True if it has to be dismissed by hand.
        alert: bool,
        user: i64,
        /// The message with the button.
        message_id: i32,
    },
    /// Somebody else said something in a moderators' chat, or pressed a button of their bot there.
    ModeratorSaid {
        /// The words, or the button's label.
        text: String,
        from: i64,
        chat: i64,
        message_id: i32,
        /// The message that it answers, or under which the button is.
        reply_to: Option<i32>,
        by_button: bool,
    },
    /// The shop was called to take the goods of a refunded order back.
    Refund { order_id: String, webhook_id: String, outcome: Outcome },
    /// Salebot was told of a payment.
    Callback {
        /// In whose dialogue.
        client_id: String,
        /// `success`, `fail` or `different_amounts`.
        outcome: &'static str,
        /// The amount in roubles, or the payment's name.
        about: String,
    },
    /// Tribute's API or the bank delivered a webhook, or tried to.
    WebhookSent {
        /// The event's, or the payment's status; empty for the dashboard's test request.
        name: String,
        /// Of the answer; `None` when none came.
        status: Option<u16>,
    },
    /// Tribute's API or the bank's was called.
    ApiCall {
        method: String,
        path: String,
        /// Of the answer; `None` for one that was lost.
        status: Option<u16>,
    },
    /// A bot was asked whether somebody may pay, and answered, or didn't.
    PreCheckout {
        buyer: i64,
        /// The bot's own words for what is paid.
        payload: String,
        /// `accepted`, `declined` or `unanswered`.
        verdict: String,
        /// The words for the buyer, if it was declined.
        text: Option<String>,
    },
    /// Somebody paid a bot.
    TelegramPayment {
        buyer: i64,
        payload: String,
        /// Telegram's id of the payment.
        charge: String,
        /// In the smallest units.
        amount: i64,
        currency: String,
    },
    /// A payment to a bot came to nothing; Telegram's name of the reason.
    PaymentFailed { buyer: i64, reason: String },
    /// A payment to a bot went back.
    TelegramRefund { buyer: i64, charge: String },
    /// A bot said something to one of those who buy.
    BuyerTold { buyer: i64, text: String },
    /// Anything else that was said to the bot or in a moderators' chat.
    Message {
        text: String,
        chat: i64,
        message_id: i32,
        from: i64,
        /// True for an edit of an earlier message.
        edited: bool,
    },
}

/// The outcome of a call to the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Activated,
    AlreadyActivated,
    Refused,
    /// It neither gave nor refused.
    Unavailable,
    /// The signature or its time was wrong.
    BadSignature,
    /// The goods were taken back, or never will be given.
    Revoked,
    AlreadyRevoked,
}

/// The device of the seller's account that did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The client that is connected.
    Client,
    /// The scripted owner, from another device.
    Owner,
}

/// The last line: how it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename = "done")]
pub struct Totals {
    /// Orders sent or still to be sent.
    pub orders: usize,
    /// Of these, completed at the bot.
    pub completed: usize,
    /// Of these, told to the moderators and not completed.
    pub escalated: usize,
    /// Of these, not at the end that they should have.
    pub unsettled: usize,
    /// Orders whose goods the shop gave more than once.
    pub activated_twice: usize,
    /// Orders that the seller's account replied to more than once.
    pub replied_twice: usize,
    /// Orders with a press after the one that counted.
    pub pressed_twice: usize,
    /// Replies to what is no order, presses of buttons that are gone or were not asked for.
    pub misused: usize,
}

impl Totals {
    /// Returns true if every order ended as it should, and nothing happened twice.
    pub fn is_good(&self) -> bool {
        self.unsettled + self.activated_twice + self.replied_twice + self.pressed_twice == 0
    }
}

/// Reads the events from the first on; several streams don't disturb each other.
#[derive(Debug)]
pub struct EventStream {
    pub(crate) events: watch::Receiver<Vec<Event>>,
    pub(crate) next: usize,
}

impl EventStream {
    /// The next event, waiting for it if need be. Safe to drop: nothing is lost.
    pub async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.try_next() {
                return event;
            }
            if self.events.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The next event if it has happened already.
    pub fn try_next(&mut self) -> Option<Event> {
        let event = self.events.borrow_and_update().get(self.next)?.clone();
        self.next += 1;
        Some(event)
    }
}
