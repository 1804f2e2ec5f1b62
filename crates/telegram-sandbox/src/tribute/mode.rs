//! The scripted bot's behaviour. What Tribute's bot really does after the seller's reply is known
//! in prose only, so it has a mode for everything that it might do.

use std::str::FromStr;

/// A behaviour: one choice of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    pub(crate) after_press: AfterPress,
    pub(crate) link: Link,
    pub(crate) markup: Markup,
    pub(crate) buttons: Buttons,
    pub(crate) timing: Timing,
    pub(crate) press: PressOutcome,
    /// Writes later that moderation has refused the order.
    pub(crate) notice_later: bool,
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

/// The reply links of the bot's messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Link {
    /// The confirmation replies to the seller's reply.
    #[default]
    Linked,
    /// It replies to nothing.
    Unlinked,
}

/// The place of the button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Markup {
    #[default]
    Inline,
    /// In place of the keyboard: a press is a message with the label.
    Keyboard,
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
    /// It works; the answer is `BOT_RESPONSE_TIMEOUT`.
    TimesOut,
    /// It does not work; the answer is `BOT_RESPONSE_TIMEOUT`.
    Lost,
    /// It is refused with an alert.
    Alert,
}

const AFTER_PRESS: &[&str] = &["edits", "late", "deletes", "writes", "nothing"];
const LINK: &[&str] = &["linked", "unlinked"];
const MARKUP: &[&str] = &["inline", "keyboard"];
const BUTTONS: &[&str] = &["extra", "foreign", "refund", "nobutton"];
const TIMING: &[&str] = &["slow", "silent"];
const PRESS: &[&str] = &["press_timeout", "press_lost", "alert"];
const NOTICE: &[&str] = &["notice_later"];

/// The names of all modes, by kind: two of one kind contradict each other.
const KINDS: [&[&str]; 7] = [AFTER_PRESS, LINK, MARKUP, BUTTONS, TIMING, PRESS, NOTICE];

/// Modes, and those of other kinds that make no sense together with them.
const CONTRADICTIONS: [(&str, &[&[&str]]); 5] = [
    ("silent", &[AFTER_PRESS, LINK, MARKUP, BUTTONS, PRESS]),
    ("nobutton", &[AFTER_PRESS, MARKUP, PRESS]),
    ("foreign", &[AFTER_PRESS, PRESS]),
    ("refund", &[&["keyboard"], AFTER_PRESS, PRESS]),
    ("keyboard", &[&["edits", "late"], PRESS]),
];

/// A text that names no behaviour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModeError {
    /// No mode has this name.
    #[error("{given:?} is no mode of the bot; they are: {names}", names = names())]
    Unknown {
        /// The text.
        given: String,
    },
    /// These two can't both be.
    #[error("the bot's modes {0:?} and {1:?} contradict each other")]
    Contradiction(String, String),
}

/// The names of all modes.
pub fn all() -> Vec<&'static str> {
    KINDS.concat()
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
        let mut seen: Vec<&str> = Vec::new();
        for name in names {
            let given = || name.to_owned();
            let kind = kind_of(name).ok_or_else(|| ModeError::Unknown { given: given() })?;
            let rival = seen.iter().find(|earlier| {
                (kind_of(earlier) == Some(kind) && **earlier != name)
                    || contradict(earlier, name)
                    || contradict(name, earlier)
            });
            if let Some(rival) = rival {
                return Err(ModeError::Contradiction((*rival).to_owned(), given()));
            }
            seen.push(name);
            modes.choose(name);
        }
        Ok(modes)
    }

    fn choose(&mut self, name: &str) {
        match name {
            "edits" => self.after_press = AfterPress::Edits,
            "late" => self.after_press = AfterPress::EditsLate,
            "deletes" => self.after_press = AfterPress::Deletes,
            "writes" => self.after_press = AfterPress::Writes,
            "nothing" => self.after_press = AfterPress::Nothing,
            "linked" => self.link = Link::Linked,
            "unlinked" => self.link = Link::Unlinked,
            "inline" => self.markup = Markup::Inline,
            "keyboard" => self.use_keyboard(),
            "extra" => self.buttons = Buttons::Extra,
            "foreign" => self.buttons = Buttons::Foreign,
            "refund" => self.buttons = Buttons::Refund,
            "nobutton" => self.buttons = Buttons::None,
            "slow" => self.timing = Timing::Slow,
            "silent" => self.timing = Timing::Silent,
            "press_timeout" => self.press = PressOutcome::TimesOut,
            "press_lost" => self.press = PressOutcome::Lost,
            "alert" => self.press = PressOutcome::Alert,
            _ => self.notice_later = true,
        }
    }

    /// A keyboard is no part of the message, so there is nothing to edit away.
    fn use_keyboard(&mut self) {
        self.markup = Markup::Keyboard;
        if self.after_press == AfterPress::Edits {
            self.after_press = AfterPress::Writes;
        }
    }
}

fn kind_of(name: &str) -> Option<usize> {
    KINDS.iter().position(|kind| kind.contains(&name))
}

fn contradict(one: &str, other: &str) -> bool {
    CONTRADICTIONS.iter().any(|(name, rivals)| *name == one && rivals.concat().contains(&other))
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
                link: Link::Unlinked,
                markup: Markup::Inline,
                buttons: Buttons::Extra,
                timing: Timing::Slow,
                press: PressOutcome::TimesOut,
                notice_later: true,
            }
        );
    }

    #[test]
    fn every_name_changes_something_or_says_the_default() {
        let defaults = ["edits", "linked", "inline"];
        for name in KINDS.concat() {
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
