//! An order's state and story in words.

use crate::i18n;
use crate::language::Language;
use crate::order::life::{Event, Order, PressOutcome, ShopAnswer, Stage};

/// The state, with the reason's name where there is one.
pub(in crate::cli) fn state(order: &Order, language: Language) -> String {
    let stage = match order.state.stage() {
        Stage::Activating => language.pick("waits for the shop", "ждёт магазин"),
        Stage::Replying => language.pick("to be answered", "ждёт ответа покупателю"),
        Stage::AwaitingConfirmation => language.pick("waits for the bot", "ждёт бота"),
        Stage::Confirming => language.pick("button being pressed", "нажимаем кнопку"),
        Stage::Escalated => language.pick("with the moderators", "у модераторов"),
        Stage::Completed => language.pick("completed", "выполнен"),
        Stage::Closed => language.pick("closed", "закрыт"),
    };
    match order.reason_name() {
        Some(reason) => format!("{stage} ({reason})"),
        None => stage.to_owned(),
    }
}

/// What happened, in a few words.
pub(in crate::cli) fn event(event: &Event, language: Language) -> String {
    let (english, russian) = match event {
        Event::ActivationBegun => ("the shop is called", "обращаемся к магазину"),
        Event::ShopAnswered { answer, .. } => return answered(answer, language),
        Event::ReplyBegun => ("the reply is sent", "отправляем ответ"),
        Event::ReplyStands { attached: true, .. } => {
            ("the reply stands in the chat", "ответ в чате")
        }
        Event::ReplyStands {
            attached: false, ..
        } => (
            "the reply stands, but hangs on nothing",
            "ответ в чате, но не под заказом",
        ),
        Event::ReplyRefused { .. } => ("Telegram refused the reply", "Телеграм отказал в ответе"),
        Event::AnsweredByHand { .. } => ("answered by hand", "отвечено вручную"),
        Event::ConfirmationSeen {
            wanted: Some(_), ..
        } => ("the bot shows the button", "бот показал кнопку"),
        Event::ConfirmationSeen { wanted: None, .. } => (
            "the bot shows unknown buttons",
            "бот показал незнакомые кнопки",
        ),
        Event::ConfirmationOverdue => ("the bot did not answer in time", "бот вовремя не ответил"),
        Event::PressBegun => ("the button is pressed", "нажимаем кнопку"),
        Event::PressAnswered(PressOutcome::Accepted) => {
            ("the press was accepted", "нажатие принято")
        }
        Event::PressAnswered(PressOutcome::Refused(_)) => {
            ("the press was refused", "бот не принял нажатие")
        }
        Event::PressAnswered(PressOutcome::Unknown) => (
            "nobody knows whether the press took effect",
            "неизвестно, сработало ли нажатие",
        ),
        Event::PressPutOff => ("the press is put off", "нажатие отложено"),
        Event::PressEvidence => (
            "the chat shows that it was pressed",
            "по чату видно: нажато",
        ),
        Event::PressUnproven { .. } => ("no evidence of the press", "следов нажатия нет"),
        Event::KeyboardReplaced => (
            "another keyboard came, or the owner wrote",
            "пришла другая клавиатура или написал владелец",
        ),
        Event::BotSpoke { .. } => ("the bot said something", "бот что-то написал"),
        Event::OrderEdited { .. } => ("the order was edited", "заказ изменили"),
        Event::OrderDeleted => ("the order was deleted", "заказ удалили"),
        Event::AccountGiven(_) => ("a moderator gave the account", "модератор дал номер"),
        Event::RetrySaid { .. } => ("a moderator said: retry", "модератор: повтори"),
        Event::GivenSaid => ("a moderator said: given", "модератор: выдал"),
        Event::CloseSaid => ("a moderator said: close", "модератор: закрой"),
        Event::PressSaid(_) => ("a moderator said: press", "модератор: нажми"),
        Event::CheckSaid => ("a moderator said: check", "модератор: проверь"),
        Event::JournalRestored { .. } => (
            "found after the journal was lost or restored",
            "найден после потери или восстановления журнала",
        ),
    };
    language.pick(english, russian).to_owned()
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
