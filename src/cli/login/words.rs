//! What whoever logs in is asked and told.

use crate::config::Tribute;
use crate::i18n::t;
use crate::order::Untrusted;
use crate::telegram::login::{Delivery, LoginStatus, LoginSummary};

/// With so many private chats it looks like somebody's own account.
const PERSONAL_FROM: usize = 15;

pub(super) fn code(delivery: &Delivery) -> String {
    let kind = match delivery {
        Delivery::Email(_) => "email",
        _ => "other",
    };
    t!("login-code-question", delivery = kind)
}

pub(super) fn password(hint: Option<&Untrusted>) -> String {
    let has_hint = hint.is_some();
    let hint = hint.map_or_else(String::new, |hint| hint.excerpt(80));
    t!("login-password-question", has_hint = has_hint, hint = hint)
}

pub(super) fn status(status: &LoginStatus) -> String {
    match status {
        LoginStatus::Number(number) => t!("login-status-number", number = number.to_string()),
        LoginStatus::NoNumber => t!("login-status-no-number"),
        LoginStatus::CodeSent(delivery) => sent(delivery),
        LoginStatus::NoCode(digits) => t!("login-status-no-code", digits = *digits),
        LoginStatus::CodeWrong(left) => t!("login-status-code-wrong", left = *left),
        LoginStatus::PasswordWrong(left) => t!("login-status-password-wrong", left = *left),
        LoginStatus::PhoneInvalid => t!("login-status-phone-invalid"),
        LoginStatus::CodeExpired => t!("login-status-code-expired"),
        LoginStatus::NoOtherWay => t!("login-status-no-other-way"),
        LoginStatus::QrAccepted => t!("login-status-qr-accepted"),
        LoginStatus::QrCode { link, .. } => link.clone(),
    }
}

fn sent(delivery: &Delivery) -> String {
    match delivery {
        Delivery::App => t!("login-sent-app"),
        Delivery::Email(address) => t!("login-sent-email", address = address.to_string()),
        Delivery::Sms => t!("login-sent-sms"),
        Delivery::Call => t!("login-sent-call"),
        Delivery::Fragment => t!("login-sent-fragment"),
    }
}

pub(super) fn qr_code(link: &str, drawn: Option<&str>) -> String {
    match drawn {
        Some(drawn) => format!("{drawn}\n{}", t!("login-qr-scan")),
        None => t!("login-qr-link", link = link),
    }
}

/// Who is logged in, what may be wrong with that, and what comes next: commands as they have to be typed.
pub(super) fn summary(
    summary: &LoginSummary,
    tribute: &Tribute,
    [doctor, run, logout]: [String; 3],
) -> String {
    let mut lines = vec![t!("login-done", account = summary.account.named())];
    if let Some(chats) = summary.chats {
        if !chats.has_tribute {
            lines.push(t!("login-no-tribute", bot = &tribute.bot, logout));
        }
        if chats.private >= PERSONAL_FROM {
            lines.push(t!("login-personal", count = chats.private));
        }
    }
    lines.push(t!("login-next", doctor, run));
    lines.join("\n")
}
