//! What moderators' messages ask for.

use crate::moderation::commands::words::{Answer, Command, Request, Said, WORDS, folded, read};

fn request(text: &str) -> Option<Request> {
    read(text, true).map(|said| said.request)
}

fn number(number: &str, is_named: bool) -> Request {
    Request::Account { number: number.to_owned(), is_named }
}

#[test]
fn every_word_is_understood_however_it_is_written() {
    for (answer, words) in &WORDS.answers {
        for word in words {
            let written = [word.clone(), word.to_uppercase(), format!(" «{word}»!! 👍")];
            for text in written {
                assert_eq!(request(&text), Some(Request::Answer(*answer)), "{text}");
                let addressed = read(&format!("№148 {text}"), false).unwrap();
                assert_eq!(addressed.number, Some(148), "{text}");
            }
        }
    }
    for (text, answer) in [("Ещё раз.", Answer::Retry), ("МОЁ", Answer::Mine)] {
        assert_eq!(request(text), Some(Request::Answer(answer)));
    }
    for text in ["нажми 2", "Нажми №2", "press 2!", "кнопка 2"] {
        assert_eq!(request(text), Some(Request::Press(2)), "{text}");
    }
}

#[test]
fn a_word_means_one_thing() {
    let mut all: Vec<&String> = WORDS.answers.values().flatten().collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
    assert!(all.iter().all(|word| folded(word) == **word), "words stand as they are compared");
}

#[test]
fn what_is_no_word_may_be_an_account_number() {
    assert_eq!(request("12345"), Some(number("12345", false)));
    assert_eq!(request(" `12345`. "), Some(number("12345", false)));
    assert_eq!(request("id 12345"), Some(number("12345", true)));
    assert_eq!(request("Айди: AbC-7"), Some(number("AbC-7", true)));
    assert_eq!(request("ИД=İStanbul"), Some(number("İStanbul", true)));
    assert_eq!(request("спасибо"), Some(number("спасибо", false)));
    assert_eq!(request("idea"), Some(number("idea", false)));
}

#[test]
fn an_order_is_named_in_front() {
    let said = |text| read(text, false);
    let close = Request::Answer(Answer::Close);
    let expected = Some(Said { number: Some(148), request: close });
    for text in ["148: закрой", "№148 закрой", "#148: close", "№ 148:закрой", "148 Закрой!"]
    {
        assert_eq!(said(text), expected, "{text}");
    }
    let account = Request::Account { number: "12345".to_owned(), is_named: false };
    assert_eq!(said("148: 12345"), Some(Said { number: Some(148), request: account }));
    // Talk, and what may be a sum or an account number.
    for text in ["148 12345", "148", "148:", "№148 уже готов?", "закрой", "10:30 созвон", ""]
    {
        let talk = said(text).filter(|said| said.number != Some(10));
        assert_eq!(talk, None, "{text}");
    }
    assert_eq!(read("148 12345", true).unwrap().number, None);
    assert_eq!(said("12345678901: 5"), None);
}

#[test]
fn commands_count_anywhere() {
    let command = |command, rest: &str| Some(Request::Command(command, rest.to_owned()));
    let said = |text| read(text, false).map(|said| said.request);
    assert_eq!(said("/orders"), command(Command::Orders, ""));
    assert_eq!(said("/Заказы@shop_bot"), command(Command::Orders, ""));
    assert_eq!(said("/order №148"), command(Command::Order, "148"));
    assert_eq!(said("/retry shop_refused"), command(Command::Retry, "shop_refused"));
    assert_eq!(said("/weather"), None);
    assert_eq!(read(&"я".repeat(500), true), None);
}
