//! An order's state and story in words.

use crate::i18n;
use crate::language::Language;
use crate::order::life::{
    ActivationEvent, ChatEvent, DeliveryEvent, Event, MessageEvent, ModeratorEvent, Order,
    PressOutcome, RecoveryEvent, RefundEvent, RevocationAnswer, ShopAnswer, Stage,
};

/// The state, with the reason's name where there is one.
pub(in crate::cli) fn state(order: &Order, language: Language) -> String {
    let stage = match order.state.stage() {
        Stage::Activating => language.pick("waits for the shop", "ждёт магазин"),
        Stage::Replying | Stage::Sending => {
            language.pick("to be answered", "ждёт ответа покупателю")
        }
        Stage::AwaitingConfirmation => language.pick("waits for the bot", "ждёт бота"),
        Stage::Confirming => language.pick("button being pressed", "нажимаем кнопку"),
        Stage::Escalated => language.pick("with the moderators", "у модераторов"),
        Stage::Completed => language.pick("completed", "выполнен"),
        Stage::Closed => language.pick("closed", "закрыт"),
        Stage::Revoking => {
            language.pick("money back, goods not yet", "деньги вернули, товар ещё нет")
        }
        Stage::Refunded => language.pick("money back", "деньги вернули"),
    };
    match order.reason_name() {
        Some(reason) => format!("{stage} ({reason})"),
        None => stage.to_owned(),
    }
}

/// What happened, in a few words.
pub(in crate::cli) fn event(event: &Event, language: Language) -> String {
    let (english, russian) = match event {
        Event::Activation(ActivationEvent::Begun) => {
            ("the shop is called", "обращаемся к магазину")
        }
        Event::Activation(ActivationEvent::Answered { answer, .. }) => {
            return answered(answer, language);
        }
        Event::Delivery(DeliveryEvent::Chat(event)) => chat(event),
        Event::Delivery(DeliveryEvent::Message(event)) => message(event),
        Event::Moderator(event) => said(event),
        Event::Refund(event) => refund(event),
        Event::Recovered(RecoveryEvent::JournalRestored { .. }) => (
            "found after the journal was lost or restored",
            "найден после потери или восстановления журнала",
        ),
    };
    language.pick(english, russian).to_owned()
}

fn message(event: &MessageEvent) -> (&'static str, &'static str) {
    match event {
        MessageEvent::Begun => ("the customer is written to", "пишем покупателю"),
        MessageEvent::Sent => ("the customer was told", "покупателю написано"),
        MessageEvent::Refused { .. } => (
            "the message to the customer was refused",
            "сообщение покупателю не принято",
        ),
    }
}

fn chat(event: &ChatEvent) -> (&'static str, &'static str) {
    match event {
        ChatEvent::ReplyBegun => ("the reply is sent", "отправляем ответ"),
        ChatEvent::ReplySent { attached: true, .. } => {
            ("the reply stands in the chat", "ответ в чате")
        }
        ChatEvent::ReplySent {
            attached: false, ..
        } => (
            "the reply stands, but hangs on nothing",
            "ответ в чате, но не под заказом",
        ),
        ChatEvent::ReplyRefused { .. } => {
            ("Telegram refused the reply", "Телеграм отказал в ответе")
        }
        ChatEvent::AnsweredByHand { .. } => ("answered by hand", "отвечено вручную"),
        ChatEvent::ConfirmationSeen {
            wanted: Some(_), ..
        } => ("the bot shows the button", "бот показал кнопку"),
        ChatEvent::ConfirmationSeen { wanted: None, .. } => (
            "the bot shows unknown buttons",
            "бот показал незнакомые кнопки",
        ),
        ChatEvent::ConfirmationOverdue => {
            ("the bot did not answer in time", "бот вовремя не ответил")
        }
        ChatEvent::PressBegun => ("the button is pressed", "нажимаем кнопку"),
        ChatEvent::PressAnswered(PressOutcome::Accepted) => {
            ("the press was accepted", "нажатие принято")
        }
        ChatEvent::PressAnswered(PressOutcome::Refused(_)) => {
            ("the press was refused", "бот не принял нажатие")
        }
        ChatEvent::PressAnswered(PressOutcome::Unknown) => (
            "nobody knows whether the press took effect",
            "неизвестно, сработало ли нажатие",
        ),
        ChatEvent::PressPutOff => ("the press is put off", "нажатие отложено"),
        ChatEvent::PressEvidence => (
            "the chat shows that it was pressed",
            "по чату видно: нажато",
        ),
        ChatEvent::PressUnproven { .. } => ("no evidence of the press", "следов нажатия нет"),
        ChatEvent::KeyboardReplaced => (
            "another keyboard came, or the owner wrote",
            "пришла другая клавиатура или написал владелец",
        ),
        ChatEvent::BotMessage { .. } => ("the bot said something", "бот что-то написал"),
        ChatEvent::OrderEdited { .. } => ("the order was edited", "заказ изменили"),
        ChatEvent::OrderDeleted => ("the order was deleted", "заказ удалили"),
        ChatEvent::PressRequested(_) => ("a moderator said: press", "модератор: нажми"),
    }
}

