//! The application at Telegram: `api_id` and `api_hash`.

use secrecy::SecretString;

use super::dialogue::{Dialogue, Question, Text, Unanswered, complaint, instead};
use crate::cli::terminal::Person;
use crate::config::recognise::{Looks, bare, recognise};
use crate::config::{checked_api_hash, public_app};
use crate::language::Language;

/// The pair that my.telegram.org gives.
#[derive(Debug)]
pub(super) struct Application {
    pub api_id: i32,
    pub api_hash: SecretString,
}

const INTRODUCTION: Text = (
    "Telegram wants to know which program speaks to it: a number (api_id) and a key (api_hash), your own.\n\
     Where to get them: open https://my.telegram.org/apps, enter the phone number of the account that sells \
     (the code comes inside Telegram), fill in App title and Short name, choose Desktop, press Create application.\n\
     If it only says “ERROR”, that is nothing rare: type ? to see what helps.",
    "Telegram хочет знать, какая программа к нему обращается: номер (api_id) и ключ (api_hash), свои собственные.\n\
     Где взять: откройте https://my.telegram.org/apps, введите телефон аккаунта, который продаёт (код придёт \
     в сам Telegram), заполните App title и Short name, выберите Desktop и нажмите Create application.\n\
     Если сайт отвечает только «ERROR», это бывает часто: наберите ? — подскажу, что помогает.",
);

/// What people reported to have helped, in several public threads about that page.
const MORE: Text = (
    "  On https://my.telegram.org/apps under “App configuration”: App api_id is a number, App api_hash 32 letters and digits.\n  \
     When the page only says “ERROR”, try these, one after the other:\n  \
     · no VPN and no proxy; switch off ad blockers and other extensions, or take a private window;\n  \
     · the phone's own mobile network, best with the phone's browser; it should be the account's own country;\n  \
     · another browser (Firefox, Safari);\n  \
     · App title and Short name in plain Latin letters and digits, 5 to 32 of them, no spaces, not “telegram” or “test”; URL left empty;\n  \
     · platform Desktop;\n  \
     · again some hours later: after several tries the page refuses for a while.\n  \
     Enter leaves it for later: everything else can be set up meanwhile.",
    "  На https://my.telegram.org/apps, «App configuration»: App api_id — число, App api_hash — 32 буквы и цифры.\n  \
     Если сайт отвечает только «ERROR», попробуйте по очереди:\n  \
     · без VPN и прокси; отключите блокировщик рекламы и другие расширения или откройте приватное окно;\n  \
     · через мобильный интернет телефона, лучше в браузере самого телефона, в стране аккаунта;\n  \
     · другой браузер (Firefox, Safari);\n  \
     · App title и Short name — простая латиница и цифры, от 5 до 32, без пробелов, не «telegram» и не «test»; поле URL пустое;\n  \
     · платформа Desktop;\n  \
     · ещё раз через несколько часов: после нескольких попыток сайт на время отказывает всем.\n  \
     Enter — отложить: остальное можно настроить и без этого.",
);

const NUMBER: Question = Question {
    prompt: (
        "api_id (Enter: later, ?: help):",
        "api_id (Enter — позже, ? — помощь):",
    ),
    more: MORE,
};
const KEY: Question = Question {
    prompt: (
        "api_hash (Enter: both later, ?: help):",
        "api_hash (Enter — и то, и другое позже, ? — помощь):",
    ),
    more: MORE,
};

const NUMBER_WANTED: Text = (
    "Here goes api_id: the number at “App api_id”.",
    "Здесь нужен api_id: число из строки «App api_id».",
);
const KEY_WANTED: Text = (
    "Here goes api_hash: 32 characters, 0–9 and a–f, from “App api_hash”, whole.",
    "Здесь нужен api_hash: 32 символа, 0–9 и a–f, из строки «App api_hash», целиком.",
);

/// Asks for both; `None`: later.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<Option<Application>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    let Some(api_id) = dialogue
        .ask(NUMBER, |answer| number(answer, language))
        .await?
    else {
        return Ok(None);
    };
    let api_hash = dialogue.ask(KEY, |answer| key(answer, language)).await?;
    Ok(api_hash.map(|api_hash| Application { api_id, api_hash }))
}

