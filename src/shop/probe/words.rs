//! What `shop test` found, for people: what it means, and what to do about it.

use super::{Finding, ProbeReport, Trouble, Verdict};
use crate::language::Language;

/// A finding explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// How good it is.
    pub verdict: Verdict,
    /// What it means.
    pub what: String,
    /// What to do; `None` when there is nothing to be done.
    pub remedy: Option<String>,
}

impl ProbeReport {
    /// What the answer to the signed call means.
    pub fn explain_signed(&self, language: Language) -> Explanation {
        let (what, remedy) = match language {
            Language::English => self.signed_english(),
            Language::Russian => self.signed_russian(),
        };
        Explanation {
            verdict: self.signed_verdict(),
            what,
            remedy,
        }
    }

    /// What the answer to the wrongly signed call means.
    pub fn explain_forged(&self, language: Language) -> Explanation {
        let verdict = self.forged_verdict();
        let documented = matches!(self.forged, Finding::BadSignature { .. });
        let (what, remedy) = match (verdict, documented) {
            (Verdict::Right, true) => (
                language.pick(
                    "A wrong signature the shop refused with bad_signature, as it should.",
                    "Неверную подпись магазин отклонил с кодом bad_signature, как и должен.",
                ),
                "",
            ),
            (Verdict::Right, false) => (
                language.pick(
                    "A wrong signature the shop refused, but not in the words of the protocol.",
                    "Неверную подпись магазин отклонил, но не теми словами, что в протоколе.",
                ),
                language.pick(
                    "Better: 401 {\"error\":{\"code\":\"bad_signature\"}}. Then the agent can say at once that the secrets differ.",
                    "Лучше: 401 {\"error\":{\"code\":\"bad_signature\"}}. Тогда агент сразу скажет, что секреты разошлись.",
                ),
            ),
            (Verdict::Dangerous, _) => (
                language.pick(
                    "DANGEROUS: the shop accepted a wrong signature. Anybody who learns its url can take goods without paying.",
                    "ОПАСНО: магазин принял неверную подпись. Любой, кто узнает его адрес, получит товар бесплатно.",
                ),
                language.pick(
                    "The shop must verify webhook-signature before anything else, and answer 401 {\"error\":{\"code\":\"bad_signature\"}}. Take no orders until it does.",
                    "Магазин обязан сначала проверить webhook-signature и ответить 401 {\"error\":{\"code\":\"bad_signature\"}}. До этого заказы не принимайте.",
                ),
            ),
            (Verdict::Wrong | Verdict::Unknown, _) => (
                language.pick(
                    "Whether the shop refuses a wrong signature can't be told yet.",
                    "Отклоняет ли магазин неверную подпись, пока не понять.",
                ),
                language.pick(
                    "First make the signed call work, then try again.",
                    "Сначала добейтесь, чтобы проходил подписанный вызов, и повторите.",
                ),
            ),
        };
        Explanation {
            verdict,
            what: what.to_owned(),
            remedy: (!remedy.is_empty()).then(|| remedy.to_owned()),
        }
    }

    fn signed_english(&self) -> (String, Option<String>) {
        let (what, remedy) = match &self.signed {
            Finding::Accepted { .. } => {
                return ("The shop is there and takes our signature.".to_owned(), None);
            }
            Finding::AcceptedOddly { status, excerpt } => (
                format!("The shop answered {status}, but not {{\"status\":\"ok\"}}: “{excerpt}”."),
                "Answer the type shop.test with {\"status\":\"ok\"}, as JSON and nothing around it. The url may also lead to an ordinary page.".to_owned(),
            ),
            Finding::BadSignature { .. } => (
                "The shop says that our signature is wrong: the secrets on the two sides differ.".to_owned(),
                "Put the same whsec_… on both sides, and let the shop verify the raw body, before any JSON parser or framework has touched it.".to_owned(),
            ),
            Finding::Clock { shop_ahead_seconds, .. } => (
                match shop_ahead_seconds {
                    Some(seconds @ 1..) => format!("The shop says that the clocks differ. Its own is {seconds} s ahead of this machine's."),
                    Some(seconds @ ..=-1) => format!("The shop says that the clocks differ. Its own is {} s behind this machine's.", seconds.unsigned_abs()),
                    _ => "The shop says that the clocks differ.".to_owned(),
                },
                "Set both clocks by the network (NTP). A difference of up to 5 minutes is allowed.".to_owned(),
            ),
            Finding::Refused { code, message, .. } => (
                match message {
                    Some(message) => format!("The shop refused the test: {code} (“{message}”)."),
                    None => format!("The shop refused the test: {code}."),
                },
                "Answer the type shop.test with 200 {\"status\":\"ok\"} once the signature fits.".to_owned(),
            ),
            Finding::Redirected { status, location } => (
                match location {
                    Some(location) => format!("The address leads elsewhere ({status}): {location}. Signed calls are never sent on."),
                    None => format!("The address leads elsewhere ({status}). Signed calls are never sent on."),
                },
                "Put the final address into url: often it is https instead of http, with www, or with or without a slash at the end.".to_owned(),
            ),
            Finding::NotTheShop { status, excerpt } => (
                format!("This answer ({status}) is not in the shop's words: “{excerpt}”."),
                page_remedy_english(*status).to_owned(),
            ),
            Finding::NoAnswer { trouble: trouble @ Trouble::Status(status) } => (
                format!("{} answers {status}: not now.", self.host),
                trouble_remedy_english(trouble).to_owned(),
            ),
            Finding::NoAnswer { trouble: trouble @ (Trouble::Unsigned | Trouble::WronglySigned) } => (
                format!("The answer does not count: {}.", trouble.describe(Language::English)),
                trouble_remedy_english(trouble).to_owned(),
            ),
            Finding::NoAnswer { trouble } => (
                format!("No answer from {}: {}.", self.host, trouble.describe(Language::English)),
                trouble_remedy_english(trouble).to_owned(),
            ),
            Finding::NotTried => return ("Not tried.".to_owned(), None),
        };
        (what, Some(remedy))
    }

