//! `--write-config`: a `config.toml` that `run` works with at once, the seller's session beside it.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use super::{OrderSource, SandboxError, SandboxOptions};
use crate::durable;
use crate::language::Language;
use crate::telegram;
use telegram_sandbox::event::Ready;
use telegram_sandbox::orders::generator::{DEMO_ACCOUNT_PATTERN, demo_products};
use telegram_sandbox::tribute::texts::BotTexts;

/// The first line, by which a file is known to be ours to overwrite.
const MARKER: &str = "# Written by `tribute-agent sandbox --write-config`, and overwritten by it.";
/// What account numbers look like in orders that are not made up here.
const ANY_ACCOUNT_PATTERN: &str = r"\b\d{4,12}\b";
/// Fits both patterns.
const ACCOUNT_EXAMPLE: &str = "12345678";

/// Writes the configuration and, under a name of its own, the session: an older one belongs to a
/// world that is gone.
pub(super) fn write(
    path: &Path,
    options: &SandboxOptions,
    ready: &Ready,
) -> Result<(), SandboxError> {
    check_ours(path)?;
    let session = session_path(path, ready.port);
    telegram::import::import(&ready.seller.string_session, &session, false)
        .map_err(SandboxError::Session)?;
    let text = render(options, ready, &session);
    replace(path, &text).map_err(|error| SandboxError::ConfigUnwritable(path.to_owned(), error))
}

/// Only a file with our first line may be overwritten.
fn check_ours(path: &Path) -> Result<(), SandboxError> {
    let unreadable = |error| SandboxError::ConfigUnwritable(path.to_owned(), error);
    let mut beginning = Vec::new();
    match std::fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
        Ok(file) => file
            .take(u64::try_from(MARKER.len()).unwrap_or(u64::MAX))
            .read_to_end(&mut beginning)
            .map_err(unreadable)?,
    };
    if beginning == MARKER.as_bytes() {
        Ok(())
    } else {
        Err(SandboxError::ConfigNotOurs(path.to_owned()))
    }
}

/// `sandbox.toml` → `sandbox-40123.session`; the first of these names that is free.
fn session_path(config: &Path, port: u16) -> PathBuf {
    let stem = config
        .file_stem()
        .map_or_else(|| "sandbox".into(), |stem| stem.to_string_lossy());
    std::iter::once(format!("{stem}-{port}.session"))
        .chain((2..=u16::MAX).map(|round| format!("{stem}-{port}-{round}.session")))
        .map(|name| config.with_file_name(name))
        .find(|path| !path.exists())
        .unwrap_or_else(|| config.with_file_name(format!("{stem}.session")))
}

/// Whole or not at all.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(text.as_bytes())?;
    durable::publish(&fresh, path)
}

fn render(options: &SandboxOptions, ready: &Ready, session: &Path) -> String {
    let language = options.language;
    let session = session.file_name().unwrap_or_default().to_string_lossy();
    let pattern = match options.orders {
        OrderSource::Count(_) => DEMO_ACCOUNT_PATTERN,
        OrderSource::File(_) => ANY_ACCOUNT_PATTERN,
    };
    let template = language.pick(
        "Done: {{ product }}.{% if payment_id %} Payment {{ payment_id }}.{% endif %} Thank you!",
        "Готово: {{ product }}.{% if payment_id %} Платёж {{ payment_id }}.{% endif %} Спасибо!",
    );
    let mut text = format!(
        "{MARKER}\n\
         language = {language_code}\n\
         pace = \"0s\"\n\
         \n\
         [telegram]\n\
         api_id = {api_id}\n\
         api_hash = {api_hash}\n\
         session = {session}\n\
         \n\
         [tribute]\n\
         bot = {bot}\n\
         bot_id = {bot_id}\n\
         send_buttons = [{button}]\n\
         \n\
         [shop]\n\
         url = {url}\n\
         secret = {secret}\n\
         \n\
         [account_id]\n\
         pattern = {pattern}\n\
         examples = [{example}]\n\
         \n\
         [reply]\n\
         template = {template}\n\
         \n\
         [moderators]\n\
         chat = {chat}\n\
         \n\
         # Nobody waits for people here.\n\
         [timing]\n\
         confirmation_timeout = \"8s\"\n\
         press_settle = \"5s\"\n\
         probe_interval = \"2s\"\n\
         reread_interval = \"10s\"\n\
         telegram_timeout = \"5s\"\n\
         telegram_silence = \"10s\"\n",
        language_code = quoted(language.pick("en", "ru")),
        api_id = ready.api_id,
        api_hash = quoted(&ready.api_hash),
        session = quoted(&session),
        bot = quoted(&format!("@{}", ready.tribute.username)),
        bot_id = ready.tribute.id,
        button = quoted(&BotTexts::new(language.into()).send_label),
        url = quoted(&ready.shop.url),
        secret = quoted(&ready.shop.secret),
        pattern = quoted(pattern),
        example = quoted(ACCOUNT_EXAMPLE),
        template = quoted(template),
        chat = ready.moderators_chat,
    );
    if let OrderSource::Count(_) = options.orders {
        text.push_str(&products(language));
    }
    text
}

fn products(language: Language) -> String {
    demo_products(language.into())
        .iter()
        .fold(String::new(), |mut text, product| {
            // Writing to a string can't fail.
            let _ = write!(
                text,
                "\n[[product]]\nname = {}\nsku = {}\nquantity = {}\n",
                quoted(&product.name),
                quoted(&product.sku),
                product.quantity
            );
            text
        })
}

/// As TOML writes a string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
