//! Where the fields of an order message stand, whatever the customer wrote into it.
//!
//! The customer's name and the details are the customer's own words, and may contain labels. So a
//! label counts only at the start of a line, outside the customer's entity, before the details and
//! in the message's order; one that stands twice makes its field ambiguous; and from the details'
//! label on everything is details.
//!
//! Labels are compared letter for letter; as an eye compares them only where one is not found so. What
//! merely looks like a label in somebody's name does not count beside the true one.
//!
//! One forgery can't be seen in the text: a name that no entity marks, with line breaks and *all*
//! the labels in it, the details' too. It reads like an order whose details quote an order. Telegram
//! takes line breaks out of names, and a `price` in the catalogue bounds what it could cost.

use super::customer::{self, Named};
use super::profile::{Label, Profile, Seen};
use crate::order::Entity;
use crate::order::untrusted::comparable;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field<'t> {
    /// No such label.
    Missing,
    /// Nothing behind the label.
    Empty,
    /// The label stands twice: which is the true one?
    Ambiguous,
    /// The text behind the label, without the white space around it: the rest of the line; the
    /// customer's entity to its end; the details to the message's end.
    Text(&'t str),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields<'t> {
    pub customer: Field<'t>,
    /// Whom the customer's entity names.
    pub named: Named<'t>,
    pub product: Field<'t>,
    pub price: Field<'t>,
    pub details: Field<'t>,
}

/// A label where it was found, and what stands behind it.
struct Mark<'t> {
    label: Label,
    value: &'t str,
}

impl<'t> Field<'t> {
    /// The text, when there is exactly one.
    pub fn text(self) -> Option<&'t str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::Empty | Self::Ambiguous => None,
        }
    }
}

impl<'t> Fields<'t> {
    /// Takes a message apart whose first line is this wording's header.
    pub fn find(text: &'t str, entities: &[Entity], profile: &Profile) -> Self {
        let exact = Self::find_as(str::to_owned, text, entities, profile);
        let fields = [exact.customer, exact.product, exact.price, exact.details];
        if fields.contains(&Field::Missing) {
            return Self::find_as(comparable, text, entities, profile);
        }
        exact
    }

    fn find_as(seen: Seen, text: &'t str, entities: &[Entity], profile: &Profile) -> Self {
        let mut marks: Vec<Mark<'t>> = Vec::new();
        let mut named = Named::default();
        let mut customer_seen = false;
        for (line_start, line) in lines(text).skip(1) {
            if named.encloses(line_start) {
                continue;
            }
            let Some((label, length)) = profile.label_of(line, seen) else {
                continue;
            };
            let mut value = line_start + length..line_start + line.len();
            if label == Label::Customer && !customer_seen {
                customer_seen = true;
                named = customer::named_on(text, value.clone(), entities);
                let end = value.end.max(named.end());
                value.end = text[end..].find('\n').map_or(text.len(), |length| end + length);
            } else if label == Label::Details {
                value.end = text.len();
            }
            marks.push(Mark { label, value: text[value].trim() });
            if label == Label::Details {
                break;
            }
        }
        let customer = field(&marks, Label::Customer);
        if customer.text().is_none() {
            named = Named::default();
        }
        Self {
            customer,
            named,
            product: field(&marks, Label::Product),
            price: field(&marks, Label::Price),
            details: field(&marks, Label::Details),
        }
    }

    /// Whether one of the fields before the details is missing. A customer may have no name.
    pub fn lacks_one(&self) -> bool {
        let is_missing = |field: &Field<'_>| [Field::Missing, Field::Empty].contains(field);
        self.customer == Field::Missing || [self.product, self.price].iter().any(is_missing)
    }

    /// Whether one of the fields before the details stands twice.
    pub fn is_ambiguous(&self) -> bool {
        [self.customer, self.product, self.price].contains(&Field::Ambiguous)
    }
}

/// The lines of a text and the bytes where they begin. `\n` and `\r\n` end a line, nothing else.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        let content = line.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        Some((start, content.unwrap_or(line)))
    })
}

fn field<'t>(marks: &[Mark<'t>], label: Label) -> Field<'t> {
    let mut places = marks.iter().enumerate().filter(|(_, mark)| mark.label == label);
    let Some((place, mark)) = places.next() else {
        return Field::Missing;
    };
    if places.next().is_some() {
        return Field::Ambiguous;
    }
    // A label that stands twice says nothing about the order of the others.
    let stands_once =
        |label: Label| marks.iter().filter(|mark| mark.label == label).nth(1).is_none();
    if marks[..place].iter().any(|earlier| earlier.label > label && stands_once(earlier.label)) {
        return Field::Missing;
    }
    match mark.value {
        "" => Field::Empty,
        value => Field::Text(value),
    }
}
