//! The moderators' chat as they would see it, a table, what is not as expected, and the sum.

use std::io::{self, Write};
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};

use super::Summary;
use crate::cli::rehearse::performance::{Outcome, Performance};
use crate::cli::rehearse::words::Words;
use crate::order::Untrusted;

/// Of an event, no more than so many characters are shown.
const EVENT_CHARACTERS_MAX: usize = 120;

/// How the report is shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli::rehearse) struct Style {
    /// In which words.
    pub(in crate::cli::rehearse) words: Words,
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
    write_moderators_chat(performances, style.words, out)?;
    writeln!(out, "{}\n", table(outcomes, style))?;
    write_deviations(outcomes, style.words, out)?;
    writeln!(out, "{}", summary(Summary::of(outcomes), took, style.words))
}

fn write_moderators_chat(
    performances: &[Performance],
    words: Words,
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
        words.pick("The moderators' chat:", "Чат модераторов:")
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
    let words = style.words;
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header([
            "№",
            words.pick("what", "что"),
            words.pick("state", "состояние"),
            words.pick("as expected", "как ожидалось"),
        ]);
    if !style.on_terminal {
        table.force_no_tty();
    }
    for outcome in outcomes {
        table.add_row([
            outcome.case.number.to_string(),
            Untrusted::new(outcome.case.title.as_str()).to_string(),
            state(outcome, words),
            Words::mark(outcome.is_as_expected()).to_owned(),
        ]);
    }
    table
}

/// `completed → 12345`, `with the moderators: no_account_id`
fn state(outcome: &Outcome, words: Words) -> String {
    let state = words.state(outcome.seen.state_name());
    let Some(record) = &outcome.seen.record else {
        return state.to_owned();
    };
    match (record.life.reason_name(), &record.life.account) {
        (Some(reason), _) => format!("{state}: {reason}"),
        (None, Some(account)) => format!("{state} → {}", Untrusted::new(account.as_str())),
        (None, None) => state.to_owned(),
    }
}

fn write_deviations(outcomes: &[Outcome], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let mut is_any = false;
    for outcome in outcomes {
        for deviation in &outcome.deviations {
            is_any = true;
            let (source, aspect) = (&outcome.case.source, deviation.aspect);
            let expected = Untrusted::new(deviation.expected.as_str());
            let came = Untrusted::new(deviation.came.as_str());
            let line = words.pick(
                format!("✗ {source}: {aspect}: expected {expected}, came {came}"),
                format!("✗ {source}: {aspect}: ожидалось {expected}, вышло {came}"),
            );
            writeln!(out, "{line}{}", why(outcome, words))?;
        }
    }
    if is_any { writeln!(out) } else { Ok(()) }
}

/// Why, as far as is known: what happened to the order last.
fn why(outcome: &Outcome, words: Words) -> String {
    let Some(last) = &outcome.last_event else {
        return String::new();
    };
    let last = Untrusted::new(last.as_str()).excerpt(EVENT_CHARACTERS_MAX);
    words.pick(
        format!(" (last event: {last})"),
        format!(" (последнее событие: {last})"),
    )
}

fn summary(summary: Summary, took: Duration, words: Words) -> String {
    let Summary {
        orders,
        as_expected,
        completed,
        escalated,
        closed,
        other,
    } = summary;
    let seconds = took.as_secs_f64();
    words.pick(
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
