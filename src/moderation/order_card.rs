//! The frame of an order's card: which lines it has in which state.

use jiff::Timestamp;

use super::compose::Compose;
use super::handed::{self, Given};
use super::reasons::Words;
use super::voice::Voice;
use super::{advice, reasons};
use crate::language::Language;
use crate::order::life::{ClosedBy, DeliveryStage, Reason, State, WhyClosed};
use crate::order::{AccountId, Record, Untrusted};

/// More than these characters of a name or a label say nothing more.
pub(super) const NAME_CHARACTERS_MAX: usize = 64;
/// More than these characters of a product's name say nothing more.
const PRODUCT_CHARACTERS_MAX: usize = 128;

/// Writes the card of an order as it stands.
pub(super) fn write(voice: &Voice, record: &Record, now: Timestamp) -> Compose {
    let card = Card { voice, record, now };
    match &record.life.state {
        State::Escalated { reason } => card.escalated(reason),
        State::Activating => card.at_work("waiting for the shop.", "жду ответа магазина."),
        State::Delivering(DeliveryStage::Replying | DeliveryStage::Sending) => {
            card.at_work("answering the customer.", "отвечаю покупателю.")
        }
        State::Delivering(DeliveryStage::AwaitingConfirmation { .. }) => {
            card.at_work("waiting for Tribute's button.", "жду кнопку от Трибьюта.")
        }
        State::Delivering(DeliveryStage::Confirming { .. }) => {
            card.at_work("pressing the button.", "нажимаю кнопку.")
        }
        State::Completed { at } => card.completed(*at),
        State::Closed { at, by, why } => card.closed(*at, *by, *why),
        State::Revoking { .. } => card.revoking(),
        State::Refunded { at, .. } => card.refunded(*at),
    }
}

/// One order, about to be told.
struct Card<'a> {
    voice: &'a Voice,
    record: &'a Record,
    now: Timestamp,
}

