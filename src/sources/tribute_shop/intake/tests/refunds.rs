//! Money that goes back.

use super::*;

#[test]
fn money_goes_back_when_it_is_back() {
    let mut scene = Scene::open();
    scene.hears("shop_order", &paid(r#","transactionId":7"#));
    scene.activates(UUID);
    scene.hears("shop_order_refunded", &refunded("initiated", r#","transactionId":7"#));
    assert_eq!(scene.stage(UUID), Stage::Completed);
    assert!(matches!(scene.checkout(1).state, CheckoutState::Paid { .. }));
    for _ in 0..2 {
        scene.hears("shop_order_refunded", &refunded("completed", r#","transactionId":7"#));
        assert_eq!(scene.stage(UUID), Stage::Revoking);
    }
    let state = CheckoutState::Refunded { external_id: UUID.to_owned() };
    assert_eq!(scene.checkout(1).state, state);
    let data = &scene.call(UUID, EffectKind::Revoke)["data"];
    let refund = serde_json::json!({ "amount": 99_900, "currency": "RUB", "full": true });
    assert_eq!(data["refund"], refund);
}

/// T11: a refund after a further payment, without `period`; with the name of its payment, and without.
#[test]
fn the_payment_that_goes_back_is_the_one_that_is_named_or_the_newest() {
    for (named, revoked) in [
        (r#","transactionId":1"#, [true, false, false]),
        (r#","transactionId":2"#, [false, true, false]),
        ("", [false, false, true]),
    ] {
        let mut scene = Scene::new();
        scene.asks(1, Some(Recurring::Monthly));
        scene.opens(1, UUID);
        scene.hears("shop_order", &paid(r#","transactionId":1"#));
        scene.hears("shop_order_charge_success", &charged(2));
        scene.hears("shop_order_charge_success", &charged(3));
        let payments = [UUID.to_owned(), format!("{UUID}-2"), format!("{UUID}-3")];
        for payment in &payments {
            scene.activates(payment);
        }
        scene.hears("shop_order_refunded", &refunded("completed", named));
        let stages = payments.map(|payment| scene.stage(&payment) == Stage::Revoking);
        assert_eq!(stages, revoked, "{named}");
    }
    let mut scene = Scene::open();
    scene.hears("shop_order", &paid(r#","transactionId":1"#));
    scene.hears("shop_order_refunded", &refunded("completed", r#","transactionId":9"#));
    assert_eq!(scene.stage(UUID), Stage::Activating);
    assert!(scene.told()[0].contains(UUID), "{:?}", scene.told());
}

#[test]
fn a_refund_may_overtake_its_payment() {
    for is_taken_between in [true, false] {
        for (name, payment, of) in [
            ("shop_order", paid(r#","transactionId":7"#), UUID.to_owned()),
            ("shop_order_charge_success", charged(7), format!("{UUID}-7")),
        ] {
            let mut scene = Scene::open();
            scene.keeps("shop_order_refunded", &refunded("initiated", r#","transactionId":7"#));
            scene.keeps("shop_order_refunded", &refunded("completed", r#","transactionId":7"#));
            if is_taken_between {
                scene.takes();
                // Nobody asks Tribute any more whether it is paid.
                let state = CheckoutState::Refunded { external_id: UUID.to_owned() };
                assert_eq!(scene.checkout(1).state, state);
            }
            scene.hears(name, &payment);
            assert_eq!(scene.stage(&of), Stage::Refunded, "{name}");
            assert!(scene.engine.journal().owed_effects().unwrap().is_empty());
            assert_eq!(scene.told().len(), usize::from(is_taken_between), "{:?}", scene.told());
        }
    }
}
