//! `orders retry`, `given`, `close`, `refund`, `account` and `approve`: what moderators say in their chat, at the command
//! line.
//!
//! While `run` is at work it does what is asked, and this waits for its answer; otherwise it is done here, under the
//! session's lock. Either way in one transaction, by what the order allows.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::super::home::Home;
use super::super::interrupt::unless_interrupted;
use super::super::run::sources_settings;
use super::super::{Context, Failure, Outcome, confirm, interrupted, json_line};
use super::{read, show};
use crate::agent;
use crate::config::Config;
use crate::i18n::{self, arguments, t};
use crate::journal::{Answer, Journal, JournalError, Request, Wanted};
use crate::machine::{Clock as _, Machine};
use crate::moderation::commands::Choices;
use crate::order::life::State;
use crate::order::{Money, Record, Untrusted};
use crate::order_view::words;
use crate::report::{self, Exit};
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::session::SessionError;

/// So long an agent may take to answer: it may be waiting for Telegram. What it has not begun is taken back then.
const PATIENCE: Duration = Duration::from_mins(1);
/// Nobody tells when the agent has answered.
const LOOKED_AFTER: Duration = Duration::from_millis(50);
/// Under these names systems tell who somebody is; the first that is there counts.
const USERS: [&str; 4] = ["SUDO_USER", "USER", "LOGNAME", "USERNAME"];

/// Which orders are meant.
pub(super) enum Which {
    /// By number or id.
    One(String),
    /// Those that are with the moderators for a reason.
    Reason(String),
}

/// What is asked; an account number is still to be read.
pub(super) enum Asked {
    Plain(Wanted),
    Account { number: String, yes: bool },
    Refund { amount: Option<Money>, receipt: Option<Value>, yes: bool },
    Approve { yes: bool },
}

pub(super) async fn run(
    which: Which,
    asked: Asked,
    as_json: bool,
    context: &mut Context<'_>,
) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let orders = orders(&which, &config)?;
    let wanted = wanted(asked, &orders, &config, context).await?;
    let (by, now) = (person(&config, context), Machine.now());
    let request = |record: &Record| Request {
        number: record.number,
        wanted: wanted.clone(),
        asked_by: by.clone(),
        is_of_server: false,
        asked_at: now,
    };
    let requests: Vec<Request> = orders.iter().map(request).collect();
    let (answers, is_by_run) = match Home::open(&config, &config.held_file()?) {
        Ok(home) => {
            let answers = decide(&requests, &config, &home)?;
            (answers.into_iter().map(Some).collect(), false)
        }
        Err(SessionError::Locked(LockError::Held(..))) => (ask(&requests, &config).await?, true),
        Err(error) => return Err(error.into()),
    };
    tell(&requests, answers, is_by_run, as_json, &config, context)
}

fn orders(which: &Which, config: &Config) -> Result<Vec<Record>, Failure> {
    let journal = read(config)?;
    match which {
        Which::One(order) => Ok(vec![show::find(&journal, order)?]),
        Which::Reason(reason) => {
            let open = journal.open_orders()?;
            let is_meant = |record: &&Record| {
                let is_waiting = matches!(record.life.state, State::Escalated { .. });
                is_waiting && record.life.reason_name() == Some(reason)
            };
            let orders: Vec<Record> = open.iter().filter(is_meant).cloned().collect();
            if orders.is_empty() {
                let reason = Untrusted::new(&**reason).excerpt(100);
                return Err(report::failed("orders.none_waiting", arguments!(reason)).into());
            }
            Ok(orders)
        }
    }
}

/// What was typed, once a person has seen where the goods would go.
async fn wanted(
    asked: Asked,
    orders: &[Record],
    config: &Config,
    context: &mut Context<'_>,
) -> Result<Wanted, Failure> {
    let (number, yes) = match asked {
        Asked::Plain(wanted) => return Ok(wanted),
        Asked::Refund { amount, receipt, yes } => {
            return refund(orders, (amount, receipt), yes, context).await;
        }
        Asked::Account { number, yes } => (number, yes),
        Asked::Approve { yes } => return approved(orders, yes, context).await,
    };
    let Some(account) = config.rules()?.account.matches_whole(&number) else {
        let account = Untrusted::new(number).excerpt(100);
        return Err(report::failed("orders.no_account", arguments!(account)).into());
    };
    for record in orders.iter().filter(|_| !yes) {
        let (number, product) = (record.number, words::product(&record.form));
        let question = t!("orders-account-question", number, product, account = account.as_str());
        confirm::ask(&question, ["orders.refused", "orders.unconfirmed"], context).await?;
    }
    Ok(Wanted::Account(account))
}

