//! `help.*`: where the data centres are.

use std::net::SocketAddr;

use grammers_tl_types::{enums, functions::help as request, types};

use crate::world::Refusal;

use super::super::dispatch::{Context, Method};

const CONFIG_VALID_S: i32 = 3600;

impl Method for request::GetConfig {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let now = context.world.now();
        let options = context.shared.directory.addresses().into_iter();
        let options = options.map(|(number, address)| option(number, address));
        let this_dc = i32::from(context.shared.number);
        Ok(config(now, this_dc, options.collect()))
    }
}

fn option(number: u8, address: SocketAddr) -> enums::DcOption {
    types::DcOption {
        ipv6: address.is_ipv6(),
        media_only: false,
        tcpo_only: false,
        cdn: false,
        r#static: true, // clients store static addresses: they shall find back here
        this_port_only: true,
        id: i32::from(number),
        ip_address: address.ip().to_string(),
        port: i32::from(address.port()),
        secret: None,
    }
    .into()
}

/// Returns the application's configuration: nothing, but that an account is frozen.
impl Method for request::GetAppConfig {
    fn answer(&self, context: &Context) -> Result<impl Into<Self::Return>, Refusal> {
        let frozen = context.world.is_frozen(context.user);
        let since = frozen.then(|| {
            let value = f64::from(context.world.now());
            types::JsonObjectValue {
                key: String::from("freeze_since_date"),
                value: types::JsonNumber { value }.into(),
            }
            .into()
        });
        let value = since.into_iter().collect();
        let config = types::JsonObject { value }.into();
        Ok(types::help::AppConfig { hash: 0, config })
    }
}

fn config(now: i32, this_dc: i32, dc_options: Vec<enums::DcOption>) -> enums::Config {
    types::Config {
        default_p2p_contacts: false,
        preload_featured_stickers: false,
        revoke_pm_inbox: true,
        blocked_mode: false,
        force_try_ipv6: false,
        date: now,
        expires: now.saturating_add(CONFIG_VALID_S),
        test_mode: true,
        this_dc,
        dc_options,
        dc_txt_domain_name: String::new(),
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
        tmp_sessions: None,
        call_receive_timeout_ms: 20_000,
        call_ring_timeout_ms: 90_000,
        call_connect_timeout_ms: 30_000,
        call_packet_timeout_ms: 10_000,
        me_url_prefix: String::from("https://t.me/"),
        autoupdate_url_prefix: None,
        gif_search_username: None,
        venue_search_username: None,
        img_search_username: None,
        static_maps_provider: None,
        caption_length_max: 1024,
        message_length_max: 4096,
        webfile_dc_id: this_dc,
        suggested_lang_code: None,
        lang_pack_version: None,
        base_lang_pack_version: None,
        reactions_default: None,
        autologin_token: None,
    }
    .into()
}
