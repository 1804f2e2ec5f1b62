//! The two languages in which the bot and its customers write: `texts/*.json`.

use std::sync::LazyLock;

use serde::Deserialize;

/// A language of the bot and its customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    #[default]
    English,
    Russian,
}

/// Everything that is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) order: Wording,
    pub(crate) bot: BotLines,
    pub(crate) moderator: ModeratorWords,
    /// The reply of an owner who answers an order by hand.
    pub(crate) owner_reply: String,
    /// In the same order in every language.
    pub(crate) first_names: Vec<String>,
    pub(crate) last_names: Vec<String>,
    /// Customers' texts; `{}` stands for the account number.
    pub(crate) order_details: Vec<String>,
    /// The names of the demo shop's products.
    pub(crate) products: Vec<String>,
}

/// The header, the sentence below it, and the labels, colon included.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Wording {
    pub header: String,
    /// Empty for none.
    pub request: String,
    pub customer: String,
    pub product: String,
    pub price: String,
    pub details: String,
}

impl Wording {
    /// Returns the wording in a language. English: as one public copy of Tribute's message has it.
    /// Russian: nobody has published it, so this is a guess.
    pub fn new(language: Language) -> Self {
        language.texts().order.clone()
    }

    pub(crate) fn lines(&self) -> [&str; 6] {
        let Self { header, request, customer, product, price, details } = self;
        [header, request, customer, product, price, details]
    }
}

/// The bot's messages and buttons.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BotLines {
    pub(crate) confirm: String,
    pub(crate) received: String,
    pub(crate) sent: String,
    pub(crate) sent_before: String,
    pub(crate) not_now: String,
    pub(crate) cancelled: String,
    pub(crate) how_to_reply: String,
    pub(crate) declined: String,
    pub(crate) advert: String,
    pub(crate) buttons: ButtonLabels,
}

/// The words that a moderator looks for, in lower case, and says.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModeratorWords {
    /// Stands in what asks for an account.
    pub(crate) account: String,
    /// Stand in what only ends or puts off the matter.
    pub(crate) idle: Vec<String>,
    /// Takes an answer back.
    pub(crate) stop: String,
    /// Has the matter tried again.
    pub(crate) retry: String,
    /// Allows what is asked for.
    pub(crate) yes: String,
    /// Can't be an answer.
    pub(crate) mistake: String,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ButtonLabels {
    pub(crate) send: String,
    pub(crate) cancel: String,
    pub(crate) help: String,
    pub(crate) refund: String,
    pub(crate) foreign_send: String,
    pub(crate) foreign_cancel: String,
}

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../texts/en.json")));
static RUSSIAN: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../texts/ru.json")));

#[expect(clippy::expect_used, reason = "the files are part of the crate, and a test reads them")]
fn parse(json: &str) -> Texts {
    serde_json::from_str(json).expect("the texts fit their structure")
}

impl Language {
    pub(crate) fn moderator_words(self) -> &'static ModeratorWords {
        &self.texts().moderator
    }

    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Russian => &RUSSIAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_as_much() {
        let counts = |language: Language| {
            let texts = language.texts();
            let lists = [&texts.first_names, &texts.last_names, &texts.order_details];
            for details in &texts.order_details {
                assert_eq!(details.matches("{}").count(), 1, "{details}");
            }
            (lists.map(Vec::len), texts.products.len())
        };
        assert_eq!(counts(Language::English), counts(Language::Russian));
    }
}
