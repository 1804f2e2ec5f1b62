//! The words that people write around numbers, in Russian and English.

use std::sync::LazyLock;

use super::comparable::key;
use super::labels::{Labels, trim_separators};
use crate::order::Currency;

/// What introduces a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Introduction {
    /// The label of an account.
    Label,
    /// Something that says what else it is: `server 2001`.
    OtherNumber,
    /// Something that says that it is not the one: `without 12345`, `my old id 12345`.
    Denial,
    /// Nothing that is known.
    None,
}

/// The labels of account numbers; an owner adds others.
pub(super) const ACCOUNT_LABELS: [&str; 10] = [
    "id",
    "uid",
    "ид",
    "айди",
    "аккаунт",
    "акк",
    "acc",
    "account",
    "номер",
    "№",
];

static OTHER_NUMBERS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::new([
        "сервер",
        "сервера",
        "сервере",
        "серв",
        "server",
        "serv",
        "зона",
        "зоне",
        "зоны",
        "zone",
        "регион",
        "region",
        "id сервера",
        "id зоны",
        "канал",
        "channel",
        "клан",
        "clan",
        "гильдия",
        "guild",
        "уровень",
        "уровня",
        "лвл",
        "level",
        "lvl",
        "рейтинг",
        "тел",
        "тлф",
        "телефон",
        "телефона",
        "телефону",
        "tel",
        "phone",
        "mobile",
        "моб",
        "мобильный",
        "whatsapp",
        "viber",
        "карта",
        "карты",
        "карту",
        "card",
        "счёт",
        "счет",
        "счёта",
        "счета",
        "код",
        "code",
        "смс",
        "sms",
        "пин",
        "pin",
        "пароль",
        "password",
        "pass",
        "промокод",
        "promo",
        "индекс",
        "zip",
        "дом",
        "кв",
        "квартира",
        "год",
        "года",
        "году",
        "year",
        "возраст",
        "age",
        "др",
        "родился",
        "родилась",
        "рождения",
        "birthday",
        "born",
        "цена",
        "цену",
        "price",
        "сумма",
        "сумму",
        "total",
        "amount",
        "за",
        "заказ",
        "номер заказа",
        "id заказа",
        "order",
        "order number",
        "чек",
        "чека",
        "receipt",
        "платёж",
        "платежа",
        "payment",
        "transaction",
        "версия",
        "version",
    ])
});

static DENIALS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::new([
        "не",
        "без",
        "кроме",
        "вместо",
        "не мой",
        "старый",
        "старого",
        "старом",
        "прежний",
        "бывший",
        "чужой",
        "not",
        "not my",
        "without",
        "except",
        "instead of",
        "old",
        "former",
        "wrong",
    ])
});

/// What is counted or paid: behind such a number, an amount and no account.
static UNITS: LazyLock<Vec<String>> = LazyLock::new(|| UNIT_WORDS.map(key).into());

const UNIT_WORDS: [&str; 57] = [
    "usdt",
    "ton",
    "btc",
    "шт",
    "штук",
    "штуки",
    "алмаз",
    "алмаза",
    "алмазов",
    "diamond",
    "diamonds",
    "гем",
    "гемов",
    "gem",
    "gems",
    "монет",
    "монеты",
    "coin",
    "coins",
    "робуксов",
    "robux",
    "кредитов",
    "credits",
    "голды",
    "gold",
    "баллов",
    "points",
    "очков",
    "uc",
    "звезд",
    "звезды",
    "star",
    "stars",
    "р",
    "руб",
    "рубль",
    "рубля",
    "рублей",
    "rub",
    "евро",
    "euro",
    "euros",
    "доллар",
    "доллара",
    "долларов",
    "dollars",
    "баксов",
    "bucks",
    "тенге",
    "грн",
    "гривен",
    "лет",
    "год",
    "года",
    "году",
    "г",
    "years",
];

/// What introduces the number before which this text stands.
pub(super) fn introduction(labels: &Labels, before: &[char]) -> Introduction {
    let before = trim_separators(before);
    let label = labels.at_end_of(before);
    let other = OTHER_NUMBERS.at_end_of(before);
    let (introduction, start) = match (label, other) {
        (Some(label), Some(other)) if other < label => (Introduction::OtherNumber, other),
        (Some(label), _) => (Introduction::Label, label),
        (None, Some(other)) => (Introduction::OtherNumber, other),
        (None, None) => (Introduction::None, before.len()),
    };
    let earlier = &before[..start];
    if DENIALS.at_end_of(trim_separators(earlier)).is_some() {
        Introduction::Denial
    } else if introduction == Introduction::Label && names_another(earlier) {
        Introduction::OtherNumber
    } else {
        introduction
    }
}

/// Whether the label behind this is that of something else: `server №`, `order id`.
fn names_another(before: &[char]) -> bool {
    let word = before.iter().rposition(|it| !" .".contains(*it));
    word.is_some_and(|last| OTHER_NUMBERS.at_end_of(&before[..=last]).is_some())
}

/// Whether a word is a currency as it stands before an amount: `EUR 5000`.
pub(super) fn is_currency(word: &str) -> bool {
    word.chars().all(char::is_uppercase) && is_unit(word)
}

/// Whether a word is something that is counted or paid.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&key(word)) || Currency::from_code(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::comparable::Comparable;
    use super::*;

    fn introduced(before: &str) -> Introduction {
        let before = Comparable::of(before);
        introduction(&Labels::new(ACCOUNT_LABELS), before.characters())
    }

    #[test]
    fn what_a_number_is_called() {
        for (before, expected) in [
            ("ID: ", Introduction::Label),
            ("мой аккаунт — ", Introduction::Label),
            ("player id ", Introduction::Label),
            ("№", Introduction::Label),
            ("server id ", Introduction::OtherNumber),
            ("заказ №", Introduction::OtherNumber),
            ("карта № ", Introduction::OtherNumber),
            ("сервер EU, id ", Introduction::Label),
            ("сервер: id ", Introduction::Label),
            ("номер телефона: ", Introduction::OtherNumber),
            ("номер заказа ", Introduction::OtherNumber),
            ("Сервер ", Introduction::OtherNumber),
            ("не ", Introduction::Denial),
            ("мой старый id ", Introduction::Denial),
            ("Без ", Introduction::Denial),
            ("здравствуйте, ", Introduction::None),
            ("", Introduction::None),
        ] {
            assert_eq!(introduced(before), expected, "{before}");
        }
    }

    #[test]
    fn an_owners_label_comes_before_what_else_it_may_mean() {
        let labels = Labels::new(["телефон"]);
        let before = Comparable::of("мой телефон ");
        let introduction = introduction(&labels, before.characters());
        assert_eq!(introduction, Introduction::Label);
    }

    #[test]
    fn units_in_any_case() {
        assert!(is_unit("рублей"));
        assert!(is_unit("РУБ") && is_unit("EUR") && is_unit("звёзд") && !is_unit("спасибо"));
    }
}
