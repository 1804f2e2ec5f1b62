//! What is on this machine: files, the disk, the phone around it.

use std::path::PathBuf;

use super::finding::{Check, Finding};
use super::round::Round;
use super::{Patient, android, config, files, journal, reach, session, telegram};
use crate::cli::witness;
use crate::config::{Config, Telegram};
use crate::edge::{Clock as _, Machine};
use crate::language::Language;
use crate::telegram::reach as doors;
use crate::telegram::session::Look;

/// What the files gave that is needed further on.
#[derive(Default)]
pub(super) struct Local {
    pub session: Option<Look>,
    /// Whether the session may be used.
    pub is_free: bool,
}

/// What can be seen all the same when nothing is known of the owner's wishes.
pub(super) async fn without_configuration(patient: &Patient, round: &mut Round) {
    let language = round.language;
    let files: Vec<PathBuf> = patient.file.iter().cloned().collect();
    let folder = patient.file.as_ref().and_then(|file| file.parent());
    let folder = folder.map(PathBuf::from).unwrap_or_default();
    let surroundings = patient.surroundings.clone();
    let permissions = move || (files::permissions(&files, language), ());
    round.look(Check::Permissions, permissions).await;
    let disk = move || (files::disk(&folder, &surroundings, language), ());
    round.look(Check::Disk, disk).await;
    let found = doors::doors(&patient.surroundings);
    round
        .make(Check::Telegram, reach::directly(&found, language))
        .await;
    let why = language.pick(
        "The configuration has to be put right first.",
        "Сначала нужно исправить настройки.",
    );
    round.skip(
        &[
            Check::Application,
            Check::Session,
            Check::Running,
            Check::Journal,
            Check::LastOrder,
            Check::Proxy,
        ],
        why,
    );
    round.skip(&telegram::CHECKS, why);
    round.skip(&[Check::Shop, Check::ShopClock], why);
}

/// What the configuration names.
pub(super) async fn files(config: &Config, patient: &Patient, round: &mut Round) -> Local {
    let language = round.language;
    let files = files::private_files(config);
    let permissions = move || (files::permissions(&files, language), ());
    round.look(Check::Permissions, permissions).await;
    let Ok(telegram) = config.telegram() else {
        round.note(config::application(config, None, language));
        let why = no_telegram(language);
        let checks = [
            Check::Disk,
            Check::Session,
            Check::Running,
            Check::Journal,
            Check::LastOrder,
        ];
        round.skip(&checks, why);
        return Local::default();
    };
    let (path, file) = (telegram.session.clone(), telegram.journal());
    let (folder, surroundings) = (file.clone(), patient.surroundings.clone());
    let disk = move || (files::disk(&folder, &surroundings, language), ());
    round.look(Check::Disk, disk).await;
    let session = path.clone();
    let look = round
        .look(Check::Session, move || session::session(&session, language))
        .await
        .flatten();
    round.note(config::application(config, look.as_ref(), language));
    let is_free = if look.is_some() {
        let running = move || session::running(&path, language);
        round.look(Check::Running, running).await == Some(true)
    } else {
        let why = language.pick("There is no session.", "Сессии нет.");
        round.skip(&[Check::Running], why);
        false
    };
    let expected = journal::Expected {
        seller: look.as_ref().and_then(|look| look.seller),
        bot: config.tribute.bot_id,
        livemode: look.as_ref().map(|look| look.live),
        remembered: look.as_ref().and_then(witness::remembered),
    };
    let journal = move || journal::journal(&file, &expected, language);
    let summary = round.look(Check::Journal, journal).await.flatten();
    round.note(journal::last_order(
        summary.as_ref(),
        Machine.now(),
        language,
    ));
    Local {
        session: look,
        is_free,
    }
}

/// Why nothing of Telegram's is looked at.
pub(super) fn no_telegram(language: Language) -> &'static str {
    language.pick(
        "The configuration has no [telegram].",
        "В настройках нет раздела [telegram].",
    )
}

/// What Android does to programs, where it is one.
pub(super) async fn phone(patient: &Patient, local: &Local, round: &mut Round) {
    let language = round.language;
    let surroundings = patient.surroundings.clone();
    let telegram = patient
        .config
        .as_ref()
        .ok()
        .and_then(|it| it.telegram().ok());
    let journal = telegram.map(Telegram::journal).unwrap_or_default();
    let is_running = local.session.is_some() && !local.is_free;
    let look = move || {
        if !android::is_android(&surroundings) {
            let what = language.pick("This is no phone.", "Это не телефон.");
            let skipped = |check| Finding::skipped(check, what);
            let others = [skipped(Check::Battery), skipped(Check::LastKill)];
            return (skipped(Check::WakeLock), others);
        }
        let others = [
            android::battery(&surroundings, language),
            android::last_kill(&journal, is_running, &surroundings, language),
        ];
        (android::wake_lock(&surroundings, language), others)
    };
    for finding in round
        .look(Check::WakeLock, look)
        .await
        .into_iter()
        .flatten()
    {
        round.note(finding);
    }
}
