//! Going on after the journal was lost or restored from a backup.
//!
//! What was done since is not known, and the chat shows only a part of it. So every order since,
//! and every order that was under way, is handed to people: nothing is given, answered or pressed.
//! Everything is looked at first ([`Recovery::look`]) and changed in one transaction
//! ([`Recovery::adopt`]): a crash leaves all of it to be done again.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::{EncodePayload, Outbox};
use crate::i18n::{Arguments, arguments};
use crate::journal::{Journal, JournalError, MarkedChat, NotificationKey, Progress, Writer};
use crate::machine::{SharedClock, SharedRandomness};
use crate::moderation::Adopted;
use crate::order::life::Event;
use crate::order::purchase::OrderForm;
use crate::order::{MessageId, Record};
use crate::report::{CodedError, failed, usage};
use crate::sources;
use crate::sources::tribute_chat::message::Reading;
use crate::sources::tribute_chat::state::BASELINE_COUNTED;
use crate::sources::tribute_chat::{PAGE, Settings, Since, history_page_with_retry, new_order};
use crate::telegram::{CallError, ChatReader, Message};

const PAGES_MAX: u32 = 10_000;

pub struct Recovery<R> {
    pub settings: Settings,
    pub reader: Arc<R>,
    pub clock: SharedClock,
    pub rng: SharedRandomness,
    /// What an order owes; one that is handed to people owes nothing.
    pub encoder: Box<dyn EncodePayload>,
}

/// What is not known, and what the chat shows of it.
#[derive(Clone, Debug)]
pub struct UnrecordedOrders {
    /// The orders of the chat that are not in the journal, oldest first.
    pub found: Vec<FoundOrder>,
    /// The journal's orders that were under way, oldest first.
    pub open: Vec<OpenOrder>,
    /// Messages of the bot that no rule knows.
    pub unknown_count: u32,
    /// When the oldest message was written that was looked at.
    pub since: Option<Timestamp>,
    /// The newest message; what comes later is taken as always.
    top: MessageId,
}

#[derive(Clone, Debug)]
pub struct FoundOrder {
    pub message: Message,
    pub form: OrderForm,
    /// The answer to it that stands in the chat.
    pub reply: Option<MessageId>,
}

#[derive(Clone, Debug)]
pub struct OpenOrder {
    pub record: Record,
    /// The answer to it that stands in the chat and that the journal does not know.
    pub reply: Option<MessageId>,
}

impl UnrecordedOrders {
    pub fn orders(&self) -> usize {
        self.found.len() + self.open.len()
    }

    pub fn answered(&self) -> usize {
        self.found.iter().filter(|found| found.reply.is_some()).count()
    }
}

impl<R: ChatReader> Recovery<R> {
    /// Looks at the chat above what both the journal and `remembered` vouch for, and further back
    /// if the settings say so. Changes nothing.
    pub async fn look(
        &self,
        journal: Option<&Journal>,
        remembered: Option<&Progress>,
    ) -> Result<UnrecordedOrders, CodedError> {
        let above = floor(journal, remembered)?;
        let messages = self.read_above(above).await?;
        let ours = messages.iter().filter(|message| message.outgoing);
        // Newest first: the first answer of several remains.
        let replies: HashMap<_, _> = ours.filter_map(|it| Some((it.reply_to?, it.id))).collect();
        let mut unrecorded = UnrecordedOrders {
            since: messages.last().map(|oldest| oldest.sent_at),
            top: messages.first().map_or(above, |newest| newest.id),
            found: Vec::new(),
            open: Vec::new(),
            unknown_count: 0,
        };
        for message in messages.into_iter().rev() {
            match self.settings.read(&message) {
                Reading::Order(form) if self.settings.suspicion(&message).is_none() => {
                    let known = journal.map(|journal| journal.order_of_message(message.id));
                    if known.transpose()?.flatten().is_none() {
                        let reply = replies.get(&message.id).copied();
                        unrecorded.found.push(FoundOrder { message, form: *form, reply });
                    }
                }
                Reading::Notice => {}
                _ if message.service => {}
                // With buttons, or as an answer, it is most likely a confirmation.
                _ if message.outgoing
                    || message.reply_to.is_some()
                    || !message.buttons.is_empty() => {}
                _ => unrecorded.unknown_count += 1,
            }
        }
        if let Some(journal) = journal {
            unrecorded.open.extend(journal.open_orders()?.iter().map(|record| {
                let reply = record.life.message().and_then(|message| replies.get(&message));
                OpenOrder { record: record.clone(), reply: reply.copied() }
            }));
        }
        Ok(unrecorded)
    }

