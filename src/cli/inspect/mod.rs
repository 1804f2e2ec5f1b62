//! `inspect`: the real chat's last messages, and what the agent makes of each.
//!
//! It reads, and changes nothing, at Telegram or here. `classify`: what each message is; `shown`: for people and
//! machines; `learn`: what the configuration lacks; `save`, `mask`: messages as files, without whom they are about.

mod classify;
mod learn;
mod mask;
mod save;
mod shown;
#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;

use super::arguments::Inspect;
use super::interrupt::unless_interrupted;
use super::run::{chat_settings, connect, pins, telegram_settings};
use super::{Context, Failure, Outcome, interrupted, json_line};
use crate::i18n::t;
use crate::machine::Machine;
use crate::recovery::chat_unread;
use crate::report::{CodedError, Exit};
use crate::sources::tribute_chat::{Settings, history_page_with_retry};
use crate::telegram::session::SessionStore;
use crate::telegram::{ChatReader, Message, ModeratorsAddress};

/// How many messages are looked at when nobody says how many.
const LAST: u32 = 30;
/// The same, for what is to be learned or kept.
const LAST_TO_LEARN: u32 = 1000;

pub(super) async fn run(arguments: Inspect, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    config.rules()?;
    // Moderators have no part in this: nobody needs them to look.
    let settings = telegram_settings(&config, ModeratorsAddress::Me)?.watched();
    let store = Arc::new(SessionStore::open(&config.telegram()?.session)?);
    let mut interrupt = pin!(interrupted());
    let (telegram, account) = connect(settings, &store, &mut interrupt).await?;
    let reads_more = arguments.learn || arguments.save.is_some();
    let usual = if reads_more { LAST_TO_LEARN } else { LAST };
    let reading = newest(&telegram, arguments.last.unwrap_or(usual));
    let read = unless_interrupted(interrupt, reading).await;
    telegram.shutdown().await;
    let messages = read??;
    let settings = chat_settings(&config, pins(&config, account.seller, account.live), None)?;
    if arguments.learn {
        let lines = learn::suggest(&messages, &settings, &config.file);
        write!(context.stdout(), "{lines}")?;
    } else {
        show(&messages, &settings, &arguments, context)?;
    }
    Ok(Exit::Done)
}

async fn newest(reader: &impl ChatReader, count: u32) -> Result<Vec<Message>, CodedError> {
    let (count, mut messages) = (count as usize, Vec::<Message>::new());
    while messages.len() < count {
        let below = messages.last().map(|lowest| lowest.id);
        let page = history_page_with_retry(reader, &Machine, below).await;
        let page = page.map_err(|error| chat_unread(&error))?;
        if page.is_empty() {
            break;
        }
        messages.extend(page);
    }
    messages.truncate(count);
    messages.reverse();
    Ok(messages)
}

fn show(
    messages: &[Message],
    settings: &Settings,
    arguments: &Inspect,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let messages = classify::classify(messages, settings);
    if let Some(folder) = &arguments.save {
        let folder = context.stdio.directory.join(folder);
        let saved = save::save(&messages, &folder, arguments.all)?;
        context.say(|| match saved {
            (0, 0) => t!("inspect-nothing-to-save"),
            (made, known) => t!("inspect-saved", folder = &folder, made, known),
        });
    }
    let style = context.stdio.output_style();
    let out = context.stdout();
    if arguments.json {
        for message in &messages {
            writeln!(out, "{}", json_line::of(&shown::object(message)))?;
        }
    } else if arguments.save.is_none() {
        shown::write_table(&messages, style, out)?;
    }
    Ok(())
}
