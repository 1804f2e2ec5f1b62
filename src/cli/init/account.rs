//! What an account number looks like: from so many to so many digits, or a pattern of their own,
//! tried on real numbers and on a telephone number that must not be taken.

use super::InitError;
use super::dialogue::{Dialogue, Question, Text};
use super::shape;
use crate::cli::terminal::Person;
use crate::language::Language;
use crate::order::account::{AccountPattern, Found};

/// The rule, and numbers that it takes.
#[derive(Debug)]
pub(super) struct AccountAnswers {
    pub pattern: AccountPattern,
    pub examples: Vec<String>,
}

/// How often the whole of it is begun anew.
const ROUNDS_MAX: u32 = 5;
/// Real numbers that are asked for.
const EXAMPLES: usize = 3;
/// No account number is longer.
const EXAMPLE_CHARACTERS_MAX: usize = 100;
/// The longest number of digits.
const DIGITS_MAX: u32 = 30;
/// Telephone numbers as customers write them; whoever takes one for an account gives goods to nobody.
const TELEPHONES: [&str; 4] = [
    "+79161234567",
    "89161234567",
    "+7 916 123-45-67",
    "+380501234567",
];

const INTRODUCTION: Text = (
    "\n4 of 6 · The customer's account number\n\
     The customer writes it into the order's details; it has to be found there among other words.\n\
     Where to look: at numbers of real customers, in the shop's own list.",
    "\n4 из 6 · Номер аккаунта покупателя\n\
     Покупатель пишет его в деталях заказа, и там его надо найти среди других слов.\n\
     Где посмотреть: на номера настоящих покупателей, в списке самого магазина.",
);
const DIGITS: Question = Question {
    prompt: (
        "From how many to how many digits, such as 6-9? (With letters: type “letters”; ?: help)",
        "Сколько в нём цифр, от и до, например 6-9? (Если есть буквы, наберите «буквы»; ? — помощь)",
    ),
    more: (
        "  Count the digits of the shortest and of the longest number: 6-9. All of one length: 8. Closer limits are better:\n  \
         then a telephone number or a date is not taken for an account.",
        "  Посчитайте цифры в самом коротком и в самом длинном номере: 6-9. Если все одной длины: 8. Чем уже границы, тем лучше:\n  \
         тогда за номер аккаунта не сойдут телефон или дата.",
    ),
};
const EXAMPLE: Question = Question {
    prompt: (
        "A real number (Enter: no more):",
        "Настоящий номер (Enter — больше нет):",
    ),
    more: (
        "  The account number of a real customer, as they would write it. It stays in the configuration, as an example.",
        "  Номер аккаунта настоящего покупателя, как он его пишет. Останется в настройках как пример.",
    ),
};
const OWN: Question = Question {
    prompt: (
        "The pattern, a regular expression (Enter: the one above):",
        "Образец, регулярное выражение (Enter — тот, что выше):",
    ),
    more: (
        "  \\d is a digit, [A-Z] a letter, {5,8} from 5 to 8 times, \\b the edge of a word: \\bUS-\\d{5}\\b finds US-12345.",
        "  \\d — цифра, [A-Z] — буква, {5,8} — от 5 до 8 раз, \\b — край слова: \\bUS-\\d{5}\\b находит US-12345.",
    ),
};
const AGAIN: Text = (
    "  Then once more: how long are they really?",
    "  Тогда ещё раз: какой они на самом деле длины?",
);
const TELEPHONE_ANYWAY: Text = ("Go on with it all the same?", "Всё равно оставить так?");

/// What the numbers consist of.
enum Shape {
    Digits(u32, u32),
    Other,
}

