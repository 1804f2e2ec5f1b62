//! Real files in a folder of the test's own.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::order::life::{Confirmation, Event, Stage, begin, step};
use crate::order::reading::{Reading, Rules, read};
use crate::order::{MessageId, OrderId, Record, Untrusted, UserId};
use crate::rich_text::RichText;

const PINS: Pins = Pins {
    seller: UserId(777),
    bot: UserId(6_675_346_585),
    livemode: true,
};
const ORDER: &str = "🆕 Custom Product Order\n\nCustomer: Иван\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\n12345";

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("main.journal")
    }

    fn open(&self) -> Journal {
        self.open_as(PINS).unwrap()
    }

    fn open_as(&self, pins: Pins) -> Result<Journal, JournalError> {
        Journal::open(&self.path(), pins, "journal-1", now())
    }
}

fn new_order(message: i32) -> NewOrder {
    let Reading::Order(form) = read(ORDER, &[], &Rules::sample()) else {
        panic!("the sample order reads as one");
    };
    NewOrder {
        id: OrderId {
            seller: PINS.seller,
            bot: PINS.bot,
            message: MessageId(message),
            livemode: true,
        },
        text: Untrusted::new(ORDER),
        life: begin(&form).order,
        form: *form,
        ordered_at: now(),
    }
}

fn insert(journal: &mut Journal, message: i32) -> Record {
    journal
        .write(|writer| writer.insert_order(new_order(message), now()))
        .unwrap()
}

fn effect(number: u32, key: &str) -> NewEffect {
    NewEffect {
        number,
        kind: EffectKind::Reply,
        key: key.to_owned(),
        frozen: "first".to_owned(),
        due_at: now(),
    }
}

#[test]
fn an_order_is_there_again_after_reopening() {
    let home = Home::new();
    let written = insert(&mut home.open(), 495);
    let journal = home.open();
    assert_eq!(
        journal.order(written.number).unwrap(),
        Some(written.clone())
    );
    assert_eq!(
        journal.order_of_message(MessageId(495)).unwrap(),
        Some(written)
    );
    assert_eq!(journal.pins(), PINS);
}

#[test]
fn numbers_begin_where_they_are_told_to_and_only_before_the_first() {
    let home = Home::new();
    let mut journal = home.open();
    journal.begin_numbers_at(148).unwrap();
    assert_eq!(insert(&mut journal, 1).number, 148);
    journal.begin_numbers_at(7).unwrap();
    assert_eq!(insert(&mut journal, 2).number, 149);
}

#[test]
fn the_same_message_is_taken_in_only_once() {
    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    assert!(
        journal
            .write(|writer| writer.insert_order(new_order(1), now()))
            .is_err()
    );
    assert_eq!(journal.all_orders().unwrap().len(), 1);
}

#[test]
fn an_event_and_what_it_led_to_come_back_together() {
    let home = Home::new();
    let mut journal = home.open();
    let record = insert(&mut journal, 1);
    let event = Event::AnsweredByHand {
        message: MessageId(9),
    };
    let after = step(&record.life, event.clone(), now()).unwrap().order;
    let after = Record {
        life: after,
        ..record
    };
    journal
        .write(|writer| writer.record_event(&after, &event, now()))
        .unwrap();
    let journal = home.open();
    assert_eq!(journal.order(after.number).unwrap(), Some(after.clone()));
    assert_eq!(
        journal.events_of(after.number).unwrap(),
        [RecordedEvent { at: now(), event }]
    );
    assert_eq!(journal.open_orders().unwrap().iter().count(), 0);
    assert_eq!(journal.order_linked_to(MessageId(9)).unwrap(), Some(after));
    assert_eq!(journal.waiting_in(Stage::Closed).unwrap(), (1, Some(1)));
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let home = Home::new();
    let mut journal = home.open();
    let failed = journal.write(|writer| {
        writer.insert_order(new_order(1), now())?;
        Err::<(), _>(JournalError::DiskFull)
    });
    assert!(failed.is_err());
    assert!(journal.all_orders().unwrap().is_empty());
}

#[test]
fn what_is_owed_keeps_what_was_frozen_first() {
    let home = Home::new();
    let mut journal = home.open();
    let number = insert(&mut journal, 1).number;
    journal
        .write(|writer| writer.owe(&effect(number, "a")))
        .unwrap();
    let owed = journal.owed_effects().unwrap()[0].clone();
    assert!(!owed.begun);
    journal
        .write(|writer| writer.begin_effect(owed.id))
        .unwrap();
    journal
        .write(|writer| writer.end_effects(number, None))
        .unwrap();
    assert!(journal.owed_effects().unwrap().is_empty());
    let again = NewEffect {
        frozen: "second".to_owned(),
        ..effect(number, "a")
    };
    journal.write(|writer| writer.owe(&again)).unwrap();
    let owed = journal.owed_effects().unwrap()[0].clone();
    assert_eq!(
        (owed.frozen.as_str(), owed.begun, owed.attempts),
        ("first", true, 1)
    );
    assert_eq!(journal.count_effects(number, EffectKind::Reply).unwrap(), 1);
}

