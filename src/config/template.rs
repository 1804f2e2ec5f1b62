//! What a reply's template may be made of: all that a reply needs, too little to fill the memory.
//!
//! The template engine counts steps, not bytes: a few lines of `{% set x = x ~ x %}` double a text
//! until nothing is left. So there is no statement but `if`, and no filter that makes much of little.
//! What it reads an expression with calls itself for every operator, so an expression is short.

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::fault::{Fault, fault};

/// A longer template is no reply: Telegram takes 4096 units, which are at most 12 KiB.
const SOURCE_BYTES_MAX: usize = 16 * 1024;
/// The longest `{{ … }}` or `{% … %}`.
const TAG_BYTES_MAX: usize = 500;
/// What a template may do before it is stopped: some 100 times what any sensible one needs.
const FUEL: u64 = 50_000;
const REPLACED_BYTES_MAX: usize = 64 * 1024;
/// `*` may repeat a text: the engine stops at 100 MB, each time.
const PRODUCTS_MAX: usize = 8;
/// The filters that a reply may have use for; the engine knows more.
pub(super) const FILTERS: &str =
    "upper, lower, title, capitalize, trim, replace, default, length, round";
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];
/// Filters that can make any amount of a few letters, in one step or by being repeated.
const MULTIPLIERS: [&str; 7] = ["batch", "format", "indent", "join", "pprint", "slice", "tojson"];

/// An engine that knows what a reply needs.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // Printing what is missing fails; asking `{% if payment_id %}` is fine.
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    for filter in MULTIPLIERS {
        environment.remove_filter(filter);
    }
    environment.add_filter("replace", replace);
    environment
}

/// Refuses a source that is too long, or has a statement in it that there is not.
pub(super) fn check(source: &str) -> Result<(), Fault> {
    let tags = tags(source);
    let products = tags.iter().map(|tag| tag.matches('*').count());
    if source.len() > SOURCE_BYTES_MAX
        || tags.iter().any(|tag| tag.len() > TAG_BYTES_MAX)
        || products.sum::<usize>() > PRODUCTS_MAX
    {
        return Err(fault!(
            "config.template_too_large",
            size_kib = SOURCE_BYTES_MAX / 1024,
            tag_bytes = TAG_BYTES_MAX,
            products = PRODUCTS_MAX,
            tag = "{{ … }}"
        ));
    }
    let mut statements = tags.into_iter().filter_map(|tag| {
        let inside = tag.strip_prefix("{%")?.trim_start_matches(['-', '+']);
        let is_end = |letter: char| !letter.is_alphanumeric() && letter != '_';
        inside.trim_start().split(is_end).next()
    });
    // An empty one is the engine's to complain about.
    match statements.find(|name| !name.is_empty() && !STATEMENTS.contains(name)) {
        None => Ok(()),
        Some(name) => Err(fault!(
            "config.template_statement",
            name = format!("{name:?}"),
            known = "{% if … %}, {% elif … %}, {% else %}, {% endif %}"
        )),
    }
}

/// The tags, `{{ … }}` and `{% … %}`, from their first byte on, as the engine finds them: not within
/// comments, and not ended within quotes or brackets. One that does not end goes to the source's end.
fn tags(source: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = source;
    while let Some(start) =
        ["{{", "{%", "{#"].into_iter().filter_map(|marker| rest.find(marker)).min()
    {
        let tag = &rest[start..];
        let length = if tag.starts_with("{#") {
            tag.find("#}").map_or(tag.len(), |end| end + 2)
        } else {
            let length = tag_length(tag.as_bytes());
            tags.push(&tag[..length]);
            length
        };
        rest = &tag[length..];
    }
    tags
}

fn tag_length(tag: &[u8]) -> usize {
    let end: &[u8] = if tag.starts_with(b"{{") { b"}}" } else { b"%}" };
    let mut open_brackets = 0;
    let mut quote = None;
    let mut place = 2;
    while let Some(&byte) = tag.get(place) {
        match (quote, byte) {
            (Some(_), b'\\') => place += 1,
            (Some(opened), _) if byte == opened => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, _) if open_brackets == 0 && tag[place..].starts_with(end) => {
                return place + end.len();
            }
            (None, b'(' | b'[' | b'{') => open_brackets += 1,
            (None, b')' | b']' | b'}') => open_brackets -= 1,
            (None, _) => {}
        }
        place += 1;
    }
    tag.len()
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
    use super::super::reply::ReplyTemplate;
    use super::*;
    use crate::report::UserError as _;

    fn code(source: &str) -> Option<&'static str> {
        ReplyTemplate::new(source).err().map(|fault| fault.code())
    }

    #[test]
    fn what_a_reply_needs_is_there() {
        for source in [
            "{{ product|upper|trim }} {{ quantity * 10 }} {{ customer|default('друг') }}",
            "{{ product|replace('алмаз', '💎') }}{{ payment_id|d('—') }}",
            "{%- if payment_id is defined and quantity > 1 -%}a{%+ elif customer %}b{% else %}c{% endif %}",
            "{{ product[:3] }}{# {% set %} #} *** {{ '}}{% for %}' }} *** {{ {'a': 'b'}['a'] }}",
        ] {
            assert_eq!(code(source), None, "{source}");
        }
    }

    #[test]
    fn what_could_fill_the_memory_is_refused() {
        let doubling = format!("{}{{{{ x }}}}", "{% set x = 'ab' ~ x ~ x %}".repeat(30));
        let squared = format!("{{{{ product{} }}}}", "|replace('',product)".repeat(20));
        for (source, expected) in [
            (doubling.as_str(), "config.template_statement"),
            ("{%set x = product ~ product%}{{x}}", "config.template_statement"),
            ("{%-for x in [product] %}{{x}}{%endfor%}", "config.template_statement"),
            ("{{ 'a'|indent(1000000000) }}", "config.bad_template"),
            ("{{ '%999999999d'|format(1) }}", "config.bad_template"),
            ("{{ [1]|batch(1000000000, 1) }}", "config.bad_template"),
            ("{{ product * 1000000000 }}", "config.bad_template"),
            (&squared, "config.bad_template"),
            (
                &format!("{{{{ '}}}}' ~ 1{} }}}}", " * 1".repeat(PRODUCTS_MAX + 1)),
                "config.template_too_large",
            ),
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
