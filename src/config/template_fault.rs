//! What is wrong with a reply's template.

use minijinja::{Error, ErrorKind};

use super::fault::Fault;
use super::near::nearest;
use super::reply::{LIMITS, OPTIONAL, REPLY_UNITS_MAX};
use super::sample::SAMPLE_COMMAND;
use crate::i18n::arguments;

/// What a reply may have use for; the engine knows more.
const FILTERS: [&str; 9] = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "replace",
    "default",
    "length",
    "round",
];

/// The engine does not understand it.
pub(super) fn malformed(error: &Error) -> Fault {
    let kind = error.kind().to_string();
    let detail = error.detail().unwrap_or(&kind);
    let filter = detail
        .strip_prefix("filter ")
        .and_then(|rest| rest.strip_suffix(" is unknown"));
    let near = filter.and_then(|filter| nearest(filter, FILTERS));
    let remedy = match (filter, near) {
        (Some(_), Some(_)) => "nearest",
        (Some(_), None) => "filters",
        (None, _) => "syntax",
    };
    Fault::with(
        "config.bad_template",
        arguments!(
            line = error.line().unwrap_or(1),
            detail = detail,
            remedy = remedy,
            nearest = near.unwrap_or_default(),
            filters = FILTERS.join(", "),
            value = "{{ }}",
            condition = "{% if … %}…{% endif %}",
            command = SAMPLE_COMMAND
        ),
    )
}

/// It names a value that there is not.
pub(super) fn unknown_name(name: &str) -> Fault {
    let known = LIMITS.map(|(known, _)| known);
    Fault::with(
        "config.template_unknown_name",
        arguments!(
            name = name,
            nearest = nearest(name, known).unwrap_or("none"),
            known = known.join(", ")
        ),
    )
}

/// It fails when these of the optional values are `present`.
pub(super) fn fails(error: &Error, present: &[&str]) -> Fault {
    if error.kind() != ErrorKind::UndefinedError {
        return malformed(error);
    }
    Fault::with(
        "config.template_fails",
        arguments!(
            line = error.line().unwrap_or(1),
            absent = absent(present),
            example = "{% if payment_id %}… {{ payment_id }}{% endif %}"
        ),
    )
}

/// Nothing is left of it when only these of the optional values are `present`.
pub(super) fn says_nothing(present: &[&str]) -> Fault {
    Fault::with(
        "config.template_empty",
        arguments!(absent = absent(present), condition = "{% if … %}"),
    )
}

/// It may become longer than a message.
pub(super) fn too_long(units: usize) -> Fault {
    Fault::with(
        "config.template_too_long",
        arguments!(units = units, units_max = REPLY_UNITS_MAX),
    )
}

/// The optional values that were absent; `none`: none of them.
fn absent(present: &[&str]) -> String {
    let absent = OPTIONAL.into_iter().filter(|name| !present.contains(name));
    let absent: Vec<&str> = absent.collect();
    if absent.is_empty() {
        "none".to_owned()
    } else {
        absent.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::reply::ReplyTemplate;
    use super::*;
    use crate::language::Language;
    use crate::report::UserError;

    #[test]
    fn every_filter_that_is_named_is_there() {
        for filter in FILTERS {
            let argument = match filter {
                "replace" => "('a', 'b')",
                _ => "",
            };
            let value = if filter == "round" { "1.5" } else { "product" };
            let source = format!("{{{{ {value}|{filter}{argument} }}}}");
            assert!(ReplyTemplate::new(&source).is_ok(), "{source}");
        }
    }

    #[test]
    fn a_filter_that_is_not_there_is_told_with_what_there_is() {
        for (source, told) in [
            ("{{ product|uper }}", "Может быть, `upper`?"),
            ("{{ product|shout }}", "В ответе пригодятся: upper, lower"),
        ] {
            let fault = ReplyTemplate::new(source).expect_err(source);
            assert_eq!(fault.code(), "config.bad_template");
            let remedy = UserError::remedy(&fault, Language::Russian);
            assert!(remedy.starts_with(told), "{remedy}");
        }
    }
}
