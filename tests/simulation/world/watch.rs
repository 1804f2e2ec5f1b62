//! What must not be tried, whatever becomes of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use tribute_agent::moderation::NOTIFICATIONS_PER_MINUTE_MAX;
use tribute_agent::order::ButtonKind;
use tribute_agent::shop::Call;
use tribute_agent::telegram::{Chat, Message, Outgoing};

use super::bot::{LABELS, SEND};
use super::moderators::Word;
use super::sale::{payment_of, sale_number};
use super::shop::{Asked, Wait};
use super::{BOT, SELLER, World};
use crate::plan::nature::{AfterPress, Supplier};
use crate::planted::Planted;
use crate::promise::{Promise, Violation};

/// In this time moderators read no more than [`NOTIFICATIONS_PER_MINUTE_MAX`] messages.
const PACED_OVER: Duration = Duration::from_mins(1);
/// A press of unknown outcome must not be repeated sooner.
const SETTLE: Duration = Duration::from_secs(59);
/// A look at a button is good for so long.
const LOOK_LASTS: Duration = Duration::from_mins(1);
/// A chat that can't be read for so long is told: it is tried every few minutes, and that has to last.
const DEAF_TOLD_WITHIN: Duration = Duration::from_mins(10);
/// A call is signed when it is made.
const SIGNED_WITHIN: SignedDuration = SignedDuration::from_secs(1);
/// The journal keeps whole milliseconds.
const ROUNDING: Duration = Duration::from_millis(2);

impl World {
    /// A message is about to be sent to Tribute's chat.
    pub(super) fn check_send(self: &Arc<Self>, outgoing: &Outgoing) {
        if let Some(order) = outgoing.reply_to {
            self.check_left_alone(order.0, "replied to", &[Word::Close]);
            self.check_approved(order.0, "replied to", 1);
        }
        let now = Instant::now();
        let mut state = self.state();
        let state = &mut *state;
        let mut wrong = None;
        // What a moderator gave by hand is not in the shop's words.
        let is_by_hand =
            outgoing.reply_to.is_some_and(|order| state.was_said(order.0, Word::Given));
        // A reply that hangs on nothing is repeated when a moderator wants it.
        let is_wanted = outgoing.reply_to.is_some_and(|order| state.was_said(order.0, Word::Retry));
        let has_codes = state.nature.supplier == Supplier::Codes;
        let is_pressing = state.talk.said.values().any(|said| said.word == Word::Press);
        match outgoing.reply_to.and_then(|order| state.bot.sales.get_mut(&order.0)) {
            Some(sale) => {
                let id = sale.message;
                if sale.is_known_answered(&state.sight) {
                    let what = format!("replied to {id} although the owner's answer had been read");
                    wrong = Some(Violation::of(Promise::HandsOff, what));
                }
                if !state.nature.replies_alike
                    && !is_by_hand
                    && sale.leaves_out(&outgoing.text.text)
                {
                    let what = format!("the reply to {id} leaves out what the shop says");
                    wrong = Some(Violation::of(Promise::EverythingTold, what));
                }
                if sale.is_given_to_another() && !is_by_hand {
                    let what = format!("replied to {id}, whose goods another account has");
                    wrong = Some(Violation::of(Promise::NeverFooled, what));
                }
                let order_id = format!("{SELLER}-{BOT}-{id}");
                let given_to = state.shop.ledger.get(&order_id).and_then(|given| given.first());
                let says = |words: &str| outgoing.text.text.contains(words);
                let says_all = |account: &String| says(account) && says(&payment_of(&order_id));
                let says_nothing = state.nature.replies_alike || has_codes || is_by_hand;
                if !says_nothing && !given_to.is_some_and(says_all) {
                    let what = format!("the reply to {id} does not say to whom what was given");
                    wrong = Some(Violation::of(Promise::EverythingTold, what));
                }
                if let Some((since, random_id)) = sale.sending {
                    if random_id != outgoing.random_id && !is_wanted {
                        let what = format!("the reply to {id} is repeated under another random_id");
                        wrong = Some(Violation::of(Promise::SameActAgain, what));
                    }
                    if state.sight.page_at.is_none_or(|page_at| page_at < since) {
                        let what = format!("the reply to {id} is repeated without a look");
                        wrong = Some(Violation::of(Promise::LookBeforeActing, what));
                    }
                }
                sale.sending = Some((now, outgoing.random_id));
            }
            None if outgoing.reply_to.is_none() && outgoing.text.text == SEND => {}
            None if is_pressing && LABELS.contains(&outgoing.text.text.as_str()) => {}
            None => {
                let what = format!("the agent said what nobody asked for: {outgoing:?}");
                wrong = Some(Violation::of(Promise::NothingForeign, what));
            }
        }
        if let Some(order) = outgoing.reply_to.filter(|_| has_codes) {
            wrong = wrong.or(state.check_codes(order.0, &outgoing.text.text, is_by_hand));
        }
        if let Some(wrong) = wrong {
            self.tell("VIOLATED", &wrong);
            state.violations.push(wrong);
        }
    }

