//! What was recorded is there again.

use std::time::Duration;

use super::*;
use crate::order::catalogue::Item;
use crate::order::life::{ClosedBy, Refund, State, WhyClosed};
use crate::order::purchase::OrderForm;
use crate::order::{Currency, Money};
use crate::sources::tribute_chat::state;

#[test]
fn an_order_is_there_again_after_reopening() {
    let home = Home::new();
    let written = insert(&mut home.open(), 495);
    let journal = home.open();
    assert_eq!(journal.order(written.number).unwrap(), Some(written.clone()));
    assert_eq!(journal.order_of_message(MessageId(495)).unwrap(), Some(written));
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
    assert!(journal.write(|writer| writer.insert_order(new_order(1), now())).is_err());
    assert_eq!(journal.all_orders().unwrap().len(), 1);
}

#[test]
fn an_event_and_what_it_led_to_come_back_together() {
    let home = Home::new();
    let mut journal = home.open();
    let record = insert(&mut journal, 1);
    let event =
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(9) }));
    let after = step(&record.life, event.clone(), now()).unwrap().order;
    let after = Record { life: after, ..record };
    journal.write(|writer| writer.record_event(&after, &event, now())).unwrap();
    let journal = home.open();
    assert_eq!(journal.order(after.number).unwrap(), Some(after.clone()));
    assert_eq!(journal.events_of(after.number).unwrap(), [RecordedEvent { at: now(), event }]);
    assert_eq!(journal.open_orders().unwrap().iter().count(), 0);
    assert_eq!(journal.order_linked_to(MessageId(9)).unwrap(), Some(after));
}

#[test]
fn of_the_orders_that_are_wanted_the_newest_come_newest_last() {
    let home = Home::new();
    let mut journal = home.open();
    let records = [1, 2, 3].map(|message| insert(&mut journal, message));
    let item = Some(Item { sku: "diamond-1".to_owned(), quantity: 1 });
    let listed = NewOrder { form: OrderForm { item, ..new_order(4).form }, ..new_order(4) };
    journal.write(|writer| writer.insert_order(listed, now())).unwrap();
    let by_hand =
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { message: MessageId(9) }));
    let life = step(&records[2].life, by_hand.clone(), now()).unwrap().order;
    let closed = Record { life, ..records[2].clone() };
    journal.write(|writer| writer.record_event(&closed, &by_hand, now())).unwrap();
    let all = OrderFilter::default;
    let text = |text: &str| Some(text.to_owned());
    for (wanted, numbers) in [
        (all(), &[1, 2, 3, 4][..]),
        (OrderFilter { limit: Some(2), ..all() }, &[3, 4]),
        (OrderFilter { only_open: true, ..all() }, &[1, 2, 4]),
        (OrderFilter { only_open: true, limit: Some(2), ..all() }, &[2, 4]),
        (OrderFilter { before: Some(4), limit: Some(2), ..all() }, &[2, 3]),
        (OrderFilter { before: Some(9), limit: Some(2), ..all() }, &[3, 4]),
        (OrderFilter { before: Some(1), limit: Some(2), ..all() }, &[]),
        (OrderFilter { before: Some(4), only_open: true, ..all() }, &[1, 2]),
        (OrderFilter { stage: text("activating"), ..all() }, &[1, 2, 4]),
        (OrderFilter { stage: text("closed"), ..all() }, &[3]),
        (OrderFilter { product: text("алмаз"), limit: Some(1), ..all() }, &[4]),
        (OrderFilter { product: text("diamond-1"), ..all() }, &[4]),
        (OrderFilter { product: text("diamond"), ..all() }, &[]),
        (OrderFilter { source: text("tribute_chat"), limit: Some(1), ..all() }, &[4]),
        (OrderFilter { source: text("other"), ..all() }, &[]),
        (OrderFilter { since: Some(now()), ..all() }, &[1, 2, 3, 4]),
        (OrderFilter { since: Some(now() + Duration::from_secs(1)), ..all() }, &[]),
    ] {
        let pages = journal.pages(wanted.clone()).unwrap();
        let found = pages.flat_map(Result::unwrap);
        let found: Vec<u32> = found.map(|record| record.number).collect();
        assert_eq!(found, numbers, "{wanted:?}");
    }
}

