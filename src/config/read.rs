//! The whole file, section by section.

use std::cell::RefCell;
use std::mem;
use std::path::PathBuf;
use std::time::Duration;

use regex::{Match, Regex};
use toml::de::{DeTable, Error};

use super::fault::{ConfigError, Fault, fault};
use super::file::Document;
use super::fingerprint::{Fingerprint, NamedFile};
use super::reply::{CodesInReply, ReplyTemplate, default_template};
use super::section::{self, Reader, Section, Value};
use super::server::Server;
use super::shop::Shop;
use super::tbank::Tbank;
use super::telegram::{Moderators, Telegram, Tribute};
use super::telegram_payments::{self, TelegramPayments};
use super::timing::Timing;
use super::tribute_api::TributeApi;
use super::{Config, SAMPLE_COMMAND, rules};
use crate::alarm::{AlertCommand, PingUrl};
use crate::i18n::Language;
use crate::order::catalogue::Catalogue;
use crate::sources::tribute_chat::message::Rules;
use crate::sources::tribute_chat::message::profile::Profile;
use crate::telegram::ModeratorsAddress;

/// The journal of an agent without a Telegram account, unless the owner says otherwise.
const JOURNAL: &str = "sessions/main.journal";
/// No command line is longer.
const ALERT_WORDS_MAX: usize = 64;
/// Between two replies, unless the owner says otherwise.
const PACE: Duration = Duration::from_secs(2);
const PACE_LONGEST: Duration = Duration::from_hours(1);
/// In the words of the library.
const DUPLICATE_KEY: &str = "duplicate key";
/// A key in hexadecimal digits that was pasted without quotes.
const UNQUOTED: &str =
    r"(?m)^[^=\n]*=[ \t]*[0-9][[:alnum:]]*[[:alpha:]][[:alnum:]]*[ \t]*(?:#.*)?$";
/// A value that begins with the quotes of a word processor or a phone, or ends with them.
const CURLY: &str = r#"(?m)^[^=\n]*=(?:[^"'#\n]*[“”„«»‘’].*|[ \t]*"[^"\n]*[“”][ \t]*)$"#;

