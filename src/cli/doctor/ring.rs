//! A message into the moderators' chat, and the question that only people there can answer.

use std::time::Duration;

use tokio::time::timeout;

use super::finding::{Check, Finding};
use crate::cli::confirm;
use crate::cli::terminal::Person;
use crate::edge::Randomness;
use crate::language::Language;
use crate::rich_text::RichText;
use crate::telegram::Outgoing;
use crate::telegram::examination::{Examination, ModeratorsPlace};

/// How long somebody is waited for who has to look at a phone.
const ANSWER_PATIENCE: Duration = Duration::from_mins(5);

/// Sends it.
pub(super) async fn send(
    examination: &Examination,
    place: &ModeratorsPlace,
    dice: &dyn Randomness,
    language: Language,
) -> Result<(), Finding> {
    let text = language.pick(
        "🔔 A test by `tribute-agent doctor`. Did a phone ring? Then orders that need a human will be heard.",
        "🔔 Проверка: `tribute-agent doctor`. Зазвонил телефон? Значит, и заказы, где нужен человек, будут услышаны.",
    );
    let outgoing = Outgoing {
        text: RichText::plain(text),
        reply_to: None,
        random_id: dice.next_u64().cast_signed(),
    };
    examination.ring(place, &outgoing).await.map_err(|error| {
        let error = error.told(language);
        Finding::failed(
            Check::ModeratorsPhone,
            language.pick(
                format!("The test message could not be sent: {error}."),
                format!("Проверочное сообщение не отправилось: {error}."),
            ),
        )
    })
}

/// It was sent, and that is all that is known.
pub(super) fn unanswered(language: Language) -> Finding {
    judge(None, language)
}

/// Asks whether it was heard, if there is somebody to ask.
pub(super) async fn heard(person: Option<&mut impl Person>, language: Language) -> Finding {
    let question = language.pick(
        "The message is in the moderators' chat. Did a phone ring? [y/N]",
        "Сообщение в чате модераторов. Зазвонил телефон? [д/Н]",
    );
    let heard = match person {
        Some(person) => is_yes(person, question).await,
        None => None,
    };
    judge(heard, language)
}

fn judge(heard: Option<bool>, language: Language) -> Finding {
    let check = Check::ModeratorsPhone;
    match heard {
        Some(true) => Finding::ok(check, language.pick("A phone rang.", "Телефон зазвонил.")),
        Some(false) => Finding::warning(
            check,
            language.pick(
                "No phone rang at the test message.",
                "На проверочное сообщение телефон не зазвонил.",
            ),
        )
        .remedy(language.pick(
            "On a moderator's phone: turn the chat's notifications on (it may be muted or archived), and allow Telegram to notify.",
            "На телефоне модератора: включите уведомления этого чата (он может быть заглушён или в архиве) и разрешите Telegram уведомлять.",
        )),
        None => Finding::skipped(
            check,
            language.pick(
                "The test message was sent; whether a phone rang, nobody has answered.",
                "Проверочное сообщение отправлено; зазвонил ли телефон, никто не ответил.",
            ),
        ),
    }
}

async fn is_yes(person: &mut impl Person, question: &str) -> Option<bool> {
    person.prompt(question);
    let line = timeout(ANSWER_PATIENCE, person.line()).await.ok()?.ok()?;
    Some(confirm::is_yes(&line))
}
