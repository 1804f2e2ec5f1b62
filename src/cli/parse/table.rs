//! A reading for people.

use crate::cli::table::Table;
use crate::i18n::t;
use crate::order::Untrusted;
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order_view::words;
use crate::report::OutputStyle;
use crate::sources::tribute_chat::message::Reading;

/// A heading and, for an order, aligned lines below it; without a line end.
pub fn render(reading: &Reading) -> String {
    match reading {
        Reading::Order(form) => {
            let unknown = || "—".to_owned();
            let fields = fields(form).map(|(name, value)| (name, value.unwrap_or_else(unknown)));
            format!("{}\n{}", t!("parse-reading", kind = "order"), aligned(fields))
        }
        Reading::Notice => t!("parse-reading", kind = "notice"),
        Reading::Unrecognised => t!("parse-reading", kind = "unrecognised"),
    }
}

/// What is known of an order, by the names of `order-field` in `locales/`.
pub(in crate::cli) fn fields(form: &OrderForm) -> [(&'static str, Option<String>); 7] {
    let shown = |text: &Option<Untrusted>| text.as_ref().map(ToString::to_string);
    let item = form.item.as_ref();
    [
        ("customer", customer(&form.customer)),
        ("product", shown(&form.product)),
        ("item", item.map(|it| format!("{} × {}", it.sku, it.quantity))),
        ("price", form.price.map(words::price)),
        ("details", shown(&form.details)),
        ("account", account(form)),
        ("problem", problem(form)),
    ]
}

/// A line for each field, indented; their values stand below each other.
pub(in crate::cli) fn aligned(fields: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let mut table = Table::default();
    for (name, value) in fields {
        table.push([t!("order-field", field = name), value]);
    }
    let table = table.render(OutputStyle::default());
    table.lines().map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n")
}

fn customer(customer: &Customer) -> Option<String> {
    let name = customer.own_name().map(ToString::to_string);
    let username = customer.username.as_ref();
    let username = username.map(|username| Untrusted::new(format!("@{username}")).to_string());
    let id = customer.telegram_id.map(|user| format!("id {user}"));
    let [email, phone] =
        [&customer.email, &customer.phone].map(|it| it.as_ref().map(ToString::to_string));
    let known = [name, username, id, email, phone].into_iter().flatten();
    let known: Vec<String> = known.collect();
    match known.split_first()? {
        (first, []) => Some(first.clone()),
        (first, rest) => Some(format!("{first} ({})", rest.join(", "))),
    }
}

/// The account, else what may be it.
fn account(form: &OrderForm) -> Option<String> {
    let candidates: Vec<String> = form.candidates.iter().map(|it| format!("{it}?")).collect();
    let candidates = (!candidates.is_empty()).then(|| candidates.join(" "));
    form.account.as_ref().map(ToString::to_string).or(candidates)
}

fn problem(form: &OrderForm) -> Option<String> {
    let differs = form.price_differs.then_some("price_mismatch");
    let name = form.problem.map(Problem::name).or(differs)?;
    Some(format!("{} ({name})", t!("order-reason", reason = name)))
}
