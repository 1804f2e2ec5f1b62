//! What is to be paid, and when somebody is asked about it.

use std::time::Duration;

use super::*;
use crate::order::checkout::{
    ChargeState, Checkout, CheckoutState, CheckoutStatus, Recurring, Wish,
};
use crate::order::{AccountId, ChargeId, CheckoutId, Money, ProviderName};

const SHOP: ProviderName = ProviderName::TributeShop;

fn new_checkout(seed: u64) -> NewCheckout {
    let wish = Wish {
        account: Some(AccountId::known("12345")),
        item: None,
        title: Untrusted::new("1 алмаз"),
        description: None,
        price: "€5.00".parse().unwrap(),
        reference: Some(Untrusted::new("cart-7")),
        email: None,
        phone: None,
        language: None,
        success_url: None,
        fail_url: None,
        expires_at: now() + Duration::from_hours(24),
        recurring: Some(Recurring::OnDemand),
        receipt: None,
        extra: Some(serde_json::json!({ "a": [1, null] })),
    };
    let request = RequestKey { idempotency_key: format!("key-{seed}"), digest: "d".to_owned() };
    NewCheckout { id: CheckoutId::new([seed, 7]), provider: SHOP, wish, request }
}

fn put(journal: &mut Journal, seed: u64) -> Checkout {
    let new = new_checkout(seed);
    journal.write(|writer| writer.new_checkout(&new, now())).unwrap();
    journal.checkout(&new.id).unwrap().unwrap()
}

fn open(name: &str) -> CheckoutState {
    CheckoutState::Open { external_id: name.to_owned(), url: format!("https://pay.test/{name}") }
}

#[test]
fn a_checkout_is_there_again_by_each_of_its_names() {
    let home = Home::new();
    let mut journal = home.open();
    let asked = put(&mut journal, 1);
    assert_eq!(asked.wish, new_checkout(1).wish);
    assert_eq!((asked.provider, asked.state.url(), asked.created_at), (SHOP, None, now()));
    journal.write(|writer| writer.set_checkout_state(asked.number, &open("u-1"), None)).unwrap();
    let order = insert(&mut journal, 1);
    journal.write(|writer| writer.set_checkout_order(asked.number, order.number)).unwrap();
    let journal = home.open();
    let found = journal.checkout_of_external(SHOP, "u-1").unwrap().unwrap();
    assert_eq!(found.state, open("u-1"));
    assert_eq!(found.order, Some((order.number, order.id)));
    let by_key = journal.checkout_of_key("key-1").unwrap();
    assert_eq!(by_key, Some((found.clone(), "d".to_owned())));
    assert_eq!(journal.checkout_of_number(found.number).unwrap(), Some(found));
    assert_eq!(journal.checkout_of_external(ProviderName::Tbank, "u-1").unwrap(), None);
}

/// The order of a recurring checkout stays its first; a further payment is an order of its own.
#[test]
fn a_checkout_keeps_its_first_order_and_its_providers_name_for_it() {
    let home = Home::new();
    let mut journal = home.open();
    let asked = put(&mut journal, 1);
    let orders = [insert(&mut journal, 1), insert(&mut journal, 2)];
    journal
        .write(|writer| {
            writer.set_checkout_state(asked.number, &open("u-1"), None)?;
            let expired = CheckoutState::Expired { external_id: None };
            writer.set_checkout_state(asked.number, &expired, None)?;
            orders.iter().try_for_each(|it| writer.set_checkout_order(asked.number, it.number))
        })
        .unwrap();
    let found = journal.checkout_of_external(SHOP, "u-1").unwrap().unwrap();
    assert_eq!(found.order.map(|(number, _)| number), Some(orders[0].number));
}

#[test]
fn one_key_and_one_name_are_one_checkout() {
    let home = Home::new();
    let mut journal = home.open();
    let (one, other) = (put(&mut journal, 1), put(&mut journal, 2));
    let same = NewCheckout { id: CheckoutId::new([9, 9]), ..new_checkout(1) };
    assert!(journal.write(|writer| writer.new_checkout(&same, now())).is_err());
    journal.write(|writer| writer.set_checkout_state(one.number, &open("u"), None)).unwrap();
    let taken = journal.write(|writer| writer.set_checkout_state(other.number, &open("u"), None));
    assert!(taken.is_err());
}

