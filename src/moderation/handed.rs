//! What was and was not done for an order: paid, given, answered, pressed.

use super::compose::Compose;
use super::order_card::untrusted_account;
use super::voice::Voice;
use crate::order::life::{Activation, Reason, Receipt, State, WhyClosed};
use crate::order::{AccountId, Record};

/// Whether the goods were given.
pub(super) enum Given<'a> {
    /// They were not.
    No,
    /// A call went out and nobody knows what came of it.
    Maybe,
    /// What was done before the journal was lost is not known.
    Unknown,
    /// The shop said so.
    Yes {
        receipt: &'a Receipt,
        /// To whom, where that is certain.
        account: Option<&'a AccountId>,
        /// For whom they were asked, where that is somebody else.
        instead_of: Option<&'a AccountId>,
    },
    /// A person said so.
    ByHand,
}

impl<'a> Given<'a> {
    /// What is known of this order.
    pub(super) fn of(record: &'a Record) -> Self {
        let life = &record.life;
        let restored = matches!(
            life.state,
            State::Escalated {
                reason: Reason::FoundAfterRestore
            }
        );
        match &life.activation {
            Activation::None if restored => Self::Unknown,
            Activation::None => Self::No,
            Activation::Uncertain => Self::Maybe,
            Activation::ByHand => Self::ByHand,
            Activation::Done(receipt) => {
                let asked = life.account.as_ref();
                let account = receipt
                    .account
                    .as_ref()
                    .or(asked.filter(|_| !life.other_account_doubtful));
                Self::Yes {
                    receipt,
                    account,
                    instead_of: asked.filter(|_| life.is_given_to_another()),
                }
            }
        }
    }
}

/// Says what was and was not done.
pub(super) fn done(card: Compose, voice: &Voice, record: &Record) -> Compose {
    let card = card.say(voice.pick("Paid. ", "Оплачено. "));
    let card = match Given::of(record) {
        Given::No => card.say(voice.pick("Not given.", "Не выдано.")),
        Given::Maybe => {
            let card = card.say(voice.pick(
                "The goods may ALREADY be given: look in the shop for order ",
                "Возможно, товар УЖЕ выдан: проверьте в магазине заказ ",
            ));
            card.code(&record.id).say(".")
        }
        Given::Unknown => {
            let card = card.say(voice.pick(
                "Whether the goods were given I don't know: look in the shop for order ",
                "Выдан ли товар, не знаю: проверьте в магазине заказ ",
            ));
            card.code(&record.id).say(".")
        }
        Given::ByHand => card.say(voice.pick("Given by hand.", "Выдано вручную.")),
        Given::Yes {
            receipt,
            account,
            instead_of,
        } => {
            let card = card.say(voice.pick("Given", "Выдано"));
            let card = given(card, voice, receipt, account, instead_of);
            match account {
                Some(_) => card.say("."),
                None => card
                    .say(voice.pick(": order ", ": заказ "))
                    .code(&record.id)
                    .say("."),
            }
        }
    };
    card.say(answered(voice, record))
}

/// ` на 12345 (платёж A-1001)`
fn given(
    mut card: Compose,
    voice: &Voice,
    receipt: &Receipt,
    account: Option<&AccountId>,
    instead_of: Option<&AccountId>,
) -> Compose {
    card = match account {
        Some(account) => card
            .say(voice.pick(" to ", " на "))
            .outside(&untrusted_account(account)),
        None => card.say(voice.pick(
            ", to which account I can't tell",
            " неизвестно на какой аккаунт",
        )),
    };
    if let Some(asked) = instead_of {
        card = card
            .say(voice.pick(", not to ", ", а не на "))
            .outside(&untrusted_account(asked));
    }
    match &receipt.payment_id {
        Some(payment_id) => card
            .say(voice.pick(" (payment ", " (платёж "))
            .outside(payment_id)
            .say(")"),
        None => card,
    }
}

fn answered(voice: &Voice, record: &Record) -> &'static str {
    let life = &record.life;
    let (english, russian) = match &life.state {
        State::Escalated { reason } => match reason {
            Reason::ReplyDetached => (
                " The reply may not have reached the customer.",
                " Ответ мог не дойти до покупателя.",
            ),
            Reason::NoConfirmation | Reason::UnknownButton | Reason::KeyboardReplaced => (
                " The reply is sent, nothing is pressed.",
                " Ответ отправлен, кнопка не нажата.",
            ),
            Reason::FoundAfterRestore if life.reply().is_some() => (
                " The chat shows an answer to the customer.",
                " Ответ покупателю в чате есть.",
            ),
            Reason::FoundAfterRestore => (
                " The chat shows no answer to the customer.",
                " Ответа покупателю в чате нет.",
            ),
            _ => replied(record),
        },
        _ => replied(record),
    };
    voice.language.pick(english, russian)
}

fn replied(record: &Record) -> (&'static str, &'static str) {
    let life = &record.life;
    if life.reply().is_some() {
        (" The reply is sent.", " Ответ отправлен.")
    } else if life.chat().is_some_and(|chat| chat.reply_begun) && !refused(&life.state) {
        (
            " A reply may have been sent.",
            " Ответ, возможно, отправлен.",
        )
    } else {
        (" Nobody answered the customer.", " Покупателю не отвечали.")
    }
}

fn refused(state: &State) -> bool {
    matches!(
        state,
        State::Escalated {
            reason: Reason::ReplyRefused { .. }
        }
    )
}

/// Whether a closed order's goods may have been given by the shop and by a person.
pub(super) fn perhaps_twice(record: &Record, why: WhyClosed) -> bool {
    match (Given::of(record), why) {
        (Given::No | Given::Unknown | Given::ByHand, _) => false,
        (Given::Maybe | Given::Yes { .. }, WhyClosed::AnsweredByHand) => true,
        (Given::Maybe, WhyClosed::PressedByHand | WhyClosed::Said) => true,
        // Our reply stands: the shop's goods are the ones that the customer was told of.
        (Given::Yes { .. }, WhyClosed::PressedByHand | WhyClosed::Said) => {
            record.life.reply().is_none()
        }
    }
}

/// Says that the shop gave the goods, or may have, beside the person who closed the order.
pub(super) fn check_for_twice(card: Compose, voice: &Voice, record: &Record) -> Compose {
    let card = match Given::of(record) {
        Given::Yes {
            receipt,
            account,
            instead_of,
        } => {
            let card = card.say(voice.pick("The shop has also given", "Магазин тоже выдал"));
            given(card, voice, receipt, account, instead_of)
        }
        _ => card.say(voice.pick("The shop may also have given", "Магазин тоже мог выдать")),
    };
    card.say(voice.pick(
        ". Check in the shop that nothing was given twice: order ",
        ". Проверьте в магазине, не выдано ли дважды: заказ ",
    ))
    .code(&record.id)
    .say(".")
}
