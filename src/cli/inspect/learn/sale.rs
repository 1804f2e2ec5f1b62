//! An order, and what became of it in the chat.

use super::super::sorting::{Kind, Seen};
use crate::order::reading::{OrderForm, Reading};
use crate::telegram::Message;

/// An order of the chat.
#[derive(Clone, Copy)]
pub(super) struct Sale<'m> {
    /// What it states.
    pub(super) form: &'m OrderForm,
    /// The owner's answer; of several, the first.
    pub(super) reply: Option<&'m Message>,
    /// What the bot wrote about it then; with buttons, if anything had some.
    pub(super) answer: Option<&'m Message>,
    /// Whether that replies to our answer (`Some(true)`), to the order (`Some(false)`) or to nothing.
    pub(super) links_to_reply: Option<bool>,
}

impl<'m> Sale<'m> {
    /// All of them, oldest first.
    pub(super) fn all(seen: &'m [Seen<'m>]) -> Vec<Self> {
        let orders = seen.iter().filter_map(|order| match &order.reading {
            Reading::Order(form) if order.kind == Kind::Order => Some((order.message, &**form)),
            _ => None,
        });
        orders
            .map(|(order, form)| Self::of(order, form, seen))
            .collect()
    }

    fn of(order: &Message, form: &'m OrderForm, seen: &'m [Seen<'m>]) -> Self {
        let of_kind = |kind| seen.iter().filter(move |seen| seen.kind == kind);
        let reply = of_kind(Kind::Reply)
            .find(|reply| reply.about == Some(order.id))
            .map(|reply| reply.message);
        let is_its = |answer: &&Seen<'_>| {
            let about = answer.about;
            about == Some(order.id) || about.is_some() && about == reply.map(|reply| reply.id)
        };
        let mut answers = of_kind(Kind::Confirmation).chain(of_kind(Kind::Answer));
        let answer = answers.find(is_its).map(|answer| answer.message);
        let links_to_reply = answer.and_then(|answer| answer.reply_to);
        Self {
            form,
            reply,
            answer,
            links_to_reply: links_to_reply.map(|target| target != order.id),
        }
    }
}
