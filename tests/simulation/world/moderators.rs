//! What moderators, the owner and others say in the moderators' chat. They read the agent's cards as people
//! do: by what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tribute_agent::order::{MessageId, Untrusted, UserId};

use super::deeds::Deed;
use super::{SELLER, State, World};
use crate::dice::Dice;
use crate::planted::Planted;
use crate::promise::Promise;

/// Who may decide, beside the owner.
pub const ALLOWED: [UserId; 2] = [UserId(9_001), UserId(9_002)];
/// Who may not, and is in the chat.
pub const OUTSIDER: UserId = UserId(9_009);
/// So long an account number can be taken back.
const TAKEN_AFTER: Duration = Duration::from_secs(10);
/// More conversations than these show nothing more.
const CONVERSATIONS_MAX: u32 = 12;
/// Stands in a card that asks whether to go on.
const ASKS: &str = "если вы согласны";
/// What an order's card has in its first line, behind how many.
const PRODUCTS: [&str; 2] = ["алмазов", "diamonds"];

/// How the moderators of a history are.
#[derive(Clone, Copy, Debug)]
pub enum Moderators {
    /// They read, and say nothing.
    Silent,
    /// They say what the dice say.
    Talking,
    /// They answer the first card of an order so, each so long after it appeared.
    Scripted(&'static [(u64, Word)]),
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    First,
    Second,
    /// From the seller's own account.
    Owner,
    Outsider,
}

/// Something that can be said of an order, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    RightAccount,
    /// It fits the pattern.
    WrongAccount,
    /// With the number of another order.
    OtherNumber,
    Nonsense,
    Stop,
    Given,
    Close,
    Done,
    Retry,
    Check,
    Press,
    Yes,
    No,
    Mine,
    Who,
    ListOrders,
    RetryAll,
    Pause,
    Resume,
}

/// What somebody is about to say.
#[derive(Clone, Copy, Debug)]
pub struct Saying {
    pub speaker: Speaker,
    pub word: Word,
    /// The card, and the order's number in it.
    pub card: i32,
    pub number: u32,
    /// Whether it is a reply; else the number stands in front.
    pub is_reply: bool,
}

/// What somebody said.
pub struct Said {
    pub speaker: Speaker,
    pub word: Word,
    /// The order that it names; `None`: it is about all.
    pub number: Option<u32>,
    pub account: Option<String>,
    /// The message that it replies to.
    pub reply_to: Option<MessageId>,
    pub at: Instant,
    /// How often the agent's clock had been set by then.
    by_clock: u32,
    /// What the agent answered, each text once.
    pub answers: Vec<String>,
}

/// All that was said, and what is known by it.
#[derive(Default)]
pub struct Talk {
    /// By the message's id.
    pub said: BTreeMap<i32, Said>,
    /// Which sale has which number, as the cards say.
    pub numbered: BTreeMap<u32, i32>,
    answered: BTreeSet<u32>,
    conversations: u32,
}

impl World {
    /// A text of the agent's stands in the moderators' chat, new or changed.
    pub(super) fn moderators_read(&self, id: i32, text: &str) {
        let mut guard = self.state();
        let state = &mut *guard;
        let target = state.moderators.messages.get(&id).and_then(|message| message.reply_to);
        if let Some(said) = target.and_then(|target| state.talk.said.get_mut(&target.0)) {
            if said.answers.last().is_none_or(|last| last != text) {
                said.answers.push(text.to_owned());
            }
            return;
        }
        if let Some(target) = target {
            drop(guard);
            let what = format!("message {target}, which nobody wrote to it, was answered: {text}");
            return self.violated(Promise::OnlyModerators, what);
        }
        let Some((number, index)) = card(text) else {
            return;
        };
        let sale = state.bot.sales.values().find(|sale| sale.order.index == index);
        let Some(sale) = sale.map(|sale| sale.message) else {
            return;
        };
        state.talk.numbered.insert(number, sale);
        let sayings = match state.nature.moderators {
            Moderators::Silent => Vec::new(),
            Moderators::Scripted(script) if state.talk.answered.insert(number) => {
                script.iter().map(|(after, word)| (*after, Speaker::First, *word)).collect()
            }
            Moderators::Talking
                if !state.is_calm && state.talk.conversations < CONVERSATIONS_MAX =>
            {
                state.talk.conversations += 1;
                if text.contains(ASKS) {
                    consent(&mut state.dice)
                } else {
                    conversation(&mut state.dice)
                }
            }
            Moderators::Scripted(_) | Moderators::Talking => Vec::new(),
        };
        for (after, speaker, word) in sayings {
            let is_reply = state.dice.chance(50);
            let saying = Saying { speaker, word, card: id, number, is_reply };
            self.agenda_push(state, Duration::from_secs(after), Deed::ModeratorSays(saying));
        }
    }

