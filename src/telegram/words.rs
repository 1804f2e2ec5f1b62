//! What goes wrong on the way to Telegram, in Russian: our own words, and those of grammers'.
//!
//! The errors of calls are read by programmers, in the log: they are English. Where one of them gets
//! into a text for people it is looked up here.

use crate::phrasebook::Phrasebook;

/// `CallError`, `Fatal`, `ProxyTrouble`, `SessionError`, why a connection has ended, grammers.
const BOOK: Phrasebook = Phrasebook(&[
    ("Telegram refused: {=}", "Telegram отказал: {=}"),
    ("Telegram asks to wait {=}", "Telegram просит подождать {=}"),
    ("not sent: {}", "не отправлено: {}"),
    ("outcome unknown: {}", "неизвестно, дошло ли: {}"),
    ("no answer within {=}", "нет ответа за {=}"),
    ("nobody is logged in", "никто не вошёл в аккаунт"),
    ("the session was ended", "сессию завершили"),
    (
        "the session was used in two places at once",
        "сессией пользовались в двух местах сразу",
    ),
    (
        "the account is banned, frozen or deleted",
        "аккаунт заблокирован, заморожен или удалён",
    ),
    (
        "no space left for the session",
        "для сессии нет места на диске",
    ),
    ("no space left for {=}", "на диске нет места для {=}"),
    ("not connected yet", "связи ещё нет"),
    ("this machine slept", "устройство спало"),
    (
        "this machine's clock was set back",
        "часы устройства перевели назад",
    ),
    ("shut down", "программа завершается"),
    ("the connection's task has ended", "соединение оборвалось"),
    ("no task left", "соединение оборвалось"),
    ("nobody listens any more", "соединение оборвалось"),
    ("nobody takes updates", "соединение оборвалось"),
    ("the data centre does not answer", "Telegram не отвечает"),
    (
        "the difference never comes",
        "Telegram не отвечает на вопрос о пропущенном",
    ),
    (
        "Telegram does not say who is logged in",
        "Telegram не говорит, чей это аккаунт",
    ),
    (
        "the session does not say where its data centre is",
        "в сессии не записано, где её сервер",
    ),
    (
        "the data centre does not know the session's key any more",
        "Telegram больше не знает ключа этой сессии",
    ),
    (
        "the session belongs to {=}, but {=} is logged in",
        "сессия принадлежит {=}, а вошёл {=}",
    ),
    ("{} [{=}]", "{} [{=}]"),
    ("the proxy can't be reached: {}", "нет связи с прокси: {}"),
    ("the proxy does not answer", "прокси не отвечает"),
    ("the proxy hung up: {}", "прокси обрывает связь: {}"),
    (
        "what answers is no SOCKS5 proxy",
        "по адресу прокси отвечает не SOCKS5",
    ),
    (
        "the proxy wants a user and a password",
        "прокси требует имя и пароль",
    ),
    (
        "the proxy refuses the user or the password",
        "прокси не принимает имя и пароль",
    ),
    (
        "the proxy does not connect to Telegram: {}",
        "прокси не соединяет с Telegram: {}",
    ),
    ("its rules forbid it ({=})", "запрещено его правилами ({=})"),
    ("no network leads there ({=})", "туда нет сети ({=})"),
    ("no host is there ({=})", "узел недоступен ({=})"),
    (
        "nobody listens there ({=})",
        "там не принимают соединений ({=})",
    ),
    ("it failed ({=})", "у него не вышло ({=})"),
    ("request error: dropped: {=}", "вызов оборвался"),
    ("request error: {}", "вызов не удался: {}"),
    ("session error", "ошибка сессии"),
    ("read error, IO failed: {}", "{}"),
    ("read error, transport-level: {}", "сбой протокола: {}"),
    ("read error, bad response: {}", "непонятный ответ: {}"),
    ("rpc error {=}", "ошибка Telegram {=}"),
    ("invalid dc", "нет такого сервера"),
    ("{=}: {}", "{=}: {}"),
]);

/// The words of an error that came up on the way to Telegram, in Russian; such as nobody knows stay as
/// they are.
pub(crate) fn in_russian(words: &str) -> String {
    russian(words).unwrap_or_else(|| words.to_owned())
}

/// The same; `None`: nobody knows them.
pub(crate) fn russian(words: &str) -> Option<String> {
    BOOK.russian(words)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use grammers_mtsender::{InvocationError, ReadError};

    use super::*;
    use crate::phrasebook::check;
    use crate::telegram::{CallError, Fatal};

    #[test]
    fn every_phrase_can_be_said() {
        check(BOOK);
    }

    #[test]
    fn a_calls_errors_are_told_in_russian() {
        let io = || io::Error::from_raw_os_error(111);
        let lost = InvocationError::Io(io());
        let dropped = InvocationError::from(ReadError::Io(io()));
        for (error, russian) in [
            (
                CallError::Unknown(lost.to_string()),
                "неизвестно, дошло ли: вызов не удался: соединение отклонено",
            ),
            (
                CallError::Unknown(dropped.to_string()),
                "неизвестно, дошло ли: вызов не удался: соединение отклонено",
            ),
            (
                CallError::Unknown(InvocationError::Dropped("during retry").to_string()),
                "неизвестно, дошло ли: вызов оборвался",
            ),
            (
                CallError::NotSent("not connected yet".to_owned()),
                "не отправлено: связи ещё нет",
            ),
            (
                CallError::Refused("CHAT_WRITE_FORBIDDEN".to_owned()),
                "Telegram отказал: CHAT_WRITE_FORBIDDEN",
            ),
            (
                CallError::FloodWait(Duration::from_secs(5)),
                "Telegram просит подождать 5s",
            ),
            (CallError::Fatal(Fatal::SessionRevoked), "сессию завершили"),
        ] {
            assert_eq!(in_russian(&error.to_string()), russian);
        }
    }
}
