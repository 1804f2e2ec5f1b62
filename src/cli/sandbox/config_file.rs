//! `--write-config`: a `config.toml` that `run` works with at once, the seller's session beside it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::server::Server;
use super::{OrderSource, SandboxOptions};
use crate::durable;
use crate::i18n::{self, arguments};
use crate::order::UserId;
use crate::report::{CodedError, failed, usage};
use crate::telegram;
use crate::telegram::session::SessionStore;
use telegram_sandbox::accounts::{MODERATOR, SECOND_MODERATOR};
use telegram_sandbox::event::{Ready, SalebotAddress};
use telegram_sandbox::orders::generator::{DEMO_ACCOUNT_PATTERN, demo_products};
use telegram_sandbox::tribute::texts::BotTexts;

/// The first line, by which a file is known to be ours to overwrite.
const MARKER: &str = "# Written by `tribute-agent sandbox --write-config`, and overwritten by it.";
/// What account numbers look like in orders that are not made up here.
pub(in crate::cli) const ANY_ACCOUNT_PATTERN: &str = r"\b\d{4,12}\b";
/// So many codes of each product, or as many as there are orders: these don't use them up.
const DEMO_CODES_MIN: u32 = 10;
/// Fits both patterns.
const ACCOUNT_EXAMPLE: &str = "12345678";

/// Writes the configuration, and the session under a new name: an older one belongs to a sandbox that is gone.
pub(super) fn write(
    path: &Path,
    options: &SandboxOptions,
    ready: &Ready,
    server: Option<&Server>,
) -> Result<(), CodedError> {
    let unwritable = |error: std::io::Error| {
        let problem = error.to_string();
        failed("sandbox.config_unwritable", arguments!(path, problem))
    };
    if !is_ours(path).map_err(unwritable)? {
        return Err(usage("sandbox.config_not_ours", arguments!(path)));
    }
    let name = |path: PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut config = common(options, ready, server);
    if options.codes {
        let file = free_path(path, ready.port, "csv");
        let orders = match &options.orders {
            OrderSource::Count(count) => *count,
            OrderSource::File(_) => 0,
        };
        sell_codes(&mut config, &file, orders.max(DEMO_CODES_MIN)).map_err(unwritable)?;
    }
    if let Some(project) = &ready.salebot {
        let SalebotAddress { url, api_key, prefix } = project;
        config["shop"] =
            json!({ "kind": "salebot", "url": url, "api_key": api_key, "prefix": prefix });
    }
    if options.no_telegram {
        config["livemode"] = json!(false);
        config["journal"] = json!(name(free_path(path, ready.port, "journal")));
    } else {
        let session = free_path(path, ready.port, "session");
        telegram::import::import(&ready.seller.string_session, &session, false)?;
        // Whose journal it is, is known before the first connection: codes can be imported.
        let store = SessionStore::open(&session).map_err(|error| CodedError::of(&error))?;
        store.set_seller(UserId(ready.seller.id)).map_err(|error| CodedError::of(&error))?;
        add_chat(&mut config, options, ready, &name(session));
    }
    let config = toml::Table::try_from(config).unwrap_or_default();
    durable::replace(path, format!("{MARKER}\n{config}").as_bytes()).map_err(unwritable)
}

/// Whether the file may be overwritten: only one with our first line, or none.
fn is_ours(path: &Path) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    match std::fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        file => file?.take(MARKER.len() as u64).read_to_end(&mut beginning)?,
    };
    Ok(beginning == MARKER.as_bytes())
}

/// `sandbox.toml` → `sandbox-40123.session`; the first of these names that is free.
fn free_path(config: &Path, port: u16, extension: &str) -> PathBuf {
    let stem = config.file_stem().unwrap_or("sandbox".as_ref()).to_string_lossy();
    let first = config.with_file_name(format!("{stem}-{port}.{extension}"));
    let more = (2..=u16::MAX)
        .map(|round| config.with_file_name(format!("{stem}-{port}-{round}.{extension}")));
    std::iter::once(first).chain(more).find(|path| !path.exists()).unwrap_or_default()
}

