//! Signing in: how a key that nobody is bound to becomes somebody's.
//!
//! - [`Registration`]: an account that can be signed in to, by its phone number.
//! - `codes`: a code is asked for, arrives inside Telegram (or by mail), and is shown.
//! - `Token`: the QR code: shown by the new device, accepted by an old one.
//! - `password`: the second factor, Telegram's kind of SRP; `group` is the arithmetic.
//!
//! An account without a registration has no phone number here, but can accept QR codes.

mod codes;
mod group;
mod password;

use std::collections::BTreeMap;

use super::sessions::HOME_DATA_CENTRE;
use super::state::State;
use super::{KeyId, Login, Refusal, User, UserId, World};

pub use codes::{CodeKind, CodeSent, Proof};
pub use password::PasswordQuestion;

pub(super) use password::Srp;

use codes::Code;
use password::Secret;

/// Telegram's own account, from which codes come.
pub const SERVICE: UserId = UserId(777_000);

/// Telegram's own time for a QR code.
const TOKEN_VALID_S: i32 = 30;
/// The most tokens at a time; the oldest are of no use any more.
const TOKENS_MAX: usize = 1000;

/// The status of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountStatus {
    /// Nothing is wrong with it.
    #[default]
    Good,
    /// No code is sent to its number.
    Banned,
    /// It may sign in and read, but not write.
    Frozen,
    /// It was deleted: there is a code, but nobody to sign in as.
    Deactivated,
}

/// An account that can be signed in to.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "most fields are what their names say")]
pub struct Registration {
    /// Digits only.
    pub phone: String,
    /// The code that will be sent, each time.
    pub code: String,
    /// The second factor, and the hint that is shown for it.
    pub password: Option<(String, Option<String>)>,
    /// The address that codes are mailed to instead, as Telegram shows it: `s***r@example.org`.
    pub email_pattern: Option<String>,
    /// The data centre it is at home in; `None`: where most are.
    pub data_centre: Option<u8>,
    pub status: AccountStatus,
}

/// An account that can be signed in to, with its secret.
struct Account {
    registration: Registration,
    secret: Option<Secret>,
}

struct Token {
    key: KeyId,
    expires_at: i32,
    accepted_by: Option<UserId>,
}

/// The answer to a device that shows a QR code.
pub enum TokenAnswer {
    /// Show this one, until then (unix seconds).
    Show { token: Vec<u8>, expires_at: i32 },
    /// Accepted by somebody who is at home elsewhere: go on there.
    Migrate { data_centre: u8, token: Vec<u8> },
    /// Accepted: this user is logged in.
    SignedIn(UserId),
}

/// Everything about signing in.
#[derive(Default)]
pub(super) struct Logins {
    accounts: BTreeMap<UserId, Account>,
    codes: BTreeMap<String, Code>,
    tokens: BTreeMap<Vec<u8>, Token>,
    /// The time for which a QR code is valid; `None`: as long as Telegram's.
    token_valid_s: Option<i32>,
}

impl World {
    /// Makes it possible to sign in as `user`.
    pub fn register(&self, user: UserId, registration: Registration) {
        self.add_user(User::human(SERVICE.0, "Telegram"));
        let mut state = self.state();
        let password = registration.password.clone();
        let secret = password.map(|(password, hint)| Secret::new(&state, password, hint));
        if let Some(account) = state.accounts.get_mut(&user) {
            account.user.phone = Some(registration.phone.clone());
        }
        state.logins.accounts.insert(user, Account { registration, secret });
    }

    /// Returns true if the account may not write any more.
    pub fn is_frozen(&self, user: UserId) -> bool {
        self.state().logins.status_of(user) == Some(AccountStatus::Frozen)
    }

    /// Sets the time for which QR codes are valid from now on.
    pub fn set_token_validity(&self, valid_s: i32) {
        self.state().logins.token_valid_s = Some(valid_s);
    }

