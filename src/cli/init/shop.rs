//! Who gives the goods. Of a server, where it is, and the secret that both sides know.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use toml_edit::Value;

use super::dialogue::{Dialogue, Unanswered, recognised};
use crate::cli::Failure;
use crate::cli::terminal::Person;
use crate::config::{PastedKind, Shop, checked_prefix, checked_salebot_key, checked_url};
use crate::i18n::{is_one_of, t};
use crate::machine::{Clock as _, Machine, Randomness as _};
use crate::shop::{Client, Secret, Supplier, SupplierSettings, Verdict};

const ROUNDS_MAX: u32 = 5;
/// As many bytes as SHA-256 has.
const SECRET_WORDS: usize = 4;

/// The keys of `[shop]` that only a server needs, only a program, only Salebot, and only codes.
const OF_SERVER: [&str; 10] = [
    "url",
    "secret",
    "secret_file",
    "previous_secret",
    "previous_secret_file",
    "ca_file",
    "roots",
    "allow_insecure",
    "require_signed_response",
    "test",
];
const OF_PROGRAM: [&str; 1] = ["command"];
const OF_SALEBOT: [&str; 4] = ["api_key", "api_key_file", "prefix", "prefix_file"];
const OF_CODES: [&str; 3] = ["codes", "low_stock", "code_length"];
/// The file of the codes, unless the owner says otherwise.
const CODES_FILE: &str = "codes.csv";

#[derive(Clone, Copy)]
enum Kind {
    Server,
    Codes,
    Program,
    Salebot,
}

impl<P: Person> Dialogue<P> {
    /// Asks who gives the goods, and what has to be known of them.
    pub async fn ask_shop(&mut self) -> Result<(), Unanswered> {
        let config = self.draft.config()?;
        let present = config.shop().ok().map(|shop| match shop.live {
            SupplierSettings::Http(_) => Kind::Server,
            SupplierSettings::Command(_) => Kind::Program,
            SupplierSettings::Codes(_) => Kind::Codes,
            SupplierSettings::Salebot(_) => Kind::Salebot,
        });
        self.enter_keeps = present.is_some();
        match self.ask("giver", kind).await?.or(present) {
            None => Ok(()),
            Some(Kind::Server) => self.ask_shops_server().await,
            Some(Kind::Program) => self.ask_program().await,
            Some(Kind::Codes) => Ok(self.sell_codes()?),
            Some(Kind::Salebot) => self.ask_salebot().await,
        }
    }

    fn sell_codes(&mut self) -> Result<(), Failure> {
        self.draft.set("shop", "kind", "codes")?;
        self.draft.set("shop", "codes", CODES_FILE)?;
        self.leave_out(&[&OF_SERVER[..], &OF_PROGRAM, &OF_SALEBOT, &["timeout"]])?;
        self.note(&t!("init-codes", file = CODES_FILE));
        Ok(())
    }

    async fn ask_program(&mut self) -> Result<(), Unanswered> {
        let Some(path) = self.ask("command", program).await? else {
            return Ok(());
        };
        self.draft.set("shop", "kind", "command")?;
        self.draft.set("shop", "command", Value::from_iter([path]))?;
        self.leave_out(&[&OF_SERVER[..], &OF_SALEBOT, &OF_CODES])?;
        if self.agrees("command-test", true).await? {
            self.note(&t!("init-shop-calling"));
            let settings = self.present_shop()?;
            if let Some(shop) = settings.and_then(|it| Supplier::new(it).ok()) {
                self.probe(&shop).await;
            }
        }
        Ok(())
    }

