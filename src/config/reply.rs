//! `[reply] template`: what the customer is told. It is tried when the configuration is read, with every
//! combination of the values that may be missing, and with every value as long as it may be: so it can't fail
//! for a customer, nor become too long for one message.

use minijinja::{Environment, Error, ErrorKind, Value};

use super::SAMPLE_COMMAND;
use super::fault::{Fault, fault};
use super::suggest::nearest;
use super::template::{self, FILTERS};
use crate::i18n::Language;
use crate::rich_text::{clean, cut_to_utf16};
use crate::sources::tribute_chat::{RenderReply, ReplyValues};

/// Telegram's limit on a message, in UTF-16 code units.
pub const REPLY_UNITS_MAX: usize = 4096;

/// The template's name in the environment; without `.html`, so that nothing is escaped.
const NAME: &str = "reply";
/// The name of the one that is said of an order without codes, where the goods are codes.
const WITHOUT_CODES: &str = "without codes";

/// The values that may be missing: a template has to ask `{% if … %}` first.
const OPTIONAL: [&str; 4] = ["payment_id", "customer_message", "shop_product", "customer"];

/// The goods, where they are codes.
const CODES: [&str; 2] = ["code", "codes"];
/// A code that a template hands on as it is, or not.
const SAMPLE_CODE: &str = "aB3-ß{9}Z";

/// The reply's template, tried.
#[derive(Clone, Debug)]
pub struct ReplyTemplate {
    environment: Environment<'static>,
    codes: Option<CodesInReply>,
}

/// The codes that a reply has to have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodesInReply {
    /// So many are the goods of one order.
    pub count_max: u32,
    /// So many UTF-16 code units each may have.
    pub length_max: usize,
    /// In which an order without codes is spoken of.
    pub language: Language,
}

impl ReplyTemplate {
    /// Takes a template that works with and without every optional value and, where the goods are codes, tells them.
    pub fn new(source: &str, codes: Option<CodesInReply>) -> Result<Self, Fault> {
        template::check(source)?;
        let mut environment = template::environment();
        environment.add_template_owned(NAME, source.to_owned()).map_err(|error| unfit(&error))?;
        if let Some(codes) = codes {
            let source = default_template(codes.language, true);
            environment.add_template(WITHOUT_CODES, source).map_err(|error| unfit(&error))?;
        }
        let template = Self { environment, codes };
        template.try_names()?;
        template.try_absences()?;
        template.try_lengths()?;
        Ok(template)
    }

    fn render_all(&self, values: &ReplyValues) -> Result<String, Error> {
        self.render_named(NAME, values)
    }

    fn render_named(&self, name: &str, values: &ReplyValues) -> Result<String, Error> {
        let template = self.environment.get_template(name)?;
        let text = template.render(Value::from_pairs(variables(values)))?;
        Ok(text.trim().to_owned())
    }

    /// Every name in it is one that there is, in branches not taken too.
    fn try_names(&self) -> Result<(), Fault> {
        let template = self.environment.get_template(NAME);
        let template = template.map_err(|error| unfit(&error))?;
        let mut known = variables(&ReplyValues::default()).map(|(name, _)| name).to_vec();
        known.retain(|name| self.codes.is_some() || !CODES.contains(name));
        let names = template.undeclared_variables(false).into_iter();
        names.filter(|it| !known.contains(&it.as_str())).min().map_or(Ok(()), |name| {
            Err(fault!(
                "config.template_unknown_name",
                name = &name,
                nearest = nearest(&name, known.iter().copied()).unwrap_or("none"),
                known = known.join(", ")
            ))
        })
    }

    /// It works with and without each optional value, in all combinations; the fewest that it fails without
    /// are told.
    fn try_absences(&self) -> Result<(), Fault> {
        let mut combinations: Vec<u32> = (0..1 << OPTIONAL.len()).collect();
        combinations.sort_by_key(|combination| combination.count_ones());
        for combination in combinations {
            let is_absent = |(place, _): &(usize, &str)| combination & (1 << place) != 0;
            let absent = OPTIONAL.into_iter().enumerate().filter(is_absent);
            let absent: Vec<&str> = absent.map(|(_, name)| name).collect();
            let codes = self.codes.iter().map(|_| SAMPLE_CODE.to_owned()).collect();
            let text = self.render_all(&ReplyValues { codes, ..filled_with("1", &absent) });
            let absent = if absent.is_empty() { "none".to_owned() } else { absent.join(", ") };
            let text = text.map_err(|error| fails(&error, &absent))?;
            if text.is_empty() {
                return Err(fault!("config.template_empty", absent, condition = "{% if … %}"));
            }
            if self.codes.is_some() && !text.contains(SAMPLE_CODE) {
                return Err(fault!("config.template_without_code", absent, code = "{{ code }}"));
            }
        }
        Ok(())
    }

