//! Journals with an order in every state that there is, as each version of the schema wrote them:
//! what this program reads in them, before and after it has brought them up to date, is what the
//! version that wrote them said. Nothing is called; who goes on with orders in flight is `upgraded`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tribute_agent::engine::{self, EncodePayload, Engine, NewAct};
use tribute_agent::i18n::Language;
use tribute_agent::journal::{
    Due, EffectKind, Journal, JournalError, MarkedChat, NewEffect, NotificationKey, Owed,
};
use tribute_agent::machine::{Clock, Machine};
use tribute_agent::moderation::{Formatter, TOLD_IN};
use tribute_agent::order::life::{DeliveryAct, Event, MessageRole};
use tribute_agent::order::{Code, MessageId, Record, Untrusted};
use tribute_agent::order_view::json::order_json;
use tribute_agent::rich_text::RichText;
use tribute_agent::shop;
use tribute_agent::sources;
use tribute_agent::sources::tribute_chat::{DeliveryPayloads, RenderReply, ReplyValues, state};

use super::home::{Home, PINS, now};
use super::lives::{Life, lives};

/// The versions that have a fixture here: every one since there are these lives.
const VERSIONS: [i64; 3] = [2, 3, 4];
/// No message of the lives has a higher id.
const MESSAGES: std::ops::RangeInclusive<i32> = 1..=999;

fn fixture(version: i64, extension: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/journals");
    folder.join(format!("version-{version}-every-state.{extension}"))
}

/// It stands still: what is written is the same every time.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> jiff::Timestamp {
        now()
    }
}

#[derive(Debug)]
struct Done;

impl RenderReply for Done {
    fn render(&self, values: &ReplyValues) -> Result<String, String> {
        Ok(format!("Done: {}", values.product))
    }
}

struct Encoder(DeliveryPayloads);

impl EncodePayload for Encoder {
    fn encode(&self, act: &NewAct<'_>) -> Option<NewEffect> {
        match act.kind {
            EffectKind::Activate => shop::encode_activation(act),
            EffectKind::Revoke => shop::encode_revocation(act),
            EffectKind::Deliver(delivery) => self.0.encode(act, delivery),
        }
    }

    fn draft(&self, record: &Record, codes: &[Code]) -> Untrusted {
        Untrusted::new(self.0.draft(record, codes))
    }
}

fn engine(journal: Journal) -> Engine {
    Engine::new(engine::Parts {
        journal,
        clock: Arc::new(Noon),
        rng: Arc::new(Machine),
        step: sources::step,
        encoder: Box::new(Encoder(DeliveryPayloads {
            reply: Arc::new(Done),
            decimal_comma: false,
        })),
        wording: Box::new(Formatter {
            language: Language::English,
            time_zone: TimeZone::UTC,
            config_file: "config.toml".to_owned(),
            send_button: "Send".to_owned(),
        }),
        approve_first: 0,
    })
}

/// Lives every life through.
fn live(engine: &mut Engine) {
    for Life { new, effects, events } in lives() {
        let number = engine.take_in(new, &effects).unwrap();
        for event in events {
            let begun = begins(&event);
            engine.apply_event(number, event).unwrap();
            if let Some(kind) = begun {
                let effect = engine.journal().newest_effect(number, kind).unwrap();
                engine.write(|writer| writer.begin_effect(&effect.unwrap())).unwrap();
            }
        }
    }
    engine
        .write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, MessageId(5))?;
            writer.move_mark(MarkedChat::Tribute, MessageId(*MESSAGES.end()))?;
            writer.link_message(1, MessageRole::KeyboardPress, MessageId(998))?;
            for key in [state::BOT_LINKS, state::OWNER_WROTE, TOLD_IN] {
                writer.set(key, 7)?;
            }
            // One is delivered, one was begun, the others are owed.
            let first = NotificationKey::once("first");
            writer.notify(&first, None, &RichText::plain("told"), 1, now())?;
            writer.notification_delivered(&first, 1, Some(MessageId(997)))?;
            let second = NotificationKey::once("second");
            writer.notify(&second, None, &RichText::plain("begun"), 2, now())?;
            writer.begin_notification(&second, now())
        })
        .unwrap();
}

/// The act that this event says to be about to be done.
fn begins(event: &Event) -> Option<EffectKind> {
    let name = serde_json::to_value(event).unwrap();
    match name.as_str()? {
        "activation_begun" => Some(EffectKind::Activate),
        "reply_begun" => Some(EffectKind::Deliver(DeliveryAct::Reply)),
        "press_begun" => Some(EffectKind::Deliver(DeliveryAct::Press)),
        "revocation_begun" => Some(EffectKind::Revoke),
        _ => None,
    }
}

fn name(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Activate => "activate",
        EffectKind::Revoke => "revoke",
        EffectKind::Deliver(act) => act.name(),
    }
}

/// What is owed, in the order in which it falls due.
fn by_due<T: Due>(owed: &Owed<T>, due_at: fn(&T) -> Timestamp) -> impl Iterator<Item = &T> {
    let mut rows: Vec<&T> = owed.iter().collect();
    rows.sort_by_key(|row| (due_at(row), row.rank()));
    rows.into_iter()
}

