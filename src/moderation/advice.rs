//! What a person can do about an escalated order.

use super::compose::Compose;
use super::handed::Given;
use super::voice::Voice;
use crate::language::Language;
use crate::order::life::Reason;
use crate::order::purchase::Problem;
use crate::order::{ButtonKind, Record};

/// The last line: what can be done today, which is to act by hand as the seller, or to wait.
///
/// When moderators can answer here, this line becomes theirs: [`answers_for`].
pub(super) fn advise(card: Compose, voice: &Voice, record: &Record, reason: &Reason) -> Compose {
    let (english, russian) = match reason {
        Reason::NoConfirmation => (
            "If the button still comes, I press it. Or answer the order yourself in the chat with \
             Tribute, as the seller: I will see it and close the order.",
            "Если кнопка ещё придёт, нажму сам. Или ответьте на заказ сами в чате с Трибьютом, с \
             аккаунта продавца: увижу и закрою.",
        ),
        // A press by hand of a reply keyboard is a message like any other.
        Reason::UnknownButton | Reason::PressRefused { .. } if shows_keyboard(record) => {
            SEND_YOURSELF
        }
        Reason::KeyboardReplaced => SEND_YOURSELF,
        Reason::UnknownButton | Reason::PressRefused { .. } => (
            "Press the right button yourself in the chat with Tribute, as the seller: I will see \
             it and close the order.",
            "Нажмите нужную кнопку сами в чате с Трибьютом, с аккаунта продавца: увижу и закрою.",
        ),
        Reason::PressUnknown => (
            "If the button is still in the chat with Tribute, press it yourself, as the seller: I \
             will see it and close the order.",
            "Если кнопка ещё стоит в чате с Трибьютом, нажмите её сами, с аккаунта продавца: увижу \
             и закрою.",
        ),
        Reason::OrderDeleted => (
            "A deleted order can't be answered: settle it with the customer directly.",
            "На удалённый заказ ответить нельзя: решите вопрос с покупателем напрямую.",
        ),
        Reason::Form(
            Problem::NoDetails
            | Problem::NoAccountId
            | Problem::AmbiguousAccountId
            | Problem::DoubtfulAccountId,
        ) => ASK_FOR_NUMBER,
        Reason::NotRevoked { .. } => TAKE_BACK,
        _ if matches!(Given::of(record), Given::No) => (
            "By hand, as the seller: give the goods, reply to the order in the chat with Tribute, \
             press the button. I will see the reply and close the order.",
            "Вручную, с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, \
             нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        Reason::ActivatedForOtherAccount => (
            "Settle with the customer to whom the goods went. Then answer the order yourself in the \
             chat with Tribute, as the seller: I will see the reply and close the order.",
            "Решите с покупателем, кому достался товар. Потом ответьте на заказ сами в чате с \
             Трибьютом, с аккаунта продавца: ответ увижу и закрою заказ.",
        ),
        Reason::AccountMismatch => (
            "Look in the shop which account has the goods, and put that right. Then, as the seller: \
             reply to the order in the chat with Tribute, press the button. I will see the reply and \
             close the order.",
            "Посмотрите в магазине, у какого аккаунта товар, и исправьте. Потом с аккаунта продавца: \
             ответьте на заказ в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        _ if matches!(Given::of(record), Given::Maybe) => (
            "By hand, as the seller: give the goods if the shop has not, reply to the order in the \
             chat with Tribute, press the button. I will see the reply and close the order.",
            "Вручную, с аккаунта продавца: выдайте товар, если магазин не выдал, ответьте на заказ \
             в чате с Трибьютом, нажмите кнопку. Ответ увижу и закрою заказ.",
        ),
        _ => (
            "By hand, as the seller: reply to the order in the chat with Tribute, press the \
             button. I will see the reply and close the order.",
            "Вручную, с аккаунта продавца: ответьте на заказ в чате с Трибьютом, нажмите кнопку. \
             Ответ увижу и закрою заказ.",
        ),
    };
    card.say(voice.pick(english, russian))
}

