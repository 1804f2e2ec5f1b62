//! What the libraries say that read a configuration: TOML, templates, regular expressions.

use crate::phrasebook::Phrasebook;

/// What the reader of TOML says. What is expected follows what is wrong.
pub(super) const TOML: Phrasebook = Phrasebook(&[
    ("{}, expected nothing", "{}"),
    ("invalid {}, expected {}", "{}: здесь ошибка; нужно: {}"),
    ("{}, expected {}", "{}; нужно: {}"),
    ("{}, {}", "{}, {}"),
    ("duplicate key", "такой ключ здесь уже есть"),
    ("key with no value", "после ключа нет знака = и значения"),
    ("missing value for key", "после ключа нет значения"),
    ("missing value", "нет значения"),
    ("string values must be quoted", "текст должен стоять в кавычках"),
    ("invalid value", "значение записано неверно"),
    ("extra `=`", "лишний знак ="),
    ("unexpected `=` in array", "знак = внутри списка"),
    ("unexpected key or value", "лишнее в конце строки"),
    ("unexpected content", "лишнее в строке"),
    ("unexpected content between comment and newline", "лишнее после примечания"),
    ("unclosed table", "у раздела нет закрывающей скобки"),
    ("unclosed array table", "у раздела нет закрывающих скобок"),
    ("unclosed array", "список не закрыт скобкой"),
    ("unclosed inline table", "нет закрывающей фигурной скобки"),
    ("missing comma between array elements", "между значениями списка нет запятой"),
    ("missing comma between key-value pairs", "между записями нет запятой"),
    ("extra comma in array", "лишняя запятая в списке"),
    ("extra comma in inline table", "лишняя запятая"),
    ("missing array opening", "нет открывающей скобки списка"),
    ("missing inline table opening", "нет открывающей фигурной скобки"),
    ("missing table open", "нет открывающей скобки раздела"),
    ("missing assignment between key-value pairs", "нет знака = между ключом и значением"),
    ("extra assignment between key-value pairs", "лишний знак ="),
    ("missing key for inline table element", "нет ключа"),
    ("missing opening quote", "нет открывающей кавычки"),
    ("missing escaped value", "после \\ ничего нет"),
    ("missing comment start", "нет знака # перед примечанием"),
    ("unquoted keys cannot be empty", "нет ключа"),
    ("unexpected leading zero", "лишний ноль в начале числа"),
    ("unexpected sign", "лишний знак перед числом"),
    ("redundant numeric sign", "лишний знак перед числом"),
    ("`_` may only go between digits", "знак _ бывает только между цифрами"),
    ("carriage return must be followed by newline", "лишний знак возврата каретки (\\r)"),
    ("too few unicode value digits", "в записи символа после \\u не хватает цифр"),
    ("cannot recurse further; max recursion depth met", "слишком много скобок внутри скобок"),
    ("cannot extend value of type {} with a dotted key", "ключ уже занят другим значением"),
    ("keys cannot be multi-line {}", "ключ не может занимать несколько строк"),
    ("invalid {}", "{}: здесь ошибка"),
    ("basic string", "текст в кавычках"),
    ("multi-line basic string", "текст в тройных кавычках"),
    ("literal string", "текст в одинарных кавычках"),
    ("multi-line literal string", "текст в тройных одинарных кавычках"),
    ("unquoted key", "ключ без кавычек"),
    ("string", "текст"),
    ("boolean", "true или false"),
    ("hexadecimal number", "шестнадцатеричное число"),
    ("octal number", "восьмеричное число"),
    ("binary number", "двоичное число"),
    ("key-value pair", "запись"),
    ("inline table element", "запись"),
    ("comment character", "примечание"),
    ("integer", "целое число"),
    ("integer number", "целое число"),
    ("float", "дробное число"),
    ("floating-point number", "дробное число"),
    ("datetime", "дата"),
    ("date-time", "дата"),
    ("key", "ключ"),
    ("value", "значение"),
    ("numbers", "цифры"),
    ("letters", "латинские буквы"),
    ("digits", "цифры"),
    ("newline", "конец строки"),
    ("`\\n`", "конец строки"),
    ("characters", "видимые знаки"),
    ("printable characters", "видимые знаки"),
    ("non-double-quote visible characters", "видимые знаки, кроме кавычки"),
    ("non-single-quote visible characters", "видимые знаки, кроме одинарной кавычки"),
    ("non-single-quote characters", "знаки, кроме одинарной кавычки"),
    ("unicode hexadecimal value", "номер символа цифрами 0–9 и A–F"),
]);

