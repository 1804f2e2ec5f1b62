//! By phone: number → code → logged in.

use grammers_tl_types::{enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;

use super::line::{Line, user_of};
use super::number::Typed;
use super::{
    CodeAnswer, Delivery, LoginError, News, NoAnswer, Owner, PhoneNumber, Settings, password,
};
use crate::order::Untrusted;

/// How often a number, or a code, may be wrong.
const TRIES: u32 = 3;
/// How many codes are asked for; Telegram itself loses patience then.
const CODES_MAX: u32 = 4;
/// How often an account may be somewhere else than where it was said to be.
const MIGRATIONS_MAX: u32 = 3;

/// A code that was sent.
struct Sent {
    phone: String,
    hash: String,
    delivery: Delivery,
}

/// What became of asking for a code.
enum Asked {
    Sent(Sent),
    /// Telegram let us in without one.
    In(Box<types::User>),
}

/// What became of a code.
enum Shown {
    In(Box<types::User>),
    /// It is of no use; another one is needed.
    Dead,
}

/// Logs in.
pub(super) async fn sign_in(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
) -> Result<Box<types::User>, LoginError> {
    let (phone, mut asked) = number(line, settings, owner).await?;
    for _ in 0..CODES_MAX {
        let sent = match asked {
            Asked::In(user) => return Ok(user),
            Asked::Sent(sent) => sent,
        };
        owner.tell(&News::CodeSent(sent.delivery.clone()));
        match show(line, settings, owner, sent).await? {
            Shown::In(user) => return Ok(user),
            Shown::Dead => asked = ask(line, settings, &phone).await?,
        }
    }
    Err(LoginError::CodeExpired)
}

/// Asks for a number until it is one that a code can be sent to.
async fn number(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
) -> Result<(String, Asked), LoginError> {
    for _ in 0..TRIES {
        let typed = owner.phone().await?;
        let Some(number) = meant(&typed, owner).await? else {
            continue;
        };
        owner.tell(&News::Number(number.clone()));
        let phone = number.digits().to_owned();
        match ask(line, settings, &phone).await {
            Err(LoginError::PhoneInvalid) => owner.tell(&News::PhoneInvalid),
            asked => return Ok((phone, asked?)),
        }
    }
    Err(LoginError::PhoneInvalid)
}

/// The number that was meant, if it was one: what is guessed is asked about.
async fn meant(typed: &str, owner: &mut impl Owner) -> Result<Option<PhoneNumber>, NoAnswer> {
    match Typed::read(typed) {
        Typed::Number(number) => Ok(Some(number)),
        Typed::Guess(number) => Ok(owner.agrees(&number).await?.then_some(number)),
        Typed::Nothing => {
            owner.tell(&News::NoNumber);
            Ok(None)
        }
    }
}

/// Asks for a code, where the account is at home.
async fn ask(line: &mut Line, settings: &Settings, phone: &str) -> Result<Asked, LoginError> {
    let request = request::SendCode {
        phone_number: phone.to_owned(),
        api_id: settings.api_id,
        api_hash: settings.api_hash.expose_secret().to_owned(),
        settings: code_settings(),
    };
    for _ in 0..MIGRATIONS_MAX {
        match line.call_again(&request).await {
            Ok(answer) => return sent(phone, answer),
            Err(failure) => match failure.elsewhere() {
                Some(data_centre) => line.migrate(data_centre).await?,
                None => return Err(failure.into()),
            },
        }
    }
    Err(LoginError::Refused("PHONE_MIGRATE".to_owned()))
}

fn code_settings() -> enums::CodeSettings {
    types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
        unknown_number: false,
    }
    .into()
}

fn sent(phone: &str, answer: enums::auth::SentCode) -> Result<Asked, LoginError> {
    let code = match answer {
        enums::auth::SentCode::Code(code) => code,
        enums::auth::SentCode::Success(success) => {
            return Ok(user_of(success.authorization).map(Asked::In)?);
        }
        enums::auth::SentCode::PaymentRequired(_) => return Err(LoginError::PaymentRequired),
    };
    Ok(Asked::Sent(Sent {
        phone: phone.to_owned(),
        hash: code.phone_code_hash,
        delivery: delivery(code.r#type)?,
    }))
}

fn delivery(kind: enums::auth::SentCodeType) -> Result<Delivery, LoginError> {
    use enums::auth::SentCodeType as Kind;
    Ok(match kind {
        Kind::App(_) => Delivery::App,
        Kind::EmailCode(mail) => Delivery::Email(Untrusted::new(mail.email_pattern)),
        Kind::Sms(_) | Kind::SmsWord(_) | Kind::SmsPhrase(_) | Kind::FirebaseSms(_) => {
            Delivery::Sms
        }
        Kind::Call(_) | Kind::FlashCall(_) | Kind::MissedCall(_) => Delivery::Call,
        Kind::FragmentSms(_) => Delivery::Fragment,
        Kind::SetUpEmailRequired(_) => return Err(LoginError::EmailNeeded),
    })
}

/// Asks for the code and shows it, until it is right, dead, or wrong too often.
async fn show(
    line: &mut Line,
    settings: &Settings,
    owner: &mut impl Owner,
    mut sent: Sent,
) -> Result<Shown, LoginError> {
    let mut left = TRIES;
    let mut ways_left = CODES_MAX;
    while left > 0 {
        let code = match owner.code(&sent.delivery).await? {
            CodeAnswer::Code(code) => code,
            CodeAnswer::Another if ways_left == 0 => return Ok(Shown::Dead),
            CodeAnswer::Another => {
                ways_left -= 1;
                match another(line, owner, &mut sent).await? {
                    Some(user) => return Ok(Shown::In(user)),
                    None => continue,
                }
            }
        };
        match line
            .call_to_enter(&sent.showing(code), user_of, |user| user)
            .await
        {
            Ok(user) => return Ok(Shown::In(user)),
            Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => {
                return password::check(line, settings, owner).await.map(Shown::In);
            }
            Err(failure) if failure.ends_with("CODE_INVALID") => {
                left -= 1;
                if left > 0 {
                    owner.tell(&News::CodeWrong { left });
                }
            }
            Err(failure) if failure.ends_with("_EXPIRED") => {
                owner.tell(&News::CodeExpired);
                return Ok(Shown::Dead);
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Err(LoginError::CodeWrong)
}

/// Has the code sent another way. Telegram may let us in instead.
async fn another(
    line: &mut Line,
    owner: &mut impl Owner,
    current: &mut Sent,
) -> Result<Option<Box<types::User>>, LoginError> {
    let request = request::ResendCode {
        phone_number: current.phone.clone(),
        phone_code_hash: current.hash.clone(),
        reason: None,
    };
    match line.call(&request).await {
        Ok(answer) => match sent(&current.phone, answer)? {
            Asked::In(user) => return Ok(Some(user)),
            Asked::Sent(resent) => {
                *current = resent;
                owner.tell(&News::CodeSent(current.delivery.clone()));
            }
        },
        Err(failure) if failure.is("SEND_CODE_UNAVAILABLE") => owner.tell(&News::NoOtherWay),
        Err(failure) => return Err(failure.into()),
    }
    Ok(None)
}

impl Sent {
    fn showing(&self, code: String) -> request::SignIn {
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
