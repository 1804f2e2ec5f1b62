//! What whoever logs in is asked and told.

use crate::config::Tribute;
use crate::language::Language;
use crate::order::Untrusted;
use crate::telegram::login::{Delivery, LoginStatus, PhoneNumber, Welcome};

/// What is typed for the code to be sent another way.
pub(super) const ANOTHER: [&str; 4] = ["new", "resend", "новый", "ещё"];
/// With so many private chats it looks like somebody's own account.
const PERSONAL_FROM: usize = 15;

pub(super) fn phone(language: Language) -> &'static str {
    language.pick(
        "Phone number of the account that gets the orders, with + in front:",
        "Номер телефона аккаунта, которому приходят заказы, с плюсом:",
    )
}

pub(super) fn is_it(number: &PhoneNumber, language: Language) -> String {
    language.pick(
        format!("Is it {number}? [Y/n]"),
        format!("Это {number}? [Д/н]"),
    )
}

pub(super) fn nothing_typed(language: Language) -> &'static str {
    language.pick(
        "Nothing was typed. (Ctrl-C: leave.)",
        "Вы ничего не ввели. (Ctrl-C — выйти.)",
    )
}

pub(super) fn code(delivery: &Delivery, language: Language) -> &'static str {
    match delivery {
        Delivery::Email(_) => language.pick(
            "Code from the e-mail (or `new` if none came):",
            "Код из письма (или `новый`, если не пришло):",
        ),
        _ => language.pick(
            "Code (or `new` if none came):",
            "Код (или `новый`, если не пришёл):",
        ),
    }
}

pub(super) fn password(hint: Option<&Untrusted>, language: Language) -> String {
    let hint = hint.map_or_else(String::new, |hint| {
        let hint = hint.excerpt(80);
        language.pick(format!(", hint: {hint}"), format!(", подсказка: {hint}"))
    });
    language.pick(
        format!("Password of two-step verification (it is not shown{hint}):"),
        format!("Пароль двухэтапной проверки (не отображается{hint}):"),
    )
}

pub(super) fn news(news: &LoginStatus, language: Language) -> String {
    match news {
        LoginStatus::Number(number) => language.pick(
            format!("Number: {number}"),
            format!("Номер: {number}"),
        ),
        LoginStatus::NoNumber => language
            .pick(
                "That is no phone number; nothing was sent to Telegram. Write it with + and the country's digits: +44 7700 900123.",
                "Это не номер телефона, в Telegram ничего не отправлено. Напишите его с плюсом и цифрами страны: +7 900 000-00-00.",
            )
            .to_owned(),
        LoginStatus::CodeSent(delivery) => sent(delivery, language),
        LoginStatus::NoCode { digits } => language.pick(
            format!("That can't be the code: it has {digits} digits. Nothing was sent to Telegram."),
            format!("Это не код: в нём {digits} цифр. В Telegram ничего не отправлено."),
        ),
        LoginStatus::CodeWrong { left } => language.pick(
            format!("That is not the code. Tries left: {left}."),
            format!("Код неверный. Осталось попыток: {left}."),
        ),
        LoginStatus::PasswordWrong { left } => language.pick(
            format!("That is not it. Tries left: {left}."),
            format!("Неверно. Осталось попыток: {left}."),
        ),
        LoginStatus::PhoneInvalid => language
            .pick(
                "Telegram does not know such a number. Write it with + and the country's digits: +44 7700 900123.",
                "Такого номера Telegram не знает. Напишите его с плюсом и цифрами страны: +7 900 000-00-00.",
            )
            .to_owned(),
        LoginStatus::CodeExpired => language
            .pick(
                "This code is dead: too old, or it was sent on to somebody. A new one is on its way.",
                "Этот код больше не действует: устарел, или его кому-то переслали. Отправлен новый.",
            )
            .to_owned(),
        LoginStatus::NoOtherWay => language
            .pick(
                "There is no other way for the code. Look for it again, or log in with `--qr`.",
                "Другого способа получить код нет. Поищите его ещё раз или войдите с `--qr`.",
            )
            .to_owned(),
        LoginStatus::QrAccepted => language.pick("Accepted.", "Подтверждено.").to_owned(),
        LoginStatus::QrCode { link, .. } => link.clone(),
    }
}