#[test]
fn an_order_that_came_late_hides_no_newer_one() {
    let home = Home::new();
    let mut journal = home.open();
    let hours = |hours| now() + jiff::SignedDuration::from_hours(hours);
    let times = [0, 5, 1, 6, 2, 7].map(hours);
    for (message, at) in (1..).zip(times) {
        let new = NewOrder { ordered_at: at, ..new_order(message) };
        journal.write(|writer| writer.insert_order(new, at)).unwrap();
    }
    let since = hours(5);
    let wanted = OrderFilter { since: Some(since), ..OrderFilter::default() };
    let pages = journal.pages(wanted.clone()).unwrap();
    let numbers: Vec<u32> = pages.flat_map(Result::unwrap).map(|it| it.number).collect();
    assert_eq!(numbers, [2, 4, 6]);
    assert_eq!(journal.tally_since(since).unwrap().arrived, 3);
    let newest = OrderFilter { limit: Some(1), ..wanted };
    assert_eq!(journal.pages(newest).unwrap().count_older(9).unwrap(), 2);
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
    journal.write(|writer| writer.owe(&effect(number, "a"))).unwrap();
    let owed = journal.owed_effects().unwrap().iter().next().unwrap().clone();
    assert!(!owed.begun);
    journal.write(|writer| writer.begin_effect(&owed)).unwrap();
    journal.write(|writer| writer.end_effects(number, None)).unwrap();
    assert!(journal.owed_effects().unwrap().is_empty());
    let again = NewEffect { payload: "second".to_owned(), ..effect(number, "a") };
    journal.write(|writer| writer.owe(&again)).unwrap();
    let owed = journal.owed_effects().unwrap().iter().next().unwrap().clone();
    assert_eq!((owed.payload.as_str(), owed.begun, owed.attempts), ("first", true, 1));
    assert_eq!(journal.count_effects(number, EffectKind::Deliver(DeliveryAct::Reply)).unwrap(), 1);
}

#[test]
fn ending_effects_spares_the_kind_that_is_still_owed() {
    let home = Home::new();
    let mut journal = home.open();
    let number = insert(&mut journal, 1).number;
    journal
        .write(|writer| {
            writer.owe(&effect(number, "a"))?;
            writer.end_effects(number, Some(EffectKind::Deliver(DeliveryAct::Reply)))
        })
        .unwrap();
    assert_eq!(journal.owed_effects().unwrap().len(), 1);
}

#[test]
fn the_newest_orders_of_a_stage_and_what_asked_to_confirm_are_found() {
    let home = Home::new();
    let mut journal = home.open();
    let stage = Stage::Activating;
    let inserted: Vec<u32> = (1..=3).map(|message| insert(&mut journal, message).number).collect();
    let newest = journal.newest_in(stage, 2).unwrap();
    let numbers: Vec<u32> = newest.iter().map(|record| record.number).collect();
    assert_eq!(numbers, inserted[1..]);
    assert!(journal.newest_in(Stage::Closed, 2).unwrap().is_empty());
    let mut record = newest.into_iter().next().unwrap();
    // Shown anew in another message, it is no longer the first one's.
    for shown_in in [77, 78] {
        let Delivery::TributeChat(chat) = &mut record.life.delivery else {
            panic!("an order of the chat");
        };
        chat.confirmation =
            Some(Confirmation { message: MessageId(shown_in), button: None, shown: Vec::new() });
        let event = Event::CheckRequested;
        journal.write(|writer| writer.record_event(&record, &event, now())).unwrap();
    }
    let asks = |message| journal.is_linked(MessageId(message), MessageRole::Confirmation);
    assert!(!asks(77).unwrap() && asks(78).unwrap() && !asks(79).unwrap());
    assert_eq!(journal.order_of_id(&record.id).unwrap(), Some(record));
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
    let mark = Mark { baseline: MessageId(10), scanned_through: MessageId(20) };
    assert_eq!(journal.mark(chat).unwrap(), Some(mark));
    journal.write(|writer| writer.lower_mark(chat, MessageId(5))).unwrap();
    let mark = Mark { baseline: MessageId(5), scanned_through: MessageId(5) };
    assert_eq!(journal.mark(chat).unwrap(), Some(mark));
}

