//! `[telegram]`, `[tribute]` and `[moderators]`: the account, the bot, the moderators' chat.

use std::path::PathBuf;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret as _, SecretString};

use super::fault::{Fault, fault};
use super::pasted::PastedKind;
use super::section::{self, Section, Value};
use crate::moderation::{QuietHours, WaitingSettings};
use crate::order::{MessageId, UserId};
use crate::telegram::ModeratorsAddress;
use crate::telegram::proxy::Proxy;

/// Tribute's bot (three public sources agree on its id).
const TRIBUTE_BOT: (&str, UserId) = ("tribute", UserId(6_675_346_585));
/// The labels of Tribute's button, a line each.
const SEND_BUTTONS: &str = include_str!("send_buttons.txt");
const LABELS_MAX: usize = 32;
/// Telegram's own limit is lower.
const LABEL_CHARACTERS_MAX: usize = 128;
/// When moderators read how a day went, unless the owner says otherwise.
const DAILY: Time = Time::constant(9, 0, 0, 0);
pub(crate) const MODERATORS_MAX: usize = 100;
/// So many orders of a live journal moderators say yes to, unless the owner says otherwise.
const APPROVE_FIRST: u32 = 3;
const APPROVE_FIRST_MAX: u32 = 1_000_000;

/// The seller's account at Telegram.
#[derive(Clone, Debug)]
pub struct Telegram {
    /// The application's number, from my.telegram.org.
    pub api_id: i32,
    /// The application's key, 32 hexadecimal digits.
    pub api_hash: SecretString,
    /// The session file.
    pub session: PathBuf,
    /// The way to Telegram, when there is no direct one. The shop is called directly all the same.
    pub proxy: Option<Proxy>,
}

impl Telegram {
    /// The journal lies beside the session: `sessions/main.journal`.
    pub fn journal(&self) -> PathBuf {
        self.session.with_extension("journal")
    }

    pub(super) fn read(section: &Section<'_>) -> Option<Self> {
        let api_id = section.required("api_id", "12345", |it| it.integer(1..=i32::MAX.into()));
        let api_hash = section.required_secret("api_hash", api_hash);
        let session = section.parsed("session", session_path);
        let session = session.unwrap_or_else(|| PathBuf::from("sessions/main.session"));
        let proxy = section.secret("proxy", proxy);
        Some(Self {
            api_id: i32::try_from(api_id?).ok()?,
            api_hash: api_hash?,
            session: section.reader.path(&session),
            proxy,
        })
    }
}

/// Tribute's bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tribute {
    /// Its username, without the `@`.
    pub bot: String,
    /// Its user id: nothing from another one is an order.
    pub bot_id: UserId,
    /// The labels that may be pressed.
    pub send_buttons: Vec<String>,
    /// What it shows after a press that it refuses.
    pub refusals: Vec<String>,
}

impl Default for Tribute {
    fn default() -> Self {
        let (bot, bot_id) = TRIBUTE_BOT;
        Self {
            bot: bot.to_owned(),
            bot_id,
            send_buttons: SEND_BUTTONS.lines().map(str::to_owned).collect(),
            refusals: Vec::new(),
        }
    }
}

impl Tribute {
    /// Reads the keys of `[tribute]` but for its profiles.
    pub(super) fn read(section: &Section<'_>) -> Self {
        let default = Self::default();
        let bot_id = section.optional("bot_id", user_id);
        let send_buttons = section.optional("send_buttons", send_buttons);
        let refusals = section.optional("refusals", |value| {
            labels(value, "line", "refusals = [\"This order is too old.\"]")
        });
        Self {
            bot: section.parsed("bot", username).unwrap_or(default.bot),
            bot_id: bot_id.unwrap_or(default.bot_id),
            send_buttons: send_buttons.unwrap_or(default.send_buttons),
            refusals: refusals.unwrap_or_default(),
        }
    }

    /// Whether a text names the bot, however it is spelt: `@Tribute`, `t.me/tribute`, its id.
    pub(crate) fn is_named_by(&self, text: &str) -> bool {
        let text = text.trim();
        let name = text.split(['?', '#']).next().unwrap_or_default();
        let name = name.trim_end_matches('/').rsplit('/').next();
        let name = name.unwrap_or_default().trim_start_matches('@');
        name.eq_ignore_ascii_case(&self.bot) || text == self.bot_id.to_string()
    }
}

