//! Which file, and what is read of it before anything is understood.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _};
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use toml::de::DeTable;

use super::fault::{ConfigError, Fault, fault};
use super::read;
use crate::command_line;
use crate::i18n::Language;

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
/// Whoever writes into a pipe has so long for it.
const PIPE_TIMEOUT: Duration = Duration::from_secs(10);

/// A configuration file as it was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it is, as it was named.
    pub(super) path: PathBuf,
    /// What stands in it.
    pub text: String,
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
    candidates.into_iter().find(|it| it.exists()).ok_or_else(|| {
        let init = "tribute-agent init";
        let nowhere = fault!("config.not_found", named = "no", init);
        // The folder by its whole name: an empty one says nothing.
        let folder = std::path::absolute(directory.join("."));
        ConfigError::of_file(folder.as_deref().unwrap_or(directory), nowhere)
    })
}

/// What to type to have a configuration made, or its gaps filled, in `file`.
pub fn init_command(file: &Path) -> String {
    let is_found = file == Path::new(LOCAL_FILE);
    command_line::typed("init", (!is_found).then_some(file))
}

impl Document {
    /// Reads the file that [`locate`] finds.
    pub fn find(named: Option<&Path>, directory: &Path) -> Result<Self, ConfigError> {
        Self::read(&locate(named, directory)?)
    }

    /// Its language, though it may be broken otherwise; `None` when it does not say.
    pub fn language(&self) -> Option<Language> {
        let (table, _) = DeTable::parse_recoverable(&self.text);
        read::language(table.get_ref().get("language")?.get_ref().as_str()?).ok()
    }

    /// Reads a file, if it is no longer than a configuration may be.
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
    let owned = path.to_owned();
    let read = move || {
        let mut bytes = Vec::new();
        File::open(owned)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    if !is_pipe(path) {
        return read();
    }
    // Who never writes is not waited for: the thread is left to itself.
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(read()));
    receiver.recv_timeout(PIPE_TIMEOUT).unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
}

/// Whether it is there, and no file that can be read twice.
pub(super) fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file())
}

/// Whether others on this machine may read or change a file.
pub(super) fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    let is_open = |it: Metadata| PermissionsExt::mode(&it.permissions()) & 0o066 != 0;
    // Other systems keep this otherwise.
    #[cfg(not(unix))]
    let is_open = |_: Metadata| false;
    path.metadata().is_ok_and(is_open)
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    if error.kind() == ErrorKind::NotFound {
        let init = init_command(path);
        return fault!("config.not_found", named = "yes", init);
    }
    let is_silent = error.kind() == ErrorKind::TimedOut;
    let error = if is_silent { "silence".to_owned() } else { error.to_string() };
    fault!("config.unreadable", error, seconds = PIPE_TIMEOUT.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn who_writes_nothing_is_not_waited_for_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let [pipe, file] = ["pipe", "file"].map(|name| folder.path().join(name));
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        let (sender, receiver) = mpsc::channel();
        let silent = pipe.clone();
        thread::spawn(move || sender.send(Document::read(&silent).unwrap_err().to_string()));
        let told = receiver.recv_timeout(PIPE_TIMEOUT * 3).unwrap();
        assert!(told.contains("nobody wrote into it for 10 s"), "{told}");
        assert!(is_pipe(&pipe) && !is_pipe(&file));
        std::fs::write(&file, "a").unwrap();
        assert_eq!(Document::read(&file).unwrap().text, "a");
    }
}
