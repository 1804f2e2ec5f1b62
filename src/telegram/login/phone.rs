//! By phone: number → code → logged in.
//!
//! Raw calls: the library's `request_login_code` does not say where the code went and panics where Telegram
//! wants money for it, and its `sign_in` takes no code from an e-mail and an expired code for a wrong one.

use grammers_client::Client;
use grammers_client::tl::{enums, functions::auth as request, types};
use secrecy::ExposeSecret as _;

use super::connection::{MIGRATIONS_MAX, entered};
use super::number::{PhoneNumber, Typed};
use super::{Account, Failure, Login, LoginError, LoginPrompt, NoAnswer};
use crate::i18n::{arguments, is_one_of, t};
use crate::order::Untrusted;
use crate::report::{action_required, failed};

/// How often a number, or a code, may be wrong.
const TRIES: u32 = 3;
/// How often what is typed may be something that can't be the code.
const MISTYPED_MAX: u32 = 20;
/// Telegram itself loses patience then.
const CODES_MAX: u32 = 4;

struct SentCode {
    phone: String,
    hash: String,
    /// The way it went: a variant of the texts.
    delivery: &'static str,
    address: Option<Untrusted>,
    /// How many digits it has; `None`: it may be anything.
    digits: Option<usize>,
}

enum CodeRequest {
    Sent(SentCode),
    /// Telegram let us in without one.
    LoggedIn(Account),
}