    /// Somebody says something.
    pub(super) fn moderator_says(&self, saying: Saying) {
        let Saying { speaker, word, card, is_reply, .. } = saying;
        let at = self.true_now();
        let mut guard = self.state();
        let state = &mut *guard;
        let number = saying.number + u32::from(word == Word::OtherNumber);
        let account = state.account_said(word, saying.number);
        let words = spoken(word, account.as_deref());
        let is_about_all = words.starts_with('/');
        let is_reply =
            is_reply && word != Word::OtherNumber && state.moderators.messages.contains_key(&card);
        let text = match (is_about_all || is_reply, speaker) {
            (true, _) => words,
            (false, Speaker::Owner) => format!("№{number}: {words}"),
            (false, _) => format!("{number}: {words}"),
        };
        let sender = match speaker {
            Speaker::First => ALLOWED[0],
            Speaker::Second => ALLOWED[1],
            Speaker::Owner => SELLER,
            Speaker::Outsider => OUTSIDER,
        };
        let message = state.moderators.write(sender, speaker == Speaker::Owner, &text, at);
        let reply_to = is_reply.then_some(MessageId(card));
        message.reply_to = reply_to;
        message.sender_name = Some(Untrusted::new(format!("{speaker:?}")));
        let id = message.id.0;
        state.changes += 1;
        let number = (!is_about_all).then_some(number);
        let (at, by_clock) = (Instant::now(), state.clock_changes);
        let answers = Vec::new();
        let said = Said { speaker, word, number, account, reply_to, at, by_clock, answers };
        state.talk.said.insert(id, said);
        drop(guard);
        self.tell("people", format_args!("{speaker:?} says in message {id} of {number:?}: {text}"));
        self.ring_for_moderators();
    }

    /// Whatever the agent was told to leave alone, it goes on with.
    pub fn end_pause(&self) {
        let paused = |said: &Said| said.word == Word::Pause && said.speaker != Speaker::Outsider;
        if self.state().talk.said.values().any(paused) {
            let (speaker, word) = (Speaker::First, Word::Resume);
            let saying = Saying { speaker, word, card: 0, number: 0, is_reply: false };
            self.moderator_says(saying);
        }
    }

    /// Somebody wrote in the moderators' chat: an update comes, or never.
    fn ring_for_moderators(&self) {
        let mut state = self.state();
        let lost_percent = if state.is_calm { 0 } else { state.nature.bells_lost_percent };
        let is_lost = state.offline_until > Instant::now() || state.dice.chance(lost_percent);
        drop(state);
        if !is_lost {
            self.moderators_bell.notify_one();
        }
    }

    /// One of the first orders is about to be answered, or a button to be pressed for it: so many times
    /// somebody has said yes.
    pub(super) fn check_approved(self: &Arc<Self>, sale: i32, act: &str, times: usize) {
        let state = self.state();
        let mut numbered = state.talk.numbered.iter();
        let number = numbered.find(|(_, of)| **of == sale).map(|(number, _)| *number);
        let is_first = number.is_some_and(|number| number <= state.nature.approve_first);
        let is_approved = state.is_approved(sale, times);
        drop(state);
        if is_first && !is_approved {
            self.violated(Promise::AskedFirst, format!("{act} {sale}, and nobody said yes"));
        }
    }

