//! Whatever surrounds a number, the account that is taken is the whole of what a person would read as
//! one, or people are asked.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

/// Compiling it is slow in an unoptimised build.
static PATTERN: LazyLock<AccountPattern> = LazyLock::new(|| AccountPattern::new(DIGITS).unwrap());

/// Characters that nobody sees, as far as they are used here.
const UNSEEN: [char; 6] = ['\u{200B}', '\u{AD}', '\u{2060}', '\u{200F}', '\u{FEFF}', '\u{FE0F}'];
/// What may be glued in front.
const LABELS: [&str; 8] = ["id", "uid", "ид", "айди", "аккаунт", "акк", "acc", "номер"];

/// The words in which a person reads the account: what is not seen is left out, digits of other
/// scripts are digits, and words end at white space and at what nobody takes for a part of a number.
fn words(details: &str) -> Vec<String> {
    let seen = details.chars().filter(|it| !UNSEEN.contains(it));
    let seen = seen.map(|it| match it {
        '０'..='９' => char::from_digit(u32::from(it) - u32::from('０'), 10).unwrap(),
        '٠'..='٩' => char::from_digit(u32::from(it) - u32::from('٠'), 10).unwrap(),
        _ => it,
    });
    // "№. 5" and "№=5" are "No. 5".
    let seen = seen.collect::<String>().replace("№.", "№").replace("№=", "№");
    let ends = |it: char| it.is_whitespace() || ",;:()[]«»\"'#№|!🎁".contains(it);
    let mut words: Vec<String> = Vec::new();
    for word in seen.split(ends).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let word = word.strip_suffix('.').unwrap_or(&word);
        let word = word.strip_prefix('@').unwrap_or(word);
        let is_labelled = words.last().is_some_and(|last| LABELS.contains(&last.as_str()));
        let glued = LABELS.iter().filter_map(|label| word.strip_prefix(label));
        let glued = glued.chain(is_labelled.then_some(word));
        let mut numbers = glued.map(|rest| rest.strip_prefix(['=', '-', '.']).unwrap_or(rest));
        let number = numbers.find(|rest| rest.starts_with(|it: char| it.is_ascii_digit()));
        words.push(number.unwrap_or(word).trim_matches('*').to_owned());
    }
    words
}

/// The digits of groups that only white space separates, on one line.
fn grouped(details: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for line in details.lines() {
        let mut number = String::new();
        for word in line.split(' ') {
            if !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit()) {
                number.push_str(word);
            } else if !word.is_empty() {
                numbers.push(std::mem::take(&mut number));
            }
        }
        numbers.push(number);
    }
    numbers.retain(|number| !number.is_empty());
    numbers
}

fn piece() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(vec![
        " ", " ", " ", "\n", ".", ",", ", ", ":", ": ", "-", " - ", "/", "_", "+", "@", "#", "№",
        "(", ")", "[", "]", "«", "»", "'", "|", "!", "?", "*", "=", "&", "€", "₽", "🎁",
        "\u{200B}", "\u{AD}", "\u{2060}", "\u{200F}", "\u{FE0F}", "\u{A0}",
    ]);
    let words = prop::sample::select(vec![
        "id",
        "ID",
        "айди",
        "uid",
        "акк",
        "номер",
        "спасибо",
        "Вася",
        "сервер",
        "не",
        "руб",
        "шт",
        "О",
        "x",
    ]);
    prop_oneof![
        4 => signs.prop_map(str::to_owned),
        2 => words.prop_map(str::to_owned),
        3 => "[0-9]{1,13}",
        1 => "[０-９]{1,6}",
        1 => "[٠-٩]{1,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_account_is_the_whole_of_what_a_person_reads(
        pieces in prop::collection::vec(piece(), 1..9),
    ) {
        let details = pieces.concat();
        if let Found::One(account) = PATTERN.find(&details) {
            let words = words(&details);
            prop_assert!(words.iter().any(|word| word == account.as_str()), "{account:?} of {details:?}: {words:?}");
            let is_part = |number: &String| {
                number.len() > account.as_str().len() && number.contains(account.as_str())
            };
            let is_labelled = words.iter().any(|word| LABELS.contains(&word.as_str())) || details.contains('№');
            let part = grouped(&details).into_iter().find(is_part);
            prop_assert!(part.is_none() || is_labelled, "{account:?} of {details:?}: {part:?}");
        }
    }

    #[test]
    fn an_honest_customer_is_not_asked(
        account in "[1-9][0-9]{4,11}",
        before in prop::sample::select(vec![
            "", "ID: ", "id", "айди", "мой id - ", "#", "(", "Здравствуйте! ", "Аккаунт:\n", "for my son: ", "№ ", "id=",
        ]),
        after in prop::sample::select(vec!["", ".", " ", "\nспасибо", ", спасибо", " 🎁", "!", " (Вася)", "\n\nжду"]),
    ) {
        let after = if before == "(" { ")" } else { after };
        let details = format!("{before}{account}{after}");
        prop_assert_eq!(PATTERN.find(&details), Found::One(AccountId::known(account)), "{}", details);
    }

    #[test]
    fn what_is_glued_to_it_puts_it_in_doubt(
        account in "[1-9][0-9]{4,11}",
        glue in prop::sample::select(vec!["-", "/", "_", "+", ".", "@", "а", "€", "=", "&", "?", "\u{200B}"]),
        other in "[0-9]{1,3}|[в-з]{2}",
        is_behind in any::<bool>(),
    ) {
        let details = if is_behind {
            format!("{account}{glue}{other}")
        } else {
            format!("{other}{glue}{account}")
        };
        prop_assert_eq!(PATTERN.find(&details).certain(), None, "{}", details);
    }
}