fn number(answer: &str, language: Language) -> Result<Option<i32>, String> {
    let text = value(answer);
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<i32>().ok().filter(|number| *number > 0);
    let Some(number) = number else {
        return Err(instead(recognise(text), NUMBER_WANTED, language));
    };
    match public_app::owner_of(Some(number.into()), None) {
        Some(owner) => Err(everybodys(owner, language)),
        None => Ok(Some(number)),
    }
}

fn key(answer: &str, language: Language) -> Result<Option<SecretString>, String> {
    let text = value(answer);
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(owner) = public_app::owner_of(None, Some(text)) {
        return Err(everybodys(owner, language));
    }
    match recognise(text) {
        Looks::ApiHash => checked_api_hash(text)
            .map(Some)
            .map_err(|fault| complaint(&fault, language)),
        looks => Err(instead(looks, KEY_WANTED, language)),
    }
}

/// Without the label that was copied with it: `App api_id: 1234567`.
fn value(answer: &str) -> &str {
    let lower = answer.to_ascii_lowercase();
    let is_labelled = lower.starts_with("app api_") || lower.starts_with("api_");
    let separator = [':', '='].into_iter().find(|sign| answer.contains(*sign));
    match separator.filter(|_| is_labelled) {
        Some(sign) => bare(answer.split_once(sign).map_or(answer, |(_, value)| value)),
        None => bare(answer),
    }
}

fn everybodys(owner: &str, language: Language) -> String {
    language.pick(
        format!("This is not yours but everybody's ({owner}). Telegram limits and bans accounts that log in with it. Make your own: type ? for help."),
        format!("Это не ваше, а общеизвестное ({owner}). За вход с ним Telegram ограничивает и блокирует аккаунты. Создайте своё: наберите ?, подскажу."),
    )
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    const KEY: &str = "c0ffee0123456789abcdef0123456789";

    #[test]
    fn both_are_taken_as_they_are_copied() {
        for text in [
            "7654321",
            "App api_id: 7654321",
            "api_id = 7654321",
            "\"7654321\"",
        ] {
            assert_eq!(
                number(text, Language::English),
                Ok(Some(7_654_321)),
                "{text}"
            );
        }
        for text in [
            KEY.to_owned(),
            format!("App api_hash: {KEY}"),
            format!("'{KEY}'"),
        ] {
            let taken = key(&text, Language::English).unwrap().unwrap();
            assert_eq!(taken.expose_secret(), KEY);
        }
        assert_eq!(number("", Language::English), Ok(None));
        assert!(matches!(key("", Language::English), Ok(None)));
    }

    #[test]
    fn what_is_something_else_is_named_and_never_quoted() {
        for (text, looks) in [
            (KEY, "api_hash"),
            ("+7 916 123-45-67", "номер телефона"),
            ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "токен"),
        ] {
            let complaint = number(text, Language::Russian).unwrap_err();
            assert!(
                complaint.contains(looks) && !complaint.contains(text),
                "{complaint}"
            );
        }
        for (text, looks) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shop's secret"),
            (&KEY[..31], "not whole"),
            ("7654321", "a number"),
        ] {
            let complaint = key(text, Language::English).unwrap_err();
            assert!(
                complaint.contains(looks) && !complaint.contains(text),
                "{complaint}"
            );
        }
        for text in ["0", "-5", "99999999999"] {
            assert!(number(text, Language::English).is_err(), "{text}");
        }
    }

    #[test]
    fn what_everybody_knows_is_refused_with_the_reason() {
        for text in ["6", "2040", "94575", "1025907", "12345"] {
            let complaint = number(text, Language::English).unwrap_err();
            assert!(complaint.contains("bans"), "{text}: {complaint}");
        }
        let complaint = key("B18441a1ff607e10a989891a5462e627", Language::English).unwrap_err();
        assert!(complaint.contains("Telegram Desktop"), "{complaint}");
    }
}
