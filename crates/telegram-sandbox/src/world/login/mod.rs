//! Signing in: how a key that nobody is bound to becomes somebody's.
//!
//! - [`Registration`]: an account that can be signed in to, by its phone number.
//! - `codes`: a code is asked for, arrives inside Telegram (or by mail), and is shown.
//! - `tokens`: the QR code: shown by the new device, accepted by an old one.
//! - `password`: the second factor, Telegram's kind of SRP; `group` is the arithmetic.
//!
//! An account without a registration has no phone number here, but can accept QR codes.

mod codes;
mod group;
mod password;
mod tokens;

use std::collections::BTreeMap;

use super::sessions::HOME_DATA_CENTRE;
use super::state::State;
use super::{KeyId, Login, Refusal, User, UserId, World};

pub use codes::{CodeKind, CodeSent, Proof, SignedIn};
pub use password::PasswordQuestion;
pub use tokens::TokenAnswer;

pub(super) use password::Srp;

use codes::Code;
use password::Secret;
use tokens::Token;

/// Telegram's own account, from which codes come.
pub const SERVICE: UserId = UserId(777_000);

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
    fn admit(&mut self, key: KeyId, user: UserId) -> Result<UserId, Refusal> {
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
}