#[test]
fn ending_effects_spares_the_kind_that_is_still_owed() {
    let home = Home::new();
    let mut journal = home.open();
    let number = insert(&mut journal, 1).number;
    journal
        .write(|writer| {
            writer.owe(&effect(number, "a"))?;
            writer.end_effects(number, Some(EffectKind::Reply))
        })
        .unwrap();
    assert_eq!(journal.owed_effects().unwrap().len(), 1);
}

#[test]
fn a_notice_is_owed_until_its_newest_text_is_delivered() {
    let home = Home::new();
    let mut journal = home.open();
    let key = NoticeKey::once("test");
    let tell = |journal: &mut Journal, text: &str, random_id: i64| {
        journal
            .write(|writer| writer.tell(&key, None, &RichText::plain(text), random_id, now()))
            .unwrap();
    };
    tell(&mut journal, "one", 11);
    journal
        .write(|writer| writer.begin_notice(&key, now()))
        .unwrap();
    tell(&mut journal, "one", 12);
    assert_eq!(
        journal.owed_notices().unwrap()[0].random_id,
        11,
        "the same text, the same message"
    );
    tell(&mut journal, "two", 13);
    let owed = journal.owed_notices().unwrap()[0].clone();
    assert_eq!(
        owed.random_id, 13,
        "what may have gone out under 11 never goes out otherwise"
    );
    journal
        .write(|writer| writer.notice_delivered(&key, owed.version, Some(MessageId(5))))
        .unwrap();
    assert!(journal.owed_notices().unwrap().is_empty());
    tell(&mut journal, "three", 14);
    let owed = journal.owed_notices().unwrap()[0].clone();
    assert_eq!((owed.message, owed.random_id), (Some(MessageId(5)), 13));
    journal.write(|writer| writer.tell_anew(&key, 15)).unwrap();
    let owed = journal.owed_notices().unwrap()[0].clone();
    assert_eq!((owed.message, owed.random_id), (None, 15));
}

#[test]
fn a_notice_that_stands_somewhere_unknown_is_told_under_another_random_id() {
    let home = Home::new();
    let mut journal = home.open();
    let key = NoticeKey::once("test");
    for (text, random_id) in [("one", 11), ("two", 12)] {
        journal
            .write(|writer| {
                writer.tell(&key, None, &RichText::plain(text), random_id, now())?;
                writer.begin_notice(&key, now())
            })
            .unwrap();
        let owed = journal.owed_notices().unwrap()[0].clone();
        assert_eq!(owed.random_id, random_id);
        // Telegram said that it has it, and the history did not show it.
        journal
            .write(|writer| writer.notice_delivered(&key, owed.version, None))
            .unwrap();
    }
}

#[test]
fn the_newest_orders_of_a_stage_and_what_asked_to_confirm_are_found() {
    let home = Home::new();
    let mut journal = home.open();
    let stage = Stage::Activating;
    let inserted: Vec<u32> = (1..=3)
        .map(|message| insert(&mut journal, message).number)
        .collect();
    let newest = journal.newest_in(stage, 2).unwrap();
    let numbers: Vec<u32> = newest.iter().map(|record| record.number).collect();
    assert_eq!(numbers, inserted[1..]);
    assert!(journal.newest_in(Stage::Closed, 2).unwrap().is_empty());
    let mut record = newest.into_iter().next().unwrap();
    record.life.confirmation = Some(Confirmation {
        message: MessageId(77),
        button: None,
        shown: Vec::new(),
    });
    journal
        .write(|writer| writer.record_event(&record, &Event::CheckSaid, now()))
        .unwrap();
    assert!(journal.is_confirmation(MessageId(77)).unwrap());
    assert!(!journal.is_confirmation(MessageId(78)).unwrap());
}

#[test]
fn the_mark_only_moves_up_and_the_baseline_is_set_once() {
    let home = Home::new();
    let mut journal = home.open();
    let chat = MarkedChat::Tribute;
    assert_eq!(journal.mark(chat).unwrap(), None);
    journal
        .write(|writer| {
            writer.set_baseline(chat, MessageId(10))?;
            writer.set_baseline(chat, MessageId(99))?;
            writer.move_mark(chat, MessageId(20))?;
            writer.move_mark(chat, MessageId(15))
        })
        .unwrap();
    let mark = Mark {
        baseline: MessageId(10),
        scanned_through: MessageId(20),
    };
    assert_eq!(journal.mark(chat).unwrap(), Some(mark));
    journal
        .write(|writer| writer.lower_mark(chat, MessageId(5)))
        .unwrap();
    let mark = Mark {
        baseline: MessageId(5),
        scanned_through: MessageId(5),
    };
    assert_eq!(journal.mark(chat).unwrap(), Some(mark));
}

