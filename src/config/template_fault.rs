//! What is wrong with a reply's template.

use minijinja::{Error, ErrorKind};

use super::fault::Fault;
use super::libraries::TEMPLATE;
use super::near::nearest;
use super::reply::{LIMITS, OPTIONAL, REPLY_UNITS_MAX};
use super::sample::SAMPLE_COMMAND;
use crate::language::Language;

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
    let line = error.line().unwrap_or(1);
    let kind = error.kind().to_string();
    let detail = error.detail().unwrap_or(&kind);
    let told = TEMPLATE.russian(detail);
    // The kind alone, rather than English.
    let russian = told.unwrap_or_else(|| TEMPLATE.say(&kind, Language::Russian));
    let fault = Fault::new("config.bad_template").what(
        format!("the template's line {line} does not work: {detail}"),
        format!("строка {line} шаблона не работает: {russian}"),
    );
    let filter = detail
        .strip_prefix("filter ")
        .and_then(|rest| rest.strip_suffix(" is unknown"));
    match filter {
        Some(filter) => no_such_filter(fault, filter),
        None => fault.remedy(
            format!("Values stand in {{{{ }}}}, conditions in {{% if … %}}…{{% endif %}}. A sample: {SAMPLE_COMMAND}"),
            format!("Значения пишутся в {{{{ }}}}, условия — в {{% if … %}}…{{% endif %}}. Образец: {SAMPLE_COMMAND}"),
        ),
    }
}

fn no_such_filter(fault: Fault, filter: &str) -> Fault {
    if let Some(near) = nearest(filter, FILTERS) {
        return fault.remedy(
            format!("Did you mean `{near}`?"),
            format!("Может быть, `{near}`?"),
        );
    }
    let filters = FILTERS.join(", ");
    fault.remedy(
        format!("What a reply can use: {filters}."),
        format!("В ответе пригодятся: {filters}."),
    )
}

/// It names a value that there is not.
pub(super) fn unknown_name(name: &str) -> Fault {
    let fault = Fault::new("config.template_unknown_name").what(
        format!("the template asks for `{name}`, which there is not"),
        format!("шаблон просит `{name}`, а такого значения нет"),
    );
    let known = LIMITS.map(|(known, _)| known);
    match nearest(name, known) {
        Some(near) => fault.remedy(
            format!("Did you mean `{near}`?"),
            format!("Может быть, `{near}`?"),
        ),
        None => fault.remedy(
            format!("There are: {}.", known.join(", ")),
            format!("Есть: {}.", known.join(", ")),
        ),
    }
}

/// It fails when these of the optional values are `present`.
pub(super) fn fails(error: &Error, present: &[&str]) -> Fault {
    if error.kind() != ErrorKind::UndefinedError {
        return malformed(error);
    }
    let (english, russian) = absent(present);
    let line = error.line().unwrap_or(1);
    Fault::new("config.template_fails")
        .what(
            format!("the template's line {line} fails {english}"),
            format!("строка {line} шаблона не работает {russian}"),
        )
        .remedy(
            "Ask before printing what may be missing: {% if payment_id %}… {{ payment_id }}{% endif %}",
            "Спросите, прежде чем печатать то, чего может не быть: {% if payment_id %}… {{ payment_id }}{% endif %}",
        )
}

/// Nothing is left of it when only these of the optional values are `present`.
pub(super) fn says_nothing(present: &[&str]) -> Fault {
    let (english, russian) = absent(present);
    Fault::new("config.template_empty")
        .what(
            format!("the template says nothing at all {english}"),
            format!("шаблон не даёт никакого текста {russian}"),
        )
        .remedy(
            "Leave some words outside of every {% if … %}.",
            "Оставьте какие-нибудь слова вне всех {% if … %}.",
        )
}

/// It may become longer than a message.
pub(super) fn too_long(units: usize) -> Fault {
    Fault::new("config.template_too_long")
        .what(
            format!("the reply may become {units} units long, Telegram takes {REPLY_UNITS_MAX}"),
            format!("ответ может занять {units} единиц, а Telegram берёт {REPLY_UNITS_MAX}"),
        )
        .remedy(
            "Shorten the template, and print each value once.",
            "Сократите шаблон и печатайте каждое значение один раз.",
        )
}

/// Which optional values were absent (English, Russian).
fn absent(present: &[&str]) -> (String, String) {
    let absent: Vec<&str> = OPTIONAL
        .into_iter()
        .filter(|name| !present.contains(name))
        .collect();
    if absent.is_empty() {
        return (
            "when all values are there".to_owned(),
            "когда есть все значения".to_owned(),
        );
    }
    let absent = absent.join(", ");
    (format!("without {absent}"), format!("без {absent}"))
}

#[cfg(test)]
mod tests {
    use super::super::reply::ReplyTemplate;
    use super::*;
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
