//! The scripted bot's behaviour. What Tribute's bot really does after the seller's reply is known
//! in prose only, so it has a mode for everything that it might do.

use std::str::FromStr;

/// A behaviour: one choice of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent of each other")]
pub struct Modes {
    pub(crate) after_press: AfterPress,
    /// The bot's messages reply to nothing; otherwise the confirmation replies to the seller's reply.
    pub(crate) unlinked: bool,
    /// Those about every other order reply to nothing.
    pub(crate) mixed: bool,
    /// The button is in place of the keyboard: a press is a message with the label.
    pub(crate) keyboard: bool,
    pub(crate) buttons: Buttons,
    pub(crate) timing: Timing,
    pub(crate) press: PressOutcome,
    /// Writes later that moderation has refused the order.
    pub(crate) notice_later: bool,
    /// Each confirmation comes after an advert with a link.
    pub(crate) adverts: bool,
}

/// The fate of the confirmation after the press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AfterPress {
    /// It is edited and loses its buttons.
    #[default]
    Edits,
    EditsLate,
    Deletes,
    /// It stays; the bot writes another message.
    Writes,
    Nothing,
}

/// The buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Buttons {
    /// The one that sends.
    #[default]
    Send,
    /// It, one that cancels, and a link.
    Extra,
    /// Only such as nobody has heard of.
    Foreign,
    /// The one that sends, until the seller has read it; then one that refunds, in its place.
    Refund,
    None,
}

/// The time of the confirmation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Timing {
    #[default]
    Prompt,
    Slow,
    Silent,
}

/// The outcome of a press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PressOutcome {
    /// It works and is answered.
    #[default]
    Works,
    /// It works, and the answer is a short notice.
    Toasts,
    /// It works, and the answer is a link.
    Links,
    /// It works; the answer is `BOT_RESPONSE_TIMEOUT`.
    TimesOut,
    /// It works; the answer is `MESSAGE_ID_INVALID`.
    Errs,
    /// It does not work; the answer is `BOT_RESPONSE_TIMEOUT`.
    Lost,
    /// It is refused with a short notice.
    ToastRefuses,
    /// It is refused with an alert.
    Alert,
}

/// The kinds of modes: two of one kind contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    AfterPress,
    Link,
    Markup,
    Buttons,
    Timing,
    Press,
    Notice,
    Adverts,
}

type Mode = (&'static str, Kind, fn(&mut Modes));

const MODES: [Mode; 25] = [
    ("edits", Kind::AfterPress, |it| it.after_press = AfterPress::Edits),
    ("late", Kind::AfterPress, |it| it.after_press = AfterPress::EditsLate),
    ("deletes", Kind::AfterPress, |it| it.after_press = AfterPress::Deletes),
    ("writes", Kind::AfterPress, |it| it.after_press = AfterPress::Writes),
    ("nothing", Kind::AfterPress, |it| it.after_press = AfterPress::Nothing),
    ("linked", Kind::Link, |it| it.unlinked = false),
    ("unlinked", Kind::Link, |it| it.unlinked = true),
    ("mixed", Kind::Link, |it| it.mixed = true),
    ("inline", Kind::Markup, |it| it.keyboard = false),
    ("keyboard", Kind::Markup, Modes::use_keyboard),
    ("extra", Kind::Buttons, |it| it.buttons = Buttons::Extra),
    ("foreign", Kind::Buttons, |it| it.buttons = Buttons::Foreign),
    ("refund", Kind::Buttons, |it| it.buttons = Buttons::Refund),
    ("nobutton", Kind::Buttons, |it| it.buttons = Buttons::None),
    ("slow", Kind::Timing, |it| it.timing = Timing::Slow),
    ("silent", Kind::Timing, |it| it.timing = Timing::Silent),
    ("press_timeout", Kind::Press, |it| it.press = PressOutcome::TimesOut),
    ("press_error", Kind::Press, |it| it.press = PressOutcome::Errs),
    ("press_lost", Kind::Press, |it| it.press = PressOutcome::Lost),
    ("toast", Kind::Press, |it| it.press = PressOutcome::Toasts),
    ("url_answer", Kind::Press, |it| it.press = PressOutcome::Links),
    ("toast_refusal", Kind::Press, |it| it.press = PressOutcome::ToastRefuses),
    ("alert", Kind::Press, |it| it.press = PressOutcome::Alert),
    ("notice_later", Kind::Notice, |it| it.notice_later = true),
    ("adverts", Kind::Adverts, |it| it.adverts = true),
];

/// Modes, and the kinds and modes that make no sense together with them.
const CONTRADICTIONS: [(&str, &[Kind], &[&str]); 5] = [
    ("silent", &[Kind::AfterPress, Kind::Link, Kind::Markup, Kind::Buttons, Kind::Press], &[]),
    ("nobutton", &[Kind::AfterPress, Kind::Markup, Kind::Press], &[]),
    ("foreign", &[Kind::AfterPress, Kind::Press], &[]),
    ("refund", &[Kind::AfterPress, Kind::Press], &["keyboard"]),
    ("keyboard", &[Kind::Press], &["edits", "late"]),
];

/// A text that names no behaviour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModeError {
    /// No mode has this name.
    #[error("{given:?} is no mode of the bot; they are: {names}", names = names())]
    #[expect(missing_docs, reason = "the message says it")]
    Unknown { given: String },
    /// These two can't both be.
    #[error("the bot's modes {0:?} and {1:?} contradict each other")]
    Contradiction(String, String),
}

