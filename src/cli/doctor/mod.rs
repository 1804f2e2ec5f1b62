//! `doctor`: is everything in place for orders to be carried out? It changes nothing.
//!
//! - `finding`: what a check found. `round`: one check after the other, each bounded in time, all
//!   of them made. `report`: the findings, for people and for machines.
//! - `here`: what is on this machine, with `config`, `files`, `session`, `journal`, `android`, and
//!   `at_work`: what a `run` at work tells of itself.
//! - `there`: what is elsewhere, with `reach` (is there a way), `telegram`, `shop`; `clock` compares
//!   theirs with ours.
//! - `ring`: the only one that says something, and only when it is asked to.
//!
//! While `run` is at work, what needs the session is skipped: Telegram ends a session for good that
//! is used in two places. Else its lock is held, and what is asked goes through a copy of it in
//! memory. Without a configuration nobody outside is asked anything: there may be a proxy that it
//! would name.

mod android;
mod at_work;
mod clock;
mod config;
mod files;
mod finding;
mod here;
mod journal;
mod moment;
mod reach;
mod report;
mod ring;
mod round;
mod session;
mod shop;
mod telegram;
mod there;

use std::path::PathBuf;

use self::round::Round;
use super::arguments::Doctor;
use super::interrupt::interrupted;
use super::terminal::Person;
use super::{Context, Outcome};
use crate::config::{self as configuration, Config, ConfigError};
use crate::edge::HostInfo;
use crate::report::Exit;

/// What is known before anything is looked at.
struct Patient {
    file: Option<PathBuf>,
    config: Result<Config, ConfigError>,
    host: HostInfo,
    /// The command that logs in.
    login: String,
}

/// Lets the moderators' phones ring, and says what came of it and what to do.
pub(super) async fn ring(config: &Config, person: &mut impl Person) -> (String, Option<String>) {
    let finding = there::ring_only(config, person).await;
    (finding.what, finding.remedy)
}

/// Carries it out.
pub(super) async fn run(arguments: &Doctor, context: &mut Context<'_>) -> Outcome {
    let patient = Patient::of(context);
    let is_shown = context.stdio.stderr_is_terminal && !arguments.json;
    let mut round = Round::new(is_shown, context.language);
    let is_whole = tokio::select! {
        biased;
        () = interrupted() => false,
        () = examine(&patient, &mut round, arguments, context) => true,
    };
    round.end();
    let looks = report::Looks {
        terminal: context.stdio.stdout_is_terminal,
        colours: context.stdio.colours_output(),
    };
    let language = context.language;
    let is_well = is_whole && report::is_well(&round.findings);
    let out = &mut context.stdio.stdout;
    if arguments.json {
        report::write_json(&round.findings, is_well, out)?;
    } else {
        report::write_table(&round.findings, is_whole, language, looks, out)?;
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

impl Patient {
    /// Loads the configuration.
    fn of(context: &mut Context<'_>) -> Self {
        let (directory, environment) = (context.stdio.directory.clone(), context.stdio.environment);
        let named = context.config_file.clone();
        let file = configuration::locate(named.as_deref(), &directory).ok();
        let file = file.filter(|file| file.exists());
        let config = Config::load(named.as_deref(), &directory, &environment);
        if let Ok(config) = &config {
            context.language = config.language;
        }
        Self {
            file,
            config,
            host: HostInfo::new(environment),
            login: context.command("login"),
        }
    }
}

async fn examine(
    patient: &Patient,
    round: &mut Round,
    arguments: &Doctor,
    context: &mut Context<'_>,
) {
    let language = round.language;
    let file = patient.file.as_deref();
    round.note(config::configuration(&patient.config, file, language));
    let Ok(config) = &patient.config else {
        here::without_configuration(patient, round).await;
        return here::phone(patient, &here::Local::default(), round).await;
    };
    let local = here::files(config, patient, round).await;
    there::telegram(config, &local, patient, round, arguments, context).await;
    there::shop(config, round).await;
    here::phone(patient, &local, round).await;
}
