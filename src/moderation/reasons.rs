//! What happened to an escalated order: a line for each reason.

use super::compose::Compose;
use super::order_card::{NAME_CHARACTERS_MAX, said, untrusted_account};
use super::voice::Voice;
use crate::i18n;
use crate::order::life::{Activation, Reason, STILL_PENDING};
use crate::order::purchase::Problem;
use crate::order::{Button, ButtonKind, Record, Untrusted};
use crate::shop::describe_why;

/// More than this many buttons or numbers are not listed.
const LISTED_MAX: usize = 8;

/// The words that explain a reason best.
pub(super) enum Words<'a> {
    /// What the customer wrote.
    Details(Option<&'a Untrusted>),
    /// The order message, which could not be read.
    Message(&'a Untrusted),
    /// The order message as it was first seen and as it reads now.
    BeforeAndAfter(&'a Untrusted, &'a Untrusted),
}

/// Which words go with a reason.
pub(super) fn words<'a>(record: &'a Record, reason: &'a Reason) -> Words<'a> {
    match reason {
        Reason::OrderEdited { text } => Words::BeforeAndAfter(&record.text, text),
        Reason::Form(Problem::MissingField | Problem::AmbiguousField | Problem::BadPrice) => {
            Words::Message(&record.text)
        }
        _ => Words::Details(record.form.details.as_ref()),
    }
}

/// Says what happened.
pub(super) fn happened(card: Compose, voice: &Voice, record: &Record, reason: &Reason) -> Compose {
    match reason {
        Reason::Form(problem) => form(card, voice, record, *problem),
        Reason::PriceMismatch => card.say(voice.pick(
            "The price is not the one in the agent's settings.",
            "Цена не та, что в настройках агента.",
        )),
        Reason::FoundAfterRestore => card.say(voice.pick(
            "Found in the chat after the journal was lost or restored from a backup.",
            "Найден в чате после того, как журнал потеряли или восстановили из копии.",
        )),
        Reason::OrderEdited { .. } => card.say(voice.pick(
            "The order was edited before the goods were given.",
            "Заказ изменили до выдачи.",
        )),
        Reason::OrderDeleted => card.say(voice.pick(
            "The order was deleted from the chat before the goods were given.",
            "Заказ удалили из чата до выдачи.",
        )),
        Reason::ShopRefused { .. }
        | Reason::ShopUnavailable { .. }
        | Reason::ShopUnclear { .. }
        | Reason::ActivatedForOtherAccount
        | Reason::NotRevoked { .. } => shop(card, voice, reason),
        Reason::AccountMismatch => mismatch(card, voice, record),
        Reason::ReplyRefused { .. }
        | Reason::ReplyDetached
        | Reason::NoConfirmation
        | Reason::UnknownButton
        | Reason::KeyboardReplaced
        | Reason::PressRefused { .. }
        | Reason::PressUnknown => chat(card, voice, record, reason),
    }
}

fn form(card: Compose, voice: &Voice, record: &Record, problem: Problem) -> Compose {
    let (english, russian) = match problem {
        Problem::MissingField => (
            "A line is missing from the order message.",
            "В сообщении заказа не хватает строки.",
        ),
        Problem::AmbiguousField => (
            "A line stands twice in the order message: I can't tell which one counts.",
            "Строка в сообщении заказа стоит дважды: не знаю, какой верить.",
        ),
        Problem::BadPrice => (
            "The price can't be read for certain.",
            "Цену нельзя прочитать однозначно.",
        ),
        Problem::UnknownProduct => (
            "The agent's settings don't know this product. For the owner: add it to config.toml",
            "Такого товара нет в настройках агента. Владельцу: добавить его в config.toml",
        ),
        Problem::NoDetails => (
            "The order has no details, so no account number.",
            "В заказе нет деталей, а значит, и номера аккаунта.",
        ),
        Problem::NoAccountId => (
            "There is no account number in the order.",
            "В заказе нет номера аккаунта.",
        ),
        Problem::AmbiguousAccountId => (
            "There are several numbers in the order: ",
            "В заказе несколько номеров: ",
        ),
        Problem::DoubtfulAccountId => (
            "I can't tell for certain which account is meant. Perhaps: ",
            "Не могу точно понять, какой аккаунт имели в виду. Возможно: ",
        ),
    };
    let card = card.say(voice.pick(english, russian));
    match problem {
        Problem::AmbiguousAccountId | Problem::DoubtfulAccountId => candidates(card, record),
        Problem::UnknownProduct => match &record.form.product {
            Some(product) => card.say(": ").outside(product).say("."),
            None => card.say("."),
        },
        _ => card,
    }
}

fn candidates(mut card: Compose, record: &Record) -> Compose {
    let candidates = &record.form.candidates;
    for (index, account) in candidates.iter().take(LISTED_MAX).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        card = card.say(separator).outside(&untrusted_account(account));
    }
    card.say(if candidates.len() > LISTED_MAX {
        ", …"
    } else {
        "."
    })
}

