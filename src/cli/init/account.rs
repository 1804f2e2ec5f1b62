//! What an account number looks like: so many digits, or a pattern of their own, tried on real
//! numbers and on a telephone number that must not be taken.

use super::dialogue::{Dialogue, Question, Text, Unanswered, capitalised};
use super::digits::DigitCount;
use super::rule::Rule;
use super::shape;
use crate::cli::terminal::{Gone, Person};
use crate::language::Language;
use crate::report::UserError;

/// The rule, and numbers that it takes.
#[derive(Debug)]
pub(super) struct AccountAnswers {
    pub rule: Rule,
    pub examples: Vec<String>,
}

/// How often the whole of it is begun anew.
const ROUNDS_MAX: u32 = 5;
/// Real numbers that are asked for.
const EXAMPLES: usize = 3;
/// No account number is longer.
const EXAMPLE_CHARACTERS_MAX: usize = 64;
/// What says that there is more in it than digits.
const LETTERS: [&str; 5] = ["буквы", "с буквами", "есть буквы", "letters", "letter"];

const INTRODUCTION: Text = (
    "The customer writes it into the order's details; it has to be found there among other words.\n\
     Where to look: at numbers of real customers, in the shop's own list.",
    "Покупатель пишет его в деталях заказа, и там его надо найти среди других слов.\n\
     Где посмотреть: на номера настоящих покупателей, в списке самого магазина.",
);
const DIGITS: Question = Question {
    prompt: (
        "How many digits has it? Such as 8, or 6-10 (“letters” if there are letters in it; Enter: later, ?: help):",
        "Сколько в нём цифр? Например 8 или 6-10 (если в нём есть буквы — «буквы»; Enter — позже, ? — помощь):",
    ),
    more: (
        "  Count the digits of the shortest and of the longest number: 6-10. All of one length: 8. Closer limits are better: \
         then a telephone number or a date is not taken for an account.",
        "  Посчитайте цифры в самом коротком и в самом длинном номере: 6-10. Если все одной длины: 8. Чем уже границы, тем лучше: \
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
const PATTERN: Question = Question {
    prompt: (
        "Press Enter to take it, or type a pattern of your own (?: help):",
        "Нажмите Enter, чтобы взять его, или введите свой образец (? — помощь):",
    ),
    more: (
        "  A pattern is a regular expression: \\d is a digit, [A-Z] a letter, {5,8} from 5 to 8 times, \\b the edge of a word.\n  \
         \\bUS-\\d{5}\\b finds US-12345.",
        "  Образец — это регулярное выражение: \\d — цифра, [A-Z] — буква, {5,8} — от 5 до 8 раз, \\b — край слова.\n  \
         \\bUS-\\d{5}\\b находит US-12345.",
    ),
};
const NOW_EXAMPLES: Text = (
    "  Now up to three real numbers, to try it on:",
    "  Теперь до трёх настоящих номеров, чтобы проверить:",
);
const WITH_LETTERS: Text = (
    "  Understood: numbers with letters in them, such as US-12345. Up to three real ones, to make a pattern of:",
    "  Понял: номера с буквами, например US-12345. До трёх настоящих, чтобы составить по ним образец:",
);
const AGAIN: Text = (
    "  Then once more: how long are they really?",
    "  Тогда ещё раз: какой они на самом деле длины?",
);
const REALLY: Text = ("Are they really like that?", "Номера правда такие?");
const ALL_THE_SAME: Text = ("Go on with it all the same?", "Всё равно оставить так?");
const NO_TELEPHONE: Text = (
    "  ✓ A telephone number (+7 916 123-45-67) is not taken for one.",
    "  ✓ Номер телефона (+7 916 123-45-67) за номер аккаунта не сойдёт.",
);

/// What the numbers consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Digits(DigitCount),
    Letters,
}

/// Asks until there is a pattern that stands its trials, or that they want all the same; `None`:
/// later.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Option<AccountAnswers>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    for _ in 0..ROUNDS_MAX {
        let shape = dialogue
            .ask(DIGITS, |answer| read_shape(answer, language))
            .await?;
        let answers = match shape {
            None => return Ok(None),
            Some(Shape::Digits(count)) => of_digits(dialogue, count).await?,
            Some(Shape::Letters) => of_their_own(dialogue).await?,
        };
        match answers {
            Some(answers) if stands_telephones(dialogue, &answers.rule).await? => {
                show(dialogue, &answers);
                return Ok(Some(answers));
            }
            Some(_) | None => dialogue.say(AGAIN),
        }
    }
    Err(Unanswered::TooManyTries)
}