    /// It fits a message when every value is as long as it may be.
    fn try_lengths(&self) -> Result<(), Fault> {
        let longest = ReplyValues {
            quantity: u32::MAX,
            order_number: i64::MAX,
            codes: vec![self.longest_codes()],
            ..filled_with(&"x".repeat(REPLY_UNITS_MAX), &[])
        };
        let text = self.render_all(&longest);
        let text = text.map_err(|error| fails(&error, "none"))?;
        match (text.encode_utf16().count(), self.codes) {
            (..=REPLY_UNITS_MAX, _) => Ok(()),
            (_, Some(CodesInReply { count_max, length_max, .. })) => Err(fault!(
                "config.codes_too_long",
                count_max,
                length_max,
                units_max = REPLY_UNITS_MAX
            )),
            (units, None) => {
                Err(fault!("config.template_too_long", units, units_max = REPLY_UNITS_MAX))
            }
        }
    }
}

impl ReplyTemplate {
    /// As long as all the codes of an order can be; of what fills the message alone, no more.
    fn longest_codes(&self) -> String {
        let length = self.codes.map_or(0, |CodesInReply { count_max, length_max, .. }| {
            (count_max as usize).saturating_mul(length_max + 1).saturating_sub(1)
        });
        "x".repeat(length.min(REPLY_UNITS_MAX + 1))
    }
}

impl RenderReply for ReplyTemplate {
    /// Never empty, at most [`REPLY_UNITS_MAX`]. Fails although it was tried where it looks at what stands in a value.
    fn render(&self, values: &ReplyValues) -> Result<String, String> {
        // Who was given the goods by a person has no codes, of which the owner's words are.
        let has_none = self.codes.is_some() && values.codes.is_empty();
        let name = if has_none { WITHOUT_CODES } else { NAME };
        let text = clean(&self.render_named(name, values).map_err(|error| error.to_string())?);
        if text.is_empty() {
            return Err("nothing is left to say".to_owned());
        }
        Ok(cut_to_utf16(&text, REPLY_UNITS_MAX))
    }
}

/// What customers are told when the owner says nothing.
pub(super) fn default_template(language: Language, has_codes: bool) -> &'static str {
    match (language, has_codes) {
        (Language::English, false) => include_str!("../../locales/en/reply.txt"),
        (Language::Russian, false) => include_str!("../../locales/ru/reply.txt"),
        (Language::English, true) => include_str!("../../locales/en/reply-codes.txt"),
        (Language::Russian, true) => include_str!("../../locales/ru/reply-codes.txt"),
    }
}

