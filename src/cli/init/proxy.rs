//! The way to Telegram: tried at once; a proxy is asked for only where there is none.

use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;

use super::dialogue::{Dialogue, Question, Text, Unanswered, complaint, instead};
use crate::cli::terminal::Person;
use crate::config::checked_proxy;
use crate::config::recognise::{Looks, bare, recognise};
use crate::language::Language;
use crate::report::UserError as _;
use crate::telegram::proxy::Proxy;
use crate::telegram::reach;

/// How long each try to reach Telegram may take.
const LIMIT: Duration = Duration::from_secs(8);
/// How many proxies are tried before it goes on without.
const PROXIES_MAX: u32 = 5;

const TRYING: Text = (
    "Trying whether Telegram can be reached from here…",
    "Пробую, доступен ли отсюда Telegram…",
);
const REACHED: Text = (
    "  ✓ Telegram can be reached directly: no proxy is needed.",
    "  ✓ Telegram доступен напрямую: прокси не нужен.",
);
const BLOCKED: Text = (
    "  ✗ Telegram can't be reached directly from here: it is blocked, or there is no network.\n\
     Where it is blocked, a SOCKS5 proxy outside leads there: socks5://host:port, or socks5://user:password@host:port.\n\
     Only Telegram goes through it; the shop is called directly. In the configuration: [telegram] proxy.",
    "  ✗ Напрямую Telegram отсюда недоступен: он заблокирован или нет сети.\n\
     Где он заблокирован, выручит прокси SOCKS5 за границей: socks5://адрес:порт или socks5://имя:пароль@адрес:порт.\n\
     Через него пойдёт только Telegram, магазин вызывается напрямую. В настройках это [telegram] proxy.",
);
const PROXY: Question = Question {
    prompt: (
        "SOCKS5 proxy (Enter: without, ?: help):",
        "Прокси SOCKS5 (Enter — без него, ? — помощь):",
    ),
    more: (
        "  Who rents out servers or VPNs often has SOCKS5 too; on a server of your own abroad: `ssh -D 1080 user@server` gives \
         socks5://127.0.0.1:1080. Proxies for Telegram's apps (MTProto, tg://proxy) and HTTP proxies will not do.\n  \
         Characters @ : / % in user or password are written %40 %3A %2F %25.",
        "  SOCKS5 часто есть у тех, кто сдаёт серверы или VPN; на своём сервере за границей `ssh -D 1080 user@server` даёт \
         socks5://127.0.0.1:1080. Прокси для приложений Telegram (MTProto, tg://proxy) и HTTP-прокси не подойдут.\n  \
         Символы @ : / % в имени и пароле пишутся как %40 %3A %2F %25.",
    ),
};
const THROUGH: Text = (
    "  ✓ Telegram can be reached through this proxy.",
    "  ✓ Через этот прокси Telegram доступен.",
);
const KEEP: Text = ("Write it down all the same?", "Всё равно записать его?");

/// Tries the direct way to Telegram's `doors`; asks for a proxy where there is none.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
    doors: &[SocketAddr],
) -> Result<Option<SecretString>, Unanswered> {
    let language = dialogue.language;
    dialogue.say(TRYING);
    if reach::directly(doors, LIMIT).await.is_ok() {
        dialogue.say(REACHED);
        return Ok(None);
    }
    dialogue.say(BLOCKED);
    for _ in 0..PROXIES_MAX {
        let answer = dialogue.ask(PROXY, |answer| read(answer, language)).await?;
        let Some((proxy, written)) = answer else {
            return Ok(None);
        };
        match reach::through(&proxy, doors, LIMIT).await {
            Ok(()) => {
                dialogue.say(THROUGH);
                return Ok(Some(written));
            }
            Err(trouble) => {
                let (what, remedy) = (trouble.what(language), trouble.remedy(language));
                dialogue.tell(&format!("  ✗ {what}\n    {remedy}"));
                if dialogue.agrees(KEEP, false).await? {
                    return Ok(Some(written));
                }
            }
        }
    }
    Err(Unanswered::TooManyTries)
}

fn read(answer: &str, language: Language) -> Result<Option<(Proxy, SecretString)>, String> {
    let text = bare(answer);
    match recognise(text) {
        Looks::Empty => Ok(None),
        Looks::Socks5 | Looks::Unknown | Looks::WebLink => checked_proxy(text)
            .map(|proxy| Some((proxy, SecretString::from(text))))
            .map_err(|fault| complaint(&fault, language)),
        looks => Err(instead(looks, PROXY_WANTED, language)),
    }
}

const PROXY_WANTED: Text = (
    "Here goes a SOCKS5 proxy: socks5://host:port.",
    "Здесь нужен прокси SOCKS5: socks5://адрес:порт.",
);
