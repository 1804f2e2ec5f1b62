//! Applications whose `api_id` and `api_hash` anybody can read: official clients', published with
//! their sources or taken out of them, and what tutorials write.
//!
//! Telegram limits and bans accounts that log in with these from another program
//! (`API_ID_PUBLISHED_FLOOD`, and worse without a word). Each pair stands in many public sources.

/// Number, key, whose it is: a name, which is the same in every language.
const KNOWN: [(i64, &str, &str); 18] = [
    (4, "014b35b6184100b085b0d0572f9b5103", "Telegram Android"),
    (5, "1c5c96d5edd401b1ed40db3fb5633e2d", "Telegram Android"),
    (6, "eb06d4abfb49dc3eeb1aeb98ae0f581e", "Telegram Android"),
    (8, "7245de8e747a0d6fbe11f7cc14fcc0bb", "Telegram iOS"),
    (9, "3975f648bb682ee889f35483bc618d1c", "Telegram macOS"),
    (2040, "b18441a1ff607e10a989891a5462e627", "Telegram Desktop"),
    (2496, "8da85b0d5bfe62527e5b244c209159c3", "Telegram Web"),
    (2834, "68875f756c9b437a8b916ca3de215815", "Telegram macOS"),
    (2899, "36722c72256a24c1225de00eb6a1ca74", "telegram-cli"),
    (10840, "33c45224029d59cb3ad0c16134215aeb", "Telegram iOS"),
    (16623, "8c9dbfe58437d1739540f5d53c72ae4b", "Plus Messenger"),
    (
        17349,
        "344583e45741c457fe1862106095a5eb",
        "Telegram Desktop",
    ),
    (21724, "3e0cb5efcd52300aec5994fdfc5bdc16", "Telegram X"),
    (94575, "a3406de8d171bb422bb6ddf3bbd800e2", "TDLib"),
    (
        611_335,
        "d524b414d21f4d37f08684c1df41ac9c",
        "Telegram Desktop",
    ),
    (
        1_025_907,
        "452b0359b988148995f22ff0f4229750",
        "Telegram Web",
    ),
    (12345, "0123456789abcdef0123456789abcdef", "Telethon"),
    (12345, "7b5c3a1f9e8d4620b7a6958473625140", "config.toml"),
];

/// Whose application this is, if everybody knows its number or its key.
pub fn owner_of(api_id: Option<i64>, api_hash: Option<&str>) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(id, hash, _)| {
        api_id == Some(*id) || api_hash.is_some_and(|key| key.eq_ignore_ascii_case(hash))
    });
    known.map(|(_, _, owner)| *owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_by_number_or_key() {
        assert_eq!(owner_of(Some(2040), None), Some("Telegram Desktop"));
        let key = "EB06D4ABFB49DC3EEB1AEB98AE0F581E";
        assert_eq!(
            owner_of(Some(7_654_321), Some(key)),
            Some("Telegram Android")
        );
        assert_eq!(owner_of(Some(7_654_321), None), None);
        assert_eq!(owner_of(None, None), None);
    }

    #[test]
    fn every_key_is_one() {
        for (_, key, owner) in KNOWN {
            let is_hex = key.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_hex && key.len() == 32, "{owner}");
        }
    }
}
