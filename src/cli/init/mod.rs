//! `init`: asks what the agent has to know, tries it, and edits the commented sample, or the configuration
//! that is there.
//!
//! - `topic`: what is asked about, in order, and the summary before it is written. Each topic has a file:
//!   `telegram`, `shop`, `account` (with `shape`), `products`, `moderators`, `tribute_api`, `server`, `bank`,
//!   `payments`. One that is left for later, or can't be settled, costs no other.
//! - `dialogue`: questions, bounded in time and in tries.
//! - `draft`: the configuration in the making; `editing`: how a key gets into it; `sample`: what a new one is
//!   made of.

mod account;
mod bank;
mod dialogue;
mod draft;
mod editing;
mod moderators;
mod payments;
mod products;
mod sample;
mod server;
mod shape;
mod shop;
mod telegram;
#[cfg(test)]
mod tests;
mod topic;
mod tribute_api;

use std::path::Path;

use self::dialogue::Dialogue;
use self::draft::{Draft, exists};
use self::topic::Topic;
use super::interrupt::interrupted;
use super::terminal::{Person, Terminal};
use super::{Context, Failure, Outcome, doctor};
use crate::config::{LOCAL_FILE, SAMPLE, SAMPLE_COMMAND};
use crate::i18n::{self, Language, arguments, is_one_of, t};
use crate::machine::HostInfo;
use crate::report::{CodedError, Exit, usage};
use crate::telegram::reach;

pub(super) async fn run(print_sample: bool, context: &mut Context<'_>) -> Outcome {
    if print_sample {
        context.stdout().write_all(SAMPLE.as_bytes())?;
        return Ok(Exit::Done);
    }
    let named = context.config_file.as_deref().unwrap_or(Path::new(LOCAL_FILE));
    let environment = context.stdio.environment;
    let draft = Draft::open(&context.stdio.directory.join(named), environment)?;
    let telegram = reach::addresses(&HostInfo::new(environment));
    let Some(person) = Terminal::take(context.stdio) else {
        let is_whole = !draft.is_new() && Topic::missing(&draft.config()?).is_empty();
        return Err(if is_whole { exists(&draft.path) } else { no_terminal() }.into());
    };
    let mut dialogue = Dialogue { person, draft, telegram, enter_keeps: false };
    let ended = tokio::select! {
        biased;
        () = interrupted() => Err(dialogue.draft.not_written("init.stopped").into()),
        ended = dialogue.converse() => ended,
    };
    // The cursor stands behind a question.
    ended.inspect_err(|_| dialogue.say(""))?;
    tokio::select! {
        biased;
        () = interrupted() => {}
        // Whoever leaves here has a configuration all the same.
        _ = dialogue.offer_test_message() => {}
    }
    dialogue.say_what_comes_next()?;
    Ok(Exit::Done)
}

fn no_terminal() -> CodedError {
    let sample = format!("{SAMPLE_COMMAND} > {LOCAL_FILE} && chmod 600 {LOCAL_FILE}");
    usage("init.no_terminal", arguments!(sample))
}

impl<P: Person> Dialogue<P> {
    async fn converse(&mut self) -> Result<(), Failure> {
        self.begin().await?;
        self.say(&t!("init-welcome", path = &self.draft.path, new = self.draft.is_new()));
        let topics = self.choose_topics().await?;
        for (place, topic) in topics.iter().enumerate() {
            // Who sells codes need not know any.
            let needs_no_account =
                self.draft.config()?.rules().is_ok_and(|rules| rules.needs_no_account);
            if *topic == Topic::Account && needs_no_account {
                continue;
            }
            let (place, count) = (place + 1, topics.len());
            self.say(&t!("init-heading", place, count, title = topic.title()));
            self.ask_about(*topic).await?;
        }
        if self.review().await? {
            self.draft.publish()?;
            self.say(&t!("init-written", path = &self.draft.path));
        } else {
            self.say(&t!("init-unchanged"));
        }
        Ok(())
    }

    /// Goes on with what was kept when somebody left before the end, if that is wanted. The language is the
    /// file's; of a new one it is asked for.
    async fn begin(&mut self) -> Result<(), Failure> {
        if let Some(kept) = self.draft.kept() {
            i18n::use_language(kept.config()?.language);
            self.say(&t!("init-kept", path = kept.kept_at().as_path()));
            if self.agrees("resume", true).await? {
                self.draft = kept;
            } else {
                self.draft.discard();
            }
        }
        if self.draft.is_new() && !self.draft.has_answers() {
            let asked = self.ask("language", language).await;
            let language = asked.or_else(|why| self.leave(why).map(|()| None))?;
            i18n::use_language(language.unwrap_or(i18n::language()));
            self.draft.begin();
        } else {
            i18n::use_language(self.draft.config()?.language);
        }
        Ok(())
    }

    /// Where there is a login already, a phone can be made to ring at once.
    async fn offer_test_message(&mut self) -> Result<(), Failure> {
        let config = self.draft.config()?;
        let is_possible = config.telegram().is_ok_and(|telegram| telegram.session.exists());
        if is_possible && self.agrees("ring", false).await? {
            let (what, remedy) = doctor::ring(&config, &mut self.person).await;
            self.note(&what);
            if let Some(remedy) = remedy {
                self.note(&format!("→ {remedy}"));
            }
        }
        Ok(())
    }
}

fn language(answer: &str) -> Result<Language, String> {
    let words = |it: Language| i18n::text(&format!("init-words-{}", it.code()), &arguments!());
    let mut languages = Language::ALL.into_iter();
    let meant = languages.find(|language| is_one_of(answer, || words(*language)));
    meant.ok_or_else(|| "1 / 2".to_owned())
}
