//! Chats that are made up, sorted and learned from.

use std::path::Path;

use jiff::tz::TimeZone;

use super::classify::{Kind, classify};
use super::{learn, shown};
use crate::config::{Config, ReplyTemplate, Timing};
use crate::i18n::Language;
use crate::journal::Pins;
use crate::moderation::Formatter;
use crate::order::{Button, ButtonKind, Entity, EntityKind, MessageId, Untrusted, UserId};
use crate::report::OutputStyle;
use crate::sources::tribute_chat::message::Rules;
use crate::sources::tribute_chat::{Portions, Settings};
use crate::telegram::Message;

const SELLER: UserId = UserId(1);
const BOT: UserId = UserId(77);

fn settings() -> Settings {
    Settings {
        pins: Pins { seller: SELLER, bot: BOT, livemode: true },
        rules: Rules::sample(),
        send_buttons: vec!["Send".to_owned()],
        refusals: Vec::new(),
        reply: std::sync::Arc::new(ReplyTemplate::new("Done", None).unwrap()),
        pace: std::time::Duration::ZERO,
        timing: Timing::default().chat(),
        formatter: Formatter {
            language: Language::English,
            time_zone: TimeZone::UTC,
            config_file: "config.toml".to_owned(),
            send_button: "Send".to_owned(),
        },
        since: None,
        portions: Portions::default(),
        approve_first: 0,
        tribute: None,
    }
}

/// A chat in the making; ids count from 1.
#[derive(Default)]
struct Chat(Vec<Message>);

impl Chat {
    fn add(&mut self, outgoing: bool, text: &str) -> &mut Message {
        let id = i32::try_from(self.0.len()).unwrap() + 1;
        let sent_at = "2026-11-22T11:00:00Z".parse().unwrap();
        self.0.push(Message {
            sender: Some(if outgoing { SELLER } else { BOT }),
            outgoing,
            text: Untrusted::new(text),
            ..Message::empty(MessageId(id), sent_at)
        });
        self.0.last_mut().unwrap()
    }

    fn bot(&mut self, text: &str) -> &mut Message {
        self.add(false, text)
    }

    fn us(&mut self, text: &str) -> &mut Message {
        self.add(true, text)
    }

    /// An answer to the message of this id.
    fn reply(&mut self, to: i32, text: &str) {
        self.us(text).reply_to = Some(MessageId(to));
    }

    fn confirm(&mut self, to: Option<i32>, labels: &[&str]) {
        let message = self.bot("Send this to the customer?");
        message.reply_to = to.map(MessageId);
        message.buttons = labels.iter().map(|label| inline(label)).collect();
    }

    fn kinds(&self) -> Vec<String> {
        let seen = classify(&self.0, &settings());
        seen.iter().map(|seen| seen.kind.to_string()).collect()
    }

    fn lines(&self) -> String {
        learn::suggest(&self.0, &settings(), Path::new("shop.toml"))
    }

