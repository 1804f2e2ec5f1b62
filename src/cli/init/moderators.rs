//! Whom to tell when a person is needed, who may answer, and the owner's bot there.

use secrecy::{ExposeSecret as _, SecretString};
use toml_edit::{Array, Value};

use super::dialogue::{Dialogue, Unanswered, instead, recognised, sentence};
use crate::cli::terminal::Person;
use crate::cli::{Failure, doctor};
use crate::config::{
    MODERATORS_MAX, PastedKind, Tribute, bare, checked_bot_token, checked_username,
};
use crate::i18n::{is_one_of, t};
use crate::report::UserError as _;
use crate::telegram::ModeratorsAddress;

/// Supergroups' ids begin below minus this; people's are lower than it.
const SUPERGROUP: i64 = 1_000_000_000_000;

impl<P: Person> Dialogue<P> {
    pub async fn ask_moderators(&mut self) -> Result<(), Unanswered> {
        let config = self.draft.config()?;
        let present = config.moderators().ok().map(|it| it.chat.clone());
        let answer = self.ask("chat", |answer| chat(answer, &config.tribute)).await?;
        let is_kept = answer.is_none() && present.is_some();
        let chat = answer.or(present).unwrap_or(ModeratorsAddress::Me);
        if !is_kept {
            let text = chat.to_string();
            let id = text.parse::<i64>().map(Value::from);
            self.draft.set("moderators", "chat", id.unwrap_or_else(|_| text.into()))?;
        }
        let allowed = if chat == ModeratorsAddress::Me {
            self.note(&t!("init-me-rings-not"));
            (!is_kept).then(Vec::new)
        } else {
            self.ask("allowed", allowed).await?
        };
        match allowed {
            None => {}
            Some(ids) if ids.is_empty() => self.draft.remove("moderators", "allowed")?,
            Some(ids) => self.draft.set("moderators", "allowed", Array::from_iter(ids))?,
        }
        if chat != ModeratorsAddress::Me {
            self.ask_bot().await?;
            self.try_moderators().await?;
        }
        Ok(())
    }

    async fn ask_bot(&mut self) -> Result<(), Unanswered> {
        let config = self.draft.config()?;
        self.enter_keeps = config.moderators().is_ok_and(|it| it.bot_token.is_some());
        self.note(&t!("init-bot"));
        match self.ask("bot-token", bot_token).await? {
            None => {}
            Some(Some(token)) => {
                self.draft.set("moderators", "bot_token", token.expose_secret())?;
            }
            Some(None) => {
                self.draft.remove("moderators", "bot_token")?;
                self.draft.remove("moderators", "bot_token_file")?;
            }
        }
        Ok(())
    }

    /// Says what can be found out of the chat and the bot, where there is a login to ask with.
    async fn try_moderators(&mut self) -> Result<(), Failure> {
        let config = self.draft.config()?;
        if !config.telegram().is_ok_and(|telegram| telegram.session.exists()) {
            self.note(&t!("init-moderators-untried"));
            return Ok(());
        }
        self.note(&t!("init-moderators-trying"));
        for (is_good, found) in doctor::try_moderators(&config).await {
            self.mark(is_good, &found);
        }
        Ok(())
    }
}

fn chat(answer: &str, tribute: &Tribute) -> Result<ModeratorsAddress, String> {
    let text = bare(answer);
    if text.eq_ignore_ascii_case("me") {
        return Ok(ModeratorsAddress::Me);
    }
    if tribute.is_named_by(text) {
        return Err(t!("init-chat-is-bot"));
    }
    match PastedKind::of(text) {
        PastedKind::Username => named(text),
        PastedKind::TelegramLink | PastedKind::ProductLink => {
            let name = text.rsplit('/').next().unwrap_or_default();
            if name.starts_with('+') || text.contains("/joinchat/") || text.starts_with("tg:") {
                return Err(t!("init-chat-invitation"));
            }
            named(name)
        }
        kind @ (PastedKind::ChatId | PastedKind::Number) => match text.parse::<i64>() {
            // A supergroup's id that was cut.
            Ok(id) if id > SUPERGROUP && ModeratorsAddress::of_id(-id).is_some() => {
                Err(t!("init-chat-without-minus", id = text))
            }
            Ok(1..) => Err(t!("init-chat-is-person", id = text)),
            id => {
                let chat = id.ok().and_then(ModeratorsAddress::of_id);
                chat.ok_or_else(|| instead(kind, "chat"))
            }
        },
        kind => Err(instead(kind, "chat")),
    }
}

fn named(name: &str) -> Result<ModeratorsAddress, String> {
    // What the fault advises is a bot's name, as an example.
    let wanted = || instead(PastedKind::Unknown, "chat");
    let name = checked_username(name);
    let name = name.map_err(|fault| format!("{}. {}", sentence(&fault.what()), wanted()))?;
    Ok(ModeratorsAddress::Username(name))
}