    async fn read_above(&self, above: MessageId) -> Result<Vec<Message>, CodedError> {
        let is_wanted = |message: &Message| {
            message.id > above
                || match self.settings.since {
                    None => false,
                    Some(Since::All) => true,
                    Some(Since::Moment(moment)) => message.sent_at >= moment,
                }
        };
        let mut messages: Vec<Message> = Vec::new();
        for _ in 0..PAGES_MAX {
            let below = messages.last().map(|lowest| lowest.id);
            let page = history_page_with_retry(&*self.reader, &*self.rng, below).await;
            let page = page.map_err(|error| chat_unread(&error))?;
            let is_last = page.len() < PAGE as usize || !page.iter().all(is_wanted);
            messages.extend(page.into_iter().filter(is_wanted));
            if is_last {
                return Ok(messages);
            }
        }
        Err(usage("adopt.too_long", Arguments::new()))
    }

    /// Hands all of the gap to people, and lets the journal go on from here under `journal_id`,
    /// with numbers above `last_number`. Returns the numbers of the found orders.
    pub fn adopt(
        &self,
        unrecorded: UnrecordedOrders,
        journal: &mut Journal,
        journal_id: &str,
        last_number: u32,
    ) -> Result<Vec<u32>, JournalError> {
        let now = self.clock.now();
        let summary = self.settings.formatter.adopted(&Adopted {
            since: unrecorded.since.unwrap_or(now),
            found: count(unrecorded.found.len()),
            answered: count(unrecorded.answered()),
            open: count(unrecorded.open.len()),
            unknown: unrecorded.unknown_count,
        });
        let unplaced = journal.unplaced_notifications()?;
        journal.write(|writer| {
            writer.rename_journal(journal_id)?;
            writer.number_above(last_number)?;
            // Some of them may have been given since.
            writer.set_codes_aside()?;
            for key in &unplaced {
                writer.notify_under(key, self.random_id())?;
            }
            let key = NotificationKey::once(&format!("adopted:{journal_id}"));
            writer.notify(&key, None, &summary, self.random_id(), now)?;
            for OpenOrder { record, reply } in unrecorded.open {
                self.hand_over(writer, record, reply)?;
            }
            let mut numbers = Vec::new();
            for FoundOrder { message, form, reply } in unrecorded.found {
                let (id, text, sent_at) = (message.id, message.text, message.sent_at);
                let (new, _) = new_order(self.settings.pins, id, text, form, sent_at);
                let record = writer.insert_order(new, self.clock.now())?;
                numbers.push(record.number);
                self.hand_over(writer, record, reply)?;
            }
            writer.set_baseline(MarkedChat::Tribute, unrecorded.top)?;
            writer.move_mark(MarkedChat::Tribute, unrecorded.top)?;
            writer.set(BASELINE_COUNTED, 1)?;
            Ok(numbers)
        })
    }

    fn hand_over(
        &self,
        writer: &Writer<'_>,
        record: Record,
        reply: Option<MessageId>,
    ) -> Result<(), JournalError> {
        let now = self.clock.now();
        let event = Event::JournalRestored { answer: reply };
        let transition = sources::step(&record.life, event.clone(), now)
            .map_err(|illegal| JournalError::Unreadable(illegal.to_string()))?;
        if transition.order == record.life {
            return Ok(());
        }
        let after = Record { life: transition.order.clone(), updated_at: now, ..record };
        writer.record_event(&after, &event, now)?;
        let outbox = Outbox {
            encoder: &*self.encoder,
            wording: &self.settings.formatter,
            random_ids: (self.random_id(), self.random_id()),
            now,
        };
        outbox.write(writer, &after, &transition.effects, 1, true)
    }

    fn random_id(&self) -> i64 {
        self.rng.next_u64().cast_signed()
    }
}

/// What is up to here is known: no order below was open, and the chat was read.
fn floor(
    journal: Option<&Journal>,
    remembered: Option<&Progress>,
) -> Result<MessageId, JournalError> {
    let mark = journal.map(|journal| journal.mark(MarkedChat::Tribute));
    let mark = mark.transpose()?.flatten().map(|mark| mark.scanned_through);
    let settled = remembered.map(|progress| progress.settled_through);
    Ok(mark.into_iter().chain(settled).min().unwrap_or(MessageId(0)))
}

fn count(found: usize) -> u32 {
    u32::try_from(found).unwrap_or(u32::MAX)
}

/// The chat with Tribute can't be read. Nothing was changed.
pub(crate) fn chat_unread(error: &CallError) -> CodedError {
    failed("adopt.chat_unread", arguments!(why = error.explanation()))
}
