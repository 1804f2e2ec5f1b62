//! Lives of orders, one for every state and reason that there is.

use std::time::Duration;

use tribute_agent::journal::NewOrder;
use tribute_agent::order::life::{
    ChatEvent, Effect, Event, PressOutcome, Receipt, Refund, RevocationAnswer, ShopAnswer,
};
use tribute_agent::order::purchase::{OrderForm, Problem};
use tribute_agent::order::{AccountId, Button, ButtonKind, MessageId, Untrusted};
use tribute_agent::sources::tribute_chat;

use super::home::{PINS, new_order, now};

/// An order, and what happened to it.
pub struct Life {
    pub new: NewOrder,
    pub effects: Vec<Effect>,
    pub events: Vec<Event>,
}

struct Story {
    lives: Vec<Life>,
}

/// All of them, each by messages of its own.
pub fn lives() -> Vec<Life> {
    let mut story = Story { lives: Vec::new() };
    story.of_activating();
    story.of_delivering();
    story.of_forms();
    story.of_trouble_at_the_shop();
    story.of_trouble_in_the_chat();
    story.of_first_orders();
    story.of_ends();
    story.of_refunds();
    story.lives
}

impl Story {
    /// Another order: these events happened to it.
    fn life(&mut self, events: impl IntoIterator<Item = Event>) {
        self.life_of(|_| {}, events);
    }

    fn life_of(&mut self, change: fn(&mut OrderForm), events: impl IntoIterator<Item = Event>) {
        let message = self.next();
        let mut form = new_order(message).form;
        change(&mut form);
        let text = new_order(message).text;
        let (new, effects) = tribute_chat::new_order(PINS, MessageId(message), text, form, now());
        self.lives.push(Life { new, effects, events: events.into_iter().collect() });
    }

    /// The message of the order that comes next; what is said about it has ids right after.
    fn next(&self) -> i32 {
        10 + 10 * i32::try_from(self.lives.len()).unwrap()
    }

    fn replied(&self) -> Vec<Event> {
        let message = MessageId(self.next() + 1);
        let sent = ChatEvent::ReplySent { message, attached: true };
        then(given(), [ChatEvent::ReplyBegun, sent])
    }

    fn asked(&self, button: Button) -> Vec<Event> {
        let seen = ChatEvent::ConfirmationSeen {
            message: MessageId(self.next() + 2),
            shown: vec![button.clone()],
            wanted: Some(button),
        };
        then(self.replied(), [seen])
    }

    fn pressing(&self) -> Vec<Event> {
        then(self.asked(send()), [ChatEvent::PressBegun])
    }

    fn completed(&self) -> Vec<Event> {
        let accepted = ChatEvent::PressAnswered(PressOutcome::Accepted);
        then(self.pressing(), [accepted])
    }

    /// Moderators are asked before anything is said.
    fn of_first_orders(&mut self) {
        for said in [None, Some(ChatEvent::Approved), Some(ChatEvent::Declined)] {
            self.life(then(given(), said));
            let life = self.lives.last_mut().unwrap();
            assert!(life.new.life.ask_first());
        }
    }

    fn of_activating(&mut self) {
        self.life([]);
        self.life([called()]);
        self.life([called(), answered(unavailable())]);
        let pending = ShopAnswer::Pending { retry_after: Some(Duration::from_mins(1)) };
        self.life([called(), answered(pending)]);
        // Another account, while the first call's outcome is unknown.
        self.life([called(), account_given("99999")]);
    }

    fn of_delivering(&mut self) {
        let unknown = ChatEvent::PressAnswered(PressOutcome::Unknown);
        let again = ChatEvent::PressUnproven { may_repeat: true };
        self.life(given());
        self.life(then(given(), [ChatEvent::ReplyBegun]));
        self.life(then(given(), [bot_message("one moment")]));
        self.life(self.replied());
        self.life(then(self.replied(), [bot_message("one moment")]));
        self.life(self.asked(send()));
        self.life(self.asked(keyboard()));
        self.life(self.pressing());
        self.life(then(self.pressing(), [ChatEvent::PressPutOff]));
        self.life(then(self.pressing(), [unknown.clone()]));
        self.life(then(self.pressing(), [unknown, again]));
    }

    fn of_forms(&mut self) {
        self.life_of(|form| problem(form, Problem::NoAccountId), []);
        self.life_of(|form| problem(form, Problem::UnknownProduct), []);
        self.life_of(|form| form.price_differs = true, []);
        let given = [account_given("12345"), called()];
        self.life_of(|form| problem(form, Problem::AmbiguousAccountId), given);
    }

