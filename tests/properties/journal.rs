//! A journal's file.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::engine::Wording as _;
use crate::i18n::{Language, with_language};
use crate::journal::{
    EffectKind, Journal, JournalError, MarkedChat, NewEffect, NotificationKey, OpenIncident, Pins,
};
use crate::moderation::Formatter;
use crate::order::life::Event;
use crate::order::{MessageId, Record, Untrusted, UserId};
use crate::report::UserError as _;
use crate::rich_text::RichText;
use crate::sources::tribute_chat;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use crate::sources::tribute_chat::state::BOT_LINKS;

/// A byte of the file, changed.
pub type Patch = (u32, u8);

const PINS: Pins = Pins { seller: UserId(777_000), bot: UserId(6_675_346_585), livemode: true };
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// The file of a journal with orders in flight, and nothing beside it.
pub fn real_journal(folder: &Path) -> Vec<u8> {
    let path = folder.join("real.journal");
    {
        let mut journal = Journal::open(&path, PINS, "journal-1", NOW).expect("a new journal");
        for message in 1..=3 {
            fill(&mut journal, message).expect("a journal that can be written");
        }
    }
    fs::read(path).expect("the journal's file")
}

fn fill(journal: &mut Journal, message: i32) -> Result<(), JournalError> {
    const TEXT: &str = "🆕 Custom Product Order\nCustomer: Иван\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details:\n12345";
    let Reading::Order(form) = read(TEXT, &[], &Rules::sample()) else {
        unreachable!("the sample is an order");
    };
    let text = Untrusted::new(TEXT);
    let (new, _) = tribute_chat::new_order(PINS, MessageId(message), text, *form, NOW);
    journal.write(|writer| {
        let record = writer.insert_order(new, NOW)?;
        writer.record_event(&record, &Event::ActivationBegun, NOW)?;
        writer.owe(&NewEffect {
            number: record.number,
            kind: EffectKind::Activate,
            key: format!("{}:activate:1", record.id),
            payload: "{}".to_owned(),
            due_at: NOW,
        })?;
        let key = NotificationKey::order(record.number);
        writer.notify(&key, Some(record.number), &RichText::plain("№1"), 1, NOW)?;
        writer.open_incident(&OpenIncident {
            kind: "shop_unavailable".to_owned(),
            opened_at: NOW,
            detail: Untrusted::new("connection refused"),
            notification: key,
            first_number: record.number,
        })?;
        writer.set_baseline(MarkedChat::Tribute, MessageId(message))?;
        writer.set(BOT_LINKS, 1)
    })
}

/// The real journal with some bytes changed is refused, or read with typed errors.
pub fn journal(real: &[u8], patches: &[Patch], folder: &Path) {
    let mut bytes = real.to_vec();
    for (place, change) in patches {
        let place = *place as usize % bytes.len();
        bytes[place] ^= change;
    }
    any_journal(&bytes, folder);
}

/// Any bytes are refused, and then left as they were; or opened, and read with typed errors.
pub fn any_journal(bytes: &[u8], folder: &Path) {
    let path = folder.join("main.journal");
    let beside = |end: &str| folder.join(format!("main.journal{end}"));
    for stale in ["-wal", "-shm", "-journal"].map(beside) {
        let _ = fs::remove_file(stale);
    }
    fs::write(&path, bytes).expect("a folder to write into");
    match Journal::open_to_read(&path) {
        Ok(journal) => read_all(&journal),
        Err(error) => explains_itself(&error),
    }
    let left = fs::read(&path).expect("the file is still there");
    assert!(left == bytes, "reading has changed the file");
    match Journal::open(&path, PINS, "journal-1", NOW) {
        Ok(journal) => read_all(&journal),
        Err(error) => {
            explains_itself(&error);
            let left = fs::read(&path).expect("the file is still there");
            assert!(left == bytes, "a refused file was changed: {error}");
        }
    }
}

fn read_all(journal: &Journal) {
    let typed = |error: JournalError| explains_itself(&error);
    match journal.all_orders() {
        Ok(records) => records.iter().for_each(|record| is_told(journal, record)),
        Err(error) => explains_itself(&error),
    }
    let _ = journal.open_orders().map_err(typed);
    let _ = journal.owed_effects().map_err(typed);
    let _ = journal.owed_notifications().map_err(typed);
    let _ = journal.open_incidents().map_err(typed);
    let _ = journal.mark(MarkedChat::Tribute).map_err(typed);
    let _ = journal.state(BOT_LINKS).map_err(typed);
    let _ = journal.pins();
    let _ = journal.journal_id().map_err(typed);
}

/// What was read can be shown, too.
fn is_told(journal: &Journal, record: &Record) {
    let formatter = Formatter {
        language: Language::Russian,
        time_zone: TimeZone::UTC,
        config_file: "config.toml".to_owned(),
        send_button: "Send".to_owned(),
    };
    let _ = formatter.card(record, NOW);
    let _ = crate::order_view::json::order_json(record);
    if let Err(error) = journal.events_of(record.number) {
        explains_itself(&error);
    }
}

fn explains_itself(error: &JournalError) {
    for language in [Language::English, Language::Russian] {
        assert!(
            !with_language(language, || error.what()).is_empty()
                && !with_language(language, || error.remedy()).is_empty()
        );
    }
}
