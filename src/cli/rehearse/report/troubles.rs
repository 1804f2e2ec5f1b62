//! What went wrong on the way, on purpose.

use std::io::{self, Write};

use crate::cli::rehearse::performance::Performance;
use crate::language::Language;
use crate::report::UserError as _;
use crate::telegram::Fatal;
use telegram_sandbox::datacentre::faults::FaultCounts;

/// All of it, in all worlds.
pub(super) fn all(performances: &[Performance]) -> FaultCounts {
    let mut all = FaultCounts::default();
    for performance in performances {
        all += performance.tally;
    }
    all
}

/// The end that Telegram made, if it was to make one.
pub(super) fn end(performances: &[Performance]) -> Option<Fatal> {
    performances
        .iter()
        .find_map(|performance| performance.ended)
}

/// One line; `None` when nothing went wrong.
pub(super) fn line(tally: &FaultCounts, language: Language) -> Option<String> {
    let counts = [
        (tally.cuts, ("connections cut", "обрывов связи")),
        (tally.blackholes, ("black holes", "провалов связи")),
        (
            tally.silences,
            ("silences of the server", "молчаний сервера"),
        ),
        (
            tally.floods,
            (
                "requests to wait (FLOOD_WAIT)",
                "просьб подождать (FLOOD_WAIT)",
            ),
        ),
        (tally.errors, ("errors of the server", "ошибок сервера")),
        (tally.unanswered, ("lost answers", "потерянных ответов")),
        (
            tally.garbled,
            ("nonsensical answers", "бессмысленных ответов"),
        ),
        (tally.delayed, ("slow answers", "медленных ответов")),
        (
            tally.updates_lost,
            ("lost updates", "потерянных уведомлений"),
        ),
        (
            tally.updates_doubled,
            ("doubled updates", "двойных уведомлений"),
        ),
        (
            tally.updates_swapped,
            ("swapped updates", "уведомлений не по порядку"),
        ),
        (
            tally.differences_too_long,
            ("gaps too long to tell", "слишком длинных пропусков"),
        ),
        (tally.migrations, ("groups that moved", "переехавших групп")),
        (
            tally.sessions_ended,
            ("sessions ended", "завершённых сессий"),
        ),
    ];
    let mut words = Vec::new();
    for (count, (english, russian)) in counts {
        if count > 0 {
            words.push(format!("{} {count}", language.pick(english, russian)));
        }
    }
    let begin = language.pick("What went wrong on purpose: ", "Что было нарочно сломано: ");
    (!words.is_empty()).then(|| format!("{begin}{}.", words.join(", ")))
}

/// What the owner would see.
pub(super) fn write_end(fatal: Fatal, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let code = fatal.exit() as u8;
    let before = language.pick(
        format!("Telegram ended the session. The agent stops (exit code {code}) and says:"),
        format!("Telegram завершил сессию. Программа остановится (код выхода {code}) и скажет:"),
    );
    let after = language.pick(
        "What was done stays done. What is still to be done stands in the journal and goes on after \
         the next login.",
        "Что сделано, то сделано. Что осталось сделать, записано в журнале и продолжится после \
         нового входа.",
    );
    writeln!(out, "{before}\n")?;
    writeln!(out, "  │ {}", fatal.what(language))?;
    writeln!(out, "  │ {}\n", fatal.remedy(language))?;
    writeln!(out, "{after}\n")
}
