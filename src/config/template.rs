//! The limits on a reply's template: all that a reply needs, too little to fill the memory.
//!
//! The template engine counts steps, not bytes: a few lines of `{% set x = x ~ x %}` double a text until
//! nothing is left. So there is no statement but `if`, no filter that makes much of little, no product of
//! anything but numbers. What it reads an expression with calls itself for every operator, and a list within
//! a list doubles when it becomes a text: so an expression is short and has few brackets.

use std::sync::LazyLock;

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use regex::Regex;

use super::fault::{Fault, fault};
use super::reply::malformed;

/// A longer template is no reply: Telegram takes 4096 units, which are at most 12 KiB.
const SOURCE_BYTES_MAX: usize = 16 * 1024;
const TAG_BYTES_MAX: usize = 500;
const BRACKETS_MAX: usize = 8;
/// What a template may do before it is stopped: some 100 times what any sensible one needs.
const FUEL: u64 = 50_000;
const REPLACED_BYTES_MAX: usize = 64 * 1024;
/// The filters that a reply may have use for; the engine knows more.
pub(super) const FILTERS: &str =
    "upper, lower, title, capitalize, trim, replace, default, length, round";
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];
/// The variables that may be multiplied.
const NUMBERS: [&str; 2] = ["quantity", "order_number"];

const TEXT: &str = r#""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"#;
/// A comment, or a tag with what stands in it; only the two characters that open one where it has no end or a
/// brace in it, where the engine may see the end elsewhere.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let inner = format!(r#"(?:[^"'{{}}]|{TEXT})*"#);
    let tag = format!(r"(?s)\{{#.*?#\}}|\{{(\{{{inner}\}}|%{inner}%)\}}|\{{[{{%#]");
    Regex::new(&tag).ok()
});
static TOKEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?s){TEXT}|[0-9][\w.]*|\w+|\S")).ok());

pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // Printing what is missing fails; asking `{% if payment_id %}` is fine.
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("replace", replace);
    environment
}

/// Refuses a source that is too long, or has something in it that a reply must not have.
pub(super) fn check(source: &str) -> Result<(), Fault> {
    if source.len() > SOURCE_BYTES_MAX {
        return Err(too_large());
    }
    for found in TAG.iter().flat_map(|tag| tag.captures_iter(source)) {
        let whole = found.get_match();
        let line = source[..whole.start()].matches('\n').count() + 1;
        let inner = match found.get(1) {
            Some(inner) => inner.as_str(),
            None if whole.len() > 2 => continue,
            None => return Err(malformed(line, "no-end")),
        };
        let is_statement = inner.starts_with('%');
        let inner = &inner[1..inner.len() - 1];
        let tokens = TOKEN.iter().flat_map(|token| token.find_iter(inner)).map(|it| it.as_str());
        let tokens: Vec<&str> = ["", ""].into_iter().chain(tokens).chain(["", ""]).collect();
        let brackets = tokens.iter().filter(|token| ["(", "["].contains(token)).count();
        if whole.len() > TAG_BYTES_MAX || brackets > BRACKETS_MAX || !multiplies_numbers(&tokens) {
            return Err(too_large());
        }
        let mut names = tokens.iter().skip_while(|token| ["", "-", "+"].contains(token));
        // What says nothing is the engine's to complain about.
        if is_statement
            && let Some(name) = names.next()
            && !STATEMENTS.contains(name)
        {
            return Err(fault!(
                "config.template_statement",
                name = format!("{name:?}"),
                known = "{% if … %}, {% elif … %}, {% else %}, {% endif %}"
            ));
        }
        let mut filters = tokens.windows(2).filter(|pair| pair[0] == "|").map(|pair| pair[1]);
        let is_unknown = |name: &&str| !FILTERS.split(", ").chain(["d"]).any(|it| it == *name);
        if let Some(name) = filters.find(is_unknown) {
            return Err(malformed(line, &format!("filter {name} is unknown")));
        }
    }
    Ok(())
}