    fn of_trouble_at_the_shop(&mut self) {
        let refused = ShopAnswer::Refused {
            code: text("order_not_found"),
            message: Some(text("no such order")),
        };
        self.life([called(), answered(refused)]);
        let unclear = ShopAnswer::Unclear { excerpt: text("ok") };
        self.life([called(), answered(unclear)]);
        let other = ShopAnswer::Activated(receipt("44444"));
        self.life([called(), answered(other)]);
        let unnamed = ShopAnswer::AlreadyActivated(Receipt::default());
        self.life([called(), account_given("99999"), called(), answered(unnamed)]);
        let edited = ChatEvent::OrderEdited { text: text("another text") };
        self.life([edited.into()]);
        self.life([called(), ChatEvent::OrderDeleted.into()]);
    }

    fn of_trouble_in_the_chat(&mut self) {
        let refused = ChatEvent::ReplyRefused { why: text("USER_IS_BLOCKED") };
        self.life(then(given(), [ChatEvent::ReplyBegun, refused]));
        let detached =
            ChatEvent::ReplySent { message: MessageId(self.next() + 1), attached: false };
        self.life(then(given(), [ChatEvent::ReplyBegun, detached]));
        self.life(then(self.replied(), [ChatEvent::ConfirmationOverdue]));
        let strange = ChatEvent::ConfirmationSeen {
            message: MessageId(self.next() + 2),
            shown: vec![send(), keyboard()],
            wanted: None,
        };
        self.life(then(self.replied(), [strange]));
        self.life(then(self.asked(keyboard()), [ChatEvent::KeyboardReplaced]));
        let alert = ChatEvent::PressAnswered(PressOutcome::Refused(text("too late")));
        self.life(then(self.pressing(), [alert]));
        let unknown = ChatEvent::PressAnswered(PressOutcome::Unknown);
        let unproven = ChatEvent::PressUnproven { may_repeat: false };
        self.life(then(self.pressing(), [unknown, unproven]));
        let restored = Event::JournalRestored { answer: Some(MessageId(self.next() + 1)) };
        self.life([called(), restored]);
    }

    fn of_ends(&mut self) {
        self.life(self.completed());
        self.life(then(self.completed(), [bot_message("refused")]));
        let by_hand = ChatEvent::AnsweredByHand { message: MessageId(self.next() + 3) };
        self.life([called(), by_hand.into()]);
        self.life(then(self.asked(send()), [ChatEvent::PressEvidence]));
        self.life([Event::CloseRequested]);
        let mut closed_unanswered = self.replied();
        closed_unanswered.push(Event::CloseRequested);
        self.life(closed_unanswered);
        self.life([Event::GoodsGiven]);
    }

    fn of_refunds(&mut self) {
        let answer = |answer| Event::RevocationAnswered { answer, jitter: 0 };
        let begun = || Event::RevocationBegun;
        let not_yet = RevocationAnswer::NotYet { why: text("503"), retry_after: None };
        let never = RevocationAnswer::NotRevoked { why: text("already used") };
        self.life([refunded()]);
        for later in [
            vec![],
            vec![begun()],
            vec![begun(), answer(not_yet)],
            vec![begun(), answer(never)],
            vec![begun(), answer(RevocationAnswer::Revoked)],
        ] {
            let mut events = self.completed();
            events.push(refunded());
            events.extend(later);
            self.life(events);
        }
    }
}

fn given() -> Vec<Event> {
    vec![called(), answered(ShopAnswer::Activated(receipt("12345")))]
}

fn then(mut events: Vec<Event>, more: impl IntoIterator<Item = ChatEvent>) -> Vec<Event> {
    events.extend(more.into_iter().map(Event::from));
    events
}

fn called() -> Event {
    Event::ActivationBegun
}

fn answered(answer: ShopAnswer) -> Event {
    Event::ShopAnswered { answer, jitter: 0, alone: false }
}

fn unavailable() -> ShopAnswer {
    ShopAnswer::Unavailable { why: text("HTTP 503"), retry_after: None }
}

fn receipt(account: &str) -> Receipt {
    Receipt {
        account: Some(AccountId::known(account)),
        payment_id: Some(text("A-1001")),
        ..Receipt::default()
    }
}

fn account_given(account: &str) -> Event {
    Event::AccountGiven(AccountId::known(account))
}

fn bot_message(said: &str) -> ChatEvent {
    ChatEvent::BotMessage { text: text(said) }
}

fn refunded() -> Event {
    let refund = Refund { amount: None, full: true, reason: Some(text("asked for it")), at: now() };
    Event::Refunded(refund)
}

fn problem(form: &mut OrderForm, problem: Problem) {
    form.problem = Some(problem);
    form.account = None;
}

fn text(text: &str) -> Untrusted {
    Untrusted::new(text)
}

fn send() -> Button {
    Button { label: text("Send"), kind: ButtonKind::Callback { data: vec![1, 2] } }
}

fn keyboard() -> Button {
    Button { label: text("Send"), kind: ButtonKind::KeyboardText }
}