fn sent(delivery: &Delivery, language: Language) -> String {
    match delivery {
        Delivery::App => language
            .pick(
                "Telegram has sent a code INSIDE Telegram, not as an SMS: open Telegram on your phone or computer, the chat \"Telegram\".\n\
                 Type it here by hand. Do not forward it to anybody, not even to yourself: that kills it.",
                "Telegram прислал код ВНУТРИ Telegram, а не по SMS: откройте Telegram на телефоне или компьютере, чат «Telegram».\n\
                 Введите его здесь вручную. Никому его не пересылайте, даже себе: от этого он перестанет действовать.",
            )
            .to_owned(),
        Delivery::Email(address) => language.pick(
            format!("Telegram has sent a code by e-mail, to {address}. Look into the spam folder, too."),
            format!("Telegram прислал код письмом на {address}. Загляните и в спам."),
        ),
        Delivery::Sms => language
            .pick(
                "Telegram has sent a code as a text message.",
                "Telegram отправил код по SMS.",
            )
            .to_owned(),
        Delivery::Call => language
            .pick(
                "Telegram is calling the phone to tell a code.",
                "Telegram звонит на телефон, чтобы сообщить код.",
            )
            .to_owned(),
        Delivery::Fragment => language
            .pick(
                "The number is from Fragment: the code is at https://fragment.com.",
                "Это номер с Fragment: код ждёт на https://fragment.com.",
            )
            .to_owned(),
    }
}

pub(super) fn qr_code(link: &str, drawn: Option<&str>, language: Language) -> String {
    match drawn {
        Some(drawn) => language.pick(
            format!("{drawn}\nScan it in Telegram on your phone: Settings → Devices → Link Desktop Device. It is renewed by itself; Ctrl-C ends it."),
            format!("{drawn}\nОтсканируйте в Telegram на телефоне: «Настройки → Устройства → Подключить устройство». Код обновляется сам; Ctrl-C — прервать."),
        ),
        None => language.pick(
            format!("There is no room for a QR code here: make the window larger, or open this link on a device with Telegram: {link}"),
            format!("QR-код здесь не помещается: увеличьте окно или откройте ссылку на устройстве с Telegram: {link}"),
        ),
    }
}

/// What comes after a login: commands as they have to be typed.
pub(super) struct Next {
    pub doctor: String,
    pub run: String,
    pub logout: String,
}

/// Who is logged in, what may be wrong with that, and what comes next.
pub(super) fn welcome(
    welcome: &Welcome,
    tribute: &Tribute,
    next: &Next,
    language: Language,
) -> String {
    let account = welcome.account.named();
    let mut lines = vec![language.pick(
        format!("Logged in: {account}."),
        format!("Вход выполнен: {account}."),
    )];
    if let Some(around) = welcome.chats {
        if !around.has_tribute {
            lines.push(no_tribute(&tribute.bot, &next.logout, language));
        }
        if around.private >= PERSONAL_FROM {
            lines.push(personal(around.private, language));
        }
    }
    let Next { doctor, run, .. } = next;
    lines.push(language.pick(
        format!("Next:\n  {doctor}\n      is everything in place?\n  {run}\n      work"),
        format!("Дальше:\n  {doctor}\n      всё ли на месте?\n  {run}\n      работать"),
    ));
    lines.join("\n")
}

fn no_tribute(bot: &str, logout: &str, language: Language) -> String {
    language.pick(
        format!("Attention: there is no chat with @{bot} among this account's newest ones. It must be the account that gets Tribute's orders. If it is another: {logout}"),
        format!("Внимание: среди последних чатов этого аккаунта нет чата с @{bot}. Нужен тот аккаунт, которому приходят заказы Трибьюта. Если это другой: {logout}"),
    )
}

fn personal(chats: usize, language: Language) -> String {
    language.pick(
        format!("Attention: this looks like somebody's own account (private chats: {chats} or more). Whoever has the session file can read them all. An account only for sales is better."),
        format!("Внимание: похоже на личный аккаунт (личных чатов: {chats} или больше). У кого файл сессии, тот прочтёт их все. Лучше завести аккаунт только для продаж."),
    )
}
