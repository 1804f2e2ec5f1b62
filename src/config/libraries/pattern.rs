//! What the engine of regular expressions says.

use crate::phrasebook::Phrasebook;

/// In English and Russian.
pub(in crate::config) const PATTERN: Phrasebook = Phrasebook(&[
    ("unclosed group", "скобка ( не закрыта"),
    ("unopened group", "скобка ) не открыта"),
    ("unclosed character class", "скобка [ не закрыта"),
    ("unclosed counted repetition", "скобка { не закрыта"),
    (
        "repetition operator missing expression",
        "перед знаком повторения (* + ? или {2,3}) ничего нет",
    ),
    (
        "repetition quantifier expects a valid decimal",
        "в { } должно стоять число",
    ),
    (
        "invalid repetition count range, the start must be <= the end",
        "в { } первое число больше второго",
    ),
    (
        "unrecognized escape sequence",
        "такого знака после \\ не бывает",
    ),
    (
        "incomplete escape sequence, reached end of pattern prematurely",
        "после \\ ничего нет",
    ),
    (
        "invalid escape sequence found in character class",
        "такого знака после \\ в [ ] не бывает",
    ),
    (
        "invalid character class range, the start must be <= the end",
        "в [ ] начало промежутка больше конца",
    ),
    (
        "invalid range boundary, must be a literal",
        "в [ ] промежуток должен быть между двумя знаками",
    ),
    (
        "look-around, including look-ahead and look-behind, is not supported",
        "(?=…), (?!…), (?<=…) и (?<!…) не поддерживаются",
    ),
    (
        "backreferences are not supported",
        "ссылки на группы (\\1) не поддерживаются",
    ),
    (
        "unclosed capture group name",
        "название группы не закрыто знаком >",
    ),
    ("empty capture group name", "у группы пустое название"),
    (
        "duplicate capture group name",
        "две группы с одним названием",
    ),
    (
        "invalid capture group character",
        "такой знак в названии группы не бывает",
    ),
    ("unrecognized flag", "такого флага в (?…) нет"),
    ("duplicate flag", "флаг в (?…) стоит дважды"),
    ("expected flag but got end of regex", "после (? ничего нет"),
    ("decimal literal empty", "в { } нет числа"),
    ("decimal literal invalid", "в { } стоит не число"),
    ("hexadecimal literal empty", "в \\x{ } нет числа"),
    (
        "invalid hexadecimal digit",
        "после \\x бывают только цифры 0–9 и A–F",
    ),
    (
        "Unicode not allowed here",
        "такое здесь нельзя: \\d, \\w, \\b и (?i) — только для латиницы",
    ),
    ("Unicode property not found", "такого свойства \\p{…} нет"),
    (
        "exceed the maximum number of nested parentheses/brackets ({=})",
        "слишком много скобок внутри скобок: больше {=}",
    ),
]);
