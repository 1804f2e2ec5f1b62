//! Orders that are no fixtures: made up from the owner's configuration, or read from a file.

mod file;
mod generated;

pub(super) use file::of_file;
pub(super) use generated::{of_config, of_demo};
