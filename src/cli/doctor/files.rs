//! The configuration, the session, and the files that they are made of: whether they can be understood, who
//! else may read them, how much room the disk has.

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;

use super::check::{Finding, Inputs, Outcome, Verdict, finding};
use crate::config::{Config, public_app};
use crate::folder;
use crate::i18n::t;
use crate::report::UserError as _;
use crate::telegram::lock::SessionLock;
use crate::telegram::session::{SessionError, SessionSnapshot};

/// Below this a write may fail at any moment.
const FREE_BYTES_MIN: u64 = 20 * MEBIBYTE;
/// Below this somebody should make room.
const FREE_BYTES_LOW: u64 = 200 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;
const GIBIBYTE: u64 = 1024 * MEBIBYTE;

pub(super) fn config(inputs: &Inputs) -> Outcome {
    let config = inputs.loaded.as_ref().map_err(|error| {
        let finding = Finding::of_error(Verdict::Failed, error);
        and_more(finding, error.mistakes().count() - 1)
    })?;
    config.refuse_sample()?;
    config.rules()?;
    let file = inputs.file()?.display().to_string();
    // Who else may read it is another check's.
    let warnings = config.warnings.iter();
    let mut warnings = warnings.filter(|it| it.code() != "config.readable_by_others");
    let Some(warning) = warnings.next() else {
        return Ok(finding!(Ok, "doctor-config", file));
    };
    let mut finding = Finding::of_error(Verdict::Warning, warning);
    finding.what = format!("{file}: {}", finding.what);
    Ok(and_more(finding, warnings.count()))
}

fn and_more(mut finding: Finding, more: usize) -> Finding {
    if more > 0 {
        let more = t!("doctor-config-more", count = more);
        finding.what = format!("{}\n{more}", finding.what);
    }
    finding
}

pub(super) fn session(inputs: &Inputs) -> Outcome {
    let path = &inputs.telegram()?.session;
    let session = SessionSnapshot::read(path)?;
    let session = inputs.facts.session.get_or_init(|| session);
    let file = path.display().to_string();
    let world = if session.live { "telegram" } else { "sandbox" };
    let account = session.seller.map_or("none".to_owned(), |seller| seller.to_string());
    if session.has_key() {
        return Ok(finding!(Ok, "doctor-session-login", file, account, world));
    }
    let command = &inputs.login_command;
    Err(finding!(Failed, "doctor-session-nobody", file, account, world, command))
}

pub(super) fn application(inputs: &Inputs) -> Outcome {
    let config = inputs.config()?;
    if config.is_without_telegram() {
        return Ok(finding!(NotNeeded, "doctor-no-telegram"));
    }
    let telegram = config.telegram()?;
    if inputs.facts.session.get().is_some_and(|it| !it.live) {
        return Ok(finding!(NotNeeded, "doctor-application-sandbox"));
    }
    let hash = telegram.api_hash.expose_secret();
    match public_app::owner_of(Some(telegram.api_id.into()), Some(hash)) {
        Some(owner) => Err(finding!(Warning, "doctor-application-public", owner)),
        None => Ok(finding!(Ok, "doctor-application-own")),
    }
}

/// All the files that hold something private, and the folder of the session.
fn private_files(config: &Config) -> Vec<PathBuf> {
    let mut files = config.secret_files.clone();
    files.insert(0, config.file.clone());
    if let (Ok(held), Ok(journal)) = (config.held_file(), config.journal()) {
        for file in [&held, &journal] {
            files.extend(["", "-wal", "-shm"].map(|ending| folder::with_ending(file, ending)));
        }
        files.push(SessionLock::path(&held));
        files.dedup();
        // A folder that is there for sessions only; any other may have to be open.
        let folder = held.parent();
        let folder = folder.filter(|it| it.file_name().is_some_and(|name| name == "sessions"));
        files.extend(folder.map(Path::to_owned));
    }
    files
}

#[cfg(unix)]
pub(super) fn permissions(inputs: &Inputs) -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let file = inputs.file()?.to_owned();
    let files = inputs.loaded.as_ref().map_or(vec![file], private_files);
    let there = files.iter().filter_map(|file| Some((file, file.metadata().ok()?)));
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
    let (open, commands) = (names.join(", "), commands.join("\n"));
    Ok(finding!(Warning, "doctor-permissions-open", open, commands))
}

#[cfg(not(unix))]
pub(super) fn permissions(_: &Inputs) -> Outcome {
    Ok(finding!(Skipped, "doctor-permissions-unknown"))
}

pub(super) fn disk(inputs: &Inputs) -> Outcome {
    let file = match &inputs.loaded {
        Ok(_) => inputs.journal()?,
        Err(_) => inputs.file()?.to_owned(),
    };
    if let Some(folder) = folder::missed(&file) {
        return Err(SessionError::no_folder(&folder).into());
    }
    let existing = file.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let Some(free) = inputs.host.free_bytes(existing) else {
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