    fn signed_russian(&self) -> (String, Option<String>) {
        let (what, remedy) = match &self.signed {
            Finding::Accepted { .. } => {
                return ("Магазин на месте и принимает нашу подпись.".to_owned(), None);
            }
            Finding::AcceptedOddly { status, excerpt } => (
                format!("Магазин ответил {status}, но не {{\"status\":\"ok\"}}: «{excerpt}»."),
                "На тип shop.test отвечайте {\"status\":\"ok\"}: чистый JSON, без ничего вокруг. Может быть и так, что адрес ведёт на обычную страницу.".to_owned(),
            ),
            Finding::BadSignature { .. } => (
                "Магазин говорит, что подпись неверна: секреты на двух сторонах разные.".to_owned(),
                "Поставьте один и тот же whsec_… с обеих сторон; магазин должен проверять тело запроса как есть, до разбора JSON фреймворком.".to_owned(),
            ),
            Finding::Clock { shop_ahead_seconds, .. } => (
                match shop_ahead_seconds {
                    Some(seconds @ 1..) => format!("Магазин говорит, что часы расходятся. Его часы впереди этой машины на {seconds} с."),
                    Some(seconds @ ..=-1) => format!("Магазин говорит, что часы расходятся. Его часы отстают от этой машины на {} с.", seconds.unsigned_abs()),
                    _ => "Магазин говорит, что часы расходятся.".to_owned(),
                },
                "Настройте часы на обеих машинах по сети (NTP). Допустимо расхождение до 5 минут.".to_owned(),
            ),
            Finding::Refused { code, message, .. } => (
                match message {
                    Some(message) => format!("Магазин отказал проверке: {code} («{message}»)."),
                    None => format!("Магазин отказал проверке: {code}."),
                },
                "На тип shop.test с верной подписью отвечайте 200 {\"status\":\"ok\"}.".to_owned(),
            ),
            Finding::Redirected { status, location } => (
                match location {
                    Some(location) => format!("Адрес ведёт в другое место ({status}): {location}. Подписанные вызовы туда не пойдут."),
                    None => format!("Адрес ведёт в другое место ({status}). Подписанные вызовы туда не пойдут."),
                },
                "Впишите в url конечный адрес: часто это https вместо http, www или косая черта в конце.".to_owned(),
            ),
            Finding::NotTheShop { status, excerpt } => (
                format!("Этот ответ ({status}) — не слова магазина: «{excerpt}»."),
                page_remedy_russian(*status).to_owned(),
            ),
            Finding::NoAnswer { trouble: trouble @ Trouble::Status(status) } => (
                format!("{} отвечает {status}: не сейчас.", self.host),
                trouble_remedy_russian(trouble).to_owned(),
            ),
            Finding::NoAnswer { trouble: trouble @ (Trouble::Unsigned | Trouble::WronglySigned) } => (
                format!("Ответ не засчитан: {}.", trouble.describe(Language::Russian)),
                trouble_remedy_russian(trouble).to_owned(),
            ),
            Finding::NoAnswer { trouble } => (
                format!("Нет ответа от {}: {}.", self.host, trouble.describe(Language::Russian)),
                trouble_remedy_russian(trouble).to_owned(),
            ),
            Finding::NotTried => return ("Не проверялось.".to_owned(), None),
        };
        (what, Some(remedy))
    }
}

fn page_remedy_english(status: u16) -> &'static str {
    match status {
        404 => {
            "There is nothing at this address: check the path in url, and that the shop's new version is running."
        }
        405 => "The address does not take POST: check the path in url.",
        419 => {
            "A CSRF filter stands before it (Laravel's usual answer): except this address from it."
        }
        401 | 403 => {
            "If it is the shop itself: the secrets differ, and it should say so with {\"error\":{\"code\":\"bad_signature\"}}. Else a password, a firewall or a CDN stands before it: let POST to this address through."
        }
        _ => {
            "Something stands between: a proxy, a CDN, a framework's filter. Let POST to this address through to the shop's code."
        }
    }
}

