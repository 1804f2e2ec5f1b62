//! `[reply] template`: what the customer is told.
//!
//! A template is tried when the configuration is read: with every combination of the values that
//! may be missing, and with every value as long as it may be. So it can't fail for a customer, and
//! no customer's or shop's words can make it too long for one message.

use std::collections::BTreeMap;
use std::fmt;

use minijinja::{Environment, Error, Value};

use super::fault::Fault;
use super::template;
use super::template_fault::{fails, malformed, says_nothing, too_long, unknown_name};
use crate::rich_text::cut_to_utf16;
use crate::sources::tribute_chat::{RenderReply, ReplyValues};

/// Telegram's limit on a message, in UTF-16 code units.
pub const REPLY_UNITS_MAX: usize = 4096;

/// The template's name in the environment; without `.html`, so that nothing is escaped.
const NAME: &str = "reply";

/// The variables with their length limits in UTF-16 code units. Longer values are cut, with `…`.
pub(super) const LIMITS: [(&str, usize); 10] = [
    ("product", 128),
    ("quantity", 10),
    ("sku", 128),
    ("price", 32),
    ("account_id", 128),
    ("payment_id", 64),
    ("customer_message", 1000),
    ("shop_product", 128),
    ("customer", 128),
    ("order_number", 20),
];

/// Of these, the ones that may be missing: a template has to ask `{% if … %}` first.
pub(super) const OPTIONAL: [&str; 4] =
    ["payment_id", "customer_message", "shop_product", "customer"];

/// The reply's template, tried.
#[derive(Clone)]
pub struct ReplyTemplate {
    environment: Environment<'static>,
}

/// The template failed although it was tried: it looks at what stands in a value.
#[derive(Debug, thiserror::Error)]
#[error("the reply's template fails with these values: {0}")]
pub struct ReplyError(String);

impl ReplyTemplate {
    /// Takes a template that works with and without every optional value.
    pub fn new(source: &str) -> Result<Self, Fault> {
        template::check(source)?;
        let mut environment = template::environment();
        environment
            .add_template_owned(NAME, source.to_owned())
            .map_err(|error| malformed(&error))?;
        let template = Self { environment };
        template.try_names()?;
        template.try_absences()?;
        template.try_lengths()?;
        Ok(template)
    }

    /// The reply for these values: never empty, at most [`REPLY_UNITS_MAX`].
    pub fn render(&self, values: &ReplyValues) -> Result<String, ReplyError> {
        let text = self
            .render_value(values.to_value())
            .map_err(|error| ReplyError(error.to_string()))?;
        if text.trim().is_empty() {
            return Err(ReplyError("nothing is left to say".to_owned()));
        }
        Ok(cut_to_utf16(&text, REPLY_UNITS_MAX))
    }

    fn render_value(&self, values: Value) -> Result<String, Error> {
        let text = self.environment.get_template(NAME)?.render(values)?;
        Ok(text.trim().to_owned())
    }

    /// Every name in it is one that there is, in branches not taken too.
    fn try_names(&self) -> Result<(), Fault> {
        let template = self
            .environment
            .get_template(NAME)
            .map_err(|error| malformed(&error))?;
        let mut unknown: Vec<String> = template
            .undeclared_variables(false)
            .into_iter()
            .filter(|name| !LIMITS.iter().any(|(known, _)| known == name))
            .filter(|name| !self.environment.globals().any(|(global, _)| global == name))
            .collect();
        unknown.sort();
        unknown
            .first()
            .map_or(Ok(()), |name| Err(unknown_name(name)))
    }

    /// It works with and without each optional value, in all combinations.
    fn try_absences(&self) -> Result<(), Fault> {
        for combination in 0..1_u32 << OPTIONAL.len() {
            let present: Vec<&str> = OPTIONAL
                .iter()
                .enumerate()
                .filter(|(index, _)| combination & (1 << index) != 0)
                .map(|(_, name)| *name)
                .collect();
            let text = self
                .render_value(ReplyValues::sample(&present).to_value())
                .map_err(|error| fails(&error, &present))?;
            if text.is_empty() {
                return Err(says_nothing(&present));
            }
        }
        Ok(())
    }

    /// It fits a message when every value is as long as it may be.
    fn try_lengths(&self) -> Result<(), Fault> {
        let longest = LIMITS.map(|(name, units_max)| (name, Value::from("x".repeat(units_max))));
        let longest = longest.into_iter().filter(|(name, _)| !is_number(name));
        let values: BTreeMap<_, _> = longest
            .chain([
                ("quantity", Value::from(u32::MAX)),
                ("order_number", Value::from(i64::MAX)),
            ])
            .collect();
        let text = self
            .render_value(values.into())
            .map_err(|error| fails(&error, &OPTIONAL))?;
        let units = text.encode_utf16().count();
        if units > REPLY_UNITS_MAX {
            Err(too_long(units))
        } else {
            Ok(())
        }
    }
}

