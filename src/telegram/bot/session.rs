//! A bot's session: a file of its own beside the seller's, made anew for another token.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256, Sha512};

use super::Credentials;
use crate::report::Coded as _;
use crate::telegram::connection::link::Route;
use crate::telegram::session::{Origin, SessionStore};
use crate::telegram::string_session::{AuthKey, StringSession};
use crate::telegram::{ConnectError, Fatal, Settings, login};

/// What is remembered of the token, once it has logged in.
const TOKEN: &str = "bot_token_sha256";

/// A live bot's first data centre where no seller's login says it; Telegram sends it on to its own.
const HOME: u8 = 2;

/// What the owner's bot does: each is a login of its own, of the same bot or of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotRole {
    /// It speaks in the moderators' chat.
    Moderators,
    /// It is paid.
    Payments,
}

/// `sessions/main.session` → `sessions/main.bot.session`, `sessions/main.payments.session`
pub fn session_path(seller: &Path, role: BotRole) -> PathBuf {
    seller.with_extension(match role {
        BotRole::Moderators => "bot.session",
        BotRole::Payments => "payments.session",
    })
}

/// Opens the bot's session, with which it is logged in by this token; a `new` one if so wanted, or if it was
/// another's.
pub(in crate::telegram) async fn open(
    settings: &Settings,
    credentials: &Credentials,
    (seller, role): (&SessionStore, BotRole),
    new: bool,
) -> Result<Arc<SessionStore>, ConnectError> {
    let path = session_path(seller.path(), role);
    let fingerprint = fingerprint(&credentials.token);
    if path.exists() {
        let store = SessionStore::open(&path)?;
        if !new && store.recall(TOKEN).as_deref() == Some(&fingerprint) {
            return Ok(Arc::new(store));
        }
        store.discard()?;
    }
    SessionStore::create(&path, &origin(seller, &credentials.token)?)?;
    let store = Arc::new(SessionStore::open(&path)?);
    if let Err(error) = log_in(settings, credentials, &store).await {
        store.discard()?;
        return Err(error);
    }
    Ok(store)
}

/// The same for looking at the bot: no file is made or changed. Says whether the login is another one than that
/// of the file.
pub(in crate::telegram) async fn open_in_memory(
    settings: &Settings,
    credentials: &Credentials,
    (seller, role): (&SessionStore, BotRole),
    new: bool,
) -> Result<(Arc<SessionStore>, bool), ConnectError> {
    let path = session_path(seller.path(), role);
    if !new && path.exists() {
        let store = SessionStore::open_in_memory(&path)?;
        if store.recall(TOKEN).as_deref() == Some(&fingerprint(&credentials.token)) {
            return Ok((Arc::new(store), false));
        }
    }
    let store = SessionStore::create_in_memory(&path, &origin(seller, &credentials.token)?)?;
    let store = Arc::new(store);
    log_in(settings, credentials, &store).await?;
    Ok((store, true))
}

async fn log_in(
    settings: &Settings,
    credentials: &Credentials,
    store: &Arc<SessionStore>,
) -> Result<(), ConnectError> {
    let route = Route {
        api_id: settings.api_id,
        store: Arc::clone(store),
        proxy: settings.proxy.clone(),
        limit: settings.limits.call,
    };
    let Credentials { api_hash, token } = credentials;
    let logged_in = login::log_in_bot(route, api_hash, token).await;
    store.set_seller(logged_in.map_err(|error| error.coded())?.id)?;
    Ok(store.remember(TOKEN, &fingerprint(token))?)
}

/// The seller's world. In a sandbox no keys are made: the bot's is the one that belongs to its token there.
fn origin(seller: &SessionStore, token: &SecretString) -> Result<Origin, ConnectError> {
    let home = seller.string_session();
    if seller.is_live() {
        let data_centre = home.map_or(HOME, |home| home.data_centre);
        return Ok(Origin::Live { data_centre, auth_key: None });
    }
    let home = home.ok_or(Fatal::NotLoggedIn)?;
    let mut key = [0; 256];
    for (number, part) in (0..4_u8).zip(key.chunks_exact_mut(64)) {
        let digest = Sha512::new().chain_update(token.expose_secret()).chain_update([number]);
        part.copy_from_slice(&digest.finalize());
    }
    Ok(Origin::Sandbox(StringSession { auth_key: AuthKey::new(key), ..home }))
}

fn fingerprint(token: &SecretString) -> String {
    STANDARD_NO_PAD.encode(Sha256::digest(token.expose_secret()))
}
