//! Which file, and what is read of it before anything is understood.

use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::fault::{ConfigError, Fault};
use crate::command_line;
use crate::phrasebook::system::in_russian;

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
    /// Whether others on this machine may read it.
    pub(super) readable_by_others: bool,
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
            return Err(refuse(too_large()));
        }
        let text = String::from_utf8(bytes).map_err(|_| refuse(not_text()))?;
        Ok(Self {
            path: path.to_owned(),
            text,
            readable_by_others: readable_by_others(&metadata),
        })
    }

    /// Where the file's relative paths begin.
    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

#[cfg(unix)]
fn readable_by_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o044 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_metadata: &std::fs::Metadata) -> bool {
    false
}

fn nowhere() -> Fault {
    Fault::new("config.not_found")
        .what(
            format!("there is neither {LOCAL_FILE} nor {SAMPLE_FILE} here"),
            format!("здесь нет ни {LOCAL_FILE}, ни {SAMPLE_FILE}"),
        )
        .remedy(
            "No settings yet? `tribute-agent init` asks a few questions and makes them. If there are some: name the file with --config FILE, or go to the folder it is in.",
            "Настроек ещё нет? `tribute-agent init` задаст несколько вопросов и создаст их. Если они есть, укажите файл: --config ФАЙЛ — или перейдите в папку, где он лежит.",
        )
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    if error.kind() == ErrorKind::NotFound {
        return Fault::new("config.not_found")
            .what("there is no such file", "такого файла нет")
            .remedy(
                format!(
                    "Check the path after --config. To have it made: {}",
                    init_command(path)
                ),
                format!(
                    "Проверьте путь после --config. Создать такой файл: {}",
                    init_command(path)
                ),
            );
    }
    Fault::new("config.unreadable")
        .what(
            format!("can't be read: {error}"),
            format!("не читается: {}", in_russian(error)),
        )
        .remedy(
            "Check that it is a file, and that you may read it.",
            "Проверьте, что это файл и что у вас есть право его читать.",
        )
}

fn too_large() -> Fault {
    Fault::new("config.too_large")
        .what("is larger than 256 KiB", "больше 256 КиБ")
        .remedy(
            "Check that it is the configuration; a catalogue of 2,000 products fits.",
            "Проверьте, что это файл настроек: каталог из 2000 товаров помещается.",
        )
}

fn not_text() -> Fault {
    Fault::new("config.not_utf8")
        .what("this is no text in UTF-8", "это не текст в кодировке UTF-8")
        .remedy(
            "Save it again as UTF-8, with a text editor.",
            "Сохраните его в текстовом редакторе в кодировке UTF-8.",
        )
}