impl Card<'_> {
    fn escalated(&self, reason: &Reason) -> Compose {
        let mark = match Given::of(self.record) {
            Given::No => "❗",
            Given::Maybe | Given::Unknown | Given::Yes { .. } | Given::ByHand => "⚠️",
        };
        let card = self.header(mark).line();
        let card = self.bot_said_inline(reasons::happened(card, self.voice, self.record, reason));
        let words = reasons::words(self.record, reason);
        // Two texts leave no line for the customer alone.
        let card = match words {
            Words::BeforeAndAfter(..) => card.say(" "),
            Words::Details(_) | Words::Message(_) => card.line(),
        };
        let card = self.words(self.customer(card), &words).line();
        let card = handed::done(card, self.voice, self.record).line();
        advice::advise(card, self.voice, self.record, reason)
    }

    fn at_work(&self, english: &str, russian: &str) -> Compose {
        let doing = self.voice.pick(english, russian);
        let card = self.header("🔄").line();
        let card = card
            .say(self.voice.pick("In progress: ", "В работе: "))
            .say(doing);
        let card = self.customer(self.bot_said_inline(card).line()).line();
        handed::done(card, self.voice, self.record)
    }

    fn completed(&self, at: Timestamp) -> Compose {
        let mark = if self.record.life.bot_said().is_some() {
            "⚠️"
        } else {
            "✅"
        };
        self.bot_said_later(self.settled(mark, at))
    }

    fn closed(&self, at: Timestamp, by: ClosedBy, why: WhyClosed) -> Compose {
        let whom = match (why, by) {
            (WhyClosed::AnsweredByHand, _) => ("answered by hand", "ответили вручную"),
            (WhyClosed::PressedByHand, _) => ("pressed by hand", "кнопку нажали вручную"),
            (WhyClosed::Said, ClosedBy::Owner) => ("closed by the owner", "закрыл владелец"),
            (WhyClosed::Said, ClosedBy::Moderator) => ("closed by a moderator", "закрыл модератор"),
        };
        let whom = format!(" · {}", self.voice.pick(whom.0, whom.1));
        let twice = handed::perhaps_twice(self.record, why);
        let mark = if twice || self.record.life.bot_said().is_some() {
            "⚠️"
        } else {
            "✅"
        };
        let mut card = self.settled(mark, at).say(whom);
        if twice {
            card = handed::check_for_twice(card.line(), self.voice, self.record);
            card = self.customer(card.line());
        }
        self.bot_said_later(card)
    }

    fn revoking(&self) -> Compose {
        let card = self.header("↩️").line().say(self.voice.pick(
            "The customer has the money back; the shop is to take the goods back.",
            "Покупателю вернули деньги; магазин должен забрать товар.",
        ));
        let card = self.customer(self.bot_said_inline(card).line());
        card.line()
            .say(
                self.voice
                    .pick("For the shop: order ", "Для магазина: заказ "),
            )
            .code(&self.record.id)
            .say(".")
    }

    fn refunded(&self, at: Timestamp) -> Compose {
        let card = self.settled("↩️", at);
        self.bot_said_later(card.say(self.voice.pick(" · money back", " · деньги вернули")))
    }

    /// `❗ №148 · 10 алмазов · 10,00 EUR · аккаунт 12345 · 14:32`
    fn header(&self, mark: &str) -> Compose {
        let form = &self.record.form;
        let mut card = self.numbered(mark).say(" · ");
        card = match form.price {
            Some(price) => card.say(self.voice.money(price)),
            None => card.say(self.voice.pick("price unreadable", "цена не прочитана")),
        };
        if let Some(account) = &self.record.life.account {
            card = card.say(self.voice.pick(" · account ", " · аккаунт "));
            card = card.outside(&untrusted_account(account));
        }
        card.say(format!(
            " · {}",
            self.voice.time(self.record.ordered_at, self.now)
        ))
    }

    /// `✅ №148 · 10 алмазов → 12345 · 14:35`
    fn settled(&self, mark: &str, at: Timestamp) -> Compose {
        let mut card = self.numbered(mark);
        if let Some(account) = &self.record.life.account {
            card = card.say(" → ").outside(&untrusted_account(account));
        }
        card.say(format!(" · {}", self.voice.time(at, self.now)))
    }

    fn numbered(&self, mark: &str) -> Compose {
        let card = Voice::compose().say(format!("{mark} №{} · ", self.record.number));
        match &self.record.form.product {
            Some(product) => card.outside_short(product, PRODUCT_CHARACTERS_MAX),
            None => card.say(self.voice.pick("product unknown", "товар неизвестен")),
        }
    }

    /// The customer's name and username, or the number that Telegram knows them by.
    fn customer(&self, card: Compose) -> Compose {
        let customer = &self.record.form.customer;
        let mut card = card.say(self.voice.pick("Customer: ", "Покупатель: "));
        let name = customer.own_name();
        if let Some(name) = name {
            card = card.outside_short(name, NAME_CHARACTERS_MAX);
        }
        let (open, close) = if name.is_some() {
            (" (", ")")
        } else {
            ("", "")
        };
        card = match (&customer.username, customer.telegram_id) {
            (Some(username), _) => username_in(card.say(open), username).say(close),
            (None, Some(id)) => card.say(open).say("id ").code(id).say(close),
            (None, None) if name.is_none() => card.say(self.voice.pick("unknown", "неизвестен")),
            (None, None) => card,
        };
        card.say(".")
    }

    /// What the customer wrote, or the texts that tell why.
    fn words(&self, card: Compose, words: &Words<'_>) -> Compose {
        match words {
            Words::Details(None) => card.say(
                self.voice
                    .pick(" They wrote nothing.", " Ничего не написал."),
            ),
            Words::Details(Some(details)) => card
                .say(self.voice.pick(" They wrote:", " Написал:"))
                .line()
                .quote(details),
            Words::Message(text) => card
                .say(
                    self.voice
                        .pick(" The whole message:", " Сообщение целиком:"),
                )
                .line()
                .quote(text),
            Words::BeforeAndAfter(before, after) => card
                .say(self.voice.pick(" Before and after:", " Было и стало:"))
                .line()
                .quote(before)
                .line()
                .quote(after),
        }
    }

    fn bot_said_inline(&self, card: Compose) -> Compose {
        match self.record.life.bot_said() {
            Some(text) => said(
                card.say(self.voice.pick(" Tribute wrote: ", " Трибьют написал: ")),
                self.voice.language,
                text,
            ),
            None => card,
        }
    }

    fn bot_said_later(&self, card: Compose) -> Compose {
        match self.record.life.bot_said() {
            Some(text) => card
                .line()
                .say(
                    self.voice
                        .pick("Tribute wrote later:", "Трибьют потом написал:"),
                )
                .line()
                .quote(text),
            None => card,
        }
    }
}

fn username_in(card: Compose, username: &str) -> Compose {
    let harmless = username.len() <= 32
        && username
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // Only outside monospace does a tap open the chat with them.
    if harmless {
        card.say(format!("@{username}"))
    } else {
        let shown = Untrusted::new(format!("@{username}"));
        card.outside_short(&shown, NAME_CHARACTERS_MAX)
    }
}

/// Somebody's words in the middle of a line.
pub(super) fn said(card: Compose, language: Language, text: &Untrusted) -> Compose {
    let (open, close) = language.pick(("“", "”"), ("«", "»"));
    card.say(open).outside(text).say(close)
}

/// An account number is what the owner's pattern let through: anything.
pub(super) fn untrusted_account(account: &AccountId) -> Untrusted {
    Untrusted::new(account.as_str())
}
