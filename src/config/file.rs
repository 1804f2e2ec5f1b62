//! Which file, and what is read of it before anything is understood.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::fault::{ConfigError, Fault, fault};
use crate::command_line;

/// The owner's own file; git ignores it.
pub const LOCAL_FILE: &str = "config.local.toml";
/// The documented sample, and a configuration where there is no [`LOCAL_FILE`].
pub const SAMPLE_FILE: &str = "config.toml";

/// The sample, as it lies at the root of the sources: whoever has only the binary has it, too.
pub const SAMPLE: &str = include_str!("../../config.toml");
/// What to type to see it.
pub const SAMPLE_COMMAND: &str = "tribute-agent init --print-sample";

/// A longer file is no configuration: 256 KiB.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A configuration file as it was read.
pub(super) struct Document {
    /// Where it is, as it was named.
    pub path: PathBuf,
    pub text: String,
    /// Whether others on this machine may read or change it.
    pub is_open_to_others: bool,
}

/// The file to take: the one that was named, else `config.local.toml` in `directory`, else its
/// `config.toml`.
pub fn locate(named: Option<&Path>, directory: &Path) -> Result<PathBuf, ConfigError> {
    if let Some(path) = named {
        return Ok(directory.join(path));
    }
    let candidates = [LOCAL_FILE, SAMPLE_FILE].map(|name| directory.join(name));
    candidates.into_iter().find(|it| it.exists()).ok_or_else(|| {
        let init = "tribute-agent init";
        let nowhere = fault!("config.not_found", named = "no", init);
        // The folder by its whole name: an empty one says nothing.
        let folder = std::path::absolute(directory.join("."));
        ConfigError::of_file(folder.as_deref().unwrap_or(directory), nowhere)
    })
}

/// The text of a configuration, read within the same bounds.
pub fn text_of(file: &Path) -> Result<String, ConfigError> {
    Ok(Document::read(file)?.text)
}

/// What to type to have a configuration made, or its gaps filled, in `file`.
pub fn init_command(file: &Path) -> String {
    let is_found = file == Path::new(LOCAL_FILE);
    command_line::typed("init", (!is_found).then_some(file))
}

impl Document {
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let refuse = |fault| ConfigError::of_file(path, fault);
        let bytes = read_at_most(FILE_BYTES_MAX, path);
        let bytes = bytes.map_err(|error| refuse(unreadable(path, &error)))?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(refuse(fault!("config.too_large")));
        }
        let text = String::from_utf8(bytes).map_err(|_| refuse(fault!("config.not_utf8")))?;
        Ok(Self { path: path.to_owned(), text, is_open_to_others: is_open_to_others(path) })
    }
}

/// The bytes of a file; one more than `bytes_max` when there are more.
pub(super) fn read_at_most(bytes_max: u64, path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(bytes_max + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether others on this machine may read or change a file.
#[cfg(unix)]
pub(super) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = path.metadata();
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o066 != 0)
}

/// Other systems keep this otherwise.
#[cfg(not(unix))]
pub(super) fn is_open_to_others(_path: &Path) -> bool {
    false
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    if error.kind() == ErrorKind::NotFound {
        let init = init_command(path);
        return fault!("config.not_found", named = "yes", init);
    }
    fault!("config.unreadable", error = error.to_string())
}