    async fn ask_salebot(&mut self) -> Result<(), Unanswered> {
        self.enter_keeps = matches!(self.present_shop()?, Some(SupplierSettings::Salebot(_)));
        let key = self.ask("salebot-key", salebot_key).await?;
        if key.is_none() && !self.enter_keeps {
            return Ok(());
        }
        let prefix = self.ask("salebot-prefix", salebot_prefix).await?;
        if prefix.is_none() && !self.enter_keeps {
            return Ok(());
        }
        self.draft.set("shop", "kind", "salebot")?;
        self.leave_out(&[&OF_SERVER[..], &OF_PROGRAM, &OF_CODES])?;
        for (name, answer) in [("api_key", key), ("prefix", prefix)] {
            if let Some(answer) = answer {
                self.draft.set("shop", name, answer.expose_secret())?;
            }
        }
        if self.agrees("salebot-test", true).await? {
            self.note(&t!("init-shop-calling"));
            if let Some(shop) = self.present_shop()?.and_then(|it| Supplier::new(it).ok()) {
                self.probe(&shop).await;
            }
        }
        Ok(())
    }

    fn present_shop(&mut self) -> Result<Option<SupplierSettings>, Failure> {
        Ok(self.draft.config()?.shop().ok().map(|shop| shop.live.clone()))
    }

    /// Tries whoever gives the goods, and says what came of it.
    async fn probe(&mut self, shop: &Supplier) {
        let Some(told) = shop.probe(Machine.now()).await else { return };
        self.mark(told.verdict == Verdict::Right, &told.what);
        if let Some(remedy) = &told.remedy {
            self.note(&format!("  {remedy}"));
        }
    }

    fn leave_out(&mut self, keys: &[&[&str]]) -> Result<(), Failure> {
        keys.concat().into_iter().try_for_each(|key| self.draft.remove("shop", key))
    }

    /// Asks for both and tries them. A secret that was made and shown may be on the server by now: Enter
    /// keeps it.
    async fn ask_shops_server(&mut self) -> Result<(), Unanswered> {
        for _ in 0..ROUNDS_MAX {
            let config = self.draft.config()?;
            let server = config.shop().ok().and_then(Shop::server);
            let present = server.map(|server| server.url.clone());
            self.enter_keeps = present.is_some();
            let Some(url) = self.ask("url", url).await?.or(present) else {
                return Ok(());
            };
            let secret = self.ask("secret", secret).await?;
            self.draft.set("shop", "url", url)?;
            self.leave_out(&[&["kind"], &OF_PROGRAM, &OF_SALEBOT, &OF_CODES])?;
            if secret.is_some() || !self.enter_keeps {
                let given = secret.flatten();
                self.draft.made_secret = given.is_none();
                let secret = given.unwrap_or_else(generate);
                if self.draft.made_secret {
                    let line = format!("TRIBUTE_SECRET={}", secret.expose_secret());
                    self.note(&t!("init-secret-made", line));
                }
                self.draft.set("shop", "secret", secret.expose_secret())?;
            }
            let question = if self.draft.made_secret { "shop-test-new" } else { "shop-test" };
            if !self.agrees(question, true).await?
                || self.test_shop().await?
                || self.agrees("shop-keep", true).await?
            {
                return Ok(());
            }
        }
        Err(Unanswered::Unsettled)
    }

    /// Does what `shop test` does, and says it; whether all is as it should be.
    async fn test_shop(&mut self) -> Result<bool, Failure> {
        self.note(&t!("init-shop-calling"));
        let config = self.draft.config()?;
        let shop = config.shop().ok().and_then(Shop::server).cloned();
        let Some(client) = shop.and_then(|shop| Client::new(shop).ok()) else {
            return Ok(false);
        };
        let report = client.probe(Machine.now()).await;
        for told in [&report.signed, &report.forged] {
            self.mark(told.verdict == Verdict::Right, &told.what);
            if let Some(remedy) = &told.remedy {
                self.note(&format!("  {remedy}"));
            }
        }
        Ok(report.is_good())
    }
}

fn kind(answer: &str) -> Result<Kind, String> {
    match answer {
        "1" => Ok(Kind::Server),
        "2" => Ok(Kind::Codes),
        "3" => Ok(Kind::Program),
        "4" => Ok(Kind::Salebot),
        _ => Err("1 / 2 / 3 / 4".to_owned()),
    }
}

/// A file that is there; whether it can be started, the trial tells.
fn program(answer: &str) -> Result<String, String> {
    let is_there = Path::new(answer).is_file();
    if is_there { Ok(answer.to_owned()) } else { Err(t!("init-no-such-file")) }
}

