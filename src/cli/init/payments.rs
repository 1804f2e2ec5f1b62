//! The bot that customers pay inside Telegram: its token, what is paid in, and where buyers are helped.

use secrecy::{ExposeSecret as _, SecretString};

use super::dialogue::{Dialogue, Unanswered, instead, recognised};
use super::moderators::token_in;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, checked_bot_token, checked_provider_token};
use crate::i18n::{is_one_of, t};

/// The longest answer that `/paysupport` is given here; a longer one is written into the file.
const SUPPORT_CHARACTERS_MAX: usize = 1000;

/// By what buyers pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PaidIn {
    Stars,
    Money,
}

impl<P: Person> Dialogue<P> {
    /// Asks for the bot, which may be the moderators'.
    pub async fn ask_payments(&mut self) -> Result<(), Unanswered> {
        if self.draft.config()?.is_without_telegram() {
            self.ask_application().await?;
        }
        let config = self.draft.config()?;
        if config.is_without_telegram() {
            // By the application the bot logs in.
            return Ok(());
        }
        let known = config.telegram_payments().ok().cloned();
        let moderators = config.moderators().ok().and_then(|it| it.bot_token.clone());
        self.enter_keeps = known.is_some();
        if moderators.is_some() {
            self.note(&t!("init-payments-same"));
        }
        let token = |answer: &str| bot_token(answer, moderators.as_ref());
        match self.ask("payments-token", token).await? {
            Some(token) => {
                self.draft.set("telegram_payments", "bot_token", token.expose_secret())?;
            }
            None if known.is_none() => return Ok(()),
            None => {}
        }
        self.enter_keeps = known.is_some();
        match self.ask("payments-currency", currency).await? {
            None => {}
            Some(PaidIn::Stars) => {
                self.draft.remove("telegram_payments", "provider_token")?;
                self.draft.remove("telegram_payments", "provider_token_file")?;
            }
            Some(PaidIn::Money) => self.ask_provider().await?,
        }
        self.enter_keeps = known.is_some_and(|it| it.support.is_some());
        if let Some(words) = self.ask("payments-support", support).await? {
            self.draft.set("telegram_payments", "support", words)?;
        }
        self.note(&t!("init-payments-prices"));
        Ok(())
    }

    async fn ask_provider(&mut self) -> Result<(), Unanswered> {
        let known = self.draft.config()?.telegram_payments().ok().map(|it| it.provider.is_some());
        self.enter_keeps = known == Some(true);
        self.note(&t!("init-payments-provider"));
        if let Some(token) = self.ask("provider-token", provider_token).await? {
            self.draft.set("telegram_payments", "provider_token", token.expose_secret())?;
        }
        Ok(())
    }
}

fn currency(answer: &str) -> Result<PaidIn, String> {
    match answer {
        "1" => Ok(PaidIn::Stars),
        "2" => Ok(PaidIn::Money),
        _ => Err("1 / 2".to_owned()),
    }
}

/// A token as it is copied, or the moderators' bot's by a word.
fn bot_token(answer: &str, moderators: Option<&SecretString>) -> Result<SecretString, String> {
    if let Some(token) = moderators.filter(|_| is_one_of(answer, || t!("init-words-same"))) {
        return Ok(token.clone());
    }
    let right = [PastedKind::BotToken];
    let token = token_in(answer, PastedKind::BotToken);
    recognised(token, "payments-token", &right, checked_bot_token)
}

fn provider_token(answer: &str) -> Result<SecretString, String> {
    let right = [PastedKind::ProviderToken];
    let token = token_in(answer, PastedKind::ProviderToken);
    let check = |text: &str| checked_provider_token(text).map(|it| it.token);
    recognised(token, "provider-token", &right, check)
}

/// Words for people: nothing that looks like a secret.
fn support(answer: &str) -> Result<String, String> {
    use PastedKind::{Email, PhoneNumber, TelegramLink, Unknown, Username, WebLink};
    let kind = PastedKind::of(answer);
    let is_right =
        matches!(kind, Email | PhoneNumber | TelegramLink | Unknown | Username | WebLink);
    let fits = answer.chars().count() <= SUPPORT_CHARACTERS_MAX;
    (is_right && fits).then(|| answer.to_owned()).ok_or_else(|| instead(kind, "payments-support"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
    const PROVIDER: &str = "284685063:TEST:hunter2hunter2";

    #[test]
    fn the_two_kinds_of_tokens_are_told_apart_and_never_quoted() {
        let own = SecretString::from(TOKEN);
        for text in [TOKEN, &format!("Use this token: `{TOKEN}` Keep"), "same", "тот же"] {
            assert_eq!(bot_token(text, Some(&own)).unwrap().expose_secret(), TOKEN, "{text}");
        }
        assert!(bot_token("same", None).is_err());
        assert_eq!(provider_token(&format!("token {PROVIDER}")).unwrap().expose_secret(), PROVIDER);
        for (complaint, words) in [
            (bot_token(PROVIDER, None).unwrap_err(), "payment provider"),
            (bot_token("@shop_bot", None).unwrap_err(), "username"),
            (provider_token(TOKEN).unwrap_err(), "token of a Telegram bot"),
            (provider_token("Stripe").unwrap_err(), "TEST"),
        ] {
            assert!(complaint.contains(words), "{complaint}");
            assert!(!complaint.contains("AAHd") && !complaint.contains("hunter2"), "{complaint}");
        }
    }

    #[test]
    fn where_buyers_are_helped_is_no_secret() {
        for text in ["@shop_support", "help@shop.example", "Write to @support, 10–20 h"] {
            assert_eq!(support(text), Ok(text.to_owned()));
        }
        for text in [TOKEN, PROVIDER, &"ж".repeat(1001)] {
            assert!(support(text).is_err());
        }
    }
}
