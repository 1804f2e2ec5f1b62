//! Incidents, from opening to end.

use jiff::Timestamp;

use super::samples::{at, formatter, reads, text};
use crate::engine::Wording as _;
use crate::i18n::Language;
use crate::moderation::{Incident, IncidentEnd, IncidentKind};

fn incident(kind: IncidentKind) -> Incident {
    // Of the shop's absence the journal keeps the program's own words.
    let detail = match kind {
        IncidentKind::ShopUnavailable => "connection refused",
        _ => "нет соединения",
    };
    Incident {
        kind,
        opened_at: at("2026-11-22T09:03:00Z"),
        detail: text(detail),
        next_attempt_at: Some(at("2026-11-22T09:22:00Z")),
        gives_up_at: Some(at("2026-11-25T09:03:00Z")),
    }
}

#[test]
fn a_shop_that_stays_away() {
    let incident = incident(IncidentKind::ShopUnavailable);
    reads(
        &formatter(Language::Russian).incident_opened(&incident, 7, Some(151)),
        "🔴 Магазин не отвечает с 12:03: `соединение отклонено`.
         Ждут 7 заказов, первый №151. Ничего не потеряно.
         Пробую сам до 25.11 12:03, следующая попытка 12:22.
         Ответьте: `повтори` — попробую сейчас · `беру` · `заказы`",
    );
    reads(
        &formatter(Language::English).incident_opened(&incident, 7, Some(151)),
        "🔴 The shop does not answer since 12:03: `connection refused`.
         7 orders wait, the first is №151. Nothing is lost.
         I keep trying until 25.11 12:03, next at 12:22.
         Answer: `retry` (at once) · `mine` · `orders`",
    );
}

fn first_and_last_lines(kind: IncidentKind, language: Language) -> String {
    let mut incident = incident(kind);
    incident.next_attempt_at = None;
    incident.gives_up_at = None;
    let text = formatter(language).incident_opened(&incident, 0, None).text;
    let lines: Vec<&str> = text.lines().collect();
    format!("{}\n{}", lines[0], lines[lines.len() - 1])
}

#[test]
fn every_kind_says_what_is_wrong_and_what_can_be_done() {
    let cases = [
        (
            IncidentKind::ShopUnavailable,
            "🔴 Магазин не отвечает с 12:03: соединение отклонено.\n\
             Других заказов в очереди нет.",
            "🔴 The shop does not answer since 12:03: connection refused.\n\
             No other order waits.",
        ),
        (
            IncidentKind::ShopMisconfigured,
            "🔴 Магазин не принимает мои запросы (не сходится подпись, время или ключ) с 12:03: «нет соединения».\n\
             Владельцу: сверьте секрет или ключ здесь и в магазине, и часы на обеих сторонах.",
            "🔴 The shop rejects my calls (signature, clock or key) since 12:03: “нет соединения”.\n\
             For the owner: compare the secret or key here and in the shop, and both clocks.",
        ),
        (
            IncidentKind::ShopIntercepted,
            "🔴 Отвечает не магазин, а сайт или защита перед ним с 12:03: «нет соединения».\n\
             Разработчику магазина: пропустите POST-запросы к магазину (CDN, файрвол, \
             CSRF-фильтр, адрес); если отказывает сам магазин, пусть отвечает в формате протокола.",
            "🔴 Not the shop answers, but a site or a filter before it since 12:03: “нет соединения”.\n\
             For the shop's developer: let POST requests through to the shop (CDN, firewall, \
             CSRF filter, address); if the shop itself refuses, let it say so in the format of the protocol.",
        ),
        (
            IncidentKind::ShopUnclear,
            "🔴 Магазин не подтверждает выдачу с 12:03: «нет соединения».\n\
             Разработчику магазина: отвечайте {\"status\":\"activated\"}, когда товар выдан.",
            "🔴 The shop has not confirmed any goods since 12:03: “нет соединения”.\n\
             For the shop's developer: answer {\"status\":\"activated\"} when the goods are given.",
        ),
        (
            IncidentKind::ShopPending,
            "🔴 Магазин принимает заказы, но не выполняет их с 12:03: «нет соединения».\n\
             Разработчику магазина: pending значит «спросите ещё раз»; тот же запрос должен кончиться \
             activated или отказом.",
            "🔴 The shop takes orders, and has not finished them since 12:03: “нет соединения”.\n\
             For the shop's developer: pending asks me to call again; the same call has to end in activated or a refusal.",
        ),
        (
            IncidentKind::BotSilent,
            "🔴 Tribute не присылает кнопку после моих ответов с 12:03: «нет соединения».\n\
             Остальным пока не отвечаю; время от времени проверяю на одном заказе. Отвечать на заказы \
             можно и вручную в чате с Tribute, с аккаунта продавца: замечу.",
            "🔴 Tribute has sent no button after my replies since 12:03: “нет соединения”.\n\
             I don't answer other orders for now; from time to time I try with one. You can answer orders by \
             hand in the chat with Tribute, as the seller: I will see it.",
        ),
        (
            IncidentKind::ChatUnreachable,
            "🔴 Telegram не даёт мне прочитать чат с Tribute с 12:03: «нет соединения».\n\
             Новых заказов я сейчас тоже не вижу. Владельцу: открывается ли этот чат в Telegram \
             с аккаунта продавца? На заказы можно ответить там самому.",
            "🔴 Telegram does not let me read the chat with Tribute since 12:03: “нет \
             соединения”.\n\
             New orders I can't see now, either. For the owner: does the chat open in Telegram, \
             with the seller's account? You can answer orders there yourself.",
        ),
    ];
    for (kind, russian, english) in cases {
        assert_eq!(first_and_last_lines(kind, Language::Russian), russian);
        assert_eq!(first_and_last_lines(kind, Language::English), english);
        let json = serde_json::to_string(&kind).expect("writes");
        assert_eq!(json, format!("\"{}\"", kind.name()));
    }
}