    /// An act about a sale is about to be begun: nobody was told that none will.
    pub(super) fn check_left_alone(self: &Arc<Self>, sale: i32, act: &str, words: &[Word]) {
        let state = self.state();
        let told = state.words_on(sale).find(|said| {
            let is_done = |text: &String| text.starts_with('✅') && !text.contains("уже решено");
            words.contains(&said.word) && said.answers.iter().any(is_done)
        });
        let told = told.map(|said| said.word);
        drop(state);
        if let Some(word) = told {
            let what = format!("{act} {sale} after {word:?} was confirmed");
            self.violated(Promise::TakenBack, what);
        }
    }
}

impl State {
    fn account_said(&mut self, word: Word, number: u32) -> Option<String> {
        let sale = self.talk.numbered.get(&number).and_then(|sale| self.bot.sales.get(sale));
        match word {
            Word::RightAccount => sale.map(|sale| sale.order.account()),
            Word::WrongAccount | Word::OtherNumber => {
                Some((300_000 + self.moderators.newest()).to_string())
            }
            _ => None,
        }
    }

    /// What those who may decide said of a sale.
    pub fn words_on(&self, sale: i32) -> impl Iterator<Item = &Said> {
        self.talk.said.values().filter(move |said| {
            // An order of which nobody has read yet has a number, too.
            let is_of = |number| self.talk.numbered.get(&number).is_none_or(|it| *it == sale);
            said.speaker != Speaker::Outsider && said.number.is_some_and(is_of)
        })
    }

    /// Whether one of those who may decide said this of a sale.
    pub fn was_said(&self, sale: i32, word: Word) -> bool {
        self.words_on(sale).any(|said| said.word == word)
    }

    /// Whether those who may decide have said yes so often, or what to press.
    pub fn is_approved(&self, sale: i32, times: usize) -> bool {
        let yes = self.words_on(sale).filter(|said| said.word == Word::Yes).count();
        yes >= times || (times > 1 && self.was_said(sale, Word::Press))
    }

    /// Whether a moderator said something of a sale after which the shop is called at once.
    pub(super) fn is_hurried(&self, sale: i32) -> bool {
        let hurries = |said: &Said| said.word == Word::Retry || said.account.is_some();
        self.words_on(sale).any(hurries)
            || self.talk.said.values().any(|said| said.word == Word::RetryAll)
    }

    /// Whether moderators gave this account for a sale, and did not take it back in time.
    pub fn is_given_by_moderators(&self, sale: i32, account: &str) -> bool {
        let mut given = self.words_on(sale).filter(|said| said.account.as_deref() == Some(account));
        given.any(|given| {
            let is_clock_right = given.by_clock == self.clock_changes;
            let takes_back = |said: &&Said| {
                let at = said.at;
                said.word == Word::Stop && at > given.at && at < given.at + TAKEN_AFTER
            };
            let is_taken_back = self.words_on(sale).any(|said| takes_back(&said));
            !is_clock_right || (!is_taken_back && Instant::now() >= given.at + TAKEN_AFTER)
        })
    }

    /// Whether a planted mistake keeps a moderator's word from being heard.
    pub(super) fn is_unheard(&self, message: i32) -> bool {
        let said = self.talk.said.get(&message);
        said.is_some_and(|said| match self.nature.planted {
            Some(Planted::StopUnheard) => said.word == Word::Stop,
            Some(Planted::ModeratorsUnheard) => said.word == Word::RightAccount,
            _ => false,
        })
    }
}