    /// Returns the token that the device is to show, or the outcome of the one that it has shown.
    pub(crate) fn export_token(&self, key: KeyId) -> Result<TokenAnswer, Refusal> {
        let mut state = self.state();
        let here = state.device(key)?.data_centre;
        let accepted = state.logins.tokens.iter().find_map(|(token, known)| {
            let user = known.accepted_by.filter(|_| known.key == key)?;
            Some((token.clone(), user))
        });
        let Some((token, user)) = accepted else {
            return Ok(state.new_token(key));
        };
        let data_centre = state.logins.home_of(user);
        if data_centre != here {
            return Ok(TokenAnswer::Migrate { data_centre, token });
        }
        state.logins.tokens.remove(&token);
        state.admit(key, user).map(TokenAnswer::SignedIn)
    }

    /// Shows an accepted token at the data centre that its user is at home in.
    pub(crate) fn import_token(&self, key: KeyId, token: &[u8]) -> Result<UserId, Refusal> {
        let mut state = self.state();
        let here = state.device(key)?.data_centre;
        let user = state.logins.tokens.get(token).and_then(|known| known.accepted_by);
        let user = user.ok_or(Refusal::AUTH_TOKEN_INVALID)?;
        if state.logins.home_of(user) != here {
            return Err(Refusal::AUTH_TOKEN_INVALID);
        }
        state.logins.tokens.remove(token);
        state.admit(key, user)
    }

    /// An old device has seen the QR code, and its owner agrees.
    pub fn accept_token(&self, user: UserId, token: &[u8]) -> Result<(), Refusal> {
        let now = self.now();
        let mut state = self.state();
        let known = state.logins.tokens.get_mut(token).ok_or(Refusal::AUTH_TOKEN_INVALID)?;
        if known.expires_at <= now {
            return Err(Refusal::AUTH_TOKEN_EXPIRED);
        }
        if known.accepted_by.is_some() {
            return Err(Refusal::AUTH_TOKEN_ALREADY_ACCEPTED);
        }
        known.accepted_by = Some(user);
        let key = known.key;
        state.subscriptions.token_accepted(key);
        Ok(())
    }
}

impl Logins {
    fn status_of(&self, user: UserId) -> Option<AccountStatus> {
        self.accounts.get(&user).map(|account| account.registration.status)
    }

    fn user_of(&self, phone: &str) -> Option<UserId> {
        let mut accounts = self.accounts.iter();
        accounts.find(|(_, account)| account.registration.phone == phone).map(|(user, _)| *user)
    }

    pub(super) fn home_of(&self, user: UserId) -> u8 {
        let account = self.accounts.get(&user);
        account.and_then(|it| it.registration.data_centre).unwrap_or(HOME_DATA_CENTRE)
    }
}

impl State {
    /// The first factor is shown: the user is logged in, or their password is asked for.
    pub(in crate::world) fn admit(&mut self, key: KeyId, user: UserId) -> Result<UserId, Refusal> {
        if self.logins.status_of(user) == Some(AccountStatus::Deactivated) {
            return Err(Refusal::USER_DEACTIVATED);
        }
        if self.logins.accounts.get(&user).is_some_and(|account| account.secret.is_some()) {
            self.device(key)?.login = Login::PasswordPending(user);
            return Err(Refusal::SESSION_PASSWORD_NEEDED);
        }
        self.bind(key, user)
    }

    fn bind(&mut self, key: KeyId, user: UserId) -> Result<UserId, Refusal> {
        let now = self.now();
        let device = self.device(key)?;
        device.login = Login::User(user);
        device.since = now;
        device.srp = None;
        Ok(user)
    }

    fn new_token(&mut self, key: KeyId) -> TokenAnswer {
        let now = self.now();
        let tokens = &mut self.logins.tokens;
        tokens.retain(|_, token| token.expires_at > now || token.accepted_by.is_some());
        if tokens.len() >= TOKENS_MAX {
            tokens.clear();
        }
        let mut token = vec![0; 32];
        self.fill_randomly(&mut token);
        let valid_s = self.logins.token_valid_s.unwrap_or(TOKEN_VALID_S);
        let expires_at = now.saturating_add(valid_s);
        self.logins.tokens.insert(token.clone(), Token { key, expires_at, accepted_by: None });
        TokenAnswer::Show { token, expires_at }
    }
}
