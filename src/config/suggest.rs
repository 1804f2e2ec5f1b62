//! What somebody who mistyped a name probably meant.

/// How many letters may be wrong, missing, too many or swapped.
const DISTANCE_MAX: usize = 2;

/// The one of `names` that `typed` probably meant.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(typed, name), name))
        .filter(|&(distance, name)| distance <= DISTANCE_MAX && distance < name.chars().count())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let names = ["product", "price", "pattern", "url"];
        for (typed, meant) in [
            ("pruduct", Some("product")),
            ("prodcut", Some("product")),
            ("products", Some("product")),
            ("patern", Some("pattern")),
            ("ulr", Some("url")),
            ("moderators", None),
            ("x", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
    }
}