    /// The shop is called, with a signature of this time.
    pub(super) fn check_call(self: &Arc<Self>, call: &Call, asked: &Asked, at: Timestamp) {
        if let Some(sale) = sale_number(&asked.order_id) {
            self.check_left_alone(sale, "called about", &[Word::Close, Word::Given]);
        }
        let now = Instant::now();
        let mut state = self.state();
        let state = &mut *state;
        let mut wrong = Vec::new();
        let first = state.shop.bodies.entry(call.webhook_id.clone());
        if *first.or_insert_with(|| call.body.clone()) != call.body {
            let what = format!("{} came with another body", call.webhook_id);
            wrong.push((Promise::SameActAgain, what));
        }
        // What was heard in this moment may have been heard after the call was signed.
        let is_heard = state.heard_at == self.begun || state.heard_at < now;
        let is_clock_right = (state.clock_error_ms, state.heard_error_ms) == (0, 0) && is_heard;
        if is_clock_right && self.true_now().duration_since(at).abs() > SIGNED_WITHIN {
            let what = format!("{} is signed for {at}", call.webhook_id);
            wrong.push((Promise::SameActAgain, what));
        }
        let wait = state.shop.not_before.get(&asked.subject());
        let is_known =
            |wait: &&Wait| (wait.of_life, wait.by_clock) == (state.lives, state.clock_changes);
        // A moderator may want it at once.
        let is_wanted = sale_number(&asked.order_id).is_some_and(|sale| state.is_hurried(sale));
        if wait
            .filter(is_known)
            .filter(|_| !is_wanted)
            .is_some_and(|wait| now + ROUNDING < wait.until)
        {
            wrong.push((Promise::WaitsKept, "called too early".to_owned()));
        }
        match sale_number(&asked.order_id).and_then(|id| state.bot.sales.get(&id)) {
            None if state.was_paid_elsewhere(&asked.order_id, &asked.account) => {}
            None => wrong.push((
                Promise::NeverFooled,
                "the shop was asked about what is no order".to_owned(),
            )),
            Some(known)
                if !known.names(&asked.account)
                    && !state.is_given_by_moderators(known.message, &asked.account) =>
            {
                let mut words = state.words_on(known.message);
                let was_given =
                    words.any(|said| said.account.as_deref() == Some(asked.account.as_str()));
                let promise = if was_given { Promise::TakenBack } else { Promise::NeverFooled };
                let what = format!("the shop was asked for account {}", asked.account);
                wrong.push((promise, what));
            }
            // What was read in this very moment may have been read after the call was begun.
            Some(known)
                if known.is_known_answered(&state.sight)
                    && state.sight.page_at.is_some_and(|at| at < now) =>
            {
                wrong.push((
                    Promise::HandsOff,
                    "the shop was called although the owner's answer had been read".to_owned(),
                ));
            }
            Some(known) => {
                let named = known.names(&asked.account).then_some(asked.account.as_str());
                let unseen = known.look_before_activation(named, &state.sight);
                wrong.extend(unseen.map(|what| (Promise::LookBeforeActing, what)));
            }
        }
        for (promise, what) in wrong {
            let violation = Violation::of(promise, format!("{what} ({})", asked.order_id));
            self.tell("VIOLATED", &violation);
            state.violations.push(violation);
        }
    }

