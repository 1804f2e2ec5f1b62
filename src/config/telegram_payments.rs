//! `[telegram_payments]`: the owner's bot that takes payments inside Telegram.

use secrecy::SecretString;

use super::Config;
use super::fault::{Fault, fault};
use super::pasted::PastedKind;
use super::reply::REPLY_UNITS_MAX;
use super::section::{Section, Value};
use super::telegram::{bot_of, bot_token};
use crate::order::catalogue::Entry;
use crate::order::entity::utf16_len;
use crate::order::{Currency, Money, UserId};
use crate::sources::telegram_payments::OnSilence;

/// No token of a provider is longer.
const PROVIDER_TOKEN_CHARACTERS_MAX: usize = 256;
/// So many products are named in a warning.
const NAMED_MAX: usize = 3;

/// The bot that takes payments.
#[derive(Clone, Debug)]
pub struct TelegramPayments {
    /// What it logs in with.
    pub bot_token: SecretString,
    /// By whom other currencies than Stars are taken.
    pub provider: Option<PaymentProvider>,
    /// Whether the shop is asked before a buyer is charged, and what its silence means.
    pub ask_shop: Option<OnSilence>,
    /// The terms of sale, for `/terms`; `None`: those that every shop can stand by.
    pub terms: Option<String>,
    /// Where buyers are helped, for `/paysupport`; `None`: at the shop, without saying where.
    pub support: Option<String>,
}

/// A payment provider that `@BotFather` has connected to the bot.
#[derive(Clone, Debug)]
pub struct PaymentProvider {
    /// Names the provider to Telegram.
    pub token: SecretString,
    /// Whether it takes no real money.
    pub is_test: bool,
}

impl TelegramPayments {
    /// The bot, as its token says.
    pub fn bot(&self) -> Option<UserId> {
        bot_of(&self.bot_token)
    }

    /// Whether buyers can pay a price here.
    pub fn takes(&self, price: Money) -> bool {
        price.amount > 0 && (price.currency == Currency::STARS || self.provider.is_some())
    }

    /// `is_alone`: beside it is a server, and no `[telegram]`.
    pub(super) fn read(section: &Section<'_>, is_alone: bool) -> Option<Self> {
        if is_alone {
            // By the owner's application the bot logs in.
            section.refuse::<()>(fault!("config.bot_without_telegram"));
        }
        let bot_token = section.required_secret("bot_token", bot_token);
        let provider = section.secret("provider_token", provider);
        let asks = section.optional("ask_shop", Value::boolean).unwrap_or(false);
        let on_silence = section.optional("on_silence", |value| {
            let fault = (!asks).then(|| fault!("config.silence_of_nobody"));
            fault.map_or_else(|| value.parsed(on_silence), |fault| value.refuse(fault))
        });
        let terms = section.optional("terms", words);
        let support = section.optional("support", words);
        let ask_shop = asks.then(|| on_silence.unwrap_or(OnSilence::Decline));
        Some(Self { bot_token: bot_token?, provider, ask_shop, terms, support })
    }
}

/// The warnings of payments inside Telegram, by what else the file says.
pub(super) fn warnings(config: &Config) -> Vec<Fault> {
    let Some(payments) = &config.telegram_payments else { return Vec::new() };
    let is_test = payments.provider.as_ref().is_some_and(|it| it.is_test);
    let test = is_test.then(|| fault!("config.test_provider"));
    test.into_iter().chain(not_sold(config, payments)).collect()
}

/// The products that buyers are not shown, for want of a way to pay them.
fn not_sold(config: &Config, payments: &TelegramPayments) -> Option<Fault> {
    let is_sold = |it: &&Entry| it.price.is_some_and(|price| payments.takes(price));
    let sold = config.catalogue.entries().filter(is_sold).count();
    let priced: Vec<&Entry> =
        config.catalogue.entries().filter(|it| it.price.is_some() && !is_sold(it)).collect();
    if sold > 0 && priced.is_empty() {
        return None;
    }
    let kind = if sold == 0 { "none" } else { "some" };
    let quoted = priced.iter().take(NAMED_MAX).map(|it| format!("{:?}", it.name));
    let names = quoted.collect::<Vec<_>>().join(", ");
    let names = if names.is_empty() { "none".to_owned() } else { names };
    let more = priced.len().saturating_sub(NAMED_MAX);
    Some(fault!("config.not_sold_in_telegram", kind, names, more))
}

