//! What the owner decides about calls to the shop.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::endpoint;
use super::tls::Roots;
use super::{Keyring, Secret};
use crate::language::Language;
use crate::phrasebook::system::in_russian;
use crate::report::{Exit, UserError};

/// How long a whole call may take, unless the owner says otherwise.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
/// The longest time limit that is taken: an order waits, and others behind it.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(2);

/// `[shop]` of the configuration, and what the program adds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls go: https, or http to this machine.
    pub url: String,
    /// Signs the calls; while rotating, the one before it too.
    pub keys: Keyring,
    /// For a whole call, from looking up the name to the answer's last byte.
    pub timeout: Duration,
    /// A PEM file of more certificate authorities to trust.
    pub ca_file: Option<PathBuf>,
    /// Which authorities are trusted beside those.
    pub roots: Roots,
    /// Allows plain http to other machines.
    pub allow_insecure: bool,
    /// Takes only answers that the shop has signed.
    pub require_signed_response: bool,
    /// `tribute-agent/<version>`
    pub user_agent: String,
}

impl Settings {
    /// Whether calls stay on this machine.
    pub fn is_loopback(&self) -> bool {
        reqwest::Url::parse(&self.url).is_ok_and(|url| endpoint::is_loopback(&url))
    }

    /// The defaults around a url and a secret.
    pub fn new(url: impl Into<String>, secret: Secret) -> Self {
        Self {
            url: url.into(),
            keys: Keyring {
                current: secret,
                previous: None,
            },
            timeout: TIMEOUT_DEFAULT,
            ca_file: None,
            roots: Roots::default(),
            allow_insecure: false,
            require_signed_response: false,
            user_agent: concat!("tribute-agent/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Why calls can't be made with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The url can't be read.
    #[error("the shop's url: {problem}")]
    Url {
        /// What is wrong with it.
        problem: String,
    },
    /// Plain http to another machine.
    #[error("the shop's url is plain http to another machine")]
    PlainHttp,
    /// A user name or password in the url: it would be sent, shown and logged with it.
    #[error("the shop's url has a user name or password in it")]
    Credentials,
    /// Zero, or longer than [`TIMEOUT_MAX`].
    #[error("the shop's timeout is out of bounds")]
    Timeout,
    /// No header can carry it.
    #[error("the user agent has characters that a header can't carry")]
    UserAgent,
    /// `ca_file` can't be read.
    #[error("can't read {path}", path = path.display())]
    CaFileUnreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `ca_file` has no certificate of an authority in it, or a broken one.
    #[error("no usable certificate in {path}", path = path.display())]
    CaFileContents {
        /// The file.
        path: PathBuf,
    },
    /// `roots = "system"`, and the system has none.
    #[error("this system has no list of certificate authorities")]
    NoSystemRoots,
    /// The HTTP library refused, in its words.
    #[error("the HTTP client can't be built: {0}")]
    Library(String),
}

impl UserError for SettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Url { .. } => "shop.url",
            Self::PlainHttp => "shop.plain_http",
            Self::Credentials => "shop.credentials_in_url",
            Self::Timeout => "shop.timeout",
            Self::UserAgent => "shop.user_agent",
            Self::CaFileUnreadable { .. } => "shop.ca_file_unreadable",
            Self::CaFileContents { .. } => "shop.ca_file_contents",
            Self::NoSystemRoots => "shop.no_system_roots",
            Self::Library(_) => "shop.client",
        }
    }

    fn what(&self, language: Language) -> String {
        match language {
            Language::English => self.what_english(),
            Language::Russian => self.what_russian(),
        }
    }