impl RenderReply for ReplyTemplate {
    fn render(&self, values: &ReplyValues) -> Result<String, String> {
        Self::render(self, values).map_err(|error| error.to_string())
    }
}

impl fmt::Debug for ReplyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyTemplate").finish_non_exhaustive()
    }
}

impl ReplyValues {
    /// Plausible values, and of the optional ones only those `present`.
    fn sample(present: &[&str]) -> Self {
        let optional = |name: &str, value: &str| present.contains(&name).then(|| value.to_owned());
        Self {
            product: "1 алмаз".to_owned(),
            quantity: 1,
            sku: "diamond-1".to_owned(),
            price: "5.00 EUR".to_owned(),
            account_id: "12345".to_owned(),
            payment_id: optional("payment_id", "A-1001"),
            customer_message: optional("customer_message", "Спасибо!"),
            shop_product: optional("shop_product", "1 алмаз"),
            customer: optional("customer", "Иван"),
            order_number: 148,
        }
    }

    /// The template's variables; absent and empty optional values are undefined in it.
    fn to_value(&self) -> Value {
        let texts = [
            ("product", Some(&self.product)),
            ("sku", Some(&self.sku)),
            ("price", Some(&self.price)),
            ("account_id", Some(&self.account_id)),
            (
                "payment_id",
                self.payment_id.as_ref().filter(|text| !text.is_empty()),
            ),
            (
                "customer_message",
                self.customer_message
                    .as_ref()
                    .filter(|text| !text.is_empty()),
            ),
            (
                "shop_product",
                self.shop_product.as_ref().filter(|text| !text.is_empty()),
            ),
            (
                "customer",
                self.customer.as_ref().filter(|text| !text.is_empty()),
            ),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| {
            Some((name, Value::from(cut_to_utf16(text?, units_max(name)))))
        });
        let numbers = [
            ("quantity", Value::from(self.quantity)),
            ("order_number", Value::from(self.order_number)),
        ];
        texts.chain(numbers).collect::<BTreeMap<_, _>>().into()
    }
}

fn is_number(name: &str) -> bool {
    matches!(name, "quantity" | "order_number")
}

fn units_max(name: &str) -> usize {
    LIMITS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(0, |&(_, units_max)| units_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_cannot_make_the_reply_too_long() {
        let template =
            ReplyTemplate::new("{{ product }} {{ customer_message or '' }}").expect("good");
        let values = ReplyValues {
            product: "💎".repeat(5000),
            customer_message: Some("слово ".repeat(5000)),
            ..ReplyValues::default()
        };
        let reply = template.render(&values).expect("it renders");
        assert!(reply.encode_utf16().count() <= 128 + 1 + 1000);
        assert!(reply.contains('…'));
    }

    /// `ß` is two letters in capitals: no value is longer than it may be, but what is made of it is.
    #[test]
    fn what_grows_in_the_template_is_cut() {
        let template =
            ReplyTemplate::new("{{ (customer_message or '')|upper }}!{{ (customer_message or '')|upper }}!{{ (customer_message or '')|upper }}").expect("good");
        let values = ReplyValues {
            customer_message: Some("ß".repeat(1000)),
            ..ReplyValues::default()
        };
        let reply = template.render(&values).expect("it renders");
        assert_eq!(reply.encode_utf16().count(), REPLY_UNITS_MAX);
        assert!(reply.ends_with('…'));
    }

    #[test]
    fn what_customers_type_is_data() {
        let template = ReplyTemplate::new("Hi {{ customer or 'you' }}").expect("good");
        let values = ReplyValues {
            customer: Some("{{ payment_id }}<b>{% for %}".to_owned()),
            ..ReplyValues::default()
        };
        let reply = template.render(&values).expect("it renders");
        assert_eq!(reply, "Hi {{ payment_id }}<b>{% for %}");
    }

    #[test]
    fn an_empty_optional_value_counts_as_missing() {
        let template = ReplyTemplate::new("Done{% if payment_id %}: {{ payment_id }}{% endif %}")
            .expect("good");
        for (payment_id, reply) in [
            (None, "Done"),
            (Some(""), "Done"),
            (Some("A-1"), "Done: A-1"),
        ] {
            let payment_id = payment_id.map(str::to_owned);
            let values = ReplyValues {
                payment_id,
                ..ReplyValues::default()
            };
            assert_eq!(template.render(&values).expect("it renders"), reply);
        }
    }

    #[test]
    fn cutting_never_splits_a_character() {
        assert_eq!(cut_to_utf16("💎💎", 4), "💎💎");
        assert_eq!(cut_to_utf16("💎💎", 3), "💎…");
        assert_eq!(cut_to_utf16("abc", 2), "a…");
    }
}
