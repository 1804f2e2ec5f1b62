//! Whether there is a way to Telegram: a direct one, or the proxy's.

use std::net::SocketAddr;
use std::time::Duration;

use super::finding::{Check, Finding, Verdict};
use crate::language::Language;
use crate::telegram::proxy::Proxy;
use crate::telegram::reach;
use crate::telegram::words::in_russian;

/// How long each try may take.
const LIMIT: Duration = Duration::from_secs(8);

/// Tries the direct way; `true`: there is one.
pub(super) async fn directly(doors: &[SocketAddr], language: Language) -> (Finding, bool) {
    match reach::directly(doors, LIMIT).await {
        Ok(()) => {
            let what = language.pick(
                "Telegram can be reached directly.",
                "Telegram доступен напрямую.",
            );
            (Finding::ok(Check::Telegram, what), true)
        }
        Err(error) => {
            let finding = Finding::failed(
                Check::Telegram,
                language.pick(
                    format!("Telegram can't be reached directly: it is blocked here, or there is no network ({error})."),
                    format!("Напрямую Telegram недоступен: он здесь заблокирован или нет сети ({}).", in_russian(&error.to_string())),
                ),
            );
            let finding = finding.remedy(language.pick(
                "Where Telegram is blocked, name a SOCKS5 proxy in the configuration: [telegram] proxy = \"socks5://user:password@host:port\".",
                "Где Telegram заблокирован, укажите в настройках прокси SOCKS5: [telegram] proxy = \"socks5://имя:пароль@адрес:порт\".",
            ));
            (finding, false)
        }
    }
}

/// Tries the proxy's way; `true`: there is one.
pub(super) async fn through(
    proxy: &Proxy,
    doors: &[SocketAddr],
    language: Language,
) -> (Finding, bool) {
    match reach::through(proxy, doors, LIMIT).await {
        Ok(()) => {
            let what = language.pick(
                format!("Telegram can be reached through {proxy}."),
                format!("Telegram доступен через {proxy}."),
            );
            (Finding::ok(Check::Proxy, what), true)
        }
        Err(trouble) => {
            let finding = Finding::explained(Check::Proxy, Verdict::Failed, &trouble, language);
            (finding, false)
        }
    }
}
