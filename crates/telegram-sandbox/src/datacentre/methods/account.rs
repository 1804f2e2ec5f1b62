//! `account.*`: the password, and the devices.

use grammers_tl_types::{enums, functions::account as request, types};

use crate::world::{DeviceInfo, PasswordQuestion, Refusal};

use super::super::dispatch::{Context, Method};
use super::super::render;

/// Being online or not is seen by nobody here.
impl Method for request::UpdateStatus {
    fn answer(&self, _: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        Ok(true)
    }
}

impl Method for request::GetPassword {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let question = context.world.ask_password(context.key)?;
        let (current_algo, srp_b, srp_id, hint) = match question {
            None => (None, None, None, None),
            Some(question) => (
                Some(algorithm(&question)),
                Some(question.srp_b),
                Some(question.srp_id),
                question.hint,
            ),
        };
        let password = types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: current_algo.is_some(),
            current_algo,
            srp_b,
            srp_id,
            hint,
            email_unconfirmed_pattern: None,
            new_algo: enums::PasswordKdfAlgo::Unknown,
            new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
            secure_random: vec![0; 256],
            pending_reset_date: None,
            login_email_pattern: None,
        };
        Ok(password)
    }
}

fn algorithm(question: &PasswordQuestion) -> enums::PasswordKdfAlgo {
    let (salt1, salt2) = question.salts.clone();
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: question.generator,
        p: question.prime.clone(),
    }
    .into()
}

impl Method for request::GetAuthorizations {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let devices = context.world.devices(context.user).into_iter();
        let authorizations = devices.map(|device| authorization(context, device));
        Ok(types::account::Authorizations {
            authorization_ttl_days: 183,
            authorizations: authorizations.collect(),
        })
    }
}

impl Method for request::ResetAuthorization {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        context.world.end_device(context.user, self.hash)?;
        Ok(true)
    }
}

fn authorization(context: &Context, device: DeviceInfo) -> enums::Authorization {
    let current = device.key == context.key;
    let blank = blank_device(device.since);
    types::Authorization {
        current,
        // Telegram's own number for the device that asks.
        hash: if current { 0 } else { device.hash },
        device_model: device.client.device_model,
        system_version: device.client.system_version,
        api_id: device.client.api_id,
        app_version: device.client.app_version,
        ..blank
    }
    .into()
}

/// A device of which nothing is known but that it is there.
pub(super) fn unnamed_device(now: i32) -> enums::Authorization {
    blank_device(now).into()
}

fn blank_device(since: i32) -> types::Authorization {
    types::Authorization {
        date_created: since,
        date_active: since,
        ip: String::from("127.0.0.1"),
        // Two flags, numbers and empty texts.
        ..render::blank(&[0; 56])
    }
}
