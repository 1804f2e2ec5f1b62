//! Codes: asked for, sent, shown.

use super::super::state::State;
use super::super::{KeyId, Login, Peer, Post, Refusal, UserId, World};
use super::{AccountStatus, SERVICE};

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSent {
    /// By which the client names it.
    pub hash: String,
    pub kind: CodeKind,
    pub length: i32,
    /// The way the next one would go, and in how many seconds; `None`: there is no other.
    pub next: Option<(CodeKind, i32)>,
}

/// The proof that a client shows to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    Code(&'a str),
    EmailCode(&'a str),
}

/// The outcome of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedIn {
    As(UserId),
    /// The code is right, but nobody has an account with this number.
    NobodyYet,
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
            self.tell_code(user, &digits);
        }
        Ok(sent)
    }

    pub(crate) fn resend_code(&self, phone: &str, hash: &str) -> Result<CodeSent, Refusal> {
        let phone = digits_of(phone)?;
        let mut state = self.state();
        let code = state.logins.codes.get_mut(hash);
        let code = code.filter(|code| code.phone == phone);
        let code = code.ok_or(Refusal::PHONE_CODE_EXPIRED)?;
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

    pub(crate) fn sign_in(
        &self,
        key: KeyId,
        phone: &str,
        hash: &str,
        proof: Proof<'_>,
    ) -> Result<SignedIn, Refusal> {
        let phone = digits_of(phone)?;
        let mut state = self.state();
        state.check_code(&phone, hash, proof)?;
        let Some(account) = state.logins.by_phone.get(&phone) else {
            return Ok(SignedIn::NobodyYet);
        };
        let user = account.user;
        state.admit(key, user).map(SignedIn::As)
    }

    /// Every code that was sent is dead, as after a few minutes.
    pub fn expire_codes(&self) {
        self.state().logins.codes.clear();
    }

    fn tell_code(&self, user: UserId, digits: &str) {
        let text = format!(
            "Login code: {digits}. Do not give this code to anyone, even if they say they are from Telegram!"
        );
        if let Err(refusal) = self.post(Post::new(SERVICE, Peer::User(user), text)) {
            tracing::error!(%refusal, "the code can't be delivered");
        }
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
        let (mut kind, mut digits, mut user) = (CodeKind::Sms, String::from("22222"), None);
        if let Some(account) = self.logins.by_phone.get(phone) {
            let registration = &account.registration;
            if registration.status == AccountStatus::Banned {
                return Err(Refusal::PHONE_NUMBER_BANNED);
            }
            let home = self.logins.home_of(account.user);
            if home != here {
                return Err(Refusal::phone_migrate(home));
            }
            digits.clone_from(&registration.code);
            if let Some(pattern) = &registration.email_pattern {
                kind = CodeKind::Email(pattern.clone());
            } else if self.has_device(account.user) {
                kind = CodeKind::App;
                user = Some(account.user);
            }
        }
        if self.logins.codes.len() >= CODES_MAX {
            self.logins.codes.clear();
        }
        let mut random = [0; 9];
        self.fill_randomly(&mut random);
        let hash = random.map(|byte| format!("{byte:02x}")).concat();
        let code = Code {
            phone: phone.to_owned(),
            digits: digits.clone(),
            kind,
            wrong: 0,
            sent_at: self.now(),
        };
        let sent = code.sent(&hash);
        self.logins.codes.insert(hash, code);
        Ok((sent, user.map(|user| (user, digits))))
    }

    fn has_device(&self, user: UserId) -> bool {
        let mut devices = self.sessions.values();
        devices.any(|device| device.login == Login::User(user))
    }

    fn check_code(&mut self, phone: &str, hash: &str, proof: Proof<'_>) -> Result<(), Refusal> {
        let now = self.now();
        let code = self.logins.codes.get_mut(hash);
        let code = code.filter(|code| code.phone == phone);
        let code = code.ok_or(Refusal::PHONE_CODE_EXPIRED)?;
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
        let Some(account) = self.logins.account_of(from) else {
            return;
        };
        let phone = account.registration.phone.clone();
        let leaked = |code: &Code| code.phone == phone && text.contains(&code.digits);
        self.logins.codes.retain(|_, code| !leaked(code));
    }
}

impl Code {
    fn sent(&self, hash: &str) -> CodeSent {
        let next = match self.kind {
            CodeKind::App | CodeKind::Email(_) => Some((CodeKind::Sms, RESEND_AFTER_S)),
            CodeKind::Sms => None,
        };
        CodeSent {
            hash: hash.to_owned(),
            kind: self.kind.clone(),
            length: i32::try_from(self.digits.len()).unwrap_or(i32::MAX),
            next,
        }
    }
}

/// A phone number without what people put between its digits.
fn digits_of(phone: &str) -> Result<String, Refusal> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if PHONE_DIGITS.contains(&digits.len()) {
        Ok(digits)
    } else {
        Err(Refusal::PHONE_NUMBER_INVALID)
    }
}
