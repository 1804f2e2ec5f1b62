//! What goes wrong between here and the proxy's other side.

use std::fmt;
use std::io;

use crate::language::Language;
use crate::report::{Exit, UserError};
use crate::telegram::words::in_russian;

/// Why there is no way through the proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyTrouble {
    /// Its name is not known, or nobody listens there; what the system said.
    #[error("the proxy can't be reached: {0}")]
    Unreachable(String),
    /// It does not answer in time.
    #[error("the proxy does not answer")]
    Silent,
    /// It hung up before the connection stood; what the system said.
    #[error("the proxy hung up: {0}")]
    HungUp(String),
    /// What answers there is something else.
    #[error("what answers is no SOCKS5 proxy")]
    NotSocks5,
    /// It lets nobody in without a user and a password.
    #[error("the proxy wants a user and a password")]
    PasswordNeeded,
    /// It does not know this user, or the password is another.
    #[error("the proxy refuses the user or the password")]
    PasswordRefused,
    /// It does not connect us to Telegram.
    #[error("the proxy does not connect to Telegram: {0}")]
    DestinationRefused(Refusal),
    /// A sandbox is on this machine, and the proxy is not.
    #[error("a sandbox's session must not leave this machine")]
    LeadsAway,
}

/// The code of a SOCKS5 reply, other than 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(pub u8);

impl Refusal {
    fn what(self, language: Language) -> String {
        let (english, russian) = match self.0 {
            2 => ("its rules forbid it", "запрещено его правилами"),
            3 => ("no network leads there", "туда нет сети"),
            4 => ("no host is there", "узел недоступен"),
            5 => ("nobody listens there", "там не принимают соединений"),
            6 => ("too far away", "слишком далеко"),
            7 => ("it makes no connections", "он не устанавливает соединений"),
            8 => ("it can't reach such addresses", "он не знает таких адресов"),
            _ => ("it failed", "у него не вышло"),
        };
        format!("{} ({})", language.pick(english, russian), self.0)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what(Language::English))
    }
}

impl ProxyTrouble {
    /// Whether it will stay so until somebody changes the configuration.
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::NotSocks5 | Self::PasswordNeeded | Self::PasswordRefused | Self::LeadsAway => {
                true
            }
            Self::Unreachable(_) | Self::Silent | Self::HungUp(_) | Self::DestinationRefused(_) => {
                false
            }
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn unreachable(error: io::Error) -> Self {
        Self::Unreachable(error.to_string())
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    pub(super) fn cut(error: io::Error) -> Self {
        Self::HungUp(error.to_string())
    }
}

impl UserError for ProxyTrouble {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "proxy.unreachable",
            Self::Silent => "proxy.silent",
            Self::HungUp(_) => "proxy.hung_up",
            Self::NotSocks5 => "proxy.not_socks5",
            Self::PasswordNeeded => "proxy.password_needed",
            Self::PasswordRefused => "proxy.password_refused",
            Self::DestinationRefused(_) => "proxy.destination_refused",
            Self::LeadsAway => "proxy.leads_away",
        }
    }

    fn what(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Unreachable(why) => (
                format!("The proxy can't be reached: {why}."),
                format!("Нет связи с прокси: {}.", in_russian(why)),
            ),
            Self::Silent => (
                "The proxy does not answer.".to_owned(),
                "Прокси не отвечает.".to_owned(),
            ),
            Self::HungUp(why) => (
                format!("The proxy hangs up before it has connected us: {why}."),
                format!(
                    "Прокси обрывает связь, не успев соединить: {}.",
                    in_russian(why)
                ),
            ),
            Self::NotSocks5 => (
                "Something answers where the proxy should be, but it is no SOCKS5 proxy."
                    .to_owned(),
                "По адресу прокси отвечает не прокси SOCKS5, а что-то другое.".to_owned(),
            ),
            Self::PasswordNeeded => (
                "The proxy wants a user and a password.".to_owned(),
                "Прокси требует имя и пароль.".to_owned(),
            ),
            Self::PasswordRefused => (
                "The proxy does not accept the user and the password.".to_owned(),
                "Прокси не принимает имя и пароль.".to_owned(),
            ),
            Self::DestinationRefused(refusal) => (
                format!(
                    "The proxy does not connect us to Telegram: {}.",
                    refusal.what(language)
                ),
                format!(
                    "Прокси не соединяет с Telegram: {}.",
                    refusal.what(language)
                ),
            ),
            Self::LeadsAway => (
                "This session belongs to a sandbox on this machine, but the proxy is elsewhere."
                    .to_owned(),
                "Эта сессия — из песочницы на этой машине, а прокси не здесь.".to_owned(),
            ),
        };
        language.pick(english, russian)
    }

    fn remedy(&self, language: Language) -> String {
        let (english, russian) = match self {
            Self::Unreachable(_) | Self::Silent | Self::HungUp(_) => (
                "Check the network, and host and port in `[telegram] proxy`; see whether the proxy works at all.",
                "Проверьте сеть и адрес с портом в `[telegram] proxy`; работает ли прокси вообще?",
            ),
            Self::NotSocks5 => (
                "Check the port. HTTP proxies and Telegram's own (MTProto, tg://proxy) will not do: it takes a SOCKS5 one.",
                "Проверьте порт. HTTP-прокси и прокси самого Telegram (MTProto, tg://proxy) не подойдут: нужен SOCKS5.",
            ),
            Self::PasswordNeeded | Self::PasswordRefused => (
                "Correct `[telegram] proxy = \"socks5://user:password@host:port\"`; write @ : / % in them as %40 %3A %2F %25.",
                "Исправьте `[telegram] proxy = \"socks5://имя:пароль@адрес:порт\"`; символы @ : / % в них пишутся %40 %3A %2F %25.",
            ),
            Self::DestinationRefused(_) => (
                "Ask its keeper whether Telegram can be reached from there, or take another proxy.",
                "Спросите владельца, доступен ли оттуда Telegram, или возьмите другой прокси.",
            ),
            Self::LeadsAway => (
                "Delete `[telegram] proxy`: a sandbox needs none.",
                "Удалите `[telegram] proxy`: песочнице он не нужен.",
            ),
        };
        language.pick(english, russian).to_owned()
    }

    fn exit(&self) -> Exit {
        if self.needs_a_person() {
            Exit::ActionRequired
        } else {
            Exit::Failed
        }
    }
}
