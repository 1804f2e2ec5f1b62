//! What is asked about, the answers once more before they are written, and what comes next.

use std::path::Path;

use super::account;
use super::dialogue::Dialogue;
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::command_line;
use crate::config::{Config, LOCAL_FILE, Moderators};
use crate::i18n::t;
use crate::order::catalogue::{Catalogue, Entry};
use crate::report::for_terminal;
use crate::shop::SupplierSettings;
use crate::tbank::receipt::Taxation;
use crate::telegram::ModeratorsAddress;

/// Whoever changes their mind more often is not going to write it down.
const REVIEWS_MAX: u32 = 20;
const PRODUCTS_SHOWN: usize = 10;

/// A question, or a few that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Application,
    Route,
    Shop,
    Account,
    Products,
    Moderators,
    TributeKey,
    Server,
    Bank,
    Payments,
}

/// How customers buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sales {
    /// In the chat with Tribute's bot.
    Chat,
    /// By Tribute's API.
    Api,
    Both,
    /// By links that are paid at T-Bank.
    Links,
    /// At the owner's own bot.
    Bot,
}

impl Sales {
    /// What is asked about in a new file, in this order. Without a chat the server is: from then on the file says
    /// that there is none.
    fn topics(self) -> &'static [Topic] {
        use Topic::{
            Account, Application, Bank, Moderators, Payments, Products, Route, Server, Shop,
            TributeKey,
        };
        match self {
            Self::Chat => &Topic::ALL[..6],
            Self::Api => &[Server, TributeKey, Shop, Products],
            Self::Both => {
                &[Application, Route, TributeKey, Server, Shop, Account, Products, Moderators]
            }
            Self::Links => &[Bank, Server, Shop, Products],
            Self::Bot => &[Application, Route, Payments, Shop, Account, Products, Moderators],
        }
    }

    fn of_answer(answer: &str) -> Result<Self, String> {
        match answer {
            "1" => Ok(Self::Chat),
            "2" => Ok(Self::Api),
            "3" => Ok(Self::Both),
            "4" => Ok(Self::Links),
            "5" => Ok(Self::Bot),
            _ => Err("1 / 2 / 3 / 4 / 5".to_owned()),
        }
    }
}

impl Topic {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = {
        use Topic::{
            Account, Application, Bank, Moderators, Payments, Products, Route, Server, Shop,
            TributeKey,
        };
        [
            Application,
            Route,
            Shop,
            Account,
            Products,
            Moderators,
            TributeKey,
            Server,
            Bank,
            Payments,
        ]
    };

    /// Its name in the texts, the section that its answers stand in, and the keys that this needs.
    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Application => ("application", "telegram", "[telegram] api_id, api_hash"),
            Self::Route => ("route", "telegram", ""),
            Self::Shop => ("shop", "shop", "[shop] url, secret"),
            Self::Account => ("account", "account_id", "[account_id] pattern"),
            Self::Products => ("products", "product", "[[product]] name, sku"),
            Self::Moderators => ("moderators", "moderators", "[moderators] chat"),
            Self::TributeKey => ("tribute-key", "tribute_api", "[tribute_api] key"),
            Self::Server => ("server", "server", "[server] token"),
            Self::Bank => ("bank", "tbank", "[tbank] terminal_key, password"),
            Self::Payments => ("payments", "telegram_payments", "[telegram_payments] bot_token"),
        }
    }

    const fn id(self) -> &'static str {
        self.row().0
    }

    /// The topics whose sections a configuration lacks.
    pub fn missing(config: &Config) -> Vec<Self> {
        let mut sections = config.missing_sections();
        // A server alone brings no orders, nor does what nobody is told by.
        let brings_orders = config.tribute_api().is_ok() || config.tbank().is_ok();
        match (brings_orders, config.server.is_some()) {
            (false, true) if config.is_without_telegram() => {
                sections.extend(["tribute_api", "tbank"]);
            }
            (true, false) => sections.push("server"),
            _ => {}
        }
        Self::ALL.into_iter().filter(|topic| sections.contains(&topic.row().1)).collect()
    }

    /// Whether a configuration has no use for it.
    fn is_unused(self, config: &Config) -> bool {
        match self {
            Self::Application | Self::Route | Self::Moderators => config.is_without_telegram(),
            Self::Account => config.is_without_telegram() && config.examples.is_empty(),
            Self::TributeKey => {
                config.tribute_api().is_err() && (config.server.is_none() || config.tbank().is_ok())
            }
            Self::Bank => {
                config.tbank().is_err() && (config.server.is_none() || config.tribute_api().is_ok())
            }
            Self::Server => {
                config.server.is_none() && config.tribute_api().is_err() && config.tbank().is_err()
            }
            Self::Payments => config.telegram_payments().is_err(),
            Self::Shop | Self::Products => false,
        }
    }

    pub fn title(self) -> String {
        t!("init-topic", topic = self.id())
    }
}

