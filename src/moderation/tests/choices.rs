//! What may be said of an order in every state, and what comes of it when it is said.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::reasons;
use super::samples::{done, escalated, formatter, now, record, refund, replied, text};
use crate::engine::{EncodePayload, Engine, NewAct, Parts, Wording as _};
use crate::i18n::{Language, arguments};
use crate::journal::{
    Journal, JournalError, NewEffect, NewOrder, NotificationKey, Pins, UnknownMessage, Wanted,
};
use crate::machine::Machine;
use crate::moderation::commands::decisions::{Decision, is_late};
use crate::moderation::commands::words::{Answer, Request};
use crate::moderation::commands::{ACCOUNT_TAKEN_AFTER, Choices, OrderReader, Verdict};
use crate::order::checkout::{Checkout, CheckoutRef, RefundPart};
use crate::order::life::{
    Activation, ClosedBy, Delivery, DeliveryStage, Effect, MessageDelivery, Press, Reason, State,
    WhyClosed,
};
use crate::order::purchase::OrderForm;
use crate::order::{
    AccountId, Button, CheckoutId, Code, MessageId, Record, SourceName, Untrusted, UserId,
};
use crate::report::{CodedError, failed};

pub struct NothingOwed;

impl EncodePayload for NothingOwed {
    fn encode(&self, _act: &NewAct<'_>) -> Option<NewEffect> {
        None
    }

    fn draft(&self, _record: &Record, _codes: &[Code]) -> Untrusted {
        text("Done!")
    }
}

struct AnyNumber;

impl OrderReader for AnyNumber {
    fn reread(&self, _record: &Record) -> Option<OrderForm> {
        None
    }

    fn account(&self, text: &str) -> Option<AccountId> {
        Some(AccountId::known(text))
    }

    fn can_refund(&self, record: &Record, is_part: bool) -> bool {
        let source = record.source.as_str();
        source == "tbank" || (source != "tribute_chat" && !is_part)
    }

    fn why_no_part(
        &self,
        _record: &Record,
        _checkout: Option<&Checkout>,
        part: &RefundPart,
    ) -> Option<CodedError> {
        (part.money.amount == 998).then(|| failed("tbank.invalid", arguments!()))
    }

    fn adopt(&self, _message: &UnknownMessage) -> (NewOrder, Vec<Effect>) {
        unreachable!("nothing unknown is answered here")
    }
}

pub fn engine(folder: &std::path::Path) -> Engine {
    let pins = Pins { seller: UserId(777), bot: UserId(1), livemode: false };
    let path = folder.join("main.journal");
    Engine::new(Parts {
        journal: Journal::open(&path, pins, "journal-1", Timestamp::UNIX_EPOCH).unwrap(),
        clock: Arc::new(Machine),
        rng: Arc::new(Machine),
        step: crate::sources::step,
        encoder: Box::new(NothingOwed),
        wording: Box::new(formatter(Language::English)),
        approve_first: 0,
    })
}

fn states() -> Vec<State> {
    let refund = refund();
    let why = text("gone");
    vec![
        State::Activating,
        State::Delivering(DeliveryStage::Replying),
        State::Delivering(DeliveryStage::AwaitingConfirmation { since: now() }),
        State::Delivering(DeliveryStage::Confirming { press: Press::Owed }),
        State::Delivering(DeliveryStage::Confirming { press: Press::Begun }),
        State::Delivering(DeliveryStage::Sending),
        State::Completed { at: now() },
        State::Closed { at: now(), by: ClosedBy::Owner, why: WhyClosed::AnsweredByHand },
        State::Revoking { refund: refund.clone() },
        State::Refunded { at: now(), refund: refund.clone() },
        State::Escalated { reason: Reason::NotRevoked { why, refund } },
    ]
}

/// Orders in every state and for every reason, whatever is known of the goods and the account, however they
/// are delivered.
fn orders() -> Vec<Record> {
    let others = states().into_iter().map(|state| {
        let mut record = replied(record());
        record.life.state = state;
        record
    });
    let orders: Vec<Record> = reasons::orders().into_iter().chain(others).collect();
    let activations = [Activation::None, Activation::Uncertain, done(), Activation::ByHand];
    let mut all = Vec::new();
    for (order, activation) in
        orders.iter().flat_map(|it| activations.iter().map(move |known| (it, known)))
    {
        for account in [None, Some(AccountId::known("12345"))] {
            let mut order = order.clone();
            order.life.activation = activation.clone();
            order.life.account = account;
            all.push(order.clone());
            if matches!(order.life.state, State::Delivering(_)) {
                continue;
            }
            for delivery in [Delivery::Nothing, Delivery::Message(MessageDelivery::default())] {
                order.life.delivery = delivery;
                all.push(order.clone());
            }
        }
    }
    all
}