/// The money that a person wants back for the customer: what was paid, or a part of it in the same currency.
async fn refund(
    orders: &[Record],
    (amount, receipt): (Option<Money>, Option<Value>),
    yes: bool,
    context: &mut Context<'_>,
) -> Result<Wanted, Failure> {
    for record in orders {
        let (number, product) = (record.number, words::product(&record.form));
        let paid = record.form.price;
        if let Some(amount) =
            amount.filter(|it| paid.is_none_or(|paid| paid.currency != it.currency))
        {
            let (amount, paid) =
                (amount.to_string(), paid.map_or_else(|| "?".to_owned(), |it| it.to_string()));
            return Err(
                report::failed("orders.other_currency", arguments!(number, amount, paid)).into()
            );
        }
        if !yes {
            let part = amount.map_or_else(|| "all".to_owned(), words::price);
            let question = t!("orders-refund-question", number, product, part);
            confirm::ask(&question, ["orders.refused", "orders.unconfirmed"], context).await?;
        }
    }
    Ok(Wanted::Refund { amount: amount.map(|it| it.amount), receipt })
}

/// A yes to what a person has seen. What there is nothing to be said to, the decision tells.
async fn approved(
    orders: &[Record],
    yes: bool,
    context: &mut Context<'_>,
) -> Result<Wanted, Failure> {
    let mut shown_at = Timestamp::UNIX_EPOCH;
    for record in orders {
        shown_at = record.updated_at;
        if let (Some(asked), false) = (record.life.asked(), yes) {
            let (number, product) = (record.number, words::product(&record.form));
            let reason = record.life.reason_name().unwrap_or_default();
            let asked = asked.to_string();
            let question = t!("orders-approve-question", number, product, reason, asked);
            confirm::ask(&question, ["orders.refused", "orders.unconfirmed"], context).await?;
        }
    }
    Ok(Wanted::Approve { shown_at })
}

/// Who decides, as moderators read it.
fn person(config: &Config, context: &Context<'_>) -> Untrusted {
    let user = USERS.iter().find_map(|name| (context.stdio.environment)(name));
    let user = user.filter(|user| !user.is_empty()).unwrap_or_else(|| "nobody".to_owned());
    Untrusted::new(i18n::with_language(config.language, || t!("orders-person", user)))
}

/// Does it here: no agent is at work, and none can begin meanwhile.
fn decide(requests: &[Request], config: &Config, home: &Home) -> Result<Vec<Answer>, Failure> {
    let journal = home.open_known_journal(config)?;
    let settings = sources_settings(config, journal.pins(), None)?;
    Ok(agent::decide(requests, &settings, journal, Arc::new(Machine), Arc::new(Machine))?)
}

/// Has the agent at work do it. `None`: it has not, and will not.
async fn ask(requests: &[Request], config: &Config) -> Result<Vec<Option<Answer>>, Failure> {
    let mut journal = Journal::open_beside(&config.journal()?)?;
    let ids = journal.ask(requests, Machine.now())?;
    let held = config.held_file()?;
    let answering = answers(&journal, &held, &ids);
    // Ctrl-C takes it back, too.
    let waited = unless_interrupted(interrupted(), answering).await;
    waited.unwrap_or(Ok(()))?;
    Ok(journal.answers_or_withdrawn(&ids)?)
}

/// Wakes the agent, and waits until all is answered or nobody answers.
async fn answers(journal: &Journal, held: &Path, ids: &[i64]) -> Result<(), JournalError> {
    // An agent that is not woken looks in its next turn.
    let _ = SessionLock::ring(held);
    let until = Instant::now() + PATIENCE;
    for id in ids {
        while journal.answer(*id)?.is_none() && Instant::now() < until {
            sleep(LOOKED_AFTER).await;
        }
    }
    Ok(())
}

