//! What moderators are told: what is owed, and where it stands.

use jiff::SignedDuration;

use super::*;
use crate::order::life::{ClosedBy, Event, State, WhyClosed};

/// Tells it under 11, in message 57; up to this version it was delivered.
fn tell(journal: &mut Journal, key: &NotificationKey, number: Option<u32>, delivered: u32) {
    let text = RichText::plain("told");
    journal
        .write(|writer| {
            writer.notify(key, number, &text, 11, now())?;
            writer.notification_delivered(key, delivered, Some(MessageId(57)))
        })
        .unwrap();
}

fn close(journal: &mut Journal, mut record: Record) {
    record.life.state =
        State::Closed { at: now(), by: ClosedBy::Owner, why: WhyClosed::AnsweredByHand };
    journal.write(|writer| writer.record_event(&record, &Event::CheckRequested, now())).unwrap();
}

fn open_incident(journal: &mut Journal, notice: &NotificationKey) {
    let incident = OpenIncident {
        kind: "shop_unavailable".to_owned(),
        opened_at: now(),
        detail: Untrusted::new("503"),
        notification: notice.clone(),
        first_number: 1,
    };
    journal.write(|writer| writer.open_incident(&incident)).unwrap();
}

#[test]
fn a_notice_is_owed_until_its_newest_text_is_delivered() {
    let home = Home::new();
    let mut journal = home.open();
    let key = NotificationKey::once("test");
    let tell = |journal: &mut Journal, text: &str, random_id: i64| {
        journal
            .write(|writer| writer.notify(&key, None, &RichText::plain(text), random_id, now()))
            .unwrap();
    };
    tell(&mut journal, "one", 11);
    journal.write(|writer| writer.begin_notification(&key, now())).unwrap();
    tell(&mut journal, "one", 12);
    assert_eq!(
        journal.owed_notifications().unwrap().iter().next().unwrap().random_id,
        11,
        "the same text, the same message"
    );
    tell(&mut journal, "two", 13);
    let owed = journal.owed_notifications().unwrap().iter().next().unwrap().clone();
    assert_eq!(owed.random_id, 13, "what may have gone out under 11 never goes out otherwise");
    journal
        .write(|writer| writer.notification_delivered(&key, owed.version, Some(MessageId(5))))
        .unwrap();
    assert!(journal.owed_notifications().unwrap().is_empty());
    tell(&mut journal, "three", 14);
    let owed = journal.owed_notifications().unwrap().iter().next().unwrap().clone();
    assert_eq!((owed.message, owed.random_id), (Some(MessageId(5)), 13));
    journal.write(|writer| writer.resend(&key, 15, now())).unwrap();
    let owed = journal.owed_notifications().unwrap().iter().next().unwrap().clone();
    assert_eq!((owed.message, owed.random_id), (None, 15));
}

#[test]
fn a_notice_that_stands_somewhere_unknown_is_told_under_another_random_id() {
    let home = Home::new();
    let mut journal = home.open();
    let key = NotificationKey::once("test");
    for (text, random_id) in [("one", 11), ("two", 12)] {
        journal
            .write(|writer| {
                writer.notify(&key, None, &RichText::plain(text), random_id, now())?;
                writer.begin_notification(&key, now())
            })
            .unwrap();
        let owed = journal.owed_notifications().unwrap().iter().next().unwrap().clone();
        assert_eq!(owed.random_id, random_id);
        // Telegram said that it has it, and the history did not show it.
        journal.write(|writer| writer.notification_delivered(&key, owed.version, None)).unwrap();
    }
}

