//! The key to Tribute's API, which one call tries if that is wanted.

use secrecy::{ExposeSecret as _, SecretString};

use super::dialogue::{Dialogue, Unanswered, complaint, recognised};
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, checked_tribute_key};
use crate::i18n::t;
use crate::order::Untrusted;
use crate::tribute::client::ProductFilter;

const ROUNDS_MAX: u32 = 5;
const PRODUCTS_SHOWN: u32 = 20;

impl<P: Person> Dialogue<P> {
    /// Asks for the key, and tries it.
    pub async fn ask_tribute_key(&mut self) -> Result<(), Unanswered> {
        for _ in 0..ROUNDS_MAX {
            self.enter_keeps = self.draft.config()?.tribute_api().is_ok();
            match self.ask("tribute-key", key).await? {
                Some(key) => self.draft.set("tribute_api", "key", key.expose_secret())?,
                None if self.enter_keeps => {}
                None => return Ok(()),
            }
            if !self.agrees("tribute-try", true).await?
                || self.try_tribute_key().await?
                || self.agrees("tribute-keep", true).await?
            {
                return Ok(());
            }
        }
        Err(Unanswered::Unsettled)
    }

    /// Reads the ready-made products, and shows them: their numbers are asked for later. Whether the key is good.
    async fn try_tribute_key(&mut self) -> Result<bool, Failure> {
        self.note(&t!("init-shop-calling"));
        let config = self.draft.config()?;
        let wanted = ProductFilter { kind: Some("digital"), page: 1, size: PRODUCTS_SHOWN };
        match config.tribute_api()?.client.products(wanted).await {
            Ok(found) => {
                self.mark(true, &t!("init-tribute-key-good", count = found.rows.len()));
                for product in found.rows {
                    let (id, name) = (Untrusted::new(product.id), Untrusted::new(product.name));
                    self.note(&format!("  {id} · {name}"));
                }
                Ok(true)
            }
            Err(error) => {
                self.mark(false, &complaint(&error));
                Ok(false)
            }
        }
    }
}

fn key(answer: &str) -> Result<SecretString, String> {
    let right = [PastedKind::TributeKey, PastedKind::Unknown];
    let check = |text: &str| checked_tribute_key(text).map(|_| SecretString::from(text));
    recognised(answer, "tribute-key", &right, check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_something_else_is_named_and_never_quoted() {
        let good = "f138f7b4-0000-4c5c-97a6-46f8870dc0de";
        for text in [good.to_owned(), format!(" \"{good}\" ")] {
            assert_eq!(key(&text).unwrap().expose_secret(), good);
        }
        for (text, words) in [
            ("https://t.me/tribute/app?startapp=p1", "product at Tribute"),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "token"),
            ("Api-Key: 0a1b2c3d", "HTTP header"),
            ("0b1e2f3a-4c5d-4e6f-8a7b", "not whole"),
            ("password", "no key"),
        ] {
            let complaint = key(text).unwrap_err();
            assert!(complaint.contains(words) && !complaint.contains(text), "{complaint}");
        }
    }
}