fn requests() -> Vec<Request> {
    let answers = [
        Answer::Stop,
        Answer::Retry,
        Answer::Given,
        Answer::Close,
        Answer::Done,
        Answer::Check,
        Answer::Mine,
        Answer::Story,
        Answer::Yes,
        Answer::No,
        Answer::Order,
        Answer::NoOrder,
    ];
    let account = Request::Account { number: "87654321".to_owned(), is_named: true };
    let presses = [Request::Press(1), Request::Press(99)];
    answers.map(Request::Answer).into_iter().chain(presses).chain([account]).collect()
}

fn is_offered(choices: &Choices, request: &Request) -> bool {
    match request {
        Request::Account { .. } => choices.account,
        Request::Press(number) => {
            choices.buttons.get(number - 1).is_some_and(Button::may_be_pressed)
        }
        Request::Answer(Answer::Retry) => choices.retry,
        Request::Answer(Answer::Given) => choices.given,
        Request::Answer(Answer::Close) => choices.close,
        Request::Answer(Answer::Check) => choices.check,
        Request::Answer(Answer::Yes | Answer::No) => choices.approve,
        Request::Answer(_) | Request::Command(..) => false,
    }
}

/// Puts the order into the journal, under an identity of its own.
pub fn taken_in(engine: &mut Engine, order: &Record, index: i32) -> Record {
    let mut life = order.life.clone();
    if let Some(chat) = life.delivery.chat_mut() {
        chat.order = MessageId(1_000 * index);
    }
    let new = NewOrder {
        id: format!("777000-6675346585-{index}").parse().unwrap(),
        source: order.source.clone(),
        external_id: index.to_string(),
        text: order.text.clone(),
        form: order.form.clone(),
        life,
        ordered_at: order.ordered_at,
    };
    engine.write(|writer| writer.insert_order(new, now())).unwrap()
}

#[test]
fn what_is_offered_can_be_done_and_nothing_else_changes_anything() {
    let folder = tempfile::tempdir().unwrap();
    let orders = orders();
    let cases = orders.iter().flat_map(|it| requests().into_iter().map(move |said| (it, said)));
    let all = |engine: &mut Engine| {
        (1..).zip(cases).for_each(|(index, (order, request))| check(engine, index, order, request));
        Ok::<_, JournalError>(())
    };
    engine(folder.path()).write_together(all).unwrap();
}

fn check(engine: &mut Engine, index: i32, order: &Record, request: Request) {
    let before = taken_in(engine, order, index);
    let number = before.number;
    let offered = is_offered(&Choices::of(&before), &request);
    let about = format!("{:?}, {:?}: {request:?}", before.life.state, before.life.activation);
    let mut verdict = said(engine, &before, Some(request));
    if matches!(verdict, Verdict::Scheduled { .. }) {
        assert!(offered, "{about}");
        verdict = said(engine, &before, None);
        assert!(matches!(verdict, Verdict::AccountTaken { .. }), "{about}: {verdict:?}");
    }
    let journal = engine.journal();
    let fault = NotificationKey::once(&format!("fault:{number}"));
    assert!(!journal.is_told(&fault).unwrap(), "{about}: it can't happen, and happened");
    if offered {
        assert!(!matches!(verdict, Verdict::NotNow | Verdict::Settled), "{about}: {verdict:?}");
    } else {
        assert_eq!(journal.order(number).unwrap().unwrap(), before, "{about}");
        assert!(journal.events_of(number).unwrap().is_empty(), "{about}");
    }
}

/// What comes of a request; `None`: an account number is due.
fn said(engine: &mut Engine, record: &Record, request: Option<Request>) -> Verdict {
    let (by, answer) = (&Untrusted::new("Pavel"), &NotificationKey::once("answer"));
    let (record, now, is_calling) = (record.clone(), now(), false);
    let (reader, account_taken_after) = (&AnyNumber, ACCOUNT_TAKEN_AFTER);
    let decision =
        Decision { engine, reader, is_calling, record, by, answer, now, account_taken_after };
    let verdict = match request {
        Some(request) => decision.take(request),
        None => decision.take_account(AccountId::known("87654321")),
    };
    verdict.unwrap()
}

