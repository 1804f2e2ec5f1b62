//! The log's lines as people read them in Russian.
//!
//! What the sources say is English, and stays the event's name for machines (`--log-format json`).
//! For people it is looked up here: the words in [`MESSAGES`], the keys and what stands behind them in books of
//! their own. A line that is not ours, a library's, stays as it is.

use std::fmt::{self, Debug, Write as _};

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultFields, Writer};

use super::messages::MESSAGES;
use crate::order::Untrusted;
use crate::phrasebook::Phrasebook;

/// What stands in front of a value; the order's number needs nothing but its sign.
const KEYS: Phrasebook = Phrasebook(&[
    ("above", "после сообщения"),
    ("act", "чего касается"),
    ("after", "через"),
    ("answer", "ответ"),
    ("attached", "под заказом"),
    ("away_s", "не было секунд"),
    ("by", "на сколько"),
    ("changed", "изменилось"),
    ("code", "код"),
    ("config", "настройки"),
    ("data_centre", "номер"),
    ("error", "почему"),
    ("failure", "почему"),
    ("fatal", "почему"),
    ("from", "было"),
    ("illegal", "какое"),
    ("keys", "какие"),
    ("kind", "какой"),
    ("live", "деньги настоящие"),
    ("message_id", "сообщение"),
    ("notice", "о чём"),
    ("pause", "через"),
    ("reason", "причина"),
    ("seller", "аккаунт"),
    ("slept", "сколько"),
    ("state", "состояние"),
    ("status", "с чем кончилась"),
    ("to", "стало"),
    ("url", "адрес"),
    ("version", "версия"),
    ("wait", "сколько"),
    ("waiting", "сколько ждёт"),
    ("why", "почему"),
]);

/// Names that stand behind the keys. Those of reasons stay beside their meaning, to be looked up.
const VALUES: Phrasebook = Phrasebook(&[
    ("true", "да"),
    ("false", "нет"),
    // States.
    ("activating", "ждёт магазин"),
    ("replying", "ждёт ответа покупателю"),
    ("awaiting_confirmation", "ждёт бота"),
    ("confirming", "нажимаем кнопку"),
    ("escalated", "у модераторов"),
    ("completed", "выполнен"),
    ("closed", "закрыт"),
    // What the shop answers.
    ("activated", "выдано"),
    ("already_activated", "выдано раньше"),
    ("pending", "ещё не готово"),
    ("refused", "отказ"),
    ("unavailable", "магазин недоступен"),
    ("misconfigured", "магазин не признал подпись"),
    ("intercepted", "ответил не магазин"),
    ("unclear", "ответ непонятен"),
    // Why moderators are asked, why an order is closed, what is out of order.
    (
        "missing_field",
        "в сообщении не хватает строки (missing_field)",
    ),
    (
        "ambiguous_field",
        "строка в сообщении повторяется (ambiguous_field)",
    ),
    ("bad_price", "цена не читается (bad_price)"),
    (
        "unknown_product",
        "такого товара нет в настройках (unknown_product)",
    ),
    ("no_details", "покупатель ничего не написал (no_details)"),
    ("no_account_id", "нет номера аккаунта (no_account_id)"),
    (
        "ambiguous_account_id",
        "несколько номеров аккаунта (ambiguous_account_id)",
    ),
    (
        "price_mismatch",
        "цена не та, что в настройках (price_mismatch)",
    ),
    ("shop_refused", "магазин отказал (shop_refused)"),
    ("shop_unavailable", "магазин недоступен (shop_unavailable)"),
    ("shop_unclear", "магазин отвечает непонятно (shop_unclear)"),
    (
        "shop_misconfigured",
        "магазин не признаёт подпись (shop_misconfigured)",
    ),
    (
        "shop_intercepted",
        "вместо магазина отвечает что-то другое (shop_intercepted)",
    ),
    ("bot_silent", "бот молчит (bot_silent)"),
    (
        "chat_unreachable",
        "чат с ботом недоступен (chat_unreachable)",
    ),
    (
        "activated_for_other_account",
        "возможно, выдано на другой аккаунт (activated_for_other_account)",
    ),
    (
        "account_mismatch",
        "магазин назвал другой аккаунт (account_mismatch)",
    ),
    ("order_edited", "заказ изменили (order_edited)"),
    ("order_deleted", "заказ удалили (order_deleted)"),
    ("reply_refused", "Telegram не принял ответ (reply_refused)"),
    (
        "reply_detached",
        "ответ встал не под заказом (reply_detached)",
    ),
    ("no_confirmation", "бот не ответил (no_confirmation)"),
    ("unknown_button", "незнакомая кнопка (unknown_button)"),
    ("keyboard_replaced", "кнопки сменились (keyboard_replaced)"),
    ("press_refused", "бот не принял нажатие (press_refused)"),
    (
        "press_unknown",
        "неизвестно, сработало ли нажатие (press_unknown)",
    ),
    (
        "found_after_restore",
        "найден после потери журнала (found_after_restore)",
    ),
    ("answered_by_hand", "ответили вручную (answered_by_hand)"),
    ("pressed_by_hand", "нажали вручную (pressed_by_hand)"),
    (
        "closed_by_moderator",
        "закрыл модератор (closed_by_moderator)",
    ),
    // What moderators are told about.
    ("order:{=}", "заказ №{=}"),
    ("message:{=}", "сообщение {=}"),
    ("incident:{}:{=}", "{}, с {=}"),
    ("once:baseline", "первый запуск"),
    ("once:settings:{=}", "настройки"),
    ("once:daily:{=}", "итоги дня {=}"),
    ("once:fault:{=}", "ошибка программы, заказ №{=}"),
    ("once:away:{=}", "долгое отсутствие, с {=}"),
    ("once:adopted:{=}", "принятые заказы"),
    // What has to wait.
    ("Look", "чтение"),
    ("Send", "отправка"),
    ("Press", "нажатие"),
    // Whose message it is.
    ("Forwarded", "пересланное"),
    ("ViaBot", "отправлено через другого бота"),
    ("WrongSender", "прислал кто-то другой"),
    // Ends.
    ("NotLoggedIn", "никто не вошёл в аккаунт"),
    ("SessionRevoked", "сессию завершили"),
    (
        "SessionDuplicated",
        "сессией пользовались в двух местах сразу",
    ),
    ("AccountGone", "аккаунт заблокирован, заморожен или удалён"),
    ("OtherAccount {=}", "вошёл другой аккаунт"),
    ("DiskFull", "на диске нет места"),
]);

