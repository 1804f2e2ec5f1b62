//! What a deviation is about, and what came, for people in Russian. Machines get the names.

use crate::phrasebook::Phrasebook;

/// What was looked at.
pub(super) const ASPECTS: Phrasebook = Phrasebook(&[
    ("state", "состояние"),
    ("reason", "причина"),
    ("account_id", "номер аккаунта"),
    ("account_id (shop)", "номер аккаунта в магазине"),
    ("price", "цена"),
    ("activations", "выдач"),
    ("attempts", "обращений к магазину"),
    ("attempts (journal)", "обращений к магазину по журналу"),
    ("replies", "ответов"),
    ("presses", "нажатий"),
    ("told", "модераторам написано"),
    (
        "calls with a bad signature",
        "обращений с неверной подписью",
    ),
    (
        "replies and presses that nobody asked for",
        "лишних ответов и нажатий",
    ),
]);

/// What it should be, and what it is.
pub(super) const VALUES: Phrasebook = Phrasebook(&[
    ("activating", "ждёт магазин"),
    ("replying", "ждёт ответа покупателю"),
    ("awaiting_confirmation", "ждёт бота"),
    ("confirming", "нажимает кнопку"),
    ("completed", "выполнен"),
    ("escalated", "у модераторов"),
    ("closed", "закрыт"),
    ("other", "не заказ"),
    ("any end", "любой конец"),
    ("at most 1", "не больше 1"),
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::life::Stage;
    use crate::phrasebook::check;

    const VERDICT: &str = include_str!("../verdict.rs");

    #[test]
    fn every_aspect_that_is_judged_has_its_words() {
        check(ASPECTS);
        let named = ["compare(\"", "note(\"", "            (\"", "        (\""];
        let aspects = VERDICT.lines().filter_map(|line| {
            let rest = named.iter().find_map(|before| line.split_once(before))?.1;
            rest.split('"').next()
        });
        let aspects: Vec<&str> = aspects.collect();
        assert!(aspects.len() > 10, "{aspects:?}");
        for aspect in aspects {
            assert!(ASPECTS.russian(aspect).is_some(), "{aspect}");
        }
    }

    #[test]
    fn every_state_has_its_words() {
        check(VALUES);
        for stage in [
            Stage::Activating,
            Stage::Replying,
            Stage::AwaitingConfirmation,
            Stage::Confirming,
            Stage::Escalated,
            Stage::Completed,
            Stage::Closed,
        ] {
            assert!(VALUES.russian(stage.name()).is_some(), "{}", stage.name());
        }
    }
}
