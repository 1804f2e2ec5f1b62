//! A receipt from what a shop says of it.
//!
//! A list, or what stands under `products`, is of products as Salebot's functions take them, with prices in roubles;
//! those without a price share what is left of the payment. `Items` are in the bank's spelling, with prices in kopecks.
//! What either leaves out comes from the configuration and the checkout.

use serde_json::{Map, Value};

use super::amounts::{Quantity, kopecks, share_out};
use super::{Format, Item, PaymentMethod, PaymentObject, Receipt, Tax, Taxation, plain_phone};
use super::{ITEMS_MAX, Invalid, Problem};

/// What a receipt has that does not say otherwise.
#[derive(Clone, Debug)]
pub struct Defaults<'a> {
    /// The shop's tax system.
    pub taxation: Option<Taxation>,
    /// The customer's e-mail.
    pub email: Option<&'a str>,
    /// The customer's phone.
    pub phone: Option<&'a str>,
    /// What is paid, in kopecks.
    pub payment: i64,
}

type Object = Map<String, Value>;

/// How prices are written.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Roubles,
    Kopecks,
}

impl Receipt {
    /// Reads what a shop says, completes it and checks it.
    pub fn read(said: &Value, defaults: &Defaults<'_>) -> Result<Self, Invalid> {
        let nothing = Object::new();
        let (head, items, unit) = match said {
            Value::Array(items) => (&nothing, items, Unit::Roubles),
            Value::Object(head) => match (head.get("Items"), head.get("products")) {
                (Some(Value::Array(items)), None) => (head, items, Unit::Kopecks),
                (None, Some(Value::Array(products))) => (head, products, Unit::Roubles),
                (None, None) => return Err(Invalid::new("Receipt.Items", Problem::Missing)),
                _ => return Err(Invalid::new("Receipt.Items", Problem::Unreadable)),
            },
            _ => return Err(Invalid::new("Receipt", Problem::Unreadable)),
        };
        let receipt = Self::head(head, defaults)?;
        let mut lines = Vec::new();
        for (number, said) in (1..).zip(items) {
            let place = format!("Receipt.Items[{number}].");
            Line::read(said, receipt.taxation, unit, &place)?.add_to(&mut lines, &place)?;
        }
        let items = with_amounts(lines, defaults.payment);
        let receipt = Self { items, ..receipt };
        receipt.check(defaults.payment)?;
        Ok(receipt)
    }

    fn head(said: &Object, defaults: &Defaults<'_>) -> Result<Self, Invalid> {
        const KNOWN: [&str; 6] = ["Items", "products", "Taxation", "Email", "Phone", "FfdVersion"];
        let place = "Receipt.";
        let text = |names: &[&str]| text(said, names, place);
        let taxation = match text(&["Taxation"])? {
            Some(word) => Some(Taxation::read(&word, place)?),
            None => defaults.taxation,
        };
        let format = match text(&["FfdVersion"])?.as_deref() {
            None | Some("1.05") => Format::V105,
            Some("1.2") => Format::V12,
            Some(_) => {
                let known = Problem::NoneOf("1.05, 1.2".to_owned());
                return Err(Invalid::new("Receipt.FfdVersion", known));
            }
        };
        let email = text(&["Email"])?.or_else(|| defaults.email.map(str::to_owned));
        let phone = text(&["Phone"])?.or_else(|| defaults.phone.map(str::to_owned));
        let plain = phone.as_deref().map(plain_phone);
        if plain == Some(None) {
            return Err(Invalid::new("Receipt.Phone", Problem::Unreadable));
        }
        Ok(Self {
            format,
            taxation: taxation.ok_or(Invalid::new("Receipt.Taxation", Problem::NoTaxation))?,
            email,
            phone: plain.flatten(),
            items: Vec::new(),
            others: others(said, &KNOWN, place)?,
        })
    }
}

/// An item whose price may be missing.
struct Line {
    price: Option<i64>,
    amount: Option<i64>,
    /// All else of it.
    item: Item,
}