/// What every source of orders needs.
fn common(options: &SandboxOptions, ready: &Ready, server: Option<&Server>) -> Value {
    let (pattern, products) = match options.orders {
        OrderSource::File(_) if !options.no_telegram => (ANY_ACCOUNT_PATTERN, Vec::new()),
        _ => (DEMO_ACCOUNT_PATTERN, demo_products(i18n::language().into())),
    };
    let products = products.iter().map(
        |product| json!({ "name": product.name, "sku": product.sku, "quantity": product.quantity }),
    );
    let mut config = json!({
        "language": i18n::language(),
        "pace": "0s",
        "shop": { "url": ready.shop.url, "secret": ready.shop.secret },
        "account_id": { "pattern": pattern, "examples": [ACCOUNT_EXAMPLE] },
        "product": products.collect::<Vec<_>>(),
    });
    if let (Some(server), Some(api)) = (server, &ready.tribute_api) {
        config["server"] = json!({ "listen": server.listen(), "token": server.token });
        config["tribute_api"] = json!({ "key": api.key, "url": api.url });
    }
    if let (Some(server), Some(bank)) = (server, &ready.tbank) {
        config["server"]["public_url"] = json!(server.url());
        let (key, password) = (&bank.terminal_key, &bank.password);
        let (url, taxation) = (&bank.url, "usn_income");
        config["tbank"] =
            json!({ "terminal_key": key, "password": password, "url": url, "taxation": taxation });
    }
    config
}

/// Codes in the place of the demo shop: each order gets one.
fn sell_codes(config: &mut Value, file: &Path, count: u32) -> std::io::Result<()> {
    let mut skus = BTreeSet::new();
    for product in config["product"].as_array_mut().into_iter().flatten() {
        product["quantity"] = json!(1);
        skus.extend(product["sku"].as_str().map(str::to_owned));
    }
    let mut rows = "sku,code\n".to_owned();
    for sku in skus {
        for number in 1..=count {
            let _ = writeln!(rows, "{sku},DEMO-{sku}-{number:04}");
        }
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    config["shop"] = json!({ "kind": "codes", "codes": name, "low_stock": 2 });
    if let Some(config) = config.as_object_mut() {
        config.remove("account_id");
    }
    durable::replace(file, rows.as_bytes())
}

/// What the chat needs. Nobody waits for people here: the time limits are short.
fn add_chat(config: &mut Value, options: &SandboxOptions, ready: &Ready, session: &str) {
    let mut moderators = json!({ "chat": ready.moderators_chat });
    if options.moderators.is_some() {
        moderators["allowed"] = json!([MODERATOR.0, SECOND_MODERATOR.0]);
    }
    if options.moderators_bot {
        moderators["bot_token"] = json!(ready.bot.token);
    }
    if options.payments_bot {
        config["telegram_payments"] = json!({ "bot_token": ready.payments_bot.token });
        let product = json!({ "name": "Demo, for Stars", "sku": "demo-stars", "quantity": 1, "price": "5 XTR" });
        config["product"].as_array_mut().into_iter().for_each(|it| it.push(product.clone()));
    }
    config["telegram"] =
        json!({ "api_id": ready.api_id, "api_hash": ready.api_hash, "session": session });
    config["tribute"] = json!({
        "bot": format!("@{}", ready.tribute.username),
        "bot_id": ready.tribute.id,
        "send_buttons": [BotTexts::new(i18n::language().into()).send_label],
    });
    config["moderators"] = moderators;
    config["timing"] = json!({
        "confirmation_timeout": "8s",
        "press_settle": "5s",
        "probe_interval": "2s",
        "reread_interval": "10s",
        "telegram_timeout": "5s",
        "telegram_silence": "10s",
    });
}