fn tell(
    requests: &[Request],
    answers: Vec<Option<Answer>>,
    is_by_run: bool,
    as_json: bool,
    config: &Config,
    context: &mut Context<'_>,
) -> Outcome {
    let by = if is_by_run { "run" } else { "command" };
    let mut refused = Vec::new();
    let mut done = 0;
    for (request, answer) in requests.iter().zip(answers) {
        let number = request.number;
        let answer = answer.unwrap_or_else(|| Answer {
            is_done: false,
            outcome: "unanswered".to_owned(),
            words: t!("orders-unanswered", number),
        });
        if as_json {
            let line = json!({
                "number": number,
                "done": answer.is_done,
                "outcome": answer.outcome,
                "text": answer.words,
                "by": by,
            });
            writeln!(context.stdout(), "{}", json_line::of(&line))?;
        } else if answer.is_done || requests.len() > 1 {
            writeln!(context.stdout(), "{}", answer.words)?;
        }
        done += usize::from(answer.is_done);
        if !answer.is_done {
            refused.push((number, answer));
        }
    }
    if done > 0 {
        context.say(|| t!("orders-carried-out", by));
    }
    match &refused[..] {
        [] => Ok(Exit::Done),
        [(number, answer)] if requests.len() == 1 => refuse(*number, answer, config, context),
        _ => {
            let (count, all) = (refused.len(), requests.len());
            Err(report::failed("orders.some_not_done", arguments!(count, all)).into())
        }
    }
}

/// Says why not, and what can be done.
fn refuse(number: u32, answer: &Answer, config: &Config, context: &Context<'_>) -> Outcome {
    if ["unanswered", "too_old"].contains(&&*answer.outcome) {
        return Err(report::failed("orders.unanswered", arguments!(number)).into());
    }
    let choices = read(config)?.order(number)?.map_or_else(Choices::default, |it| Choices::of(&it));
    let offered = [
        (choices.approve, format!("approve {number}")),
        (choices.account, format!("account {number} ID")),
        (choices.retry, format!("retry {number}")),
        (choices.given, format!("given {number}")),
        (choices.refund, format!("refund {number}")),
        (choices.close, format!("close {number}")),
    ];
    let offered = offered.into_iter().filter(|(is_offered, _)| *is_offered);
    let commands: Vec<String> = offered
        .map(|(_, words)| format!("`{}`", context.command(&format!("orders {words}"))))
        .collect();
    let can = if commands.is_empty() { "none".to_owned() } else { commands.join(", ") };
    // Without the sign in front, which is the chat's.
    let words = answer.words.find('№').map_or(&*answer.words, |start| &answer.words[start..]);
    let show = context.command(&format!("orders show {number}"));
    Err(report::failed("orders.not_done", arguments!(words, can, show)).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Pins;
    use crate::order::purchase::OrderForm;
    use crate::order::{MessageId, UserId};
    use crate::sources::tribute_chat::new_order;

    /// A journal with an order, and something asked about it.
    fn asked(path: &Path) -> (Journal, Vec<i64>) {
        let pins = Pins { seller: UserId(777), bot: UserId(6_675_346_585), livemode: false };
        let mut journal = Journal::open(path, pins, "journal", Machine.now()).unwrap();
        let order =
            new_order(pins, MessageId(7), Untrusted::new(""), OrderForm::default(), Machine.now())
                .0;
        let order = journal.write(|writer| writer.insert_order(order, Machine.now())).unwrap();
        let number = order.number;
        let asked_by = Untrusted::new("me");
        let (wanted, asked_at) = (Wanted::Close, Machine.now());
        let request = Request { number, wanted, asked_by, is_of_server: false, asked_at };
        let ids = journal.ask(&[request], Machine.now()).unwrap();
        (journal, ids)
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_answers_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, ids) = asked(&folder.path().join("main.journal"));
        let began_at = Instant::now();
        answers(&journal, folder.path(), &ids).await.unwrap();
        assert!(began_at.elapsed() >= PATIENCE);
        assert!(journal.request(ids[0]).unwrap().is_some());
        assert_eq!(journal.answers_or_withdrawn(&ids).unwrap(), [None]);
        assert!(journal.request(ids[0]).unwrap().is_none());
    }
}
