//! The shop's server: where it is, and the secret that both sides know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::dialogue::{Dialogue, Question, Text, Unanswered, complaint, instead};
use crate::cli::terminal::Person;
use crate::config::checked_url;
use crate::config::recognise::{Looks, bare, recognise};
use crate::edge::{Clock, Randomness};
use crate::language::Language;
use crate::report::UserError as _;
use crate::shop::{Client, Secret, Settings};

/// Where goods are asked for.
#[derive(Debug)]
pub(super) struct ShopAnswers {
    pub url: String,
    pub secret: SecretString,
    /// Made here: the server has yet to be told.
    pub is_new: bool,
}

/// How often both are asked for while the server does not answer as it should.
const ROUNDS_MAX: u32 = 5;

/// As many bytes as SHA-256 has.
const SECRET_WORDS: usize = 4;

const INTRODUCTION: Text = (
    "For every paid order it is called once, and gives the goods: docs/activation-protocol.md, one page for its programmer.\n\
     Where to get the address: from whoever keeps the server; it is the server's own, not a link at Tribute.",
    "По каждому оплаченному заказу агент вызывает его один раз, и он выдаёт товар: docs/activation-protocol.md, страница для программиста.\n\
     Где взять адрес: у того, кто ведёт сервер; это адрес самого сервера, а не ссылка в Трибьюте.",
);
const ADDRESS: Question = Question {
    prompt: (
        "Address, https://… (Enter: later, ?: help):",
        "Адрес, https://… (Enter — позже, ? — помощь):",
    ),
    more: (
        "  The whole address at which the server waits for orders, such as https://shop.example/tribute. http:// only on this \
         machine (http://127.0.0.1:8080/…). No server yet? Enter; then fill in [shop] later.",
        "  Полный адрес, по которому сервер ждёт заказы, например https://shop.example/tribute. http:// — только на этой же \
         машине (http://127.0.0.1:8080/…). Сервера ещё нет? Нажмите Enter, а раздел [shop] заполните потом.",
    ),
};
const ADDRESS_WANTED: Text = (
    "Here goes the address of your own server, such as https://shop.example/tribute.",
    "Здесь нужен адрес вашего сервера, например https://shop.example/tribute.",
);
const SECRET: Question = Question {
    prompt: (
        "Secret, whsec_… (Enter: make a new one, ?: help):",
        "Секрет, whsec_… (Enter — создать новый, ? — помощь):",
    ),
    more: (
        "  Both sides sign with it, so that nobody else can ask your shop for goods. If the server has one already, paste it here; \
         else press Enter: a new one is made, and you put it into the server's settings.",
        "  Им подписываются обе стороны, чтобы никто чужой не выпросил у магазина товар. Если секрет на сервере уже есть, вставьте \
         его сюда; если нет, нажмите Enter: будет создан новый, и вы впишете его в настройки сервера.",
    ),
};
const SECRET_WANTED: Text = (
    "Here goes the shop's secret: whsec_ and what follows, whole.",
    "Здесь нужен секрет магазина: whsec_ и всё, что дальше, целиком.",
);
const TEST: Text = (
    "Try the server now, with two calls that change nothing?",
    "Проверить сервер сейчас двумя вызовами, которые ничего не меняют?",
);
const SAME: Text = (
    "  The new secret is the one above: TRIBUTE_SECRET=…",
    "  Новый секрет — тот же, что выше: TRIBUTE_SECRET=…",
);
const TESTING: Text = ("  Calling…", "  Вызываю…");
const GO_ON: Text = (
    "It can be put right later (`tribute-agent shop test` tries again). Keep this address and secret? No: type them again",
    "Это можно исправить и потом (`tribute-agent shop test` проверит снова). Оставить этот адрес и секрет? Нет — введёте заново",
);

/// Asks for both and tries them; `None`: later. What was `made` here was shown, and may be on the
/// server by now: there is no second one.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
    made: &mut Option<SecretString>,
    clock: &dyn Clock,
    dice: &dyn Randomness,
) -> Result<Option<ShopAnswers>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    for _ in 0..ROUNDS_MAX {
        let Some(url) = dialogue
            .ask(ADDRESS, |answer| address(answer, language))
            .await?
        else {
            return Ok(None);
        };
        let pasted = dialogue
            .ask(SECRET, |answer| secret(answer, language))
            .await?;
        let is_new = pasted.is_none();
        let secret = match (pasted, &*made) {
            (Some(pasted), _) => pasted,
            (None, Some(made)) => {
                dialogue.say(SAME);
                made.clone()
            }
            (None, None) => {
                let secret = generate(dice);
                show(dialogue, &secret);
                made.insert(secret).clone()
            }
        };
        let answers = ShopAnswers {
            url,
            secret,
            is_new,
        };
        if !dialogue.agrees(TEST, true).await?
            || test(dialogue, &answers, clock).await
            || dialogue.agrees(GO_ON, true).await?
        {
            return Ok(Some(answers));
        }
    }
    Err(Unanswered::TooManyTries)
}

