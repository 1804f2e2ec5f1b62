//! By phone: number → code → logged in.
//!
//! Raw calls: the library's `request_login_code` does not say where the code went and panics where Telegram
//! wants money for it, and its `sign_in` takes no code from an e-mail and an expired code for a wrong one.

use grammers_client::Client;
use grammers_client::tl::{enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;

use super::connection::{LoginConnection, MIGRATIONS_MAX, entered};
use super::number::Typed;
use super::{
    Account, CodeAnswer, Delivery, Failure, LoginError, LoginPrompt, LoginStatus, NoAnswer,
    PhoneNumber, Settings, password,
};
use crate::i18n::arguments;
use crate::order::Untrusted;
use crate::report::{action_required, failed};

/// How often a number, or a code, may be wrong.
const TRIES: u32 = 3;
/// How often what is typed may be something that can't be the code.
const MISTYPED_MAX: u32 = 20;
/// How many codes are asked for; Telegram itself loses patience then.
const CODES_MAX: u32 = 4;

/// A code that was sent.
struct SentCode {
    phone: String,
    hash: String,
    delivery: Delivery,
    /// How many digits it has; `None`: it may be anything.
    digits: Option<usize>,
}

/// The result of asking for a code.
enum CodeRequest {
    Sent(SentCode),
    /// Telegram let us in without one.
    LoggedIn(Account),
}

/// Logs in.
pub(super) async fn sign_in(
    connection: &mut LoginConnection,
    settings: &Settings,
    prompt: &mut impl LoginPrompt,
) -> Result<Account, LoginError> {
    let (phone, mut asked) = ask_number(connection, settings, prompt).await?;
    for _ in 0..CODES_MAX {
        let sent = match asked {
            CodeRequest::LoggedIn(account) => return Ok(account),
            CodeRequest::Sent(sent) => sent,
        };
        prompt.tell(&LoginStatus::CodeSent(sent.delivery.clone()));
        match ask_code(connection, prompt, sent).await? {
            Some(account) => return Ok(account),
            None => asked = request_code(connection, settings, &phone).await?,
        }
    }
    Err(failed("login.code_expired", arguments!()).into())
}

/// Asks for a number until it is one that a code can be sent to.
async fn ask_number(
    connection: &mut LoginConnection,
    settings: &Settings,
    prompt: &mut impl LoginPrompt,
) -> Result<(String, CodeRequest), LoginError> {
    for _ in 0..TRIES {
        let typed = prompt.phone().await?;
        let Some(number) = meant(&typed, prompt).await? else {
            continue;
        };
        prompt.tell(&LoginStatus::Number(number.clone()));
        let phone = number.digits().to_owned();
        match request_code(connection, settings, &phone).await {
            Err(LoginError::PhoneInvalid) => prompt.tell(&LoginStatus::PhoneInvalid),
            asked => return Ok((phone, asked?)),
        }
    }
    Err(LoginError::PhoneInvalid)
}

/// The number that was meant, if it was one: what is guessed is asked about.
async fn meant(
    typed: &str,
    prompt: &mut impl LoginPrompt,
) -> Result<Option<PhoneNumber>, NoAnswer> {
    match Typed::read(typed) {
        Typed::Number(number) => Ok(Some(number)),
        Typed::Guess(number) => Ok(prompt.agrees(&number).await?.then_some(number)),
        Typed::Nothing => {
            prompt.tell(&LoginStatus::NoNumber);
            Ok(None)
        }
    }
}

/// Asks for a code, where the account is at home.
async fn request_code(
    connection: &mut LoginConnection,
    settings: &Settings,
    phone: &str,
) -> Result<CodeRequest, LoginError> {
    let code_settings = types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
        unknown_number: false,
    };
    let request = request::SendCode {
        phone_number: phone.to_owned(),
        api_id: settings.api_id,
        api_hash: settings.api_hash.expose_secret().to_owned(),
        settings: code_settings.into(),
    };
    for _ in 0..MIGRATIONS_MAX {
        match connection.invoke_again(&request).await {
            Ok(answer) => return read_sent_code(phone, answer),
            Err(failure) => match failure.elsewhere() {
                Some(data_centre) => connection.migrate(data_centre).await?,
                None => return Err(failure.into()),
            },
        }
    }
    Err(Failure::refused("PHONE_MIGRATE").into())
}