#[test]
fn checkouts_are_listed_from_page_to_page() {
    let home = Home::new();
    let mut journal = home.open();
    let all: Vec<u32> = (1..=5).map(|seed| put(&mut journal, seed).number).collect();
    let expired = CheckoutState::Expired { external_id: None };
    for number in [all[1], all[3]] {
        journal.write(|writer| writer.set_checkout_state(number, &expired, None)).unwrap();
    }
    let listed = |status, after, limit| -> Vec<u32> {
        let found = journal.checkouts(status, after, limit).unwrap();
        found.into_iter().map(|it| it.number).collect()
    };
    assert_eq!(listed(None, 0, 2), all[..2]);
    assert_eq!(listed(None, all[1], 9), all[2..]);
    assert_eq!(listed(Some(CheckoutStatus::Expired), 0, 9), [all[1], all[3]]);
    assert_eq!(listed(Some(CheckoutStatus::Expired), all[1], 9), [all[3]]);
    assert_eq!(listed(Some(CheckoutStatus::Paid), 0, 9), [0; 0]);
}

#[test]
fn what_is_due_is_found_by_an_index() {
    let home = Home::new();
    let mut journal = home.open();
    let [one, two, three] = [1, 2, 3].map(|seed| put(&mut journal, seed).number);
    let later = now() + Duration::from_mins(2);
    journal
        .write(|writer| {
            writer.set_checkout_state(one, &open("u-1"), Some(later))?;
            writer.set_checkout_state(three, &open("u-3"), None)
        })
        .unwrap();
    let due = |at| -> Vec<u32> {
        let found = journal.due_checkouts(SHOP, at, 9).unwrap();
        found.into_iter().map(|it| it.number).collect()
    };
    assert_eq!(due(now()), [two]);
    assert_eq!(due(later), [two, one]);
    let before = now() - Duration::from_secs(1);
    assert_eq!(journal.next_look(SHOP, before).unwrap(), Some(now()));
    assert_eq!(journal.next_look(SHOP, now()).unwrap(), Some(later));
    assert_eq!(journal.next_look(SHOP, later).unwrap(), None);
    assert_eq!(journal.next_look(ProviderName::Tbank, before).unwrap(), None);
    assert!(journal.due_checkouts(ProviderName::Telegram, later, 9).unwrap().is_empty());
    for table in ["checkouts", "charges"] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM {table}
             WHERE provider = 'tbank' AND due_at_ms <= 1 ORDER BY due_at_ms"
        );
        let plan: Vec<String> = journal.rows(&sql, [], |row| row.get(3)).unwrap();
        assert!(plan.len() == 1 && plan[0].contains(&format!("{table}_due")), "{plan:?}");
    }
}

#[test]
fn a_charge_is_there_again() {
    let home = Home::new();
    let mut journal = home.open();
    let checkout = put(&mut journal, 1);
    let price: Money = "€7.00".parse().unwrap();
    let request = RequestKey { idempotency_key: "key-1".to_owned(), digest: "e".to_owned() };
    let reference = Some(Untrusted::new("month 2"));
    let (id, provider) = (ChargeId::new([1, 1]), SHOP);
    let new = NewCharge {
        id: id.clone(),
        checkout: checkout.id.clone(),
        provider,
        price,
        reference: reference.clone(),
        request,
    };
    let number = journal.write(|writer| writer.new_charge(&new, now())).unwrap();
    let asked = journal.due_charges(SHOP, now(), 9).unwrap();
    assert_eq!((asked.len(), asked[0].number, asked[0].price), (1, number, price));
    assert_eq!((&asked[0].checkout, &asked[0].reference), (&checkout.id, &reference));
    let paid = ChargeState::Paid { external_id: "c-1".to_owned() };
    let order = insert(&mut journal, 1);
    journal
        .write(|writer| {
            writer.set_charge_state(number, &paid, None)?;
            writer.set_charge_order(number, order.number)
        })
        .unwrap();
    let found = journal.charge_of_external(SHOP, "c-1").unwrap().unwrap();
    assert_eq!((found.state.status(), &found.order), ("paid", &Some((order.number, order.id))));
    assert_eq!(journal.charge_of_key("key-1").unwrap(), Some((found.clone(), "e".to_owned())));
    assert_eq!(journal.charge(&id).unwrap(), Some(found.clone()));
    assert_eq!(journal.charge_of_number(number).unwrap(), Some(found));
    assert!(journal.due_charges(SHOP, now(), 9).unwrap().is_empty());
}
