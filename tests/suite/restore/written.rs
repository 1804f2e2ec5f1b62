//! Writes the journal of the orders [in flight](super::in_flight), in this program's version.

use std::path::Path;

use serde_json::json;
use tribute_agent::journal::{
    EffectKind, Journal, MarkedChat, NewEffect, NotificationKey, OpenIncident,
};
use tribute_agent::order::life::{
    ChatEvent, DeliveryAct, DeliveryEvent, Event, PressOutcome, ShopAnswer,
};
use tribute_agent::order::{MessageId, Record, Untrusted};
use tribute_agent::rich_text::RichText;
use tribute_agent::sources::{step, tribute_chat};

use super::home::now;
use super::in_flight::{COMPLETED, InFlight, ORDERS, PINS, WITHOUT_ACCOUNT};

/// What was last recorded of an order.
#[derive(Clone, Copy)]
enum Until {
    /// Nothing but that it is there.
    Found,
    /// The call was about to be made.
    Called,
    /// The shop was away.
    PutOff,
    /// The reply is owed.
    Given,
    /// The reply was about to be sent.
    Replying,
    /// It stands in the chat.
    Replied,
    /// The bot's button was seen.
    Asked,
    /// The press was about to be made.
    Pressing,
    /// It was accepted.
    Pressed,
}

fn until(number: u32) -> Until {
    match number {
        1 | WITHOUT_ACCOUNT => Until::Found,
        2 | 3 => Until::Called,
        4 => Until::PutOff,
        5 => Until::Given,
        6 | 7 => Until::Replying,
        8 => Until::Replied,
        9 => Until::Asked,
        10 | 11 => Until::Pressing,
        COMPLETED => Until::Pressed,
        other => panic!("there is no №{other}"),
    }
}

/// Writes it to `path`.
pub fn write(path: &Path, world: &InFlight) {
    let mut journal = Journal::open(path, PINS, "fixture", now()).unwrap();
    let mut book = Book { journal: &mut journal, world };
    for number in 1..=ORDERS {
        book.order(number);
    }
    book.rest();
}

struct Book<'a> {
    journal: &'a mut Journal,
    world: &'a InFlight,
}

impl Book<'_> {
    fn order(&mut self, number: u32) {
        let form = self.world.form(number);
        let text = Untrusted::new(InFlight::text(number));
        let (new, _) = tribute_chat::new_order(PINS, self.world.message(number), text, form, now());
        let inserted = self.journal.write(|writer| writer.insert_order(new, now()));
        let mut record = inserted.unwrap();
        assert_eq!(record.number, number);
        if number == WITHOUT_ACCOUNT {
            let card = RichText::plain(format!("№{number}: {}", record.text.as_str()));
            return self.tell(&NotificationKey::order(number), Some(number), &card);
        }
        let call = self.world.call(number);
        let payload = serde_json::to_string(&call).unwrap();
        self.owe(number, EffectKind::Activate, call.webhook_id, payload);
        self.live(&mut record, until(number));
    }

    fn live(&mut self, record: &mut Record, until: Until) {
        let number = record.number;
        if matches!(until, Until::Found) {
            return;
        }
        self.begins(record, &Event::ActivationBegun, EffectKind::Activate);
        let answered = |answer| Event::ShopAnswered { answer, jitter: 0, alone: false };
        match until {
            Until::Called => return,
            Until::PutOff => {
                let answer =
                    ShopAnswer::Unavailable { why: Untrusted::new("503"), retry_after: None };
                return self.happens(record, &answered(answer), Some(EffectKind::Activate));
            }
            _ => {}
        }
        let answer = self.world.answers.iter().find(|(of, _)| *of == number);
        let answer = answer.unwrap().1.clone();
        self.happens(record, &answered(answer), None);
        let outgoing = serde_json::to_string(&self.world.outgoing(number)).unwrap();
        let key = format!("{}:reply:1", record.id);
        self.owe(number, EffectKind::Deliver(DeliveryAct::Reply), key, outgoing);
        if matches!(until, Until::Given) {
            return;
        }
        self.begins(
            record,
            &Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyBegun)),
            EffectKind::Deliver(DeliveryAct::Reply),
        );
        if !matches!(until, Until::Replying) {
            self.answered(record, until);
        }
    }

    fn answered(&mut self, record: &mut Record, until: Until) {
        let (number, message) = (record.number, self.world.reply_of(record.number));
        let stands =
            Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplySent { message, attached: true }));
        self.happens(record, &stands, None);
        if matches!(until, Until::Replied) {
            return;
        }
        let (message, button) = self.world.confirmation(number);
        let seen = Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationSeen {
            message,
            shown: vec![button.clone()],
            wanted: Some(button.clone()),
        }));
        self.happens(record, &seen, None);
        let random_id = 2_000 + number;
        let payload = json!({"message": message, "button": button, "random_id": random_id});
        let key = format!("{}:press:1", record.id);
        self.owe(number, EffectKind::Deliver(DeliveryAct::Press), key, payload.to_string());
        if matches!(until, Until::Asked) {
            return;
        }
        self.begins(
            record,
            &Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressBegun)),
            EffectKind::Deliver(DeliveryAct::Press),
        );
        if matches!(until, Until::Pressed) {
            let accepted = Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(
                PressOutcome::Accepted,
            )));
            self.happens(record, &accepted, None);
        }
    }

    /// Records an event; whatever was owed is over, but for `still`.
    fn happens(&mut self, record: &mut Record, event: &Event, still: Option<EffectKind>) {
        record.life = step(&record.life, event.clone(), now()).unwrap().order;
        let written = self.journal.write(|writer| {
            writer.record_event(record, event, now())?;
            writer.end_effects(record.number, still)
        });
        written.unwrap();
    }

    /// Records that an act is about to be done.
    fn begins(&mut self, record: &mut Record, event: &Event, kind: EffectKind) {
        self.happens(record, event, Some(kind));
        let effect = self.journal.newest_effect(record.number, kind).unwrap();
        let begun = self.journal.write(|writer| writer.begin_effect(&effect.unwrap()));
        begun.unwrap();
    }

    fn owe(&mut self, number: u32, kind: EffectKind, key: String, payload: String) {
        let effect = NewEffect { number, kind, key, payload, due_at: now() };
        self.journal.write(|writer| writer.owe(&effect)).unwrap();
    }

    fn tell(&mut self, key: &NotificationKey, number: Option<u32>, text: &RichText) {
        let random_id = 3_000 + i64::from(number.unwrap_or(0));
        let told = self.journal.write(|writer| writer.notify(key, number, text, random_id, now()));
        told.unwrap();
    }

    /// Marks, what was learned, and an incident that moderators are about to read of.
    fn rest(&mut self) {
        let key = NotificationKey::incident("shop_unavailable", now());
        self.tell(&key, None, &RichText::plain("The shop does not answer"));
        let (read_through, _) = self.world.confirmation(11);
        let written = self.journal.write(|writer| {
            writer.set_baseline(MarkedChat::Tribute, MessageId(0))?;
            writer.move_mark(MarkedChat::Tribute, read_through)?;
            writer.set(tribute_chat::state::BASELINE_COUNTED, 1)?;
            writer.set(tribute_chat::state::BOT_LINKS, 1)?;
            writer.set(tribute_chat::state::PRESS_CHANGES_MESSAGE, 1)?;
            writer.begin_notification(&key, now())?;
            writer.open_incident(&OpenIncident {
                kind: "shop_unavailable".to_owned(),
                opened_at: now(),
                detail: Untrusted::new("503"),
                notification: key.clone(),
                first_number: 1,
            })
        });
        written.unwrap();
    }
}
