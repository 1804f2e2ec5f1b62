//! Whom to tell when a human is needed, and who may answer.

use super::dialogue::{Dialogue, Question, Text, Unanswered, instead};
use crate::cli::terminal::Person;
use crate::config::checked_username;
use crate::config::recognise::{Looks, bare, recognise};
use crate::language::Language;
use crate::order::UserId;
use crate::report::UserError;
use crate::telegram::ModeratorsAddress;

/// The chat, and who may give orders there.
#[derive(Debug)]
pub(super) struct ModeratorsAnswers {
    pub chat: ModeratorsAddress,
    /// Empty: everybody in it.
    pub allowed: Vec<UserId>,
}

/// Supergroups' ids begin below minus this; people's are lower than it.
const SUPERGROUP: i64 = 1_000_000_000_000;
/// More moderators are a mistake.
const ALLOWED_MAX: usize = 100;

const INTRODUCTION: Text = (
    "What the agent can't decide it asks there: an order without a number, a shop that refuses. Best is a group of its own \
     with everybody who may help, and the selling account in it.\n\
     Where to get its id: open the group at https://web.telegram.org; the address ends in #-1001234567890. A public group has a @name.",
    "Чего агент не решит сам, о том спросит там: заказ без номера, отказ магазина. Лучше всего отдельная группа, где есть \
     все, кто может помочь, и аккаунт, который продаёт.\n\
     Где взять её id: откройте группу на https://web.telegram.org — адрес кончается на #-1001234567890. У открытой группы есть @имя.",
);
const CHAT: Question = Question {
    prompt: (
        "Chat: id, @name, or me (Enter: me; ?: help):",
        "Чат: id, @имя или me (Enter — me, ? — помощь):",
    ),
    more: (
        "  me is Saved Messages of the selling account itself: fine to begin with, but nobody's phone rings there.\n  \
         Telegram Desktop shows ids too: Settings → Advanced → Experimental settings → Show Peer IDs in Profile; put -100 before \
         a supergroup's.",
        "  me — это «Избранное» самого аккаунта: для начала годится, но там ни у кого не зазвонит телефон.\n  \
         id показывает и Telegram Desktop: Настройки → Продвинутые → Экспериментальные → Show Peer IDs in Profile; перед id \
         супергруппы допишите -100.",
    ),
};
const CHAT_WANTED: Text = (
    "Here goes the chat's id (-1001234567890), its @name, or me.",
    "Здесь нужен id чата (-1001234567890), его @имя или me.",
);
const INVITATION: Text = (
    "An invitation link does not name the chat. Take its id (?: where) or its @name.",
    "Ссылка-приглашение не называет чат. Возьмите его id (где — ?) или @имя.",
);
const ALLOWED: Question = Question {
    prompt: (
        "Who may answer there, ids with commas (Enter: everybody in it; ?: help):",
        "Кто вправе там отвечать: id через запятую (Enter — все, кто в чате; ? — помощь):",
    ),
    more: (
        "  A person's id is a number such as 123456789; Telegram Desktop shows it in the profile (Settings → Advanced → Experimental \
         settings → Show Peer IDs in Profile). In a public group, or one open by link, do name them: else any stranger may answer, once \
         answers are taken: this version takes none yet.",
        "  id человека — число вроде 123456789; Telegram Desktop покажет его в профиле (Настройки → Продвинутые → Экспериментальные → \
         Show Peer IDs in Profile). Если группа открыта всем или по ссылке, укажите их: иначе ответить сможет любой посторонний. \
         Эта версия ответов ещё не принимает, они понадобятся следующей.",
    ),
};
const ALLOWED_WANTED: Text = (
    "Here go the ids of people, numbers with commas between them: 123456789, 987654321.",
    "Здесь нужны id людей, числа через запятую: 123456789, 987654321.",
);
const RINGS_NOT: Text = (
    "  Mind: in Saved Messages nobody's phone rings. Make a group when you can.",
    "  Учтите: в «Избранном» ни у кого не зазвонит телефон. Как сможете, заведите группу.",
);

/// Asks for both.
pub(super) async fn ask(
    dialogue: &mut Dialogue<'_, impl Person>,
) -> Result<ModeratorsAnswers, Unanswered> {
    let language = dialogue.language;
    dialogue.say(INTRODUCTION);
    let chat = dialogue.ask(CHAT, |answer| chat(answer, language)).await?;
    if chat == ModeratorsAddress::Me {
        dialogue.say(RINGS_NOT);
        return Ok(ModeratorsAnswers {
            chat,
            allowed: Vec::new(),
        });
    }
    let allowed = dialogue
        .ask(ALLOWED, |answer| allowed(answer, language))
        .await?;
    Ok(ModeratorsAnswers { chat, allowed })
}