    /// A button is about to be pressed.
    pub(super) fn check_press(self: &Arc<Self>, message: i32, data: &[u8]) {
        let sale = self.state().bot.confirmations.get(&message).map(|known| known.sale);
        if let Some(sale) = sale {
            self.check_left_alone(sale, "pressed for", &[Word::Close]);
            self.check_approved(sale, "pressed for", 2);
        }
        let now = Instant::now();
        let mut state = self.state();
        let state = &mut *state;
        let changes = matches!(state.nature.after_press, AfterPress::Edits | AfterPress::Deletes);
        let mut wrong = None;
        let is_shown = state.sight.looked.get(&message).is_some_and(|(at, seen)| {
            let shows = |seen: &Message| {
                seen.buttons.iter().any(
                |button| matches!(&button.kind, ButtonKind::Callback { data: its } if its == data),
            )
            };
            now <= *at + LOOK_LASTS && seen.as_ref().is_some_and(shows)
        });
        if !is_shown {
            let what = format!("pressed under {message} without a look");
            wrong = Some(Violation::of(Promise::LookBeforeActing, what));
        }
        let said = sale.is_some_and(|sale| state.was_said(sale, Word::Press));
        if let Some(sale) = state.sale_confirmed_by(message) {
            if let Some(since) = sale.pressing.filter(|_| !said) {
                if now < since + SETTLE {
                    let what = format!("pressed under {message} again before it settled");
                    wrong = Some(Violation::of(Promise::LookBeforeActing, what));
                } else if !changes {
                    let what =
                        format!("pressed under {message} again, though this bot changes nothing");
                    wrong = Some(Violation::of(Promise::NoSecondPress, what));
                }
            }
            sale.pressing = Some(now);
        }
        if let Some(wrong) = wrong {
            self.tell("VIOLATED", &wrong);
            state.violations.push(wrong);
        }
    }

    /// Moderators were told something, or may have been, in a call that began then.
    pub(super) fn check_pace(&self, begun_at: Instant) {
        let mut state = self.state();
        let times = if state.nature.planted == Some(Planted::NoticesRepeated) {
            2 * NOTIFICATIONS_PER_MINUTE_MAX
        } else {
            1
        };
        let told_at = &mut state.sight.told_at;
        told_at.extend(std::iter::repeat_n(begun_at, times));
        told_at.retain(|at| begun_at.duration_since(*at) < PACED_OVER);
        let within_a_minute = told_at.len();
        drop(state);
        // One more says that others are held back.
        if within_a_minute > NOTIFICATIONS_PER_MINUTE_MAX + 1 {
            let what = format!("{within_a_minute} messages to moderators within a minute");
            self.violated(Promise::ChatReadable, what);
        }
    }

    /// Answers about Tribute's chat can be decoded again: if that took long, and nothing else was in the
    /// way, moderators know.
    pub(super) fn hears_again(&self, lasted: Duration) {
        let state = self.state();
        let since = Instant::now() - lasted;
        let others = [state.offline_until, state.moderators_closed_until, state.disk_full_until];
        let is_disturbed = state.is_calm
            || state.nature.line_trouble_percent > 0
            || state.alive_since.is_none_or(|alive_since| alive_since > since)
            || others.iter().any(|until| *until > since);
        let is_told = state.told.iter().any(|told| told.contains("не даёт мне прочитать чат"));
        drop(state);
        if lasted >= DEAF_TOLD_WITHIN && !is_disturbed && !is_told {
            let what = format!("nobody was told of {lasted:?} in which the chat could not be read");
            self.violated(Promise::EverythingTold, what);
        }
        self.bell.notify_one();
    }

    /// A call is about to be made.
    pub(super) fn check_patience(&self, chat: Chat, what: &'static str) {
        let now = Instant::now();
        let until = self.state().sight.flood_until.get(&(chat, what)).copied();
        if until.is_some_and(|until| now < until) {
            let what = format!("{what} although Telegram asked to wait");
            self.violated(Promise::WaitsKept, what);
        }
    }
}