/// The template's variables; longer texts are cut, absent and empty optional ones are undefined.
fn variables(values: &ReplyValues) -> [(&'static str, Value); 12] {
    let text = |text: &str, units_max| Value::from(cut_to_utf16(text, units_max));
    let optional = |value: &Option<String>, units_max| match value.as_deref() {
        None | Some("") => Value::UNDEFINED,
        Some(value) => text(value, units_max),
    };
    // A template that says `{{ code }}` says all of them, however many an order has.
    let codes = Value::from(values.codes.join("\n"));
    [
        ("product", text(&values.product, 128)),
        ("quantity", values.quantity.into()),
        ("sku", text(&values.sku, 128)),
        ("price", text(&values.price, 32)),
        ("account_id", text(&values.account_id, 128)),
        ("payment_id", optional(&values.payment_id, 64)),
        ("customer_message", optional(&values.customer_message, 1000)),
        ("shop_product", optional(&values.shop_product, 128)),
        ("customer", optional(&values.customer, 128)),
        ("order_number", values.order_number.into()),
        (CODES[0], codes.clone()),
        (CODES[1], codes),
    ]
}

/// Values that are all the same, without those that are `absent`.
fn filled_with(text: &str, absent: &[&str]) -> ReplyValues {
    let optional = |name| (!absent.contains(&name)).then(|| text.to_owned());
    ReplyValues {
        product: text.to_owned(),
        quantity: 1,
        sku: text.to_owned(),
        price: text.to_owned(),
        account_id: text.to_owned(),
        payment_id: optional("payment_id"),
        customer_message: optional("customer_message"),
        shop_product: optional("shop_product"),
        customer: optional("customer"),
        order_number: 1,
        codes: Vec::new(),
    }
}

/// The engine does not understand it.
fn unfit(error: &Error) -> Fault {
    let kind = error.kind().to_string();
    malformed(error.line().unwrap_or(1), error.detail().unwrap_or(&kind))
}

pub(super) fn malformed(line: usize, detail: &str) -> Fault {
    let filter = detail.strip_prefix("filter ").and_then(|rest| rest.strip_suffix(" is unknown"));
    let near = filter.and_then(|filter| nearest(filter, FILTERS.split(", ")));
    let remedy = match (filter, near) {
        (Some(_), Some(_)) => "nearest",
        (Some(_), None) => "filters",
        (None, _) => "syntax",
    };
    fault!(
        "config.bad_template",
        line,
        detail,
        remedy,
        nearest = near.unwrap_or_default(),
        filters = FILTERS,
        value = "{{ }}",
        condition = "{% if … %}…{% endif %}",
        command = SAMPLE_COMMAND
    )
}

/// It fails when these of the optional values are `absent`.
fn fails(error: &Error, absent: &str) -> Fault {
    if error.kind() != ErrorKind::UndefinedError {
        return unfit(error);
    }
    fault!(
        "config.template_fails",
        line = error.line().unwrap_or(1),
        absent,
        example = "{% if payment_id %}… {{ payment_id }}{% endif %}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::with_language;
    use crate::report::UserError as _;

    #[test]
    fn a_customer_cannot_make_the_reply_too_long() {
        let template =
            ReplyTemplate::new("{{ product }} {{ customer_message or '' }}", None).expect("good");
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
            ReplyTemplate::new("{{ (customer_message or '')|upper }}!{{ (customer_message or '')|upper }}!{{ (customer_message or '')|upper }}", None).expect("good");
        let values =
            ReplyValues { customer_message: Some("ß".repeat(1000)), ..ReplyValues::default() };
        let reply = template.render(&values).expect("it renders");
        assert_eq!(reply.encode_utf16().count(), REPLY_UNITS_MAX);
        assert!(reply.ends_with('…'));
    }

    #[test]
    fn what_customers_type_is_data() {
        let template = ReplyTemplate::new("Hi {{ customer or 'you' }}", None).expect("good");
        let values = ReplyValues {
            customer: Some("{{ payment_id }}<b>{% for %}".to_owned()),
            ..ReplyValues::default()
        };
        let reply = template.render(&values).expect("it renders");
        assert_eq!(reply, "Hi {{ payment_id }}<b>{% for %}");
    }

    #[test]
    fn an_empty_optional_value_counts_as_missing() {
        let template =
            ReplyTemplate::new("Done{% if payment_id %}: {{ payment_id }}{% endif %}", None)
                .expect("good");
        for (payment_id, reply) in [(None, "Done"), (Some(""), "Done"), (Some("A-1"), "Done: A-1")]
        {
            let payment_id = payment_id.map(str::to_owned);
            let values = ReplyValues { payment_id, ..ReplyValues::default() };
            assert_eq!(template.render(&values).expect("it renders"), reply);
        }
    }

    #[test]
    fn cutting_never_splits_a_character() {
        assert_eq!(cut_to_utf16("💎💎", 4), "💎💎");
        assert_eq!(cut_to_utf16("💎💎", 3), "💎…");
        assert_eq!(cut_to_utf16("abc", 2), "a…");
    }

    #[test]
    fn every_filter_that_is_named_is_there() {
        for filter in FILTERS.split(", ") {
            let argument = match filter {
                "replace" => "('a', 'b')",
                _ => "",
            };
            let value = if filter == "round" { "1.5" } else { "product" };
            let source = format!("{{{{ {value}|{filter}{argument} }}}}");
            assert!(ReplyTemplate::new(&source, None).is_ok(), "{source}");
        }
    }

    #[test]
    fn a_filter_that_is_not_there_is_told_with_what_there_is() {
        for (source, told) in [
            ("{{ product|uper }}", "Может быть, `upper`?"),
            ("{{ product|shout }}", "В ответе пригодятся: upper, lower"),
        ] {
            let fault = ReplyTemplate::new(source, None).expect_err(source);
            assert_eq!(fault.code(), "config.bad_template");
            let remedy = with_language(Language::Russian, || fault.remedy());
            assert!(remedy.starts_with(told), "{remedy}");
        }
    }

    /// A person gave the goods, whatever the owner's words for codes are.
    #[test]
    fn an_order_without_codes_is_told_in_other_words() {
        let codes = CodesInReply { count_max: 1, length_max: 20, language: Language::English };
        let template = ReplyTemplate::new("Your code:\n{{ code }}", Some(codes)).expect("good");
        let product = "Key".to_owned();
        let mut values = ReplyValues { product, ..ReplyValues::default() };
        assert_eq!(template.render(&values).expect("text"), "Done: Key.");
        values.codes = vec!["AB12".to_owned()];
        assert_eq!(template.render(&values).expect("text"), "Your code:\nAB12");
    }
}
