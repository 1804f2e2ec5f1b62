//! The moderators' chat as they would see it, a table, what is not as expected, and the sum.

use std::io::{self, Write};
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};

use super::words::{ASPECTS, VALUES};
use super::{Summary, troubles};
use crate::cli::orders::words::event;
use crate::cli::rehearse::case::End;
use crate::cli::rehearse::performance::{Outcome, Performance};
use crate::cli::rehearse::progress::mark;
use crate::language::Language;
use crate::order::Untrusted;

/// How the report is shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli::rehearse) struct Style {
    /// In which language.
    pub(in crate::cli::rehearse) language: Language,
    /// Whether a terminal shows it, whose width counts.
    pub(in crate::cli::rehearse) on_terminal: bool,
}

/// Writes it all.
pub(in crate::cli::rehearse) fn write(
    performances: &[Performance],
    outcomes: &[Outcome],
    took: Duration,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_moderators_chat(performances, style.language, out)?;
    writeln!(out, "{}\n", table(outcomes, style))?;
    write_deviations(outcomes, style.language, out)?;
    if let Some(fatal) = troubles::end(performances) {
        troubles::write_end(fatal, style.language, out)?;
    }
    if let Some(line) = troubles::line(&troubles::all(performances), style.language) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "{}",
        summary(Summary::of(outcomes), took, style.language)
    )
}

fn write_moderators_chat(
    performances: &[Performance],
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let told = performances
        .iter()
        .flat_map(|performance| &performance.told);
    let mut texts = told.filter_map(|told| told.versions.last()).peekable();
    if texts.peek().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "{}\n",
        language.pick("The moderators' chat:", "Чат модераторов:")
    )?;
    for text in texts {
        for line in text.lines() {
            writeln!(out, "  │ {}", Untrusted::new(line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn table(outcomes: &[Outcome], style: Style) -> Table {
    let language = style.language;
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header([
            "№",
            language.pick("what", "что"),
            language.pick("state", "состояние"),
            language.pick("as expected", "как ожидалось"),
        ]);
    if !style.on_terminal {
        table.force_no_tty();
    }
    for outcome in outcomes {
        table.add_row([
            outcome.case.number.to_string(),
            Untrusted::new(outcome.case.title.as_str()).to_string(),
            state(outcome, language),
            mark(outcome.is_as_expected()).to_owned(),
        ]);
    }
    table
}

/// `completed → 12345`, `with the moderators (no_account_id)`
fn state(outcome: &Outcome, language: Language) -> String {
    let state = outcome.seen.state_in_words(language);
    let life = outcome.seen.record.as_ref().map(|record| &record.life);
    match life.and_then(|life| life.account.as_ref()) {
        Some(account) if outcome.seen.end() == Some(End::Completed) => {
            format!("{state} → {}", Untrusted::new(account.as_str()))
        }
        _ => state,
    }
}

fn write_deviations(
    outcomes: &[Outcome],
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut is_any = false;
    for outcome in outcomes {
        // Why is said once.
        let mut why = why(outcome, language);
        for deviation in &outcome.deviations {
            is_any = true;
            let source = &outcome.case.source;
            let aspect = ASPECTS.say(deviation.aspect, language);
            let value = |name: &str| Untrusted::new(VALUES.say(name, language));
            let (expected, came) = (value(&deviation.expected), value(&deviation.came));
            let line = language.pick(
                format!("✗ {source}: {aspect}: expected {expected}, came {came}"),
                format!("✗ {source}: {aspect}: ожидалось {expected}, вышло {came}"),
            );
            writeln!(out, "{line}{}", std::mem::take(&mut why))?;
        }
    }
    if is_any { writeln!(out) } else { Ok(()) }
}

/// Why, as far as is known: what happened to the order last.
fn why(outcome: &Outcome, language: Language) -> String {
    let Some(last) = &outcome.last_event else {
        return String::new();
    };
    let last = event(last);
    language.pick(
        format!(" (last event: {last})"),
        format!(" (последнее событие: {last})"),
    )
}

fn summary(summary: Summary, took: Duration, language: Language) -> String {
    let Summary {
        orders,
        as_expected,
        completed,
        escalated,
        closed,
        other,
    } = summary;
    let seconds = took.as_secs_f64();
    language.pick(
        format!(
            "{as_expected} of {orders} as expected: {completed} completed, {escalated} with the \
             moderators, {closed} closed, {other} other; {seconds:.1} s"
        ),
        format!(
            "Как ожидалось: {as_expected} из {orders}; выполнено {completed}, у модераторов \
             {escalated}, закрыто {closed}, прочее {other}; {seconds:.1} с"
        ),
    )
}
