//! Lengths, stretches and cuts, whatever customers write.

use proptest::prelude::*;

use super::samples::{button, escalated, formatter, lines, marked, now, record, showing, text};
use crate::engine::Wording as _;
use crate::i18n::Language;
use crate::moderation::markup::{Markup, TEXT_UTF16_MAX, rich};
use crate::order::life::Reason;
use crate::order::{AccountId, Record, Untrusted};
use crate::rich_text::{RichText, Stretch, Style};

fn units(rich: &RichText) -> usize {
    rich.text.encode_utf16().count()
}

#[test]
fn offsets_count_utf16_units() {
    let rich = Markup::lines([
        Markup::join(
            [
                Markup::plain("🆕 "),
                Markup::outside(&text("💎")),
                Markup::plain(" · "),
                Markup::code(12_345),
            ],
            "",
        ),
        Markup::quote(&text("ё\u{200B}")),
    ])
    .finish();
    assert_eq!(rich.text, "🆕 💎 · 12345\nё⟨200B⟩");
    let stretch = |style, offset_utf16, length_utf16| Stretch { style, offset_utf16, length_utf16 };
    let expected =
        [stretch(Style::Code, 3, 2), stretch(Style::Code, 8, 5), stretch(Style::Quote, 14, 7)];
    assert_eq!(rich.stretches, expected);
}

#[test]
fn a_text_brings_its_styles_and_what_is_put_in_brings_none() {
    let outside = text("`a` > b");
    let told = rich!("moderation-program-fault", number = 7_u32, what = &outside);
    let told = marked(&told.finish());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "🐞 №7 · a mistake in this program: ``a` > b`");
    assert_eq!(lines[2], "For the owner: `tribute-agent orders show 7`");
    let told = rich!("moderation-wrote", text = &outside);
    assert_eq!(marked(&told.finish()), "They wrote:\n> `a` > b");
}

#[test]
fn words_are_quoted_in_the_lines_in_which_they_were_written() {
    let told = |words: &str| marked(&rich!("moderation-wrote", text = &text(words)).finish());
    assert_eq!(told("one\r\n\u{202E}two\n"), "They wrote:\n> one\n⟨202E⟩two");
    assert_eq!(told("1\n2\n3"), "They wrote:\n>> 1\n2\n3");
    let long = "слово ".repeat(40);
    assert_eq!(told(&long), format!("They wrote:\n>> {}", long.trim()));
    // Elsewhere a line has no end of its own.
    let told = rich!("moderation-program-fault", number = 7_u32, what = &text("a\nb"));
    assert!(marked(&told.finish()).contains("`a⏎b`"));
}

#[test]
fn a_text_that_just_fits_is_left_alone() {
    let fits = "x".repeat(TEXT_UTF16_MAX - 1);
    let rich = Markup::join([Markup::plain("№"), Markup::quote(&text(&fits))], "").finish();
    assert_eq!(rich.text, format!("№{fits}"));
}

#[test]
fn the_longest_words_from_outside_are_cut_first() {
    let parts = [
        Markup::plain("№148 "),
        Markup::outside(&text("12345")),
        Markup::quote(&text(&"a".repeat(5_000))),
        Markup::quote(&text(&"b".repeat(3_000))),
        Markup::plain(" the end"),
    ];
    let rich = Markup::join(parts, "").finish();
    let kept = |letter| rich.text.matches(letter).count();
    assert!(rich.text.starts_with("№148 12345aaa") && rich.text.ends_with("b… the end"));
    assert!(units(&rich) <= TEXT_UTF16_MAX && units(&rich) >= TEXT_UTF16_MAX - 2);
    assert_eq!(kept('a') - 1, kept('b') - 1);
}

#[test]
fn a_cut_never_halves_a_character() {
    for before in ["", "x"] {
        let words = format!("{before}{}", "💎".repeat(3_000));
        let rich = Markup::quote(&text(&words)).finish();
        assert!(units(&rich) <= TEXT_UTF16_MAX);
        assert!(marked(&rich).ends_with("💎…"));
    }
}

#[test]
fn nothing_from_outside_leaves_no_empty_stretch() {
    let parts = [Markup::plain("x"), Markup::outside(&text(""))];
    assert_eq!(Markup::join(parts, "").finish().stretches, []);
}

/// What customers type: long, wide, hidden, of any plane.
fn hostile() -> impl Strategy<Value = Untrusted> {
    prop_oneof![
        any::<String>(),
        "[\u{200B}\u{202E}\n\r\t💎ёa`*_<>@/]{0,40}",
        (0..9_000_usize, prop_oneof![Just("💎"), Just("\u{202E}"), Just("я")])
            .prop_map(|(times, what)| what.repeat(times)),
    ]
    .prop_map(Untrusted::new)
}

fn hostile_record() -> impl Strategy<Value = Record> {
    let words = (hostile(), hostile(), hostile(), hostile(), hostile(), hostile());
    words.prop_map(|(name, product, details, account, said, label)| {
        let mut record = record();
        record.form.customer.username = Some(name.as_str().to_owned());
        record.form.customer.name = Some(name);
        record.form.product = Some(product);
        record.form.candidates = vec![AccountId::known(account.as_str()); 20];
        record.life.account = Some(AccountId::known(account.as_str()));
        record.life.delivery.chat_mut().unwrap().bot_said = Some(said);
        record.text = details.clone();
        record.form.details = Some(details);
        let shown = vec![button(label.as_str()); 20];
        showing(record, shown, true)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_customers_write_the_card_is_whole(
        record in hostile_record(),
        words in hostile(),
        english in any::<bool>(),
    ) {
        let language = if english { Language::English } else { Language::Russian };
        let edited = Reason::OrderEdited { text: words.clone() };
        let refused = Reason::ShopRefused { code: words.clone(), message: Some(words) };
        let mut reasons: Vec<Reason> = super::reasons::orders()
            .into_iter()
            .filter_map(|record| match record.life.state {
                crate::order::life::State::Escalated { reason } => Some(reason),
                _ => None,
            })
            .collect();
        reasons.extend([edited, refused]);
        for reason in reasons {
            let life = crate::order::life::Order {
                state: escalated(reason.clone()).life.state,
                ..record.life.clone()
            };
            let rich = formatter(language).card(&Record { life, ..record.clone() }, now());
            // `marked` checks that every stretch lies between characters, in order, in the text.
            let told = marked(&rich);
            prop_assert!(rich.text.contains(" №148 · "));
            prop_assert!(lines(&rich) <= 6, "{told}");
            let hidden = ['\u{202E}', '\u{200B}', '\r', '\t'];
            prop_assert!(!rich.text.contains(hidden));
            let last = rich.text.lines().last().unwrap_or_default();
            let is_whole = last.ends_with(if english { "close" } else { "закрой" });
            prop_assert!(is_whole, "what can be said is never cut: {last}");
        }
    }
}
