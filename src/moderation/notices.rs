//! Messages that are about no order, or about the agent itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::compose::Compose;
use super::voice::{Voice, russian_plural};
use crate::language::Language;
use crate::order::Untrusted;

/// Why a message that looks like an order is not taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// It was forwarded.
    Forwarded,
    /// It was sent through an inline bot.
    ViaBot,
    /// Somebody else than the pinned bot sent it.
    WrongSender,
}

/// A message of the bot that no rule knows.
pub(super) fn unknown_message(voice: &Voice, sent_at: Timestamp, text: &Untrusted) -> Compose {
    let title = voice.pick(
        "❓ Unknown message from Tribute, ",
        "❓ Незнакомое сообщение от Трибьюта, ",
    );
    let message = Voice::compose()
        .say(title)
        .say(voice.date_and_time(sent_at));
    let message = if text.as_str().is_empty() {
        let no_text = voice.pick(
            "It has no text: a picture, a file or the like.",
            "В нём нет текста: картинка, файл или подобное.",
        );
        message.line().say(no_text).line()
    } else {
        quoted(message, voice, text)
    };
    message
        .say(voice.pick(
            "It may be an order. Nothing was given, nothing was pressed.",
            "Может быть заказом. Ничего не выдано и не нажато.",
        ))
        .line()
        .say(voice.pick(
            "If it is one, answer it yourself in the chat with Tribute, as the seller.",
            "Если это заказ, ответьте на него сами в чате с Трибьютом, с аккаунта продавца.",
        ))
}

/// A message that looks like an order and fails a check of who sent it.
pub(super) fn suspicious_message(
    voice: &Voice,
    sent_at: Timestamp,
    text: &Untrusted,
    why: Suspicion,
) -> Compose {
    let title = voice.pick(
        "⚠️ Looks like an order, but isn't one of Tribute's, ",
        "⚠️ Похоже на заказ, но не от Трибьюта, ",
    );
    let message = Voice::compose()
        .say(title)
        .say(voice.date_and_time(sent_at));
    let why = match why {
        Suspicion::Forwarded => voice.pick("The message is a forward.", "Сообщение переслано."),
        Suspicion::ViaBot => voice.pick(
            "The message was sent through another bot.",
            "Сообщение отправлено через другого бота.",
        ),
        Suspicion::WrongSender => voice.pick(
            "Tribute's bot did not send it.",
            "Его отправил не бот Трибьюта.",
        ),
    };
    quoted(message.line().say(why), voice, text).say(voice.pick(
        "Perhaps somebody tries to get goods without paying. Nothing was given, nothing was \
             pressed.",
        "Возможно, кто-то пытается получить товар без оплаты. Ничего не выдано и не нажато.",
    ))
}

/// More is to be told than people read.
pub(super) fn held_back(voice: &Voice, count: usize, most: usize) -> Compose {
    let more = match voice.language {
        Language::English if count == 1 => "1 more message is".to_owned(),
        Language::English => format!("{count} more messages are"),
        Language::Russian => {
            let count_told = u32::try_from(count).unwrap_or(u32::MAX);
            let forms = ["сообщение", "сообщения", "сообщений"];
            format!("ещё {count} {}", russian_plural(count_told, forms))
        }
    };
    Voice::compose().say(match voice.language {
        Language::English => format!(
            "⏳ {more} held back: I write at most {most} a minute. Nothing is lost, the rest follows."
        ),
        Language::Russian => format!(
            "⏳ Придержал {more}: пишу не больше {most} в минуту. Ничего не потеряно, остальное придёт."
        ),
    })
}

/// Nothing is held back any more.
pub(super) fn held_back_over(voice: &Voice) -> Compose {
    Voice::compose().say(voice.pick(
        "✅ All that was held back has been told.",
        "✅ Всё, что придержал, рассказал.",
    ))
}

/// The first start.
pub(super) fn baseline(voice: &Voice, unanswered_count: u32) -> Compose {
    if unanswered_count == 0 {
        return Voice::compose().say(voice.pick(
            "✅ I am watching the chat with Tribute. No order waits there: I take the ones that \
             come from now on.",
            "✅ Слежу за чатом с Трибьютом. Заказов без ответа в нём нет: беру новые.",
        ));
    }
    let orders = match voice.language {
        Language::English if unanswered_count == 1 => {
            "1 order in it is older than my start, and nobody answered it.".to_owned()
        }
        Language::English => format!(
            "{unanswered_count} orders in it are older than my start, and nobody answered them."
        ),
        Language::Russian => {
            let orders = russian_plural(unanswered_count, ["заказ", "заказа", "заказов"]);
            format!("Пришло до моего запуска и осталось без ответа: {unanswered_count} {orders}.")
        }
    };
    Voice::compose()
        .say(voice.pick(
            "⚠️ I am watching the chat with Tribute. ",
            "⚠️ Слежу за чатом с Трибьютом. ",
        ))
        .say(orders)
        .line()
        .say(voice.pick(
            "I leave the old ones alone and take the ones that come from now on.",
            "Старые сам не трогаю, беру новые.",
        ))
        .line()
        .say(voice.pick(
            "For the owner, to take the old ones, too: ",
            "Владельцу, чтобы взять и старые: ",
        ))
        .code("tribute-agent run --since all")
        .say(voice.pick(" (or since when: ", " (или с какого времени: "))
        .code("2h")
        .say(", ")
        .code("2026-11-01")
        .say(").")
}