#[test]
fn another_account_is_refused_and_the_file_stays_as_it_was() {
    let home = Home::new();
    drop(home.open());
    let before = fs::read(home.path()).unwrap();
    for other in [
        Pins {
            seller: UserId(778),
            ..PINS
        },
        Pins {
            bot: UserId(1),
            ..PINS
        },
        Pins {
            livemode: false,
            ..PINS
        },
    ] {
        assert!(matches!(
            home.open_as(other),
            Err(JournalError::NotOurs { .. })
        ));
    }
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn a_newer_version_is_refused_and_the_file_stays_as_it_was() {
    let home = Home::new();
    let journal = home.open();
    journal
        .connection
        .pragma_update(None, "user_version", schema::VERSION + 1)
        .unwrap();
    drop(journal);
    let before = fs::read(home.path()).unwrap();
    assert!(matches!(
        home.open_as(PINS),
        Err(JournalError::Newer { found, known, .. })
            if found == schema::VERSION + 1 && known == schema::VERSION
    ));
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn damaged_files_are_refused_and_stay_as_they_were() {
    let home = Home::new();
    let mut journal = home.open();
    for message in 1..200 {
        insert(&mut journal, message);
    }
    drop(journal);
    let whole = fs::read(home.path()).unwrap();
    let mut scribbled = whole.clone();
    scribbled[8192..40_960].fill(0xAA);
    let broken: [&[u8]; 4] = [
        b"not a database at all, but long enough to be one",
        &whole[..5000],
        &scribbled,
        &[0; 8192],
    ];
    for bytes in broken {
        fs::write(home.path(), bytes).unwrap();
        assert!(home.open_as(PINS).is_err());
        assert_eq!(fs::read(home.path()).unwrap(), bytes);
    }
}

#[test]
fn another_programs_database_is_refused() {
    let home = Home::new();
    let other = rusqlite::Connection::open(home.path()).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(other);
    assert!(matches!(
        home.open_as(PINS),
        Err(JournalError::Damaged { .. })
    ));
}

#[test]
fn a_full_disk_is_named_and_nothing_is_half_written() {
    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    let pages: i64 = journal
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    journal
        .connection
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let full = (2..500).find_map(|message| {
        journal
            .write(|writer| writer.insert_order(new_order(message), now()))
            .err()
    });
    assert!(matches!(full, Some(JournalError::DiskFull)));
    journal
        .connection
        .pragma_update(None, "max_page_count", 1_000_000)
        .unwrap();
    let before = journal.all_orders().unwrap().len();
    insert(&mut journal, 1000);
    assert_eq!(journal.all_orders().unwrap().len(), before + 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    for entry in fs::read_dir(home.folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{entry:?}"
        );
    }
}

#[test]
fn incidents_and_facts_last() {
    let home = Home::new();
    let mut journal = home.open();
    let incident = OpenIncident {
        kind: "shop_unavailable".to_owned(),
        opened_at: now(),
        detail: Untrusted::new("503"),
        notice: NoticeKey::incident("shop_unavailable", now()),
    };
    journal
        .write(|writer| {
            writer.open_incident(&incident)?;
            writer.learn(Fact::BotLinks, 1)
        })
        .unwrap();
    let mut journal = home.open();
    assert_eq!(*journal.open_incidents().unwrap(), [incident]);
    assert_eq!(journal.fact(Fact::BotLinks).unwrap(), 1);
    assert_eq!(journal.fact(Fact::OwnerWrote).unwrap(), 0);
    journal
        .write(|writer| writer.close_incident("shop_unavailable"))
        .unwrap();
    assert!(journal.open_incidents().unwrap().is_empty());
}

#[test]
fn what_a_crash_left_beside_a_strangers_journal_stays_there() {
    let home = Home::new();
    let mut crashed = home.open();
    insert(&mut crashed, 1);
    let strangers = tempfile::tempdir().unwrap();
    let copies = ["main.journal", "main.journal-wal"].map(|name| {
        let copy = strangers.path().join(name);
        fs::copy(home.folder.path().join(name), &copy).unwrap();
        copy
    });
    let before = copies.clone().map(|copy| fs::read(copy).unwrap());
    let ours = Pins {
        seller: UserId(778),
        ..PINS
    };
    let refused = Journal::open(&copies[0], ours, "journal-2", now()).unwrap_err();
    assert!(matches!(refused, JournalError::NotOurs { .. }), "{refused}");
    assert!(copies.map(|copy| fs::read(copy).unwrap()) == before);
}
