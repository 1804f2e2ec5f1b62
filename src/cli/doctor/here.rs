//! What is on this machine: files, the disk, the phone around it.

use super::finding::{Check, Finding};
use super::round::Round;
use super::{Patient, android, config, files, journal, session, telegram, there};
use crate::cli::witness;
use crate::config::{Config, Telegram};
use crate::edge::{Clock as _, Machine};
use crate::language::Language;
use crate::telegram::session::Look;

/// What the files gave that is needed further on.
#[derive(Default)]
pub(super) struct Local {
    pub session: Option<Look>,
    /// Whether the session may be used.
    pub is_free: bool,
}

/// What needs a configuration, but for the files and the disk.
const CONFIGURED: [Check; 5] = [
    Check::Application,
    Check::Session,
    Check::Running,
    Check::Journal,
    Check::LastOrder,
];

/// What can be seen all the same when nothing is known of the owner's wishes. Nobody is asked
/// anything: there may be a proxy that the configuration would name.
pub(super) async fn without_configuration(patient: &Patient, round: &mut Round) {
    let language = round.language;
    let why = if let Some(file) = patient.file.clone() {
        let (beside, host) = (file.clone(), patient.host.clone());
        let permissions = move || (files::permissions(&[file], language), ());
        round.look(Check::Permissions, permissions).await;
        let disk = move || (files::disk(&beside, &host, language), ());
        round.look(Check::Disk, disk).await;
        language.pick(
            "The configuration has to be put right first.",
            "Сначала нужно исправить настройки.",
        )
    } else {
        let why = language.pick("There is no configuration yet.", "Настроек ещё нет.");
        round.skip(&[Check::Permissions, Check::Disk], why);
        why
    };
    round.skip(&CONFIGURED, why);
    round.skip(&there::WAY, why);
    round.skip(&telegram::CHECKS, why);
    round.skip(&there::SHOP, why);
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
        round.skip(&[Check::Disk], why);
        round.skip(&CONFIGURED[1..], why);
        return Local::default();
    };
    let (path, file) = (telegram.session.clone(), telegram.journal());
    let (beside, host) = (file.clone(), patient.host.clone());
    let disk = move || (files::disk(&beside, &host, language), ());
    round.look(Check::Disk, disk).await;
    let session = path.clone();
    let login = patient.login.clone();
    let look = move || session::session(&session, &login, language);
    let look = round.look(Check::Session, look).await.flatten();
    round.note(config::application(config, look.as_ref(), language));
    let is_free = if look.is_some() {
        let (journal, reread) = (file.clone(), config.timing.reread_interval);
        let running = move || session::running(&path, &journal, reread, language);
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
    let host = patient.host.clone();
    let telegram = patient
        .config
        .as_ref()
        .ok()
        .and_then(|it| it.telegram().ok());
    let journal = telegram.map(Telegram::journal);
    let is_running = local.session.is_some() && !local.is_free;
    let look = move || {
        if !android::is_android(&host) {
            let what = language.pick("This is no phone.", "Это не телефон.");
            let none = |check| Finding::not_needed(check, what);
            let others = [none(Check::Battery), none(Check::LastKill)];
            return (none(Check::WakeLock), others);
        }
        let last_kill = match &journal {
            Some(journal) => android::last_kill(journal, is_running, &host, language),
            None => Finding::not_needed(Check::LastKill, no_telegram(language)),
        };
        let others = [android::battery(&host, language), last_kill];
        (android::wake_lock(&host, language), others)
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