/// The moderators.
#[derive(Clone, Debug)]
pub struct Moderators {
    /// Their chat.
    pub chat: ModeratorsAddress,
    /// Who may give orders there; empty: everybody in it.
    pub allowed: Vec<UserId>,
    /// The topic of a forum in which they read; `None`: General.
    pub topic: Option<MessageId>,
    /// When they read every day how it went; `None`: never.
    pub daily: Option<Time>,
    /// What they are told of the orders that wait for them.
    pub waiting: WaitingSettings,
    /// By which they read times; `None`: this machine's.
    pub time_zone: Option<TimeZone>,
    /// What the owner's own bot there logs in with.
    pub bot_token: Option<SecretString>,
    /// Of how many orders they say yes before anything is said or pressed, if the owner says so.
    pub approve_first: Option<u32>,
}

impl Moderators {
    /// The bot, as its token says.
    pub fn bot(&self) -> Option<UserId> {
        bot_of(self.bot_token.as_ref()?)
    }

    /// Of how many of a journal's orders they say yes before anything is said or pressed. The sandbox's and
    /// rehearsals end by themselves, unless the owner wants to see it there.
    pub fn approve_first(&self, is_live: bool) -> u32 {
        self.approve_first.unwrap_or(if is_live { APPROVE_FIRST } else { 0 })
    }

    /// Reads `[moderators]`; `tribute` is whom they can't be.
    pub(super) fn read(section: &Section<'_>, tribute: &Tribute) -> Option<Self> {
        let chat = section.required("chat", "-1001234567890", |value| chat(value, tribute));
        let allowed = section.optional("allowed", |value| {
            let allowed = value.list("integers", MODERATORS_MAX, user_id)?;
            let fault = allowed.is_empty().then(|| fault!("config.nobody_allowed"));
            fault.map_or(Some(allowed), |fault| value.refuse(fault))
        });
        let topic = section.optional("topic", |value| value.integer(1..=i32::MAX.into()));
        let daily = section.parsed("daily", daily);
        let board = section.optional("board", Value::boolean);
        let quiet = section.parsed("quiet", quiet);
        let time_zone = section.parsed("time_zone", time_zone);
        let bot_token = section.secret("bot_token", bot_token);
        let approve_first =
            section.optional("approve_first", |value| value.integer(0..=APPROVE_FIRST_MAX.into()));
        Some(Self {
            chat: chat?,
            allowed: allowed.unwrap_or_default(),
            topic: topic.and_then(|id| i32::try_from(id).ok()).map(MessageId),
            daily: daily.unwrap_or(Some(DAILY)),
            waiting: WaitingSettings { board: board.unwrap_or(true), quiet },
            time_zone,
            bot_token,
            approve_first: approve_first.and_then(|count| u32::try_from(count).ok()),
        })
    }
}

fn user_id(value: &Value<'_>) -> Option<UserId> {
    value.integer(1..=i64::MAX).map(UserId)
}

/// A chat: an id, `"@username"`, or `"me"`; not the bot's.
fn chat(value: &Value<'_>, tribute: &Tribute) -> Option<ModeratorsAddress> {
    let name = value.integer_or_text()?;
    let is_tribute = match name {
        Ok(id) => id == tribute.bot_id.0,
        Err(name) => tribute.is_named_by(name),
    };
    if is_tribute {
        return value.refuse(fault!("config.chat_is_tribute"));
    }
    let chat = match name {
        Ok(id) => ModeratorsAddress::of_id(id),
        Err("me") => Some(ModeratorsAddress::Me),
        Err(name) if name.starts_with('@') => username(name).ok().map(ModeratorsAddress::Username),
        Err(_) => None,
    };
    chat.or_else(|| value.refuse(fault!("config.bad_chat", key = &value.name)))
}