impl Line {
    fn read(said: &Value, taxation: Taxation, unit: Unit, place: &str) -> Result<Self, Invalid> {
        const NAMES: [&[&str]; 8] = [
            &["Name", "name"],
            &["Price", "price"],
            &["Quantity", "quantity"],
            &["Amount", "amount", "sum"],
            &["Tax", "tax"],
            &["PaymentMethod", "payment_method", "method"],
            &["PaymentObject", "payment_object", "object"],
            &["MeasurementUnit", "measurement_unit"],
        ];
        let unreadable = |field: &str| Invalid::new(format!("{place}{field}"), Problem::Unreadable);
        let missing = |field: &str| Invalid::new(format!("{place}{field}"), Problem::Missing);
        let said = said.as_object().ok_or_else(|| unreadable(""))?;
        let [name, price, quantity, amount, tax, method, object, measure] =
            NAMES.map(|names| text(said, names, place));
        let sum = |text: Option<String>, field: &str| {
            let read = |text: String| match unit {
                Unit::Roubles => kopecks(&text),
                Unit::Kopecks => text.parse().ok(),
            };
            let not_kopecks = || Invalid::new(format!("{place}{field}"), Problem::NotKopecks);
            text.map(|text| read(text).ok_or_else(not_kopecks)).transpose()
        };
        let quantity = quantity?.map(|text| Quantity::read(&text).ok_or(unreadable("Quantity")));
        let tax = match tax? {
            Some(word) => Tax::read(&word, place)?,
            // Nobody else may leave it out.
            None if taxation == Taxation::Osn => return Err(missing("Tax")),
            None => Tax::None,
        };
        let method = method?.map(|word| PaymentMethod::read(&word, place)).transpose()?;
        let object = object?.map(|word| PaymentObject::read(&word, place)).transpose()?;
        let item = Item {
            name: name?.ok_or_else(|| missing("Name"))?,
            price: 0,
            quantity: quantity.transpose()?.unwrap_or(Quantity::ONE),
            amount: 0,
            tax,
            payment_method: method,
            payment_object: object,
            measurement_unit: measure?,
            others: others(said, &NAMES.concat(), place)?,
        };
        Ok(Self { price: sum(price?, "Price")?, amount: sum(amount?, "Amount")?, item })
    }

    /// What has no price of its own is one line for each, as their prices may differ by a kopeck.
    fn add_to(self, lines: &mut Vec<Self>, place: &str) -> Result<(), Invalid> {
        if self.price.is_some() {
            lines.push(self);
            return Ok(());
        }
        let invalid = |field: &str, problem| Invalid::new(format!("{place}{field}"), problem);
        if self.amount.is_some() {
            return Err(invalid("Price", Problem::Missing));
        }
        let count = self.item.quantity.whole().ok_or(invalid("Price", Problem::Missing))?;
        if count > ITEMS_MAX {
            return Err(invalid("Quantity", Problem::TooLong(ITEMS_MAX)));
        }
        let one = Item { quantity: Quantity::ONE, ..self.item };
        lines.extend((0..count).map(|_| Self { price: None, amount: None, item: one.clone() }));
        Ok(())
    }
}

/// The items, with what is left of the payment shared out among those without a price.
fn with_amounts(lines: Vec<Line>, payment: i64) -> Vec<Item> {
    let mut items = Vec::new();
    let (mut rest, mut unpriced) = (payment, Vec::new());
    for (place, Line { price, amount, item }) in lines.into_iter().enumerate() {
        if price.is_none() {
            unpriced.push(place);
        }
        let price = price.unwrap_or_default();
        let amount = amount.or(item.quantity.of(price)).unwrap_or(i64::MAX);
        rest = rest.saturating_sub(amount);
        items.push(Item { price, amount, ..item });
    }
    for (place, share) in unpriced.iter().zip(share_out(rest.max(0), unpriced.len())) {
        (items[*place].price, items[*place].amount) = (share, share);
    }
    items
}

/// The text or the number under one of these names.
fn text(said: &Object, names: &[&str], place: &str) -> Result<Option<String>, Invalid> {
    let mut found = names.iter().filter_map(|name| said.get(*name)).filter(|it| !it.is_null());
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(Value::String(text)), None) => {
            Ok(Some(text.trim().to_owned()).filter(|it| !it.is_empty()))
        }
        (Some(Value::Number(number)), None) => Ok(Some(number.to_string())),
        _ => Err(Invalid::new(format!("{place}{}", names[0]), Problem::Unreadable)),
    }
}

/// What the bank is to know besides, in its spelling: a name in small letters is a slip of the shop's.
fn others(said: &Object, known: &[&str], place: &str) -> Result<Object, Invalid> {
    let mut others = Object::new();
    for (name, value) in said.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
            let problem = Problem::NoneOf(known.join(", "));
            return Err(Invalid::new(format!("{place}{name}"), problem));
        }
        others.insert(name.clone(), value.clone());
    }
    Ok(others)
}