fn said(event: &ModeratorEvent) -> (&'static str, &'static str) {
    match event {
        ModeratorEvent::AccountGiven(_) => ("a moderator gave the account", "модератор дал номер"),
        ModeratorEvent::RetryRequested { .. } => ("a moderator said: retry", "модератор: повтори"),
        ModeratorEvent::GoodsGiven => ("a moderator said: given", "модератор: выдал"),
        ModeratorEvent::CloseRequested => ("a moderator said: close", "модератор: закрой"),
        ModeratorEvent::CheckRequested => ("a moderator said: check", "модератор: проверь"),
    }
}

fn refund(event: &RefundEvent) -> (&'static str, &'static str) {
    match event {
        RefundEvent::Refunded(_) => ("the money went back", "деньги вернули"),
        RefundEvent::RevocationBegun => (
            "the shop is asked to take the goods back",
            "просим магазин забрать товар",
        ),
        RefundEvent::RevocationAnswered { answer, .. } => match answer {
            RevocationAnswer::Revoked => ("the shop took the goods back", "магазин забрал товар"),
            RevocationAnswer::NotYet { .. } => (
                "the shop has not taken the goods back yet",
                "магазин ещё не забрал товар",
            ),
            RevocationAnswer::NotRevoked { .. } => (
                "the shop does not take the goods back",
                "магазин не забирает товар",
            ),
        },
    }
}

fn answered(answer: &ShopAnswer, language: Language) -> String {
    let what = match answer {
        ShopAnswer::Activated(_) => language.pick("activated", "выдано"),
        ShopAnswer::AlreadyActivated(_) => language.pick("activated before", "выдано раньше"),
        ShopAnswer::Pending { .. } => language.pick("not done yet", "ещё не готово"),
        ShopAnswer::Unclear { .. } => language.pick("an unclear answer", "непонятный ответ"),
        ShopAnswer::Refused { code, message } => {
            let why = message
                .as_ref()
                .map(|message| message.excerpt(200))
                .unwrap_or_default();
            let refused = language.pick("refused", "отказ");
            return format!("{}: {refused} ({}) {why}", shop(language), code.excerpt(64))
                .trim_end()
                .to_owned();
        }
        ShopAnswer::Misconfigured { .. } => {
            language.pick("our key or clock is wrong", "наш ключ или часы не те")
        }
        ShopAnswer::Intercepted { .. } => {
            language.pick("something else answered", "ответил не магазин")
        }
        ShopAnswer::Unavailable { why, .. } => {
            return format!(
                "{}: {}",
                shop(language),
                i18n::with_language(language, || crate::shop::describe_why(why))
            );
        }
    };
    format!("{}: {what}", shop(language))
}

fn shop(language: Language) -> &'static str {
    language.pick("the shop", "магазин")
}
