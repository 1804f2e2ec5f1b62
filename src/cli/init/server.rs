//! The agent's own server: its token, which is made here, and the address by which the world reaches it.

use super::dialogue::{Dialogue, Unanswered, recognised};
use crate::cli::terminal::Person;
use crate::config::{PastedKind, checked_public_url};
use crate::i18n::t;
use crate::machine::{Machine, Randomness as _};

/// As many bytes as SHA-256 has.
const TOKEN_WORDS: usize = 4;

impl<P: Person> Dialogue<P> {
    /// Makes a token where there is none, and asks for the address. Says where Tribute wants it; the bank is told with
    /// each payment.
    pub async fn ask_server(&mut self) -> Result<(), Unanswered> {
        let server = self.draft.config()?.server;
        if server.is_none() {
            self.draft.set("server", "token", generate())?;
            self.note(&t!("init-server-token"));
        }
        self.enter_keeps = server.is_some_and(|server| server.public_url.is_some());
        if let Some(url) = self.ask("public-url", public_url).await? {
            self.draft.set("server", "public_url", url)?;
        }
        let config = self.draft.config()?;
        let url = |name| config.server.as_ref().and_then(|it| it.webhook_url(name));
        let is_of_bank = config.tbank().is_ok();
        if let Some(url) = url("tribute").filter(|_| !is_of_bank || config.tribute_api().is_ok()) {
            self.note(&t!("init-webhook", url));
        }
        if let Some(url) = url("tbank").filter(|_| is_of_bank) {
            self.note(&t!("init-webhook-bank", url));
        }
        Ok(())
    }
}

fn public_url(answer: &str) -> Result<String, String> {
    let right = [PastedKind::WebLink, PastedKind::Unknown];
    recognised(answer, "public-url", &right, checked_public_url)
}

fn generate() -> String {
    let words = (0..TOKEN_WORDS).map(|_| format!("{:016x}", Machine.next_u64()));
    words.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_s_address_has_no_path_to_a_webhook_and_is_no_link() {
        assert_eq!(public_url("https://pay.shop.example/"), Ok("https://pay.shop.example".into()));
        for (text, words) in [
            ("https://t.me/tribute/app?startapp=p1", "product at Tribute"),
            ("http://pay.shop.example", "https"),
            ("pay.shop.example", "https://"),
            ("https://pay.shop.example/webhooks/tribute", "without"),
        ] {
            let complaint = public_url(text).unwrap_err();
            assert!(complaint.contains(words), "{text}: {complaint}");
        }
    }

    #[test]
    fn a_made_token_is_long_and_never_the_same() {
        assert_eq!(generate().len(), 64);
        assert_ne!(generate(), generate());
    }
}