/// Back after a long absence.
pub(super) fn away(voice: &Voice, from: Timestamp, to: Timestamp) -> Compose {
    let (from, to) = (voice.time(from, to), voice.time(to, to));
    let times = voice.language.pick(
        format!("📡 I was away from {from} to {to}: "),
        format!("📡 Меня не было с {from} до {to}: "),
    );
    Voice::compose().say(times).say(voice.pick(
        "no connection to Telegram, or I was not running. What came meanwhile I take up now.",
        "не было связи с Telegram, или я не был запущен. Всё, что пришло за это время, беру в \
         работу.",
    ))
}

/// The journal was lost or restored from a backup. So many orders were found, answered, under way,
/// and so many messages are unknown.
pub(super) fn adopted(voice: &Voice, since: Timestamp, counts: [u32; 4]) -> Compose {
    let [found, answered, open, unknown] = counts;
    let message = Voice::compose()
        .say(voice.pick(
            "⚠️ The journal was lost or restored from a backup. What was done since ",
            "⚠️ Журнал потеряли или восстановили из копии. Что сделано с ",
        ))
        .say(voice.date_and_time(since))
        .say(voice.pick(" I don't know.", ", не знаю."))
        .line();
    let orders = match voice.language {
        Language::English => format!(
            "Orders in the chat since: {found}, answered: {answered}. Under way before: {open}."
        ),
        Language::Russian => format!(
            "Заказов в чате с тех пор: {found}, из них с ответом: {answered}. Начатых раньше: {open}."
        ),
    };
    let message = message.say(orders).line().say(voice.pick(
        "Each has a message of its own here. By myself I give, answer and press nothing for them.",
        "О каждом здесь отдельное сообщение. Сам по ним ничего не выдам, не отвечу и не нажму.",
    ));
    if unknown == 0 {
        return message;
    }
    let unknown = match voice.language {
        Language::English => {
            format!("Messages of Tribute's that I don't know: {unknown}. Look through the chat.")
        }
        Language::Russian => {
            format!("Незнакомых сообщений Трибьюта: {unknown}. Просмотрите чат.")
        }
    };
    message.line().say(unknown)
}

/// This program made a mistake about an order.
pub(super) fn program_fault(voice: &Voice, number: u32, what: &str) -> Compose {
    Voice::compose()
        .say(format!("🐞 №{number} · "))
        .say(voice.pick("a mistake in this program: ", "ошибка в самой программе: "))
        .outside(&Untrusted::new(what))
        .line()
        .say(voice.pick(
            "The order stays as it was and needs a look, in the chat with Tribute and in the shop.",
            "Заказ остался как был. Посмотрите на него в чате с Трибьютом и в магазине.",
        ))
        .line()
        .say(voice.pick("For the owner: ", "Владельцу: "))
        .code(format!("tribute-agent orders show {number}"))
}

/// The changed configuration is refused, and the one before goes on to count.
pub(super) fn config_refused(voice: &Voice, file: &str, why: &str) -> Compose {
    let title = Voice::compose()
        .say(voice.pick(
            "⚠️ The settings were changed, and can't be used: ",
            "⚠️ Настройки изменили, но с ошибкой: ",
        ))
        .code(Untrusted::new(file))
        .line();
    let told = why
        .lines()
        .fold(title, |told, line| told.quote(&Untrusted::new(line)).line());
    told.say(voice.pick(
        "I work on with the ones before. Mend the file: I read it again by myself.",
        "Работаю по прежним. Исправьте файл — перечитаю его сам.",
    ))
}

/// The configuration that was refused is right again.
pub(super) fn config_mended(voice: &Voice) -> Compose {
    Voice::compose().say(voice.pick(
        "✅ The settings are right again. I work by them now.",
        "✅ Настройки снова в порядке. Работаю по ним.",
    ))
}

/// Something was changed that counts after a restart only.
pub(super) fn config_fixed(voice: &Voice, keys: &[String]) -> Compose {
    changed(voice, keys).say(voice.pick(
        "That counts only once the program is started again. For the owner: stop it and start it.",
        "Это подействует, только когда программу перезапустят. Владельцу: остановите её и запустите снова.",
    ))
}

/// Something was changed that counts for nothing yet.
pub(super) fn config_idle(voice: &Voice, keys: &[String]) -> Compose {
    changed(voice, keys).say(voice.pick(
        "That counts for nothing yet: this version takes no answers of moderators, whoever gives them.",
        "Пока это ни на что не влияет: эта версия не принимает ответов модераторов, кто бы их ни дал.",
    ))
}

fn changed(voice: &Voice, keys: &[String]) -> Compose {
    Voice::compose()
        .say(voice.pick("⚠️ Changed in the settings: ", "⚠️ В настройках изменили: "))
        .code(Untrusted::new(keys.join(", ")))
        .say(".")
        .line()
}

fn quoted(message: Compose, voice: &Voice, text: &Untrusted) -> Compose {
    if text.as_str().trim().is_empty() {
        return message
            .line()
            .say(voice.pick("(no text)", "(без текста)"))
            .line();
    }
    message.line().quote(text).line()
}
