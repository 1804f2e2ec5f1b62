//! `[telegram]`, `[tribute]` and `[moderators]`: the account, the bot, the moderators' chat.

use std::path::PathBuf;

use jiff::civil::Time;
use secrecy::SecretString;

use super::fault::Fault;
use super::section::Section;
use crate::i18n::arguments;
use crate::order::UserId;
use crate::telegram::ModeratorsAddress;
use crate::telegram::proxy::{BadProxy, Proxy};

/// Tribute's bot (three public sources agree on its id).
const TRIBUTE_BOT: &str = "tribute";
/// See [`TRIBUTE_BOT`].
const TRIBUTE_BOT_ID: i64 = 6_675_346_585;

/// More labels for one button are a mistake.
const SEND_BUTTONS_MAX: usize = 32;
/// Telegram's own limit is lower.
const LABEL_CHARACTERS_MAX: usize = 128;
/// When moderators read how a day went, unless the owner says otherwise.
const DAILY: Time = Time::constant(9, 0, 0, 0);
/// More moderators are a mistake.
const MODERATORS_MAX: usize = 100;

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

    /// Reads `[telegram]`.
    pub(super) fn read(section: Section<'_>) -> Option<Self> {
        let api_id = section.integer("api_id", 1..i64::from(i32::MAX) + 1);
        let api_id = section.require("api_id", "12345", api_id);
        let api_hash = section.secret("api_hash", "api_hash_file", api_hash);
        let api_hash = section.require_secret("api_hash", "api_hash_file", api_hash);
        let session = section.parsed("session", session_path);
        let proxy = section.secret("proxy", "proxy_file", proxy);
        let directory = section.reader.directory;
        section.finish();
        Some(Self {
            api_id: i32::try_from(api_id?).ok()?,
            api_hash: api_hash?,
            session: directory.join(session.unwrap_or_else(|| "sessions/main.session".into())),
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
}

impl Default for Tribute {
    fn default() -> Self {
        Self {
            bot: TRIBUTE_BOT.to_owned(),
            bot_id: UserId(TRIBUTE_BOT_ID),
            send_buttons: vec!["Отправить".to_owned(), "Send".to_owned()],
        }
    }
}

impl Tribute {
    /// Reads the keys of `[tribute]`; its profiles are the rules' business.
    pub(super) fn read(section: &Section<'_>) -> Self {
        let default = Self::default();
        Self {
            bot: section.parsed("bot", username).unwrap_or(default.bot),
            bot_id: section
                .integer("bot_id", 1..i64::MAX)
                .map_or(default.bot_id, UserId),
            send_buttons: send_buttons(section).unwrap_or(default.send_buttons),
        }
    }
}

/// The moderators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderators {
    /// Their chat.
    pub chat: ModeratorsAddress,
    /// Who may give orders there; empty: everybody in it.
    pub allowed: Vec<UserId>,
    /// When they read every day how it went; `None`: never.
    pub daily: Option<Time>,
}

impl Moderators {
    /// Reads `[moderators]`; `tribute` is whom they can't be.
    pub(super) fn read(section: Section<'_>, tribute: &Tribute) -> Option<Self> {
        let chat = section.chat("chat", tribute);
        let chat = section.require("chat", "-1001234567890", chat);
        let allowed = section.integers("allowed", &(1..i64::MAX));
        if let Some(span) = section.empty_list("allowed", allowed.as_deref()) {
            section.note(span, Fault::new("config.nobody_allowed"));
        }
        if allowed
            .as_ref()
            .is_some_and(|ids| ids.len() > MODERATORS_MAX)
        {
            let fault = super::section_fault::too_many("moderators.allowed", MODERATORS_MAX);
            section.note(section.span(), fault);
        }
        let daily = section.parsed("daily", daily).unwrap_or(Some(DAILY));
        section.finish();
        let allowed = allowed.unwrap_or_default();
        Some(Self {
            chat: chat?,
            allowed: allowed.into_iter().map(UserId).collect(),
            daily,
        })
    }
}

/// `"09:00"`, or `"off"`.
fn daily(text: &str) -> Result<Option<Time>, Fault> {
    if text == "off" {
        return Ok(None);
    }
    Time::strptime("%H:%M", text)
        .map(Some)
        .map_err(|_| Fault::with("config.bad_time", arguments!(text = format!("{text:?}"))))
}

/// The labels that may be pressed.
fn send_buttons(section: &Section<'_>) -> Option<Vec<String>> {
    let labels = section.texts("send_buttons")?;
    if labels.get_ref().is_empty() {
        section.note(labels.span(), Fault::new("config.no_buttons"));
        return None;
    }
    if labels.get_ref().len() > SEND_BUTTONS_MAX {
        let fault = super::section_fault::too_many("tribute.send_buttons", SEND_BUTTONS_MAX);
        section.note(labels.span(), fault);
        return None;
    }
    for label in labels.get_ref() {
        if !is_label(label.get_ref()) {
            let fault = Fault::with(
                "config.bad_label",
                arguments!(
                    text = format!("{:?}", label.get_ref()),
                    kind = "button",
                    example = ""
                ),
            );
            section.note(label.span(), fault);
        }
    }
    Some(
        labels
            .get_ref()
            .iter()
            .map(|label| (*label.get_ref()).to_owned())
            .collect(),
    )
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
    let fits = (4..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits {
        return Ok(name.to_owned());
    }
    Err(Fault::with(
        "config.bad_username",
        arguments!(text = format!("{text:?}")),
    ))
}

/// The application's key.
pub(crate) fn api_hash(text: &str) -> Result<SecretString, Fault> {
    if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(SecretString::from(text));
    }
    Err(Fault::new("config.bad_api_hash"))
}

fn session_path(text: &str) -> Result<PathBuf, Fault> {
    let path = super::section::path(text)?;
    let named = path.file_name().is_some();
    if named
        && path
            .extension()
            .is_none_or(|extension| extension != "journal")
    {
        return Ok(path);
    }
    Err(Fault::with(
        "config.bad_path",
        arguments!(text = format!("{text:?}"), is_session = "yes"),
    ))
}

/// A proxy. Quotes nothing: it may hold a password.
pub(crate) fn proxy(text: &str) -> Result<Proxy, Fault> {
    Proxy::parse(text).map_err(|why| {
        let problem = match why {
            BadProxy::Scheme => "scheme",
            BadProxy::Host => "host",
            BadProxy::Port => "port",
            BadProxy::Credentials => "credentials",
            BadProxy::Rest => "rest",
        };
        Fault::with("config.bad_proxy", arguments!(problem = problem))
    })
}

impl Tribute {
    /// Whether a text names the bot, however it is spelt: `@Tribute`, `t.me/tribute`, its id.
    pub(crate) fn is_named_by(&self, text: &str) -> bool {
        let text = text.trim();
        let name = text.split(['?', '#']).next().unwrap_or_default();
        let name = name.trim_end_matches('/').rsplit('/').next();
        let name = name.unwrap_or_default().trim_start_matches('@');
        name.eq_ignore_ascii_case(&self.bot) || text == self.bot_id.to_string()
    }
}

impl Section<'_> {
    /// A chat: an id, `"@username"`, or `"me"`; not the bot's.
    fn chat(&self, key: &'static str, tribute: &Tribute) -> Option<ModeratorsAddress> {
        let (span, name) = self.integer_or_text(key)?;
        let is_tribute = match name {
            Ok(id) => id == tribute.bot_id.0,
            Err(name) => tribute.is_named_by(name),
        };
        if is_tribute {
            self.note(span, Fault::new("config.chat_is_tribute"));
            return None;
        }
        let chat = match name {
            Ok(id) => ModeratorsAddress::of_id(id),
            Err("me") => Some(ModeratorsAddress::Me),
            Err(name) if name.starts_with('@') => {
                username(name).ok().map(ModeratorsAddress::Username)
            }
            Err(_) => None,
        };
        if chat.is_none() {
            let fault = Fault::with("config.bad_chat", arguments!(key = self.name(key)));
            self.note(span, fault);
        }
        chat
    }
}