fn chat(answer: &str, language: Language) -> Result<ModeratorsAddress, String> {
    let text = bare(answer);
    let wrong = |looks| instead(looks, CHAT_WANTED, language);
    if text.is_empty() || text.eq_ignore_ascii_case("me") {
        return Ok(ModeratorsAddress::Me);
    }
    match recognise(text) {
        Looks::Username => named(text, language),
        Looks::TelegramLink => {
            let name = text.rsplit('/').next().unwrap_or_default();
            let is_invitation = name.starts_with('+') || text.contains("/joinchat/");
            if is_invitation || text.starts_with("tg:") {
                return Err(language.pick(INVITATION.0, INVITATION.1).to_owned());
            }
            named(name, language)
        }
        looks @ (Looks::ChatId | Looks::Number) => match text.parse() {
            Ok(id @ 1..) => Err(no_group(id, language)),
            Ok(id) => ModeratorsAddress::of_id(id).ok_or_else(|| wrong(looks)),
            Err(_) => Err(wrong(looks)),
        },
        looks => Err(wrong(looks)),
    }
}

/// A number without a minus: a person's id, or a supergroup's that was cut.
fn no_group(id: i64, language: Language) -> String {
    if id > SUPERGROUP && ModeratorsAddress::of_id(-id).is_some() {
        return language.pick(
            format!("A group's id begins with a minus. Is it -{id}?"),
            format!("id группы начинается с минуса. Может быть, -{id}?"),
        );
    }
    language.pick(
        format!("{id} is the id of a person, not of a group: a group's begins with a minus, such as -1001234567890. Open the group at https://web.telegram.org and take the number at the end of the address; or type ? for another way."),
        format!("{id} — id человека, а не группы: у группы он начинается с минуса, например -1001234567890. Откройте группу на https://web.telegram.org и возьмите число в конце адреса; другой способ подскажет ?."),
    )
}

fn named(name: &str, language: Language) -> Result<ModeratorsAddress, String> {
    checked_username(name)
        .map(ModeratorsAddress::Username)
        .map_err(|fault| {
            // What it advises itself is a bot's name, as an example.
            let wanted = language.pick(CHAT_WANTED.0, CHAT_WANTED.1);
            format!("{}. {wanted}", UserError::what(&fault, language))
        })
}

fn allowed(answer: &str, language: Language) -> Result<Vec<UserId>, String> {
    let words = answer
        .split([',', ';', ' '])
        .filter(|word| !word.is_empty());
    let ids: Vec<UserId> = words
        .map(|word| match word.parse() {
            Ok(id @ 1..) => Ok(UserId(id)),
            _ => Err(instead(recognise(word), ALLOWED_WANTED, language)),
        })
        .collect::<Result<_, _>>()?;
    if ids.len() > ALLOWED_MAX {
        return Err(language.pick(ALLOWED_WANTED.0, ALLOWED_WANTED.1).to_owned());
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_an_id_a_name_or_me() {
        let named = |name: &str| Ok(ModeratorsAddress::Username(name.to_owned()));
        let numbered = |id| Ok(ModeratorsAddress::of_id(id).unwrap());
        for (text, expected) in [
            ("", Ok(ModeratorsAddress::Me)),
            ("me", Ok(ModeratorsAddress::Me)),
            ("@moderators", named("moderators")),
            ("https://t.me/moderators", named("moderators")),
            ("-1001234567890", numbered(-1_001_234_567_890)),
            ("-7", numbered(-7)),
        ] {
            assert_eq!(chat(text, Language::English), expected, "{text}");
        }
        for (text, words) in [
            ("https://t.me/+AbCdEf", "invitation"),
            ("https://t.me/joinchat/AbCdEf", "invitation"),
            ("My group", "Here goes the chat's id"),
            ("+79161234567", "a phone number"),
            ("123", "the id of a person"),
            ("6675346585", "the id of a person"),
            ("1001234567890", "Is it -1001234567890?"),
            ("123", "web.telegram.org"),
            ("0", "Here goes the chat's id"),
            ("-99999999999999999", "the id of a group"),
            ("@ab", "no username. Here goes the chat's id"),
            ("t.me/xx", "no username. Here goes the chat's id"),
        ] {
            let complaint = chat(text, Language::English).unwrap_err();
            assert!(complaint.contains(words), "{text}: {complaint}");
        }
    }

    #[test]
    fn who_may_answer_is_numbers() {
        let ids = |text| allowed(text, Language::English);
        assert_eq!(
            ids("111, 222;333"),
            Ok(vec![UserId(111), UserId(222), UserId(333)])
        );
        assert_eq!(ids(""), Ok(Vec::new()));
        for text in ["@pavel", "0", "-5", "111, Pavel"] {
            assert!(ids(text).is_err(), "{text}");
        }
    }
}