impl<P: Person> Dialogue<P> {
    /// What is asked about: in a new file, what their way of selling needs; else what is missing.
    pub async fn choose_topics(&mut self) -> Result<Vec<Topic>, Failure> {
        let is_begun = self.draft.has_answers();
        if !self.draft.is_new() || is_begun {
            return Ok(Topic::missing(&self.draft.config()?));
        }
        let sales = self.ask("sales", Sales::of_answer).await;
        let sales = sales.or_else(|why| self.leave(why).map(|()| None))?;
        Ok(sales.unwrap_or(Sales::Chat).topics().to_vec())
    }

    /// Asks about a topic, anew if need be, and puts the answers into the draft.
    pub async fn ask_about(&mut self, topic: Topic) -> Result<(), Failure> {
        self.enter_keeps = !Topic::missing(&self.draft.config()?).contains(&topic);
        self.say(&t!("init-introduction", topic = topic.id()));
        let asked = match topic {
            Topic::Application => self.ask_application().await,
            Topic::Route => self.ask_route().await,
            Topic::Shop => self.ask_shop().await,
            Topic::Account => self.ask_account().await,
            Topic::Products => self.ask_products().await,
            Topic::Moderators => self.ask_moderators().await,
            Topic::TributeKey => self.ask_tribute_key().await,
            Topic::Server => self.ask_server().await,
            Topic::Bank => self.ask_bank().await,
            Topic::Payments => self.ask_payments().await,
        };
        asked.or_else(|why| self.leave(why))
    }

    /// Shows the answers until they are to be written; whether there is anything to write.
    pub async fn review(&mut self) -> Result<bool, Failure> {
        for _ in 0..REVIEWS_MAX {
            let config = self.draft.config()?;
            self.say(&t!("init-summary"));
            for (place, topic) in Topic::ALL.into_iter().enumerate() {
                let answer = for_terminal(&self.told(topic, &config)?);
                self.note(&format!("{} · {}: {answer}", place + 1, topic.title()));
            }
            let (is_new, has_answers) = (self.draft.is_new(), self.draft.has_answers());
            let is_changed = is_new || has_answers;
            if is_changed {
                self.say(&t!("init-destination", path = &self.draft.path, new = is_new));
                if self.agrees("write", true).await? {
                    return Ok(true);
                }
            }
            let question = if is_changed { "change" } else { "change-any" };
            match self.ask(question, chosen).await {
                Ok(Some(topic)) => {
                    self.say(&format!("\n{}", topic.title()));
                    self.ask_about(topic).await?;
                }
                Ok(None) if is_changed => break,
                Ok(None) => return Ok(false),
                Err(why) => self.leave(why)?,
            }
        }
        Err(self.draft.not_written("init.stopped").into())
    }

    /// Says what is left to be done once there is a configuration.
    pub fn say_what_comes_next(&mut self) -> Result<(), Failure> {
        let config = self.draft.config()?;
        let is_alone = config.is_without_telegram();
        let missing = Topic::missing(&config).into_iter();
        let keys = missing.map(|topic| topic.row().2).filter(|keys| !keys.is_empty());
        let keys = keys.collect::<Vec<_>>().join(" · ");
        let is_found = self.draft.path == Path::new(LOCAL_FILE);
        let mut lines = vec![t!("init-next")];
        let has_codes = self.draft.config()?.shop().is_ok_and(|shop| shop.codes.is_some());
        for command in ["init", "login", "codes import", "doctor", "rehearse", "run"] {
            let is_needed = match command {
                "init" => !keys.is_empty(),
                "codes import" => has_codes,
                "login" | "rehearse" => !is_alone,
                _ => true,
            };
            if !is_needed {
                continue;
            }
            // A rehearsal has rules of its own unless it is told whose to take.
            let is_named = !is_found || command == "rehearse";
            let typed = command_line::typed(command, is_named.then_some(&self.draft.path));
            let step = command.replace(' ', "-");
            let step = t!("init-next-step", step, keys = &keys);
            lines.push(format!("  · {typed}\n      {step}"));
        }
        if is_alone && config.alert_command.is_none() {
            lines.push(format!("  · alert_command\n      {}", t!("init-next-alert")));
        }
        if let (Ok(_), Some(server)) = (config.tribute_api(), &config.server) {
            let url = server.webhook_url("tribute").unwrap_or_else(|| "none".to_owned());
            lines.push(format!("  · {}", t!("init-next-webhook", url).replace('\n', "\n      ")));
        }
        if let (Ok(_), Some(server)) = (config.tbank(), &config.server) {
            let url = server.webhook_url("tbank").unwrap_or_else(|| "none".to_owned());
            lines.push(format!("  · {}", t!("init-next-bank", url).replace('\n', "\n      ")));
        }
        self.say(&lines.join("\n"));
        Ok(())
    }