fn shop(card: Compose, voice: &Voice, reason: &Reason) -> Compose {
    match reason {
        Reason::ShopRefused { code, message } => {
            let mut card = card.say(voice.pick("The shop refused: ", "Магазин отказал: "));
            card = match message {
                Some(message) => said(card, voice.language, message)
                    .say(" (")
                    .outside(code)
                    .say(")"),
                None => card.outside(code),
            };
            card.say(voice.pick(". I won't retry.", ". Сам повторять не буду."))
        }
        Reason::ShopUnavailable { why } if why.as_str() == STILL_PENDING => card.say(voice.pick(
            "For more than 72 hours the shop has said that it is not done yet. I have stopped asking.",
            "Магазин больше 72 часов отвечает, что ещё не закончил. Больше не спрашиваю.",
        )),
        Reason::ShopUnavailable { why } => {
            let card = card.say(voice.pick(
                "The shop stayed away for more than 72 hours: ",
                "Магазин не отвечал больше 72 часов: ",
            ));
            card.say(i18n::with_language(voice.language, || describe_why(why)))
                .say(voice.pick(". I have stopped trying.", ". Больше не пробую."))
        }
        Reason::ShopUnclear { excerpt } => {
            let card = card.say(voice.pick(
                "The shop answered, but did not say that the goods were given: ",
                "Магазин ответил, но не сказал «выдано»: ",
            ));
            said(card, voice.language, excerpt).say(".")
        }
        Reason::NotRevoked { why, .. } => {
            let card = card.say(voice.pick(
                "The customer has the money back, but the shop does not take the goods back: ",
                "Покупателю вернули деньги, но магазин не забирает товар: ",
            ));
            said(card, voice.language, why).say(".")
        }
        _ => card.say(voice.pick(
            "The shop has given this order before, to another account.",
            "Магазин уже выдал этот заказ раньше, на другой аккаунт.",
        )),
    }
}

fn mismatch(card: Compose, voice: &Voice, record: &Record) -> Compose {
    let mut card = card.say(voice.pick(
        "The shop answered for another account",
        "Магазин ответил про другой аккаунт",
    ));
    if let Some(asked) = &record.life.account {
        card = card
            .say(voice.pick(": I asked for ", ": я просил для "))
            .outside(&untrusted_account(asked));
    }
    if let Activation::Done(receipt) = &record.life.activation
        && let Some(named) = &receipt.account
    {
        card = card
            .say(voice.pick(", it named ", ", он назвал "))
            .outside(&untrusted_account(named));
    }
    card.say(".")
}

fn chat(card: Compose, voice: &Voice, record: &Record, reason: &Reason) -> Compose {
    match reason {
        Reason::ReplyRefused { why } => card
            .say(voice.pick(
                "Telegram refused my reply: ",
                "Телеграм не принял мой ответ: ",
            ))
            .outside(why)
            .say("."),
        Reason::ReplyDetached => card.say(voice.pick(
            "My reply stands in the chat, but not as a reply to the order.",
            "Мой ответ встал в чат отдельно от заказа.",
        )),
        Reason::NoConfirmation => card.say(voice.pick(
            "Tribute showed no button after my reply.",
            "Трибьют не прислал кнопку после моего ответа.",
        )),
        Reason::UnknownButton => unknown_buttons(card, voice, record),
        Reason::KeyboardReplaced => {
            let card =
                card.say(voice.pick("While I was about to press ", "Пока я собирался нажать "));
            button(card, voice, record).say(voice.pick(
                ", the buttons changed. I don't press: it could mean something else now.",
                ", кнопки сменились. Не нажимаю: теперь это могло бы значить другое.",
            ))
        }
        Reason::PressRefused { text } => {
            let card = pressed(card, voice, record);
            let card = card.say(voice.pick(", and was refused: ", ", но нажатие не принято: "));
            said(card, voice.language, text).say(".")
        }
        _ => pressed(card, voice, record).say(voice.pick(
            ", but can't see whether it worked.",
            ", но не вижу, сработало ли.",
        )),
    }
}

fn pressed(card: Compose, voice: &Voice, record: &Record) -> Compose {
    button(
        card.say(voice.pick("I pressed ", "Я нажал ")),
        voice,
        record,
    )
}

fn button(card: Compose, voice: &Voice, record: &Record) -> Compose {
    let confirmation = record.life.confirmation();
    match confirmation.and_then(|confirmation| confirmation.button.as_ref()) {
        Some(button) => card.outside_short(&button.label, NAME_CHARACTERS_MAX),
        None => card.say(voice.pick("the button", "кнопку")),
    }
}

fn unknown_buttons(card: Compose, voice: &Voice, record: &Record) -> Compose {
    let shown = match record.life.confirmation() {
        Some(confirmation) => confirmation.shown.as_slice(),
        None => &[],
    };
    if shown.is_empty() {
        return card.say(voice.pick(
            "Tribute's answer has no button.",
            "В ответе Трибьюта нет кнопок.",
        ));
    }
    let mut card = card.say(voice.pick(
        "No button that I know. I see:",
        "Знакомой кнопки нет. Вижу:",
    ));
    for (index, button) in shown.iter().take(LISTED_MAX).enumerate() {
        card = listed(card.say(format!(" {}) ", index + 1)), button);
    }
    if shown.len() > LISTED_MAX {
        card = card.say(" …");
    }
    card.say(voice.pick(
        ". Unknown buttons I don't press.",
        ". Незнакомые кнопки сам не нажимаю.",
    ))
}

fn listed(card: Compose, button: &Button) -> Compose {
    let card = card.outside_short(&button.label, NAME_CHARACTERS_MAX);
    match &button.kind {
        ButtonKind::Callback { .. } | ButtonKind::KeyboardText => card,
        ButtonKind::NeverPressed { kind } => {
            let kind = Untrusted::new(kind.as_str());
            card.say(" (")
                .outside_short(&kind, NAME_CHARACTERS_MAX)
                .say(")")
        }
    }
}
