//! The application at Telegram, and the route to Telegram: tried at once, a proxy is asked for only where
//! there is no direct one.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::dialogue::{Dialogue, Unanswered, complaint, instead, recognised};
use crate::cli::terminal::Person;
use crate::config::{PastedKind, bare, checked_api_hash, checked_proxy, public_app};
use crate::i18n::t;
use crate::telegram::proxy::Proxy;
use crate::telegram::reach;

const REACH_TIMEOUT: Duration = Duration::from_secs(8);
const PROXIES_MAX: u32 = 5;

impl<P: Person> Dialogue<P> {
    /// Asks for the pair that my.telegram.org gives; both, or none.
    pub async fn ask_application(&mut self) -> Result<(), Unanswered> {
        if let Some(api_id) = self.ask("api-id", api_id).await?
            && let Some(api_hash) = self.ask("api-hash", api_hash).await?
        {
            self.draft.set("telegram", "api_id", i64::from(api_id))?;
            self.draft.set("telegram", "api_hash", api_hash.expose_secret())?;
            self.draft.put_proxy()?;
        }
        Ok(())
    }

    /// Tries the direct route to Telegram; asks for a proxy where there is none.
    pub async fn ask_route(&mut self) -> Result<(), Unanswered> {
        self.enter_keeps = self.draft.proxy()?.is_some();
        if reach::directly(&self.telegram, REACH_TIMEOUT).await.is_ok() {
            self.mark(true, &t!("init-route-direct"));
            if !self.enter_keeps {
                return Ok(());
            }
            if self.agrees("proxy-remove", false).await? {
                self.draft.pending_proxy = None;
                return Ok(self.draft.remove("telegram", "proxy")?);
            }
        } else {
            self.mark(false, &t!("init-route-blocked"));
        }
        for _ in 0..PROXIES_MAX {
            let Some((proxy, written)) = self.ask("proxy", proxy).await? else {
                return Ok(());
            };
            let reached = reach::through(&proxy, &self.telegram, REACH_TIMEOUT).await;
            match &reached {
                Ok(()) => self.mark(true, &t!("init-route-proxy")),
                Err(error) => self.mark(false, &complaint(error)),
            }
            if reached.is_ok() || self.agrees("proxy-keep", false).await? {
                self.draft.pending_proxy = Some((proxy, written));
                return Ok(self.draft.put_proxy()?);
            }
        }
        Err(Unanswered::Unsettled)
    }
}

fn api_id(answer: &str) -> Result<i32, String> {
    let text = value(answer);
    let number = text.parse::<i32>().ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| instead(PastedKind::of(text), "api-id"))?;
    refuse_public(Some(number.into()), None).map(|()| number)
}

fn api_hash(answer: &str) -> Result<SecretString, String> {
    let text = value(answer);
    refuse_public(None, Some(text))?;
    recognised(text, "api-hash", &[PastedKind::ApiHash], checked_api_hash)
}

/// Telegram bans accounts that use what everybody knows.
fn refuse_public(api_id: Option<i64>, api_hash: Option<&str>) -> Result<(), String> {
    let owner = public_app::owner_of(api_id, api_hash);
    owner.map_or(Ok(()), |owner| Err(t!("init-public-application", owner)))
}

fn proxy(answer: &str) -> Result<(Proxy, SecretString), String> {
    let right = [PastedKind::Socks5, PastedKind::Unknown, PastedKind::WebLink];
    let check = |text: &str| checked_proxy(text).map(|proxy| (proxy, SecretString::from(text)));
    recognised(answer, "proxy", &right, check)
}

/// Without the label that was copied with it: `App api_id: 1234567`.
fn value(answer: &str) -> &str {
    let lower = answer.to_ascii_lowercase();
    let is_labelled = lower.starts_with("app api_") || lower.starts_with("api_");
    match answer.split_once([':', '=']).filter(|_| is_labelled) {
        Some((_, value)) => bare(value),
        None => bare(answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use crate::i18n::Language::Russian;

    const KEY: &str = "c0ffee0123456789abcdef0123456789";

    #[test]
    fn both_are_taken_as_they_are_copied() {
        for text in ["7654321", "App api_id: 7654321", "api_id = 7654321", "\"7654321\""] {
            assert_eq!(api_id(text), Ok(7_654_321), "{text}");
        }
        for text in [KEY.to_owned(), format!("App api_hash: {KEY}"), format!("'{KEY}'")] {
            let taken = api_hash(&text).unwrap();
            assert_eq!(taken.expose_secret(), KEY);
        }
    }

    #[test]
    fn what_is_something_else_is_named_and_never_quoted() {
        for (text, looks) in [
            (KEY, "api_hash"),
            ("+7 916 123-45-67", "номер телефона"),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "токен"),
        ] {
            let complaint = i18n::with_language(Russian, || api_id(text)).unwrap_err();
            assert!(complaint.contains(looks) && !complaint.contains(text), "{complaint}");
        }
        for (text, looks) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shop's secret"),
            (&KEY[..31], "not whole"),
            ("7654321", "a number"),
        ] {
            let complaint = api_hash(text).unwrap_err();
            assert!(complaint.contains(looks) && !complaint.contains(text), "{complaint}");
        }
        for text in ["0", "-5", "99999999999"] {
            assert!(api_id(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_everybody_knows_is_refused_with_the_reason() {
        for text in ["6", "2040", "94575", "1025907", "12345"] {
            let complaint = api_id(text).unwrap_err();
            assert!(complaint.contains("bans"), "{text}: {complaint}");
        }
        let complaint = api_hash("B18441a1ff607e10a989891a5462e627").unwrap_err();
        assert!(complaint.contains("Telegram Desktop"), "{complaint}");
    }
}