fn page_remedy_russian(status: u16) -> &'static str {
    match status {
        404 => {
            "По этому адресу ничего нет: проверьте путь в url и что новая версия магазина запущена."
        }
        405 => "Этот адрес не принимает POST: проверьте путь в url.",
        419 => "Мешает защита от CSRF (обычный ответ Laravel): исключите этот адрес из неё.",
        401 | 403 => {
            "Если это сам магазин: секреты разошлись, и ему стоит отвечать {\"error\":{\"code\":\"bad_signature\"}}. Если нет, мешает пароль, файрвол или CDN: пропустите POST на этот адрес."
        }
        _ => {
            "Что-то стоит между агентом и магазином: прокси, CDN, фильтр фреймворка. Пропустите POST на этот адрес до кода магазина."
        }
    }
}

fn trouble_remedy_english(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Status(429) => {
            "The server limits how often it may be called: let this agent's calls through."
        }
        Trouble::Status(_) => "The server is there but in trouble: look into its log at this time.",
        Trouble::NameNotFound => {
            "Check the name in url for a typing error, and that this machine is online."
        }
        Trouble::Refused => "Nothing listens there: is the shop running, and is the port right?",
        Trouble::Unreachable => "Check that this machine is online, and the address in url.",
        Trouble::Closed => {
            "The server hung up: look into its log; a proxy before it may do that too."
        }
        Trouble::TimedOut { .. } => {
            "A firewall may swallow the call, or the shop is slow: it should answer within seconds."
        }
        Trouble::UnknownIssuer => {
            "Install the whole chain (“fullchain”) at the shop. If its authority is your own, name its PEM file: ca_file = \"…\"."
        }
        Trouble::SelfSigned => {
            "Use a certificate of Let's Encrypt. Or make an authority of your own, let it sign the server's certificate, and name the authority's PEM file: ca_file = \"…\"."
        }
        Trouble::Expired => "Renew the certificate at the shop, and check this machine's date.",
        Trouble::NotYetValid => {
            "This machine's date is probably wrong: set it by the network (NTP)."
        }
        Trouble::WrongName => {
            "Use the name that the certificate is for, or get a certificate for this name."
        }
        Trouble::NotTls => {
            "This port speaks plain http: check the port, or switch TLS on at the shop."
        }
        Trouble::NotHttp => "This port belongs to something else: check the port in url.",
        Trouble::Tls(_) => {
            "TLS 1.2 or newer with a current certificate is needed: check the shop's server with a TLS test."
        }
        Trouble::Unsigned => {
            "The shop must sign its answers in the same way, or take require_signed_response out."
        }
        Trouble::WronglySigned => {
            "The shop must sign its raw answer with the same secret and the call's own webhook-id."
        }
        Trouble::BrokenOff | Trouble::Other(_) => {
            "Look into the shop's log at this time, and try again."
        }
    }
}

fn trouble_remedy_russian(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Status(429) => {
            "Сервер ограничивает частоту вызовов: пропускайте вызовы агента без ограничений."
        }
        Trouble::Status(_) => "Сервер на месте, но ему плохо: посмотрите его журнал за это время.",
        Trouble::NameNotFound => {
            "Проверьте, нет ли опечатки в url и есть ли у этой машины интернет."
        }
        Trouble::Refused => "Там никто не слушает: запущен ли магазин, верен ли порт?",
        Trouble::Unreachable => "Проверьте, есть ли у этой машины интернет, и адрес в url.",
        Trouble::Closed => {
            "Сервер бросил трубку: посмотрите его журнал; так может делать и прокси перед ним."
        }
        Trouble::TimedOut { .. } => {
            "Вызов может глотать файрвол, или магазин медлит: ответ нужен за секунды."
        }
        Trouble::UnknownIssuer => {
            "Поставьте в магазине всю цепочку сертификатов (fullchain). Если центр сертификации свой, укажите его PEM-файл: ca_file = \"…\"."
        }
        Trouble::SelfSigned => {
            "Возьмите сертификат Let's Encrypt. Или создайте свой центр сертификации, подпишите им сертификат сервера и укажите PEM-файл центра: ca_file = \"…\"."
        }
        Trouble::Expired => "Обновите сертификат магазина и проверьте дату на этой машине.",
        Trouble::NotYetValid => {
            "Скорее всего, на этой машине неверная дата: настройте её по сети (NTP)."
        }
        Trouble::WrongName => {
            "Впишите имя, на которое выдан сертификат, или получите сертификат на это имя."
        }
        Trouble::NotTls => {
            "На этом порту http без шифрования: проверьте порт или включите TLS в магазине."
        }
        Trouble::NotHttp => "Этот порт занят чем-то другим: проверьте порт в url.",
        Trouble::Tls(_) => {
            "Нужен TLS 1.2 или новее и действующий сертификат: проверьте сервер магазина TLS-тестом."
        }
        Trouble::Unsigned => {
            "Магазин должен так же подписывать ответы, или уберите require_signed_response."
        }
        Trouble::WronglySigned => {
            "Магазин должен подписывать ответ как есть, тем же секретом и с webhook-id вызова."
        }
        Trouble::BrokenOff | Trouble::Other(_) => {
            "Посмотрите журнал магазина за это время и повторите."
        }
    }
}