/// Asks until there is a pattern that stands its trials, or that they want all the same.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<AccountAnswers, InitError> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    for _ in 0..ROUNDS_MAX {
        let shape = dialogue
            .ask(DIGITS, |answer| read_shape(answer, language))
            .await?;
        let answers = match shape {
            Shape::Digits(least, most) => of_digits(dialogue, least, most).await?,
            Shape::Other => of_their_own(dialogue).await?,
        };
        let Some(answers) = answers else {
            dialogue.say(AGAIN);
            continue;
        };
        if stands_telephones(dialogue, &answers.pattern).await? {
            show(dialogue, &answers);
            return Ok(answers);
        }
    }
    Err(InitError::TooManyTries)
}

/// Digits only: the pattern is made, then tried.
async fn of_digits(
    dialogue: &mut Dialogue<'_, impl Person>,
    least: u32,
    most: u32,
) -> Result<Option<AccountAnswers>, InitError> {
    let written = if least == most {
        format!(r"\b\d{{{least}}}\b")
    } else {
        format!(r"\b\d{{{least},{most}}}\b")
    };
    let Ok(pattern) = AccountPattern::new(&written) else {
        return Ok(None);
    };
    dialogue.tell(&dialogue.language.pick(
        format!("  The pattern: {written}. Now {EXAMPLES} real numbers, to try it on:"),
        format!("  Образец: {written}. Теперь {EXAMPLES} настоящих номера, чтобы его проверить:"),
    ));
    let language = dialogue.language;
    let mut examples = Vec::new();
    for _ in 0..EXAMPLES {
        let number = dialogue
            .ask(EXAMPLE, |answer| short(answer, language))
            .await?;
        if number.is_empty() {
            break;
        }
        match verdict(&pattern, &number, language) {
            Ok(found) => {
                dialogue.tell(&format!("  ✓ {found}"));
                examples.push(number);
            }
            Err(trouble) => {
                dialogue.tell(&format!("  ✗ {trouble}"));
                return Ok(None);
            }
        }
    }
    Ok(Some(AccountAnswers { pattern, examples }))
}

