//! `init`: asks what the agent has to know, tries it, and writes `config.local.toml`.
//!
//! - A question, or a few that belong together, to a file: `language`, `application`, `proxy`,
//!   `shop`, `account` (with `shape`), `catalogue`, `moderators`. Each says why it asks and where the
//!   answer is found, names what was pasted for something else, and tries what can be tried.
//! - `dialogue`: what they share, bounded in time and in tries. Whom it talks to is a [`Person`]:
//!   the one at the terminal, or a test's.
//! - `render` makes the file's text of the [`Answers`], which is read back as any configuration
//!   before `save` puts it there, whole, private, and never over another.

mod account;
mod application;
mod catalogue;
mod dialogue;
mod error;
mod language;
mod moderators;
mod proxy;
mod render;
mod save;
mod shape;
mod shop;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

pub use error::InitError;

use self::account::AccountAnswers;
use self::application::Application;
use self::dialogue::{Dialogue, Text};
use self::moderators::ModeratorsAnswers;
use self::shop::ShopAnswers;
use super::interrupt::interrupted;
use super::terminal::{Person, Terminal};
use super::{Context, Outcome, doctor};
use crate::config::{Config, LOCAL_FILE};
use crate::edge::{Clock, Machine, Randomness, Surroundings};
use crate::language::Language;
use crate::order::catalogue::Entry;
use crate::report::Exit;
use crate::telegram::reach;

/// All that was answered. What may be left for later is optional.
#[derive(Debug)]
struct Answers {
    language: Language,
    application: Option<Application>,
    proxy: Option<SecretString>,
    shop: Option<ShopAnswers>,
    account: AccountAnswers,
    products: Vec<Entry>,
    moderators: ModeratorsAnswers,
}

/// What came of it.
#[derive(Debug)]
struct Written {
    config: Config,
    next_steps: String,
}

/// What the conversation needs of the world around it.
struct World<'a> {
    /// Where Telegram is tried.
    doors: Vec<SocketAddr>,
    clock: &'a dyn Clock,
    dice: &'a dyn Randomness,
    environment: fn(&str) -> Option<String>,
}

const WELCOME: Text = (
    "\nA few questions, ten minutes or so; then everything stands in one file. Nothing is written before the end:\n\
     Ctrl-C leaves at any time. ? explains a question, and Enter leaves most of them for later.",
    "\nНесколько вопросов минут на десять — и всё окажется в одном файле. До самого конца ничего не записывается:\n\
     Ctrl-C — выйти в любой момент. ? объяснит вопрос, а Enter почти любой отложит на потом.",
);
const RING: Text = (
    "\nThere is a login already. Send a test message to the moderators, to hear whether a phone rings?",
    "\nВход в аккаунт уже есть. Послать модераторам проверочное сообщение и послушать, зазвонит ли телефон?",
);
const WRITE: Text = ("\nWrite it down?", "\nЗаписать?");

/// Carries it out.
pub(super) async fn run(context: &mut Context<'_>) -> Outcome {
    let named = context
        .config_file
        .as_deref()
        .unwrap_or(Path::new(LOCAL_FILE));
    let path = context.stdio.directory.join(named);
    save::must_be_free(&path)?;
    let environment = context.stdio.environment;
    let world = World {
        doors: reach::doors(&Surroundings::new(environment)),
        clock: &Machine,
        dice: &Machine,
        environment,
    };
    let mut terminal = Terminal::take(context.stdio).ok_or(InitError::NoTerminal)?;
    let mut spoken = context.language;
    let conversation = hold(&mut terminal, &mut spoken, &path, &world);
    let outcome = tokio::select! {
        biased;
        () = interrupted() => Err(InitError::Stopped),
        outcome = conversation => outcome,
    };
    context.language = spoken;
    let written = match outcome {
        Ok(written) => written,
        Err(error) => {
            // The cursor stands behind a question.
            terminal.tell("");
            return Err(error.into());
        }
    };
    tokio::select! {
        biased;
        () = interrupted() => {}
        () = offer_to_ring(&mut terminal, &written.config) => {}
    }
    terminal.tell(&written.next_steps);
    Ok(Exit::Done)
}

