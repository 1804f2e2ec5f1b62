//! Near names: what somebody who mistyped a key probably meant.

/// How many letters may be wrong, missing, too many or swapped.
const DISTANCE_MAX: usize = 2;

/// The one of `names` that `typed` probably meant.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (distance(typed, name), name))
        .filter(|&(distance, name)| distance <= DISTANCE_MAX && distance < name.chars().count())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Edits from one word to the other; two neighbours swapped count as one edit.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut before_previous = vec![0; other.len() + 1];
    let mut previous: Vec<usize> = (0..=other.len()).collect();
    for row in 1..=one.len() {
        let mut current = vec![row; other.len() + 1];
        for column in 1..=other.len() {
            let same = one[row - 1] == other[column - 1];
            let mut least = (previous[column] + 1)
                .min(current[column - 1] + 1)
                .min(previous[column - 1] + usize::from(!same));
            let swapped = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if swapped {
                least = least.min(before_previous[column - 2] + 1);
            }
            current[column] = least;
        }
        before_previous = std::mem::replace(&mut previous, current);
    }
    previous[other.len()]
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
