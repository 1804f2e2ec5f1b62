//! Has buyers answered. Nothing of it waits for Telegram: every call is a task.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::hearing::{self, Told, language_of, tell};
use super::pace::Pace;
use super::said::link_argument;
use crate::checkout::{CallError as Unpayable, Calls};
use crate::engine::{Engine, backoff, decode};
use crate::i18n::{Language, t, with_language};
use crate::journal::{JournalError, KnownBuyer, OwedAnswer};
use crate::order::{AccountId, UserId};
use crate::report::UserError as _;
use crate::rich_text::RichText;
use crate::sources::telegram_payments::Settings;
use crate::telegram::bot::{InlineButton, QueryId};
use crate::telegram::payments::{BuyerAddress, Invoice, PaymentsBot, Wrote};
use crate::telegram::{CallError, Outgoing, Sent};

/// An answer that comes later than this is none.
const LATE: SignedDuration = SignedDuration::from_hours(24);
/// When the commands are offered again, where that failed.
const COMMANDS_PAUSE: Duration = Duration::from_mins(10);
/// What buyers are offered, in Telegram's menu.
const COMMANDS: [&str; 4] = ["start", "buy", "terms", "paysupport"];

/// What buyers wrote and tapped, and what they are told.
#[derive(Default)]
pub(in crate::sources::telegram_payments) struct Talk {
    pace: Pace,
    calls: Calls<About, Returned>,
    /// Before this nothing goes out.
    send_at: Option<Instant>,
    commands: Commands,
}

/// When Telegram is told which commands there are.
#[derive(Default)]
enum Commands {
    #[default]
    Due,
    At(Instant),
    Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Buyer(UserId),
    Tap(QueryId),
    Commands,
}

enum Returned {
    Answered(OwedAnswer, Told, Result<Sent, CallError>),
    Tap(Result<bool, CallError>),
    Commands(Result<(), CallError>),
}

/// What is sent.
enum Letter {
    Message(Outgoing, Vec<Vec<InlineButton>>),
    Invoice(Invoice, i64),
}

impl Talk {
    /// Takes a message of a buyer's, in the caller's transaction.
    pub fn wrote(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        wrote: &Wrote,
    ) -> Result<(), JournalError> {
        hearing::wrote(engine, settings, &mut self.pace, wrote)
    }

    /// What is offered may be another one now.
    pub fn reconfigure(&mut self) {
        self.commands = Commands::Due;
    }

    /// Takes in what calls brought, hears what was tapped, and says what is due.
    pub fn run<B: PaymentsBot>(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        bot: Option<Arc<B>>,
    ) -> Result<(), JournalError> {
        for (about, returned) in self.calls.take_returned() {
            match returned {
                Returned::Answered(owed, told, outcome) => {
                    self.answered(engine, settings, (&owed, &told), outcome)?;
                }
                Returned::Tap(Err(failure)) => debug!(?about, %failure, "a tap was not answered"),
                Returned::Tap(Ok(_)) => {}
                Returned::Commands(outcome) => self.offered(outcome),
            }
        }
        let Some(bot) = bot else { return Ok(()) };
        self.take_taps(engine, settings, &bot)?;
        self.begin_answers(engine, settings, &bot)?;
        self.begin_commands(settings, &bot);
        Ok(())
    }

    /// When something is due next. Without a bot nothing is.
    pub fn next_due(&self, engine: &Engine) -> Result<Option<Instant>, JournalError> {
        if self.calls.have_returned() {
            return Ok(Some(Instant::now()));
        }
        let commands = match self.commands {
            Commands::Due if self.calls.has_room_for(About::Commands) => Some(Instant::now()),
            Commands::At(at) => Some(at),
            Commands::Due | Commands::Told => None,
        };
        let owed = engine.journal().owed_answers(self.calls.room())?;
        let may_go = owed.iter().filter(|it| self.calls.has_room_for(About::Buyer(it.user)));
        let answers = may_go.map(|it| self.answer_due_at(engine, it));
        Ok(answers.chain(commands).min())
    }

    /// Waits until a call returns; for ever while none is under way. Safe to drop.
    pub async fn changed(&mut self) {
        self.calls.changed().await;
    }

    fn answer_due_at(&self, engine: &Engine, owed: &OwedAnswer) -> Instant {
        let due_at = engine.due_at(owed.attempts, owed.due_at);
        self.send_at.map_or(due_at, |at| at.max(due_at))
    }

    /// Each tap is decided and kept before it is answered.
    fn take_taps<B: PaymentsBot>(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        bot: &Arc<B>,
    ) -> Result<(), JournalError> {
        while self.calls.room() > 1
            && let Some(tap) = bot.take_tap()
        {
            let pace = &mut self.pace;
            let shown =
                engine.write_together(|engine| hearing::tapped(engine, settings, pace, &tap))?;
            engine.make_durable()?;
            if let Some(shown) = shown {
                let (bot, query) = (bot.clone(), tap.query);
                self.calls.begin(About::Tap(query), async move {
                    Returned::Tap(bot.answer_tap(query, &shown, false).await)
                });
            }
        }
        Ok(())
    }

