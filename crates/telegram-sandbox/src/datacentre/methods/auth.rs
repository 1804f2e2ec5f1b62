//! `auth.*`: signing in and out.

use grammers_tl_types::{enums, functions::auth as request, types};

use crate::world::{CodeKind, CodeSent, Proof, Refusal, TokenAnswer, UserId};

use super::super::dispatch::{Context, Method};
use super::super::render;
use super::account;

impl Method for request::SendCode {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        check_api(self.api_id, &self.api_hash)?;
        Ok(sent_code(context.world.send_code(context.key, &self.phone_number)?))
    }
}

impl Method for request::ResendCode {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let (phone, hash) = (&self.phone_number, &self.phone_code_hash);
        Ok(sent_code(context.world.resend_code(phone, hash)?))
    }
}

impl Method for request::CancelCode {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        context.world.cancel_code(&self.phone_code_hash);
        Ok(true)
    }
}

impl Method for request::SignIn {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let proof = match (&self.email_verification, &self.phone_code) {
            (Some(enums::EmailVerification::Code(mailed)), _) => Proof::EmailCode(&mailed.code),
            (Some(_), _) => return Err(Refusal::EMAIL_CODE_INVALID),
            (None, code) => Proof::Code(code.as_deref().unwrap_or_default()),
        };
        let (phone, hash) = (&self.phone_number, &self.phone_code_hash);
        Ok(match context.world.sign_in(context.key, phone, hash, proof)? {
            Some(user) => authorization(context, user),
            None => types::auth::AuthorizationSignUpRequired { terms_of_service: None }.into(),
        })
    }
}

impl Method for request::CheckPassword {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let enums::InputCheckPasswordSrp::Srp(proof) = &self.password else {
            return Err(Refusal::PASSWORD_HASH_INVALID);
        };
        let user = context.world.check_password(context.key, proof.srp_id, &proof.a, &proof.m1)?;
        Ok(authorization(context, user))
    }
}

impl Method for request::ExportLoginToken {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        check_api(self.api_id, &self.api_hash)?;
        let answer: enums::auth::LoginToken = match context.world.export_token(context.key)? {
            TokenAnswer::Show { token, expires_at: expires } => {
                types::auth::LoginToken { expires, token }.into()
            }
            TokenAnswer::Migrate { data_centre, token } => {
                types::auth::LoginTokenMigrateTo { dc_id: data_centre.into(), token }.into()
            }
            TokenAnswer::SignedIn(user) => token_success(context, user),
        };
        Ok(answer)
    }
}

impl Method for request::ImportLoginToken {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let user = context.world.import_token(context.key, &self.token)?;
        Ok(token_success(context, user))
    }
}

impl Method for request::AcceptLoginToken {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        context.world.accept_token(context.user, &self.token)?;
        Ok(account::unnamed_device(context.world.now()))
    }
}

impl Method for request::LogOut {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        context.world.log_out(context.key)?;
        Ok(types::auth::LoggedOut { future_auth_token: None })
    }
}

impl Method for request::ImportBotAuthorization {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        check_api(self.api_id, &self.api_hash)?;
        let bot = context.world.sign_in_bot(context.key, &self.bot_auth_token)?;
        Ok(authorization(context, bot))
    }
}

/// Any application will do, if it looks like one.
fn check_api(api_id: i32, api_hash: &str) -> Result<(), Refusal> {
    let is_hash = api_hash.len() == 32 && api_hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if api_id > 0 && is_hash { Ok(()) } else { Err(Refusal::API_ID_INVALID) }
}

fn sent_code(sent: CodeSent) -> enums::auth::SentCode {
    let length = sent.length;
    let kind = match sent.kind {
        CodeKind::App => types::auth::SentCodeTypeApp { length }.into(),
        CodeKind::Sms => types::auth::SentCodeTypeSms { length }.into(),
        CodeKind::Email(email_pattern) => types::auth::SentCodeTypeEmailCode {
            email_pattern,
            length,
            ..render::blank(&[&[0; 12]])
        }
        .into(),
    };
    types::auth::SentCode {
        r#type: kind,
        phone_code_hash: sent.hash,
        next_type: sent.resend_after_s.map(|_| enums::auth::CodeType::Sms),
        timeout: sent.resend_after_s,
    }
    .into()
}

fn token_success(context: &Context, user: UserId) -> enums::auth::LoginToken {
    types::auth::LoginTokenSuccess { authorization: authorization(context, user) }.into()
}

fn authorization(context: &Context, user: UserId) -> enums::auth::Authorization {
    let empty = || types::UserEmpty { id: user.0 }.into();
    let known = context.world.user(user);
    let user = known.map_or_else(empty, |known| render::user(&context.world, user, known));
    types::auth::Authorization {
        setup_password_required: false,
        otherwise_relogin_days: None,
        tmp_sessions: None,
        future_auth_token: None,
        user,
    }
    .into()
}