/// `"09:00"`, or `"off"`.
fn daily(text: &str) -> Result<Option<Time>, Fault> {
    if text == "off" {
        return Ok(None);
    }
    let bad = |_| fault!("config.bad_time", text = format!("{text:?}"));
    Time::strptime("%H:%M", text).map(Some).map_err(bad)
}

/// `"23:00-09:00"`
fn quiet(text: &str) -> Result<QuietHours, Fault> {
    let bad = || fault!("config.bad_quiet", text = format!("{text:?}"));
    let (from, to) = text.split_once(['-', '–']).ok_or_else(bad)?;
    let time = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| bad());
    QuietHours::new(time(from)?, time(to)?).ok_or_else(bad)
}

/// `"Europe/Moscow"`
fn time_zone(text: &str) -> Result<TimeZone, Fault> {
    let bad = |_| fault!("config.bad_time_zone", text = format!("{text:?}"));
    TimeZone::get(text).map_err(bad)
}

fn send_buttons(value: &Value<'_>) -> Option<Vec<String>> {
    let labels = labels(value, "button", "")?;
    let fault = labels.is_empty().then(|| fault!("config.no_buttons"));
    fault.map_or(Some(labels), |fault| value.refuse(fault))
}

fn labels(value: &Value<'_>, kind: &str, example: &str) -> Option<Vec<String>> {
    value.list("texts", LABELS_MAX, |item| item.parsed(|text: &str| label(text, kind, example)))
}

/// One line with something on it; `kind` is its name in the texts, `example` a line of the file.
pub(super) fn label(text: &str, kind: &str, example: &str) -> Result<String, Fault> {
    let bad = || fault!("config.bad_label", text = format!("{text:?}"), kind, example);
    is_label(text).then(|| text.to_owned()).ok_or_else(bad)
}

/// One line, something on it, not too long.
pub(crate) fn is_label(text: &str) -> bool {
    !text.trim().is_empty()
        && !text.chars().any(char::is_control)
        && text.chars().count() <= LABEL_CHARACTERS_MAX
}

/// A name that Telegram gives out; the `@` may be left away.
pub(crate) fn username(text: &str) -> Result<String, Fault> {
    let name = text.strip_prefix('@').unwrap_or(text);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let fits = (4..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(is_part);
    let bad = || fault!("config.bad_username", text = format!("{text:?}"));
    fits.then(|| name.to_owned()).ok_or_else(bad)
}

pub(crate) fn api_hash(text: &str) -> Result<SecretString, Fault> {
    let fits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = fits.then(|| SecretString::from(text));
    hash.ok_or_else(|| fault!("config.bad_api_hash"))
}

/// The bot that a token is of.
pub(super) fn bot_of(token: &SecretString) -> Option<UserId> {
    let (id, _) = token.expose_secret().split_once(':')?;
    id.parse().ok().map(UserId)
}

/// `123456789:AA…`, as `@BotFather` writes it. Quotes nothing: what else was pasted may be a secret, too.
pub(crate) fn bot_token(text: &str) -> Result<SecretString, Fault> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let fits = text.split_once(':').is_some_and(|(id, secret)| {
        (1..=16).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && (30..=64).contains(&secret.len())
            && secret.bytes().all(is_part)
    });
    let token = fits.then(|| SecretString::from(text));
    token.ok_or_else(|| {
        let kind = PastedKind::of(text);
        // A token that is not whole looks like one, which helps nobody.
        let looks = kind.describe().filter(|_| kind != PastedKind::BotToken);
        fault!("config.bad_bot_token", looks = looks.unwrap_or_else(|| "none".to_owned()))
    })
}

fn session_path(text: &str) -> Result<PathBuf, Fault> {
    let path = section::path(text)?;
    let is_journal = path.extension().is_some_and(|it| it == "journal");
    if path.file_name().is_some() && !is_journal {
        return Ok(path);
    }
    let text = format!("{text:?}");
    Err(fault!("config.bad_path", text, is_session = "yes"))
}

/// A proxy. Quotes nothing: it may hold a password.
pub(crate) fn proxy(text: &str) -> Result<Proxy, Fault> {
    let bad = |problem| fault!("config.bad_proxy", problem = format!("{problem:?}").to_lowercase());
    Proxy::parse(text).map_err(bad)
}
