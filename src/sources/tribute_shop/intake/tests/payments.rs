//! Payments, held, failed and made.

use super::*;

/// T8, T12: two `sent_at`, four spellings.
#[test]
fn a_checkout_that_is_paid_is_one_order_however_often_it_is_told() {
    let mut scene = Scene::open();
    for name in ["shop_order", "shop_order", "shopOrder", "ShopOrder", "shop-order"] {
        scene.hears(name, &paid(r#","isRecurrent":false,"period":"monthly""#));
    }
    scene.hears("shop_order", &paid(r#","fee":40,"transactionId":"7""#));
    assert_eq!(scene.orders(), 1);
    let order = scene.order(UUID).unwrap();
    assert_eq!(order.id.as_str(), format!("test-tribute-shop-{UUID}"));
    assert_eq!(order.form.checkout.as_ref().unwrap().id, checkout_id(1));
    let data = &scene.call(UUID, EffectKind::Activate)["data"];
    assert_eq!((&data["source"], &data["account_id"]), (&"tribute_shop".into(), &"12345".into()));
    assert_eq!(data["price"], serde_json::json!({ "amount": 99_900, "currency": "RUB" }));
    let checkout = scene.checkout(1);
    assert_eq!(checkout.state, CheckoutState::Paid { external_id: UUID.to_owned() });
    assert_eq!(checkout.order, Some((order.number, order.id)));
    assert!(scene.told().is_empty(), "{:?}", scene.told());
}

#[test]
fn what_was_paid_before_tributes_answer_was_heard_is_known_by_our_name() {
    let mut scene = Scene::new();
    scene.asks(1, None);
    scene.hears("shop_order", &paid(&format!(r#","customerId":"{}""#, checkout_id(1))));
    assert_eq!(scene.stage(UUID), Stage::Activating);
    let state = CheckoutState::Paid { external_id: UUID.to_owned() };
    assert_eq!(scene.checkout(1).state, state);
    // A name that Tribute has given to another of our checkouts is not this one's.
    let other = paid(&format!(r#","customerId":"{}""#, checkout_id(1))).replace(UUID, "u-2");
    scene.hears("shop_order", &other);
    assert_eq!(scene.orders(), 1);
    assert!(scene.told()[0].contains("u-2"), "{:?}", scene.told());
}

#[test]
fn an_order_that_nobody_has_asked_for_is_told_and_gives_nothing() {
    let mut scene = Scene::new();
    scene.hears("shop_order", &paid(r#","customerId":"somebody""#));
    scene.hears("shop_order_charge_success", &charged(7));
    scene.hears("shop_token_charge_success", r#"{"chargeUuid":"c-1","amount":5,"currency":"rub"}"#);
    assert_eq!(scene.orders(), 0);
    let told = scene.told();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains(UUID) && told[0].contains("somebody"), "{told:?}");
    assert!(told[2].contains("c-1"), "{told:?}");
}

#[test]
fn another_amount_or_currency_is_a_question() {
    for (from, to, reason) in [
        ("99900", "99901", "price_mismatch"),
        ("rub", "eur", "price_mismatch"),
        ("99900", "-1", "bad_price"),
    ] {
        let mut scene = Scene::open();
        scene.hears("shop_order", &paid("").replace(from, to));
        let order = scene.order(UUID).unwrap();
        assert_eq!(order.life.reason_name(), Some(reason), "{to}");
        assert_eq!(scene.told().len(), 1, "{to}");
        // Told as it was wanted, it is still the same payment.
        scene.hears("shop_order", &paid(""));
        assert_eq!((scene.orders(), scene.told().len()), (1, 2), "{to}");
        assert!(scene.told()[1].contains("other contents"), "{:?}", scene.told());
    }
}

/// T15.
#[test]
fn money_that_is_held_is_not_paid_and_told_after_a_day() {
    for name in ["shop_order_prepaid", "shop_order_payment_received"] {
        let mut scene = Scene::open();
        scene.hears(name, &paid("").replace("paid", "prepaid"));
        scene.hours_pass(23);
        assert!(scene.told().is_empty() && scene.orders() == 0, "{name}: {:?}", scene.told());
        assert!(matches!(scene.checkout(1).state, CheckoutState::Open { .. }));
        scene.hours_pass(2);
        scene.hours_pass(30);
        let told = scene.told();
        assert_eq!(told.len(), 1, "{told:?}");
        let id = checkout_id(1);
        assert!(told[0].contains(id.as_str()) && told[0].contains("held since"), "{told:?}");
        scene.hears("shop_order", &paid(""));
        assert_eq!(scene.stage(UUID), Stage::Activating);
    }
    let mut scene = Scene::open();
    scene.hears("shop_order_prepaid", &paid("").replace("paid", "prepaid"));
    scene.hears("shop_order", &paid(""));
    // It may come late.
    scene.hears("shop_order_payment_received", &paid("").replace("paid", "prepaid"));
    scene.hours_pass(50);
    assert!(scene.told().is_empty(), "{:?}", scene.told());
}

#[test]
fn a_payment_that_failed_may_still_come() {
    let mut scene = Scene::open();
    let failed = r#"{"uuid":"UUID","errorCode":"payment_declined"}"#.replace("UUID", UUID);
    scene.hears("shop_order_payment_failed", &failed);
    assert!(matches!(scene.checkout(1).state, CheckoutState::Open { .. }));
    scene.hears("shop_order", &paid(""));
    assert_eq!(scene.stage(UUID), Stage::Activating);
    assert!(scene.told().is_empty());
}

/// T9: nothing ends at a try that failed, and a further payment is an order of its own.
#[test]
fn a_further_payment_is_a_further_order() {
    let mut scene = Scene::new();
    scene.asks(1, Some(Recurring::Monthly));
    scene.opens(1, UUID);
    scene.hears("shop_order", &paid(r#","isRecurrent":true,"transactionId":1"#));
    scene.activates(UUID);
    for tried in 1..=2 {
        let failed = format!(r#"{{"uuid":"{UUID}","chargeRetries":{tried}}}"#);
        scene.hears("shop_order_charge_failed", &failed);
        assert_eq!(scene.stage(UUID), Stage::Completed);
    }
    scene.hears("shop_order_charge_success", &charged(2));
    scene.hears("shopOrderChargeSuccess", &charged(2));
    scene.hears("shop_order_charge_success", &charged(3));
    assert_eq!(scene.orders(), 3);
    let further = format!("{UUID}-2");
    let id = scene.order(&further).unwrap().id;
    assert_eq!(id.as_str(), format!("test-tribute-shop-{UUID}-2"));
    let data = &scene.call(&further, EffectKind::Activate)["data"];
    assert_eq!(data["account_id"], "12345");
    assert_eq!(scene.checkout(1).order.map(|(number, _)| number), Some(1));
    assert!(scene.told().is_empty(), "{:?}", scene.told());
}

#[test]
fn a_further_payment_may_overtake_the_first() {
    let mut scene = Scene::new();
    scene.asks(1, Some(Recurring::Monthly));
    scene.opens(1, UUID);
    scene.hears("shop_order_charge_success", &charged(2));
    scene.hears("shop_order", &paid(r#","transactionId":1"#));
    assert_eq!(scene.orders(), 2);
    assert_eq!(scene.checkout(1).state, CheckoutState::Paid { external_id: UUID.to_owned() });
}

#[test]
fn what_can_not_be_read_is_told_as_it_came() {
    let mut scene = Scene::open();
    scene.hears("shop_order", r#"{"uuid":"u-1","UUID":"u-2"}"#);
    scene.hears("shop_order_refunded", &refunded("perhaps", ""));
    assert_eq!(scene.orders(), 0);
    let told = scene.told();
    assert!(told[0].contains("uuid stands twice") && told[1].contains("status"), "{told:?}");
}

/// What ends, the shop is told where it wants that.
#[test]
fn events_that_the_owner_lists_wait_for_the_shop() {
    let mut scene = Scene::open();
    let ended = format!(r#"{{"uuid":"{UUID}","cancelReason":"payment_failed"}}"#);
    scene.hears("shopOrderCancelled", &ended);
    scene.hears("shop_order_charge_failed", &ended);
    let waiting = inbox::waiting(&scene.engine, &EVENTS).unwrap();
    assert_eq!(waiting.len(), 1);
    let call: Call = serde_json::from_slice(&waiting[0].raw).unwrap();
    assert!(call.body.contains(r#""type":"tribute.event""#), "{}", call.body);
    assert!(call.body.contains(r#""cancelReason":"payment_failed""#), "{}", call.body);
}

#[test]
fn a_charge_of_a_saved_way_to_pay_comes_to_its_end() {
    let mut scene = Scene::open();
    scene.hears("shop_order", &paid(""));
    let (provider, now) = (ProviderName::TributeShop, scene.engine.now());
    let charges = [1, 2, 3].map(|seed| ChargeId::new([seed, 9]));
    for (seed, id) in (11..).zip(&charges) {
        let charge = NewCharge {
            id: id.clone(),
            checkout: checkout_id(1),
            provider,
            price: "700.00 RUB".parse().unwrap(),
            reference: Some(Untrusted::new("month-2")),
            request: request(seed),
        };
        scene.engine.write(|writer| writer.new_charge(&charge, now)).unwrap();
    }
    let told = |uuid: &str, id: &ChargeId, amount: u32| {
        format!(
            r#"{{"chargeUuid":"{uuid}","token":"t","amount":{amount},"currency":"rub","reference":"{id}"}}"#
        )
    };
    for _ in 0..2 {
        scene.hears("shop_token_charge_success", &told("c-1", &charges[0], 70_000));
        scene.hears("shop_token_charge_success", &told("c-2", &charges[1], 69_999));
        scene.hears("shop_token_charge_failed", &told("c-3", &charges[2], 70_000));
    }
    assert_eq!(scene.orders(), 3);
    let charge = |id| scene.engine.journal().charge(id).unwrap().unwrap();
    let order = scene.order("c-1").unwrap();
    assert_eq!(order.id.as_str(), "test-tribute-shop-c-1");
    assert_eq!(order.life.state.stage(), Stage::Activating);
    let reference = order.form.checkout.unwrap().reference;
    assert_eq!(reference, Some(Untrusted::new("month-2")));
    let state = ChargeState::Paid { external_id: "c-1".to_owned() };
    assert_eq!(charge(&charges[0]).state, state);
    assert_eq!(charge(&charges[0]).order.map(|(number, _)| number), Some(order.number));
    assert_eq!(scene.order("c-2").unwrap().life.reason_name(), Some("price_mismatch"));
    assert!(matches!(charge(&charges[2]).state, ChargeState::Failed { .. }));
}