#[test]
fn counts_agree_with_their_nouns() {
    let waiting = |count, language| {
        let incident = incident(IncidentKind::BotSilent);
        let text = formatter(language).incident_opened(&incident, count, Some(151)).text;
        text.lines().nth(1).expect("two lines").to_owned()
    };
    for (count, russian) in [
        (0, "Других заказов в очереди нет."),
        (1, "Ждёт 1 заказ, №151. Ничего не потеряно."),
        (2, "Ждут 2 заказа, первый №151. Ничего не потеряно."),
        (11, "Ждут 11 заказов, первый №151. Ничего не потеряно."),
        (21, "Ждёт 21 заказ, первый №151. Ничего не потеряно."),
        (112, "Ждут 112 заказов, первый №151. Ничего не потеряно."),
        (1_004, "Ждут 1004 заказа, первый №151. Ничего не потеряно."),
    ] {
        assert_eq!(waiting(count, Language::Russian), russian);
    }
    assert_eq!(waiting(0, Language::English), "No other order waits.");
    assert_eq!(waiting(1, Language::English), "1 order waits, №151. Nothing is lost.");
}

#[test]
fn a_chat_that_telegram_keeps_from_us() {
    let mut incident = incident(IncidentKind::ChatUnreachable);
    incident.gives_up_at = None;
    for (why, russian) in [
        ("FLOOD_WAIT", "просит подождать"),
        ("CHANNEL_PRIVATE", "«CHANNEL_PRIVATE»"),
        ("INTERNAL (500)", "«INTERNAL (500)»"),
        ("", "не отвечает"),
    ] {
        incident.detail = text(why);
        let told = formatter(Language::Russian).incident_opened(&incident, 2, Some(151));
        let lines: Vec<&str> = told.text.lines().collect();
        let first = "🔴 Telegram не даёт мне прочитать чат с Tribute с 12:03";
        assert_eq!(lines[0], format!("{first}: {russian}."));
        assert_eq!(lines[1], "Ждут 2 заказа, первый №151. Ничего не потеряно.");
        assert_eq!(lines[2], "Пробую сам, следующая попытка 12:22.");
    }
    reads(
        &formatter(Language::English).incident_closed(&end(
            incident.kind,
            incident.opened_at,
            "2026-11-22T09:40:00Z",
        )),
        "✅ I can read the chat with Tribute again · outage 12:03 – 12:40",
    );
}

#[test]
fn a_long_absence_is_one_line() {
    let (from, to) = (at("2026-11-22T20:03:00Z"), at("2026-11-23T09:40:00Z"));
    reads(
        &formatter(Language::Russian).away(from, to),
        "📡 Я был не на связи с 22.11 23:03 до 12:40: не работал Telegram или агент был выключен. \
         Всё, что пришло за это время, беру в работу.",
    );
    reads(
        &formatter(Language::English).away(from, to),
        "📡 I was away from 22.11 23:03 to 12:40: no connection to Telegram, or I was not \
         running. What came meanwhile I take up now.",
    );
}

fn end(kind: IncidentKind, from: Timestamp, to: &str) -> IncidentEnd {
    IncidentEnd { kind, from, to: at(to), orders: 0, at_work: 0, escalated: Vec::new() }
}

#[test]
fn an_end_is_one_line_where_no_order_was_under_way() {
    let begun = at("2026-11-22T09:03:00Z");
    reads(
        &formatter(Language::Russian).incident_closed(&end(
            IncidentKind::ShopUnavailable,
            begun,
            "2026-11-23T09:40:00Z",
        )),
        "✅ Магазин снова отвечает · перебой 12:03 – 23.11 12:40",
    );
    reads(
        &formatter(Language::English).incident_closed(&end(
            IncidentKind::BotSilent,
            begun,
            "2026-11-22T09:40:00Z",
        )),
        "✅ Tribute sends its button again · outage 12:03 – 12:40",
    );
}

#[test]
fn an_end_says_what_was_done_meanwhile() {
    let begun = at("2026-11-22T09:03:00Z");
    let end = end(IncidentKind::ShopPending, begun, "2026-11-22T09:40:00Z");
    let end = |at_work, escalated| IncidentEnd { orders: 11, at_work, escalated, ..end.clone() };
    let english = formatter(Language::English);
    let first = "✅ The shop finishes its orders again · outage 12:03 – 12:40\n";
    for (end, orders) in [
        (end(10, Vec::new()), "Done 1 of 11, 10 under way"),
        (end(0, Vec::new()), "Done 11 of 11"),
        (end(0, vec![157]), "Done 10 of 11, №157 waits"),
        (end(1, vec![157, 160]), "Done 8 of 11, 1 under way, №157, №160 wait"),
    ] {
        assert_eq!(english.incident_closed(&end).text, format!("{first}{orders}"));
    }
    reads(
        &formatter(Language::Russian).incident_closed(&end(0, vec![157])),
        "✅ Магазин снова выполняет заказы · перебой 12:03 – 12:40
         Выполнено 10 из 11, ждёт №157",
    );
}