#[test]
fn incidents_and_facts_last() {
    let home = Home::new();
    let mut journal = home.open();
    let incident = OpenIncident {
        kind: "shop_unavailable".to_owned(),
        opened_at: now(),
        detail: Untrusted::new("503"),
        notification: NotificationKey::incident("shop_unavailable", now()),
        first_number: 1,
    };
    journal
        .write(|writer| {
            writer.open_incident(&incident)?;
            writer.set(state::BOT_LINKS, 1)
        })
        .unwrap();
    let mut journal = home.open();
    assert_eq!(*journal.open_incidents().unwrap(), std::slice::from_ref(&incident));
    assert_eq!(journal.state(state::BOT_LINKS).unwrap(), 1);
    assert_eq!(journal.state(state::OWNER_WROTE).unwrap(), 0);
    journal.write(|it| it.close_incident("shop_unavailable", now(), Some(7))).unwrap();
    assert!(journal.open_incidents().unwrap().is_empty());
    let past = PastIncident { incident: incident.clone(), closed_at: now(), last_number: Some(7) };
    assert_eq!(*journal.past_incidents().unwrap(), [past]);
    journal.write(|writer| writer.settle_incident("shop_unavailable")).unwrap();
    assert_eq!(journal.past_incidents().unwrap()[0].last_number, None);
    // It comes again.
    journal.write(|writer| writer.open_incident(&incident)).unwrap();
    assert_eq!(*journal.open_incidents().unwrap(), [incident]);
    assert!(journal.past_incidents().unwrap().is_empty());
}

#[test]
fn what_a_day_brought_is_added_up_by_currency() {
    let home = Home::new();
    let mut journal = home.open();
    let at = now();
    let refund = || Refund { amount: None, full: true, reason: None, at };
    let closed = State::Closed { at, by: ClosedBy::Owner, why: WhyClosed::AnsweredByHand };
    for (message, (price, state)) in (1..).zip([
        ("5 EUR", State::Completed { at }),
        ("250 XTR", State::Completed { at }),
        ("7.50 EUR", closed),
        ("1 EUR", State::Activating),
        ("64 EUR", State::Refunded { at, refund: refund() }),
        ("32 EUR", State::Revoking { refund: refund() }),
        ("", State::Activating),
    ]) {
        let mut new = new_order(message);
        new.form.price = price.parse().ok();
        new.life.state = state;
        journal.write(|writer| writer.insert_order(new, at)).unwrap();
    }
    let paid = ["13.50 EUR", "250 XTR"].map(|sum| sum.parse().unwrap()).to_vec();
    let tally = Tally { arrived: 7, completed: 2, closed: 1, paid };
    assert_eq!(journal.tally_since(at).unwrap(), tally);
    let later = at + jiff::SignedDuration::from_secs(1);
    assert_eq!(journal.tally_since(later).unwrap(), Tally::default());
    for message in [8, 9] {
        let mut new = new_order(message);
        new.form.price = Some(Money { amount: i64::MAX, currency: Currency::STARS });
        journal.write(|writer| writer.insert_order(new, later)).unwrap();
    }
    let most = Money { amount: i64::MAX, currency: Currency::STARS };
    assert_eq!(journal.tally_since(later).unwrap().paid, [most]);
}

/// What is synced has to be opened for that, and the system tells of it.
#[cfg(target_os = "linux")]
#[test]
fn what_was_written_is_synced_before_it_is_acted_on_and_once() {
    use std::mem::MaybeUninit;

    use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};

    let home = Home::new();
    let mut journal = home.open();
    insert(&mut journal, 1);
    let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
    inotify::add_watch(&watch, home.folder.path(), WatchFlags::OPEN).unwrap();
    let opened = || {
        let mut buffer = [MaybeUninit::uninit(); 1024];
        let mut reader = Reader::new(&watch, &mut buffer);
        let events =
            std::iter::from_fn(|| reader.next().ok().map(|it| it.file_name().map(Into::into)));
        events.collect::<Vec<Option<std::ffi::CString>>>()
    };
    // With its name, the first time.
    journal.make_durable().unwrap();
    assert_eq!(opened(), [Some(c"main.journal-wal".into()), None]);
    journal.make_durable().unwrap();
    assert_eq!(opened(), []);
    insert(&mut journal, 2);
    assert_eq!(opened(), []);
    journal.make_durable().unwrap();
    assert_eq!(opened(), [], "it stays open: see `sqlite::Log`");
}
