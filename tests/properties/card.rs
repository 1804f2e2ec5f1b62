//! What moderators are told.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::terminal::is_safe;
use crate::engine::Wording as _;
use crate::i18n::Language;
use crate::moderation::{Formatter, Incident, IncidentKind, Suspicion};
use crate::order::entity::utf16_len;
use crate::order::life::{
    Activation, ChatDelivery, Confirmation, Delivery, Reason, Receipt, State, begin,
};
use crate::order::purchase::{Customer, OrderForm, Problem};
use crate::order::{
    AccountId, Button, ButtonKind, MessageId, Record, SourceName, Untrusted, UserId,
};
use crate::rich_text::{RichText, Style};

/// Telegram's limit.
const TEXT_UTF16_MAX: usize = 4096;
/// Telegram's limit.
const STRETCHES_MAX: usize = 100;
/// Stands in the words of outsiders, and nowhere in ours.
const MARK: char = '\u{E000}';

/// Whatever outsiders wrote into an order, a card about it fits a message, shows what can't be seen,
/// and has every word of theirs inside a quotation or monospace.
pub fn card(words: &str) {
    let words = Untrusted::new(marked(words));
    let at = Timestamp::UNIX_EPOCH;
    for language in [Language::English, Language::Russian] {
        let formatter = Formatter {
            language,
            time_zone: TimeZone::UTC,
            config_file: "config.toml".to_owned(),
            send_button: "Send".to_owned(),
        };
        for reason in reasons(&words) {
            let record = record(&words, State::Escalated { reason });
            is_in_its_place(&formatter.card(&record, at));
        }
        for state in [State::Activating, State::Completed { at }] {
            is_in_its_place(&formatter.card(&record(&words, state), at));
        }
        is_in_its_place(&formatter.unknown_message(at, &words, None));
        is_in_its_place(&formatter.suspicious_message(at, &words, Suspicion::Forwarded));
        is_in_its_place(&formatter.program_fault(1, words.as_str()));
        let kinds = ["shop_unclear", "shop_intercepted", "shop_unavailable"];
        for kind in kinds.map(|name| IncidentKind::of_name(name).unwrap()) {
            let incident = Incident {
                kind,
                opened_at: at,
                detail: words.clone(),
                next_attempt_at: Some(at),
                gives_up_at: None,
            };
            is_in_its_place(&formatter.incident_opened(&incident, 7, Some(1)));
        }
    }
}

/// The words with a mark in every part of them that a card may show by itself.
fn marked(words: &str) -> String {
    words.split_inclusive(char::is_whitespace).fold(MARK.to_string(), |mut marked, word| {
        marked.push_str(word);
        marked.push(MARK);
        marked
    })
}

fn reasons(words: &Untrusted) -> Vec<Reason> {
    let words = || words.clone();
    let mut reasons: Vec<Reason> = [
        Problem::MissingField,
        Problem::AmbiguousField,
        Problem::BadPrice,
        Problem::UnknownProduct,
        Problem::NoAccountId,
        Problem::PossibleDuplicate,
        Problem::PaidTwice,
        Problem::UnknownPayment,
        Problem::AmbiguousAccountId,
        Problem::DoubtfulAccountId,
    ]
    .map(Reason::Form)
    .into();
    reasons.extend([
        Reason::ShopRefused { code: words(), message: Some(words()) },
        Reason::OutOfStock,
        Reason::ShopUnavailable { why: words() },
        Reason::ShopUnclear { excerpt: words() },
        Reason::OrderEdited { text: words() },
        Reason::ReplyRefused { why: words(), text: Some(words()) },
        Reason::UnknownButton,
        Reason::PressRefused { text: words() },
        Reason::PressUnknown,
        Reason::ActivatedForOtherAccount,
        Reason::AccountMismatch,
        Reason::ApproveReply,
        Reason::ApprovePress,
    ]);
    reasons
}

fn record(words: &Untrusted, state: State) -> Record {
    let account = AccountId::known(words.as_str());
    let form = OrderForm {
        customer: Customer {
            name: Some(words.clone()),
            telegram_id: Some(UserId(1)),
            username: Some(words.as_str().to_owned()),
            tribute_user_id: Some(words.clone()),
            email: Some(words.clone()),
            phone: Some(words.clone()),
        },
        product: Some(words.clone()),
        details: Some(words.clone()),
        account: Some(account.clone()),
        candidates: vec![account; 10],
        problem_text: Some(words.clone()),
        ..OrderForm::default()
    };
    let mut life = begin(&form, Delivery::tribute_chat(MessageId(i32::MAX))).order;
    let button = Button {
        label: words.clone(),
        kind: ButtonKind::NeverPressed { kind: words.as_str().to_owned() },
    };
    life.state = state;
    life.activation = Activation::Done(Receipt {
        account: life.account.clone(),
        payment_id: Some(words.clone()),
        product: Some(words.clone()),
        customer_message: Some(words.clone()),
    });
    life.delivery = Delivery::TributeChat(ChatDelivery {
        confirmation: Some(Confirmation {
            message: MessageId(1),
            button: Some(button.clone()),
            shown: vec![button; 100],
        }),
        bot_said: Some(words.clone()),
        draft: Some(words.clone()),
        ..ChatDelivery::of(MessageId(i32::MAX))
    });
    Record {
        number: u32::MAX,
        id: format!("test-{}", "9".repeat(50)).parse().unwrap(),
        source: SourceName::new("tribute_chat"),
        text: words.clone(),
        form,
        life,
        decided_by: None,
        ordered_at: Timestamp::UNIX_EPOCH,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn is_in_its_place(rich: &RichText) {
    let text = &rich.text;
    assert!(utf16_len(text) <= TEXT_UTF16_MAX, "{} units", utf16_len(text));
    assert!(rich.stretches.len() <= STRETCHES_MAX, "{} stretches", rich.stretches.len());
    assert!(is_safe(text), "{text:?}");
    let units: Vec<u16> = text.encode_utf16().collect();
    let (mut end, mut quoted_lines) = (0, 0);
    for stretch in &rich.stretches {
        let (from, to) = (stretch.offset_utf16, stretch.offset_utf16 + stretch.length_utf16);
        assert!(end <= from && from < to && to <= units.len(), "{stretch:?} of {text}");
        let inside = String::from_utf16(&units[from..to]).expect("no character is cut in two");
        // A quote has lines of its own, and a bar beside them; monospace has neither.
        let is_quote = matches!(stretch.style, Style::Quote | Style::CollapsedQuote);
        assert!(is_quote || !inside.contains('\n'), "monospace over a line's end: {inside:?}");
        if is_quote {
            quoted_lines += inside.matches('\n').count();
        }
        let outside = String::from_utf16(&units[end..from]).expect("no character is cut in two");
        assert!(!outside.contains(MARK), "{outside:?} of {text}");
        end = to;
    }
    let rest = String::from_utf16(&units[end..]).expect("no character is cut in two");
    assert!(!rest.contains(MARK), "{rest:?} of {text}");
    assert!(text.matches('\n').count() - quoted_lines < 8, "{text}");
}
