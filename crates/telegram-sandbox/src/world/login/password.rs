//! The second factor.

use num_bigint::BigUint;

use super::super::state::State;
use super::super::{KeyId, Login, Refusal, UserId, World};
use super::group;

/// After so many wrong passwords no more are taken for a while.
const WRONG_PASSWORDS_MAX: u32 = 5;

pub(super) struct Secret {
    password: String,
    hint: Option<String>,
    salts: (Vec<u8>, Vec<u8>),
    /// Slow to compute: done when it is first needed.
    verifier: Option<BigUint>,
    wrong: u32,
}

/// A question for the password, and what only the server knows of it.
#[derive(Clone, Debug)]
pub(in super::super) struct Srp {
    id: i64,
    secret: BigUint,
}

/// The challenge to a client to prove that it knows the password.
pub struct PasswordQuestion {
    /// By which the answer names the question.
    pub srp_id: i64,
    pub srp_b: Vec<u8>,
    pub salts: (Vec<u8>, Vec<u8>),
    pub prime: Vec<u8>,
    pub generator: i32,
    pub hint: Option<String>,
}

impl Secret {
    pub(super) fn new(state: &State, password: String, hint: Option<String>) -> Self {
        let mut salts = (vec![0; 40], vec![0; 16]);
        state.fill_randomly(&mut salts.0);
        state.fill_randomly(&mut salts.1);
        Self { password, hint, salts, verifier: None, wrong: 0 }
    }

    fn verifier(&mut self) -> BigUint {
        let (password, salts) = (self.password.as_bytes(), &self.salts);
        let compute = || group::verifier(password, &salts.0, &salts.1);
        self.verifier.get_or_insert_with(compute).clone()
    }
}

impl World {
    /// The question for the password of whoever is signing in, or signed in, with a key; `None`:
    /// there is no password.
    pub(crate) fn ask_password(&self, key: KeyId) -> Result<Option<PasswordQuestion>, Refusal> {
        let mut state = self.state();
        let user = state.signing_in(key)?;
        let mut random = [0; group::BYTES + 8];
        state.fill_randomly(&mut random);
        let (id, secret) = random.split_at(8);
        let srp = Srp {
            id: id.first_chunk().map_or(0, |id| i64::from_be_bytes(*id)),
            secret: BigUint::from_bytes_be(secret),
        };
        let account = state.logins.accounts.get_mut(&user);
        let Some(known) = account.and_then(|account| account.secret.as_mut()) else {
            return Ok(None);
        };
        let question = PasswordQuestion {
            srp_id: srp.id,
            srp_b: group::padded(&group::challenge(&known.verifier(), &srp.secret)).to_vec(),
            salts: known.salts.clone(),
            prime: group::padded(&group::prime()).to_vec(),
            generator: group::G,
            hint: known.hint.clone(),
        };
        state.device(key)?.srp = Some(srp);
        Ok(Some(question))
    }

    /// Takes the proof that a client knows the password, and logs in.
    pub(crate) fn check_password(
        &self,
        key: KeyId,
        srp_id: i64,
        theirs: &[u8],
        proof: &[u8],
    ) -> Result<UserId, Refusal> {
        let mut state = self.state();
        let user = state.signing_in(key)?;
        let srp = state.device(key)?.srp.clone().filter(|srp| srp.id == srp_id);
        let srp = srp.ok_or(Refusal::SRP_ID_INVALID)?;
        let account = state.logins.accounts.get_mut(&user);
        let known = account.and_then(|account| account.secret.as_mut());
        let known = known.ok_or(Refusal::PASSWORD_EMPTY)?;
        if known.wrong >= WRONG_PASSWORDS_MAX {
            return Err(Refusal::PHONE_PASSWORD_FLOOD);
        }
        let verifier = known.verifier();
        let salts = (known.salts.0.as_slice(), known.salts.1.as_slice());
        let expected = group::expected(&verifier, &srp.secret, theirs, salts);
        let expected = expected.ok_or(Refusal::SRP_A_INVALID)?;
        if proof != expected {
            known.wrong += 1;
            return Err(Refusal::PASSWORD_HASH_INVALID);
        }
        known.wrong = 0;
        state.bind(key, user)
    }
}

impl State {
    /// Returns the user who is signing in, or signed in, with a key.
    fn signing_in(&mut self, key: KeyId) -> Result<UserId, Refusal> {
        match self.device(key)?.login {
            Login::PasswordPending(user) | Login::User(user) => Ok(user),
            other => other.user(),
        }
    }
}