fn address(answer: &str, language: Language) -> Result<Option<String>, String> {
    let text = bare(answer);
    match recognise(text) {
        Looks::Empty => Ok(None),
        Looks::WebLink | Looks::Unknown => checked_url(text, false)
            .map(Some)
            .map_err(|fault| complaint(&fault, language)),
        looks => Err(instead(looks, ADDRESS_WANTED, language)),
    }
}

fn secret(answer: &str, language: Language) -> Result<Option<SecretString>, String> {
    let text = bare(answer);
    match recognise(text) {
        Looks::Empty => Ok(None),
        Looks::ShopSecret | Looks::CutShopSecret => match Secret::parse(text) {
            Ok(_) => Ok(Some(SecretString::from(text))),
            Err(error) => {
                let (what, remedy) = (error.what(language), error.remedy(language));
                Err(format!("{what} {remedy}"))
            }
        },
        looks => Err(instead(looks, SECRET_WANTED, language)),
    }
}

/// Shows a new secret with the line that the shop needs.
fn show(dialogue: &mut Dialogue<'_, impl Person>, secret: &SecretString) {
    let line = format!("    TRIBUTE_SECRET={}", secret.expose_secret());
    dialogue.say((
        "  A new secret. Put this line into the environment of the shop's server (the examples in docs/activation-protocol.md read it), and show it to nobody else:",
        "  Новый секрет. Впишите эту строку в окружение сервера магазина (примеры в docs/activation-protocol.md читают её оттуда) и больше никому не показывайте:",
    ));
    dialogue.tell(&line);
}

/// `whsec_` and the base64 of 32 random bytes.
fn generate(dice: &dyn Randomness) -> SecretString {
    let bytes: Vec<u8> = (0..SECRET_WORDS)
        .flat_map(|_| dice.next_u64().to_le_bytes())
        .collect();
    SecretString::from(format!("whsec_{}", STANDARD.encode(bytes)))
}

/// What `shop test` does, and says; whether all is as it should be.
async fn test(
    dialogue: &mut Dialogue<'_, impl Person>,
    answers: &ShopAnswers,
    clock: &dyn Clock,
) -> bool {
    let language = dialogue.language;
    dialogue.say(TESTING);
    let client = Secret::parse(answers.secret.expose_secret())
        .ok()
        .and_then(|secret| Client::new(Settings::new(&answers.url, secret)).ok());
    let Some(client) = client else {
        return false;
    };
    let report = client.probe(clock.now()).await;
    let explanations = crate::i18n::with_language(language, || {
        [report.explain_signed(), report.explain_forged()]
    });
    for explanation in explanations {
        let mark = if explanation.verdict == crate::shop::Verdict::Right {
            "✓"
        } else {
            "✗"
        };
        dialogue.tell(&format!("  {mark} {}", explanation.what));
        if let Some(remedy) = explanation.remedy {
            dialogue.tell(&format!("    {remedy}"));
        }
    }
    report.is_good()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::Machine;

    #[test]
    fn a_made_secret_is_one_and_never_the_same() {
        let (one, other) = (generate(&Machine), generate(&Machine));
        Secret::parse(one.expose_secret()).unwrap();
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), "whsec_".len() + 44);
    }

    #[test]
    fn only_an_address_of_ones_own_is_taken() {
        let taken = |text| address(text, Language::English);
        assert_eq!(
            taken("https://shop.example/a"),
            Ok(Some("https://shop.example/a".into()))
        );
        assert_eq!(
            taken("http://127.0.0.1:80/a"),
            Ok(Some("http://127.0.0.1:80/a".into()))
        );
        assert_eq!(taken(""), Ok(None));
        for (text, words) in [
            ("https://t.me/tribute/app?startapp=p1", "product at Tribute"),
            ("http://shop.example/a", "plain http"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shop's secret"),
            ("shop.example", "no address"),
        ] {
            let complaint = taken(text).unwrap_err().to_lowercase();
            assert!(
                complaint.contains(&words.to_lowercase()),
                "{text}: {complaint}"
            );
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
            let complaint = secret(text, Language::Russian).unwrap_err();
            assert!(
                complaint.contains(words) && !complaint.contains(text),
                "{complaint}"
            );
        }
    }
}