pub(super) fn config(
    document: &Document,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigError> {
    // Where a text is not closed, the library takes the `\r` for the mistake. Places stay.
    let document = &Document { text: document.text.replace("\r\n", "\n"), ..document.clone() };
    let (table, errors) = DeTable::parse_recoverable(&document.text);
    let reader = Reader { document, environment, notes: RefCell::default() };
    let error = errors.iter().min_by_key(|it| rank(it, &document.text));
    // What follows a broken line is broken by it, or would only seem to be missing.
    let config = match error {
        Some(error) => reader.refuse(error.span().unwrap_or(0..0), syntax(error, &document.text)),
        None => Section::read(&reader, String::new(), table.get_ref(), 0..0, top_level),
    };
    reader.result(config)
}

/// The keys in the file's order.
fn top_level(root: &Section<'_>) -> Option<Config> {
    let (reader, document) = (root.reader, root.reader.document);
    let language = root.parsed("language", language);
    let language = language.unwrap_or_else(|| Language::of_locale(reader.environment));
    let pace = root.optional("pace", |it| it.duration(Duration::ZERO..=PACE_LONGEST));
    let alert_command = root.optional("alert_command", alert_command);
    // Not quoted: whoever knows the address can call in the agent's place.
    let ping_url = root.secret("ping_url", ping_url);
    let has_telegram = root.has("telegram");
    let (journal, livemode) = without_telegram(root, has_telegram);
    let telegram = root.section("telegram", Telegram::read);
    let server = root.section("server", Server::read);
    let tribute =
        root.section("tribute", |section| Some((Tribute::read(section), rules::profiles(section))));
    let (tribute, mut profiles) = tribute.unwrap_or_default();
    let tribute_api = root.section("tribute_api", TributeApi::read);
    let is_alone = root.has("server") && !has_telegram;
    let payments = root.section("telegram_payments", |it| TelegramPayments::read(it, is_alone));
    let tbank = root.section("tbank", Tbank::read);
    let shop = root.section("shop", Shop::read);
    let account = root.section("account_id", rules::account);
    let catalogue = rules::catalogue(root);
    let codes = shop.as_ref().and_then(|shop| codes_in_reply(shop, &catalogue, language));
    let reply = reply(root, language, codes);
    let moderators = root.section("moderators", |it| Moderators::read(it, &tribute));
    let timing = root.section("timing", |section| Some(Timing::read(section)));

    let mut notes = reader.notes.borrow_mut();
    let (files, sample) = (mem::take(&mut notes.files), notes.sample_key.take());
    let mut exposed = mem::take(&mut notes.open_files);
    // The sample's secrets are none.
    if notes.has_secrets && document.is_open_to_others && sample.is_none() {
        exposed.insert(0, document.path.clone());
    }
    profiles.extend(Profile::built_in());
    let (account, examples) = account.unzip();
    let needs_no_account = codes.is_some() && account.is_none();
    // Without a chat nobody writes one: what a program says is taken as it is.
    let takes_any = needs_no_account || (server.is_some() && !has_telegram);
    let account = account.or_else(|| rules::any_account().filter(|_| takes_any));
    let catalogue_of_rules = catalogue.clone();
    let rules = account.map(|account| Rules {
        profiles,
        account,
        needs_no_account,
        catalogue: catalogue_of_rules,
    });
    let mut config = Config {
        file: document.path.clone(),
        language,
        pace: pace.unwrap_or(PACE),
        timing: timing.unwrap_or_default(),
        tribute,
        examples: examples.unwrap_or_default(),
        reply: reply?,
        alert_command,
        ping_url,
        secret_files: secret_files(&files),
        warnings: Vec::new(),
        fingerprint: Fingerprint::of(&document.text, files),
        sample,
        journal,
        livemode,
        server,
        telegram,
        tribute_api,
        telegram_payments: payments,
        tbank,
        shop,
        rules,
        catalogue,
        moderators,
    };
    config.warnings = warnings(&config, &exposed);
    Some(config)
}

fn secret_files(files: &[NamedFile]) -> Vec<PathBuf> {
    // Certificates are for everybody.
    let secrets = files.iter().filter(|it| !it.key.ends_with("ca_file"));
    secrets.map(|it| it.path.clone()).collect()
}

/// What a session would say: where the journal lies, and whether real money is paid.
fn without_telegram(root: &Section<'_>, has_telegram: bool) -> (PathBuf, bool) {
    let journal = root.optional("journal", |value| {
        value.parsed(section::path).filter(|_| may_stand(value, has_telegram))
    });
    let livemode = root
        .optional("livemode", |value| value.boolean().filter(|_| may_stand(value, has_telegram)));
    let journal = journal.unwrap_or_else(|| PathBuf::from(JOURNAL));
    (root.reader.path(&journal), livemode.unwrap_or(true))
}

fn reply(
    root: &Section<'_>,
    language: Language,
    codes: Option<CodesInReply>,
) -> Option<ReplyTemplate> {
    let template = |text: &str| ReplyTemplate::new(text, codes);
    let reply = root.section("reply", |section| {
        section.required("template", "\"…{{ product }}…\"", |value| value.parsed(template))
    });
    if reply.is_some() || root.has("reply") {
        return reply;
    }
    // It is too short to fail, but for the longest codes.
    let usual = template(default_template(language, codes.is_some()));
    usual.map_or_else(|fault| root.refuse(fault), Some)
}

/// What a reply has to have room for, where codes are the goods.
fn codes_in_reply(shop: &Shop, catalogue: &Catalogue, language: Language) -> Option<CodesInReply> {
    let count_max = catalogue.entries().map(|entry| entry.item.quantity).max().unwrap_or(1);
    let length_max = shop.codes.as_ref()?.length_max;
    Some(CodesInReply { count_max, length_max, language })
}

fn ping_url(text: &str) -> Result<PingUrl, Fault> {
    PingUrl::parse(text).ok_or_else(|| fault!("config.bad_ping_url"))
}

/// Whether a key may stand there that a Telegram account has the answer to.
fn may_stand(value: &Value<'_>, has_telegram: bool) -> bool {
    let key = &value.name;
    has_telegram.then(|| value.refuse::<()>(fault!("config.without_telegram_only", key))).is_none()
}

fn alert_command(value: &Value<'_>) -> Option<AlertCommand> {
    let word = |item: &Value<'_>| item.text().map(str::to_owned);
    let command = AlertCommand::new(value.list("texts", ALERT_WORDS_MAX, word)?);
    command.or_else(|| value.refuse(fault!("config.bad_alert_command")))
}

fn warnings(config: &Config, exposed: &[PathBuf]) -> Vec<Fault> {
    let Config { rules, server, moderators, .. } = config;
    let exposed = exposed.iter().map(|file| fault!("config.readable_by_others", file));
    let is_lenient = rules.as_ref().is_some_and(|rules| !rules.account.is_strict());
    let listen = server.as_ref().map(|it| it.listen).filter(|it| !it.ip().is_loopback());
    let is_idle = |it: &Moderators| it.chat == ModeratorsAddress::Me && it.bot_token.is_some();
    let is_unread = config.is_without_telegram() && moderators.is_some();
    let has_demo = |it: &Tbank| it.client.terminal().key.is_demo();
    let is_demo = config.is_without_telegram()
        && config.livemode
        && config.tbank.as_ref().is_some_and(has_demo);
    let is_deaf = config.tribute_api.is_some() && server.is_none();
    let others = [
        is_lenient.then(|| fault!("config.not_strict")),
        config.catalogue.is_empty().then(|| fault!("config.no_products")),
        listen.map(|listen| fault!("config.listens_openly", listen = listen.to_string())),
        moderators.as_ref().is_some_and(is_idle).then(|| fault!("config.bot_in_saved_messages")),
        is_unread.then(|| fault!("config.moderators_unused")),
        is_deaf.then(|| fault!("config.api_without_server")),
        is_demo.then(|| fault!("config.demo_terminal")),
    ];
    let others = others.into_iter().flatten().chain(telegram_payments::warnings(config));
    exposed.chain(others).collect()
}

pub(super) fn language(text: &str) -> Result<Language, Fault> {
    match text {
        "ru" => Ok(Language::Russian),
        "en" => Ok(Language::English),
        _ => Err(fault!("config.bad_language", text = format!("{text:?}"))),
    }
}

/// Where the mistake is, the first one counts; a key that only seems to be there twice because its line is
/// broken comes after what is wrong with the line.
fn rank(error: &Error, text: &str) -> (usize, bool, usize) {
    let start = error.span().map_or(text.len(), |span| span.start);
    let before = text.as_bytes().iter().take(start);
    let line = before.filter(|byte| **byte == b'\n').count();
    (line, error.message() == DUPLICATE_KEY, start)
}

fn syntax(error: &Error, text: &str) -> Fault {
    let start = error.span().map_or(0, |span| span.start);
    let is_here = |line: Match<'_>| (line.start()..=line.end()).contains(&start);
    let has_shape = |(shape, _): &(&str, &str)| {
        Regex::new(shape).is_ok_and(|shape| shape.find_iter(text).any(is_here))
    };
    let known = [(UNQUOTED, "unquoted"), (CURLY, "curly")].into_iter().find(has_shape);
    let kind = known.map_or("other", |(_, kind)| kind);
    fault!("config.syntax", kind, message = error.message(), command = SAMPLE_COMMAND)
}