/// The names of all modes.
pub fn all() -> Vec<&'static str> {
    MODES.iter().map(|(name, ..)| *name).collect()
}

/// The names of all modes, as a person reads them.
pub fn names() -> String {
    all().join(", ")
}

impl FromStr for Modes {
    type Err = ModeError;

    /// Reads `late,unlinked`.
    fn from_str(given: &str) -> Result<Self, Self::Err> {
        Self::from_names(given.split(',').map(str::trim))
    }
}

impl Modes {
    /// Reads `["late", "unlinked"]`.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, ModeError> {
        let mut modes = Self::default();
        let mut seen: Vec<Mode> = Vec::new();
        for name in names {
            let Some(mode) = MODES.into_iter().find(|(known, ..)| *known == name) else {
                return Err(ModeError::Unknown { given: name.to_owned() });
            };
            if let Some((rival, ..)) = seen.iter().find(|rival| contradict(rival, &mode)) {
                return Err(ModeError::Contradiction((*rival).to_owned(), name.to_owned()));
            }
            seen.push(mode);
            (mode.2)(&mut modes);
        }
        Ok(modes)
    }

    /// Whether what the bot writes about this order says what it answers.
    pub(crate) fn links(self, order: u32) -> bool {
        !(self.unlinked || self.mixed && order.is_multiple_of(2))
    }

    /// A keyboard is no part of the message, so there is nothing to edit away.
    fn use_keyboard(&mut self) {
        self.keyboard = true;
        if self.after_press == AfterPress::Edits {
            self.after_press = AfterPress::Writes;
        }
    }
}

fn contradict(one: &Mode, other: &Mode) -> bool {
    let excludes = |one: &Mode, other: &Mode| {
        CONTRADICTIONS.iter().any(|(name, kinds, names)| {
            *name == one.0 && (kinds.contains(&other.1) || names.contains(&other.0))
        })
    };
    (one.1 == other.1 && one.0 != other.0) || excludes(one, other) || excludes(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_combine() {
        let modes: Modes = "late, unlinked,extra,slow,press_timeout,notice_later".parse().unwrap();
        assert_eq!(
            modes,
            Modes {
                after_press: AfterPress::EditsLate,
                unlinked: true,
                mixed: false,
                keyboard: false,
                buttons: Buttons::Extra,
                timing: Timing::Slow,
                press: PressOutcome::TimesOut,
                notice_later: true,
                adverts: false,
            }
        );
    }

    #[test]
    fn every_name_changes_something_or_says_the_default() {
        let defaults = ["edits", "linked", "inline"];
        for name in all() {
            let modes: Modes = name.parse().unwrap();
            assert_eq!(modes == Modes::default(), defaults.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_keyboard_leaves_what_was_chosen_alone() {
        for (given, after_press) in [
            ("keyboard", AfterPress::Writes),
            ("deletes,keyboard", AfterPress::Deletes),
            ("keyboard,nothing", AfterPress::Nothing),
        ] {
            assert_eq!(given.parse::<Modes>().unwrap().after_press, after_press);
        }
    }

    #[test]
    fn contradictions_are_refused_in_both_orders() {
        for (one, other) in [
            ("edits", "deletes"),
            ("linked", "unlinked"),
            ("mixed", "unlinked"),
            ("slow", "silent"),
            ("silent", "alert"),
            ("nobutton", "press_lost"),
            ("keyboard", "late"),
            ("foreign", "writes"),
            ("refund", "keyboard"),
        ] {
            for given in [format!("{one},{other}"), format!("{other},{one}")] {
                assert!(
                    matches!(given.parse::<Modes>(), Err(ModeError::Contradiction(_, _))),
                    "{given}"
                );
            }
        }
    }

    #[test]
    fn unknown_names_are_refused_with_the_known_ones() {
        for given in ["", "edit", "edits;late", "EDITS", "late,,linked"] {
            let error = given.parse::<Modes>().unwrap_err();
            assert!(matches!(error, ModeError::Unknown { .. }), "{given:?}: {error:?}");
            assert!(error.to_string().contains("press_timeout"));
        }
    }
}
