//! A journal that is too large to be read through whenever it is opened: of what is damaged is told when it is
//! read, before anything is done; `doctor` and copies read all.

use std::fs;

use tribute_agent::journal::{Backup, NewOrder};
use tribute_agent::order::life::{ChatEvent, DeliveryEvent, Event};
use tribute_agent::order::{MessageId, Record, Untrusted};
use tribute_agent::report::{Exit, UserError as _};
use tribute_agent::sources::{self, tribute_chat};

use super::home::{Home, insert, new_order, now};

/// More than is read through.
const BALLAST_BYTES: usize = 9 << 20;
const PAGE_BYTES: usize = 4096;
/// Orders that have pages of their own.
const CLOSED: u32 = 21;
const OPEN: u32 = 22;

fn marker(number: u32) -> String {
    format!("the text of the order {number} ")
}

/// A journal with twenty orders, and two more that are easily found in the file.
fn large() -> Home {
    let home = Home::after_work();
    let mut journal = home.open();
    let grown = journal.write(|writer| {
        for number in [CLOSED, OPEN] {
            let text = Untrusted::new(marker(number).repeat(3000 / marker(number).len()));
            let message = i32::try_from(number).unwrap();
            writer.insert_order(NewOrder { text, ..new_order(message) }, now())?;
        }
        writer.receive(&tribute_chat::SOURCE, "ballast", &vec![7; BALLAST_BYTES], now())?;
        writer.take_from_inbox(1)
    });
    grown.unwrap();
    let record = journal.order(CLOSED).unwrap().unwrap();
    let event =
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(99) }));
    let life = sources::step(&record.life, event.clone(), now()).unwrap().order;
    let record = Record { life, ..record };
    journal.write(|writer| writer.record_event(&record, &event, now())).unwrap();
    journal.make_durable().unwrap();
    drop(journal);
    home
}

/// Overwrites the page in which an order stands.
fn damage(home: &Home, number: u32) {
    let mut file = fs::read(home.journal()).unwrap();
    let marker = marker(number).into_bytes();
    let at = file.windows(marker.len()).position(|bytes| bytes == marker).unwrap();
    let begin = at / PAGE_BYTES * PAGE_BYTES;
    file[begin..begin + PAGE_BYTES].fill(0xAA);
    fs::write(home.journal(), file).unwrap();
}

#[tokio::test]
async fn damage_where_an_order_is_open_is_found_before_anything_is_done() {
    let home = large();
    damage(&home, OPEN);
    home.is_refused("error[journal.damaged]", 3).await;
    home.speaks("ru");
    home.is_refused("ошибка[journal.damaged]", 3).await;
}

#[tokio::test]
async fn damage_elsewhere_is_told_by_who_reads_it() {
    let home = large();
    damage(&home, CLOSED);
    // Who does not read it works.
    let mut journal = home.open();
    insert(&mut journal, [40]);
    let damaged = journal.order(CLOSED).unwrap_err();
    assert_eq!((damaged.code(), damaged.exit()), ("journal.damaged", Exit::ActionRequired));
    drop(journal);
    let copy = home.path("copy");
    assert_eq!(Backup::make(&home.journal(), &copy).unwrap_err().code(), "journal.damaged");
    assert!(!copy.exists());
    let number = CLOSED.to_string();
    for words in [&["show", &number][..], &["list"], &["export", "--csv"]] {
        let told = home.command("orders", words).await;
        assert!(told.stderr.contains("error[journal.damaged]"), "{words:?}: {}", told.stderr);
        assert_eq!(told.code, Some(3), "{words:?}");
    }
    let newest = home.command("orders", &["list", "--limit", "1", "--json"]).await;
    assert_eq!(newest.code, Some(0), "{}", newest.stderr);
    let doctor = home.command("doctor", &["--json"]).await;
    assert!(doctor.stdout.contains("\"journal.damaged\""), "{}", doctor.stdout);
    // It may be waited for, and reads no more than `run` does.
    let status = home.command("status", &[]).await;
    assert!(status.stdout.contains("This account's."), "{}", status.stdout);
}

#[tokio::test]
async fn after_a_crash_its_own_log_fits_and_no_other() {
    let home = large();
    let mut journal = home.open();
    insert(&mut journal, 31..=40);
    journal.make_durable().unwrap();
    let image = home.take_image();
    drop(journal);
    home.put_back(&image);
    home.is_sound().await;
    let mut journal = home.open();
    assert_eq!(journal.order(32).unwrap().map(|record| record.number), Some(32));
    insert(&mut journal, 41..=50);
    journal.make_durable().unwrap();
    drop(journal);
    // What it was is older than what the file has been since.
    let log = home.path("main.journal-wal");
    fs::write(&log, &image[&log]).unwrap();
    let told = home.is_refused("error[journal.damaged]", 3).await;
    assert!(told.contains("does not fit the log"), "{told}");
    fs::remove_file(&log).unwrap();
    home.is_sound().await;
}