/// What the engine of templates says.
pub(super) const TEMPLATE: Phrasebook = Phrasebook(&[
    ("filter {=} is unknown", "фильтра «{=}» нет"),
    ("test {=} is unknown", "проверки «{=}» нет"),
    ("{=} is unknown", "функции «{=}» нет"),
    ("unknown statement {=}", "команды «{=}» нет"),
    ("unknown {}, expected statement", "после {% должна стоять команда, а здесь {}"),
    ("unexpected end of input, expected {}", "шаблон кончился раньше времени, не хватает: {}"),
    ("unexpected end of {}", "нет конца: {}"),
    ("unexpected input after end of variable block", "лишнее после }}"),
    ("unexpected input after expression", "лишнее после выражения"),
    ("unexpected character", "такой знак в {{ }} и {% %} не бывает"),
    ("unexpected {}, expected {}", "здесь {}, а нужно {}"),
    ("unexpected keyword arguments", "лишние слова в скобках"),
    ("unexpected {}", "здесь не должно быть: {}"),
    ("cannot assign to reserved variable name {=}", "имя «{=}» занято"),
    ("cannot convert {} to {}", "{} нельзя превратить в {}"),
    ("value of type {} is not callable", "{} — не функция"),
    ("value of type {} cannot be sliced", "от этого нельзя взять часть: {}"),
    ("tried to use {=} operator on unsupported types {} and {}", "знак {=} здесь не подходит: {} и {}"),
    ("unable to calculate {=}", "это не вычислить: {=}"),
    ("strings can only be multiplied with integers", "текст можно умножить только на целое число"),
    ("repeated string is too large", "текст получается слишком длинным"),
    ("`replace` makes the text too long", "`replace` делает текст слишком длинным"),
    ("value is not a string", "это не текст"),
    ("not a string", "это не текст"),
    ("not iterable", "это не список"),
    ("{} is not iterable", "{} — не список"),
    ("expected a filter", "после | нет названия фильтра"),
    ("too many arguments", "слишком много значений в скобках"),
    ("missing argument", "не хватает значения в скобках"),
    ("missing keyword", "не хватает слова"),
    ("syntax error", "ошибка в записи"),
    ("invalid operation", "так сделать нельзя"),
    ("undefined value", "такого значения нет"),
    ("bad string escape", "ошибка после \\ в тексте"),
    ("engine ran out of fuel", "шаблон слишком сложный"),
    ("unknown method", "так вызвать нельзя"),
    ("template exceeds maximum recursion limits", "слишком много скобок внутри скобок"),
    ("end of input", "конец шаблона"),
    ("end of block", "конец команды: %}"),
    ("start of block", "начало команды: {%"),
    ("block keyword", "название команды"),
    ("end of variable block", "конец значения: }}"),
    ("start of variable block", "начало значения: {{"),
    ("template-data", "простой текст"),
    ("identifier", "название"),
    ("identifier or integer", "название или целое число"),
    ("assignment operator", "знак ="),
    ("integer", "целое число"),
    ("float", "дробное число"),
    ("number", "число"),
    ("string", "текст"),
    ("sequence", "список"),
    ("map", "набор значений"),
    ("undefined", "пустое значение"),
    ("none", "пустое значение"),
    ("bool", "да или нет"),
    ("plain object", "функция"),
    ("keyword", "слово"),
    ("expression", "значение"),
    ("comma", "запятая"),
    ("comment", "примечание: #}"),
    ("raw block", "{% raw %}"),
]);

