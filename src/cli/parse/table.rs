//! A reading for people.

use unicode_width::UnicodeWidthStr;

use crate::language::Language;
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::{AccountId, Untrusted};
use crate::sources::tribute_chat::message::Reading;

/// What stands for an unknown value.
const UNKNOWN: &str = "—";

/// The reading in a person's language: a heading and, for an order, aligned lines below it; without
/// a line end.
pub fn render(reading: &Reading, language: Language) -> String {
    match reading {
        Reading::Order(form) => order(form, language),
        Reading::Notice => language
            .pick(
                "Not an order: a known notice",
                "Не заказ: известное уведомление",
            )
            .to_owned(),
        Reading::Unrecognised => language
            .pick(
                "Not recognised: moderators would be told",
                "Не распознано: об этом узнают модераторы",
            )
            .to_owned(),
    }
}

fn order(form: &OrderForm, language: Language) -> String {
    let comma = language == Language::Russian;
    let shown = |text: Option<&Untrusted>| text.map(ToString::to_string);
    let item = form
        .item
        .as_ref()
        .map(|item| format!("{} × {}", item.sku, item.quantity));
    let rows = [
        (
            language.pick("Customer", "Покупатель"),
            customer(&form.customer),
        ),
        (
            language.pick("Product", "Товар"),
            shown(form.product.as_ref()),
        ),
        (language.pick("In the shop", "В магазине"), item),
        (
            language.pick("Price", "Цена"),
            form.price.map(|price| price.render(comma)),
        ),
        (
            language.pick("Details", "Детали"),
            shown(form.details.as_ref()),
        ),
        (language.pick("Account", "Аккаунт"), account(form)),
        (
            language.pick("Problem", "Проблема"),
            problem(form, language),
        ),
    ];
    let width = rows
        .iter()
        .map(|(label, _)| label.width())
        .max()
        .unwrap_or_default();
    let lines = rows.map(|(label, value)| {
        let padding = " ".repeat(width - label.width());
        format!(
            "  {label}{padding}  {}",
            value.as_deref().unwrap_or(UNKNOWN)
        )
    });
    format!("{}\n{}", language.pick("Order", "Заказ"), lines.join("\n"))
}

fn customer(customer: &Customer) -> Option<String> {
    let id = customer.telegram_id.map(|user| format!("id {user}"));
    let username = customer.username.as_ref();
    let username = username.map(|username| Untrusted::new(format!("@{username}")).to_string());
    let name = customer.own_name().map(ToString::to_string);
    let mut known = [name, username, id].into_iter().flatten();
    let first = known.next()?;
    let rest: Vec<String> = known.collect();
    if rest.is_empty() {
        Some(first)
    } else {
        Some(format!("{first} ({})", rest.join(", ")))
    }
}

fn account(form: &OrderForm) -> Option<String> {
    if let Some(account) = &form.account {
        return Some(account.to_string());
    }
    let candidates: Vec<String> = form.candidates.iter().map(AccountId::to_string).collect();
    (!candidates.is_empty()).then(|| format!("{}?", candidates.join("? ")))
}

fn problem(form: &OrderForm, language: Language) -> Option<String> {
    let found = form
        .problem
        .map(|problem| format!("{} ({})", explanation(problem, language), problem.name()));
    let differs = || language.pick("not the configured price", "цена не та, что в настройках");
    found.or_else(|| form.price_differs.then(|| differs().to_owned()))
}

fn explanation(problem: Problem, language: Language) -> &'static str {
    match problem {
        Problem::MissingField => language.pick(
            "the customer, product or price is missing",
            "нет покупателя, товара или цены",
        ),
        Problem::AmbiguousField => language.pick(
            "a label stands twice before the details",
            "одна из строк повторяется до деталей",
        ),
        Problem::BadPrice => language.pick(
            "the price can't be read with certainty",
            "цену нельзя прочесть однозначно",
        ),
        Problem::UnknownProduct => {
            language.pick("not in the catalogue", "такого товара нет в настройках")
        }
        Problem::NoDetails => {
            language.pick("the customer wrote nothing", "покупатель ничего не написал")
        }
        Problem::NoAccountId => language.pick(
            "no account number in the details",
            "в деталях нет номера аккаунта",
        ),
        Problem::AmbiguousAccountId => language.pick(
            "several account numbers in the details",
            "в деталях несколько номеров аккаунта",
        ),
        Problem::DoubtfulAccountId => language.pick(
            "the account number in the details is in doubt",
            "номер аккаунта в деталях под сомнением",
        ),
    }
}
