//! The bot that takes payments: whether it can be logged in, and whether anything can be paid there.

use secrecy::SecretString;

use super::check::{Finding, Inputs, Outcome, Verdict, finding};
use crate::config::{Config, Moderators, TelegramPayments};
use crate::order::catalogue::Entry;
use crate::order::{Currency, Money};
use crate::telegram::CallError;
use crate::telegram::bot::Credentials;
use crate::telegram::payments::Invoice;

/// What the invoice says that nobody is given.
const TITLE: &str = "doctor";
/// Telegram takes less than this of no currency that has a provider.
const MONEY_MIN: i64 = 100;

pub(super) async fn check(inputs: &Inputs) -> Outcome {
    let config = inputs.own_config()?;
    let Ok(payments) = config.telegram_payments() else {
        return Ok(finding!(NotNeeded, "doctor-payments-none"));
    };
    let examination = inputs.examination()?;
    let api_hash = config.telegram()?.api_hash.clone();
    let credentials = Credentials { api_hash, token: payments.bot_token.clone() };
    let invoices = invoices(config, payments);
    let asked = examination.payments_bot(&credentials, &invoices).await;
    let (account, made) = asked.map_err(|error| Finding::of_error(Verdict::Failed, &error))?;
    let username = account.username.map(|username| format!("@{username}"));
    let name = &username.unwrap_or_else(|| account.id.to_string());
    let moderators = config.moderators().ok().and_then(Moderators::bot);
    let found = finding!(Ok, "doctor-payments", name, same = moderators == Some(account.id));
    let found = invoices.iter().zip(made).fold(found, |found, (invoice, made)| {
        found.and(judge_invoice(invoice.price.currency, made))
    });
    Ok(found.and(goods(config, payments)).and(help(payments)))
}

/// One in Stars; and with a provider one in the currency that products have, else in none.
fn invoices(config: &Config, payments: &TelegramPayments) -> Vec<Invoice> {
    let of = |price, provider_token: Option<SecretString>| Invoice {
        title: TITLE.to_owned(),
        description: TITLE.to_owned(),
        payload: TITLE.to_owned(),
        price,
        provider_token,
        provider_data: None,
        start_param: None,
    };
    let stars = of(Money { amount: 1, currency: Currency::STARS }, None);
    let mut prices = config.catalogue.entries().filter_map(|entry| entry.price);
    let other = prices.find(|price| price.currency != Currency::STARS && price.amount > 0);
    let provided = payments.provider.as_ref().zip(other).map(|(provider, price)| {
        let amount = price.amount.max(MONEY_MIN);
        of(Money { amount, ..price }, Some(provider.token.clone()))
    });
    [stars].into_iter().chain(provided).collect()
}

fn judge_invoice(currency: Currency, made: Result<(), CallError>) -> Finding {
    let kind = if currency == Currency::STARS { "stars" } else { "money" };
    let currency = currency.to_string();
    match made {
        Ok(()) => finding!(Ok, "doctor-payments-invoice", kind, currency),
        Err(CallError::Refused(name)) => {
            finding!(Failed, "doctor-payments-refused", kind, currency, name)
        }
        Err(error) => {
            let error = error.explanation();
            finding!(Warning, "doctor-payments-unanswered", error)
        }
    }
}

/// What buyers are shown.
fn goods(config: &Config, payments: &TelegramPayments) -> Finding {
    let is_sold = |it: &&Entry| it.price.is_some_and(|price| payments.takes(price));
    let (sold, all) =
        (config.catalogue.entries().filter(is_sold).count(), config.catalogue.entries().count());
    if sold == 0 {
        return finding!(Failed, "doctor-payments-nothing", all);
    }
    finding!(Ok, "doctor-payments-goods", sold, all)
}

/// Telegram wants buyers to be helped.
fn help(payments: &TelegramPayments) -> Finding {
    match payments.support {
        Some(_) => finding!(Ok, "doctor-payments-support"),
        None => finding!(Warning, "doctor-payments-no-support"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::i18n::Language::{English, Russian};
    use crate::i18n::with_language;

    fn config(lines: &str, price: &str) -> Config {
        let text = format!(
            "[telegram_payments]\nbot_token = \"5555:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw\"\n{lines}\n\
             [[product]]\nname = \"x\"\nsku = \"x\"\nprice = \"{price}\"\n"
        );
        Config::of_text(&text, Path::new("config.toml"), &|_| None).unwrap()
    }

    #[test]
    fn what_could_not_be_paid_fails() {
        let provider = "provider_token = \"1:LIVE:abc\"";
        for (lines, price, verdict, count) in [
            ("", "250 XTR", Verdict::Ok, 1),
            ("", "5.00 EUR", Verdict::Failed, 1),
            (provider, "5.00 EUR", Verdict::Ok, 2),
            (provider, "250 XTR", Verdict::Ok, 1),
        ] {
            let config = config(lines, price);
            let payments = config.telegram_payments().unwrap();
            assert_eq!(goods(&config, payments).verdict, verdict, "{lines} {price}");
            assert_eq!(invoices(&config, payments).len(), count, "{lines} {price}");
        }
    }

    #[test]
    fn whatever_telegram_says_has_words() {
        let refused = |name: &str| Err(CallError::Refused(name.to_owned()));
        for (made, verdict) in [
            (Ok(()), Verdict::Ok),
            (refused("PAYMENT_PROVIDER_INVALID"), Verdict::Failed),
            (refused("CURRENCY_TOTAL_AMOUNT_INVALID"), Verdict::Failed),
            (Err(CallError::NotSent("away".to_owned())), Verdict::Warning),
        ] {
            for language in [English, Russian] {
                let currency = Currency::from_code("EUR").unwrap();
                let found = with_language(language, || judge_invoice(currency, made.clone()));
                assert_eq!(found.verdict, verdict, "{found:?}");
                assert_eq!(found.remedy.is_some(), verdict == Verdict::Failed, "{found:?}");
            }
        }
    }
}
