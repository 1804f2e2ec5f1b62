//! The answers once more before they are written, the way back to each of them, and what comes next.

use std::path::Path;

use super::account;
use super::dialogue::Dialogue;
use super::draft::Draft;
use super::error::not_written;
use super::topic::Topic;
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::command_line;
use crate::config::{Config, LOCAL_FILE};
use crate::i18n::t;
use crate::order::catalogue::{Catalogue, Entry};
use crate::report::for_terminal;
use crate::telegram::ModeratorsAddress;

/// Whoever changes their mind more often is not going to write it down.
const REVIEWS_MAX: u32 = 20;
/// The number of products that are listed.
const PRODUCTS_SHOWN: usize = 10;

impl<P: Person> Dialogue<'_, P> {
    /// Shows the answers until they are to be written; whether there is anything to write.
    pub async fn review(&mut self) -> Result<bool, Failure> {
        for _ in 0..REVIEWS_MAX {
            let config = self.draft.config()?;
            self.say(&t!("init-summary"));
            for (place, topic) in Topic::ALL.into_iter().enumerate() {
                let answer = for_terminal(&told(topic, &config, self.draft)?);
                self.note(&format!("{} · {}: {answer}", place + 1, topic.title()));
            }
            let is_changed = self.draft.is_changed();
            if is_changed {
                let new = if self.draft.is_new() { "yes" } else { "no" };
                let path = self.draft.path.display().to_string();
                self.say(&t!("init-destination", path, new));
                if self.agrees("write", true).await? {
                    return Ok(true);
                }
            }
            let question = if is_changed { "change" } else { "change-any" };
            let asked = self.ask(question, chosen).await.map(Some);
            match self.settled(asked)? {
                Some(Some(topic)) => {
                    self.say(&format!("\n{}", topic.title()));
                    self.ask_about(topic).await?;
                }
                Some(None) if !is_changed => return Ok(false),
                Some(None) => return Err(not_written("init.stopped").into()),
                None => {}
            }
        }
        Err(not_written("init.stopped").into())
    }
}

/// What is left to be done once there is a configuration, in order.
pub(super) fn next_steps(draft: &Draft) -> Result<String, Failure> {
    let keys = Topic::keys(&Topic::missing(&draft.config()?));
    let is_found = draft.path == Path::new(LOCAL_FILE);
    let commands = ["init", "login", "doctor", "rehearse", "run"].into_iter();
    let steps = commands.filter(|command| *command != "init" || !keys.is_empty()).map(|command| {
        // A rehearsal has rules of its own unless it is told whose to take.
        let is_named = !is_found || command == "rehearse";
        let typed = command_line::typed(command, is_named.then_some(&draft.path));
        let step = t!("init-next-step", step = command, keys = &keys);
        format!("\n  · {typed}\n      {step}")
    });
    Ok(t!("init-next") + &steps.collect::<String>())
}

fn chosen(answer: &str) -> Result<Topic, String> {
    let place = answer.parse::<usize>().ok();
    let topic = place.and_then(|place| Topic::ALL.get(place.checked_sub(1)?).copied());
    topic.ok_or_else(|| t!("init-not-listed", count = Topic::ALL.len()))
}

/// What was answered, without secrets.
fn told(topic: Topic, config: &Config, draft: &Draft) -> Result<String, Failure> {
    let text = match topic {
        Topic::Application => config.telegram().ok().map(|telegram| {
            let id = telegram.api_id.to_string();
            t!("init-summary-application", id)
        }),
        // Its name and password are not shown.
        Topic::Route => draft.proxy()?.map(|proxy| {
            let proxy = proxy.to_string();
            t!("init-summary-proxy", proxy)
        }),
        Topic::Shop => config.shop().ok().map(|shop| {
            let made = if draft.made_secret { "yes" } else { "no" };
            t!("init-summary-shop", url = &shop.live.url, made)
        }),
        Topic::Account => config.rules().ok().map(|rules| {
            let id = account::describe(rules.account.as_str());
            match config.examples.first() {
                Some(example) => t!("init-digits-example", digits = id, example),
                None => id,
            }
        }),
        Topic::Products => products(&config.catalogue),
        Topic::Moderators => config.moderators().ok().map(|moderators| {
            let chat = match &moderators.chat {
                ModeratorsAddress::Me => t!("init-summary-me"),
                named => named.to_string(),
            };
            let allowed: Vec<String> = moderators.allowed.iter().map(ToString::to_string).collect();
            match allowed.join(", ") {
                nobody if nobody.is_empty() => chat,
                allowed => t!("init-summary-allowed", chat, allowed),
            }
        }),
    };
    Ok(text.unwrap_or_else(|| t!("init-summary-none", topic = topic.id())))
}

fn products(catalogue: &Catalogue) -> Option<String> {
    let told = |Entry { name, item, price }: &Entry| {
        let price = price.map_or_else(String::new, |price| format!(" ({price})"));
        format!("{name} → {} × {}{price}", item.sku, item.quantity)
    };
    let mut shown: Vec<String> = catalogue.entries().take(PRODUCTS_SHOWN).map(told).collect();
    if catalogue.entries().count() > PRODUCTS_SHOWN {
        shown.push("…".to_owned());
    }
    (!shown.is_empty()).then(|| shown.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_chosen_by_its_number() {
        assert_eq!(chosen("6"), Ok(Topic::Moderators));
        for answer in ["0", "7", "shop"] {
            assert!(chosen(answer).unwrap_err().contains("1 to 6"), "{answer}");
        }
    }
}