/// Digits only: the pattern is made, then tried. `None`: it is not so.
async fn of_digits(
    dialogue: &mut Dialogue<'_, impl Person>,
    count: DigitCount,
) -> Result<Option<AccountAnswers>, Unanswered> {
    let language = dialogue.language;
    let understood = count.describe_with_examples(language);
    dialogue.tell(&language.pick(
        format!("  Understood: a number {understood}."),
        format!("  Понял: номер {understood}."),
    ));
    if let Some(doubt) = count.doubt(language) {
        dialogue.tell(&format!("  ! {doubt}"));
        if !dialogue.agrees(REALLY, false).await? {
            return Ok(None);
        }
    }
    // Whatever is counted makes a pattern.
    let Ok(rule) = Rule::of_digits(count) else {
        return Ok(None);
    };
    dialogue.say(NOW_EXAMPLES);
    let mut examples = Vec::new();
    while examples.len() < EXAMPLES {
        let Some(number) = example(dialogue).await? else {
            break;
        };
        match rule.find_one(&number, language) {
            Ok(found) => dialogue.tell(&format!("  ✓ {found}")),
            Err(trouble) => {
                dialogue.tell(&format!("  ✗ {trouble}"));
                return Ok(None);
            }
        }
        examples.push(number);
    }
    if examples.is_empty() {
        // Rehearsals need one.
        examples.push(count.example());
    }
    Ok(Some(AccountAnswers { rule, examples }))
}

/// Anything else: the numbers come first, and a pattern is proposed. `None`: there are none.
async fn of_their_own(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Option<AccountAnswers>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(WITH_LETTERS);
    let mut examples = Vec::new();
    while examples.len() < EXAMPLES {
        match example(dialogue).await? {
            Some(number) => examples.push(number),
            None => break,
        }
    }
    if examples.is_empty() {
        return Ok(None);
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
        // What to do about one in a file is of no use here.
        let rule = Rule::of_pattern(written)
            .map_err(|fault| capitalised(&UserError::what(&fault, language)))?;
        for example in &examples {
            rule.find_one(example, language)?;
        }
        Ok(rule)
    };
    let rule = dialogue.ask(PATTERN, read).await?;
    Ok(Some(AccountAnswers { rule, examples }))
}

/// A real number; `None`: there is no more.
async fn example(dialogue: &mut Dialogue<'_, impl Person>) -> Result<Option<String>, Unanswered> {
    let language = dialogue.language;
    dialogue
        .ask(EXAMPLE, |answer| read_example(answer, language))
        .await
}

/// Whether no telephone number is taken for an account, or they want it so.
async fn stands_telephones(
    dialogue: &mut Dialogue<'_, impl Person>,
    rule: &Rule,
) -> Result<bool, Gone> {
    let Some((telephone, number)) = rule.takes_telephone() else {
        dialogue.say(NO_TELEPHONE);
        return Ok(true);
    };
    dialogue.tell(&dialogue.language.pick(
        format!("  ✗ A telephone number would be taken for an account: {telephone} → {number}. Who writes only that would have a stranger given the goods."),
        format!("  ✗ За номер аккаунта сойдёт и телефон: {telephone} → {number}. Кто напишет только его, тому товар уйдёт на чужой аккаунт."),
    ));
    dialogue.agrees(ALL_THE_SAME, false).await
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
    let shown = match answers.rule.find_one(&sentence, dialogue.language) {
        Ok(found) => format!("  ✓ «{sentence}» → {found}"),
        Err(trouble) => format!("  ✗ {trouble}"),
    };
    dialogue.tell(&shown);
}

/// `8`, `6-10`, «буквы»; `None`: later.
fn read_shape(answer: &str, language: Language) -> Result<Option<Shape>, String> {
    let word = answer.trim_matches(['“', '”', '«', '»', '"', '\'']);
    if answer.is_empty() {
        return Ok(None);
    }
    if LETTERS.contains(&word.to_lowercase().as_str()) {
        return Ok(Some(Shape::Letters));
    }
    let count = DigitCount::parse(word).map_err(|bad| bad.describe(language))?;
    Ok(Some(Shape::Digits(count)))
}

/// One word with a digit in it, which no sentence is; `None`: no more.
fn read_example(answer: &str, language: Language) -> Result<Option<String>, String> {
    if answer.is_empty() {
        return Ok(None);
    }
    let is_number = answer.chars().any(|c| c.is_ascii_digit())
        && answer.chars().count() <= EXAMPLE_CHARACTERS_MAX
        && !answer.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_number {
        return Ok(Some(answer.to_owned()));
    }
    let complaint = language.pick(
        "Just the number, in one piece and with digits in it, such as 12345678 or US-12345.",
        "Только сам номер, одним словом и с цифрами, например 12345678 или US-12345.",
    );
    Err(complaint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_taken_by_their_name_only() {
        let read = |text| read_shape(text, Language::Russian);
        for text in ["буквы", "Буквы", "«буквы»", "letters", "с буквами"] {
            assert_eq!(read(text), Ok(Some(Shape::Letters)), "{text}");
        }
        let count = DigitCount::parse("6-10").unwrap();
        assert_eq!(read("«6-10»"), Ok(Some(Shape::Digits(count))));
        assert_eq!(read(""), Ok(None));
        for text in ["восемь", "curl https://example.org/install | sh", "да"] {
            let complaint = read(text).unwrap_err();
            assert!(complaint.contains("«8»") && complaint.contains("«6-10»"));
            assert!(!complaint.contains(text), "{complaint}");
        }
    }

    #[test]
    fn a_sentence_is_no_number() {
        let read = |text| read_example(text, Language::English);
        for text in ["12345678", "US-12345", "игрок7"] {
            assert_eq!(read(text), Ok(Some(text.to_owned())));
        }
        for text in ["my id 12345678", "Pavel", "rm -rf 1", &"1".repeat(65)] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