/// Everything that a journal says.
fn told(journal: &Journal) -> Result<Value, JournalError> {
    let orders = journal.all_orders()?;
    let orders: Result<Vec<Value>, JournalError> =
        orders.iter().map(|order| order_told(journal, order)).collect();
    let owed = journal.owed_effects()?;
    let effects = by_due(&owed, |effect| effect.due_at).map(|effect| {
        let payload: Value = serde_json::from_str(&effect.payload).unwrap();
        json!([
            effect.number,
            name(effect.kind),
            payload,
            effect.due_at,
            effect.begun,
            effect.attempts
        ])
    });
    let owed = journal.owed_notifications()?;
    let notices = by_due(&owed, |notice| notice.due_at).map(|owed| {
        json!([owed.key.to_string(), owed.text, owed.version, owed.message, owed.attempts])
    });
    let messages = MESSAGES.filter_map(|id| message_told(journal, MessageId(id)).transpose());
    Ok(json!({
        "orders": orders?,
        "effects": effects.collect::<Vec<_>>(),
        "notices": notices.collect::<Vec<_>>(),
        "messages": messages.collect::<Result<Vec<_>, _>>()?,
        "mark": format!("{:?}", journal.mark(MarkedChat::Tribute)?),
        "progress": journal.progress()?,
    }))
}

fn order_told(journal: &Journal, record: &Record) -> Result<Value, JournalError> {
    let events = journal.events_of(record.number)?;
    let events = events.iter().map(|recorded| json!([recorded.at, recorded.event]));
    Ok(json!({
        "listed": order_json(record),
        "text": record.text,
        "form": record.form,
        "ordered_at": record.ordered_at,
        "life": record.life,
        "events": events.collect::<Vec<_>>(),
    }))
}

/// What the journal knows of a message, if anything.
fn message_told(journal: &Journal, message: MessageId) -> Result<Option<Value>, JournalError> {
    let order = journal.order_of_message(message)?.map(|it| it.number);
    let linked = journal.order_linked_to(message)?.map(|it| it.number);
    let is_reply = journal.is_linked(message, MessageRole::Reply)?;
    let is_confirmation = journal.is_linked(message, MessageRole::Confirmation)?;
    let is_press = journal.is_linked(message, MessageRole::KeyboardPress)?;
    let is_known = order.or(linked).is_some() || is_reply || is_confirmation || is_press;
    Ok(is_known.then(|| json!([message, order, linked, is_reply, is_confirmation, is_press])))
}

fn as_stored(version: i64) -> Value {
    let text = fs::read_to_string(fixture(version, "json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What is said may have more to it than what was stored, never less.
fn assert_says(said: &Value, stored: &Value) {
    match (said, stored) {
        (Value::Object(said), Value::Object(stored)) => {
            for (key, stored) in stored {
                assert_says(said.get(key).unwrap_or(&Value::Null), stored);
            }
        }
        (Value::Array(said), Value::Array(stored)) => {
            assert_eq!(said.len(), stored.len(), "{said:#?} for {stored:#?}");
            for (said, stored) in said.iter().zip(stored) {
                assert_says(said, stored);
            }
        }
        _ => assert_eq!(said, stored),
    }
}

/// Writes the fixture of this program's version, before that version is released; afterwards it is
/// never changed: `cargo test --test suite writes_every_state -- --ignored`
#[test]
#[ignore = "it writes a fixture"]
fn writes_every_state_of_this_version() {
    let version = *VERSIONS.last().unwrap();
    let path = fixture(version, "journal");
    assert!(!path.exists(), "{} is there", path.display());
    let mut engine = engine(Journal::open(&path, PINS, "fixture", now()).unwrap());
    live(&mut engine);
    let told = told(engine.journal()).unwrap();
    fs::write(fixture(version, "json"), format!("{told}\n")).unwrap();
    drop(engine);
    let file = rusqlite::Connection::open(&path).unwrap();
    file.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).unwrap();
    file.execute_batch("VACUUM").unwrap();
}

#[test]
fn every_version_says_what_it_said() {
    for version in VERSIONS {
        let home = Home::new();
        fs::copy(fixture(version, "journal"), home.journal()).unwrap();
        let stored = as_stored(version);
        let read = Journal::open_to_read(&home.journal()).unwrap();
        assert_says(&told(&read).unwrap(), &stored);
        drop(read);
        // Brought up to date, and once more.
        for _ in 0..2 {
            let journal = Journal::open(&home.journal(), PINS, "fixture", now()).unwrap();
            assert_says(&told(&journal).unwrap(), &stored);
        }
    }
}

/// Every order that is open can be ended, and owes nothing then.
#[test]
fn every_open_order_can_be_closed() {
    for version in VERSIONS {
        let home = Home::new();
        fs::copy(fixture(version, "journal"), home.journal()).unwrap();
        let mut engine = engine(Journal::open(&home.journal(), PINS, "fixture", now()).unwrap());
        let open = engine.journal().open_orders().unwrap();
        for record in open.iter() {
            let close = Event::CloseRequested;
            engine.apply_event(record.number, close).unwrap();
        }
        assert_eq!(engine.journal().open_orders().unwrap().iter().count(), 0);
        assert!(engine.journal().owed_effects().unwrap().is_empty());
    }
}
