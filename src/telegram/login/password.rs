//! The second factor: proves that the password is known, and never sends it.
//!
//! <https://core.telegram.org/api/srp>

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types::{enums, functions, types};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::line::{Line, user_of};
use super::{LoginError, News, Owner, Settings};
use crate::edge::SharedRandomness;
use crate::order::Untrusted;

/// How often the password may be wrong.
const TRIES: u32 = 3;
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

/// Asks for the password until it is right, or wrong too often.
pub(super) async fn check(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
) -> Result<Box<types::User>, LoginError> {
    let first = ask(line).await?;
    let group = first.group()?;
    let mut left = TRIES;
    while left > 0 {
        let password = owner.password(first.hint.as_ref()).await?;
        // Asked anew: Telegram forgets its questions, and people take their time.
        let question = ask(line).await?.within(&group)?;
        let answer = question.answer(&password, &settings.randomness);
        match line.call_to_enter(&answer, user_of, |user| user).await {
            Ok(user) => return Ok(user),
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

async fn ask(line: &mut Line) -> Result<Question, LoginError> {
    let request = functions::account::GetPassword {};
    let enums::account::Password::Password(password) = line.call_again(&request).await?;
    Question::read(password)
}

/// What the arithmetic is done with.
#[derive(Clone, PartialEq, Eq)]
struct Group {
    prime: Vec<u8>,
    generator: i32,
}

impl Group {
    fn is_known(&self) -> bool {
        Sha256::digest(&self.prime)[..] == KNOWN_PRIME && KNOWN_GENERATORS.contains(&self.generator)
    }
}

/// A group that was found to be sound: in another one, a server that cheats could learn the password.
struct SoundGroup(Group);

/// What Telegram asks.
struct Question {
    srp_id: i64,
    srp_b: Vec<u8>,
    salt1: Vec<u8>,
    salt2: Vec<u8>,
    group: Group,
    /// What its owner wrote down to remember it by.
    hint: Option<Untrusted>,
}

/// A question in a [sound group](SoundGroup): no other is answered.
struct SoundQuestion(Question);

impl Question {
    fn read(password: types::account::Password) -> Result<Self, LoginError> {
        use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
        let (Some(Known(algorithm)), Some(srp_id), Some(srp_b)) =
            (password.current_algo, password.srp_id, password.srp_b)
        else {
            return Err(LoginError::PasswordUnknownKind);
        };
        Ok(Self {
            srp_id,
            srp_b,
            salt1: algorithm.salt1,
            salt2: algorithm.salt2,
            group: Group {
                prime: algorithm.p,
                generator: algorithm.g,
            },
            hint: password.hint.map(Untrusted::new),
        })
    }

    /// The group, if it is sound.
    fn group(&self) -> Result<SoundGroup, LoginError> {
        let Group { prime, generator } = &self.group;
        let sound = prime.len() == NUMBER_BYTES
            && GENERATORS.contains(generator)
            && (self.group.is_known() || check_p_and_g(prime, generator));
        sound
            .then(|| SoundGroup(self.group.clone()))
            .ok_or(LoginError::PasswordUnknownKind)
    }

    /// The question, if it is one in this group.
    fn within(self, SoundGroup(group): &SoundGroup) -> Result<SoundQuestion, LoginError> {
        let zeros = self.srp_b.iter().take_while(|byte| **byte == 0).count();
        let number = &self.srp_b[zeros..];
        let below_the_prime = number.len() < NUMBER_BYTES || number < group.prime.as_slice();
        let sound = self.srp_b.len() <= NUMBER_BYTES && !number.is_empty() && below_the_prime;
        if sound && self.group == *group {
            Ok(SoundQuestion(self))
        } else {
            Err(LoginError::PasswordUnknownKind)
        }
    }
}

impl SoundQuestion {
    fn answer(
        &self,
        password: &SecretString,
        randomness: &SharedRandomness,
    ) -> functions::auth::CheckPassword {
        let Self(question) = self;
        let own = (0..NUMBER_BYTES / 8).flat_map(|_| randomness.next_u64().to_le_bytes());
        let (m1, a) = calculate_2fa(
            &question.salt1,
            &question.salt2,
            &question.group.prime,
            &question.group.generator,
            question.srp_b.clone(),
            own.collect(),
            password.expose_secret(),
        );
        functions::auth::CheckPassword {
            password: types::InputCheckPasswordSrp {
                srp_id: question.srp_id,
                a: a.to_vec(),
                m1: m1.to_vec(),
            }
            .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(srp_b: Vec<u8>, prime: Vec<u8>, generator: i32) -> Question {
        Question {
            srp_id: 1,
            srp_b,
            salt1: Vec::new(),
            salt2: Vec::new(),
            group: Group { prime, generator },
            hint: None,
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
            assert!(question(vec![1], prime, generator).group().is_err());
        }
    }

    #[test]
    fn a_number_outside_of_the_group_is_refused() {
        let prime = vec![0xC7; NUMBER_BYTES];
        let group = SoundGroup(Group {
            prime: prime.clone(),
            generator: 3,
        });
        let ask = |srp_b| question(srp_b, prime.clone(), 3).within(&group);
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
        assert!(other.within(&group).is_err());
    }
}
