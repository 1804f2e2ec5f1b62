//! The second factor: proves that the password is known, and never sends it.
//!
//! <https://core.telegram.org/api/srp>

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types::{enums, functions, types};
use secrecy::{ExposeSecret as _, SecretString};

use super::line::Line;
use super::phone::user_of;
use super::{LoginError, News, Owner, Settings};
use crate::edge::SharedRandomness;
use crate::order::Untrusted;

/// How often the password may be wrong.
const TRIES: u32 = 3;
/// The length of the group's prime, and so of every number in it.
const NUMBER_BYTES: usize = 256;
/// The generators that Telegram may use.
const GENERATORS: std::ops::RangeInclusive<i32> = 2..=7;

/// Asks for the password until it is right, or wrong too often.
pub(super) async fn check(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
) -> Result<Box<types::User>, LoginError> {
    let hint = question(line).await?.hint.map(Untrusted::new);
    let mut left = TRIES;
    while left > 0 {
        let password = owner.password(hint.as_ref()).await?;
        // Asked anew: Telegram forgets its questions, and people take their time.
        let question = Question::read(question(line).await?)?;
        let answer = question.answer(&password, &settings.randomness);
        match line.call(&answer).await {
            Ok(authorization) => return user_of(authorization),
            Err(failure) if failure.is("PASSWORD_HASH_INVALID") => {
                left -= 1;
                if left > 0 {
                    owner.tell(&News::PasswordWrong { left });
                }
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Err(LoginError::PasswordWrong)
}

async fn question(line: &mut Line) -> Result<types::account::Password, LoginError> {
    let request = functions::account::GetPassword {};
    let enums::account::Password::Password(password) = line.call_again(&request).await?;
    Ok(password)
}

/// What Telegram asks, found to make sense: a server that cheats could learn the password.
struct Question {
    srp_id: i64,
    srp_b: Vec<u8>,
    salt1: Vec<u8>,
    salt2: Vec<u8>,
    prime: Vec<u8>,
    generator: i32,
}

impl Question {
    fn read(password: types::account::Password) -> Result<Self, LoginError> {
        use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
        let (Some(Known(algorithm)), Some(srp_id), Some(srp_b)) =
            (password.current_algo, password.srp_id, password.srp_b)
        else {
            return Err(LoginError::PasswordUnknownKind);
        };
        let question = Self {
            srp_id,
            srp_b,
            salt1: algorithm.salt1,
            salt2: algorithm.salt2,
            prime: algorithm.p,
            generator: algorithm.g,
        };
        if question.makes_sense() {
            Ok(question)
        } else {
            Err(LoginError::PasswordUnknownKind)
        }
    }

    fn makes_sense(&self) -> bool {
        let leading_zeros = self.srp_b.iter().take_while(|byte| **byte == 0).count();
        let significant = &self.srp_b[leading_zeros..];
        let fits = significant.len() < NUMBER_BYTES
            || (significant.len() == NUMBER_BYTES && significant < self.prime.as_slice());
        self.srp_b.len() <= NUMBER_BYTES
            && !significant.is_empty()
            && fits
            && self.prime.len() == NUMBER_BYTES
            && GENERATORS.contains(&self.generator)
            && check_p_and_g(&self.prime, &self.generator)
    }

    fn answer(
        &self,
        password: &SecretString,
        randomness: &SharedRandomness,
    ) -> functions::auth::CheckPassword {
        let own = (0..NUMBER_BYTES / 8).flat_map(|_| randomness.next_u64().to_le_bytes());
        let (m1, a) = calculate_2fa(
            &self.salt1,
            &self.salt2,
            &self.prime,
            &self.generator,
            self.srp_b.clone(),
            own.collect(),
            password.expose_secret(),
        );
        functions::auth::CheckPassword {
            password: types::InputCheckPasswordSrp {
                srp_id: self.srp_id,
                a: a.to_vec(),
                m1: m1.to_vec(),
            }
            .into(),
        }
    }
}
