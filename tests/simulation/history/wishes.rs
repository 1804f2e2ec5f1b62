//! What all histories begin with, made once: patterns and tables are slow to make.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use tribute_agent::agent::Settings;
use tribute_agent::config::{CodesInReply, ReplyTemplate, Timing};
use tribute_agent::i18n::Language;
use tribute_agent::journal::{Journal, Pins};
use tribute_agent::machine::Clock as _;
use tribute_agent::moderation::commands::ACCOUNT_TAKEN_AFTER;
use tribute_agent::moderation::{Formatter, WaitingSettings};
use tribute_agent::sources;
use tribute_agent::sources::tribute_chat::message::Rules;
use tribute_agent::sources::tribute_chat::{self, Since};

use crate::disk::Disk;
use crate::edges::WrongClock;
use crate::plan::nature::{Beginning, Nature, Supplier};
use crate::planted::Planted;
use crate::servers;
use crate::world::bot::SEND;
use crate::world::moderators::{ALLOWED, OUTSIDER};
use crate::world::{BOT, SELLER, codes};

/// Whose journal it is.
pub const PINS: Pins = Pins { seller: SELLER, bot: BOT, livemode: true };

/// The most codes of an order.
const CODES: CodesInReply =
    CodesInReply { count_max: 2, length_max: 20, language: Language::Russian };

/// When moderators read every day how it went.
const NOON: Time = Time::constant(12, 0, 0, 0);

/// What the owner wants, and a journal to begin with.
#[derive(Clone)]
pub struct Wishes {
    /// Whether the shop forgets what it gave.
    pub shop_forgets: bool,
    /// A mistake that is to be found.
    pub planted: Option<Planted>,
    rules: Rules,
    rules_of_codes: Rules,
    reply: ReplyTemplate,
    reply_with_codes: ReplyTemplate,
    reply_alike: ReplyTemplate,
    empty_journal: Arc<[u8]>,
}

impl Wishes {
    /// Makes them, with the help of a file in `folder`.
    pub fn new(folder: &Path) -> Self {
        let template = folder.join(format!("{:?}.empty", std::thread::current().id()));
        let beginning = Timestamp::UNIX_EPOCH;
        drop(Journal::open(&template, PINS, "simulated", beginning).expect("a new journal"));
        let empty_journal = std::fs::read(&template).expect("the new journal");
        let reply = "Готово: {{ product }} → {{ account_id }}\
            {% if payment_id %}, {{ payment_id }}{% endif %}\
            {% if customer_message %}\n{{ customer_message }}{% endif %}";
        Self {
            shop_forgets: false,
            planted: None,
            rules: Rules::sample(),
            rules_of_codes: Rules { catalogue: codes::catalogue(), ..Rules::sample() },
            reply_with_codes: ReplyTemplate::new("Готово:\n{{ codes }}", Some(CODES))
                .expect("a template"),
            reply: ReplyTemplate::new(reply, None).expect("a template"),
            reply_alike: ReplyTemplate::new("Готово, спасибо!", None).expect("a template"),
            empty_journal: empty_journal.into(),
        }
    }

    /// Puts a journal in which nothing has happened where the agent will look for one.
    pub fn begin_journal(&self, disk: &Disk) {
        std::fs::write(disk.path(), &self.empty_journal).expect("the empty journal");
    }

    /// What the owner of such a world has configured, and says at a start by this clock.
    pub fn settings(&self, nature: &Nature, clock: &WrongClock) -> Settings {
        let has_codes = nature.supplier == Supplier::Codes;
        let (rules, reply) = match nature.replies_alike {
            _ if has_codes => (&self.rules_of_codes, &self.reply_with_codes),
            true => (&self.rules, &self.reply_alike),
            false => (&self.rules, &self.reply),
        };
        let chat = tribute_chat::Settings {
            pins: PINS,
            rules: rules.clone(),
            refusals: Vec::new(),
            send_buttons: vec![SEND.to_owned(), "Send".to_owned()],
            reply: Arc::new(reply.clone()),
            pace: nature.pace,
            timing: Timing::default().chat(),
            formatter: formatter(),
            since: since(nature.since, clock),
            portions: nature.portions,
            approve_first: match nature.planted {
                Some(Planted::NothingAsked) => 0,
                _ => nature.approve_first,
            },
            tribute: None,
        };
        let mut allowed = ALLOWED.to_vec();
        allowed.extend((nature.planted == Some(Planted::OutsiderAllowed)).then_some(OUTSIDER));
        Settings {
            sources: sources::Settings {
                chat,
                api: Some(servers::api(&clock.world)),
                tribute_shop: Some(servers::tribute_shop(&clock.world)),
                tbank: Some(servers::bank(&clock.world)),
                telegram_payments: None,
            },
            daily: Some(NOON),
            moderators: Some(allowed),
            moderators_bot: None,
            account_taken_after: ACCOUNT_TAKEN_AFTER,
            waiting: WaitingSettings { board: true, quiet: None },
            timer_slack: std::time::Duration::ZERO,
        }
    }
}

fn since(beginning: Beginning, clock: &WrongClock) -> Option<Since> {
    match beginning {
        Beginning::FirstStart => None,
        Beginning::Chat => Some(Since::All),
        Beginning::Ago(long) => Some(Since::Moment(clock.now() - long)),
    }
}

/// How moderators are spoken to here.
pub fn formatter() -> Formatter {
    Formatter {
        language: Language::Russian,
        time_zone: TimeZone::UTC,
        config_file: "config.toml".to_owned(),
        send_button: "Send".to_owned(),
    }
}
