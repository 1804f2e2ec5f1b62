//! What only Telegram knows: the account, Tribute's bot, the moderators' chat, the time.

use super::finding::{Check, Finding, Verdict};
use super::{clock, round::Round};
use crate::language::Language;
use crate::order::{Untrusted, UserId};
use crate::telegram::examination::{Account, Audience, Examination, ModeratorsPlace, Openness};
use crate::telegram::session::SessionError;
use crate::telegram::{CallError, ConnectError, ModeratorsAddress};

/// All that is asked there.
pub(super) const CHECKS: [Check; 6] = [
    Check::Account,
    Check::TelegramClock,
    Check::Tribute,
    Check::Moderators,
    Check::ModeratorsOpen,
    Check::ModeratorsPhone,
];

/// What the configuration and the session say beforehand.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Whose login it is.
    pub seller: Option<UserId>,
    /// Whether only some may answer in the moderators' chat.
    pub is_limited: bool,
    /// How that chat is named.
    pub moderators: ModeratorsAddress,
}

/// Asks everything; gives the moderators' chat, where a message may be tried.
pub(super) async fn ask(
    round: &mut Round,
    examination: &Examination,
    known: &Known,
) -> Option<ModeratorsPlace> {
    let language = round.language;
    let account = async { account(examination.account().await, known, language) };
    if round.make(Check::Account, account).await != Some(true) {
        let why = language.pick(
            "Nothing else can be asked without an answer about the account.",
            "Без ответа про аккаунт остальное не спросить.",
        );
        round.skip(&CHECKS[1..], why);
        return None;
    }
    let whose = ("Telegram's", "часы Telegram");
    let offset = examination.clock_offset();
    round.note(clock::judge(Check::TelegramClock, whose, offset, language));
    let tribute = async { tribute(examination.tribute().await, language) };
    round.check(Check::Tribute, tribute).await;
    let moderators = async { moderators(examination.moderators().await, language) };
    let place = round.make(Check::Moderators, moderators).await.flatten();
    let Some(place) = place else {
        let why = language.pick("The chat was not found.", "Чат не найден.");
        round.skip(&CHECKS[4..], why);
        return None;
    };
    let audience = async {
        let asked = examination.audience(&place).await;
        (open(&asked, known, language), asked)
    };
    let asked = round.make(Check::ModeratorsOpen, audience).await;
    let Some(Ok(audience)) = asked else {
        let why = language.pick(
            "Telegram did not say who is there.",
            "Telegram не сказал, кто там есть.",
        );
        round.skip(&[Check::ModeratorsPhone], why);
        // A phone may ring there all the same.
        return Some(place);
    };
    round.note(phone(audience, known, language));
    // Where nobody is, nobody need be called.
    (audience.others != Some(0)).then_some(place)
}

fn account(
    asked: Result<Account, ConnectError>,
    known: &Known,
    language: Language,
) -> (Finding, bool) {
    let check = Check::Account;
    let account = match asked {
        Ok(account) => account,
        Err(error) => return (trouble(check, &error, language), false),
    };
    if let Some(known) = known.seller.filter(|known| *known != account.id) {
        let error = SessionError::OtherAccount {
            known,
            found: account.id,
        };
        return (
            Finding::explained(check, Verdict::Failed, &error, language),
            false,
        );
    }
    let (id, name) = (account.id, masked(&account.name));
    let what = language.pick(
        format!("Logged in as {id} ({name})."),
        format!("Вход выполнен: {id} ({name})."),
    );
    (Finding::ok(check, what), true)
}

/// Enough to know oneself by.
fn masked(name: &Untrusted) -> String {
    match name.as_str().chars().find(|c| c.is_alphanumeric()) {
        Some(first) => format!("{first}…"),
        None => "…".to_owned(),
    }
}

fn tribute(asked: Result<(), ConnectError>, language: Language) -> Finding {
    match asked {
        Ok(()) => Finding::ok(
            Check::Tribute,
            language.pick(
                "The bot has the pinned id.",
                "У бота тот id, что указан в настройках.",
            ),
        ),
        Err(error) => trouble(Check::Tribute, &error, language),
    }
}

fn moderators(
    asked: Result<ModeratorsPlace, ConnectError>,
    language: Language,
) -> (Finding, Option<ModeratorsPlace>) {
    match asked {
        Ok(place) => {
            let title = match place.chat.title.as_str() {
                "" => place.chat.id.to_string(),
                _ => format!("«{}»", place.chat.title),
            };
            let what = language.pick(
                format!("{title}: found, and may be written in."),
                format!("{title}: найден, писать туда можно."),
            );
            (Finding::ok(Check::Moderators, what), Some(place))
        }
        Err(error) => (trouble(Check::Moderators, &error, language), None),
    }
}

