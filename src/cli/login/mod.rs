//! `login`: the seller logs in, `at_terminal`, where a `qr_code` may be scanned off the screen.

mod at_terminal;
mod qr_code;

use std::path::Path;
use std::sync::Arc;

use super::interrupt::unless_interrupted;
use super::terminal::{Person as _, Terminal};
use super::{Context, Failure, Outcome, interrupted};
use crate::config::{Config, Tribute};
use crate::i18n::{arguments, t};
use crate::machine::Machine;
use crate::report::{Exit, usage};
use crate::telegram::Limits;
use crate::telegram::login::{self, LoginError, LoginMethod, LoginSummary, NoAnswer, Settings};
use crate::telegram::session::{Origin, SessionError, SessionStore};

use at_terminal::{ANSWER_TIMEOUT, AtTerminal};

/// Where a login begins; Telegram says where the account is at home.
const FIRST_DATA_CENTRE: u8 = 2;
/// With so many private chats it looks like somebody's own account.
const PERSONAL_FROM: usize = 15;

pub(super) async fn run(qr: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let settings = settings(&config)?;
    let session = config.telegram()?.session.clone();
    let next = ["doctor", "run", "logout"].map(|command| context.command(command));
    let terminal = Terminal::take(context.stdio);
    let terminal = terminal.ok_or_else(|| usage("login.no_terminal", arguments!()))?;
    let mut prompt = AtTerminal(terminal);
    let (store, is_new) = open(&session)?;
    let method = if qr { LoginMethod::Qr } else { LoginMethod::Phone };
    let logging_in = login::log_in(&settings, &store, method, &mut prompt);
    let ended = unless_interrupted(interrupted(), logging_in).await;
    match ended.unwrap_or(Err(LoginError::NoAnswer(NoAnswer::GaveUp))) {
        Ok(summary) => {
            prompt.0.tell(&words(&summary, &config.tribute, next));
            Ok(Exit::Done)
        }
        Err(error) => {
            let may_be_logged_in = matches!(error, LoginError::MayBeLoggedIn(_));
            if is_new && !(may_be_logged_in && store.string_session().is_some()) {
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

pub(super) fn settings(config: &Config) -> Result<Settings, Failure> {
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

/// Who is logged in, what may be wrong with that, and what comes next: commands as they have to be typed.
fn words(summary: &LoginSummary, tribute: &Tribute, [doctor, run, logout]: [String; 3]) -> String {
    let mut lines = vec![t!("login-done", account = summary.account.named())];
    if let Some(chats) = summary.chats {
        if !chats.has_tribute {
            lines.push(t!("login-no-tribute", bot = &tribute.bot, logout));
        }
        if chats.private >= PERSONAL_FROM {
            lines.push(t!("login-personal", count = chats.private));
        }
    }
    lines.push(t!("login-next", doctor, run));
    lines.join("\n")
}
