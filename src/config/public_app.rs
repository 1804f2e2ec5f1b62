//! Applications whose `api_id` and `api_hash` anybody can read: official clients', published with
//! their sources or taken out of them, and what tutorials write.
//!
//! Telegram limits and bans accounts that log in with these from another program
//! (`API_ID_PUBLISHED_FLOOD`, and worse without a word). Each pair stands in many public sources.

/// Number, key, whose it is: a name, which is the same in every language.
fn known() -> impl Iterator<Item = (i64, &'static str, &'static str)> {
    include_str!("public_apps.txt").lines().filter_map(|line| {
        let (id, rest) = line.split_once(' ')?;
        let (key, owner) = rest.split_once(' ')?;
        Some((id.parse().ok()?, key, owner))
    })
}

/// Whose application this is, if everybody knows its number or its key.
pub fn owner_of(api_id: Option<i64>, api_hash: Option<&str>) -> Option<&'static str> {
    let is_known = |(id, key, _): &(i64, &str, _)| {
        api_id == Some(*id) || api_hash.is_some_and(|hash| hash.eq_ignore_ascii_case(key))
    };
    known().find(is_known).map(|(_, _, owner)| owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_by_number_or_key() {
        assert_eq!(owner_of(Some(2040), None), Some("Telegram Desktop"));
        let key = "EB06D4ABFB49DC3EEB1AEB98AE0F581E";
        assert_eq!(owner_of(Some(7_654_321), Some(key)), Some("Telegram Android"));
        assert_eq!(owner_of(Some(7_654_321), None), None);
        assert_eq!(owner_of(None, None), None);
    }

    #[test]
    fn every_key_is_one() {
        for (_, key, owner) in known() {
            let is_hex = key.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_hex && key.len() == 32, "{owner}");
        }
    }
}
