//! Files and the disk below them: who else may read them, and how much room there is.

#[cfg(unix)]
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::finding::{Check, Finding, Verdict};
use crate::config::Config;
use crate::edge::HostInfo;
use crate::folder;
use crate::language::Language;
use crate::telegram::lock::SessionLock;
use crate::telegram::session::SessionError;

/// Below this a write may fail at any moment.
const FREE_BYTES_LEAST: u64 = 20 * MEBIBYTE;
/// Below this somebody should make room.
const FREE_BYTES_LITTLE: u64 = 200 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;

/// All the files that hold something private, and the folder of the session.
pub(super) fn private_files(config: &Config) -> Vec<PathBuf> {
    let mut files = vec![config.file.clone()];
    files.extend(config.secret_files.iter().cloned());
    if let Ok(telegram) = config.telegram() {
        let (session, journal) = (&telegram.session, telegram.journal());
        for file in [session, &journal] {
            files.push(file.clone());
            files.extend(["-wal", "-shm"].map(|ending| with_ending(file, ending)));
        }
        files.push(SessionLock::path(session));
        let folder = session.parent();
        files.extend(folder.filter(|it| is_ours(it)).map(Path::to_owned));
    }
    files
}

/// A folder that is there for sessions only; any other may have to be open.
fn is_ours(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name == "sessions")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether others on this machine may read or write one of them.
#[cfg(unix)]
pub(super) fn permissions(files: &[PathBuf], language: Language) -> Finding {
    use std::os::unix::fs::PermissionsExt as _;
    let there = files
        .iter()
        .filter_map(|file| Some((file, file.metadata().ok()?)));
    let there: Vec<(&PathBuf, Metadata)> = there.collect();
    let open: Vec<(&PathBuf, u32)> = there
        .iter()
        .filter(|(_, found)| found.permissions().mode() & 0o077 != 0)
        .map(|(file, found)| (*file, if found.is_dir() { 0o700 } else { 0o600 }))
        .collect();
    if open.is_empty() {
        let there = there.len();
        let what = language.pick(
            format!("Nobody but you may read what is private. Files and folders that are there: {there}."),
            format!("Личное можете прочесть только вы. Файлов и папок проверено: {there}."),
        );
        return Finding::ok(Check::Permissions, what);
    }
    let names: Vec<String> = open
        .iter()
        .map(|(file, _)| file.display().to_string())
        .collect();
    let names = names.join(", ");
    let commands = open
        .iter()
        .map(|(file, mode)| format!("chmod {mode:o} {}", file.display()));
    let commands: Vec<String> = commands.collect();
    Finding::warning(
        Check::Permissions,
        language.pick(
            format!("Others on this machine may get at: {names}"),
            format!("До этого на машине могут добраться другие: {names}"),
        ),
    )
    .remedy(commands.join("\n"))
}

/// Other systems keep this otherwise.
#[cfg(not(unix))]
pub(super) fn permissions(_files: &[PathBuf], language: Language) -> Finding {
    let what = language.pick("Not known on this system.", "На этой системе не узнать.");
    Finding::skipped(Check::Permissions, what)
}

/// How much may still be written where the journal is, or will be.
pub(super) fn disk(journal: &Path, host: &HostInfo, language: Language) -> Finding {
    if let Some(folder) = folder::missed(journal) {
        let missed = SessionError::NoFolder { folder };
        return Finding::explained(Check::Disk, Verdict::Failed, &missed, language);
    }
    let existing = journal
        .ancestors()
        .find(|folder| folder.is_dir())
        .unwrap_or(Path::new("."));
    let Some(free) = host.free_bytes(existing) else {
        let what = language.pick(
            "The system does not say how much room there is.",
            "Система не говорит, сколько места осталось.",
        );
        return Finding::skipped(Check::Disk, what);
    };
    let mebibytes = free / MEBIBYTE;
    let what = language.pick(
        format!("{mebibytes} MB free where the journal lies or will lie."),
        format!("Там, где журнал лежит или будет лежать, свободно {mebibytes} МБ."),
    );
    let remedy = language.pick(
        "Make room: when the disk is full the agent stops, as it may do nothing that it can't write down.",
        "Освободите место: когда диск полон, агент останавливается — ему нельзя делать то, чего не записать.",
    );
    if free < FREE_BYTES_LEAST {
        Finding::failed(Check::Disk, what).remedy(remedy)
    } else if free < FREE_BYTES_LITTLE {
        Finding::warning(Check::Disk, what).remedy(remedy)
    } else {
        Finding::ok(Check::Disk, what)
    }
}
