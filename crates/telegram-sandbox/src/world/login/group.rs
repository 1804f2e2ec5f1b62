//! The arithmetic of the password: Telegram's group, and the server's half of its SRP.
//!
//! <https://core.telegram.org/api/srp>

use num_bigint::BigUint;
use ring::pbkdf2;
use sha2::{Digest, Sha256};

pub(crate) const G: i32 = 3;
/// The length of the prime, and of whatever is hashed with it.
pub(super) const BYTES: usize = 256;
const ITERATIONS: std::num::NonZeroU32 = std::num::NonZeroU32::new(100_000).unwrap();

/// The prime that Telegram uses, in hexadecimal.
const PRIME: &[u8] = b"\
    C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F\
    48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37\
    20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64\
    2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4\
    A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754\
    FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4\
    E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F\
    0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B";

pub(super) fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME, 16).unwrap_or_default()
}

/// A number as it is hashed and sent.
pub(super) fn padded(number: &BigUint) -> [u8; BYTES] {
    let bytes = number.to_bytes_be();
    let mut padded = [0; BYTES];
    padded[BYTES.saturating_sub(bytes.len())..].copy_from_slice(&bytes);
    padded
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

/// Returns the verifier that the server keeps of a password: `g^x`.
pub(super) fn verifier(password: &[u8], salt1: &[u8], salt2: &[u8]) -> BigUint {
    let salted = |data: &[u8], salt: &[u8]| hash(&[salt, data, salt]);
    let first = salted(&salted(password, salt1), salt2);
    let mut stretched = [0; 64];
    let algorithm = pbkdf2::PBKDF2_HMAC_SHA512;
    pbkdf2::derive(algorithm, ITERATIONS, salt1, &first, &mut stretched);
    let x = number(&salted(&stretched, salt2));
    BigUint::from(G.unsigned_abs()).modpow(&x, &prime())
}

/// Returns the server's half: `k·v + g^b`.
pub(super) fn challenge(verifier: &BigUint, secret: &BigUint) -> BigUint {
    let prime = prime();
    let generator = BigUint::from(G.unsigned_abs());
    let k = number(&hash(&[&padded(&prime), &padded(&generator)]));
    (k * verifier + generator.modpow(secret, &prime)) % prime
}

/// Returns the proof of a client that knows the password; `None`: its own number can't be.
pub(super) fn expected(
    verifier: &BigUint,
    secret: &BigUint,
    theirs: &[u8],
    salts: (&[u8], &[u8]),
) -> Option<[u8; 32]> {
    let prime = prime();
    let a = number(theirs);
    if theirs.len() != BYTES || a == BigUint::ZERO || a >= prime {
        return None;
    }
    let b = challenge(verifier, secret);
    let u = number(&hash(&[&padded(&a), &padded(&b)]));
    let shared = (&a * verifier.modpow(&u, &prime)).modpow(secret, &prime);
    let generator = BigUint::from(G.unsigned_abs());
    let of_prime = hash(&[&padded(&prime)]);
    let of_generator = hash(&[&padded(&generator)]);
    let mixed: Vec<u8> =
        (of_prime.iter().zip(of_generator)).map(|(one, other)| one ^ other).collect();
    Some(hash(&[
        &mixed,
        &hash(&[salts.0]),
        &hash(&[salts.1]),
        &padded(&a),
        &padded(&b),
        &hash(&[&padded(&shared)]),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_own_arithmetic_agrees() {
        let (salt1, salt2): (&[u8], &[u8]) = (&[1; 40], &[2; 16]);
        let verifier = verifier(b"correct horse", salt1, salt2);
        let secret = number(&[7; BYTES]);
        let b = padded(&challenge(&verifier, &secret)).to_vec();
        let prime = padded(&prime());
        assert!(grammers_crypto::two_factor_auth::check_p_and_g(&prime, &G));
        let answer = |password: &str| {
            let own = vec![5; BYTES];
            let (salt1, salt2) = (salt1, salt2);
            grammers_crypto::two_factor_auth::calculate_2fa(
                salt1,
                salt2,
                &prime,
                &G,
                b.clone(),
                own,
                password,
            )
        };
        let (right, theirs) = answer("correct horse");
        let expected = expected(&verifier, &secret, &theirs, (salt1, salt2));
        assert_eq!(expected, Some(right));
        assert_ne!(answer("battery staple").0, right);
    }

    #[test]
    fn numbers_that_would_give_everything_away_are_refused() {
        let verifier = verifier(b"", &[], &[]);
        let secret = number(&[7; BYTES]);
        let zero = [0; BYTES];
        for theirs in [&zero[..], &padded(&prime()), &[1], &[255; BYTES]] {
            assert_eq!(expected(&verifier, &secret, theirs, (&[], &[])), None);
        }
    }
}