#[test]
fn in_another_chat_what_is_open_is_owed_anew() {
    let home = Home::new();
    let mut journal = home.open();
    let [open, closed] = [1, 2].map(|message| insert(&mut journal, message));
    for record in [&open, &closed] {
        let number = record.number;
        tell(&mut journal, &NotificationKey::order(number), Some(number), 1);
    }
    let [lasting, over, owed] = ["lasting", "over", "owed"].map(NotificationKey::once);
    for (key, delivered) in [(&lasting, 1), (&over, 1), (&owed, 0)] {
        tell(&mut journal, key, None, delivered);
    }
    close(&mut journal, closed);
    open_incident(&mut journal, &lasting);
    let anew = journal.open_notifications().unwrap();
    journal
        .write(|writer| {
            writer.forget_messages()?;
            anew.iter().try_for_each(|key| writer.resend(key, 12, now()))
        })
        .unwrap();
    let told: Vec<_> = journal
        .owed_notifications()
        .unwrap()
        .iter()
        .map(|notice| (notice.key.clone(), notice.message, notice.random_id))
        .collect();
    let expected = [NotificationKey::order(open.number), lasting, owed];
    assert_eq!(told, expected.map(|key| (key, None, 12)));
    // What is told of the others from now on is a new message too.
    let news = RichText::plain("news");
    journal.write(|writer| writer.notify(&over, None, &news, 13, now())).unwrap();
    let owed = journal.owed_notifications().unwrap();
    let news = owed.iter().find(|notice| notice.key == over).unwrap();
    assert_eq!((news.message, news.random_id), (None, 13));
}

#[test]
fn what_was_written_lately_is_known_and_what_is_owed_is_not_counted() {
    let home = Home::new();
    let mut journal = home.open();
    let text = RichText::plain("text");
    for (name, minutes_ago, is_begun) in [("old", 10, true), ("new", 0, true), ("owed", 0, false)] {
        let key = NotificationKey::once(name);
        let at = now() - SignedDuration::from_mins(minutes_ago);
        journal
            .write(|writer| {
                writer.notify(&key, None, &text, 1, at)?;
                if is_begun {
                    writer.begin_notification(&key, at)?;
                }
                Ok(())
            })
            .unwrap();
    }
    let minute = SignedDuration::from_mins(1);
    let written = journal.notifications_written_between(now() - minute, now() + minute);
    assert_eq!(written.unwrap(), 1);
}

/// What may stand in the chat is never taken back.
#[test]
fn what_nobody_can_have_read_is_withdrawn() {
    type Happens = fn(&Writer<'_>, &NotificationKey) -> Result<(), JournalError>;
    let begin: Happens = |writer, key| writer.begin_notification(key, now());
    let not_sent: Happens = |writer, key| writer.notification_not_sent(key);
    let told: Happens = |writer, key| writer.notification_delivered(key, 1, Some(MessageId(5)));
    let told_somewhere: Happens = |writer, key| writer.notification_delivered(key, 1, None);
    let otherwise: Happens =
        |writer, key| writer.notify(key, None, &RichText::plain("two"), 12, now());
    let resend: Happens = |writer, key| writer.resend(key, 13, now());
    let cases: [(&[Happens], bool); 11] = [
        (&[], true),
        (&[otherwise], true),
        (&[begin], false),
        (&[begin, otherwise], false),
        (&[begin, not_sent], true),
        (&[begin, not_sent, begin, otherwise, not_sent], true),
        (&[begin, begin, not_sent], false),
        (&[begin, told], false),
        (&[begin, told_somewhere], false),
        (&[begin, told, otherwise, begin, not_sent], false),
        (&[begin, told, otherwise, resend, begin, not_sent], false),
    ];
    for (case, (happens, expected)) in cases.into_iter().enumerate() {
        let home = Home::new();
        let mut journal = home.open();
        let key = NotificationKey::once("test");
        let withdrawn = journal.write(|writer| {
            writer.notify(&key, None, &RichText::plain("one"), 11, now())?;
            happens.iter().try_for_each(|it| it(writer, &key))?;
            writer.withdraw(&key)
        });
        assert_eq!(withdrawn.unwrap(), expected, "{case}");
        assert_eq!(journal.is_told(&key).unwrap(), !expected, "{case}");
    }
}
