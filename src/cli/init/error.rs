//! How the conversation can end without a configuration.

use std::fmt::Display;
use std::path::Path;

use crate::config::{LOCAL_FILE, SAMPLE_COMMAND, init_command};
use crate::i18n::arguments;
use crate::report::{CodedError, failed, usage};

/// Ends without a new file, the answers to which are kept: somebody stopped or left, was silent, or has
/// changed the file meanwhile.
const NOT_WRITTEN: [&str; 4] = ["init.stopped", "init.left", "init.silent", "init.changed"];

/// It has not come to writing; one of [`NOT_WRITTEN`].
pub(super) fn not_written(code: &'static str) -> CodedError {
    failed(code, arguments!(draft = "none"))
}

/// The same, once the answers are kept; `None` for any other error.
pub(super) fn with_draft(code: &'static str, draft: &Path) -> Option<CodedError> {
    let is_kept = NOT_WRITTEN.contains(&code);
    is_kept.then(|| failed(code, arguments!(draft)))
}

/// There is nobody to ask.
pub(super) fn no_terminal() -> CodedError {
    let sample = format!("{SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}");
    usage("init.no_terminal", arguments!(sample))
}

/// A configuration is there, which nobody asked to change.
pub(super) fn exists(path: &Path) -> CodedError {
    let command = init_command(path);
    usage("init.exists", arguments!(path, command))
}

/// The file can't be written.
pub(super) fn unwritable(path: &Path, error: &impl Display) -> CodedError {
    let error = error.to_string();
    failed("init.unwritable", arguments!(path, error))
}