/// `284685063:TEST:…`, as `@BotFather` shows it. Quotes nothing: it is a secret.
pub(crate) fn provider(text: &str) -> Result<PaymentProvider, Fault> {
    let kind = PastedKind::of(text);
    let is_whole = text.len() <= PROVIDER_TOKEN_CHARACTERS_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if kind == PastedKind::ProviderToken && is_whole {
        let is_test = text.split(':').nth(1) == Some("TEST");
        return Ok(PaymentProvider { token: SecretString::from(text), is_test });
    }
    let looks = kind.describe().unwrap_or_else(|| "none".to_owned());
    Err(fault!("config.bad_provider_token", looks))
}

fn on_silence(text: &str) -> Result<OnSilence, Fault> {
    match text {
        "decline" => Ok(OnSilence::Decline),
        "accept" => Ok(OnSilence::Accept),
        _ => Err(fault!("config.bad_on_silence", text = format!("{text:?}"))),
    }
}

/// What a buyer is told, in one message.
fn words(value: &Value<'_>) -> Option<String> {
    let text = value.text()?.trim();
    let fits = !text.is_empty() && utf16_len(text) <= REPLY_UNITS_MAX;
    let bad = || fault!("config.bad_words", key = &value.name, units_max = REPLY_UNITS_MAX);
    if fits { Some(text.to_owned()) } else { value.refuse(bad()) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use secrecy::ExposeSecret as _;

    use super::super::{Config, ConfigError};
    use super::*;
    use crate::report::UserError as _;

    const TOKEN: &str = "bot_token = \"5555:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw\"";
    const PROVIDER: &str = "provider_token = \"284685063:TEST:hunter2hunter2\"";

    /// A configuration with an account and products of these prices.
    fn load(payments: &str, prices: &[&str]) -> Result<Config, ConfigError> {
        let mut text = format!(
            "[telegram]\napi_id = 1\napi_hash = \"00112233445566778899aabbccddeeff\"\n\
             [telegram_payments]\n{payments}\n"
        );
        for (place, price) in prices.iter().enumerate() {
            let line =
                format!("[[product]]\nname = \"p{place}\"\nsku = \"s\"\nprice = \"{price}\"\n");
            text.push_str(&line);
        }
        Config::of_text(&text, Path::new("config.toml"), &|_| None)
    }

    fn with(line: &str) -> String {
        format!("{TOKEN}\n{line}")
    }

    /// Said before `run` would, with its line; a file that is being written is as it is.
    #[test]
    fn a_bot_needs_an_application() {
        let file = Path::new("config.toml");
        let section = format!("[telegram_payments]\n{TOKEN}\n");
        let server = format!("{section}[server]\ntoken = \"{}\"\n", "k".repeat(32));
        let error = Config::of_text(&server, file, &|_| None).unwrap_err();
        let parts: Vec<_> = error.parts().iter().map(|it| it.code()).collect();
        assert_eq!(parts, ["config.bot_without_telegram"], "{error}");
        assert!(error.what().contains("config.toml:1"), "{}", error.what());
        let unfinished = Config::of_text(&section, file, &|_| None).unwrap();
        assert_eq!(unfinished.check_runnable().unwrap_err().code(), "config.missing_section");
    }

    #[test]
    fn what_can_not_be_meant_is_refused() {
        let bot_as_provider = TOKEN.replace("bot_token", "provider_token");
        let provider_as_bot = PROVIDER.replace("provider_token", "bot_token");
        let long = format!("terms = \"{}\"", "ж".repeat(4097));
        for (payments, code, told) in [
            (String::new(), "config.missing_key", "TRIBUTE_AGENT_TELEGRAM_PAYMENTS_BOT_TOKEN"),
            ("bot_token = \"5555:hunter2\"".to_owned(), "config.bad_bot_token", "@BotFather"),
            ("bot_token = \"https://t.me/hunter2\"".to_owned(), "config.bad_bot_token", "a link"),
            (provider_as_bot, "config.bad_bot_token", "payment provider"),
            (with("provider_token = \"hunter2\""), "config.bad_provider_token", "@BotFather"),
            (with("provider_token = \"1:TEST:hun ter2\""), "config.bad_provider_token", "whole"),
            (with(&bot_as_provider), "config.bad_provider_token", "token of a Telegram bot"),
            (with("bot_token_file = \"x\""), "config.secret_twice", "one of the two"),
            (with("ask_shop = true\non_silence = \"wait\""), "config.bad_on_silence", "\"accept\""),
            (with("on_silence = \"accept\""), "config.silence_of_nobody", "ask_shop = true"),
            (with("ask_shop = false\non_silence = \"x\""), "config.silence_of_nobody", "ask_shop"),
            (with("ask_shop = \"yes\""), "config.wrong_type", "true or false"),
            (with("terms = \" \""), "config.bad_words", "4096"),
            (with(&long), "config.bad_words", "4096"),
            (with("support = 5"), "config.wrong_type", "in quotes"),
            (with("chat = 5"), "config.unknown_key", "[moderators]"),
        ] {
            let error = load(&payments, &["250 XTR"]).unwrap_err();
            let parts = error.parts();
            assert_eq!(parts.iter().map(|it| it.code()).collect::<Vec<_>>(), [code], "{payments}");
            let all = format!("{} {}", parts[0].what(), parts[0].remedy());
            assert!(all.contains(told), "{all}");
            assert!(!all.contains("hunter2") && !all.contains("hun ter2"), "{all}");
        }
    }

    #[test]
    fn stars_are_whole() {
        for price in ["2.50 XTR", "250.00 XTR", "0.5 XTR", "2,5 XTR"] {
            let error = load(TOKEN, &[price]).unwrap_err();
            assert_eq!(error.code(), "config.bad_price", "{price}");
            assert!(error.remedy().contains("250 XTR"), "{price}");
        }
        let config = load(TOKEN, &["250 XTR"]).unwrap();
        assert_eq!(config.catalogue.entries().next().unwrap().price.unwrap().amount, 250);
    }

    #[test]
    fn the_shop_is_asked_only_where_the_owner_says_so() {
        for (line, expected) in [
            ("", None),
            ("ask_shop = false", None),
            ("ask_shop = true", Some(OnSilence::Decline)),
            ("ask_shop = true\non_silence = \"decline\"", Some(OnSilence::Decline)),
            ("ask_shop = true\non_silence = \"accept\"", Some(OnSilence::Accept)),
        ] {
            let config = load(&with(line), &["1 XTR"]).unwrap();
            assert_eq!(config.telegram_payments().unwrap().ask_shop, expected, "{line}");
        }
    }

    #[test]
    fn what_no_buyer_could_pay_is_warned_of() {
        let live = PROVIDER.replace("TEST", "LIVE");
        for (payments, prices, expected) in [
            (TOKEN.to_owned(), &["250 XTR"][..], &[][..]),
            (TOKEN.to_owned(), &["250 XTR", "5.00 EUR"], &["config.not_sold_in_telegram"]),
            (TOKEN.to_owned(), &["5.00 EUR"], &["config.not_sold_in_telegram"]),
            (TOKEN.to_owned(), &["0 XTR"], &["config.not_sold_in_telegram"]),
            (TOKEN.to_owned(), &[], &["config.no_products", "config.not_sold_in_telegram"]),
            (with(&live), &["5.00 EUR", "250 XTR"], &[]),
            (with(PROVIDER), &["5.00 EUR"], &["config.test_provider"]),
        ] {
            let config = load(&payments, prices).unwrap();
            let codes: Vec<_> =
                config.warnings.iter().map(crate::report::UserError::code).collect();
            assert_eq!(codes, expected, "{payments} {prices:?}");
        }
        let config =
            load(TOKEN, &["1 XTR", "1.00 EUR", "2.00 EUR", "3.00 EUR", "4.00 EUR"]).unwrap();
        let what = config.warnings[0].what();
        assert!(what.contains(r#""p1", "p2", "p3""#) && what.contains('1'), "{what}");
    }

    #[test]
    fn its_secrets_may_lie_in_the_environment() {
        let environment = |name: &str| match name {
            "TRIBUTE_AGENT_TELEGRAM_PAYMENTS_BOT_TOKEN" => {
                Some("5555:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw".to_owned())
            }
            "TRIBUTE_AGENT_TELEGRAM_PAYMENTS_PROVIDER_TOKEN" => Some("1:LIVE:abc".to_owned()),
            _ => None,
        };
        let file = Path::new("config.toml");
        let config = Config::of_text("[telegram_payments]\n", file, &environment).unwrap();
        let payments = config.telegram_payments().unwrap();
        assert_eq!(payments.bot(), Some(UserId(5555)));
        let provider = payments.provider.as_ref().unwrap();
        assert!(!provider.is_test);
        assert_eq!(provider.token.expose_secret(), "1:LIVE:abc");
        assert!(!format!("{payments:?}").contains("AAHd"));
    }
}
