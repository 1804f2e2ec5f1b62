//! Codes: asked for, sent, shown.

use super::super::state::State;
use super::super::{KeyId, Login, Peer, Post, Refusal, UserId, World};
use super::{AccountStatus, Logins, Registration, SERVICE};

/// The time for which a code is valid.
const CODE_VALID_S: i32 = 300;
/// The time that a client is to wait before it asks for another.
const RESEND_AFTER_S: i32 = 60;
/// After so many wrong codes the right one is dead too.
const WRONG_CODES_MAX: u32 = 5;
/// The numbers of digits that a phone number may have.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// The most codes the world remembers.
const CODES_MAX: usize = 1000;

/// The way a code goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Into the chat with Telegram, on the account's other devices.
    App,
    /// To the phone.
    Sms,
    /// By mail, to an address that looks like this.
    Email(String),
}

pub struct CodeSent {
    /// By which the client names it.
    pub hash: String,
    pub kind: CodeKind,
    pub length: i32,
    /// In how many seconds the next one may go to the phone; `None`: there is no other way.
    pub resend_after_s: Option<i32>,
}

/// The proof that a client shows to sign in.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    Code(&'a str),
    EmailCode(&'a str),
}

pub(super) struct Code {
    phone: String,
    digits: String,
    kind: CodeKind,
    wrong: u32,
    sent_at: i32,
}

impl World {
    pub(crate) fn send_code(&self, key: KeyId, phone: &str) -> Result<CodeSent, Refusal> {
        let phone = digits_of(phone)?;
        let (sent, told) = self.state().send_code(key, &phone)?;
        if let Some((user, digits)) = told {
            let text = format!(
                "Login code: {digits}. Do not give this code to anyone, even if they say they are from Telegram!"
            );
            if let Err(refusal) = self.post(Post::new(SERVICE, Peer::User(user), text)) {
                tracing::error!(%refusal, "the code can't be delivered");
            }
        }
        Ok(sent)
    }

    pub(crate) fn resend_code(&self, phone: &str, hash: &str) -> Result<CodeSent, Refusal> {
        let phone = digits_of(phone)?;
        let mut state = self.state();
        let code = state.logins.code(&phone, hash)?;
        if code.kind == CodeKind::Sms {
            return Err(Refusal::SEND_CODE_UNAVAILABLE);
        }
        code.kind = CodeKind::Sms;
        code.sent_at = self.now();
        Ok(code.sent(hash))
    }

    pub(crate) fn cancel_code(&self, hash: &str) {
        self.state().logins.codes.remove(hash);
    }

    /// Returns who is signed in; `None`: the code is right, but nobody has an account with this number.
    pub(crate) fn sign_in(
        &self,
        key: KeyId,
        phone: &str,
        hash: &str,
        proof: Proof<'_>,
    ) -> Result<Option<UserId>, Refusal> {
        let phone = digits_of(phone)?;
        let mut state = self.state();
        state.check_code(&phone, hash, proof)?;
        let user = state.logins.user_of(&phone);
        user.map(|user| state.admit(key, user)).transpose()
    }

    /// Every code that was sent is dead, as after a few minutes.
    pub fn expire_codes(&self) {
        self.state().logins.codes.clear();
    }
}

impl State {
    /// Makes a code. Who is to read it inside Telegram comes with it.
    fn send_code(
        &mut self,
        key: KeyId,
        phone: &str,
    ) -> Result<(CodeSent, Option<(UserId, String)>), Refusal> {
        let here = self.device(key)?.data_centre;
        let (mut kind, mut digits, mut reader) = (CodeKind::Sms, String::from("22222"), None);
        let user = self.logins.user_of(phone);
        if let Some((user, account)) =
            user.and_then(|it| Some((it, self.logins.accounts.get(&it)?)))
        {
            let Registration { status, code, email_pattern, .. } = &account.registration;
            if *status == AccountStatus::Banned {
                return Err(Refusal::PHONE_NUMBER_BANNED);
            }
            let home = self.logins.home_of(user);
            if home != here {
                return Err(Refusal::phone_migrate(home));
            }
            digits.clone_from(code);
            if let Some(pattern) = email_pattern {
                kind = CodeKind::Email(pattern.clone());
            } else if self.sessions.values().any(|device| device.login == Login::User(user)) {
                kind = CodeKind::App;
                reader = Some(user);
            }
        }
        if self.logins.codes.len() >= CODES_MAX {
            self.logins.codes.clear();
        }
        let mut random = [0; 9];
        self.fill_randomly(&mut random);
        let hash = random.map(|byte| format!("{byte:02x}")).concat();
        let (phone, sent_at) = (phone.to_owned(), self.now());
        let code = Code { phone, digits: digits.clone(), kind, wrong: 0, sent_at };
        let sent = code.sent(&hash);
        self.logins.codes.insert(hash, code);
        Ok((sent, reader.map(|user| (user, digits))))
    }

    fn check_code(&mut self, phone: &str, hash: &str, proof: Proof<'_>) -> Result<(), Refusal> {
        let now = self.now();
        let code = self.logins.code(phone, hash)?;
        if now.saturating_sub(code.sent_at) > CODE_VALID_S {
            self.logins.codes.remove(hash);
            return Err(Refusal::PHONE_CODE_EXPIRED);
        }
        let (shown, wrong) = match (proof, &code.kind) {
            (Proof::Code(""), _) => return Err(Refusal::PHONE_CODE_EMPTY),
            (Proof::EmailCode(shown), CodeKind::Email(_)) => (shown, Refusal::EMAIL_CODE_INVALID),
            (Proof::Code(shown), CodeKind::App | CodeKind::Sms) => {
                (shown, Refusal::PHONE_CODE_INVALID)
            }
            _ => return Err(Refusal::PHONE_CODE_INVALID),
        };
        if shown == code.digits {
            return Ok(());
        }
        code.wrong += 1;
        if code.wrong >= WRONG_CODES_MAX {
            self.logins.codes.remove(hash);
        }
        Err(wrong)
    }

    /// A code that its owner hands on is dead: that is how codes are stolen.
    pub(in super::super) fn notice_leak(&mut self, from: UserId, text: &str) {
        let Logins { accounts, codes, .. } = &mut self.logins;
        if let Some(account) = accounts.get(&from) {
            let phone = &account.registration.phone;
            codes.retain(|_, code| code.phone != *phone || !text.contains(&code.digits));
        }
    }
}

impl Logins {
    fn code(&mut self, phone: &str, hash: &str) -> Result<&mut Code, Refusal> {
        let code = self.codes.get_mut(hash).filter(|code| code.phone == phone);
        code.ok_or(Refusal::PHONE_CODE_EXPIRED)
    }
}

impl Code {
    fn sent(&self, hash: &str) -> CodeSent {
        CodeSent {
            hash: hash.to_owned(),
            kind: self.kind.clone(),
            length: i32::try_from(self.digits.len()).unwrap_or(i32::MAX),
            resend_after_s: (self.kind != CodeKind::Sms).then_some(RESEND_AFTER_S),
        }
    }
}

/// A phone number without what people put between its digits.
fn digits_of(phone: &str) -> Result<String, Refusal> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let fits = PHONE_DIGITS.contains(&digits.len());
    fits.then_some(digits).ok_or(Refusal::PHONE_NUMBER_INVALID)
}
