//! What the operating system says when it does not do something.

use std::io::{self, ErrorKind};

use crate::language::Language;

/// What an error of the system's means, to stand after a colon.
pub fn describe(error: &io::Error, language: Language) -> String {
    match language {
        Language::English => error.to_string(),
        Language::Russian => in_russian(error),
    }
}

/// The same, in Russian.
pub fn in_russian(error: &io::Error) -> String {
    let known = kind(error.kind()).map(str::to_owned);
    let words = error.to_string();
    known.or_else(|| russian(&words)).unwrap_or(words)
}

/// The same, of words in which the system's error has come through a library.
pub(super) fn russian(words: &str) -> Option<String> {
    if let Some(why) = words.strip_prefix("failed to lookup address information") {
        let is_temporary = why.contains("emporary");
        let temporary = "имя сервера сейчас не узнать: нет сети?";
        let told = if is_temporary {
            temporary
        } else {
            "имя сервера не найдено"
        };
        return Some(told.to_owned());
    }
    let Some((_, code)) = words.rsplit_once(" (os error ") else {
        let mut kinds = KINDS.iter();
        let known = kinds.find(|(kind, _)| kind.to_string() == words);
        return known.map(|(_, russian)| (*russian).to_owned());
    };
    let code = code.strip_suffix(')')?.parse().ok()?;
    let error = io::Error::from_raw_os_error(code);
    let before = words.strip_suffix(&error.to_string())?;
    Some(format!("{before}{}", kind(error.kind())?))
}

fn kind(wanted: ErrorKind) -> Option<&'static str> {
    let mut kinds = KINDS.iter();
    kinds
        .find(|(kind, _)| *kind == wanted)
        .map(|(_, russian)| *russian)
}

/// What this program can meet: files, disks, networks.
const KINDS: [(ErrorKind, &str); 34] = [
    (ErrorKind::NotFound, "такого файла или папки нет"),
    (ErrorKind::PermissionDenied, "нет прав доступа"),
    (ErrorKind::AlreadyExists, "такой файл уже есть"),
    (ErrorKind::IsADirectory, "это папка, а не файл"),
    (ErrorKind::NotADirectory, "на пути к файлу стоит не папка"),
    (ErrorKind::DirectoryNotEmpty, "папка не пуста"),
    (
        ErrorKind::ReadOnlyFilesystem,
        "диск доступен только для чтения",
    ),
    (ErrorKind::StorageFull, "на диске нет места"),
    (
        ErrorKind::QuotaExceeded,
        "исчерпана квота на место на диске",
    ),
    (ErrorKind::FileTooLarge, "файл слишком велик"),
    (
        ErrorKind::InvalidFilename,
        "такого имени у файла быть не может",
    ),
    (ErrorKind::ResourceBusy, "занято другой программой"),
    (ErrorKind::ExecutableFileBusy, "файл программы занят"),
    (ErrorKind::CrossesDevices, "файл на другом диске"),
    (ErrorKind::TooManyLinks, "слишком много ссылок"),
    (ErrorKind::StaleNetworkFileHandle, "сетевой диск отключён"),
    (ErrorKind::ConnectionRefused, "соединение отклонено"),
    (
        ErrorKind::ConnectionReset,
        "соединение оборвано той стороной",
    ),
    (ErrorKind::ConnectionAborted, "соединение оборвано"),
    (ErrorKind::NotConnected, "нет соединения"),
    (ErrorKind::BrokenPipe, "соединение закрыто той стороной"),
    (ErrorKind::HostUnreachable, "до сервера нет пути"),
    (ErrorKind::NetworkUnreachable, "нет сети"),
    (ErrorKind::NetworkDown, "сеть отключена"),
    (ErrorKind::AddrInUse, "этот адрес и порт уже заняты"),
    (
        ErrorKind::AddrNotAvailable,
        "такого адреса на этой машине нет",
    ),
    (ErrorKind::TimedOut, "время ожидания вышло"),
    (ErrorKind::WouldBlock, "сейчас не получается"),
    (ErrorKind::Interrupted, "прервано"),
    (ErrorKind::UnexpectedEof, "данные кончились раньше времени"),
    (ErrorKind::WriteZero, "записать не удалось"),
    (ErrorKind::Unsupported, "эта система так не умеет"),
    (ErrorKind::OutOfMemory, "не хватает памяти"),
    (
        ErrorKind::ArgumentListTooLong,
        "слишком много слов в команде",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_told_whatever_way_they_came() {
        for (error, russian) in [
            (
                io::Error::from_raw_os_error(2),
                "такого файла или папки нет",
            ),
            (io::Error::from_raw_os_error(13), "нет прав доступа"),
            (io::Error::from_raw_os_error(28), "на диске нет места"),
            (ErrorKind::TimedOut.into(), "время ожидания вышло"),
        ] {
            assert_eq!(describe(&error, Language::Russian), russian);
            assert_eq!(super::russian(&error.to_string()).as_deref(), Some(russian));
            assert_eq!(describe(&error, Language::English), error.to_string());
        }
    }

    #[test]
    fn what_nobody_knows_stays_as_it_is() {
        let odd = io::Error::other("the cat sat on it");
        assert_eq!(describe(&odd, Language::Russian), "the cat sat on it");
        for words in [
            "",
            "x (os error )",
            "x (os error 99999999999)",
            "x (os error 2",
        ] {
            assert_eq!(russian(words), None, "{words}");
        }
        let unknown =
            io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(
            describe(&unknown, Language::Russian),
            "имя сервера не найдено"
        );
    }
}
