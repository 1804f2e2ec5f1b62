//! The card of an order that is not escalated.

use super::samples::{at, done, formatter, now, reads, record, refund, replied, text};
use crate::engine::Wording as _;
use crate::i18n::Language;
use crate::moderation::Formatter;
use crate::order::life::{Activation, ClosedBy, DeliveryStage, Press, Refund, State, WhyClosed};
use crate::order::{AccountId, MessageId, Record, Untrusted, UserId};

fn russian() -> Formatter {
    formatter(Language::Russian)
}

fn in_state(mut record: Record, state: State) -> Record {
    record.life.state = state;
    record
}

fn closed(record: Record, by: ClosedBy, why: WhyClosed) -> Record {
    in_state(record, State::Closed { at: now(), by, why })
}

#[test]
fn a_completed_order_is_one_line() {
    let record = in_state(replied(record()), State::Completed { at: now() });
    let both = "✅ №148 · `10 алмазов` → `12345` · 14:35";
    reads(&russian().card(&record, now()), both);
    reads(&formatter(Language::English).card(&record, now()), both);
}

#[test]
fn what_the_bot_says_after_the_end_is_told_with_it() {
    let mut record = in_state(replied(record()), State::Completed { at: now() });
    record.life.delivery.chat_mut().unwrap().bot_said = Some(text("Отклонено модерацией"));
    reads(
        &russian().card(&record, at("2026-11-23T11:35:00Z")),
        "⚠️ №148 · `10 алмазов` → `12345` · 22.11 14:35
         Tribute потом написал:
         > Отклонено модерацией",
    );
}

#[test]
fn an_order_that_goes_on_after_an_escalation_is_at_work() {
    let at_work = [
        (State::Activating, "жду ответа магазина."),
        (State::Delivering(DeliveryStage::Replying), "отвечаю покупателю."),
        (
            State::Delivering(DeliveryStage::AwaitingConfirmation { since: now() }),
            "жду кнопку от Tribute.",
        ),
        (State::Delivering(DeliveryStage::Confirming { press: Press::Owed }), "нажимаю кнопку."),
    ];
    for (state, doing) in at_work {
        reads(
            &russian().card(&in_state(replied(record()), state), now()),
            &format!(
                "🔄 №148 · `10 алмазов` · €10,00 · аккаунт `12345` · 14:32
                 В работе: {doing}
                 Покупатель: `Иван` (@ivan).
                 Оплачено. Выдано на `12345` (платёж `A-1001`). Ответ отправлен."
            ),
        );
    }
}

#[test]
fn while_the_shop_is_asked_nobody_is_sent_to_look_there() {
    let mut record = in_state(record(), State::Activating);
    record.life.activation = Activation::Uncertain;
    let last = |record: &Record, language| {
        let text = formatter(language).card(record, now()).text;
        text.lines().last().expect("a line").to_owned()
    };
    assert_eq!(
        last(&record, Language::Russian),
        "Оплачено. Магазину передано, что выдано, он ещё не сказал. Покупателю не отвечали."
    );
    assert_eq!(
        last(&record, Language::English),
        "Paid. The shop is asked for the goods, and has not said yet that they are given. Nobody answered the customer."
    );
    // What was asked for before was for another account.
    record.life.other_account_doubtful = true;
    assert!(last(&record, Language::English).contains("may ALREADY be given"));
}

#[test]
fn money_that_went_back_is_told_until_the_goods_are_back_too() {
    let refund = refund();
    let revoking = State::Revoking { refund: refund.clone() };
    reads(
        &formatter(Language::English).card(&in_state(replied(record()), revoking), now()),
        "↩️ №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
         The customer has the money back; the shop is to take the goods back.
         Customer: `Иван` (@ivan).
         For the shop: order `777000-6675346585-495`.",
    );
    let refunded = State::Refunded { at: now(), refund: refund.clone() };
    reads(
        &russian().card(&in_state(replied(record()), refunded), now()),
        "↩️ №148 · `10 алмазов` → `12345` · 14:35 · деньги вернули",
    );
    let part = Refund { amount: Some("€3.50".parse().unwrap()), full: false, ..refund };
    let revoking = State::Revoking { refund: part.clone() };
    let card = formatter(Language::English).card(&in_state(replied(record()), revoking), now());
    assert!(card.text.contains("has €3.50 of the money back"), "{}", card.text);
    let refunded = State::Refunded { at: now(), refund: part };
    reads(
        &formatter(Language::English).card(&in_state(record(), refunded), now()),
        "⚠️ №148 · `10 алмазов` → `12345` · 14:35 · €3.50 of the money back; nothing was given, and the rest of it is here",
    );
}

#[test]
fn what_the_bot_says_meanwhile_is_told() {
    let mut record = in_state(record(), State::Activating);
    record.life.delivery.chat_mut().unwrap().bot_said = Some(text("Заказ отменён"));
    reads(
        &formatter(Language::English).card(&record, now()),
        "🔄 №148 · `10 алмазов` · €10.00 · account `12345` · 14:32
         In progress: waiting for the shop. Tribute wrote: “`Заказ отменён`”
         Customer: `Иван` (@ivan).
         Paid. Not given. Nobody answered the customer.",
    );
}

#[test]
fn an_order_closed_before_anything_was_given_is_one_line() {
    let cases = [
        (ClosedBy::Owner, WhyClosed::AnsweredByHand, " → `12345` · 14:35 · ответили вручную"),
        (ClosedBy::Owner, WhyClosed::PressedByHand, " → `12345` · 14:35 · кнопку нажали вручную"),
        (ClosedBy::Moderator, WhyClosed::Said, " · 14:35 · закрыл модератор, не выдано"),
        (ClosedBy::Owner, WhyClosed::Said, " · 14:35 · закрыл владелец, не выдано"),
    ];
    for (by, why, rest) in cases {
        let expected = format!("✅ №148 · `10 алмазов`{rest}");
        reads(&russian().card(&closed(record(), by, why), now()), &expected);
    }
}

