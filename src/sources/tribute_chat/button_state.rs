//! What a look shows of a button: before it is pressed, and when it is not known what became of it.

use crate::order::Button;
use crate::telegram::Message;

/// What has become of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ButtonState {
    /// It stands there as it did.
    Unchanged,
    /// Others stand in its place, whatever they are called: the bot asks something else, and nobody
    /// need have pressed.
    Replaced,
    /// No button any more, or its message is gone.
    Removed,
}

impl ButtonState {
    /// Of `button` in the message that showed it, as it was found.
    pub(super) fn of(button: &Button, found: Option<&Message>) -> Self {
        let buttons = found.map_or(&[][..], |message| &message.buttons);
        if buttons.contains(button) {
            Self::Unchanged
        } else if buttons.is_empty() {
            Self::Removed
        } else {
            Self::Replaced
        }
    }
}
