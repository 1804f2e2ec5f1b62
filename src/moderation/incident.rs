//! Incidents: one message for all the orders that wait for the same thing.

use jiff::Timestamp;

use super::compose::Compose;
use super::order_card::said;
use super::voice::{Voice, russian_plural};
use crate::engine::{Incident, IncidentKind};
use crate::i18n;
use crate::language::Language;
use crate::shop::describe_why;

impl IncidentKind {
    /// What is wrong, before `since HH:MM`.
    pub fn trouble(self, language: Language) -> &'static str {
        match self {
            Self::ShopUnavailable => {
                language.pick("The shop does not answer", "Магазин не отвечает")
            }
            Self::ShopMisconfigured => language.pick(
                "The shop rejects my calls (signature or clock)",
                "Магазин отвергает мои вызовы (подпись или часы)",
            ),
            Self::ShopIntercepted => language.pick(
                "Something else answers in the shop's place",
                "Вместо магазина отвечает кто-то другой",
            ),
            Self::ShopUnclear => language.pick(
                "The shop has not confirmed any goods",
                "Магазин не подтверждает выдачу",
            ),
            Self::BotSilent => language.pick(
                "Tribute has sent no button after my replies",
                "Трибьют не присылает кнопку после моих ответов",
            ),
            Self::ChatUnreachable => language.pick(
                "Telegram does not let me read the chat with Tribute",
                "Telegram не даёт мне прочитать чат с Трибьютом",
            ),
        }
    }

    /// That it is over, before `HH:MM–HH:MM`.
    fn relief(self, language: Language) -> &'static str {
        match self {
            Self::ShopUnavailable => {
                language.pick("The shop answers again", "Магазин снова отвечает")
            }
            Self::ShopMisconfigured => language.pick(
                "The shop takes my calls again",
                "Магазин снова принимает мои вызовы",
            ),
            Self::ShopIntercepted => language.pick(
                "The shop itself answers again",
                "Магазин снова отвечает сам",
            ),
            Self::ShopUnclear => language.pick(
                "The shop confirms the goods again",
                "Магазин снова подтверждает выдачу",
            ),
            Self::BotSilent => language.pick(
                "Tribute sends its button again",
                "Трибьют снова присылает кнопку",
            ),
            Self::ChatUnreachable => language.pick(
                "I can read the chat with Tribute again",
                "Чат с Трибьютом снова читается",
            ),
        }
    }

    /// What a person can do; empty where there is nothing but waiting.
    fn advice(self, language: Language) -> &'static str {
        match self {
            Self::ShopUnavailable => "",
            Self::ShopMisconfigured => language.pick(
                "For the owner: compare the secret here and in the shop, and both clocks.",
                "Владельцу: сверьте секрет здесь и в магазине, и часы на обеих сторонах.",
            ),
            Self::ShopIntercepted => language.pick(
                "For the shop's developer: let POST requests through to the shop (CDN, firewall, \
                 CSRF filter, address); if the shop itself refuses, let it say so in the protocol's words.",
                "Разработчику магазина: пропустите POST-запросы к магазину (CDN, файрвол, \
                 CSRF-фильтр, адрес); если отказывает сам магазин, пусть отвечает словами протокола.",
            ),
            Self::ShopUnclear => language.pick(
                "For the shop's developer: answer {\"status\":\"activated\"} when the goods are \
                 given.",
                "Разработчику магазина: отвечайте {\"status\":\"activated\"}, когда товар выдан.",
            ),
            Self::BotSilent => language.pick(
                "I hold other replies back, and try with one now and then. You can answer orders by \
                 hand in the chat with Tribute, as the seller: I will see it.",
                "Остальные ответы придержал: время от времени пробую с одним. Отвечать на заказы \
                 можно и вручную в чате с Трибьютом, с аккаунта продавца: увижу.",
            ),
            Self::ChatUnreachable => language.pick(
                "New orders I can't see now, either. For the owner: does the chat open in Telegram, \
                 with the seller's account? Answered by hand is answered.",
                "Новых заказов я сейчас тоже не вижу. Владельцу: открывается ли этот чат в Telegram \
                 с аккаунта продавца? На заказы можно ответить там самому.",
            ),
        }
    }
}