impl<P: LoginPrompt> Login<'_, P> {
    pub(super) async fn by_phone(&mut self) -> Result<Account, LoginError> {
        let (phone, mut asked) = self.ask_number().await?;
        for _ in 0..CODES_MAX {
            let sent = match asked {
                CodeRequest::LoggedIn(account) => return Ok(account),
                CodeRequest::Sent(sent) => sent,
            };
            self.prompt.tell(&sent.told());
            match self.ask_code(sent).await? {
                Some(account) => return Ok(account),
                None => asked = self.request_code(&phone).await?,
            }
        }
        Err(failed("login.code_expired", arguments!()).into())
    }

    /// Asks for a number until it is one that a code can be sent to.
    async fn ask_number(&mut self) -> Result<(String, CodeRequest), LoginError> {
        for _ in 0..TRIES {
            let Some(number) = self.type_number().await? else {
                continue;
            };
            self.prompt.tell(&t!("login-status-number", number = number.to_string()));
            let phone = number.digits().to_owned();
            match self.request_code(&phone).await {
                Err(LoginError::PhoneInvalid) => {
                    self.prompt.tell(&t!("login-status-phone-invalid"));
                }
                asked => return Ok((phone, asked?)),
            }
        }
        Err(LoginError::PhoneInvalid)
    }

    /// The number that was meant, if it was one: what is guessed is asked about.
    async fn type_number(&mut self) -> Result<Option<PhoneNumber>, NoAnswer> {
        match Typed::read(&self.prompt.ask(&t!("login-phone-question")).await?) {
            Typed::Number(number) => Ok(Some(number)),
            Typed::Guess(number) => {
                let question = t!("login-number-question", number = number.to_string());
                Ok(self.prompt.confirm(&question).await?.then_some(number))
            }
            Typed::Nothing => {
                self.prompt.tell(&t!("login-status-no-number"));
                Ok(None)
            }
        }
    }

    /// Asks for a code, where the account is at home.
    async fn request_code(&mut self, phone: &str) -> Result<CodeRequest, LoginError> {
        let settings = types::CodeSettings {
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
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.expose_secret().to_owned(),
            settings: settings.into(),
        };
        for _ in 0..MIGRATIONS_MAX {
            match self.connection.invoke_again(&request).await {
                Ok(answer) => return read_sent_code(phone, answer),
                Err(failure) => match failure.elsewhere() {
                    Some(data_centre) => self.connection.migrate(data_centre).await?,
                    None => return Err(failure.into()),
                },
            }
        }
        Err(Failure::refused("PHONE_MIGRATE").into())
    }

    /// Asks for the code and shows it, until it is right or wrong too often; `None`: it has expired,
    /// or another one is needed.
    async fn ask_code(&mut self, mut sent: SentCode) -> Result<Option<Account>, LoginError> {
        let (mut left, mut ways_left, mut mistyped) = (TRIES, CODES_MAX, 0);
        while left > 0 && mistyped < MISTYPED_MAX {
            let question = t!("login-code-question", delivery = sent.delivery);
            let typed = self.prompt.ask(&question).await?;
            if is_one_of(&typed, || t!("login-resend-words")) {
                if ways_left == 0 {
                    return Ok(None);
                }
                ways_left -= 1;
                match self.resend(&sent).await? {
                    Some(CodeRequest::LoggedIn(account)) => return Ok(Some(account)),
                    Some(CodeRequest::Sent(again)) => {
                        self.prompt.tell(&again.told());
                        sent = again;
                    }
                    None => self.prompt.tell(&t!("login-status-no-other-way")),
                }
                continue;
            }
            // People copy "123-45" and "123 45"; a code of letters stays as it is.
            let code: String = typed.trim().split([' ', '-']).collect();
            if let Some(digits) = sent.rules_out(&code) {
                mistyped += 1;
                self.prompt.tell(&t!("login-status-no-code", digits));
                continue;
            }
            let request = &sent.sign_in(code);
            let sign_in = |client: Client| async move { entered(client.invoke(request).await?) };
            match self.connection.call_to_enter(sign_in, |account| account).await {
                Ok(account) => return Ok(Some(account)),
                Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => {
                    return self.check_password().await.map(Some);
                }
                // There are some for codes by mail, some for others.
                Err(failure) if failure.is("*CODE_INVALID") => {
                    left -= 1;
                    if left > 0 {
                        self.prompt.tell(&t!("login-status-code-wrong", left));
                    }
                }
                Err(failure) if failure.is("*_EXPIRED") => {
                    self.prompt.tell(&t!("login-status-code-expired"));
                    return Ok(None);
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Err(failed("login.code_wrong", arguments!()).into())
    }

    /// `None`: there is no other way.
    async fn resend(&mut self, sent: &SentCode) -> Result<Option<CodeRequest>, LoginError> {
        let request = &request::ResendCode {
            phone_number: sent.phone.clone(),
            phone_code_hash: sent.hash.clone(),
            reason: None,
        };
        let resend = |client: Client| async move { Ok(client.invoke(request).await?) };
        match self.connection.call(resend).await {
            Ok(answer) => read_sent_code(&sent.phone, answer).map(Some),
            Err(failure) if failure.is("SEND_CODE_UNAVAILABLE") => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }
}

fn read_sent_code(phone: &str, answer: enums::auth::SentCode) -> Result<CodeRequest, LoginError> {
    use enums::auth::SentCodeType as Kind;
    let code = match answer {
        enums::auth::SentCode::Code(code) => code,
        enums::auth::SentCode::Success(success) => {
            return Ok(CodeRequest::LoggedIn(entered(success.authorization)?));
        }
        enums::auth::SentCode::PaymentRequired(_) => {
            return Err(action_required("login.payment_required", arguments!()).into());
        }
    };
    let mut address = None;
    // The length is known where there are only digits.
    let (delivery, length) = match code.r#type {
        Kind::App(app) => ("app", app.length),
        Kind::EmailCode(mail) => {
            address = Some(Untrusted::new(mail.email_pattern));
            ("email", mail.length)
        }
        Kind::Sms(sms) => ("sms", sms.length),
        Kind::FirebaseSms(sms) => ("sms", sms.length),
        Kind::SmsWord(_) | Kind::SmsPhrase(_) => ("sms", 0),
        Kind::Call(call) => ("call", call.length),
        Kind::FlashCall(_) | Kind::MissedCall(_) => ("call", 0),
        Kind::FragmentSms(sms) => ("fragment", sms.length),
        Kind::SetUpEmailRequired(_) => {
            return Err(action_required("login.email_needed", arguments!()).into());
        }
    };
    let digits = usize::try_from(length).ok().filter(|digits| *digits > 0);
    let (phone, hash) = (phone.to_owned(), code.phone_code_hash);
    Ok(CodeRequest::Sent(SentCode { phone, hash, delivery, address, digits }))
}

impl SentCode {
    fn told(&self) -> String {
        let address = self.address.as_ref().map(ToString::to_string).unwrap_or_default();
        t!("login-sent", delivery = self.delivery, address)
    }

    /// How many digits a code has that this can't be.
    fn rules_out(&self, code: &str) -> Option<usize> {
        let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
        self.digits.filter(|digits| !is_number || code.len() != *digits)
    }

    fn sign_in(&self, code: String) -> request::SignIn {
        let (phone_code, email_verification) = match self.address {
            Some(_) => (None, Some(types::EmailVerificationCode { code }.into())),
            None => (Some(code), None),
        };
        request::SignIn {
            phone_number: self.phone.clone(),
            phone_code_hash: self.hash.clone(),
            phone_code,
            email_verification,
        }
    }
}
