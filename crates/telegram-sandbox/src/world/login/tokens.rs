//! The QR code: a token that the new device shows and an old one accepts.

use super::super::state::State;
use super::super::{KeyId, Refusal, UserId, World};

/// Telegram's own time for a QR code.
const TOKEN_VALID_S: i32 = 30;
/// The most tokens at a time; the oldest are of no use any more.
const TOKENS_MAX: usize = 1000;

pub(super) struct Token {
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

impl World {
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

impl State {
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
