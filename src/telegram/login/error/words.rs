//! What is said when there is no login, and what to do then.

use super::LoginError;
use crate::language::Language;
use crate::telegram::login::NoAnswer;
use crate::telegram::told::{self, lasting};

/// What happened.
pub(super) fn what(error: &LoginError, language: Language) -> String {
    match error {
        LoginError::Already(account) => {
            let account = account.named();
            language.pick(
                format!("Somebody is logged in with this session already: {account}."),
                format!("С этой сессией в Telegram уже вошли: {account}."),
            )
        }
        LoginError::FloodWait(wait) => {
            let wait = lasting(*wait, language);
            language.pick(
                format!("Telegram takes no further tries for {wait}: there were too many."),
                format!("Слишком много попыток: Telegram просит подождать {wait}."),
            )
        }
        LoginError::Application(name) => language.pick(
            format!("Telegram does not accept api_id and api_hash ({name})."),
            format!("Telegram не принимает api_id и api_hash ({name})."),
        ),
        LoginError::Refused(name) => language.pick(
            format!("Telegram refused the login: {name}."),
            format!("Telegram не дал войти: {name}."),
        ),
        error => {
            let (english, russian) = of_the_account(error);
            language.pick(english, russian).to_owned()
        }
    }
}

/// What is the matter with number or account.
fn of_the_account(error: &LoginError) -> (&'static str, &'static str) {
    match error {
        LoginError::PhoneInvalid => (
            "No phone number was given that Telegram knows.",
            "Номера телефона, который знает Telegram, так и не ввели.",
        ),
        LoginError::Banned => (
            "Telegram has banned this phone number.",
            "Этот номер заблокирован в Telegram.",
        ),
        LoginError::Deactivated => (
            "This Telegram account was deleted.",
            "Этот аккаунт Telegram удалён.",
        ),
        LoginError::Frozen => (
            "Telegram has frozen this account: it can read, but not write.",
            "Telegram заморозил этот аккаунт: читать он может, писать — нет.",
        ),
        LoginError::Unregistered => (
            "Nobody has a Telegram account with this number.",
            "С этим номером в Telegram никто не зарегистрирован.",
        ),
        LoginError::PaymentRequired => (
            "Telegram wants to be paid for sending a code to this number.",
            "Telegram требует оплатить отправку кода на этот номер.",
        ),
        LoginError::EmailNeeded => (
            "Telegram wants an e-mail address for this account before it lets anybody in.",
            "Прежде чем пустить, Telegram требует привязать к аккаунту почту.",
        ),
        error => of_the_way(error),
    }
}

/// What went wrong on the way in.
fn of_the_way(error: &LoginError) -> (&'static str, &'static str) {
    match error {
        LoginError::CodeWrong => (
            "The code was wrong too many times.",
            "Код слишком много раз был неверным.",
        ),
        LoginError::CodeExpired => (
            "No code stayed good until it was typed.",
            "Ни один код не дожил до того, как его ввели.",
        ),
        LoginError::PasswordWrong => (
            "The password was wrong too many times.",
            "Пароль слишком много раз был неверным.",
        ),
        LoginError::PasswordUnknownKind => (
            "Telegram asks for the password in a way that this version does not know.",
            "Telegram спрашивает пароль способом, которого эта версия не знает.",
        ),
        LoginError::Flood => (
            "There were too many tries to log in: Telegram takes no more for now.",
            "Слишком много попыток входа: пока Telegram новых не принимает.",
        ),
        LoginError::QrUnused => (
            "Nobody accepted a QR code within ten minutes.",
            "За десять минут никто не подтвердил вход по QR-коду.",
        ),
        LoginError::SandboxKey => (
            "The sandbox does not know this session any more, and there a new one can't be made.",
            "Песочница больше не знает эту сессию, а новую в ней создать нельзя.",
        ),
        LoginError::NoAnswer(NoAnswer::GaveUp) => (
            "The login was given up. Nothing was changed.",
            "Вход прерван. Ничего не изменено.",
        ),
        LoginError::NoAnswer(NoAnswer::Silent) => (
            "Nobody answered for ten minutes. Nothing was changed.",
            "Десять минут никто не отвечал. Ничего не изменено.",
        ),
        LoginError::NoAnswer(NoAnswer::Shown) => (
            "This terminal can't hide what is typed, so no password is asked for here.",
            "Этот терминал не умеет скрывать ввод, поэтому пароль здесь не спрашивается.",
        ),
        // Those with something to tell are told above.
        _ => ("", ""),
    }
}

/// What to do.
pub(super) fn remedy(error: &LoginError, language: Language) -> String {
    let (english, russian) = about_the_account(error);
    language.pick(english, russian).to_owned()
}