/// Whether every `*` stands between numbers, and neither is a part of something else: an attribute, or what a
/// filter, a call or a test is applied to.
fn multiplies_numbers(tokens: &[&str]) -> bool {
    let is_number =
        |token: &str| token.starts_with(|it: char| it.is_ascii_digit()) || NUMBERS.contains(&token);
    tokens.windows(5).all(|around| match around {
        [before, left, "*", right, after] => {
            let is_whole = *before != "." && !["|", ".", "[", "(", "is"].contains(after);
            is_whole && is_number(left) && is_number(right)
        }
        _ => true,
    })
}

fn too_large() -> Fault {
    fault!(
        "config.template_too_large",
        size_kib = SOURCE_BYTES_MAX / 1024,
        tag_bytes = TAG_BYTES_MAX,
        brackets = BRACKETS_MAX,
        tag = "{{ … }}",
        product = "{{ quantity * 10 }}"
    )
}

/// `{{ product|replace("a", "b") }}`, as long as what comes of it is no book.
#[expect(clippy::needless_pass_by_value, reason = "a filter is handed its arguments")]
fn replace(text: String, from: String, to: String) -> Result<Value, Error> {
    let found = text.matches(&from).count();
    if text.len() + found * to.len() > REPLACED_BYTES_MAX {
        let detail = "`replace` makes the text too long";
        return Err(Error::new(ErrorKind::InvalidOperation, detail));
    }
    Ok(Value::from(text.replace(&from, &to)))
}

#[cfg(test)]
mod tests {
    use minijinja::context;
    use proptest::prelude::*;

    use super::super::reply::ReplyTemplate;
    use super::*;
    use crate::report::UserError as _;