/// No change of the settings mends it: people say whether it is given for that, or the money goes back.
#[test]
fn another_amount_than_a_checkout_asks_for_is_given_when_people_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = engine(folder.path());
    let mut order = escalated(Reason::PriceMismatch);
    order.source = SourceName::new("tbank");
    order.life.delivery = Delivery::Nothing;
    order.form.listed_price = Some("€12.00".parse().unwrap());
    order.form.price_differs = true;
    let order_of_catalogue = taken_in(&mut engine, &order, 1);
    let verdict = said(&mut engine, &order_of_catalogue, Some(Request::Answer(Answer::Retry)));
    assert_eq!(verdict, Verdict::StillStuck { problem: None });
    order.form.checkout = Some(CheckoutRef { id: CheckoutId::new([1, 2]), reference: None });
    let order = taken_in(&mut engine, &order, 2);
    let choices = Choices::of(&order);
    assert!(choices.retry && choices.refund && choices.given && choices.close);
    let card = formatter(Language::English).card(&order, now()).text;
    assert!(card.contains("Paid €10.00, €12.00 was asked for."), "{card}");
    assert!(card.contains("give it for what was paid") && card.contains("refund"), "{card}");
    let verdict = said(&mut engine, &order, Some(Request::Answer(Answer::Retry)));
    assert_eq!(verdict, Verdict::Retried);
    let life = engine.journal().order(order.number).unwrap().unwrap().life;
    assert_eq!(life.state, State::Activating);
}

#[test]
fn no_more_goes_back_than_was_paid_and_a_part_only_where_that_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = engine(folder.path());
    let cases = [
        ("tribute_chat", None, Verdict::CantRefund),
        ("tribute_shop", None, Verdict::Refunding),
        ("tribute_shop", Some(1_000), Verdict::Refunding),
        ("tribute_shop", Some(999), Verdict::CantRefundPart),
        ("tribute_shop", Some(1_001), Verdict::BadAmount),
        ("tbank", Some(999), Verdict::Refunding),
        ("tbank", Some(998), Verdict::RefundRefused { why: failed("tbank.invalid", arguments!()) }),
        ("tbank", Some(0), Verdict::BadAmount),
        ("tbank", Some(-1), Verdict::BadAmount),
    ];
    for (index, (source, amount, verdict)) in (1..).zip(cases) {
        let mut order = record();
        order.source = SourceName::new(source);
        let order = taken_in(&mut engine, &order, index);
        let (number, by, now) = (order.number, &Untrusted::new("Pavel"), now());
        let decision = Decision {
            engine: &mut engine,
            reader: &AnyNumber,
            is_calling: false,
            record: order,
            by,
            answer: &NotificationKey::once("answer"),
            now,
            account_taken_after: ACCOUNT_TAKEN_AFTER,
        };
        let decided = decision.carry_out(&Wanted::Refund { amount, receipt: None }).unwrap();
        assert_eq!(decided, verdict, "{source} {amount:?}");
        let asked = engine.journal().refunds().unwrap();
        let asked = asked.iter().find(|it| it.number == number).map(|it| it.amount);
        let part = amount.filter(|amount| *amount != 1_000);
        assert_eq!(asked, (verdict == Verdict::Refunding).then_some(part), "{source} {amount:?}");
    }
}

#[test]
fn a_yes_is_about_what_was_shown_when_it_was_written() {
    let mut order = escalated(Reason::ApproveReply);
    order.life.delivery.chat_mut().unwrap().draft = Some(text("Done!"));
    order.updated_at = now();
    let written = |seconds| now() + SignedDuration::from_secs(seconds);
    let yes = Request::Answer(Answer::Yes);
    assert!(is_late(&order, &yes, written(-60)));
    // By Telegram's whole seconds.
    assert!(!is_late(&order, &yes, written(-1)));
    assert!(!is_late(&order, &Request::Answer(Answer::No), written(-60)));
    order.life.state = State::Delivering(DeliveryStage::Replying);
    assert!(!is_late(&order, &yes, written(-60)));
}