/// The conversation up to the file; `spoken` is the language that it came to.
async fn hold(
    person: &mut impl Person,
    spoken: &mut Language,
    path: &Path,
    world: &World<'_>,
) -> Result<Written, InitError> {
    let mut dialogue = Dialogue::new(person, *spoken);
    *spoken = language::ask(&mut dialogue).await?;
    dialogue.language = *spoken;
    dialogue.say(WELCOME);
    let answers = ask(&mut dialogue, world).await?;
    let text = render::render(&answers);
    let config = Config::of_text(&text, path, &world.environment)?;
    let file = path.display();
    dialogue.tell(&spoken.pick(
        format!("\nAll of it goes into {file}, which only you may read."),
        format!("\nВсё это ляжет в {file}; читать его сможете только вы."),
    ));
    if !dialogue.agrees(WRITE, true).await? {
        return Err(InitError::Stopped);
    }
    save::save(path, &text)?;
    dialogue.tell(&spoken.pick(
        format!("\n✓ Written: {file}"),
        format!("\n✓ Записано: {file}"),
    ));
    Ok(Written {
        config,
        next_steps: next_steps(&answers, path),
    })
}

/// Where there is a login already, a phone can be made to ring at once. Whoever leaves here has a
/// configuration all the same.
async fn offer_to_ring(person: &mut impl Person, config: &Config) {
    let has_session = config
        .telegram()
        .is_ok_and(|telegram| telegram.session.exists());
    if !has_session {
        return;
    }
    let mut dialogue = Dialogue::new(person, config.language);
    if !matches!(dialogue.agrees(RING, false).await, Ok(true)) {
        return;
    }
    let (what, remedy) = doctor::ring(config, person).await;
    person.tell(&format!("  {what}"));
    if let Some(remedy) = remedy {
        person.tell(&format!("  → {remedy}"));
    }
}

async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
    world: &World<'_>,
) -> Result<Answers, InitError> {
    let application = application::ask(dialogue).await?;
    let proxy = proxy::ask(dialogue, &world.doors).await?;
    let shop = shop::ask(dialogue, world.clock, world.dice).await?;
    let account = account::ask(dialogue).await?;
    let products = catalogue::ask(dialogue).await?;
    let moderators = moderators::ask(dialogue).await?;
    Ok(Answers {
        language: dialogue.language,
        application,
        proxy,
        shop,
        account,
        products,
        moderators,
    })
}

/// What is left to be done, in order.
fn next_steps(answers: &Answers, path: &Path) -> String {
    let language = answers.language;
    let is_local = path.file_name() == Some(PathBuf::from(LOCAL_FILE).as_os_str());
    let config = if is_local {
        String::new()
    } else {
        format!(" --config {}", path.display())
    };
    let mut steps = vec![
        language
            .pick("\nWhat comes next:", "\nЧто дальше:")
            .to_owned(),
    ];
    let later = [
        ("[telegram] api_id, api_hash", answers.application.is_none()),
        ("[shop] url, secret", answers.shop.is_none()),
        ("[[product]]", answers.products.is_empty()),
    ];
    let later: Vec<&str> = later
        .into_iter()
        .filter_map(|(key, is_missing)| is_missing.then_some(key))
        .collect();
    if !later.is_empty() {
        let keys = later.join(" · ");
        steps.push(language.pick(
            format!("  · fill in, in the file: {keys}"),
            format!("  · допишите в файл: {keys}"),
        ));
    }
    for (command, english, russian) in [
        ("login", "log in to Telegram", "войти в Telegram"),
        (
            "doctor",
            "is everything in place? With --ring: does a phone ring at the moderators'?",
            "всё ли на месте? С --ring: звонит ли телефон у модераторов?",
        ),
        (
            "rehearse",
            "orders of your own, played through on this machine alone",
            "репетиция с вашими товарами, не покидая эту машину",
        ),
        ("run", "the real thing", "работать по-настоящему"),
    ] {
        let about = language.pick(english, russian);
        // A rehearsal has rules of its own unless it is told whose to take.
        let config = match command {
            "rehearse" => format!(" --config {}", path.display()),
            _ => config.clone(),
        };
        steps.push(format!(
            "  · tribute-agent {command}{config}\n      {about}"
        ));
    }
    steps.join("\n")
}
