//! The answers once more before they are written, and the way back to each of them.

use secrecy::ExposeSecret as _;

use super::answers::Answers;
use super::dialogue::{Dialogue, Question, Text, Unanswered};
use super::draft::Draft;
use super::topic::Topic;
use super::{InitError, World};
use crate::cli::terminal::Person;
use crate::config::checked_proxy;
use crate::language::Language;
use crate::order::catalogue::Entry;
use crate::report::for_terminal;
use crate::telegram::ModeratorsAddress;

/// Who changes their mind more often is not going to write it down.
const REVIEWS_MAX: u32 = 20;
/// So many products are listed.
const PRODUCTS_SHOWN: usize = 10;

const HEADING: Text = ("\nThis is what came of it:", "\nВот что получилось:");
const WRITE: Text = ("Write it down?", "Записать?");
const CHANGE: Question = Question {
    prompt: (
        "What is to be answered anew? Its number (Enter: nothing, leave without writing):",
        "На что ответить заново? Номер из списка (Enter — ни на что, выйти, не записывая):",
    ),
    more: (
        "  The number before the line. The other answers stay as they are.",
        "  Номер перед строкой. Остальные ответы останутся как есть.",
    ),
};

/// Shows the answers until they are to be written.
pub(super) async fn until_agreed(
    dialogue: &mut Dialogue<'_, impl Person>,
    answers: &mut Answers,
    draft: &Draft,
    world: &World<'_>,
) -> Result<(), InitError> {
    let language = dialogue.language;
    let topics = draft.topics();
    for _ in 0..REVIEWS_MAX {
        dialogue.say(HEADING);
        for (place, topic) in topics.iter().enumerate() {
            let (title, answer) = (topic.title(language), told(*topic, answers, language));
            dialogue.tell(&format!("  {} · {title}: {answer}", place + 1));
        }
        dialogue.tell(&draft.announcement(language));
        if dialogue.agrees(WRITE, true).await? {
            return Ok(());
        }
        match dialogue
            .ask(CHANGE, |answer| chosen(answer, topics, language))
            .await
        {
            Ok(Some(topic)) => {
                dialogue.tell(&format!("\n{}", topic.title(language)));
                answers.ask(topic, dialogue, world).await?;
            }
            Ok(None) => return Err(InitError::Stopped),
            Err(Unanswered::TooManyTries) => {}
            Err(Unanswered::Gone(gone)) => return Err(gone.into()),
        }
    }
    Err(InitError::Stopped)
}

fn chosen(answer: &str, topics: &[Topic], language: Language) -> Result<Option<Topic>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    let place = answer.parse::<usize>().ok();
    let topic = place.and_then(|place| topics.get(place.checked_sub(1)?));
    topic.copied().map(Some).ok_or_else(|| {
        let count = topics.len();
        language.pick(
            format!("A number from 1 to {count}."),
            format!("Число от 1 до {count}."),
        )
    })
}

/// What was answered, without secrets.
fn told(topic: Topic, answers: &Answers, language: Language) -> String {
    let text = match topic {
        Topic::Application => answers.application.as_ref().map(|application| {
            let number = application.api_id;
            language.pick(
                format!("api_id {number}; api_hash is given"),
                format!("api_id {number}; api_hash указан"),
            )
        }),
        Topic::Way => return way(answers, language),
        Topic::Shop => answers.shop.as_ref().map(|shop| {
            let secret = if shop.is_new {
                language.pick(
                    "a new secret: mind to put it into the server's settings",
                    "секрет новый: не забудьте вписать его в настройки сервера",
                )
            } else {
                language.pick("the secret is given", "секрет указан")
            };
            format!("{}; {secret}", shop.url)
        }),
        Topic::Account => answers.account.as_ref().map(|account| {
            let rule = account.rule.describe(language);
            match account.examples.first() {
                Some(example) => language.pick(
                    format!("{rule}, such as {example}"),
                    format!("{rule}, например {example}"),
                ),
                None => rule,
            }
        }),
        Topic::Products if answers.products.is_empty() => {
            let none = language.pick(
                "none: every order is carried out, whatever was bought",
                "ни одного: выполняется любой заказ, что бы ни купили",
            );
            Some(none.to_owned())
        }
        Topic::Products => Some(products(&answers.products)),
        Topic::Moderators => answers.moderators.as_ref().map(|moderators| {
            let chat = match &moderators.chat {
                ModeratorsAddress::Me => language.pick("Saved Messages", "«Избранное»").to_owned(),
                named => named.to_string(),
            };
            let allowed: Vec<String> = moderators.allowed.iter().map(ToString::to_string).collect();
            match allowed.join(", ") {
                nobody if nobody.is_empty() => chat,
                allowed => language.pick(
                    format!("{chat}; may answer: {allowed}"),
                    format!("{chat}; отвечать могут: {allowed}"),
                ),
            }
        }),
    };
    text.map_or_else(
        || language.pick("later", "позже").to_owned(),
        |text| for_terminal(&text),
    )
}

fn way(answers: &Answers, language: Language) -> String {
    let proxy = answers.proxy.as_ref();
    match proxy.and_then(|proxy| checked_proxy(proxy.expose_secret()).ok()) {
        // Its name and password are not shown.
        Some(proxy) => language.pick(
            format!("through the proxy {proxy}"),
            format!("через прокси {proxy}"),
        ),
        None => language.pick("without a proxy", "без прокси").to_owned(),
    }
}

fn products(products: &[Entry]) -> String {
    let shown = products.iter().take(PRODUCTS_SHOWN).map(|entry| {
        let item = format!(
            "{} → {} × {}",
            entry.name, entry.item.sku, entry.item.quantity
        );
        match entry.price {
            Some(price) => format!("{item} ({price})"),
            None => item,
        }
    });
    let mut shown: Vec<String> = shown.collect();
    if products.len() > PRODUCTS_SHOWN {
        shown.push("…".to_owned());
    }
    shown.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_chosen_by_its_number() {
        let topics = [Topic::Shop, Topic::Moderators];
        let taken = |answer| chosen(answer, &topics, Language::English);
        assert_eq!(taken("2"), Ok(Some(Topic::Moderators)));
        assert_eq!(taken(""), Ok(None));
        for answer in ["0", "3", "shop"] {
            assert!(taken(answer).unwrap_err().contains("1 to 2"), "{answer}");
        }
    }
}