/// The ids of people; none: everybody.
fn allowed(answer: &str) -> Result<Vec<i64>, String> {
    if is_one_of(answer, || t!("init-words-all")) {
        return Ok(Vec::new());
    }
    let words = answer.split([',', ';', ' ']).filter(|word| !word.is_empty());
    let ids = words.map(|word| match word.parse() {
        Ok(id @ 1..) => Ok(id),
        _ => Err(instead(PastedKind::of(word), "allowed")),
    });
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    if ids.len() > MODERATORS_MAX {
        return Err(instead(PastedKind::Unknown, "allowed"));
    }
    Ok(ids)
}

/// `None`: no bot.
fn bot_token(answer: &str) -> Result<Option<SecretString>, String> {
    if is_one_of(answer, || t!("init-words-no")) {
        return Ok(None);
    }
    let right = [PastedKind::BotToken];
    let token = token_in(answer, PastedKind::BotToken);
    recognised(token, "bot-token", &right, |it| checked_bot_token(it).map(Some))
}

/// A token as it is copied from `@BotFather`: with words around it.
pub(super) fn token_in(answer: &str, kind: PastedKind) -> &str {
    let mut words = answer.split_whitespace().map(bare);
    words.find(|word| PastedKind::of(word) == kind).unwrap_or(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_an_id_a_name_or_me() {
        let named = |name: &str| Ok(ModeratorsAddress::Username(name.to_owned()));
        let numbered = |id| Ok(ModeratorsAddress::of_id(id).unwrap());
        for (text, expected) in [
            ("me", Ok(ModeratorsAddress::Me)),
            ("@moderators", named("moderators")),
            ("https://t.me/moderators", named("moderators")),
            ("-1001234567890", numbered(-1_001_234_567_890)),
            ("-7", numbered(-7)),
        ] {
            assert_eq!(chat(text, &Tribute::default()), expected, "{text}");
        }
        for (text, words) in [
            ("https://t.me/+AbCdEf", "invitation"),
            ("https://t.me/joinchat/AbCdEf", "invitation"),
            ("My group", "Here goes the chat's id"),
            ("+79161234567", "a phone number"),
            ("123", "the id of a person"),
            ("6675346585", "Tribute's own bot"),
            ("1001234567890", "Is it -1001234567890?"),
            ("123", "web.telegram.org"),
            ("0", "Here goes the chat's id"),
            ("-99999999999999999", "the id of a group"),
            ("@ab", "no username. Here goes the chat's id"),
            ("t.me/xx", "no username. Here goes the chat's id"),
            ("@Tribute", "Tribute's own bot"),
            ("tribute", "Tribute's own bot"),
            ("t.me/tribute", "Tribute's own bot"),
            ("https://t.me/Tribute/", "Tribute's own bot"),
            ("https://t.me/tribute?start=1", "Tribute's own bot"),
            ("https://telegram.me/shop_bot", "Tribute's own bot"),
        ] {
            let mut tribute = Tribute::default();
            if text.ends_with("shop_bot") {
                "Shop_Bot".clone_into(&mut tribute.bot);
            }
            let complaint = chat(text, &tribute).unwrap_err();
            assert!(complaint.contains(words), "{text}: {complaint}");
        }
    }

    const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

    #[test]
    fn a_token_is_taken_as_it_is_copied_and_anything_else_is_named() {
        for text in [TOKEN.to_owned(), format!("`{TOKEN}`"), format!("HTTP API: {TOKEN} Keep")] {
            let token = bot_token(&text).unwrap().unwrap();
            assert_eq!(token.expose_secret(), TOKEN, "{text}");
        }
        for text in ["no", "нет"] {
            assert!(bot_token(text).unwrap().is_none(), "{text}");
        }
        for (text, words) in [
            ("@our_shop_bot", "username"),
            ("https://t.me/our_shop_bot", "a link to Telegram"),
            ("c0ffee0123456789abcdef0123456789", "api_hash"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shop's secret"),
            ("-1001234567890", "the id of a group"),
            ("110201543:AAHdq", "Here goes the bot's token"),
            ("My bot", "Here goes the bot's token"),
        ] {
            let complaint = bot_token(text).unwrap_err();
            assert!(complaint.contains(words) && !complaint.contains("AAHdq"), "{complaint}");
        }
    }

    #[test]
    fn who_may_answer_is_numbers() {
        assert_eq!(allowed("111, 222;333"), Ok(vec![111, 222, 333]));
        for text in ["all", "Все"] {
            assert_eq!(allowed(text), Ok(Vec::new()));
        }
        for text in ["@pavel", "0", "-5", "111, Pavel"] {
            assert!(allowed(text).is_err(), "{text}");
        }
    }
}
