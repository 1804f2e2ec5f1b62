//! The owner's bot; and the moderators' chat with it, for who is still writing the configuration.

use secrecy::SecretString;

use super::check::{Finding, Inputs, Outcome, Verdict, finding};
use super::telegram::{connect, found_chat, judge_openness};
use crate::config::Config;
use crate::telegram::ModeratorsAddress;
use crate::telegram::bot::{Credentials, Standing};
use crate::telegram::examination::{Examination, ModeratorsPlace};

pub(super) async fn check(inputs: &Inputs) -> Outcome {
    let config = inputs.config()?;
    // Who has none is told so whatever else can't be asked.
    token(config)?;
    let (examination, place) = inputs.moderators()?;
    let (finding, may_write) = look(examination, place, config).await?;
    if may_write {
        inputs.facts.bot_may_write.get_or_init(|| ());
    }
    Ok(finding)
}

fn token(config: &Config) -> Result<SecretString, Finding> {
    let token = config.moderators().ok().and_then(|moderators| moderators.bot_token.clone());
    token.ok_or_else(|| finding!(NotNeeded, "doctor-bot-none"))
}

/// What is found of the bot, and whether it can speak. Where it can't, the seller's account does: that is no
/// failure.
async fn look(
    examination: &Examination,
    place: &ModeratorsPlace,
    config: &Config,
) -> Result<(Finding, bool), Finding> {
    let token = token(config)?;
    if config.moderators()?.chat == ModeratorsAddress::Me {
        return Err(finding!(Warning, "doctor-bot-me"));
    }
    let credentials = Credentials { api_hash: config.telegram()?.api_hash.clone(), token };
    let asked = examination.bot(place, &credentials).await;
    let (account, standing) = asked.map_err(|error| Finding::of_error(Verdict::Warning, &error))?;
    let username = account.username.map(|username| format!("@{username}"));
    let name = &username.unwrap_or_else(|| account.id.to_string());
    Ok(judge(name, standing, config.moderators()?.waiting.board))
}

/// What is to be pinned is the board.
fn judge(name: &str, standing: Standing, has_board: bool) -> (Finding, bool) {
    let found = finding!(Ok, "doctor-bot", name);
    let Standing::Member { may_write, may_pin } = standing else {
        return (found.and(finding!(Warning, "doctor-bot-absent", name)), false);
    };
    let writes = if may_write {
        finding!(Ok, "doctor-bot-writes")
    } else {
        finding!(Warning, "doctor-bot-mute", name)
    };
    if !has_board {
        return (found.and(writes), may_write);
    }
    let pins = if may_pin {
        finding!(Ok, "doctor-bot-pins")
    } else {
        finding!(Warning, "doctor-bot-pins-not", name)
    };
    (found.and(writes).and(pins), may_write)
}

/// Looks at the moderators' chat and the bot without any other check: what was found, line by line, with whether
/// it is in order.
pub(in crate::cli) async fn try_moderators(config: &Config) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    if let Err(failure) = look_at_both(config, &mut found).await {
        found.push(failure);
    }
    let lines = found.into_iter().map(|Finding { verdict, what, remedy, .. }| {
        let remedy = remedy.map_or_else(String::new, |remedy| format!("\n→ {remedy}"));
        (verdict <= Verdict::NotNeeded, what + &remedy)
    });
    lines.collect()
}

async fn look_at_both(config: &Config, found: &mut Vec<Finding>) -> Result<(), Finding> {
    let examination = connect(config)?;
    let looked = async {
        examination.account().await?;
        let place = examination.moderators().await?;
        found.push(found_chat(&place));
        found.push(judge_openness(&examination, &place, config).await?.1);
        let (Ok((bot, _)) | Err(bot)) = look(&examination, &place, config).await;
        found.push(bot);
        Ok(())
    }
    .await;
    examination.end().await;
    looked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language::{English, Russian};
    use crate::i18n::with_language;

    #[test]
    fn what_the_bot_may_not_do_has_a_line_and_a_remedy_each() {
        let (member, ok) = (Standing::Member { may_write: true, may_pin: false }, Verdict::Ok);
        assert_eq!(judge("@our_bot", member, false).0.verdict, ok, "there is nothing to pin");
        for (standing, verdict, speaks, lines) in [
            (Standing::Member { may_write: true, may_pin: true }, Verdict::Ok, true, 3),
            (Standing::Member { may_write: true, may_pin: false }, Verdict::Warning, true, 3),
            (Standing::Member { may_write: false, may_pin: false }, Verdict::Warning, false, 3),
            (Standing::Absent, Verdict::Warning, false, 2),
        ] {
            for language in [English, Russian] {
                let (found, may_write) =
                    with_language(language, || judge("@our_bot", standing, true));
                assert_eq!((found.verdict, may_write), (verdict, speaks), "{found:?}");
                assert_eq!(found.what.lines().count(), lines, "{found:?}");
                assert_eq!(found.remedy.is_some(), verdict == Verdict::Warning, "{found:?}");
            }
        }
    }
}