    /// The configuration that the lines make, put at the end of one that lacks them.
    fn pasted(&self) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let lines = self.lines();
        let base = "[telegram]\napi_id = 1\napi_hash = \"0123456789abcdef0123456789abcdef\"\n\
            [shop]\nurl = \"https://shop.example/\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n\
            [moderators]\nchat = \"me\"\n[account_id]\npattern = '\\b\\d{4,12}\\b'\n";
        let text = format!("{base}{lines}");
        std::fs::write(folder.path().join("config.toml"), &text).unwrap();
        let config = Config::load(None, folder.path(), &|_| None);
        config.unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

fn inline(label: &str) -> Button {
    Button { label: Untrusted::new(label), kind: ButtonKind::Callback { data: vec![1] } }
}

fn key(label: &str) -> Button {
    Button { label: Untrusted::new(label), kind: ButtonKind::KeyboardText }
}

fn order(product: &str, price: &str, details: &str) -> String {
    format!(
        "🆕 Custom Product Order\n\nCustomer: Имя\nProduct: {product}\nPrice: {price}\nOrder Details:\n{details}"
    )
}

/// In words that no rule knows.
fn unknown_order(product: &str, price: &str, details: &str) -> String {
    format!(
        "📦 Индивидуальный заказ\nОт кого: Имя\nЧто: {product}\nСумма: {price}\nТекст:\n{details}"
    )
}

#[test]
fn what_replies_to_something_older_than_all_is_no_stranger() {
    let mut chat = Chat::default();
    chat.bot("Done").reply_to = Some(MessageId(-1));
    chat.reply(-2, "Thanks");
    chat.confirm(Some(0), &["Send"]);
    assert_eq!(chat.kinds(), ["answer", "reply", "confirmation"]);
}

#[test]
fn every_message_is_something() {
    let mut chat = Chat::default();
    chat.bot(&order("1 алмаз", "€5.00", "12345"));
    chat.reply(1, "Done");
    chat.confirm(Some(2), &["Send", "Cancel"]);
    chat.bot("Accepted").reply_to = Some(MessageId(2));
    chat.bot("Пользователь @aaa отправил донат €5.00.");
    chat.bot("News!");
    chat.bot(&order("x", "€1.00", "12345")).forwarded = true;
    chat.us("hello");
    chat.bot("").service = true;
    chat.bot(&order("x", "€1.00", "12345"));
    chat.reply(10, "Done");
    chat.bot("?").buttons = vec![key("Send")];
    chat.us("Send");
    chat.bot("?").buttons = vec![key("Send")];
    assert_eq!(
        chat.kinds(),
        [
            "order",
            "reply",
            "confirmation",
            "answer",
            "notice",
            "unrecognised",
            "suspicious",
            "own",
            "service",
            "order",
            "reply",
            "confirmation",
            "press",
            "unrecognised"
        ]
    );
    let seen = classify(&chat.0, &settings());
    assert_eq!(seen[2].wanted, Some(inline("Send")));
    assert_eq!(seen[11].about, Some(MessageId(11)));
    assert_eq!(seen[13].wanted, None);
    assert!(seen.iter().all(|seen| shown::object(seen)["kind"] == seen.kind.to_string()));
}

#[test]
fn nothing_of_a_customer_steers_the_terminal() {
    let mut chat = Chat::default();
    chat.bot(&order("\u{1b}[31m", "€5.00", "\u{202e}12345"));
    chat.bot("\u{1b}]0;x\u{7}").buttons = vec![inline("\u{1b}[2J")];
    chat.reply(1, "\u{9b}31m");
    let mut shown = Vec::new();
    let style = OutputStyle::default();
    shown::write_table(&classify(&chat.0, &settings()), style, &mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap() + &chat.lines();
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{shown}");
}

#[test]
fn with_nothing_to_learn_from_the_lines_are_good_all_the_same() {
    let config = Chat::default().pasted();
    assert_eq!(config.tribute.send_buttons, ["Send"]);
    assert_eq!(config.rules().unwrap().profiles.len(), 2);
}

#[test]
fn buttons_are_learned_from_what_stands_alone_and_what_was_pressed() {
    let mut chat = Chat::default();
    for (index, labels) in
        [["Deliver"].as_slice(), &["Yes", "No"], &["Deliver", "Back"]].into_iter().enumerate()
    {
        let first = i32::try_from(index).unwrap() * 3 + 1;
        chat.bot(&order("x", "€1.00", "12345"));
        chat.reply(first, "ok");
        chat.confirm(Some(first + 1), labels);
    }
    chat.bot(&order("x", "€1.00", "12345"));
    chat.reply(10, "ok");
    let shown = chat.bot("?");
    shown.buttons = vec![key("Go"), key("Stop")];
    chat.us("Go");
    let lines = chat.lines();
    assert!(lines.contains("Linked to the reply: 3, to the order: 0, to nothing: 1."), "{lines}");
    assert!(lines.contains("«Yes»: shown 1, the only one 0, your presses seen 0. NOT taken"));
    assert_eq!(chat.pasted().tribute.send_buttons, ["Send", "Deliver", "Go"]);
}

#[test]
fn a_button_that_is_gone_is_said_to_be() {
    let mut chat = Chat::default();
    chat.bot(&order("x", "€1.00", "12345"));
    chat.reply(1, "ok");
    let answer = chat.bot("Sent");
    answer.reply_to = Some(MessageId(2));
    answer.edited_at = Some("2026-11-22T11:01:00Z".parse().unwrap());
    let lines = chat.lines();
    assert!(lines.contains("Edited later: 1; without buttons now: 1."), "{lines}");
    assert!(lines.contains("do not press, and look again"), "{lines}");
}

#[test]
fn a_wording_is_learned_from_several_messages_of_one_shape() {
    let mut chat = Chat::default();
    chat.bot(&unknown_order("1 алмаз", "€5,00", "12345"));
    chat.reply(1, "Готово: 1 алмаз → 12345");
    chat.confirm(Some(2), &["Отправить"]);
    assert_eq!(chat.pasted().rules().unwrap().profiles.len(), 2);
    chat.bot(&unknown_order("10 алмазов", "1 250,00 ₽", "мой номер\nИмя: 67890"));
    chat.bot("📦 Индивидуальный\nНовость: мы открылись");
    let config = chat.pasted();
    let learned = &config.rules().unwrap().profiles[0];
    assert_eq!(learned.header, "📦 Индивидуальный заказ");
    assert_eq!(learned.details, "Текст:");
    assert_eq!(config.tribute.send_buttons, ["Send", "Отправить"]);
    let lines = chat.lines();
    assert!(lines.contains("2 messages have this shape, 1 of them were answered"), "{lines}");
    assert!(lines.contains("nothing here explains: 1"), "{lines}");
}

#[test]
fn what_explains_not_every_message_of_a_shape_is_no_wording() {
    let mut chat = Chat::default();
    chat.bot(&unknown_order("1 алмаз", "€5,00", "12345"));
    chat.bot(&unknown_order("1 алмаз", "бесплатно", "12345"));
    assert_eq!(chat.pasted().rules().unwrap().profiles.len(), 2);
}

#[test]
fn an_entity_says_who_it_is_as_parse_reads_it() {
    let mut chat = Chat::default();
    chat.bot("Имя x").entities = vec![
        Entity {
            kind: EntityKind::TextMention { user: UserId(5) },
            offset_utf16: 0,
            length_utf16: 3,
        },
        Entity { kind: EntityKind::Other, offset_utf16: 4, length_utf16: 1 },
    ];
    let seen = classify(&chat.0, &settings());
    let object = shown::object(&seen[0]);
    assert_eq!(
        object["entities"].to_string(),
        r#"[{"type":"text_mention","offset":0,"length":3,"user":{"id":5}}]"#
    );
    assert_eq!((object["recognised"].clone(), seen[0].kind), (false.into(), Kind::Unrecognised));
}