    /// What was answered, without secrets.
    fn told(&self, topic: Topic, config: &Config) -> Result<String, Failure> {
        let text = match topic {
            _ if topic.is_unused(config) => Some(t!("init-summary-none", topic = "unused")),
            Topic::Application => config
                .telegram()
                .ok()
                .map(|telegram| t!("init-summary-application", id = telegram.api_id.to_string())),
            // Its name and password are not shown.
            Topic::Route => {
                let proxy = self.draft.proxy()?;
                proxy.map(|proxy| t!("init-summary-proxy", proxy = proxy.to_string()))
            }
            Topic::Shop => config.shop().ok().map(|shop| match &shop.live {
                SupplierSettings::Http(server) => {
                    t!("init-summary-shop", url = &server.url, made = self.draft.made_secret)
                }
                SupplierSettings::Command(_) | SupplierSettings::Salebot(_) => {
                    shop.live.to_string()
                }
                SupplierSettings::Codes(_) => t!("init-summary-codes"),
            }),
            Topic::Account if config.rules().is_ok_and(|rules| rules.needs_no_account) => {
                Some(t!("init-summary-no-account"))
            }
            Topic::Account => config.rules().ok().map(|rules| {
                let id = account::describe(rules.account.as_str());
                match config.examples.first() {
                    Some(example) => t!("init-digits-example", digits = id, example),
                    None => id,
                }
            }),
            Topic::Products => products(&config.catalogue),
            Topic::Moderators => config.moderators().ok().map(moderators),
            Topic::TributeKey => config.tribute_api().ok().map(|_| t!("init-summary-tribute-key")),
            Topic::Server => config.server.as_ref().map(|server| {
                let url = server.public_url.as_deref().unwrap_or("none");
                t!("init-summary-server", listen = server.listen.to_string(), url)
            }),
            Topic::Bank => config.tbank().ok().map(|bank| {
                let key = bank.client.terminal().key.as_str();
                let taxation = bank.taxation.map_or("none", Taxation::as_str);
                t!("init-summary-bank", key, taxation)
            }),
            Topic::Payments => config
                .telegram_payments()
                .ok()
                .map(|it| t!("init-summary-payments", provider = it.provider.is_some())),
        };
        Ok(text.unwrap_or_else(|| t!("init-summary-none", topic = topic.id())))
    }
}

fn chosen(answer: &str) -> Result<Topic, String> {
    let place = answer.parse::<usize>().ok();
    let topic = place.and_then(|place| Topic::ALL.get(place.checked_sub(1)?).copied());
    topic.ok_or_else(|| t!("init-not-listed", count = Topic::ALL.len()))
}

fn products(catalogue: &Catalogue) -> Option<String> {
    let told = |Entry { name, item, price, .. }: &Entry| {
        let price = price.map_or_else(String::new, |price| format!(" ({price})"));
        format!("{name} → {} × {}{price}", item.sku, item.quantity)
    };
    let mut shown: Vec<String> = catalogue.entries().take(PRODUCTS_SHOWN).map(told).collect();
    if catalogue.entries().count() > PRODUCTS_SHOWN {
        shown.push("…".to_owned());
    }
    (!shown.is_empty()).then(|| shown.join("; "))
}

fn moderators(moderators: &Moderators) -> String {
    let chat = match &moderators.chat {
        ModeratorsAddress::Me => t!("init-summary-me"),
        named => named.to_string(),
    };
    let allowed: Vec<String> = moderators.allowed.iter().map(ToString::to_string).collect();
    let told = if allowed.is_empty() {
        chat
    } else {
        t!("init-summary-allowed", chat, allowed = allowed.join(", "))
    };
    if moderators.bot_token.is_some() { t!("init-summary-bot", told) } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_chosen_by_its_number() {
        assert_eq!(chosen("6"), Ok(Topic::Moderators));
        for answer in ["0", "11", "shop"] {
            assert!(chosen(answer).unwrap_err().contains("1 to 10"), "{answer}");
        }
    }
}