fn read_sent_code(phone: &str, answer: enums::auth::SentCode) -> Result<CodeRequest, LoginError> {
    let code = match answer {
        enums::auth::SentCode::Code(code) => code,
        enums::auth::SentCode::Success(success) => {
            return Ok(CodeRequest::LoggedIn(entered(success.authorization)?));
        }
        enums::auth::SentCode::PaymentRequired(_) => {
            return Err(action_required("login.payment_required", arguments!()).into());
        }
    };
    let (delivery, length) = delivery(code.r#type)?;
    Ok(CodeRequest::Sent(SentCode {
        phone: phone.to_owned(),
        hash: code.phone_code_hash,
        delivery,
        digits: length.and_then(|length| usize::try_from(length).ok()),
    }))
}

/// The way a code went, and how many digits it has, where it is known to have only digits.
fn delivery(kind: enums::auth::SentCodeType) -> Result<(Delivery, Option<i32>), LoginError> {
    use enums::auth::SentCodeType as Kind;
    Ok(match kind {
        Kind::App(app) => (Delivery::App, Some(app.length)),
        Kind::EmailCode(mail) => {
            let address = Untrusted::new(mail.email_pattern);
            (Delivery::Email(address), Some(mail.length))
        }
        Kind::Sms(sms) => (Delivery::Sms, Some(sms.length)),
        Kind::FirebaseSms(sms) => (Delivery::Sms, Some(sms.length)),
        Kind::SmsWord(_) | Kind::SmsPhrase(_) => (Delivery::Sms, None),
        Kind::Call(call) => (Delivery::Call, Some(call.length)),
        Kind::FlashCall(_) | Kind::MissedCall(_) => (Delivery::Call, None),
        Kind::FragmentSms(sms) => (Delivery::Fragment, Some(sms.length)),
        Kind::SetUpEmailRequired(_) => {
            return Err(action_required("login.email_needed", arguments!()).into());
        }
    })
}

/// Asks for the code and shows it, until it is right or wrong too often; `None`: it has expired, or
/// another one is needed.
async fn ask_code(
    connection: &mut LoginConnection,
    prompt: &mut impl LoginPrompt,
    mut sent: SentCode,
) -> Result<Option<Account>, LoginError> {
    let (mut left, mut ways_left, mut mistyped) = (TRIES, CODES_MAX, 0);
    while left > 0 && mistyped < MISTYPED_MAX {
        let code = match prompt.code(&sent.delivery).await? {
            CodeAnswer::Code(code) => code,
            CodeAnswer::Another if ways_left == 0 => return Ok(None),
            CodeAnswer::Another => {
                ways_left -= 1;
                match send_another_way(connection, prompt, &mut sent).await? {
                    Some(account) => return Ok(Some(account)),
                    None => continue,
                }
            }
        };
        if let Some(digits) = sent.rules_out(&code) {
            mistyped += 1;
            prompt.tell(&LoginStatus::NoCode(digits));
            continue;
        }
        let request = &sent.sign_in(code);
        let sign_in = |client: Client| async move { entered(client.invoke(request).await?) };
        match connection.call_to_enter(sign_in, |account| account).await {
            Ok(account) => return Ok(Some(account)),
            Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => {
                return password::check(connection, prompt).await.map(Some);
            }
            // There are some for codes by mail, some for others.
            Err(failure) if failure.is("*CODE_INVALID") => {
                left -= 1;
                if left > 0 {
                    prompt.tell(&LoginStatus::CodeWrong(left));
                }
            }
            Err(failure) if failure.is("*_EXPIRED") => {
                prompt.tell(&LoginStatus::CodeExpired);
                return Ok(None);
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Err(failed("login.code_wrong", arguments!()).into())
}

/// Has the code sent another way. Telegram may let us in instead.
async fn send_another_way(
    connection: &mut LoginConnection,
    prompt: &mut impl LoginPrompt,
    current: &mut SentCode,
) -> Result<Option<Account>, LoginError> {
    let request = &request::ResendCode {
        phone_number: current.phone.clone(),
        phone_code_hash: current.hash.clone(),
        reason: None,
    };
    let resend = |client: Client| async move { Ok(client.invoke(request).await?) };
    match connection.call(resend).await {
        Ok(answer) => match read_sent_code(&current.phone, answer)? {
            CodeRequest::LoggedIn(account) => return Ok(Some(account)),
            CodeRequest::Sent(sent) => {
                *current = sent;
                prompt.tell(&LoginStatus::CodeSent(current.delivery.clone()));
            }
        },
        Err(failure) if failure.is("SEND_CODE_UNAVAILABLE") => {
            prompt.tell(&LoginStatus::NoOtherWay);
        }
        Err(failure) => return Err(failure.into()),
    }
    Ok(None)
}

impl SentCode {
    /// How many digits a code has that this can't be.
    fn rules_out(&self, code: &str) -> Option<usize> {
        let is_one = |digits: &usize| {
            code.len() == *digits && code.bytes().all(|byte| byte.is_ascii_digit())
        };
        self.digits.filter(|digits| *digits > 0 && !is_one(digits))
    }

    fn sign_in(&self, code: String) -> request::SignIn {
        let (phone_code, email_verification) = match self.delivery {
            Delivery::Email(_) => (None, Some(types::EmailVerificationCode { code }.into())),
            _ => (Some(code), None),
        };
        request::SignIn {
            phone_number: self.phone.clone(),
            phone_code_hash: self.hash.clone(),
            phone_code,
            email_verification,
        }
    }
}