/// Anything else: the numbers come first, and a pattern is proposed.
async fn of_their_own(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Option<AccountAnswers>, InitError> {
    let language = dialogue.language;
    let mut examples: Vec<String> = Vec::new();
    while examples.len() < EXAMPLES {
        let number = dialogue
            .ask(EXAMPLE, |answer| short(answer, language))
            .await?;
        match (number.is_empty(), examples.is_empty()) {
            (false, _) => examples.push(number),
            (true, false) => break,
            (true, true) => return Ok(None),
        }
    }
    let proposed = shape::pattern_for(&examples);
    dialogue.tell(&language.pick(
        format!("  A pattern that finds these: {proposed}"),
        format!("  Образец, который их находит: {proposed}"),
    ));
    let read = |answer: &str| {
        let written = if answer.is_empty() {
            proposed.as_str()
        } else {
            answer
        };
        let pattern = AccountPattern::new(written).map_err(|error| error.to_string())?;
        for example in &examples {
            verdict(&pattern, example, language)?;
        }
        Ok(pattern)
    };
    let pattern = dialogue.ask(OWN, read).await?;
    Ok(Some(AccountAnswers { pattern, examples }))
}

/// Whether no telephone number is taken for an account, or they want it so.
async fn stands_telephones(
    dialogue: &mut Dialogue<'_, impl Person>,
    pattern: &AccountPattern,
) -> Result<bool, InitError> {
    let taken = TELEPHONES
        .iter()
        .find_map(|telephone| match pattern.find(telephone) {
            Found::One(number) => Some((telephone, number)),
            Found::Nothing | Found::Several(_) => None,
        });
    let Some((telephone, number)) = taken else {
        dialogue.say((
            "  ✓ A telephone number (+7 916 123-45-67) is not taken for one.",
            "  ✓ Номер телефона (+7 916 123-45-67) за номер аккаунта не сойдёт.",
        ));
        return Ok(true);
    };
    dialogue.tell(&dialogue.language.pick(
        format!("  ✗ A telephone number would be taken for an account: {telephone} → {number}. Who writes only that would have a stranger given the goods."),
        format!("  ✗ За номер аккаунта сойдёт и телефон: {telephone} → {number}. Кто напишет только его, тому товар уйдёт на чужой аккаунт."),
    ));
    dialogue.agrees(TELEPHONE_ANYWAY, false).await
}

/// Shows what came of it, in a sentence as customers write.
fn show(dialogue: &mut Dialogue<'_, impl Person>, answers: &AccountAnswers) {
    let Some(example) = answers.examples.first() else {
        return;
    };
    let sentence = dialogue.language.pick(
        format!("my id {example}, thanks!"),
        format!("мой айди {example}, спасибо!"),
    );
    let found = verdict(&answers.pattern, &sentence, dialogue.language);
    let mark = if found.is_ok() { "✓" } else { "✗" };
    let found = found.unwrap_or_else(|trouble| trouble);
    dialogue.tell(&format!("  {mark} «{sentence}» → {found}"));
}

/// The one number that is found, or why none is.
fn verdict(pattern: &AccountPattern, text: &str, language: Language) -> Result<String, String> {
    match pattern.find(text) {
        Found::One(number) => Ok(number.to_string()),
        Found::Nothing => Err(language.pick(
            format!(
                "{} does not fit {text:?}: nothing is found.",
                pattern.as_str()
            ),
            format!(
                "Образец {} не подходит к {text:?}: ничего не найдено.",
                pattern.as_str()
            ),
        )),
        Found::Several(_) => Err(language.pick(
            format!("{} finds several numbers in {text:?}.", pattern.as_str()),
            format!(
                "Образец {} находит в {text:?} несколько номеров.",
                pattern.as_str()
            ),
        )),
    }
}

/// A number, and no letter of a customer's.
fn short(answer: &str, language: Language) -> Result<String, String> {
    if answer.chars().count() > EXAMPLE_CHARACTERS_MAX {
        let complaint = language.pick("Just the number, please.", "Только сам номер, пожалуйста.");
        return Err(complaint.to_owned());
    }
    Ok(answer.to_owned())
}

/// `6-9`, `от 6 до 9`, `8`; or that there are letters.
fn read_shape(answer: &str, language: Language) -> Result<Shape, String> {
    let numbers: Vec<u32> = answer
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(u32::MAX))
        .collect();
    let (least, most) = match numbers[..] {
        [] if !answer.is_empty() => return Ok(Shape::Other),
        [only] => (only, only),
        [least, most] => (least, most),
        _ => {
            return Err(language
                .pick(
                    "Two numbers, such as 6-9, or one.",
                    "Два числа, например 6-9, или одно.",
                )
                .to_owned());
        }
    };
    if least == 0 || most < least || most > DIGITS_MAX {
        return Err(language.pick(
            format!("From 1 to {DIGITS_MAX} digits, the smaller number first. How many digits, not which."),
            format!("От 1 до {DIGITS_MAX} цифр, меньшее число — первым. Сколько цифр, а не какие."),
        ));
    }
    Ok(Shape::Digits(least, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_however_it_is_written() {
        for (text, least, most) in [
            ("6-9", 6, 9),
            ("от 6 до 9", 6, 9),
            ("from 6 to 9 digits", 6, 9),
            ("8", 8, 8),
            ("4..12", 4, 12),
        ] {
            let Ok(Shape::Digits(from, to)) = read_shape(text, Language::English) else {
                panic!("{text}");
            };
            assert_eq!((from, to), (least, most), "{text}");
        }
        for text in ["", "9-6", "0", "1 2 3", "12345678", "5-99999999999"] {
            assert!(read_shape(text, Language::English).is_err(), "{text}");
        }
        for text in ["letters", "буквы"] {
            assert!(matches!(
                read_shape(text, Language::Russian),
                Ok(Shape::Other)
            ));
        }
    }
}
