//! The configuration: which it is, whether it can be understood, whether it is the owner's own.

use std::path::Path;

use secrecy::ExposeSecret as _;

use super::finding::{Check, Finding, Verdict};
use crate::config::{Config, ConfigError, public_app};
use crate::language::Language;
use crate::report::UserError as _;
use crate::telegram::session::Look;

/// What was loaded, or why it was not.
pub(super) fn configuration(
    loaded: &Result<Config, ConfigError>,
    file: Option<&Path>,
    language: Language,
) -> Finding {
    let config = match loaded {
        Ok(config) => config,
        Err(error) => return broken(error, language),
    };
    if let Err(sample) = config.refuse_sample() {
        return Finding::explained(Check::Config, Verdict::Failed, &sample, language);
    }
    if let Err(missing) = config.rules() {
        return Finding::explained(Check::Config, Verdict::Failed, &missing, language);
    }
    let file = file.unwrap_or(&config.file).display();
    // Who else may read it is another check's.
    let is_mine = |code| code != "config.readable_by_others";
    let mut warnings = config.warnings.iter().filter(|it| is_mine(it.code()));
    match warnings.next() {
        Some(warning) => {
            let finding = Finding::explained(Check::Config, Verdict::Warning, warning, language);
            let what = format!("{file}: {}", finding.what);
            Finding { what, ..finding }
        }
        None => Finding::ok(Check::Config, file.to_string()),
    }
}

fn broken(error: &ConfigError, language: Language) -> Finding {
    let finding = Finding::explained(Check::Config, Verdict::Failed, error, language);
    let more = error.mistakes().count() - 1;
    if more == 0 {
        return finding;
    }
    let more = language.pick(format!("… and {more} more."), format!("… и ещё: {more}."));
    let what = format!("{}\n{more}", finding.what);
    Finding { what, ..finding }
}

/// Whether the application at Telegram is one that everybody uses. A sandbox asks for none.
pub(super) fn application(config: &Config, session: Option<&Look>, language: Language) -> Finding {
    let telegram = match config.telegram() {
        Ok(telegram) => telegram,
        Err(missing) => {
            return Finding::explained(Check::Application, Verdict::Failed, &missing, language);
        }
    };
    if session.is_some_and(|session| !session.live) {
        let what = language.pick(
            "A sandbox takes any api_id.",
            "Песочнице подойдёт любой api_id.",
        );
        return Finding::not_needed(Check::Application, what);
    }
    let hash = telegram.api_hash.expose_secret();
    match public_app::owner_of(Some(telegram.api_id.into()), Some(hash)) {
        Some(owner) => Finding::warning(
            Check::Application,
            language.pick(
                format!("api_id and api_hash are not yours but everybody's ({owner}). Telegram limits and bans accounts for that."),
                format!("api_id и api_hash не ваши, а общеизвестные ({owner}). Telegram за это ограничивает и блокирует аккаунты."),
            ),
        )
        .remedy(language.pick(
            "Make your own at https://my.telegram.org/apps, put them in, and log in anew.",
            "Создайте свои на https://my.telegram.org/apps, впишите их и войдите заново.",
        )),
        None => Finding::ok(
            Check::Application,
            language.pick("api_id and api_hash are given.", "api_id и api_hash указаны."),
        ),
    }
}
