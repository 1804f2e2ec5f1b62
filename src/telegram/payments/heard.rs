//! What a difference tells of buyers. It is kept as it stands here until somebody has taken it.

use grammers_client::session::types::PeerId;
use grammers_client::tl::{enums, types};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::BuyerAddress;
use crate::order::{MessageId, Untrusted, UserId};
use crate::telegram::own_account::Account;

/// Somebody in a private chat with the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// How they are addressed.
    pub address: BuyerAddress,
    /// What they are called.
    pub name: Option<Untrusted>,
    /// Without the `@`.
    pub username: Option<String>,
    /// The language of their Telegram, where it says that: `ru`.
    pub language: Option<String>,
}

/// Something that happened in a private chat with the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// A buyer has paid.
    Paid(Paid),
    /// A buyer has the money back.
    PaidBack(PaidBack),
    /// A buyer has written something.
    Wrote(Wrote),
}

/// A payment, as the service message tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Who.
    pub buyer: Buyer,
    /// What names the payment, for ever.
    pub charge_id: String,
    /// What it is called at the payment provider, if there is one.
    pub provider_charge_id: String,
    /// The invoice's payload, as far as it is text.
    pub payload: Untrusted,
    /// In Telegram's spelling: `XTR`.
    pub currency: String,
    /// In minor units.
    pub amount: i64,
    /// When, by Telegram's clock.
    pub at: Timestamp,
}

/// Money that went back, as the service message tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidBack {
    /// To whom.
    pub buyer: Buyer,
    /// The payment.
    pub charge_id: String,
    /// In Telegram's spelling: `XTR`.
    pub currency: String,
    /// In minor units.
    pub amount: i64,
    /// When, by Telegram's clock.
    pub at: Timestamp,
}

/// A message of a buyer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrote {
    /// Who.
    pub buyer: Buyer,
    /// The message, by the bot's own number.
    pub message: MessageId,
    /// The text; empty for a message without one.
    pub text: Untrusted,
    /// When, by Telegram's clock.
    pub at: Timestamp,
}

impl Heard {
    /// What names it: what has the same key is the same.
    pub fn key(&self) -> String {
        match self {
            Self::Paid(it) => format!("paid:{}", it.charge_id),
            Self::PaidBack(it) => format!("paid_back:{}", it.charge_id),
            Self::Wrote(it) => format!("wrote:{}", it.message),
        }
    }
}

/// What messages tell that came in private chats, oldest first.
pub(super) fn heard(messages: &[enums::Message], users: &[enums::User]) -> Vec<Heard> {
    messages.iter().filter_map(|message| of_message(message, users)).collect()
}

fn of_message(message: &enums::Message, users: &[enums::User]) -> Option<Heard> {
    match message {
        enums::Message::Message(it) if !it.out => Some(Heard::Wrote(Wrote {
            buyer: buyer(&it.peer_id, users)?,
            message: MessageId(it.id),
            text: Untrusted::new(it.message.clone()),
            at: moment(it.date),
        })),
        enums::Message::Service(it) => {
            let (buyer, at) = (buyer(&it.peer_id, users)?, moment(it.date));
            match &it.action {
                enums::MessageAction::PaymentSentMe(paid) => {
                    let enums::PaymentCharge::Charge(charge) = paid.charge.clone();
                    Some(Heard::Paid(Paid {
                        buyer,
                        charge_id: charge.id,
                        provider_charge_id: charge.provider_charge_id,
                        payload: Untrusted::new(String::from_utf8_lossy(&paid.payload)),
                        currency: paid.currency.clone(),
                        amount: paid.total_amount,
                        at,
                    }))
                }
                enums::MessageAction::PaymentRefunded(back) => {
                    let enums::PaymentCharge::Charge(charge) = back.charge.clone();
                    Some(Heard::PaidBack(PaidBack {
                        buyer,
                        charge_id: charge.id,
                        currency: back.currency.clone(),
                        amount: back.total_amount,
                        at,
                    }))
                }
                _ => None,
            }
        }
        enums::Message::Message(_) | enums::Message::Empty(_) => None,
    }
}

/// Who is on the other side of a private chat; `None`: it is none.
fn buyer(peer: &enums::Peer, users: &[enums::User]) -> Option<Buyer> {
    let enums::Peer::User(types::PeerUser { user_id }) = *peer else { return None };
    PeerId::user(user_id)?;
    let known = users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == user_id => Some(user),
        _ => None,
    });
    let Some(user) = known else {
        let address = BuyerAddress { id: UserId(user_id), access_hash: 0 };
        return Some(Buyer { address, name: None, username: None, language: None });
    };
    let access_hash = user.access_hash.filter(|_| !user.min).unwrap_or_default();
    let account = Account::from(user.clone());
    Some(Buyer {
        address: BuyerAddress { id: UserId(user_id), access_hash },
        name: Some(account.name).filter(|name| !name.as_str().is_empty()),
        username: user.username.clone(),
        language: user.lang_code.clone(),
    })
}

fn moment(seconds: i32) -> Timestamp {
    Timestamp::from_second(seconds.into()).unwrap_or_default()
}