const ASK_FOR_NUMBER: (&str, &str) = (
    "Ask the customer for the number, but not with a reply to the order: that would count \
     as its answer. Then, as the seller: give the goods, reply to the order in the chat with \
     Tribute, press the button. I will see the reply and close the order.",
    "Спросите номер у покупателя, но не ответом на заказ: он сочтётся выполненным. Потом \
     с аккаунта продавца: выдайте товар, ответьте на заказ в чате с Трибьютом, нажмите \
     кнопку. Ответ увижу и закрою заказ.",
);

const TAKE_BACK: (&str, &str) = (
    "Take the goods back in the shop yourself, or settle it with the customer.",
    "Заберите товар в магазине сами или решите вопрос с покупателем.",
);

const SEND_YOURSELF: (&str, &str) = (
    "Send the goods yourself in the chat with Tribute, as the seller: reply to the order once more, \
     I will see it and close the order.",
    "Отправьте товар сами в чате с Трибьютом, с аккаунта продавца: ответьте на заказ ещё раз, \
     увижу и закрою.",
);

fn shows_keyboard(record: &Record) -> bool {
    let confirmation = record.life.confirmation();
    confirmation.is_some_and(|seen| {
        let mut shown = seen.shown.iter();
        shown.any(|button| button.kind == ButtonKind::KeyboardText)
    })
}

/// Something that moderators will be able to answer. Not offered yet: nobody listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// An account number, where the order has none or has several.
    AccountId,
    /// Another account number than the one that was tried.
    OtherAccountId,
    /// Go on from where it stuck.
    Retry,
    /// Go on, once the owner has changed the settings.
    RetryOnceConfigured,
    /// Go on, because a look at the shop showed that the goods were not given.
    RetryAsNotGiven,
    /// The goods have been given: reply and press.
    Given,
    /// Press the shown button of this number, once.
    Press,
    /// Look at the chat again.
    Check,
    /// Touch nothing any more.
    Close,
}

impl Answer {
    /// The word as it is typed; `None` for a number, which stands for itself.
    pub fn word(self, language: Language) -> Option<&'static str> {
        match self {
            Self::AccountId | Self::OtherAccountId => None,
            Self::Retry | Self::RetryOnceConfigured | Self::RetryAsNotGiven => {
                Some(language.pick("retry", "повтори"))
            }
            Self::Given => Some(language.pick("given", "выдал")),
            Self::Press => Some(language.pick("press 1", "нажми 1")),
            Self::Check => Some(language.pick("check", "проверь")),
            Self::Close => Some(language.pick("close", "закрой")),
        }
    }
}

/// What can be answered to an order escalated for `reason`, the likeliest first.
pub fn answers_for(reason: &Reason) -> &'static [Answer] {
    use Answer::{
        AccountId, Check, Close, Given, OtherAccountId, Press, Retry, RetryAsNotGiven,
        RetryOnceConfigured,
    };
    match reason {
        Reason::Form(
            Problem::NoDetails
            | Problem::NoAccountId
            | Problem::AmbiguousAccountId
            | Problem::DoubtfulAccountId,
        ) => &[AccountId, Close],
        Reason::Form(
            Problem::MissingField
            | Problem::AmbiguousField
            | Problem::BadPrice
            | Problem::UnknownProduct,
        )
        | Reason::PriceMismatch => &[RetryOnceConfigured, Given, Close],
        Reason::ShopRefused { .. } => &[OtherAccountId, Retry, Given, Close],
        Reason::ShopUnavailable { .. } | Reason::FoundAfterRestore => &[Retry, Given, Close],
        Reason::ShopUnclear { .. } => &[Given, RetryAsNotGiven, Close],
        Reason::ActivatedForOtherAccount | Reason::AccountMismatch => &[Given, Close],
        Reason::OrderEdited { .. } => &[OtherAccountId, Retry, Given, Close],
        Reason::OrderDeleted => &[Close],
        Reason::NotRevoked { .. } => &[Retry, Close],
        Reason::ReplyRefused { .. } | Reason::ReplyDetached => &[Retry, Close],
        Reason::NoConfirmation => &[Check, Close],
        Reason::UnknownButton | Reason::KeyboardReplaced => &[Press, Check, Close],
        Reason::PressRefused { .. } | Reason::PressUnknown => &[Check, Retry, Close],
    }
}