fn salebot_key(answer: &str) -> Result<SecretString, String> {
    use PastedKind::{ApiHash, CutApiHash, TributeKey, Unknown};
    let check = |text: &str| checked_salebot_key(text).map(|_| SecretString::from(text));
    recognised(answer, "salebot-key", &[ApiHash, CutApiHash, TributeKey, Unknown], check)
}

fn salebot_prefix(answer: &str) -> Result<SecretString, String> {
    use PastedKind::{Number, PhoneNumber, Unknown};
    let check = |text: &str| checked_prefix(text).map(|_| SecretString::from(text));
    recognised(answer, "salebot-prefix", &[Number, PhoneNumber, Unknown], check)
}

fn url(answer: &str) -> Result<String, String> {
    let right = [PastedKind::WebLink, PastedKind::Unknown];
    recognised(answer, "url", &right, |text| checked_url(text, false))
}

/// `None`: a new one.
fn secret(answer: &str) -> Result<Option<SecretString>, String> {
    if is_one_of(answer, || t!("init-words-new")) {
        return Ok(None);
    }
    let right = [PastedKind::ShopSecret, PastedKind::CutShopSecret];
    let check = |text: &str| Secret::parse(text).map(|_| Some(SecretString::from(text)));
    recognised(answer, "secret", &right, check)
}

/// `whsec_` and the base64 of 32 random bytes.
fn generate() -> SecretString {
    let words = (0..SECRET_WORDS).flat_map(|_| Machine.next_u64().to_le_bytes());
    let bytes: Vec<u8> = words.collect();
    SecretString::from(format!("whsec_{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use crate::i18n::Language::Russian;

    #[test]
    fn a_made_secret_is_one_and_never_the_same() {
        let (one, other) = (generate(), generate());
        Secret::parse(one.expose_secret()).unwrap();
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), "whsec_".len() + 44);
    }

    #[test]
    fn what_salebot_does_not_have_is_not_taken() {
        i18n::with_language(i18n::Language::English, || {
            let key = "0123456789abcdef0123456789abcdef";
            assert_eq!(salebot_key(key).unwrap().expose_secret(), key);
            assert_eq!(salebot_prefix("ovg58keefc").unwrap().expose_secret(), "ovg58keefc");
            for (answer, words) in [
                (salebot_key("https://chatter.salebot.pro/api/a/callback"), "API key"),
                (salebot_key("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"), "token"),
                (salebot_key("short"), "API key"),
                (salebot_prefix("ovg58keefc_success 44"), "10 letters"),
                (salebot_prefix("ovg58keef"), "10 letters"),
            ] {
                let complaint = answer.unwrap_err();
                assert!(complaint.contains(words) && !complaint.contains("ovg58"), "{complaint}");
            }
        });
    }

    #[test]
    fn only_an_address_of_ones_own_is_taken() {
        assert_eq!(url("https://shop.example/a"), Ok("https://shop.example/a".into()));
        assert_eq!(url("http://127.0.0.1:80/a"), Ok("http://127.0.0.1:80/a".into()));
        for (text, words) in [
            ("https://t.me/tribute/app?startapp=p1", "product at Tribute"),
            ("http://shop.example/a", "plain http"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shop's secret"),
            ("shop.example", "no address"),
        ] {
            let complaint = url(text).unwrap_err().to_lowercase();
            assert!(complaint.contains(&words.to_lowercase()), "{text}: {complaint}");
        }
    }

    #[test]
    fn a_secret_that_is_something_else_is_named() {
        for (text, words) in [
            ("https://t.me/tribute/app?startapp=p1", "ссылка на товар"),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "токен"),
            ("Api-Key: 0a1b2c3d", "HTTP-заголовок"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "обрезан"),
            ("whsec_MfKQ…", "сокращён"),
            ("c0ffee0123456789abcdef0123456789", "api_hash"),
            ("+79161234567", "номер телефона"),
            ("password", "Здесь нужен секрет"),
        ] {
            let complaint = i18n::with_language(Russian, || secret(text)).unwrap_err();
            assert!(complaint.contains(words) && !complaint.contains(text), "{complaint}");
        }
    }
}