    fn code(source: &str) -> Option<&'static str> {
        ReplyTemplate::new(source, None).err().map(|fault| fault.code())
    }

    #[test]
    fn what_a_reply_needs_is_there() {
        for source in [
            "{{ product|upper|trim }} {{ quantity * 10 }} {{ customer|default('друг') }}",
            "{{ product|replace('алмаз', '💎') }}{{ payment_id|d('—') }}",
            "{%- if payment_id is defined and quantity > 1 -%}a{%+ elif customer %}b{% else %}c{% endif %}",
            "{{ product[:3] }}{# {% set %} {{ 'a' * 9 }} #} *** {{ '}}{% for %}* {' }} *** } { }}",
            "{{2*quantity*1.5-}}{{ (order_number * 2 + quantity*3) / 7 ~ '\\'*' }}{#}{{#}{#-#}{{-1+}}",
            "{% if product in ['a', \"b\"] and quantity * 2 > 3 %}a{% endif %}b",
        ] {
            assert_eq!(code(source), None, "{source}");
        }
    }

    #[test]
    fn what_could_fill_the_memory_is_refused() {
        let doubling = format!("{}{{{{ x }}}}", "{% set x = 'ab' ~ x ~ x %}".repeat(30));
        let squared = format!("{{{{ product{} }}}}", "|replace('',product)".repeat(8));
        let nested = format!("{{{{ {}'\"'{} }}}}", "[".repeat(9), "|trim]".repeat(9));
        for (source, expected) in [
            (doubling.as_str(), "config.template_statement"),
            ("{%set x = product ~ product%}{{x}}", "config.template_statement"),
            ("{%-for x in [product] %}{{x}}{%endfor%}", "config.template_statement"),
            ("{% raw %}{{ product }}{% endraw %}", "config.template_statement"),
            ("{{ 'a'|indent(1000000000) }}", "config.bad_template"),
            ("{{ '%999999999d'|format(1) }}", "config.bad_template"),
            ("{{ [1]|batch(1000000000, 1) }}", "config.bad_template"),
            ("{{ product|list|string|list|string }}", "config.bad_template"),
            ("{{ range(100000) }}", "config.template_unknown_name"),
            ("{{ debug() }}", "config.template_unknown_name"),
            (&squared, "config.bad_template"),
            (&nested, "config.template_too_large"),
            (&format!("{{{{ '{}' }}}}", "a".repeat(TAG_BYTES_MAX)), "config.template_too_large"),
            (
                &format!("{{{{ ('}}}}'){} }}}}", "+1".repeat(TAG_BYTES_MAX)),
                "config.template_too_large",
            ),
            (&"a".repeat(SOURCE_BYTES_MAX + 1), "config.template_too_large"),
        ] {
            let start: String = source.chars().take(60).collect();
            assert_eq!(code(source), Some(expected), "{start}");
        }
    }

    #[test]
    fn only_numbers_are_multiplied() {
        for product in [
            "'a' * 2",
            "2 * product",
            "product*2",
            "[product]*100000000",
            "100000000 *(product)",
            "2 * [product]",
            "product.2 * 3",
            "product . 0 * 3",
            "product.quantity * 3",
            "3 * quantity|replace('1', product)",
            "3 * quantity is eq(1)|replace('true', product)",
            "3 * quantity.product",
            "3 * 1[0]",
            "product|length * 3",
            "2 ** 3",
            "2 * -3",
            "'}}' ~ '\\'' * 2",
            "'{#' * 2 ~ '#}'",
            "quantity\n*\tcustomer",
        ] {
            for source in [
                format!("{{{{ {product} }}}}"),
                format!("{{{{-{product}-}}}}"),
                format!("{{#}}{{{{#}}{{{{ {product} }}}}"),
                format!("a{{%- if {product} -%}}b{{% endif %}}"),
            ] {
                assert_eq!(code(&source), Some("config.template_too_large"), "{source}");
            }
        }
    }

    #[test]
    fn what_the_engine_may_read_otherwise_is_refused() {
        for source in [
            "{{ {'a': product}['a'] }}",
            "{{{ product }}}",
            "{{ product %} * 2 }}",
            "{% if product }} * 2 %}a{% endif %}",
            "{{ 'a }}",
            "{{ \"a\\\" }}",
            "{{ ( }} * product ) }}",
            "{{ ) }} * product ( }}",
            "{# {{ product * 2 }}",
            "{{ product",
            "{%",
        ] {
            assert_eq!(code(source), Some("config.bad_template"), "{source}");
        }
    }

    const OPERANDS: [&str; 7] =
        ["2", "1.5", "quantity", "order_number", "product", "'a'", "99999999"];
    const OPERATORS: [&str; 7] = ["*", "*", " * ", "+", "~", "**", " is eq "];
    const ENDS: [&str; 8] =
        ["|replace('a', 'aa')", "|d", "|string", ".quantity", ".0", "[:3]", "()", " is string"];

    fn expression() -> impl Strategy<Value = String> {
        let operand = prop::sample::select(&OPERANDS[..]).prop_map(str::to_owned);
        operand.prop_recursive(4, 16, 2, |it| {
            let operator = prop::sample::select(&OPERATORS[..]);
            let end = prop::sample::select(&ENDS[..]);
            prop_oneof![
                4 => (it.clone(), operator, it.clone())
                    .prop_map(|(left, operator, right)| left + operator + &right),
                2 => (it.clone(), end).prop_map(|(value, end)| value + end),
                1 => it.clone().prop_map(|value| format!("({value})")),
                1 => it.prop_map(|value| format!("[{value}]")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn what_passes_is_short(expression in expression(), open in "[-+ ]?", close in "[-+ ]?") {
            let source = format!("{{{{{open}{expression}{close}}}}}");
            if check(&source).is_ok() {
                let values = context! { product => "x".repeat(128), quantity => 99, order_number => 9 };
                let text = environment().render_str(&source, values).unwrap_or_default();
                prop_assert!(text.len() <= REPLACED_BYTES_MAX, "{source}");
            }
        }
    }

    /// Every operator is a call of the engine's reader to itself: all of these once ended the
    /// process.
    #[test]
    fn the_longest_expression_fits_the_stack() {
        for operator in ["-", "not ", "(", "["] {
            let count = (TAG_BYTES_MAX - 8) / operator.len();
            let _ = code(&format!("{{{{ {}1 }}}}", operator.repeat(count)));
        }
        for operator in ["+1", "|d", ".a", "~1", " or 1", "[1]", "()", " is d", " in 1", " if 1"] {
            let count = (TAG_BYTES_MAX - 16) / operator.len();
            let _ = code(&format!("{{{{ product{} }}}}", operator.repeat(count)));
        }
        for statement in ["{%if 1%}", "{{", "{#", "{{1}}"] {
            let _ = code(&statement.repeat(SOURCE_BYTES_MAX / statement.len()));
        }
    }
}
