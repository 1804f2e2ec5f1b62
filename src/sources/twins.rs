//! One sale that two sources tell of. Nobody has documented whether Tribute's API tells of custom products, too:
//! people are asked, and nothing is given twice.

use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::journal::JournalError;
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::untrusted::comparable;
use crate::order::{SourceName, Untrusted};

/// Further apart they are two sales.
const WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Notes in an order's form that an order of another source may be the same sale.
pub(super) fn note_twin(
    engine: &Engine,
    source: &SourceName,
    form: &mut OrderForm,
    ordered_at: Timestamp,
) -> Result<(), JournalError> {
    let around = [ordered_at.saturating_sub(WITHIN), ordered_at.saturating_add(WITHIN)];
    let [Ok(from), Ok(to)] = around else { return Ok(()) };
    let others = engine.journal().orders_of_others(source, [from, to])?;
    if let Some(twin) = others.iter().find(|other| may_be_same(&other.form, form)) {
        form.problem = Some(Problem::PossibleDuplicate);
        form.problem_text = Some(Untrusted::new(format!("№{}", twin.number)));
    }
    Ok(())
}

fn may_be_same(one: &OrderForm, other: &OrderForm) -> bool {
    let name = |form: &OrderForm| {
        form.product.as_ref().map(|name| comparable(name.as_str()).to_lowercase())
    };
    let is_same_product = match (&one.item, &other.item) {
        (Some(one), Some(other)) => one == other,
        _ => name(one) == name(other),
    };
    one.price == other.price && is_same_product && may_be_one(&one.customer, &other.customer)
}

/// Whether nothing tells two customers apart.
fn may_be_one(one: &Customer, other: &Customer) -> bool {
    let is_other_id =
        one.telegram_id.zip(other.telegram_id).is_some_and(|(one, other)| one != other);
    let names = one.username.as_ref().zip(other.username.as_ref());
    !is_other_id && names.is_none_or(|(one, other)| one.eq_ignore_ascii_case(other))
}