#[test]
fn an_order_pressed_by_hand_after_our_reply_is_one_line() {
    let record = closed(replied(record()), ClosedBy::Owner, WhyClosed::PressedByHand);
    reads(
        &russian().card(&record, now()),
        "✅ №148 · `10 алмазов` → `12345` · 14:35 · кнопку нажали вручную",
    );
}

#[test]
fn answered_by_hand_and_given_by_the_shop_says_what_to_check() {
    let mut record = record();
    record.life.activation = done();
    let record = closed(record, ClosedBy::Owner, WhyClosed::AnsweredByHand);
    reads(
        &russian().card(&record, now()),
        "⚠️ №148 · `10 алмазов` → `12345` · 14:35 · ответили вручную
         Магазин тоже выдал на `12345` (платёж `A-1001`). Проверьте в магазине, не выдано ли дважды: заказ `777000-6675346585-495`.
         Покупатель: `Иван` (@ivan).",
    );
    reads(
        &formatter(Language::English).card(&record, now()),
        "⚠️ №148 · `10 алмазов` → `12345` · 14:35 · answered by hand
         The shop has also given to `12345` (payment `A-1001`). Check in the shop that nothing was given twice: order `777000-6675346585-495`.
         Customer: `Иван` (@ivan).",
    );
}

#[test]
fn answered_by_hand_and_perhaps_given_by_the_shop_says_what_to_check() {
    let mut record = record();
    record.life.activation = Activation::Uncertain;
    let record = closed(record, ClosedBy::Owner, WhyClosed::AnsweredByHand);
    reads(
        &russian().card(&record, now()),
        "⚠️ №148 · `10 алмазов` → `12345` · 14:35 · ответили вручную
         Магазин тоже мог выдать. Проверьте в магазине, не выдано ли дважды: заказ `777000-6675346585-495`.
         Покупатель: `Иван` (@ivan).",
    );
}

#[test]
fn an_order_of_another_day_has_its_date() {
    let escalated = super::samples::escalated(crate::order::life::Reason::NoConfirmation);
    let header = |day: &str| {
        let text = russian().card(&replied(escalated.clone()), at(day)).text;
        text.lines().next().expect("a line").to_owned()
    };
    let start = "⚠️ №148 · 10 алмазов · €10,00 · аккаунт 12345 · ";
    assert_eq!(header("2026-11-22T20:59:59Z"), format!("{start}14:32"));
    assert_eq!(header("2026-11-22T21:00:00Z"), format!("{start}22.11 14:32"));
    assert_eq!(header("2027-01-01T00:00:00Z"), format!("{start}22.11.2026 14:32"));
}

/// The line about the customer of an order at work.
fn customer(name: Option<&str>, username: Option<&str>, id: Option<i64>) -> String {
    let mut record = in_state(record(), State::Activating);
    record.form.customer.name = name.map(Untrusted::new);
    record.form.customer.username = username.map(str::to_owned);
    record.form.customer.telegram_id = id.map(UserId);
    let text = super::samples::marked(&russian().card(&record, now()));
    text.lines().nth(2).expect("three lines").to_owned()
}

#[test]
fn the_customer_is_named_as_well_as_can_be() {
    assert_eq!(customer(Some("Иван"), None, Some(111)), "Покупатель: [Иван](111) (id `111`).");
    assert_eq!(customer(Some("/close"), None, Some(111)), "Покупатель: `/close` (id `111`).");
    assert_eq!(customer(Some("Иван"), None, None), "Покупатель: `Иван`.");
    assert_eq!(customer(None, Some("ivan"), Some(111)), "Покупатель: @ivan.");
    assert_eq!(customer(Some("@Ivan"), Some("ivan"), Some(111)), "Покупатель: @ivan.");
    assert_eq!(customer(Some("ivan"), Some("ivan"), None), "Покупатель: `ivan` (@ivan).");
    assert_eq!(customer(None, None, Some(111)), "Покупатель: id `111`.");
    assert_eq!(customer(None, None, None), "Покупатель: неизвестен.");
}

#[test]
fn a_customers_name_and_account_are_data() {
    assert_eq!(
        customer(Some("a\u{202E}b\n/close @admin"), Some("x y\u{200B}"), None),
        "Покупатель: `a⟨202E⟩b⏎/close @admin` (`@x y⟨200B⟩`)."
    );
    let mut record = in_state(replied(record()), State::Completed { at: now() });
    record.life.account = Some(AccountId::known("1\u{202E}2\n3"));
    let told = super::samples::marked(&russian().card(&record, now()));
    assert_eq!(told, "✅ №148 · `10 алмазов` → `1⟨202E⟩2⏎3` · 14:35");
}

#[test]
fn a_reply_of_unknown_outcome_is_said_to_be_one() {
    let mut record = in_state(record(), State::Delivering(DeliveryStage::Replying));
    record.life.activation = done();
    record.life.delivery.chat_mut().unwrap().reply_begun = true;
    let text = russian().card(&record, now()).text;
    assert!(text.ends_with("Ушёл ли ответ покупателю, неизвестно."), "{text}");
    record.life.delivery.chat_mut().unwrap().reply = Some(MessageId(7));
    let text = russian().card(&record, now()).text;
    assert!(text.ends_with("Ответ отправлен."), "{text}");
}
