//! `init`: asks what the agent has to know, tries it, and writes `config.local.toml`.
//!
//! - A question, or a few that belong together, is a [`Topic`] with a file of its own: `application`,
//!   `proxy`, `shop`, `account` (with `digits`, `shape` and `rule`), `catalogue`, `moderators`. Each says
//!   why it asks and where the answer is found, names what was pasted for something else, and tries what
//!   can be tried. Each can be left for later; one that can't be settled is, and the others stay.
//! - `dialogue`: what they share, bounded in time and in tries. Whom it talks to is a [`Person`]:
//!   the one at the terminal, or a test's.
//! - `review` shows the [`Answers`] before they are written, and leads back to each.
//! - `draft`: a new file, or one that lacks something. `render` makes its text, which is read back as
//!   any configuration before `save` puts it there: private, a new file whole or not at all, and never over
//!   what somebody wrote, only behind it.

mod account;
mod answers;
mod application;
mod catalogue;
mod dialogue;
mod digits;
mod draft;
mod error;
mod language;
mod moderators;
mod next_steps;
mod proxy;
mod render;
mod review;
mod rule;
mod save;
mod shape;
mod shop;
#[cfg(test)]
mod tests;
mod topic;

use std::net::SocketAddr;
use std::path::Path;

pub use error::InitError;

use self::answers::Answers;
use self::dialogue::{Dialogue, Text};
use self::draft::Draft;
use self::next_steps::next_steps;
use super::arguments::Init;
use super::interrupt::interrupted;
use super::terminal::{Person, Terminal};
use super::{Context, Outcome, doctor};
use crate::config::{Config, LOCAL_FILE, SAMPLE};
use crate::edge::{Clock, HostInfo, Machine, Randomness};
use crate::language::Language;
use crate::report::Exit;
use crate::telegram::reach;

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
    "\nA few questions, ten minutes or so; then everything stands in one file.",
    "\nНесколько вопросов минут на десять — и всё окажется в одном файле.",
);
const CUSTOMS: Text = (
    "Nothing is written before the end: Ctrl-C leaves at any time. ? explains a question, and Enter leaves it for later.",
    "До самого конца ничего не записывается: Ctrl-C — выйти в любой момент. ? объяснит вопрос, а Enter отложит его на потом.",
);
const NOTHING_NEW: Text = (
    "\nEverything was left for later: the file stays as it was.",
    "\nВсё отложено на потом: файл остался как был.",
);
const RING: Text = (
    "\nThere is a login already. Send a test message to the moderators, to hear whether a phone rings?",
    "\nВход в аккаунт уже есть. Послать модераторам проверочное сообщение и послушать, зазвонит ли телефон?",
);

/// Carries it out.
pub(super) async fn run(arguments: &Init, context: &mut Context<'_>) -> Outcome {
    if arguments.print_sample {
        context.stdout().write_all(SAMPLE.as_bytes())?;
        return Ok(Exit::Done);
    }
    let named = context
        .config_file
        .as_deref()
        .unwrap_or(Path::new(LOCAL_FILE));
    let environment = context.stdio.environment;
    let draft = Draft::open(&context.stdio.directory.join(named), environment)?;
    let world = World {
        doors: reach::addresses(&HostInfo::new(environment)),
        clock: &Machine,
        dice: &Machine,
        environment,
    };
    let mut terminal = Terminal::take(context.stdio).ok_or(InitError::NoTerminal)?;
    let mut spoken = context.language;
    let conversation = hold(&mut terminal, &mut spoken, &draft, &world);
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
    draft: &Draft,
    world: &World<'_>,
) -> Result<Written, InitError> {
    let mut dialogue = Dialogue::new(person, *spoken);
    *spoken = match draft.language() {
        Some(language) => language,
        None => language::ask(&mut dialogue).await?,
    };
    let language = *spoken;
    dialogue.language = language;
    welcome(&mut dialogue, draft);
    let topics = draft.topics();
    let mut answers = Answers::default();
    for (place, topic) in topics.iter().enumerate() {
        let (title, place, count) = (topic.title(language), place + 1, topics.len());
        dialogue.tell(&language.pick(
            format!("\n{place} of {count} · {title}"),
            format!("\n{place} из {count} · {title}"),
        ));
        answers.ask(*topic, &mut dialogue, world).await?;
    }
    review::until_agreed(&mut dialogue, &mut answers, draft, world).await?;
    let text = draft.text(&answers, language);
    let config = draft.config(text.as_deref().unwrap_or_default(), world.environment)?;
    match text {
        Some(text) => {
            draft.save(&text)?;
            let file = draft.path().display();
            dialogue.tell(&language.pick(
                format!("\n✓ Written: {file}. There are secrets in it: show it to nobody."),
                format!("\n✓ Записано: {file}. В нём секреты: никому его не показывайте."),
            ));
        }
        None => dialogue.say(NOTHING_NEW),
    }
    Ok(Written {
        config,
        next_steps: next_steps(&answers, topics, draft.path(), language),
    })
}

fn welcome(dialogue: &mut Dialogue<'_, impl Person>, draft: &Draft) {
    if draft.language().is_some() {
        let file = draft.path().display();
        dialogue.tell(&dialogue.language.pick(
            format!("\n{file} is there already, and what stands in it stays as it is. You are asked only for what is missing; that is added at its end."),
            format!("\n{file} уже есть, и всё, что в нём написано, останется как есть. Спрошу только то, чего не хватает, и допишу в конец."),
        ));
    } else {
        dialogue.say(WELCOME);
    }
    dialogue.say(CUSTOMS);
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
