//! Which file, and what is read of it before anything is understood.

use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::fault::{ConfigError, Fault};
use crate::command_line;
use crate::i18n::arguments;

/// The owner's own file; git ignores it.
pub const LOCAL_FILE: &str = "config.local.toml";
/// The documented sample, and a configuration where there is no [`LOCAL_FILE`].
pub const SAMPLE_FILE: &str = "config.toml";

/// A longer file is no configuration: 256 KiB.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A configuration file as it was read.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Where it is, as it was named.
    pub(super) path: PathBuf,
    /// What stands in it.
    pub(super) text: String,
    /// Whether others on this machine may read or change it.
    pub(super) is_open_to_others: bool,
}

/// The file to take: the one that was named, else `config.local.toml` in `directory`, else its
/// `config.toml`.
pub fn locate(named: Option<&Path>, directory: &Path) -> Result<PathBuf, ConfigError> {
    if let Some(path) = named {
        return Ok(directory.join(path));
    }
    let candidates = [LOCAL_FILE, SAMPLE_FILE].map(|name| directory.join(name));
    candidates
        .into_iter()
        .find(|path| path.exists())
        .ok_or_else(|| ConfigError::of_file(&shown(directory), nowhere()))
}

/// What to type to have a configuration made, or its gaps filled, in `file`.
pub fn init_command(file: &Path) -> String {
    let is_found = file == Path::new(LOCAL_FILE);
    command_line::typed("init", (!is_found).then_some(file))
}

/// The folder by its whole name: an empty one says nothing.
fn shown(directory: &Path) -> PathBuf {
    let named = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    std::path::absolute(named).unwrap_or_else(|_| named.to_owned())
}

impl Document {
    /// Reads the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let refuse = |fault| ConfigError::of_file(path, fault);
        let file = std::fs::File::open(path).map_err(|error| refuse(unreadable(path, &error)))?;
        let metadata = file
            .metadata()
            .map_err(|error| refuse(unreadable(path, &error)))?;
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| refuse(unreadable(path, &error)))?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(refuse(Fault::new("config.too_large")));
        }
        let text = String::from_utf8(bytes).map_err(|_| refuse(Fault::new("config.not_utf8")))?;
        Ok(Self {
            path: path.to_owned(),
            text,
            is_open_to_others: is_open_to_others(&metadata),
        })
    }

    /// Where the file's relative paths begin.
    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// Whether others on this machine may read or change a file.
#[cfg(unix)]
pub(super) fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o066 != 0
}

/// Other systems keep this otherwise.
#[cfg(not(unix))]
pub(super) fn is_open_to_others(_metadata: &std::fs::Metadata) -> bool {
    false
}

fn nowhere() -> Fault {
    Fault::with(
        "config.not_found",
        arguments!(named = "no", init = "tribute-agent init"),
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    if error.kind() == ErrorKind::NotFound {
        let init = init_command(path);
        return Fault::with("config.not_found", arguments!(named = "yes", init = init));
    }
    Fault::with("config.unreadable", arguments!(error = error.to_string()))
}