/// An incident that lasts.
pub(super) fn open(
    voice: &Voice,
    incident: &Incident,
    waiting_count: u32,
    first_number: Option<u32>,
) -> Compose {
    let language = voice.language;
    let since = voice.time(incident.opened_at, incident.opened_at);
    let message = Voice::compose()
        .say("🔴 ")
        .say(incident.kind.trouble(language))
        .say(voice.pick(" since ", " с "))
        .say(since);
    let message = match (incident.kind, incident.detail.as_str()) {
        (IncidentKind::ChatUnreachable, why) => match telegrams_words(why, language) {
            Some(words) => message.say(": ").say(words),
            None => said(message.say(": "), language, &incident.detail),
        },
        (_, "") => message,
        (IncidentKind::ShopUnavailable, _) => {
            message.say(": ").say(i18n::with_language(language, || {
                describe_why(&incident.detail)
            }))
        }
        _ => said(message.say(": "), language, &incident.detail),
    };
    let mut message = message
        .say(".")
        .line()
        .say(waiting(language, waiting_count, first_number));
    if let Some(attempts) = attempts(voice, incident) {
        message = message.line().say(attempts);
    }
    match incident.kind.advice(language) {
        "" => message,
        advice => message.line().say(advice),
    }
}

/// Why Telegram does not let us, where that needs words of ours; its own names speak for
/// themselves.
fn telegrams_words(why: &str, language: Language) -> Option<&'static str> {
    match why {
        "" => Some(language.pick("it does not answer", "не отвечает")),
        "FLOOD_WAIT" => Some(language.pick("it asks to wait", "просит подождать")),
        _ => None,
    }
}

/// An incident that is over.
pub(super) fn closed(voice: &Voice, incident: &Incident, at: Timestamp) -> Compose {
    let relief = incident.kind.relief(voice.language);
    let from = voice.time(incident.opened_at, incident.opened_at);
    let to = voice.time(at, incident.opened_at);
    Voice::compose().say(format!("✅ {relief} · {from} – {to}"))
}

/// `Ждут 7 заказов, первый №151. Ничего не потеряно.`
fn waiting(language: Language, count: u32, first_number: Option<u32>) -> String {
    let first = match first_number {
        Some(number) if count > 1 => {
            format!("{}№{number}", language.pick(", the first is ", ", первый "))
        }
        Some(number) if count == 1 => format!(", №{number}"),
        _ => String::new(),
    };
    match (language, count) {
        (Language::English, 0) => "No order waits. Nothing is lost.".to_owned(),
        (Language::Russian, 0) => "Ни один заказ не ждёт. Ничего не потеряно.".to_owned(),
        (Language::English, 1) => format!("1 order waits{first}. Nothing is lost."),
        (Language::English, _) => format!("{count} orders wait{first}. Nothing is lost."),
        (Language::Russian, _) => {
            let wait = russian_plural(count, ["Ждёт", "Ждут", "Ждут"]);
            let orders = russian_plural(count, ["заказ", "заказа", "заказов"]);
            format!("{wait} {count} {orders}{first}. Ничего не потеряно.")
        }
    }
}

/// `Пробую сам до 25.11 12:03, следующая попытка 12:22.`
fn attempts(voice: &Voice, incident: &Incident) -> Option<String> {
    let time = |at| voice.time(at, incident.opened_at);
    let (next, until) = (incident.next_attempt_at, incident.gives_up_at);
    let language = voice.language;
    match (next.map(time), until.map(time)) {
        (Some(next), Some(until)) => Some(language.pick(
            format!("I keep trying until {until}, next at {next}."),
            format!("Пробую сам до {until}, следующая попытка {next}."),
        )),
        (Some(next), None) => Some(language.pick(
            format!("I keep trying, next at {next}."),
            format!("Пробую сам, следующая попытка {next}."),
        )),
        (None, Some(until)) => Some(language.pick(
            format!("I keep trying until {until}."),
            format!("Пробую сам до {until}."),
        )),
        (None, None) => None,
    }
}