/// An order's number, and which of the history's orders it is.
fn card(text: &str) -> Option<(u32, u32)> {
    let (_, first) = text.lines().next()?.split_once('№')?;
    let mut parts = first.split(" · ");
    let number = parts.next()?.parse().ok()?;
    let (index, product) = parts.next()?.split_once(' ')?;
    PRODUCTS.contains(&product).then(|| index.parse().ok().map(|index| (number, index)))?
}

fn spoken(word: Word, account: Option<&str>) -> String {
    let words = match word {
        Word::RightAccount | Word::WrongAccount | Word::OtherNumber => {
            return account.unwrap_or("не знаю").to_owned();
        }
        Word::Nonsense => "а что случилось-то",
        Word::Stop => "Стоп!",
        Word::Given => "выдал",
        Word::Close => "закрой",
        Word::Done => "готово",
        Word::Retry => "повтори",
        Word::Check => "проверь",
        Word::Press => "нажми 1",
        Word::Yes => "да",
        Word::No => "Нет!",
        Word::Mine => "беру",
        Word::Who => "кто?",
        Word::ListOrders => "/orders",
        Word::RetryAll => "/retry shop_refused",
        Word::Pause => "/pause",
        Word::Resume => "/resume",
    };
    words.to_owned()
}

/// Who says what to a card that asks whether to go on, and when.
fn consent(dice: &mut Dice) -> Vec<(u64, Speaker, Word)> {
    let soon = dice.below(90);
    let within = soon + dice.below(12);
    match dice.below(8) {
        0 => vec![(soon, Speaker::Owner, Word::No), (within, Speaker::Second, Word::Yes)],
        1 => vec![(soon, Speaker::First, Word::Yes), (soon, Speaker::Second, Word::Yes)],
        2 => vec![(soon, Speaker::First, Word::No), (within + 9, Speaker::First, Word::Retry)],
        3 => vec![(soon, Speaker::Outsider, Word::Yes)],
        4 => conversation(dice),
        _ => vec![(soon, Speaker::First, Word::Yes)],
    }
}

/// Who says what to a card, and when.
fn conversation(dice: &mut Dice) -> Vec<(u64, Speaker, Word)> {
    let speaker = dice.pick(&[Speaker::First, Speaker::First, Speaker::Second, Speaker::Owner]);
    let soon = dice.below(90);
    let within = soon + 1 + dice.below(12);
    let any = [Word::Given, Word::Close, Word::Retry, Word::Check, Word::Press, Word::Mine];
    let other = dice.pick(&any);
    let say = |after, word| (after, speaker, word);
    match dice.below(16) {
        0 | 1 => vec![say(soon, Word::RightAccount)],
        2 => vec![say(60 + 10 * soon, Word::RightAccount)],
        3 | 4 => vec![
            say(soon, Word::WrongAccount),
            say(within, Word::Stop),
            say(within + dice.below(40), Word::RightAccount),
        ],
        5 => vec![say(soon, Word::Nonsense), say(within, Word::Done), say(within + 9, Word::Given)],
        6 => vec![say(soon, Word::OtherNumber), say(within, Word::RightAccount)],
        7 => vec![say(soon, Word::RightAccount), say(within, Word::RightAccount)],
        8 => vec![(soon, Speaker::First, Word::RightAccount), (soon, Speaker::Second, other)],
        9 => vec![
            (soon, Speaker::First, Word::WrongAccount),
            (within, Speaker::Second, Word::RightAccount),
        ],
        10 => vec![
            (soon, Speaker::Outsider, dice.pick(&[Word::WrongAccount, Word::Close, Word::Pause])),
            (within, Speaker::Outsider, dice.pick(&[Word::Given, Word::Stop, Word::Press])),
        ],
        11 => vec![say(soon, Word::ListOrders), say(within, Word::RetryAll)],
        12 => vec![say(soon, Word::Pause), say(within + soon, Word::Resume)],
        13 => vec![say(soon, Word::Mine), say(within, Word::Who), say(within + 30, other)],
        _ => vec![say(soon, other)],
    }
}
