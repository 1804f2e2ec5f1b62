//! Messages that are about no order, or about the agent itself.

use std::iter;

use jiff::Timestamp;

use super::Formatter;
use super::markup::{Markup, rich};
use super::reasons::quoted;
use crate::i18n::t;
use crate::order::{Button, Untrusted};
use crate::rich_text::RichText;

/// What only rings begins so: nobody has said it.
pub(super) const RING_MARK: &str = "🔔 ";
/// So much of each message is shown in a list.
const LISTED_CHARACTERS_MAX: usize = 60;

/// Why a message that looks like an order is not taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// It was forwarded.
    Forwarded,
    /// It was sent through an inline bot.
    ViaBot,
    /// Somebody else than the pinned bot sent it.
    WrongSender,
}

/// The orders and messages that were found after the journal was lost or restored from a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// What was done since then is not known.
    pub since: Timestamp,
    /// The orders in the chat since then.
    pub found: u32,
    /// How many of them are answered.
    pub answered: u32,
    /// The orders that were under way before.
    pub open: u32,
    /// The messages that no rule knows.
    pub unknown: u32,
}

impl Formatter {
    /// Something has to be looked at, perhaps an order: what rings, not what is read.
    pub(super) fn ring(&self, number: Option<u32>) -> RichText {
        let number = number.unwrap_or_default();
        self.message(|| Markup::plain(RING_MARK).and(rich!("moderation-ring", number = number)))
    }

    /// The owner's bot can't speak, and why; whether it is tried again without a restart.
    pub fn bot_is_silent(&self, why: &str, is_tried_again: bool) -> RichText {
        let why = Untrusted::new(why);
        let again = if is_tried_again { "yes" } else { "no" };
        self.message(|| rich!("moderation-bot-is-silent", why = &why, again = again))
    }

    /// The seller's account is logged in no longer.
    pub fn seller_disconnected(&self) -> RichText {
        self.message(|| rich!("moderation-seller-disconnected"))
    }

