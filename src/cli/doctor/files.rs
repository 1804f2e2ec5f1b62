//! Files and the disk below them: who else may read them, and how much room there is.

use std::path::{Path, PathBuf};

use super::finding::{Outcome, finding};
use super::inputs::Inputs;
use crate::config::Config;
use crate::folder;
use crate::telegram::lock::SessionLock;
use crate::telegram::session::SessionError;

/// Below this a write may fail at any moment.
const FREE_BYTES_MIN: u64 = 20 * MEBIBYTE;
/// Below this somebody should make room.
const FREE_BYTES_LOW: u64 = 200 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;
const GIBIBYTE: u64 = 1024 * MEBIBYTE;

/// All the files that hold something private, and the folder of the session.
fn private_files(config: &Config) -> Vec<PathBuf> {
    let mut files = vec![config.file.clone()];
    files.extend(config.secret_files.iter().cloned());
    if let Ok(telegram) = config.telegram() {
        let (session, journal) = (&telegram.session, telegram.journal());
        for file in [session, &journal] {
            files.push(file.clone());
            files.extend(["-wal", "-shm"].map(|ending| with_ending(file, ending)));
        }
        files.push(SessionLock::path(session));
        // A folder that is there for sessions only; any other may have to be open.
        let folder = session.parent();
        let folder = folder.filter(|it| it.file_name().is_some_and(|name| name == "sessions"));
        files.extend(folder.map(Path::to_owned));
    }
    files
}

/// The name of a file that SQLite keeps beside another.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether others on this machine may read or write one of them.
#[cfg(unix)]
pub(super) fn permissions(inputs: &Inputs) -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let file = inputs.file()?;
    let files = match &inputs.loaded {
        Ok(config) => private_files(config),
        Err(_) => vec![file.to_owned()],
    };
    let there = files
        .iter()
        .filter_map(|file| Some((file, file.metadata().ok()?)));
    let (mut count, mut names, mut commands) = (0_usize, Vec::new(), Vec::new());
    for (file, found) in there {
        count += 1;
        if found.permissions().mode() & 0o077 != 0 {
            let (name, mode) = (file.display(), if found.is_dir() { "700" } else { "600" });
            names.push(name.to_string());
            commands.push(format!("chmod {mode} {name}"));
        }
    }
    if names.is_empty() {
        return Ok(finding!(Ok, "doctor-permissions-private", count));
    }
    let (names, commands) = (names.join(", "), commands.join("\n"));
    Ok(finding!(
        Warning,
        "doctor-permissions-open",
        names,
        commands
    ))
}

/// Other systems keep this otherwise.
#[cfg(not(unix))]
pub(super) fn permissions(_: &Inputs) -> Outcome {
    Ok(finding!(Skipped, "doctor-permissions-unknown"))
}

/// How much may still be written where the journal is, or will be.
pub(super) fn disk(inputs: &Inputs) -> Outcome {
    let file = match &inputs.loaded {
        Ok(_) => inputs.telegram()?.journal(),
        Err(_) => inputs.file()?.to_owned(),
    };
    if let Some(folder) = folder::missed(&file) {
        return Err(SessionError::no_folder(&folder).into());
    }
    let existing = file.ancestors().find(|folder| folder.is_dir());
    let Some(free) = inputs.host.free_bytes(existing.unwrap_or(Path::new("."))) else {
        return Ok(finding!(Skipped, "doctor-disk-unknown"));
    };
    let (unit, size) = match free {
        GIBIBYTE.. => ("gigabytes", free / GIBIBYTE),
        _ => ("megabytes", free / MEBIBYTE),
    };
    Ok(if free < FREE_BYTES_MIN {
        finding!(Failed, "doctor-disk-low", size, unit)
    } else if free < FREE_BYTES_LOW {
        finding!(Warning, "doctor-disk-low", size, unit)
    } else {
        finding!(Ok, "doctor-disk-free", size, unit)
    })
}
