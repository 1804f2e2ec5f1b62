//! The second factor: proves that the password is known, and never sends it.
//!
//! <https://core.telegram.org/api/srp>. The library does the arithmetic, but it panics on a question that
//! makes no sense: each is looked at first.

use grammers_client::client::PasswordToken;
use grammers_client::tl::{enums, functions, types};
use grammers_client::{Client, SignInError};
use grammers_crypto::two_factor_auth::check_p_and_g;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::connection::user;
use super::{Account, Failure, Login, LoginError, LoginPrompt};
use crate::i18n::{arguments, t};
use crate::order::Untrusted;
use crate::report::{CodedError, failed};
use crate::telegram::connection::isolated;

const TRIES: u32 = 3;
const HINT_CHARACTERS_MAX: usize = 80;
/// The length of the group's prime, and so of every number in it.
const NUMBER_BYTES: usize = 256;
/// The SHA-256 of the prime that Telegram has used for years. Whether a number is such a prime takes
/// seconds to find out on a phone; of this one it is known.
const KNOWN_PRIME: [u8; 32] = [
    0x02, 0xf8, 0x5e, 0x76, 0x87, 0xfc, 0x6f, 0x33, 0xba, 0x67, 0x82, 0x26, 0xa9, 0x63, 0xb3, 0xc8,
    0xa1, 0x91, 0xb4, 0x7c, 0x89, 0x0c, 0xf3, 0x0d, 0xeb, 0xe1, 0x7c, 0x1d, 0x62, 0x3b, 0x5a, 0xf1,
];
/// The generators that go with it.
const KNOWN_GENERATORS: [i32; 4] = [3, 4, 5, 7];
/// The generators that Telegram may use.
const GENERATORS: std::ops::RangeInclusive<i32> = 2..=7;

impl<P: LoginPrompt> Login<'_, P> {
    /// Asks for the password until it is right, or wrong too often.
    pub(super) async fn check_password(&mut self) -> Result<Account, LoginError> {
        let first = self.ask_question().await?;
        let (group, _) = parts(&first)?;
        if !group.is_sound() {
            return Err(unknown_kind().into());
        }
        let has_hint = first.hint.is_some();
        let hint = Untrusted::new(first.hint.unwrap_or_default()).excerpt(HINT_CHARACTERS_MAX);
        let ask = t!("login-password-question", has_hint, hint);
        let mut left = TRIES;
        while left > 0 {
            let password = self.prompt.ask_hidden(&ask).await?;
            // Asked anew: Telegram forgets its questions, and people take their time.
            let question = SoundQuestion::within(&group, self.ask_question().await?)?;
            let answer = |client| answer(client, question.clone(), password.clone());
            match self.connection.call_to_enter(answer, |account| account).await {
                Ok(account) => return Ok(account),
                Err(failure) if failure.is("PASSWORD_HASH_INVALID") => {
                    left -= 1;
                    if left > 0 {
                        self.prompt.tell(&t!("login-status-password-wrong", left));
                    }
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Err(failed("login.password_wrong", arguments!()).into())
    }

    async fn ask_question(&mut self) -> Result<types::account::Password, Failure> {
        let request = functions::account::GetPassword {};
        let enums::account::Password::Password(question) =
            self.connection.invoke_again(&request).await?;
        Ok(question)
    }
}

async fn answer(
    client: Client,
    question: SoundQuestion,
    password: SecretString,
) -> Result<Account, Failure> {
    let token = PasswordToken::new(question.0);
    let check = async move { Ok(client.check_password(token, password.expose_secret()).await) };
    match isolated(Box::pin(check)).await? {
        Ok(entered) => user(entered.raw),
        Err(SignInError::InvalidPassword(_)) => Err(Failure::refused("PASSWORD_HASH_INVALID")),
        Err(SignInError::Other(error)) => Err(error.into()),
        Err(error) => Err(Failure::no_answer(error)),
    }
}

#[derive(PartialEq, Eq)]
struct Group {
    prime: Vec<u8>,
    generator: i32,
}

impl Group {
    /// Whether no server that cheats could learn the password in it.
    fn is_sound(&self) -> bool {
        let Self { prime, generator } = self;
        let is_known =
            Sha256::digest(prime)[..] == KNOWN_PRIME && KNOWN_GENERATORS.contains(generator);
        prime.len() == NUMBER_BYTES
            && GENERATORS.contains(generator)
            && (is_known || check_p_and_g(prime, generator))
    }
}

/// The group and the number of a question of the kind that is known here.
fn parts(question: &types::account::Password) -> Result<(Group, &[u8]), CodedError> {
    use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    match (&question.current_algo, question.srp_id, &question.srp_b) {
        (Some(Known(algorithm)), Some(_), Some(number)) => {
            Ok((Group { prime: algorithm.p.clone(), generator: algorithm.g }, number))
        }
        _ => Err(unknown_kind()),
    }
}

/// A question in a group that was found to be sound: no other is answered.
#[derive(Clone)]
struct SoundQuestion(types::account::Password);

impl SoundQuestion {
    fn within(sound: &Group, question: types::account::Password) -> Result<Self, CodedError> {
        let (group, number) = parts(&question)?;
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let bare = &number[zeros..];
        let below_the_prime = bare.len() < NUMBER_BYTES || bare < &*group.prime;
        let sane = number.len() <= NUMBER_BYTES && !bare.is_empty() && below_the_prime;
        if sane && group == *sound { Ok(Self(question)) } else { Err(unknown_kind()) }
    }
}

fn unknown_kind() -> CodedError {
    failed("login.password_unknown_kind", arguments!())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(srp_b: Vec<u8>, prime: Vec<u8>, generator: i32) -> types::account::Password {
        let algorithm = types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
            salt1: Vec::new(),
            salt2: Vec::new(),
            g: generator,
            p: prime,
        };
        types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: true,
            current_algo: Some(algorithm.into()),
            srp_b: Some(srp_b),
            srp_id: Some(1),
            hint: None,
            email_unconfirmed_pattern: None,
            new_algo: enums::PasswordKdfAlgo::Unknown,
            new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
            secure_random: Vec::new(),
            pending_reset_date: None,
            login_email_pattern: None,
        }
    }

    #[test]
    fn a_group_that_would_give_the_password_away_is_refused() {
        for (prime, generator) in [
            (vec![0xC7; NUMBER_BYTES], 3),
            (vec![0xC7; NUMBER_BYTES], 1),
            (vec![0xC7; NUMBER_BYTES], 8),
            (vec![7], 3),
            (Vec::new(), 3),
            (vec![0xFF; NUMBER_BYTES + 1], 3),
        ] {
            assert!(!parts(&question(vec![1], prime, generator)).unwrap().0.is_sound());
        }
    }

    #[test]
    fn a_number_outside_of_the_group_is_refused() {
        let prime = vec![0xC7; NUMBER_BYTES];
        let group = Group { prime: prime.clone(), generator: 3 };
        let ask = |srp_b| SoundQuestion::within(&group, question(srp_b, prime.clone(), 3));
        assert!(ask(vec![0, 5]).is_ok());
        assert!(ask(vec![0xC6; NUMBER_BYTES]).is_ok());
        for srp_b in [
            Vec::new(),
            vec![0; NUMBER_BYTES],
            vec![0xC7; NUMBER_BYTES],
            vec![0xC8; NUMBER_BYTES],
            vec![1; NUMBER_BYTES + 1],
        ] {
            assert!(ask(srp_b).is_err());
        }
        let other = question(vec![5], prime.clone(), 4);
        assert!(SoundQuestion::within(&group, other).is_err());
    }
}
