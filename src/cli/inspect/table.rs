//! The messages for people: one row each, newest last.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};

use super::super::orders::words::local_time;
use super::sorting::{Kind, Seen};
use crate::language::Language;
use crate::order::reading::{OrderForm, Reading};
use crate::order::{AccountId, Untrusted};

/// More of a text is not shown: `--json` has all of it.
const TEXT_CHARACTERS_MAX: usize = 160;
/// A name, a product, what stands on a button.
const NAME_CHARACTERS_MAX: usize = 40;

/// Writes the table, and a line of sums.
pub(super) fn write(
    seen: &[Seen<'_>],
    language: Language,
    on_terminal: bool,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    if seen.is_empty() {
        let nothing = language.pick(
            "There is no message in the chat with the bot.",
            "В чате с ботом нет сообщений.",
        );
        return writeln!(out, "{nothing}");
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(language.pick(
            ["Id", "Time", "From", "What", "Which"],
            ["Id", "Время", "От кого", "Что", "Содержание"],
        ));
    if !on_terminal {
        table.force_no_tty();
    }
    for seen in seen {
        table.add_row(row(seen, language));
    }
    writeln!(out, "{}", table.trim_fmt())?;
    writeln!(out, "{}", sums(seen, language))
}

fn row(seen: &Seen<'_>, language: Language) -> [String; 5] {
    let message = seen.message;
    let from = if message.outgoing {
        language.pick("you", "вы")
    } else {
        language.pick("bot", "бот")
    };
    [
        message.id.to_string(),
        local_time(message.sent_at),
        from.to_owned(),
        what(seen, language),
        which(seen, language),
    ]
}

fn what(seen: &Seen<'_>, language: Language) -> String {
    let (english, russian) = match seen.kind {
        Kind::Order => ("order", "заказ"),
        Kind::Suspicious => (
            "looks like an order, not the bot's own",
            "похоже на заказ, но не от бота",
        ),
        Kind::Notice => ("known notice", "известное уведомление"),
        Kind::Confirmation => ("asks to confirm", "просит подтвердить"),
        Kind::Answer => ("answer of the bot", "ответ бота"),
        Kind::Unrecognised => ("NOT RECOGNISED", "НЕ РАСПОЗНАНО"),
        Kind::Reply => ("reply", "ответ"),
        Kind::Press => ("press of a key", "нажатие кнопки"),
        Kind::Own => ("message", "сообщение"),
        Kind::Service => ("service message", "служебное"),
    };
    let about = seen.about.map(|id| format!(" → {id}"));
    format!(
        "{}{}",
        language.pick(english, russian),
        about.unwrap_or_default()
    )
}

fn which(seen: &Seen<'_>, language: Language) -> String {
    let mut parts = Vec::new();
    match &seen.reading {
        Reading::Order(form) => parts.push(order(form, language)),
        _ if seen.message.text.as_str().trim().is_empty() => {}
        _ => parts.push(seen.message.text.excerpt(TEXT_CHARACTERS_MAX)),
    }
    parts.extend(seen.message.buttons.iter().map(|button| {
        let label = button.label.excerpt(NAME_CHARACTERS_MAX);
        if seen.wanted.as_ref() == Some(button) {
            let press = language.pick("would be pressed", "нажали бы");
            format!("[{label}] ← {press}")
        } else {
            format!("[{label}]")
        }
    }));
    if seen.message.edited_at.is_some() {
        parts.push(language.pick("(edited)", "(изменено)").to_owned());
    }
    parts.join("\n")
}

fn order(form: &OrderForm, language: Language) -> String {
    let short = |text: &Untrusted| text.excerpt(NAME_CHARACTERS_MAX);
    let accounts: Vec<String> = match &form.account {
        Some(account) => vec![account.to_string()],
        None => form.candidates.iter().map(AccountId::to_string).collect(),
    };
    let comma = language == Language::Russian;
    let parts = [
        form.product.as_ref().map(short),
        form.price.map(|price| price.render(comma)),
        form.customer.name.as_ref().map(short),
        (!accounts.is_empty()).then(|| accounts.join("? ")),
        form.problem.map(|problem| format!("✗ {}", problem.name())),
        form.price_differs.then(|| "✗ price_mismatch".to_owned()),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    known.join(" · ")
}

fn sums(seen: &[Seen<'_>], language: Language) -> String {
    let count = |kind| seen.iter().filter(|seen| seen.kind == kind).count();
    let (all, orders) = (seen.len(), count(Kind::Order));
    let (confirmations, unrecognised) = (count(Kind::Confirmation), count(Kind::Unrecognised));
    language.pick(
        format!("{all} messages: {orders} orders, {confirmations} confirmations, {unrecognised} not recognised."),
        format!("Сообщений {all}: заказов {orders}, подтверждений {confirmations}, не распознано {unrecognised}."),
    )
}