    fn remedy(&self, language: Language) -> String {
        match language {
            Language::English => self.remedy_english().to_owned(),
            Language::Russian => self.remedy_russian().to_owned(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

impl SettingsError {
    fn what_english(&self) -> String {
        match self {
            Self::Url { problem } => format!("The shop's url can't be used: {problem}."),
            Self::PlainHttp => {
                "The shop's url is plain http: anybody on the way could read the orders \
                                and fake the shop's answers."
                    .to_owned()
            }
            Self::Credentials => "The shop's url has a user name or a password in it.".to_owned(),
            Self::Timeout => "The shop's timeout is zero, or longer than 2 minutes.".to_owned(),
            Self::UserAgent => "The user agent has characters that HTTP can't carry.".to_owned(),
            Self::CaFileUnreadable { path, source } => {
                format!("Can't read the ca_file {}: {source}.", path.display())
            }
            Self::CaFileContents { path } => format!(
                "The ca_file {} has no usable certificate in it.",
                path.display()
            ),
            Self::NoSystemRoots => {
                "This system keeps no list of certificate authorities that can be read.".to_owned()
            }
            Self::Library(problem) => format!("The HTTP client can't be built: {problem}."),
        }
    }

    fn what_russian(&self) -> String {
        match self {
            Self::Url { problem } => format!("Адрес магазина (url) не годится: {problem}."),
            Self::PlainHttp => {
                "Адрес магазина — http без шифрования: по пути любой прочтёт заказы \
                                и подделает ответы магазина."
                    .to_owned()
            }
            Self::Credentials => "В адресе магазина записаны имя или пароль.".to_owned(),
            Self::Timeout => "Тайм-аут магазина — ноль или больше 2 минут.".to_owned(),
            Self::UserAgent => "В user agent есть символы, которых HTTP не передаст.".to_owned(),
            Self::CaFileUnreadable { path, source } => {
                format!(
                    "Не читается ca_file {}: {}.",
                    path.display(),
                    in_russian(source)
                )
            }
            Self::CaFileContents { path } => format!(
                "В файле ca_file {} нет ни одного годного сертификата.",
                path.display()
            ),
            Self::NoSystemRoots => {
                "В этой системе нет списка центров сертификации, который можно прочесть.".to_owned()
            }
            Self::Library(problem) => format!("HTTP-клиент не собрался: {problem}."),
        }
    }

    fn remedy_english(&self) -> &'static str {
        match self {
            Self::Url { .. } => "Write the whole address: url = \"https://shop.example/tribute\".",
            Self::PlainHttp => {
                "Use https://. In a network that is yours alone, allow_insecure = true permits http."
            }
            Self::Credentials => {
                "Take them out: the signature already proves to the shop who is calling."
            }
            Self::Timeout => "Write a time between 1ms and 2m: timeout = \"10s\".",
            Self::UserAgent => "Use plain ASCII.",
            Self::CaFileUnreadable { .. } => "Check the path and who may read the file.",
            Self::CaFileContents { .. } => {
                "It must be a PEM file: lines between “BEGIN CERTIFICATE” and “END CERTIFICATE”, no key."
            }
            Self::NoSystemRoots => {
                "Take roots = \"system\" out: the list that is built in works everywhere."
            }
            Self::Library(_) => "Please report this, with the text above.",
        }
    }

    fn remedy_russian(&self) -> &'static str {
        match self {
            Self::Url { .. } => "Напишите адрес целиком: url = \"https://shop.example/tribute\".",
            Self::PlainHttp => {
                "Возьмите https://. В сети, где вы одни, http разрешает allow_insecure = true."
            }
            Self::Credentials => "Уберите их: кто обращается к магазину, и так доказывает подпись.",
            Self::Timeout => "Напишите время от 1ms до 2m: timeout = \"10s\".",
            Self::UserAgent => "Только латиница, цифры и знаки ASCII.",
            Self::CaFileUnreadable { .. } => "Проверьте путь и права на файл.",
            Self::CaFileContents { .. } => {
                "Нужен файл PEM: строки между «BEGIN CERTIFICATE» и «END CERTIFICATE», без ключа."
            }
            Self::NoSystemRoots => "Уберите roots = \"system\": встроенный список работает везде.",
            Self::Library(_) => "Пожалуйста, сообщите об этом, приложив текст выше.",
        }
    }
}