    fn begin_answers<B: PaymentsBot>(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        bot: &Arc<B>,
    ) -> Result<(), JournalError> {
        let mut owed = engine.journal().owed_answers(self.calls.room())?;
        owed.retain(|it| self.calls.has_room_for(About::Buyer(it.user)));
        // What is due at once is due by the time that is read here.
        owed.retain(|it| self.answer_due_at(engine, it) <= Instant::now());
        if owed.is_empty() {
            return Ok(());
        }
        engine.make_durable()?;
        for owed in owed {
            let told: Told = decode(&owed.answer)?;
            let letter = match letter(engine, settings, &owed, &told)? {
                Ok(letter) => letter,
                Err(why) => {
                    refused(engine, settings, (&owed, &told), &why)?;
                    continue;
                }
            };
            let (bot, to) = (bot.clone(), BuyerAddress { id: owed.user, access_hash: 0 });
            self.calls.begin(About::Buyer(owed.user), async move {
                let outcome = match letter {
                    Letter::Message(outgoing, buttons) => bot.send(to, &outgoing, &buttons).await,
                    Letter::Invoice(invoice, id) => bot.send_invoice(to, &invoice, id).await,
                };
                Returned::Answered(owed, told, outcome)
            });
        }
        Ok(())
    }

    fn answered(
        &mut self,
        engine: &mut Engine,
        settings: &Settings,
        (owed, told): (&OwedAnswer, &Told),
        outcome: Result<Sent, CallError>,
    ) -> Result<(), JournalError> {
        let now = engine.now();
        let failure = match outcome {
            Ok(_) => return engine.write(|writer| writer.settle_answer(owed.number)),
            Err(CallError::Refused(why)) => {
                return refused(engine, settings, (owed, told), &why);
            }
            Err(failure) => failure,
        };
        let pause = match &failure {
            CallError::FloodWait(wait) => {
                self.send_at = Some(Instant::now() + *wait);
                *wait
            }
            _ => backoff(owed.attempts, engine.random_u64()),
        };
        debug!(user = owed.user.0, %failure, ?pause, "a buyer was not answered yet");
        if now.duration_since(owed.since) > LATE {
            return engine.write(|writer| writer.settle_answer(owed.number));
        }
        engine.write(|writer| writer.postpone_answer(owed.number, now + pause))
    }

    fn begin_commands<B: PaymentsBot>(&mut self, settings: &Settings, bot: &Arc<B>) {
        let is_due = match self.commands {
            Commands::Due => true,
            Commands::At(at) => at <= Instant::now(),
            Commands::Told => false,
        };
        if !is_due || !self.calls.has_room_for(About::Commands) {
            return;
        }
        let all = [(String::new(), settings.showcase.language)];
        let own = Language::ALL.map(|it| (it.code().to_owned(), it));
        let lists = all.into_iter().chain(own).map(|(code, it)| (code, commands(it)));
        let (bot, lists) = (bot.clone(), lists.collect::<Vec<_>>());
        self.calls.begin(About::Commands, async move {
            for (code, commands) in lists {
                if let Err(failure) = bot.register_commands(&code, &commands).await {
                    return Returned::Commands(Err(failure));
                }
            }
            Returned::Commands(Ok(()))
        });
        self.commands = Commands::Told;
    }

    fn offered(&mut self, outcome: Result<(), CallError>) {
        if let Err(failure) = outcome {
            debug!(%failure, "the commands could not be offered to buyers");
            self.commands = Commands::At(Instant::now() + COMMANDS_PAUSE);
        }
    }
}

/// What Telegram will not say to a buyer: they are told so, unless nothing reaches them.
fn refused(
    engine: &mut Engine,
    settings: &Settings,
    (owed, told): (&OwedAnswer, &Told),
    why: &str,
) -> Result<(), JournalError> {
    let user = owed.user;
    if !matches!(told, Told::Invoice(_)) {
        info!(user = user.0, why, "a buyer can't be answered");
        return engine.write(|writer| writer.settle_answers_to(user));
    }
    warn!(user = user.0, why, "an invoice can't be sent");
    let known = engine.journal().buyer(user)?;
    let language = known.as_ref().map(|it| language_of(it, settings));
    let language = language.unwrap_or(settings.showcase.language);
    let words = with_language(language, || t!("buyers-no-invoice"));
    engine.write_together(|engine| {
        let now = engine.now();
        engine.write(|writer| {
            writer.settle_answer(owed.number)?;
            // The next tap is a new beginning.
            known.map_or(Ok(()), |it| {
                writer.remember_buyer(&KnownBuyer { invoiced: None, ..it }, now)
            })
        })?;
        tell(engine, user, &Told::Message(words.into()))
    })
}

/// The commands that buyers are offered, and what they do.
fn commands(language: Language) -> Vec<(&'static str, String)> {
    with_language(language, || COMMANDS.map(|it| (it, t!("buyers-command", command = it))).into())
}

/// What is sent; or why it can't be, as the provider names it.
fn letter(
    engine: &Engine,
    settings: &Settings,
    owed: &OwedAnswer,
    told: &Told,
) -> Result<Result<Letter, String>, JournalError> {
    let random_id = owed.random_id;
    let id = match told {
        Told::Message(message) => {
            let text = RichText::plain(&message.text);
            let outgoing = Outgoing { text, reply_to: None, random_id };
            return Ok(Ok(Letter::Message(outgoing, message.buttons.clone())));
        }
        Told::Invoice(id) => id,
    };
    let Some(checkout) = engine.journal().checkout(id)? else {
        return Ok(Err("unknown".to_owned()));
    };
    let account = checkout.wish.account.as_ref().map(AccountId::as_str);
    // Who is sent a copy of it buys for themselves, and does not pay in the buyer's place.
    let start_param = Some(link_argument(account));
    let invoice = settings.invoice(&checkout).map(|it| Invoice { start_param, ..it });
    let why = |error: Unpayable| error.why().code().to_owned();
    Ok(invoice.map(|it| Letter::Invoice(it, random_id)).map_err(why))
}