/// What the engine of regular expressions says.
pub(super) const PATTERN: Phrasebook = Phrasebook(&[
    ("unclosed group", "скобка ( не закрыта"),
    ("unopened group", "скобка ) не открыта"),
    ("unclosed character class", "скобка [ не закрыта"),
    ("unclosed counted repetition", "скобка { не закрыта"),
    ("repetition operator missing expression", "перед знаком повторения (* + ? или {2,3}) ничего нет"),
    ("repetition quantifier expects a valid decimal", "в { } должно стоять число"),
    ("invalid repetition count range, the start must be <= the end", "в { } первое число больше второго"),
    ("unrecognized escape sequence", "такого знака после \\ не бывает"),
    ("incomplete escape sequence, reached end of pattern prematurely", "после \\ ничего нет"),
    ("invalid escape sequence found in character class", "такого знака после \\ в [ ] не бывает"),
    ("invalid character class range, the start must be <= the end", "в [ ] начало промежутка больше конца"),
    ("invalid range boundary, must be a literal", "в [ ] промежуток должен быть между двумя знаками"),
    ("look-around, including look-ahead and look-behind, is not supported", "(?=…), (?!…), (?<=…) и (?<!…) не поддерживаются"),
    ("backreferences are not supported", "ссылки на группы (\\1) не поддерживаются"),
    ("unclosed capture group name", "название группы не закрыто знаком >"),
    ("empty capture group name", "у группы пустое название"),
    ("duplicate capture group name", "две группы с одним названием"),
    ("invalid capture group character", "такой знак в названии группы не бывает"),
    ("unrecognized flag", "такого флага в (?…) нет"),
    ("duplicate flag", "флаг в (?…) стоит дважды"),
    ("expected flag but got end of regex", "после (? ничего нет"),
    ("decimal literal empty", "в { } нет числа"),
    ("decimal literal invalid", "в { } стоит не число"),
    ("hexadecimal literal empty", "в \\x{ } нет числа"),
    ("invalid hexadecimal digit", "после \\x бывают только цифры 0–9 и A–F"),
    ("Unicode not allowed here", "такое здесь нельзя: \\d, \\w, \\b и (?i) — только для латиницы"),
    ("Unicode property not found", "такого свойства \\p{…} нет"),
    ("exceed the maximum number of nested parentheses/brackets ({=})", "слишком много скобок внутри скобок"),
]);

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::super::reply::ReplyTemplate;
    use super::*;
    use crate::config::fault::Fault;
    use crate::language::Language;
    use crate::order::account::AccountPattern;
    use crate::phrasebook::check;
    use crate::report::Explain as _;

    /// No English word but what is quoted.
    fn is_russian(text: &str) -> bool {
        let mut quoted = false;
        let mut word = String::new();
        for letter in text.chars().chain([' ']) {
            if matches!(letter, '`' | '«' | '»' | '"') {
                quoted = !quoted;
            }
            if letter.is_ascii_alphabetic() && !quoted {
                word.push(letter);
            } else if word.len() > 1 && !["TOML", "true", "false", "raw"].contains(&&*word) {
                return false;
            } else {
                word.clear();
            }
        }
        true
    }

    #[test]
    fn every_phrase_can_be_said() {
        for book in [TOML, TEMPLATE, PATTERN] {
            check(book);
        }
    }

    #[test]
    fn what_is_no_toml_is_told_in_russian() {
        for text in [
            "a", "a =", "= 1", "a = b", "a = \"b", "a = 'b", "a = \"\"\"b", "a = [1", "a = [1 2]",
            "a = [1,,2]", "a = {b = 1", "a = {b 1}", "a = {b = 1 c = 2}", "a = {,}", "[a", "[[a]",
            "[]", "[a]]", "a = 1 b = 2", "a = 1\na = 2", "a = 01", "a = 1__0", "a = +-1", "a = 1.",
            "a = 2020-13-45", "a = \"\\q\"", "a = \"\\u12\"", "а = 1", "a == 1", "a = truth",
            "a = «b»", "a = “b”", "a.b = 1\na.b.c = 2", "[a]\n[a]", "a = 0xG", "a = 1 # \u{1}",
            "a = \r1", "\"\"\"a\"\"\" = 1", "a = 1e", "a = [=]", "a = ,", "]", "a b = 1", "a: 1",
            "a = 5 сек", "a = 'b'c'", "a = \"b\"c\"",
        ] {
            let (_, errors) = DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text}");
            for error in errors {
                let told = TOML.russian(error.message());
                let is_told = told.as_deref().is_some_and(is_russian);
                assert!(is_told, "{text}: {} → {told:?}", error.message());
            }
        }
    }

    fn refused(template: &str) -> Fault {
        match ReplyTemplate::new(template) {
            Ok(_) => panic!("{template} is good"),
            Err(fault) => fault,
        }
    }

    #[test]
    fn what_is_no_template_is_told_in_russian() {
        for template in [
            "{{ product", "{{ product|", "{{ product|uper }}", "{{ product(1) }}", "{{ }}", "{% if %}a{% endif %}",
            "{% if product %}a", "{% endif %}", "{% else %}", "{%", "{% 1 %}", "{{ product is odder }}",
            "{{ product|replace('a') }}", "{{ product|upper(1) }}", "{{ 'a }}", "{{ product product }}",
            "{{ product + 1 }}", "{{ 'a' * 'b' }}", "{{ (product }}", "{{ product[ }}", "{{ product.. }}",
            "{# a", "{{ no_such(1) }}", "{{ @ }}", "{% if product %}a{% else %}b{% elif %}c{% endif %}",
            "{{ product * 100000000 }}", "{{ quantity[1:2] }}", "{{ [1 }}", "{{ {1 }}", "{{ product ~ }}",
            "{{ product|default(1,2,3,4) }}", "{{ -product }}", "{{ true = 1 }}", "{{ product if }}",
        ] {
            let fault = refused(template);
            let told = fault.what(Language::Russian);
            assert!(is_russian(&told), "{template}: {} → {told}", fault.what(Language::English));
        }
    }

    #[test]
    fn what_is_no_pattern_is_told_in_russian() {
        for pattern in [
            "(", ")", "[", "*", "+", "a{", "a{,}", "a{3,2}", "\\", "\\y", "[z-a]", "[\\d-z]", "(?<a>b)(?<a>c)",
            "(?<a", "(?<>a)", "(?<1>a)", "(?=a)", "(?<!a)", "(a)\\1", "(?y)a", "(?ii)a", "(?", "\\x{}",
            "\\xZZ", "\\p{Nobody}", "[\\y]",
        ] {
            let Err(error) = AccountPattern::new(pattern) else {
                panic!("{pattern} is good");
            };
            let fault = super::super::rules::bad_pattern(&error);
            let told = fault.what(Language::Russian);
            assert!(is_russian(&told), "{pattern}: {} → {told}", fault.what(Language::English));
        }
    }
}
