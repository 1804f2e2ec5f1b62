//! `login`: the seller logs in, at a terminal.
//!
//! - `at_terminal`: whoever logs in, asked there; `hidden`: no echo of a password.
//! - `qr_code`: a code to be scanned off the screen.
//! - `words`: what they are asked and told.

mod at_terminal;
mod hidden;
mod qr_code;
mod words;

use std::path::Path;
use std::sync::Arc;

use super::interrupt::interrupted;
use super::terminal::{Person as _, Terminal};
use super::{Context, Failure, Outcome};
use crate::config::Config;
use crate::i18n::Arguments;
use crate::machine::Machine;
use crate::report::{Exit, usage};
use crate::telegram::Limits;
use crate::telegram::login::{self, LoginError, LoginMethod, NoAnswer, Settings};
use crate::telegram::session::{Origin, SessionError, SessionStore};

use at_terminal::{ANSWER_TIMEOUT, AtTerminal};

/// Where a login begins; Telegram says where the account is at home.
const FIRST_DATA_CENTRE: u8 = 2;

pub(in crate::cli) async fn run(qr: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let settings = settings(&config)?;
    let session = config.telegram()?.session.clone();
    let next = ["doctor", "run", "logout"].map(|command| context.command(command));
    let no_terminal = || usage("login.no_terminal", Arguments::new());
    let terminal = Terminal::take(context.stdio).ok_or_else(no_terminal)?;
    let mut prompt = AtTerminal(terminal);
    let (store, is_new) = open(&session)?;
    let method = if qr { LoginMethod::Qr } else { LoginMethod::Phone };
    let outcome = tokio::select! {
        biased;
        () = interrupted() => Err(LoginError::NoAnswer(NoAnswer::GaveUp)),
        ended = login::log_in(&settings, &store, method, &mut prompt) => ended,
    };
    match outcome {
        Ok(summary) => {
            prompt.0.tell(&words::summary(&summary, &config.tribute, next));
            Ok(Exit::Done)
        }
        Err(error) => {
            let has_key = store.string_session().is_some();
            if is_new && !(has_key && error.may_be_logged_in()) {
                store.discard()?;
            }
            if matches!(error, LoginError::NoAnswer(_)) {
                // The cursor stands behind a question.
                prompt.0.tell("");
            }
            Err(error.into())
        }
    }
}

/// The settings for logging in, or out.
pub(in crate::cli) fn settings(config: &Config) -> Result<Settings, Failure> {
    let telegram = config.telegram()?;
    Ok(Settings {
        api_id: telegram.api_id,
        api_hash: telegram.api_hash.clone(),
        proxy: telegram.proxy.clone(),
        tribute: config.tribute.bot_id,
        limit: Limits::default().call,
        qr_timeout: ANSWER_TIMEOUT,
        clock: Arc::new(Machine),
    })
}

/// Opens the session, or makes one without a key, and says which.
fn open(path: &Path) -> Result<(Arc<SessionStore>, bool), SessionError> {
    let is_new = path.symlink_metadata().is_err();
    if is_new {
        let origin = Origin::Live { data_centre: FIRST_DATA_CENTRE, auth_key: None };
        SessionStore::create(path, &origin)?;
    }
    Ok((Arc::new(SessionStore::open(path)?), is_new))
}
