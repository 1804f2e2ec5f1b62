//! `inspect`: the real chat's last messages, and what the agent makes of each.
//!
//! It reads, and changes nothing, at Telegram or here. What nobody has published about Tribute's bot
//! is learned with it from the owner's own chat.
//!
//! - `sorting`: what each message is, seen among the others.
//! - `table`, `json`: for people, for machines.
//! - [`learn`]: what the configuration could say, by what the owner did by hand.
//! - `save`, `mask`: messages as files, without whom they are about.

mod json;
mod learn;
mod mask;
mod save;
mod sorting;
mod table;
#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;

use super::arguments::Inspect;
use super::interrupt::interrupted;
use super::run::{chat_settings, connect, telegram_settings_with};
use super::{Context, Failure, Outcome, json_line};
use crate::config::Config;
use crate::edge::Machine;
use crate::i18n;
use crate::recovery::LookError;
use crate::report::Exit;
use crate::sources::tribute_chat::{Settings, history_page_with_retry};
use crate::telegram::session::SessionStore;
use crate::telegram::{ChatReader, Message, ModeratorsAddress};

/// How many messages are looked at when nobody says how many.
const LAST: u32 = 30;
/// The same, for what is to be learned or kept.
const LAST_TO_LEARN: u32 = 1000;

/// Carries it out.
pub(super) async fn run(arguments: Inspect, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    config.rules()?;
    // Moderators have no part in this: nobody needs them to look.
    let settings = telegram_settings_with(&config, ModeratorsAddress::Me)?.watched();
    let store = Arc::new(SessionStore::open(&config.telegram()?.session)?);
    let mut interrupt = pin!(interrupted());
    let Some((telegram, account)) = connect(settings, &store, &mut interrupt).await? else {
        return Ok(Exit::Done);
    };
    let learns = arguments.learn || arguments.save.is_some();
    let last = arguments
        .last
        .unwrap_or(if learns { LAST_TO_LEARN } else { LAST });
    let read = tokio::select! {
        biased;
        () = interrupt => None,
        read = newest(&telegram, last) => Some(read),
    };
    telegram.shutdown().await;
    let Some(read) = read else {
        return Ok(Exit::Done);
    };
    let settings = chat_settings(&config, &account, None)?;
    tell(&read?, &settings, &config, &arguments, context)?;
    Ok(Exit::Done)
}

/// So many of the newest messages, oldest first.
async fn newest(reader: &impl ChatReader, count: u32) -> Result<Vec<Message>, LookError> {
    let count = count as usize;
    let mut messages: Vec<Message> = Vec::new();
    while messages.len() < count {
        let below = messages.last().map(|lowest| lowest.id);
        let page = history_page_with_retry(reader, &Machine, below).await?;
        if page.is_empty() {
            break;
        }
        messages.extend(page);
    }
    messages.truncate(count);
    messages.reverse();
    Ok(messages)
}

fn tell(
    messages: &[Message],
    settings: &Settings,
    config: &Config,
    arguments: &Inspect,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let language = context.language;
    i18n::use_language(language);
    if arguments.learn {
        let lessons = learn::Lessons::of(messages, settings, &config.examples);
        write!(
            context.stdout(),
            "{}",
            lessons.render(&config.file, language)
        )?;
        return Ok(());
    }
    let seen = sorting::sort(messages, settings);
    if let Some(folder) = &arguments.save {
        let folder = context.stdio.directory.join(folder);
        let saved = save::save(&seen, &folder, arguments.all)?;
        context.tell(&saved.told(&folder, context.log_language()));
    }
    let style = context.stdio.output_style();
    let out = context.stdout();
    if arguments.json {
        for seen in &seen {
            writeln!(out, "{}", json_line::of(&json::object(seen)))?;
        }
    } else if arguments.save.is_none() {
        table::write(&seen, style, out)?;
    }
    Ok(())
}