    /// The commands that are offered in the chat, by their names, and what they do.
    pub fn commands(&self) -> [(&'static str, String); 7] {
        ["orders", "order", "retry", "pause", "resume", "status", "help"]
            .map(|command| (command, self.in_words(|| t!("moderation-command", command = command))))
    }

    /// A message of the bot that no rule knows, or, with the button to be pressed under it, a
    /// confirmation that more than one order may wait for.
    pub fn unknown_message(
        &self,
        sent_at: Timestamp,
        text: &Untrusted,
        button: Option<&Button>,
    ) -> RichText {
        self.message(|| {
            let sent = self.date_and_time(sent_at);
            let (head, advice) = match button {
                None => (
                    rich!("moderation-unknown-message", sent = sent),
                    rich!("moderation-may-be-an-order"),
                ),
                Some(button) => (
                    rich!("moderation-unassigned-button", sent = sent),
                    rich!(
                        "moderation-press-unassigned",
                        button = quoted(Markup::name(&button.label))
                    ),
                ),
            };
            let quote =
                if text.as_str().is_empty() { rich!("moderation-no-text") } else { quote(text) };
            Markup::lines([head, quote, advice])
        })
    }

    /// So many messages of the bot that no rule knows: when they were sent, and what the first ones say.
    pub fn unknown_messages<'a>(
        &self,
        mut listed: impl Iterator<Item = (Timestamp, &'a Untrusted)>,
        count: usize,
    ) -> RichText {
        self.message(|| {
            let Some(first) = listed.next() else {
                return Markup::default();
            };
            let line = |(sent_at, text): (Timestamp, &Untrusted)| {
                let sent = Markup::plain(format!("{} ", self.time(sent_at, first.0)));
                sent.and(if text.as_str().trim().is_empty() {
                    rich!("moderation-blank-text")
                } else {
                    Markup::outside_short(text, LISTED_CHARACTERS_MAX)
                })
            };
            let mut lines: Vec<Markup> = iter::once(first).chain(listed).map(line).collect();
            let more = count.saturating_sub(lines.len());
            let since = self.date_and_time(first.0);
            lines.insert(0, rich!("moderation-unknown-messages", since = since, count = count));
            if more > 0 {
                lines.push(rich!("moderation-unknown-more", count = more));
            }
            lines.push(rich!("moderation-any-may-be-an-order"));
            Markup::lines(lines)
        })
    }

    /// What the bot showed for a moment after an order's button was pressed.
    pub fn press_words(&self, number: u32, words: &Untrusted) -> RichText {
        let file = Untrusted::new(&*self.config_file);
        self.message(|| {
            let lines = [
                rich!("moderation-press-words", number = number),
                quote(words),
                rich!("moderation-press-words-meaning", file = &file),
            ];
            Markup::lines(lines)
        })
    }

    /// A message that looks like an order and fails a check of who sent it.
    pub fn suspicious_message(&self, at: Timestamp, text: &Untrusted, why: Suspicion) -> RichText {
        let why = match why {
            Suspicion::Forwarded => "forwarded",
            Suspicion::ViaBot => "via-bot",
            Suspicion::WrongSender => "wrong-sender",
        };
        self.message(|| {
            let sent = self.date_and_time(at);
            Markup::lines([
                rich!("moderation-suspicious-message", sent = sent, why = why),
                quote(text),
                rich!("moderation-may-be-fraud"),
            ])
        })
    }

    /// The first start: `unanswered_count` orders are older than it and nobody answered them.
    pub fn first_start(&self, unanswered_count: u32) -> RichText {
        self.message(|| rich!("moderation-first-start", count = unanswered_count))
    }

    /// `count` messages are held back, because no more than `most` are told a minute.
    pub fn held_back(&self, count: usize, most: usize) -> RichText {
        self.message(|| rich!("moderation-held-back", count = count, most = most))
    }

    /// No message is held back any more.
    pub fn held_back_over(&self) -> RichText {
        self.message(|| rich!("moderation-held-back-over"))
    }

    /// The chat with Tribute was not read from one moment to the other, and now is.
    pub fn away(&self, from: Timestamp, to: Timestamp) -> RichText {
        let (from, to) = (self.time(from, to), self.time(to, to));
        self.message(|| rich!("moderation-away", from = from, to = to))
    }

    /// The journal was lost or restored from a backup.
    pub fn adopted(&self, adopted: &Adopted) -> RichText {
        self.message(|| {
            let told = rich!(
                "moderation-adopted",
                since = self.date_and_time(adopted.since),
                found = adopted.found,
                answered = adopted.answered,
                open = adopted.open
            );
            let unknown = (adopted.unknown > 0)
                .then(|| rich!("moderation-adopted-unknown", count = adopted.unknown));
            Markup::lines([told].into_iter().chain(unknown))
        })
    }

    /// The changed configuration is refused; the previous one stays in force.
    pub fn config_refused(&self, why: &str) -> RichText {
        let file = Untrusted::new(&*self.config_file);
        self.message(|| {
            let why = why.lines().map(|line| Markup::quote(&Untrusted::new(line)));
            let lines = [rich!("moderation-config-refused", file = &file)];
            let lines = lines.into_iter().chain(why);
            Markup::lines(lines.chain([rich!("moderation-config-kept")]))
        })
    }

    /// The configuration that was refused is right again, and in force.
    pub fn config_mended(&self) -> RichText {
        self.message(|| rich!("moderation-config-mended"))
    }

    /// These keys of the configuration were changed, and take effect after a restart.
    pub fn config_after_restart(&self, keys: &[String]) -> RichText {
        let keys = keys.join(", ");
        self.message(|| rich!("moderation-config-changed", keys = keys))
    }
}

fn quote(text: &Untrusted) -> Markup {
    if text.as_str().trim().is_empty() {
        rich!("moderation-blank-text")
    } else {
        Markup::quote(text)
    }
}