/// What to do about number, account or application.
fn about_the_account(error: &LoginError) -> (&'static str, &'static str) {
    match error {
        LoginError::Already(_) => (
            "Go on with `tribute-agent run`. To log in as somebody else: `tribute-agent logout` first, which says what else that takes.",
            "Продолжайте: `tribute-agent run`. Чтобы войти другим аккаунтом, сначала выйдите: `tribute-agent logout` скажет, что ещё для этого нужно.",
        ),
        LoginError::PhoneInvalid => (
            "Write it as Telegram shows it: with + and the country's code, +44 7700 900123.",
            "Напишите его так, как показывает Telegram: с плюсом и кодом страны, +7 900 000-00-00.",
        ),
        LoginError::Banned => (
            "Write to Telegram (recover@telegram.org) if that is a mistake, or use another account.",
            "Если это ошибка, напишите в Telegram (recover@telegram.org) или возьмите другой аккаунт.",
        ),
        LoginError::Deactivated | LoginError::Unregistered => (
            "Check the number. A new account is made in the Telegram app, not here.",
            "Проверьте номер. Новый аккаунт заводят в приложении Telegram, а не здесь.",
        ),
        LoginError::Frozen => (
            "Open Telegram with this account: it says why, and @SpamBot takes appeals. The agent can't work with it until then.",
            "Откройте Telegram с этим аккаунтом: там указана причина, обжаловать можно в @SpamBot. До тех пор агент с ним работать не сможет.",
        ),
        LoginError::Application(_) => (
            "Get your own from https://my.telegram.org/apps and put them into `[telegram]`.",
            "Получите свои на https://my.telegram.org/apps и впишите в `[telegram]`.",
        ),
        LoginError::PaymentRequired => (
            "Log in with a QR code instead: `tribute-agent login --qr`.",
            "Войдите по QR-коду: `tribute-agent login --qr`.",
        ),
        LoginError::EmailNeeded => (
            "Log in with the Telegram app once and give it an address, or use `tribute-agent login --qr`.",
            "Войдите один раз в приложении Telegram и укажите там почту или используйте `tribute-agent login --qr`.",
        ),
        error => about_the_way(error),
    }
}

/// What to do about what went wrong on the way in.
fn about_the_way(error: &LoginError) -> (&'static str, &'static str) {
    match error {
        LoginError::CodeWrong => (
            "Wait a few minutes and begin again: `tribute-agent login`. Only the newest code counts.",
            "Подождите несколько минут и начните заново: `tribute-agent login`. Действует только последний код.",
        ),
        LoginError::CodeExpired => (
            "Begin again: `tribute-agent login`. Never send the code to anybody, not even to yourself: in Telegram that kills it. Type it by hand.",
            "Начните заново: `tribute-agent login`. Никому не пересылайте код, даже себе: в Telegram от этого он перестаёт действовать. Введите его вручную.",
        ),
        LoginError::PasswordWrong => (
            "It is the password of two-step verification, not the code. Forgotten: Telegram → Settings → Privacy and Security → Two-Step Verification.",
            "Это пароль двухэтапной проверки, а не код. Забыли его: Telegram → «Настройки → Конфиденциальность → Двухэтапная аутентификация».",
        ),
        LoginError::PasswordUnknownKind => (
            "Use a newer version of this program.",
            "Нужна более новая версия программы.",
        ),
        LoginError::FloodWait(_) => told::WAIT,
        LoginError::Flood => (
            "Try again tomorrow: every try makes it longer.",
            "Повторите завтра: каждая попытка продлевает запрет.",
        ),
        LoginError::QrUnused => (
            "Begin again, and scan in Telegram: Settings → Devices → Link Desktop Device.",
            "Начните заново и отсканируйте код в Telegram: «Настройки → Устройства → Подключить устройство».",
        ),
        LoginError::SandboxKey => (
            "Take the sandbox's `login.string_session` and bring it with `tribute-agent session import`.",
            "Возьмите у песочницы `login.string_session` и перенесите её: `tribute-agent session import`.",
        ),
        LoginError::NoAnswer(NoAnswer::Shown) => (
            "Log in on another machine with Telethon and bring the login: `tribute-agent session import`.",
            "Войдите на другой машине через Telethon и перенесите вход: `tribute-agent session import`.",
        ),
        LoginError::NoAnswer(_) => (
            "Begin again when you are ready: `tribute-agent login`.",
            "Начните заново, когда будете готовы: `tribute-agent login`.",
        ),
        _ => (
            "Try again later; if it stays so, try `tribute-agent login --qr`.",
            "Повторите позже; если не поможет, попробуйте `tribute-agent login --qr`.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn everything_is_said_in_both_languages() {
        let plain = [
            LoginError::PhoneInvalid,
            LoginError::Banned,
            LoginError::Deactivated,
            LoginError::Frozen,
            LoginError::Unregistered,
            LoginError::CodeWrong,
            LoginError::CodeExpired,
            LoginError::PasswordWrong,
            LoginError::PasswordUnknownKind,
            LoginError::FloodWait(Duration::from_secs(61)),
            LoginError::Flood,
            LoginError::Application("API_ID_INVALID".to_owned()),
            LoginError::PaymentRequired,
            LoginError::EmailNeeded,
            LoginError::QrUnused,
            LoginError::SandboxKey,
            LoginError::NoAnswer(NoAnswer::GaveUp),
            LoginError::NoAnswer(NoAnswer::Silent),
            LoginError::NoAnswer(NoAnswer::Shown),
            LoginError::Refused("SIGN_IN_FAILED".to_owned()),
        ];
        let is_russian = |text: &str| text.chars().any(|c| matches!(c, 'а'..='я'));
        for error in plain {
            for (language, russian) in [(Language::English, false), (Language::Russian, true)] {
                for text in [what(&error, language), remedy(&error, language)] {
                    assert!(!text.is_empty(), "{error:?}");
                    assert_eq!(is_russian(&text), russian, "{error:?}: {text}");
                }
            }
        }
    }
}