fn open(asked: &Result<Audience, CallError>, known: &Known, language: Language) -> Finding {
    let check = Check::ModeratorsOpen;
    let audience = match asked {
        Ok(audience) => audience,
        Err(error) => {
            let error = error.told(language);
            let what = language.pick(
                format!("Telegram did not say: {error}."),
                format!("Telegram не сказал: {error}."),
            );
            return Finding::skipped(check, what);
        }
    };
    let how = match audience.openness {
        Openness::Closed => {
            let what = language.pick(
                "No, as far as this account can see.",
                "Нет, насколько видно этому аккаунту.",
            );
            return Finding::ok(check, what);
        }
        Openness::ByLink => language.pick(
            "Whoever has the invitation link can come in",
            "Войти может любой, у кого есть ссылка-приглашение",
        ),
        Openness::Public => language.pick(
            "The chat is public: anybody can come in",
            "Чат открыт: войти может кто угодно",
        ),
    };
    if known.is_limited {
        let what = language.pick(
            format!("{how}; but only those in `allowed` may answer."),
            format!("{how}, но отвечать вправе только те, кто в `allowed`."),
        );
        return Finding::ok(check, what);
    }
    Finding::warning(
        check,
        language.pick(
            format!("{how}, and give the agent orders."),
            format!("{how} и отвечать агенту."),
        ),
    )
    .remedy(language.pick(
        "Make it private, revoke the link, or list who may answer: [moderators] allowed = [111, 222].",
        "Закройте чат, отзовите ссылку или перечислите, кто вправе отвечать: [moderators] allowed = [111, 222].",
    ))
}

fn phone(audience: Audience, known: &Known, language: Language) -> Finding {
    let check = Check::ModeratorsPhone;
    match audience.others {
        Some(0) => {
            let what = if known.moderators == ModeratorsAddress::Me {
                language.pick(
                    "Nobody's: what an account writes into its own Saved Messages makes no phone ring.",
                    "Ни у кого: то, что аккаунт пишет себе в «Избранное», не звонит.",
                )
            } else {
                language.pick(
                    "Nobody's: there is nobody in this chat but the selling account itself, whose own messages don't ring.",
                    "Ни у кого: в этом чате только сам аккаунт, а его собственные сообщения не звонят.",
                )
            };
            Finding::warning(check, what).remedy(language.pick(
                "Make a group with somebody else's account in it, and name it in [moderators] chat.",
                "Заведите группу, где есть чей-то ещё аккаунт, и укажите её в [moderators] chat.",
            ))
        }
        Some(others) => Finding::ok(
            check,
            language.pick(
                format!("People there besides this account: {others}. Whether they muted it can't be seen: doctor --ring tries."),
                format!("Кроме этого аккаунта там людей: {others}. Не выключен ли у них звук, не видно: проверит doctor --ring."),
            ),
        ),
        None => Finding::skipped(
            check,
            language.pick(
                "Telegram does not say who is in this chat.",
                "Telegram не говорит, кто есть в этом чате.",
            ),
        ),
    }
}

/// What can wait is worth a look only.
fn trouble(check: Check, error: &ConnectError, language: Language) -> Finding {
    let verdict = match error {
        ConnectError::Call(CallError::FloodWait(_)) => Verdict::Warning,
        _ => Verdict::Failed,
    };
    Finding::explained(check, verdict, error, language)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn known(moderators: ModeratorsAddress) -> Known {
        Known {
            seller: Some(UserId(777_000)),
            is_limited: false,
            moderators,
        }
    }

    #[test]
    fn a_name_is_only_hinted_at() {
        assert_eq!(masked(&Untrusted::new("Анна Петрова")), "А…");
        assert_eq!(masked(&Untrusted::new("\u{202e}~zoe")), "z…");
        assert_eq!(masked(&Untrusted::new("")), "…");
    }

    #[test]
    fn another_account_than_the_sessions_fails() {
        let asked = Ok(Account {
            id: UserId(5),
            name: Untrusted::new("X"),
        });
        let (finding, is_ours) = account(asked, &known(ModeratorsAddress::Me), Language::English);
        assert!(!is_ours);
        assert_eq!(finding.code, Some("session.other_account"), "{finding:?}");
    }

    #[test]
    fn a_wait_that_telegram_asks_for_is_no_failure() {
        let wait = || ConnectError::Call(CallError::FloodWait(Duration::from_secs(9)));
        assert_eq!(
            tribute(Err(wait()), Language::English).verdict,
            Verdict::Warning
        );
        let missing = ConnectError::TributeMissing {
            username: "tribute".to_owned(),
        };
        assert_eq!(
            tribute(Err(missing), Language::English).verdict,
            Verdict::Failed
        );
    }

    #[test]
    fn what_telegram_does_not_say_is_not_made_up() {
        let refused = Err(CallError::Refused("CHAT_ADMIN_REQUIRED".to_owned()));
        let known = known(ModeratorsAddress::Username("moderators".to_owned()));
        assert_eq!(
            open(&refused, &known, Language::English).verdict,
            Verdict::Skipped
        );
        let audience = Audience {
            others: None,
            openness: Openness::Closed,
        };
        assert_eq!(
            phone(audience, &known, Language::English).verdict,
            Verdict::Skipped
        );
    }
}
