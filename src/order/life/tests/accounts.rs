//! To whom the goods go, when the account was corrected or the shop names another.

use super::super::*;
use super::promises::{effects, escalates};
use super::samples::*;
use crate::order::purchase::Problem;

#[test]
fn already_activated_counts_for_a_changed_account_only_when_the_shop_names_it() {
    let changed = life(&[CALLED, unavailable(), corrected("67890"), CALLED]);
    assert_eq!(changed.revision, 2);
    let already = |number: Option<&str>| {
        answered(ShopAnswer::AlreadyActivated(Receipt {
            account: number.map(account),
            ..receipt()
        }))
    };
    assert_eq!(effects(&changed, already(Some("67890"))), [Effect::Deliver(DeliveryAct::Reply)]);
    for other in [Some("12345"), None] {
        assert_eq!(escalates(&changed, already(other)), "activated_for_other_account");
    }
}

#[test]
fn goods_that_the_shop_gave_to_another_account_go_to_people() {
    let named = |number| Receipt { account: Some(account(number)), ..receipt() };
    let called = life(&[CALLED]);
    for answer in [ShopAnswer::Activated, ShopAnswer::AlreadyActivated] {
        assert_eq!(
            effects(&called, answered(answer(named("12345")))),
            [Effect::Deliver(DeliveryAct::Reply)]
        );
        let other = answered(answer(named("67890")));
        assert_eq!(escalates(&called, other), "account_mismatch");
    }
    // Asked about the account before it was corrected.
    let corrected = lived(called, &[Event::AccountGiven(account("67890"))]);
    let late = answered(ShopAnswer::Activated(named("12345")));
    assert_eq!(escalates(&corrected, late), "activated_for_other_account");
}

#[test]
fn a_retry_tells_nobody_of_goods_that_went_to_another_account_meanwhile() {
    let late = answered(ShopAnswer::Activated(receipt_of_another()));
    let edited = edited("new");
    let order = life(&[CALLED, edited, late]);
    let retry = retry();
    assert_eq!(escalates(&order, retry.clone()), "account_mismatch");
    let order = lived(order, std::slice::from_ref(&retry));
    assert_eq!(effects(&order, retry), []);
}

#[test]
fn a_person_settles_to_whom_the_goods_went() {
    let other = answered(ShopAnswer::Activated(receipt_of_another()));
    let order = life(&[CALLED, other]);
    assert_eq!(effects(&order, GIVEN), [Effect::Deliver(DeliveryAct::Reply)]);
    let order = lived(order, &[GIVEN, REPLY_BEGUN, reply_refused()]);
    let retry = retry();
    assert_eq!(effects(&order, retry), [Effect::Deliver(DeliveryAct::Reply)]);
}

#[test]
fn a_refusal_for_the_new_account_says_nothing_of_the_old_one() {
    let (code, message) = (text("order_not_found"), None);
    let order = life(&[
        CALLED,
        unavailable(),
        corrected("67890"),
        CALLED,
        answered(ShopAnswer::Refused { code, message }),
    ]);
    assert_eq!(order.activation, Activation::Uncertain);
}

#[test]
fn an_account_that_was_never_tried_needs_no_new_revision() {
    let order = begin(&form_with(Problem::NoAccountId), by_chat()).order;
    let order = lived(order, &[Event::AccountGiven(account("67890"))]);
    assert_eq!((order.revision, order.other_account_doubtful), (1, false));
}
