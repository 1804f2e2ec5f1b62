//! What `orders adopt` says.

use serde_json::json;

use super::super::moment::day_and_time;
use super::super::{Context, Outcome};
use crate::language::Language;
use crate::recovery::{FoundOrder, LookError, UnrecordedOrders};
use crate::report::{Exit, UserError};

/// So many orders are listed; the rest is counted.
const LISTED_MAX: usize = 30;
/// A product's name in the list.
const PRODUCT_CHARACTERS_MAX: usize = 32;

/// What is left to say when it is done.
pub(super) struct Told {
    found: usize,
    answered: usize,
    under_way: usize,
    unknown: u32,
}

impl Told {
    pub(super) fn of(unrecorded: &UnrecordedOrders) -> Self {
        Self {
            found: unrecorded.found.len(),
            answered: unrecorded.answered(),
            under_way: unrecorded.open.len(),
            unknown: unrecorded.unknown_count,
        }
    }
}

/// What will be done.
pub(super) fn plan(unrecorded: &UnrecordedOrders, language: Language) -> String {
    let mut lines = vec![match unrecorded.since {
        Some(since) => {
            let since = day_and_time(since);
            language.pick(
                format!(
                    "What was done since {since} is not known. These orders go to the moderators:"
                ),
                format!("Что сделано с {since}, неизвестно. Эти заказы уйдут модераторам:"),
            )
        }
        None => language.pick(
            "Nothing was written in the chat since the journal ends.".to_owned(),
            "После конца журнала в чате ничего не написано.".to_owned(),
        ),
    }];
    let open = unrecorded.open.iter().map(|open| {
        let product = open.record.form.product.as_ref();
        let product = product.map(|product| product.excerpt(PRODUCT_CHARACTERS_MAX));
        let under_way = language.pick("was under way", "был начат");
        format!(
            "  №{} · {} · {under_way}",
            open.record.number,
            product.unwrap_or_default()
        )
    });
    let found = unrecorded
        .found
        .iter()
        .map(|found| found_line(found, language));
    lines.extend(open.chain(found).take(LISTED_MAX));
    if let Some(more @ 1..) = unrecorded.orders().checked_sub(LISTED_MAX) {
        lines.push(language.pick(format!("  … and {more} more"), format!("  … и ещё {more}")));
    }
    if unrecorded.orders() == 0 {
        lines.push(language.pick("  none".to_owned(), "  ни одного".to_owned()));
    }
    lines.push(
        language
            .pick(
                "Nothing will be given, answered or pressed for them. Orders that come later are taken as always.",
                "По ним ничего не будет выдано, отвечено или нажато. Более поздние заказы — как обычно.",
            )
            .to_owned(),
    );
    lines.join("\n")
}

fn found_line(found: &FoundOrder, language: Language) -> String {
    let product = found.form.product.as_ref();
    let product = product.map(|product| product.excerpt(PRODUCT_CHARACTERS_MAX));
    let answered = if found.reply.is_some() {
        language.pick("answered", "с ответом")
    } else {
        language.pick("not answered", "без ответа")
    };
    format!(
        "  {} · {} · {answered}",
        day_and_time(found.sent_at),
        product.unwrap_or_default()
    )
}

/// What was done.
pub(super) fn report(
    told: &Told,
    numbers: &[u32],
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let language = context.language;
    let out = context.stdout();
    if as_json {
        let told = json!({
            "adopted": true,
            "found": told.found,
            "answered": told.answered,
            "under_way": told.under_way,
            "unknown_messages": told.unknown,
            "numbers": numbers,
        });
        writeln!(out, "{told}")?;
    } else {
        let count = told.found + told.under_way;
        writeln!(
            out,
            "{}",
            language.pick(
                format!("Done. Orders that wait for people: {count}. Start `tribute-agent run`: it tells the moderators and takes new orders."),
                format!("Сделано. Заказов, которые ждут людей: {count}. Запустите `tribute-agent run`: он сообщит модераторам и возьмёт новые заказы."),
            )
        )?;
    }
    Ok(Exit::Done)
}

/// The journal is as new as the session remembers.
pub(super) fn nothing_to_do(context: &mut Context<'_>, as_json: bool) -> Outcome {
    let language = context.language;
    let out = context.stdout();
    if as_json {
        writeln!(out, "{}", json!({ "adopted": false }))?;
    } else {
        writeln!(
            out,
            "{}",
            language.pick(
                "Nothing to do: the session remembers nothing that the journal does not know. If the session was restored from a copy too, say since when: --since.",
                "Делать нечего: сессия не помнит ничего, чего не знает журнал. Если из копии восстановлена и сессия, скажите, с какого времени: --since.",
            )
        )?;
    }
    Ok(Exit::Done)
}

/// Nobody agreed. Nothing was changed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Unconfirmed {
    /// The answer was no.
    #[error("not confirmed")]
    Refused,
    /// There is no terminal to ask at.
    #[error("nobody to ask")]
    NobodyToAsk,
}

impl UserError for Unconfirmed {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused => "adopt.refused",
            Self::NobodyToAsk => "adopt.unconfirmed",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => ("Nothing was changed.", "Ничего не изменено."),
            Self::NobodyToAsk => (
                "There is no terminal to ask at, so nothing was changed.",
                "Спросить не в чем: это не терминал. Ничего не изменено.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Refused => ("", ""),
            Self::NobodyToAsk => (
                "Read the list above; if that is what you want, add --yes.",
                "Прочтите список выше; если всё так, добавьте --yes.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Refused => Exit::Failed,
            Self::NobodyToAsk => Exit::Usage,
        }
    }
}

impl UserError for LookError {
    fn code(&self) -> &'static str {
        match self {
            Self::Journal(error) => error.code(),
            Self::Call(_) => "adopt.chat_unread",
            Self::TooLong => "adopt.too_long",
        }
    }

    fn what(&self, language: Language) -> String {
        match self {
            Self::Journal(error) => error.what(language),
            Self::Call(failure) => {
                let why = failure.explanation();
                language.pick(
                    format!("The chat with Tribute can't be read: {why}. Nothing was changed."),
                    format!("Чат с Трибьютом не читается: {why}. Ничего не изменено."),
                )
            }
            Self::TooLong => language
                .pick(
                    "More messages than can be looked at. Nothing was changed.",
                    "Сообщений больше, чем можно просмотреть. Ничего не изменено.",
                )
                .to_owned(),
        }
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Journal(error) => return error.remedy(language),
            Self::Call(_) => (
                "Look whether Telegram works for this account, and try again later.",
                "Проверьте, работает ли Телеграм у этого аккаунта, и попробуйте позже.",
            ),
            Self::TooLong => (
                "Say a later moment: --since 2026-11-01.",
                "Назовите время позже: --since 2026-11-01.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Journal(error) => error.exit(),
            Self::Call(_) => Exit::Failed,
            Self::TooLong => Exit::Usage,
        }
    }
}
