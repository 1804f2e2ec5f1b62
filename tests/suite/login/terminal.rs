//! The terminal at which somebody logs in.

use std::path::Path;

use crate::pty::{Terminal, Window};

/// A window so wide that no line is broken.
pub const ORDINARY: (u16, u16) = (40, 400);
/// A window without room for a QR code.
pub const SMALL: (u16, u16) = (10, 400);

/// Starts the program in a window of this size.
pub fn start(config: &Path, words: &[&str], size: (u16, u16)) -> Terminal {
    let window = Window {
        folder: config.parent().unwrap(),
        size,
        environment: &[("NO_COLOR", "1"), ("TRIBUTE_AGENT_LOG", "warn")],
    };
    let config = ["--config", config.to_str().unwrap()];
    window.start(&[words, &config].concat())
}
