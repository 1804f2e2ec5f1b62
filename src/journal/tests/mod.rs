//! Real files in a folder of the test's own.
//!
//! - `checkouts`: what is to be paid.
//! - `recorded`: what was written is there again. `refused`: what is no journal of ours.
//! - `told`: what moderators are told.

mod checkouts;
mod recorded;
mod refused;
mod told;

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::order::life::{
    ChatEvent, Confirmation, Delivery, DeliveryAct, DeliveryEvent, Event, MessageRole, Stage,
};
use crate::order::{MessageId, Record, Untrusted, UserId};
use crate::rich_text::RichText;
use crate::sources::tribute_chat::message::{Reading, Rules, read};
use crate::sources::{step, tribute_chat};

const PINS: Pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: true };
const ORDER: &str = "🆕 Custom Product Order\n\nCustomer: Иван\n\nProduct: 1 алмаз\n\nPrice: €5.00\n\nOrder Details:\n\n12345";

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
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
    tribute_chat::new_order(PINS, MessageId(message), Untrusted::new(ORDER), *form, now()).0
}

fn insert(journal: &mut Journal, message: i32) -> Record {
    journal.write(|writer| writer.insert_order(new_order(message), now())).unwrap()
}

fn effect(number: u32, key: &str) -> NewEffect {
    NewEffect {
        number,
        kind: EffectKind::Deliver(DeliveryAct::Reply),
        key: key.to_owned(),
        payload: "first".to_owned(),
        due_at: now(),
    }
}
