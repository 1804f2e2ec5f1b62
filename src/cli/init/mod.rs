//! `init`: asks what the agent has to know, tries it, and edits the commented sample, or the configuration
//! that is there.
//!
//! - `topic`: the table of what is asked, in order. Each topic has a file: `telegram`, `shop`, `account`
//!   (with `digits` and `shape`), `products`, `moderators`. What can be tried is tried. Each can be left for
//!   later; one that can't be settled is, and the others stay.
//! - `dialogue`: what they share, bounded in time and in tries.
//! - `draft`: the configuration in the making, and what is kept when somebody leaves before the end;
//!   `text`: how a key gets into it; `sample`: what a new one is made of.
//! - `summary` shows all of it before it is written, and leads back to each topic.

mod account;
mod dialogue;
mod digits;
mod draft;
mod error;
mod moderators;
mod products;
mod sample;
mod shape;
mod shop;
mod summary;
mod telegram;
#[cfg(test)]
mod tests;
mod text;
mod topic;

use std::net::SocketAddr;
use std::path::Path;

use self::dialogue::{Dialogue, is_one_of};
use self::draft::Draft;
use self::error::{exists, no_terminal, not_written};
use self::topic::Topic;
use super::interrupt::interrupted;
use super::terminal::{Person, Terminal};
use super::{Context, Failure, Outcome, doctor};
use crate::config::{Config, LOCAL_FILE, SAMPLE};
use crate::i18n::{self, Language, t};
use crate::machine::HostInfo;
use crate::report::Exit;
use crate::telegram::reach;

pub(super) async fn run(print_sample: bool, context: &mut Context<'_>) -> Outcome {
    if print_sample {
        context.stdout().write_all(SAMPLE.as_bytes())?;
        return Ok(Exit::Done);
    }
    let named = context.config_file.as_deref().unwrap_or(Path::new(LOCAL_FILE));
    let environment = context.stdio.environment;
    let mut draft = Draft::open(&context.stdio.directory.join(named), environment)?;
    let telegram = reach::addresses(&HostInfo::new(environment));
    let Some(mut terminal) = Terminal::take(context.stdio) else {
        let is_whole = !draft.is_new() && Topic::missing(&draft.config()?).is_empty();
        let exists = is_whole.then(|| exists(&draft.path));
        return Err(exists.unwrap_or_else(no_terminal).into());
    };
    let outcome = tokio::select! {
        biased;
        () = interrupted() => Err(not_written("init.stopped").into()),
        outcome = converse(&mut terminal, &mut draft, &telegram) => outcome,
    };
    if let Err(error) = outcome {
        // The cursor stands behind a question.
        terminal.tell("");
        return Err(draft.keep(error));
    }
    let config = draft.config()?;
    let mut dialogue = Dialogue::new(&mut terminal, &mut draft, &telegram);
    tokio::select! {
        biased;
        () = interrupted() => {}
        () = offer_test_message(&mut dialogue, &config) => {}
    }
    terminal.tell(&summary::next_steps(&draft)?);
    Ok(Exit::Done)
}

/// The conversation up to the file.
async fn converse(
    person: &mut impl Person,
    draft: &mut Draft,
    telegram: &[SocketAddr],
) -> Result<(), Failure> {
    let mut dialogue = Dialogue::new(person, draft, telegram);
    dialogue.begin().await?;
    let path = dialogue.draft.path.display().to_string();
    let new = if dialogue.draft.is_new() { "yes" } else { "no" };
    dialogue.say(&t!("init-welcome", path = &path, new));
    let topics = Topic::missing(&dialogue.draft.config()?);
    for (place, topic) in topics.iter().enumerate() {
        let (place, count) = (place + 1, topics.len());
        dialogue.say(&t!("init-heading", place, count, title = topic.title()));
        dialogue.ask_about(*topic).await?;
    }
    if dialogue.review().await? {
        dialogue.draft.publish()?;
        dialogue.say(&t!("init-written", path));
    } else {
        dialogue.say(&t!("init-unchanged"));
    }
    Ok(())
}

impl<P: Person> Dialogue<'_, P> {
    /// Goes on with what was kept when somebody left before the end, if that is wanted. The language is the
    /// file's; of a new one it is asked for.
    async fn begin(&mut self) -> Result<(), Failure> {
        if let Some(kept) = self.draft.kept() {
            i18n::use_language(kept.language.unwrap_or(i18n::language()));
            let path = kept.kept_at().display().to_string();
            self.say(&t!("init-kept", path));
            if self.agrees("resume", true).await? {
                *self.draft = kept;
            } else {
                self.draft.discard();
            }
        }
        if let Some(language) = self.draft.language {
            i18n::use_language(language);
            return Ok(());
        }
        let asked = self.ask("language", language).await;
        i18n::use_language(self.settled(asked)?.unwrap_or(i18n::language()));
        self.draft.set_language(i18n::language())
    }
}

fn language(answer: &str) -> Result<Language, String> {
    match answer {
        english if is_one_of(english, "init-words-english") => Ok(Language::English),
        russian if is_one_of(russian, "init-words-russian") => Ok(Language::Russian),
        _ => Err("1 / 2".to_owned()),
    }
}

/// Where there is a login already, a phone can be made to ring at once. Whoever leaves here has a
/// configuration all the same.
async fn offer_test_message(dialogue: &mut Dialogue<'_, impl Person>, config: &Config) {
    let session = config.telegram().map(|telegram| telegram.session.exists());
    let is_possible = session.unwrap_or(false);
    if !is_possible || !matches!(dialogue.agrees("ring", false).await, Ok(true)) {
        return;
    }
    let (what, remedy) = doctor::ring(config, dialogue.person).await;
    dialogue.note(&what);
    if let Some(remedy) = remedy {
        dialogue.note(&format!("→ {remedy}"));
    }
}
