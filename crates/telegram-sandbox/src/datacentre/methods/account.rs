//! `account.*`: the password, and the devices; `help.*`: where the data centres are.

use std::net::SocketAddr;
use std::sync::PoisonError;

use grammers_tl_types::functions::{account as request, help};
use grammers_tl_types::{Serializable, enums, types};

use crate::world::{DeviceInfo, PasswordQuestion, Refusal};

use super::super::dispatch::{Context, Method};
use super::super::render;

const CONFIG_VALID_S: i32 = 3600;

/// Being online or not is seen by nobody here.
impl Method for request::UpdateStatus {
    fn answer(&self, _: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        Ok(true)
    }
}

impl Method for request::GetPassword {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let question = context.world.ask_password(context.key)?;
        let hint = question.as_ref().and_then(|question| question.hint.clone());
        Ok(types::account::Password {
            has_password: question.is_some(),
            current_algo: question.as_ref().map(algorithm),
            srp_id: question.as_ref().map(|question| question.srp_id),
            srp_b: question.map(|question| question.srp_b),
            hint,
            secure_random: vec![0; 256],
            ..render::blank(&[
                &[0; 4],
                &enums::PasswordKdfAlgo::Unknown.to_bytes(),
                &enums::SecurePasswordKdfAlgo::Unknown.to_bytes(),
                &[0; 4],
            ])
        })
    }
}

fn algorithm(question: &PasswordQuestion) -> enums::PasswordKdfAlgo {
    let (salt1, salt2) = question.salts.clone();
    let (g, p) = (question.generator, question.prime.clone());
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow { salt1, salt2, g, p }
        .into()
}

impl Method for request::GetAuthorizations {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let devices = context.world.devices(context.user).into_iter();
        let authorizations = devices.map(|device| authorization(context, device)).collect();
        Ok(types::account::Authorizations { authorization_ttl_days: 183, authorizations })
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
    types::Authorization {
        current,
        // Telegram's own number for the device that asks.
        hash: if current { 0 } else { device.hash() },
        device_model: device.client.device_model,
        system_version: device.client.system_version,
        api_id: device.client.api_id,
        app_version: device.client.app_version,
        ..unnamed_device(device.since)
    }
    .into()
}

/// A device of which nothing is known but that it is there.
pub(super) fn unnamed_device(since: i32) -> types::Authorization {
    types::Authorization {
        date_created: since,
        date_active: since,
        ip: String::from("127.0.0.1"),
        // Two flags, numbers and empty texts.
        ..render::blank(&[&[0; 56]])
    }
}

/// Returns the application's configuration: nothing, but that an account is frozen.
impl Method for help::GetAppConfig {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let since = context.world.is_frozen(context.user).then(|| {
            let value = f64::from(context.world.now());
            types::JsonObjectValue {
                key: String::from("freeze_since_date"),
                value: types::JsonNumber { value }.into(),
            }
            .into()
        });
        let config = types::JsonObject { value: since.into_iter().collect() }.into();
        Ok(types::help::AppConfig { hash: 0, config })
    }
}

impl Method for help::GetConfig {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let directory = context.shared.directory.lock().unwrap_or_else(PoisonError::into_inner);
        let options = directory.iter().map(|(number, address)| option(*number, *address)).collect();
        Ok(config(context.world.now(), i32::from(context.shared.number), options))
    }
}

fn option(number: u8, address: SocketAddr) -> enums::DcOption {
    types::DcOption {
        ipv6: address.is_ipv6(),
        r#static: true, // clients store static addresses: they shall find back here
        this_port_only: true,
        id: i32::from(number),
        ip_address: address.ip().to_string(),
        port: i32::from(address.port()),
        ..render::blank(&[&[0; 16]])
    }
    .into()
}

fn config(now: i32, this_dc: i32, dc_options: Vec<enums::DcOption>) -> enums::Config {
    let (no, none) = (false, Vec::<enums::DcOption>::new());
    types::Config {
        revoke_pm_inbox: true,
        date: now,
        expires: now.saturating_add(CONFIG_VALID_S),
        test_mode: true,
        this_dc,
        dc_options,
        chat_size_max: 200,
        megagroup_size_max: 200_000,
        forwarded_count_max: 100,
        online_update_period_ms: 210_000,
        offline_blur_timeout_ms: 5_000,
        offline_idle_timeout_ms: 30_000,
        online_cloud_timeout_ms: 300_000,
        notify_cloud_delay_ms: 30_000,
        notify_default_delay_ms: 1_500,
        push_chat_period_ms: 60_000,
        push_chat_limit: 2,
        edit_time_limit: 172_800,
        revoke_time_limit: i32::MAX,
        revoke_pm_time_limit: i32::MAX,
        rating_e_decay: 2_419_200,
        stickers_recent_limit: 200,
        channels_read_media_period: 604_800,
        call_receive_timeout_ms: 20_000,
        call_ring_timeout_ms: 90_000,
        call_connect_timeout_ms: 30_000,
        call_packet_timeout_ms: 10_000,
        me_url_prefix: String::from("https://t.me/"),
        caption_length_max: 1024,
        message_length_max: 4096,
        webfile_dc_id: this_dc,
        ..render::blank(&[&[0; 12], &no.to_bytes(), &[0; 4], &none.to_bytes(), &[0; 104]])
    }
    .into()
}