/// Writes an event's words and values in Russian.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RussianFields;

impl<'w> FormatFields<'w> for RussianFields {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut line = Line::default();
        fields.record(&mut line);
        match line.message.as_deref().and_then(translated) {
            Some(message) => write!(writer, "{message}{}", line.values),
            None => DefaultFields::new().format_fields(writer, fields),
        }
    }
}

fn translated(message: &str) -> Option<&'static str> {
    let mut messages = MESSAGES.iter();
    messages
        .find(|(english, _)| *english == message)
        .map(|(_, russian)| *russian)
}

/// What an event holds.
#[derive(Default)]
struct Line {
    message: Option<String>,
    values: String,
}

impl Line {
    fn add(&mut self, key: &str, value: String) {
        if key == "message" {
            self.message = Some(value);
            return;
        }
        if value.is_empty() {
            return;
        }
        let known = VALUES.russian(&value);
        let told = Untrusted::new(in_seconds(&known.unwrap_or(value)));
        // Writing to a text can't fail.
        let _ = match KEYS.russian(key) {
            _ if key == "number" => write!(self.values, " · №{told}"),
            Some(key) => write!(self.values, " · {key}: {told}"),
            None => write!(self.values, " · {key}: {told}"),
        };
    }
}

/// Moments without the fractions of their seconds, which name a notice and tell nobody anything.
fn in_seconds(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let moment = word.parse::<Timestamp>().ok();
        let seconds = moment.and_then(|at| Timestamp::from_second(at.as_second()).ok());
        seconds.map_or_else(|| word.to_owned(), |at| at.to_string())
    });
    words.collect::<Vec<_>>().join(" ")
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field.name(), format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrasebook::check;

    const LOGS: &str = include_str!("../../../docs/logs.md");
    const ORDERS: &str = include_str!("../../../docs/orders.md");

    /// The names in backticks in a cell of each row of a page's part.
    fn names<'p>(part: &'p str, cell: impl Fn(&[&'p str]) -> &'p str) -> Vec<&'p str> {
        let rows = part.lines().filter(|line| line.starts_with("| `"));
        let cells = rows.map(|row| cell(&row.trim_matches('|').split(" | ").collect::<Vec<_>>()));
        cells
            .flat_map(|cell| cell.split('`').skip(1).step_by(2))
            .collect()
    }

    #[test]
    fn a_moment_is_told_in_seconds() {
        let mut line = Line::default();
        let notice = "incident:bot_silent:2026-11-23T01:43:59.332482092Z";
        line.add("notice", notice.to_owned());
        let told = " · о чём: бот молчит (bot_silent), с 2026-11-23T01:43:59Z";
        assert_eq!(line.values, told);
    }

    #[test]
    fn every_phrase_can_be_said() {
        for book in [KEYS, VALUES] {
            check(book);
        }
    }

    #[test]
    fn every_key_of_the_page_has_its_word() {
        let (_, tables) = LOGS.split_once("## What is said").unwrap();
        let keys = names(tables, |row| row.last().unwrap());
        assert!(keys.len() > 40, "{keys:?}");
        for key in keys.into_iter().filter(|key| *key != "number") {
            assert!(KEYS.russian(key).is_some(), "{key}");
        }
    }

    #[test]
    fn every_state_and_reason_has_its_words() {
        let (_, part) = ORDERS.split_once("## States").unwrap();
        let (part, _) = part.split_once("## The other keys").unwrap();
        let states = names(part, |row| row[0]);
        assert!(states.len() > 20, "{states:?}");
        for name in states {
            assert!(VALUES.russian(name).is_some(), "{name}");
        }
    }
}
